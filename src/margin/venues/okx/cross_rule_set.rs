//! Multi-currency margin as a rule set: perpetuals and futures by position tiers, collateral by discount tiers, loans.

use rust_decimal::Decimal;

use super::coins::{Coins, borrowing};
use super::cross::{CrossRules, shipped as cross_rules};
use super::parameters::portfolio_rules;
use crate::book::{Kind, Sorted};
use crate::margin::checked::decimal::{div, mul, sum};
use crate::margin::limits::wrong;
use crate::margin::rates::{MarginTier, margin_tier};
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{highest_leverage, no_parameters};
use crate::margin::{Charge, ChargeName, Dated, Demand, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, LegOf, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "okx-cross", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(cross_rules(&portfolio_rules()?)?)
}

fn rule_set(dated: Dated<CrossRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let mut families = Sorted::new();
        for (family, tiers) in &rules.position_tiers {
            let contract = rules.contracts.get(family).copied();
            families.insert(family.clone(), Tiered { contract, tiers: tiers.clone() });
        }
        Ok(MultiCurrency { families, rules })
    })
}

/// A family's tiers; without a contract size they cannot be asked.
#[derive(Debug)]
struct Tiered {
    contract: Option<Decimal>,
    tiers: Vec<MarginTier>,
}

#[derive(Debug)]
struct MultiCurrency {
    families: Sorted<String, Tiered>,
    rules: CrossRules,
}

static INITIAL: ChargeName = ChargeName {
    name: "Initial margin",
    words: "Each position’s value at mark × the initial rate of the tier its contracts fall in.",
};
static MAINTENANCE: ChargeName = ChargeName {
    name: "Maintenance margin",
    words: "Each position’s value at mark × the maintenance rate of the tier its contracts fall in, the whole of it at one rate.",
};

/// `BTC-USDT`; `BTC-USD` of what is paid in the coin. Plain dollars are the venue's USDT.
fn family(leg: &Leg, underlying: &Underlying) -> String {
    let quote = match &leg.of {
        LegOf::Instrument(instrument) if instrument.is_inverse() => "USD",
        LegOf::Instrument(instrument) if instrument.settlement_asset().as_str() != "USD" => {
            instrument.settlement_asset().as_str()
        }
        _ => "USDT",
    };
    format!("{}-{quote}", underlying.asset)
}

/// A leg's margins and whether it is beyond its last tier.
struct Margins {
    initial: Decimal,
    maintenance: Decimal,
    beyond: bool,
}

impl MultiCurrency {
    fn margins(&self, leg: &Leg, underlying: &Underlying) -> Result<Margins, FigureError> {
        let family = family(leg, underlying);
        let missing =
            || -> FigureError { wrong("family", &family, "a family with tiers and a contract size is right") };
        let found = self.families.get(&family).and_then(|tiered| Some((tiered.contract?, &tiered.tiers)));
        let (contract, tiers) = found.ok_or_else(missing)?;
        let units = leg.units.abs();
        let (tier, beyond) = margin_tier(tiers, div("contracts", units, contract)?).ok_or_else(missing)?;
        let inverse = matches!(&leg.of, LegOf::Instrument(instrument) if instrument.is_inverse());
        // an inverse contract is dollars of coin at its mark, worth that coin at the index
        let value = if inverse {
            mul("position value", div("position value", units, leg.mark)?, underlying.index)?
        } else {
            mul("position value", units, leg.mark)?
        };
        let initial = mul("initial margin", value, tier.initial)?;
        Ok(Margins { initial, maintenance: mul("maintenance margin", value, tier.maintenance)?, beyond })
    }
}

