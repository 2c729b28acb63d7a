//! Hyperliquid's perpetuals as a rule set: every position cross, at the highest leverage its size allows.

use std::collections::BTreeMap;

use super::rules::HyperliquidRules;
use super::table::{MarginTable, requirement};
use super::{DOLLAR, parameters};
use crate::margin::limits::wrong;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{dollars_only, linear_perpetuals};
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "hyperliquid", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<HyperliquidRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(Perpetuals(Tables::new(&rules)?)))
}

/// The margin tables of every coin, made once.
#[derive(Debug)]
pub(super) struct Tables(BTreeMap<String, MarginTable>);

/// What the positions of an account ask, with each leg's part.
pub(super) struct Positions {
    /// Initial margin.
    pub(super) initial: Charge,
    /// Maintenance margin.
    pub(super) maintenance: Charge,
}

pub(super) static INITIAL: ChargeName = ChargeName {
    name: "Initial margin",
    words: "Each position’s notional at mark ÷ the highest leverage allowed for a position of that size.",
};
pub(super) static MAINTENANCE: ChargeName = ChargeName {
    name: "Maintenance margin",
    words: "Each position’s notional at mark × its tier’s rate, half the initial margin at the tier’s highest leverage, less \
            the tier’s deduction.",
};

impl Tables {
    pub(super) fn new(rules: &HyperliquidRules) -> Result<Self, RuleError> {
        let table = |coin: &String| Some(rules.table(coin)?.map(|table| (coin.clone(), table)));
        Ok(Self(rules.markets.keys().filter_map(table).collect::<Result<_, _>>()?))
    }

    pub(super) fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        linear_perpetuals("Hyperliquid", leg, underlying, |coin| self.0.contains_key(coin))
    }

    /// The positions at their marks; coins that are owed are none. Errs on a coin without a table and on overflow.
    pub(super) fn positions(&self, account: &Valued) -> Result<Positions, FigureError> {
        let mut initial = Vec::with_capacity(account.legs.len());
        let mut maintenance = Vec::with_capacity(account.legs.len());
        let positions = account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Position);
        for (place, leg) in positions {
            let coin = account.underlyings.get(leg.underlying).map_or("", |of| of.asset.as_str());
            let Some(table) = self.0.get(coin) else {
                return Err(wrong("underlying", coin, "a coin with margin tiers is right"));
            };
            let asked = requirement(leg.units, leg.mark, None, table)?;
            initial.push(Part { leg: place, amount: asked.initial });
            maintenance.push(Part { leg: place, amount: asked.maintenance.amount });
        }
        Ok(Positions {
            initial: Charge::summed(&INITIAL, initial),
            maintenance: Charge::summed(&MAINTENANCE, maintenance),
        })
    }
}

#[derive(Debug)]
struct Perpetuals(Tables);

impl Venue for Perpetuals {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        self.0.refuses(leg, underlying)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (holdings, notes) = dollars_only(account, DOLLAR);
        let Positions { initial, maintenance } = self.0.positions(account)?;
        Ok(Demand {
            equity: Equity::of(account, &holdings, false),
            initial: vec![initial],
            maintenance: vec![maintenance],
            holdings,
            notes,
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::parameters;
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{RuleSet, assess, liquidation};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    #[test]
    fn every_position_is_cross_at_the_highest_leverage_of_its_size() {
        let book = account(&["1 BTC-PERP @ 60000", "-10 ETH-PERP"], &["10000 USDC"]);
        let market = prices(&[("BTC", "62000"), ("ETH", "3000")]);
        let of = assess(&book, &market, rules("hyperliquid"));
        // 62,000 at 40 times and 30,000 at 25 times; half of each to keep
        assert_eq!(of.initial_margin, dec!(62000) / dec!(40) + dec!(30000) / dec!(25));
        assert_eq!(of.maintenance_margin, dec!(62000) / dec!(80) + dec!(30000) / dec!(50));
        assert_eq!(of.held_apart, of.initial_margin);
        // 10,000 of cash and 2,000 gained
        assert_eq!((of.equity.total, of.hedge_benefit), (dec!(12000), dec!(0)));
        // 180,000,000 lies in the second tier: all of it at 20 times
        let book = account(&["3000 BTC-PERP"], &["20000000 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("hyperliquid"));
        assert_eq!(of.initial_margin, dec!(9000000));
        assert_eq!(of.maintenance_margin, dec!(150000000) / dec!(80) + dec!(30000000) / dec!(40));
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 BTC-PERP", "1 BTC-25DEC26-80000-C", "100 BTC-PERPETUAL", "5 PEPE-PERP"], &["1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("PEPE", "0.00001")]), rules("hyperliquid"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said.iter().any(|why| why.contains("no inverse contracts")), "{said:?}");
        assert!(said.iter().any(|why| why.contains("no parameters for PEPE")), "{said:?}");
        assert_eq!(of.initial_margin, dec!(1500));
        assert_eq!(of.equity.total, dec!(0));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("BTC is not accepted as collateral")));
    }

    #[test]
    fn an_empty_book_needs_nothing() {
        let of = assess(&account(&[], &["500 USDC"]), &prices(&[]), rules("hyperliquid"));
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(0), dec!(0)));
        assert_eq!(of.equity.total, dec!(500));
    }

    fn close(a: Decimal, b: Decimal, relative: Decimal) -> bool {
        (a - b).abs() <= relative * b.abs()
    }

    #[test]
    fn it_is_liquidated_where_arithmetic_says() {
        // short 10 at 3,000 on 5,000: 35,000 = x·10·(1 + 1/50)
        let book = account(&["-10 ETH-PERP @ 3000"], &["5000 USDC"]);
        let found = liquidation(&book, &prices(&[("ETH", "3000")]), rules("hyperliquid"));
        let above = found[0].above.unwrap();
        assert!(close(above.price, dec!(35000) / dec!(10.2), dec!(1e-9)), "{}", above.price);
        assert!(!above.healthy_above);
    }

    /// The documentation's isolated example, which is an account of that position alone: 0.0335 ETH with −95.059824 of raw
    /// USD under a highest leverage of 50, liquidated at 2866.26936529; its raw USD is shown to 6 decimals only.
    #[test]
    fn the_documented_example_is_met() {
        let mut json: serde_json::Value = serde_json::from_str(&rules("hyperliquid").to_json()).unwrap();
        json["parameters"]["markets"]["ETH"] = serde_json::json!([{ "lower": "0", "max_leverage": 50 }]);
        let docs = RuleSet::from_json(&json.to_string()).unwrap();
        let cash = dec!(-95.059824) + dec!(0.0335) * dec!(2900);
        let book = account(&["0.0335 ETH-PERP @ 2900"], &[&format!("{cash} USDC")]);
        let found = liquidation(&book, &prices(&[("ETH", "2986.3")]), &docs);
        let below = found[0].below.unwrap().price;
        assert!(close(below, dec!(2866.26936529), dec!(1e-8)), "{below}");
    }

    #[test]
    fn parameters_that_cannot_be_are_refused_with_their_path() {
        let text = rules("hyperliquid").to_json();
        let wrong = text.replacen("\"max_leverage\": 40", "\"max_leverage\": 0", 1);
        let said = RuleSet::from_json(&wrong).unwrap_err().to_string();
        assert_eq!(said, "markets.BTC[0].max_leverage is 0; a whole number from 1 to 1000 is right");
        assert_eq!(rules("hyperliquid").as_of, parameters().unwrap().as_of);
    }
}
