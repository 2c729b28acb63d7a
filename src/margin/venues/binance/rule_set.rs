//! USD-M futures as a rule set: every position cross behind one wallet of dollars, each at the highest leverage its size
//! allows.

use super::parameters;
use super::rules::BinanceRules;
use super::symbols::{INITIAL, MAINTENANCE, Symbols};
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{dollars_only, highest_leverage};
use crate::margin::{Charge, Dated, Demand, Equity, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "binance", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<BinanceRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(UsdMargin { symbols: Symbols::new(&rules)? }))
}

#[derive(Debug)]
struct UsdMargin {
    symbols: Symbols,
}

/// What the positions of an account ask for: initial and maintenance margin, each leg's own, and what to know about them.
pub(super) fn futures(
    symbols: &Symbols,
    account: &Valued,
    notes: &mut Vec<String>,
) -> Result<(Charge, Charge), FigureError> {
    let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
    notes.extend(highest_leverage(account));
    for (place, leg) in account.legs.iter().enumerate() {
        let Some(underlying) = account.underlyings.get(leg.underlying) else { continue };
        if leg.instrument_kind().is_none() {
            continue;
        }
        let asked = symbols.ask(leg, underlying)?;
        if asked.beyond {
            notes.push(format!(
                "{} is larger than the largest position of its tiers; the last tier is asked.",
                leg.name()
            ));
        }
        initial.push(Part { leg: place, amount: asked.report.initial });
        maintenance.push(Part { leg: place, amount: asked.report.maintenance.amount });
    }
    Ok((Charge::summed(&INITIAL, initial), Charge::summed(&MAINTENANCE, maintenance)))
}

