//! dYdX's indexer, `GET /v4/perpetualMarkets`: margins, caps, resolution and open interest by market.
//!
//! A market's margins become a liquidity tier of its own, named by its ticker, in the chain's units.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

use super::rows::{Row, named, opened, rows, text};
use super::{PasteError, Pasted};
use crate::book::{Asset, Exact};

/// What dollars of the indexer are in quote quantums, and fractions in parts per million.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
const QUOTED: &str = "-USD";

/// Margins of every market in the answer, where it is one of this form.
pub(super) fn read(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let listed = listed(json);
    let first = listed.first()?;
    (first.has("initialMarginFraction") && first.has("ticker")).then(|| markets(&listed))
}

/// The markets: by ticker under `markets` (also of a channel's `contents`) or bare, in a list, or one alone.
fn listed(json: &Value) -> Vec<Row<'_>> {
    let (path, at) = opened(json, &["data", "result", "contents", "markets"]);
    match Row::of(path, at) {
        Ok(by_ticker) if !by_ticker.has("ticker") => {
            by_ticker.fields().filter_map(|(ticker, _)| by_ticker.row(ticker).ok()).collect()
        }
        _ => rows(at),
    }
}

fn markets(listed: &[Row<'_>]) -> Result<Pasted, PasteError> {
    let (mut changes, mut names, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
    for row in listed {
        let ticker = row.text("ticker")?;
        let coin = ticker.strip_suffix(QUOTED).and_then(|coin| coin.parse::<Asset>().ok());
        let why = match row.text_if("marketType") {
            _ if row.text_if("status") == Some("FINAL_SETTLEMENT") => Some("settled for good"),
            Some("ISOLATED") => Some("margined in a subaccount of its own"),
            _ => coin.is_none().then_some("not a coin against USD"),
        };
        let (None, Some(coin)) = (why, coin) else {
            skipped.push(format!("{ticker}: {}", why.unwrap_or_default()));
            continue;
        };
        changes.push((vec!["liquidity_tiers".to_owned(), ticker.to_owned()], tier(row)?));
        changes.push((vec!["markets".to_owned(), coin.to_string()], market(row, ticker)?));
        names.push(coin.to_string());
    }
    let said = vec![named("margins, resolution and open interest", &names)];
    Ok(Pasted { name: "dydx", form: "dYdX perpetual markets", changes, said, skipped })
}

fn tier(row: &Row<'_>) -> Result<Value, PasteError> {
    let initial = row.fraction("initialMarginFraction")?;
    let maintenance = row.fraction("maintenanceMarginFraction")?;
    if maintenance > initial {
        return Err(row.refuse("maintenanceMarginFraction", "no more than the initial margin is right"));
    }
    let whole = "a fraction of whole parts per million is right, 0.05 for 5 %";
    let initial_ppm = initial.times(MILLION).filter(Decimal::is_integer).and_then(|ppm| ppm.to_u32());
    let initial_ppm = initial_ppm.ok_or_else(|| row.refuse("initialMarginFraction", whole))?;
    // the indexer shows the product of both; the part is a whole number of ppm again
    let part = maintenance.over(initial).and_then(|part| part.times(MILLION)).map(|ppm| ppm.round());
    let part_ppm = part.and_then(|ppm| ppm.to_u32()).ok_or_else(|| row.refuse("maintenanceMarginFraction", whole))?;
    Ok(json!({
        "initial_margin_ppm": initial_ppm,
        "maintenance_fraction_ppm": part_ppm,
        "open_interest_lower_cap": cap(row, "openInterestLowerCap")?,
        "open_interest_upper_cap": cap(row, "openInterestUpperCap")?,
    }))
}

/// A cap in quote quantums; answers before there were caps have none.
fn cap(row: &Row<'_>, key: &str) -> Result<u64, PasteError> {
    if row.get(key).is_none_or(Value::is_null) {
        return Ok(0);
    }
    let quantums = row.number(key)?.times(MILLION).filter(Decimal::is_integer).and_then(|cap| cap.to_u64());
    quantums.ok_or_else(|| row.refuse(key, "dollars of at most six decimals are right"))
}

fn market(row: &Row<'_>, ticker: &str) -> Result<Value, PasteError> {
    let resolution = row.number("atomicResolution")?;
    let resolution = Some(resolution).filter(Decimal::is_integer).and_then(|resolution| resolution.to_i32());
    let resolution = resolution.ok_or_else(|| row.refuse("atomicResolution", "a whole number is right, -10"))?;
    let open = row.number("openInterest")?;
    Ok(json!({ "tier": ticker, "atomic_resolution": resolution, "open_interest": text(open) }))
}

#[cfg(test)]
mod tests {
    use super::super::{read, refusal};
    use crate::book::{Account, Position, Time};
    use crate::margin::venues::named;
    use crate::margin::{Assessment, RuleSet, assess};
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    /// Two markets as the indexer answered on 2025-12-08, fields of trading left out, and one of another kind.
    const ANSWER: &str = r#"{"markets": {
        "BTC-USD": {"clobPairId": "0", "ticker": "BTC-USD", "status": "ACTIVE", "oraclePrice": "89919.2",
            "initialMarginFraction": "0.02", "maintenanceMarginFraction": "0.012", "openInterest": "381.7348",
            "atomicResolution": -10, "quantumConversionExponent": -9, "stepBaseQuantums": 1000000,
            "marketType": "CROSS", "openInterestLowerCap": "0", "openInterestUpperCap": "0"},
        "LINK-USD": {"clobPairId": "2", "ticker": "LINK-USD", "status": "ACTIVE", "oraclePrice": "14",
            "initialMarginFraction": "0.1", "maintenanceMarginFraction": "0.05", "openInterest": "2500000",
            "atomicResolution": -6, "quantumConversionExponent": -9, "stepBaseQuantums": 1000000,
            "marketType": "CROSS", "openInterestLowerCap": "20000000", "openInterestUpperCap": "50000000"},
        "PEPE-USD": {"ticker": "PEPE-USD", "status": "ACTIVE", "marketType": "ISOLATED",
            "initialMarginFraction": "0.05", "maintenanceMarginFraction": "0.03"}}}"#;

    fn of(coin: &str, price: Decimal, size: Decimal, rules: &RuleSet) -> Assessment {
        let name = format!("{coin}-PERP");
        let mut market = Market::at(Time(0));
        market.index.insert(coin.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
        let position = Position::new(name.parse().unwrap(), size, None);
        assess(&Account { positions: vec![position], holdings: vec![], ..Account::default() }, &market, rules)
    }

    #[test]
    fn what_is_pasted_is_asked_and_the_rest_is_kept() {
        let inner = &ANSWER[ANSWER.find(": ").unwrap() + 2..ANSWER.len() - 1];
        let channel = format!("{{\"type\": \"subscribed\", \"channel\": \"v4_markets\", \"contents\": {ANSWER}}}");
        for text in [ANSWER.to_owned(), inner.to_owned(), channel, format!("{{\"result\": {ANSWER}}}")] {
            let pasted = read(&text).unwrap();
            assert_eq!((pasted.name, pasted.skipped.len()), ("dydx", 1));
            assert_eq!(pasted.said, ["margins, resolution and open interest of BTC and 1 more"]);
            let rules = pasted.applied(None, "2026-11-24").unwrap();
            // not shipped; 2,500,000 LINK at 14 are 35 million, half way from cap to cap: 10 % and half of 90 %
            let link = of("LINK", dec!(14), dec!(-100), &rules);
            assert_eq!(link.initial_margin, dec!(1400) * dec!(0.55));
            assert_eq!(link.maintenance_margin, dec!(1400) * dec!(0.05));
            assert!(of("LINK", dec!(14), dec!(1), named("dydx").unwrap()).left_out.len() == 1);
            let (now, shipped) = (of("BTC", dec!(60000), dec!(1), &rules), named("dydx").unwrap());
            assert_eq!(now.initial_margin, of("BTC", dec!(60000), dec!(1), shipped).initial_margin);
            assert_eq!(of("ETH", dec!(3000), dec!(1), &rules).initial_margin, dec!(60));
        }
    }

    #[test]
    fn one_market_alone_and_a_list_are_read() {
        let one = r#"{"ticker": "SOL-USD", "initialMarginFraction": 0.15, "maintenanceMarginFraction": 0.04999995,
            "openInterest": 0, "atomicResolution": -7}"#;
        for text in [one.to_owned(), format!("[{one}]")] {
            let rules = read(&text).unwrap().applied(None, "2026-11-24").unwrap();
            let of = of("SOL", dec!(100), dec!(1), &rules);
            // a third of 15 %, as 333,333 parts per million
            assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(15), dec!(15) * dec!(0.333333)));
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_path() {
        let of = |from: &str, to: &str| refusal(ANSWER, from, to);
        assert_eq!(
            of("\"initialMarginFraction\": \"0.02\"", "\"initialMarginFraction\": \"2\""),
            "markets.BTC-USD.initialMarginFraction is 2; a fraction above 0 and up to 1 is right, 0.05 for 5 %"
        );
        assert_eq!(
            of("\"maintenanceMarginFraction\": \"0.012\", ", ""),
            "markets.BTC-USD.maintenanceMarginFraction is missing; a number is right"
        );
        assert_eq!(
            of("\"0.012\"", "\"0.12\""),
            "markets.BTC-USD.maintenanceMarginFraction is 0.12; no more than the initial margin is right"
        );
        assert_eq!(
            of("\"atomicResolution\": -10", "\"atomicResolution\": -10.5"),
            "markets.BTC-USD.atomicResolution is -10.5; a whole number is right, -10"
        );
        assert_eq!(
            of("\"openInterestLowerCap\": \"20000000\"", "\"openInterestLowerCap\": \"60000000\""),
            "liquidity_tiers.LINK-USD.open_interest_lower_cap is 60000000000000; no more than the upper cap is right"
        );
        assert!(of("\"381.7348\"", "\"-1\"").starts_with("markets.BTC.open_interest is -1; 0 or more coins"));
    }
}
