//! dYdX as a rule set: one subaccount, its sizes and prices turned into the chain's integers.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::account::{Position, Subaccount, subaccount};
use super::market::{Market, Requirement, notional};
use super::rules::{DydxRules, LiquidationRules, TIER};
use super::{parameters, quantums};
use crate::margin::checked::decimal::{sub, sum};
use crate::margin::limits::wrong;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::balance::entered_whole;
use crate::margin::venues::listing::{dollars_only, linear_perpetuals};
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, HoldingReport, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "dydx", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<DydxRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Chain::new(&rules))
}

/// A market as it is asked: all but the price.
#[derive(Clone, Copy, Debug)]
struct Listed {
    market: Market,
    /// Whether the open interest would raise the initial margin and is not known.
    open_interest_unknown: bool,
}

/// The subaccount that an account is under these parameters, with the liquidation parameters and, for each position, the
/// place of its leg; legs that the chain does not list are none of it.
///
/// # Errors
/// Parameters that are not the chain's; figures too large for its integers.
pub(in crate::margin) fn subaccount_of(
    parameters: &serde_json::Value,
    account: &Valued,
) -> Result<(Subaccount, LiquidationRules, Vec<usize>), FigureError> {
    let refuse = |error: serde_json::Error| RuleError::Form(error.to_string());
    let rules: DydxRules = serde_json::from_value(parameters.clone()).map_err(refuse)?;
    let chain = Chain::new(&rules)?;
    let listed = |(place, leg): (usize, &Leg)| {
        let underlying = account.underlyings.get(leg.underlying)?;
        chain.refuses(leg, underlying).is_none().then_some(place)
    };
    let places: Vec<usize> = account.legs.iter().enumerate().filter_map(listed).collect();
    let (of, ..) = chain.subaccount(&account.with_legs(&places))?;
    Ok((of, rules.liquidation, places))
}

#[derive(Debug)]
struct Chain(BTreeMap<String, Listed>);

static INITIAL: ChargeName = ChargeName {
    name: "Initial margin",
    words: "Each position’s notional at the oracle price × its market’s initial margin rate, which rises with open interest; \
            rounded up to a millionth of a dollar.",
};
static MAINTENANCE: ChargeName = ChargeName {
    name: "Maintenance margin",
    words: "Each position’s notional at the oracle price × its market’s base initial margin rate × its maintenance part, each \
            rounded up to a millionth of a dollar.",
};

impl Chain {
    fn new(rules: &DydxRules) -> Result<Self, RuleError> {
        let mut markets = BTreeMap::new();
        for (coin, of) in &rules.markets {
            let path = |key: &str| format!("markets.{coin}.{key}");
            let Some(&tier) = rules.liquidity_tiers.get(&of.tier) else {
                return Err(wrong(path("tier"), &of.tier, TIER));
            };
            let open = of.open_interest.unwrap_or_default();
            let Ok(open_interest) = quantums::base(open, of.atomic_resolution) else {
                return Err(wrong(
                    path("open_interest"),
                    open,
                    "fewer coins are right: their quantums must fit 128 bits",
                ));
            };
            let open_interest = open_interest.unsigned_abs();
            let (price, price_exponent, atomic_resolution) = (0, 0, of.atomic_resolution);
            let market = Market { price, price_exponent, atomic_resolution, tier, open_interest };
            let open_interest_unknown = of.open_interest.is_none() && tier.open_interest_upper_cap > 0;
            markets.insert(coin.clone(), Listed { market, open_interest_unknown });
        }
        Ok(Self(markets))
    }

    /// A leg as the chain keeps it.
    fn position(&self, leg: &Leg, account: &Valued) -> Result<(Position, bool), FigureError> {
        let underlying = account.underlyings.get(leg.underlying);
        let listed = underlying.and_then(|of| Some((of.index, self.0.get(of.asset.as_str())?)));
        let Some((index, listed)) = listed else {
            return Err(wrong("underlying", leg.name(), "a market of the parameters is right"));
        };
        let (price, price_exponent) = quantums::price(index)?;
        let market = Market { price, price_exponent, ..listed.market };
        let size = quantums::base(leg.units, market.atomic_resolution)?;
        Ok((Position { size, market, custom_initial_ppm: 0 }, listed.open_interest_unknown))
    }