impl Venue for UsdMargin {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        self.symbols.refuses(leg, underlying)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (holdings, mut notes) = dollars_only(account, "USDT");
        let equity = Equity::of(account, &holdings, false);
        let (initial, maintenance) = futures(&self.symbols, account, &mut notes)?;
        Ok(Demand {
            initial: vec![initial],
            maintenance: vec![maintenance],
            holdings,
            equity,
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

    /// The shipped rules with other tiers: `[lower, upper, rate, leverage, deduction]`.
    fn with(tiers: &[(&str, Vec<Value>)]) -> RuleSet {
        let mut rules: Value = serde_json::from_str(&rules("binance").to_json()).unwrap();
        for (symbol, rows) in tiers {
            let row = |row: &Value| json!({"lower": row[0], "upper": row[1], "rate": row[2], "max_leverage": row[3], "deduction": row[4]});
            rules["parameters"]["symbols"][symbol] = rows.iter().map(row).collect();
        }
        RuleSet::from_json(&rules.to_string()).unwrap()
    }

    #[test]
    fn every_position_pays_its_tier_and_nothing_offsets() {
        let book =
            account(&["-2 BTC-PERP @ 61000", "1 BTC_USDC-PERPETUAL", "10 ETH_USDT-25DEC26"], &["10000 USDT", "1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("ETH", "3000")]), rules("binance"));
        assert_eq!(of.left_out, []);
        // 120,000 and 60,000 in the second tiers of BTCUSDT and BTCUSDC, 30,000 in the first of ETHUSDT
        assert_eq!(of.initial_margin, dec!(120000) / dec!(100) + dec!(60000) / dec!(100) + dec!(30000) / dec!(125));
        let least =
            dec!(120000) * dec!(0.005) - dec!(50) + dec!(60000) * dec!(0.005) - dec!(50) + dec!(30000) * dec!(0.004);
        assert_eq!(of.maintenance_margin, least);
        assert_eq!((of.held_apart, of.hedge_benefit), (of.initial_margin, dec!(0)));
        // 10,000 and 2,000 gained; the coin is no collateral of this wallet
        assert_eq!(of.equity.total, dec!(12000));
        let parts: Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, of.initial_margin);
    }

    /// The example of the FAQ: two cross positions, BTC at 31,967.27 and ETH at 1,335.18. Its rates and amounts are taken
    /// into tiers that give them: 0.1 and 135,365 from 2,707,300 on, 0.025 and 16,300 from 1,304,000 on.
    #[test]
    fn the_liquidation_prices_of_the_faq() {
        let rules = with(&[
            (
                "ETHUSDT",
                vec![json!(["0", "2707300", "0.05", 20, "0"]), json!(["2707300", "90000000", "0.1", 5, "135365"])],
            ),
            (
                "BTCUSDT",
                vec![json!(["0", "1304000", "0.0125", 50, "0"]), json!(["1304000", "90000000", "0.025", 20, "16300"])],
            ),
        ]);
        let book = account(&["3683.979 ETH-PERP @ 1456.84", "109.488 BTC-PERP @ 32481.98"], &["1535443.01 USDT"]);
        let market = prices(&[("ETH", "1335.18"), ("BTC", "31967.27")]);
        let found = liquidation(&book, &market, &rules);
        let below: Vec<Decimal> = found.iter().map(|along| along.below.unwrap().price).collect();
        assert!((below[0] - dec!(1153.26)).abs() < dec!(0.005), "{below:?}");
        assert!((below[1] - dec!(26316.89)).abs() < dec!(0.005), "{below:?}");
        let of = assess(&book, &market, &rules);
        // the BTC position's maintenance as the FAQ has it
        assert_eq!(of.maintenance_charges[0].parts[1].amount.round_dp(5), dec!(71200.81144));
    }

    /// The position the interface's documentation shows: 30 ADA at 0.4104759.
    #[test]
    fn the_position_of_the_documentation() {
        let rules = with(&[("ADAUSDT", vec![json!(["0", "10000", "0.0065", 20, "0"])])]);
        let of = assess(&account(&["30 ADA-PERP @ 0.385"], &[]), &prices(&[("ADA", "0.4104759")]), &rules);
        assert_eq!(of.initial_margin, dec!(0.61571385));
        assert_eq!(of.maintenance_margin.round_dp(8), dec!(0.08004280));
        assert_eq!(of.equity.unrealised_pnl, dec!(0.764277));
    }

    #[test]
    fn a_dated_future_has_its_own_tiers_where_they_are_given() {
        let rules = with(&[("BTCUSDT_261225", vec![json!(["0", "10000000", "0.02", 25, "0"])])]);
        let book = account(&["1 BTC_USDT-25DEC26"], &[]);
        assert_eq!(assess(&book, &prices(&[("BTC", "60000")]), &rules).initial_margin, dec!(60000) / dec!(25));
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(
            &["1 BTC_USDC-25DEC26-80000-C", "100 BTC-PERPETUAL", "5 PEPE-PERP", "1 ETH_USDC-PERPETUAL"],
            &["-1 BTC", "70000 USDC"],
        );
        let market = prices(&[("BTC", "60000"), ("PEPE", "0.00001"), ("ETH", "3000")]);
        let of = assess(&book, &market, rules("binance"));
        for why in
            ["no inverse contracts", "no parameters for PEPEUSDT", "no parameters for ETHUSDC", "no borrowed coins"]
        {
            assert!(of.left_out.iter().any(|out| out.reason.contains(why)), "{why}: {:?}", of.left_out);
        }
        // what is owed counts once, as a debt
        assert_eq!((of.initial_margin, of.equity.total), (dec!(0), dec!(10000)));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("USDC counted as the venue’s own USDT")));
    }

    #[test]
    fn a_position_beyond_the_largest_says_so_and_an_empty_book_needs_nothing() {
        let of = assess(&account(&["40000 BTC-PERP"], &[]), &prices(&[("BTC", "60000")]), rules("binance"));
        assert_eq!(of.initial_margin, dec!(2400000000));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("larger than the largest position")));
        let of = assess(&account(&[], &["5 USDC"]), &prices(&[]), rules("binance"));
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(5)));
    }
}