impl Venue for MultiCurrency {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        if leg.kind == LegKind::Borrowed {
            return None;
        }
        if matches!(leg.instrument_kind(), Some(Kind::Option { .. })) {
            return Some("OKX’s margin of options is not published whole and not in these rules".to_owned());
        }
        let family = family(leg, underlying);
        match self.families.get(&family) {
            None => Some(format!("{}; paste its position tiers", no_parameters("OKX", family))),
            Some(Tiered { contract: None, .. }) => {
                Some(format!("the parameters of OKX have no contract size for {family}; paste its instruments"))
            }
            Some(_) => None,
        }
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let coins = Coins::of(account, &self.rules.discounts, false)?;
        let owed = coins.borrowed(account);
        let Coins { holdings, equity, mut notes, .. } = coins;
        notes.extend(highest_leverage(account));
        let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
        for (place, leg) in account.legs.iter().enumerate().filter(|(_, leg)| leg.kind != LegKind::Borrowed) {
            let Some(underlying) = account.underlyings.get(leg.underlying) else { continue };
            let of = self.margins(leg, underlying)?;
            if of.beyond {
                notes.push(format!("{} is larger than its last tier, whose rates are asked.", leg.name()));
            }
            initial.push(Part { leg: place, amount: of.initial });
            maintenance.push(Part { leg: place, amount: of.maintenance });
        }
        let mut demand = Demand {
            initial: vec![Charge::summed(&INITIAL, initial)],
            maintenance: vec![Charge::summed(&MAINTENANCE, maintenance)],
            holdings,
            equity,
            notes,
            ..Demand::default()
        };
        let borrowed = sum("borrowed", owed.iter().map(|(_, usd)| *usd))?;
        let rates = self.rules.borrowing;
        for (rate, charges) in [(rates.initial, &mut demand.initial), (rates.maintenance, &mut demand.maintenance)] {
            charges.extend(borrowing(&owed, rate, mul("borrowing", borrowed, rate)?));
        }
        Ok(demand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{assess, liquidation};
    use rust_decimal_macros::dec;
    use serde_json::{Value, json};

    fn with_tiers() -> RuleSet {
        let mut rules: Value = serde_json::from_str(&rules("okx-cross").to_json()).unwrap();
        let tier =
            |upper, maintenance, initial| json!({"upper": upper, "maintenance": maintenance, "initial": initial});
        let tiers = json!([tier("100", "0.004", "0.01"), tier("1000", "0.01", "0.02")]);
        for family in ["BTC-USDT", "BTC-USD", "SOL-USDT"] {
            rules["parameters"]["position_tiers"][family] = tiers.clone();
        }
        let discount = |from, to, rate| json!({"minAmt": from, "maxAmt": to, "discountRate": rate});
        rules["parameters"]["discounts"]["BTC"] =
            json!([discount("0", json!("1"), "0.98"), discount("1", Value::Null, "0.9")]);
        RuleSet::from_json(&rules.to_string()).unwrap()
    }

    #[test]
    fn the_whole_position_pays_the_rates_of_its_tier() {
        let book = account(&["2 BTC-PERP @ 59000", "-5000 BTC-25DEC26"], &["3 BTC"]);
        let market =
            crate::margin::venues::case::with_options(prices(&[("BTC", "60000")]), &[("BTC", "25DEC26", "60000")], &[]);
        let of = assess(&book, &market, &with_tiers());
        assert_eq!(of.left_out, []);
        // 200 contracts of 0.01 lie in the second tier, 50 of 100 dollars in the first
        assert_eq!(of.initial_margin.round_dp(12), dec!(120000) * dec!(0.02) + dec!(5000) * dec!(0.01));
        assert_eq!(of.maintenance_margin.round_dp(12), dec!(120000) * dec!(0.01) + dec!(5000) * dec!(0.004));
        // one coin at 98 %, two at 90 %; 2,000 gained in USDT
        assert_eq!(of.equity.total, (dec!(0.98) + dec!(1.8)) * dec!(60000) + dec!(2000));
        assert_eq!(of.equity.collateral, dec!(166800));
        assert!((of.holdings[0].value - dec!(166800)).abs() < dec!(0.000001));
        assert_eq!((of.held_apart, of.hedge_benefit), (of.initial_margin, dec!(0)));
    }

    #[test]
    fn a_loss_beyond_what_is_held_of_usdt_is_borrowed() {
        let book = account(&["1 BTC_USDT-PERPETUAL @ 62000"], &["500 USDT", "10000 USDC", "-0.1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), &with_tiers());
        // USDT stands at 500 − 2,000, and 6,000 of coin are owed
        let owed = dec!(1500) + dec!(6000);
        assert_eq!(of.initial_margin, dec!(60000) * dec!(0.01) + owed * dec!(0.1));
        assert_eq!(of.maintenance_margin, dec!(60000) * dec!(0.004) + owed * dec!(0.02));
        assert_eq!(of.equity.total, dec!(10000) - owed);
        let part = |name: &str| of.legs.iter().find(|leg| leg.name == name).map(|leg| leg.part);
        assert_eq!(part("BTC"), Some(dec!(600)));
        // by itself a position has no loan for its loss
        assert_eq!(of.held_apart, dec!(600) + dec!(600));
    }

    #[test]
    fn liquidated_where_equity_meets_maintenance() {
        let book = account(&["0.5 BTC-PERP @ 60000"], &["40000 USDT"]);
        let found = liquidation(&book, &prices(&[("BTC", "60000")]), &with_tiers());
        assert!(found[0].below.is_none(), "a long of 30,000 dollars behind 40,000 is safe");
        let book = account(&["0.5 BTC-PERP @ 60000"], &["6000 USDT"]);
        let below = liquidation(&book, &prices(&[("BTC", "60000")]), &with_tiers())[0].below.unwrap().price;
        // 6,000 + (x − 60,000)/2 = 0.004·x/2
        let price = dec!(24000) / (dec!(0.5) - dec!(0.002));
        assert!((below / price - dec!(1)).abs() < dec!(1e-9), "{below} {price}");
    }

    #[test]
    fn what_has_no_parameters_is_left_out_and_named() {
        let market = prices(&[("BTC", "60000"), ("ETH", "3000"), ("SOL", "100")]);
        let market = crate::margin::venues::case::with_options(
            market,
            &[("BTC", "25DEC26", "60000")],
            &[("BTC-25DEC26-60000-C", 0.5)],
        );
        let book = account(&["1 ETH-PERP", "1 SOL-PERP", "1 BTC-25DEC26-60000-C"], &["1 ETH"]);
        let of = assess(&book, &market, &with_tiers());
        for why in ["no parameters for ETH-USDT", "no contract size for SOL-USDT", "margin of options"] {
            assert!(of.left_out.iter().any(|out| out.reason.contains(why)), "{why}: {:?}", of.left_out);
        }
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(0)));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("No discount tiers of ETH")));
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_path() {
        let of = |change: fn(&mut Value)| {
            let mut rules: Value = serde_json::from_str(&with_tiers().to_json()).unwrap();
            change(&mut rules["parameters"]);
            RuleSet::from_json(&rules.to_string()).unwrap_err().to_string()
        };
        assert!(
            of(|p| p["position_tiers"]["BTC-USDT"][0]["initial"] = "1.5".into())
                .starts_with("position_tiers.BTC-USDT[0].initial is 1.5; ")
        );
        assert!(of(|p| p["contracts"]["BTC-USDT"] = "0".into()).starts_with("contracts.BTC-USDT is 0; "));
        assert!(
            of(|p| p["discounts"]["BTC"][0]["discountRate"] = "98".into())
                .starts_with("discounts.BTC[0].discountRate is 98; ")
        );
        assert!(of(|p| p["borrowing"]["maintenance"] = "0.2".into()).starts_with("borrowing.maintenance is 0.2; "));
    }
}