    /// The account as the chain keeps it, its holdings as counted with what is said of them, and whether an open interest
    /// that would count is not known.
    fn subaccount(&self, account: &Valued) -> Result<(Subaccount, Vec<HoldingReport>, Vec<String>, bool), FigureError> {
        let (holdings, notes) = dollars_only(account, "USDC");
        let collateral = sum("collateral", holdings.iter().map(|holding| holding.value))?;
        let whole = |leg: &Leg| leg.gain.filter(|gain| entered_whole(leg, *gain));
        let paid = sum("entry value", account.legs.iter().filter_map(whole).map(|gain| gain.cost))?;
        // of rows without an entry price nothing has been gained: they were paid what they are worth
        let rest = account.legs.iter().filter(|leg| whole(leg).is_none()).filter_map(|leg| leg.gain.and(leg.pnl));
        let paid = sub("entry value", paid, sum("entry value", rest)?)?;
        let mut of = Subaccount {
            quote: quantums::quote(sub("quote balance", collateral, paid)?)?,
            positions: Vec::with_capacity(account.legs.len()),
        };
        let mut unknown = false;
        for leg in &account.legs {
            let (position, open_interest_unknown) = self.position(leg, account)?;
            if whole(leg).is_none() {
                let worth = notional(position.size, &position.market)?;
                of.quote = of.quote.checked_sub(worth).ok_or_else(|| FigureError::overflow("quote balance"))?;
            }
            unknown |= open_interest_unknown;
            of.positions.push(position);
        }
        Ok((of, holdings, notes, unknown))
    }
}

impl Venue for Chain {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        linear_perpetuals("dYdX", leg, underlying, |coin| self.0.contains_key(coin))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (of, holdings, mut notes, unknown) = self.subaccount(account)?;
        let collateral = sum("collateral", holdings.iter().map(|holding| holding.value))?;
        if unknown {
            notes
                .push("Open interest is not known, so it raises no initial margin: the tiers’ base rates hold.".into());
        }
        let report = subaccount(&of)?;
        let total = quantums::dollars("equity", report.net_collateral)?;
        let unrealised_pnl = sub("unrealised profit", total, collateral)?;
        let parts = |amount: fn(&Requirement) -> u128| {
            let part = |(leg, of): (usize, &Requirement)| {
                let quantums = i128::try_from(amount(of)).map_err(|_| FigureError::overflow("margin"))?;
                Ok(Part { leg, amount: quantums::dollars("margin", quantums)? })
            };
            report.positions.iter().enumerate().map(part).collect::<Result<Vec<_>, FigureError>>()
        };
        Ok(Demand {
            initial: vec![Charge::summed(&INITIAL, parts(|of| of.initial)?)],
            maintenance: vec![Charge::summed(&MAINTENANCE, parts(|of| of.maintenance)?)],
            equity: Equity { total, collateral, unrealised_pnl, option_value: Decimal::ZERO },
            holdings,
            notes,
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{RuleSet, assess, liquidation};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;
    use serde_json::{Value, json};

    /// The rules shipped with markets of a test.
    fn with(markets: &[(&str, Value)], tiers: &[(&str, Value)]) -> RuleSet {
        let mut json: Value = serde_json::from_str(&rules("dydx").to_json()).unwrap();
        for (name, tier) in tiers {
            json["parameters"]["liquidity_tiers"][name] = tier.clone();
        }
        for (coin, market) in markets {
            json["parameters"]["markets"][coin] = market.clone();
        }
        RuleSet::from_json(&json.to_string()).unwrap()
    }

    fn tier(initial: u32, maintenance: u32, lower: u64, upper: u64) -> Value {
        json!({ "initial_margin_ppm": initial, "maintenance_fraction_ppm": maintenance,
                "open_interest_lower_cap": lower, "open_interest_upper_cap": upper })
    }

    #[test]
    fn one_subaccount_nets_collateral_and_no_requirement() {
        let book = account(&["1 BTC-PERP @ 60000", "-10 ETH-PERP"], &["10000 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "62000"), ("ETH", "3000")]), rules("dydx"));
        assert_eq!(of.initial_margin, dec!(62000) * dec!(0.02) + dec!(30000) * dec!(0.02));
        assert_eq!(of.maintenance_margin, dec!(92000) * dec!(0.012));
        assert_eq!((of.equity.total, of.equity.unrealised_pnl), (dec!(12000), dec!(2000)));
        assert_eq!((of.held_apart, of.hedge_benefit), (of.initial_margin, dec!(0)));
        let parts: Vec<Decimal> = of.charges[0].parts.iter().map(|part| part.amount).collect();
        assert_eq!(parts, [dec!(1240), dec!(600)]);
    }

    /// A case of the chain's own tests: 74,523 quantums of 10⁻⁶ at 123,456.0, 5 % and 60 % of it; 460,015,574.4 and
    /// 276,009,345 quote quantums, each up.
    #[test]
    fn a_case_of_the_chains_tests_is_met_to_the_integer() {
        let market = json!({ "tier": "mid-cap", "atomic_resolution": -6 });
        let rules = with(&[("XYZ", market)], &[]);
        for size in ["0.074523", "-0.074523"] {
            let book = account(&[&format!("{size} XYZ-PERP")], &["1000 USDC"]);
            let of = assess(&book, &prices(&[("XYZ", "123456.0")]), &rules);
            assert_eq!(of.initial_margin, dec!(460.015575));
            assert_eq!(of.maintenance_margin, dec!(276.009345));
            assert_eq!(of.equity.total, dec!(1000));
        }
    }

    /// Another: 12,000 quantums at 36,750.0 with 408,163,265 quantums of open interest between 10 and 20 million USDC.
    #[test]
    fn open_interest_that_is_known_raises_the_initial_margin_only() {
        let tiers = [("busy", tier(200_000, 500_000, 10_000_000_000_000, 20_000_000_000_000))];
        let market = |open: Option<&str>| json!({ "tier": "busy", "atomic_resolution": -6, "open_interest": open });
        let book = account(&["0.012 XYZ-PERP"], &["1000 USDC"]);
        let of = |open| assess(&book, &prices(&[("XYZ", "36750")]), &with(&[("XYZ", market(open))], &tiers));
        let (known, unknown) = (of(Some("408.163265")), of(None));
        assert_eq!((known.initial_margin, known.maintenance_margin), (dec!(264.599559), dec!(44.1)));
        assert_eq!((unknown.initial_margin, unknown.maintenance_margin), (dec!(441) * dec!(0.2), dec!(44.1)));
        let said = |of: &crate::margin::Assessment| of.warnings.iter().any(|w| w.message.contains("Open interest"));
        assert!(said(&unknown) && !said(&known));
    }

    /// The documentation's example: 1.5 ETH short at 3,000 under 5 %, 1,000 STRK at 1.75 under 10 %, an equity of 1,000;
    /// liquidated at 5325/1.575 dollars.
    #[test]
    fn the_documented_liquidation_price_is_met() {
        let tiers = [("five", tier(100_000, 500_000, 0, 0)), ("ten", tier(200_000, 500_000, 0, 0))];
        let eth = json!({ "tier": "five", "atomic_resolution": -9 });
        let strk = json!({ "tier": "ten", "atomic_resolution": -6 });
        let rules = with(&[("ETH", eth), ("STRK", strk)], &tiers);
        let book = account(&["-1.5 ETH-PERP @ 3100", "1000 STRK-PERP"], &["850 USDC"]);
        let market = prices(&[("ETH", "3000"), ("STRK", "1.75")]);
        assert_eq!(assess(&book, &market, &rules).equity.total, dec!(1000));
        let found = liquidation(&book, &market, &rules);
        let above = found.iter().find(|of| of.underlying.as_str() == "ETH").unwrap().above.unwrap().price;
        // the chain rounds the requirement up, by a millionth of a dollar twice
        assert!((above - dec!(5325) / dec!(1.575)).abs() < dec!(0.000003), "{above}");
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 BTC-PERP", "100 BTC-PERPETUAL", "5 PEPE-PERP"], &["1 BTC", "-300 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("PEPE", "0.00001")]), rules("dydx"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert!(said.contains(&"dYdX lists no inverse contracts"), "{said:?}");
        assert!(said.contains(&"the parameters of dYdX have no parameters for PEPE"), "{said:?}");
        assert_eq!((of.initial_margin, of.equity.total), (dec!(1200), dec!(-300)));
    }

    #[test]
    fn an_empty_book_needs_nothing() {
        let of = assess(&account(&[], &["500.25 USDC"]), &prices(&[]), rules("dydx"));
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(500.25)));
    }

    #[test]
    fn a_market_needs_a_tier_that_is_there() {
        let wrong = rules("dydx").to_json().replacen("\"tier\": \"large-cap\"", "\"tier\": \"giant-cap\"", 1);
        let said = RuleSet::from_json(&wrong).unwrap_err().to_string();
        assert_eq!(said, "markets.BTC.tier is giant-cap; a name among the liquidity tiers is right");
        let wrong = rules("dydx").to_json().replacen("\"atomic_resolution\": -10", "\"atomic_resolution\": 10", 1);
        let said = RuleSet::from_json(&wrong).unwrap_err().to_string();
        assert!(said.starts_with("markets.BTC.atomic_resolution is 10; -28 to 0 is right"), "{said}");
    }
}
