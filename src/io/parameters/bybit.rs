//! Bybit's `GET /v5/market/risk-limit`: tiers of linear contracts, a row each.
//!
//! The rates are percents in the documentation's example and fractions in answers of today. A row tells which: its initial
//! margin times its highest leverage is 1 of fractions and 100 of percents.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::rows::{Row, named, rows, say, text};
use super::{PasteError, Pasted};
use crate::book::Exact;

/// Tiers of every linear symbol in the answer, where it is one of this form.
pub(super) fn read(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let list = rows(json);
    let first = list.first()?;
    let category = json.pointer("/result/category").and_then(Value::as_str);
    first.has("riskLimitValue").then(|| limits(&list, category == Some("inverse")))
}

/// A symbol's tiers so far.
struct Symbol {
    name: String,
    tiers: Vec<Value>,
    /// Where the tier before ended, its maintenance rate and its deduction.
    before: (Decimal, Decimal, Decimal),
}

fn limits(list: &[Row<'_>], inverse: bool) -> Result<Pasted, PasteError> {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut skipped: Vec<String> = Vec::new();
    for row in list {
        let name = row.text("symbol")?;
        if inverse || inverse_symbol(name) {
            let said = format!("{name} is an inverse contract, which these rules do not margin");
            say(&mut skipped, said);
            continue;
        }
        let place = symbols.iter().position(|symbol| symbol.name == name);
        let place = place.unwrap_or_else(|| {
            let before = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
            symbols.push(Symbol { name: name.to_owned(), tiers: Vec::new(), before });
            symbols.len() - 1
        });
        if let Some(symbol) = symbols.get_mut(place) {
            tier(row, symbol)?;
        }
    }
    let names: Vec<String> = symbols.iter().map(|symbol| symbol.name.clone()).collect();
    let change = |symbol: Symbol| (vec!["risk_limits".to_owned(), symbol.name], Value::Array(symbol.tiers));
    let changes = symbols.into_iter().map(change).collect();
    let said = vec![named("risk limits", &names)];
    Ok(Pasted { name: "bybit-cross", form: "Bybit risk limits", changes, said, skipped })
}

/// `BTCUSD` and its dated futures `BTCUSDH27`.
fn inverse_symbol(name: &str) -> bool {
    let after = name.split_once("USD").map(|(_, after)| after);
    after.is_some_and(|after| !after.starts_with('T') && !after.starts_with('C') && !after.starts_with("PERP"))
}

fn tier(row: &Row<'_>, symbol: &mut Symbol) -> Result<(), PasteError> {
    let (upper, leverage) = (row.number("riskLimitValue")?, row.number("maxLeverage")?);
    let (initial, maintenance) = (row.number("initialMargin")?, row.number("maintenanceMargin")?);
    // leverages are printed to two digits, 33.33
    let whole = initial.capped_times(leverage);
    let close = |to: Decimal| whole.capped_minus(to).abs() <= to.capped_times(Decimal::new(2, 2));
    let unit = if close(Decimal::ONE) {
        Decimal::ONE
    } else if close(Decimal::ONE_HUNDRED) {
        Decimal::new(1, 2)
    } else {
        return Err(row.refuse("initialMargin", "1 / maxLeverage is right, as a fraction or in percent"));
    };
    let (initial, maintenance) = (initial.capped_times(unit), maintenance.capped_times(unit));
    let (lower, rate, deduction) = symbol.before;
    let deduction = deduction.capped_plus(lower.capped_times(maintenance.capped_minus(rate)));
    if row.text_if("mmDeduction").is_some() && row.number("mmDeduction")? != deduction {
        let right = format!("{} is right, by the risk limits before", deduction.normalize());
        return Err(row.refuse("mmDeduction", &right));
    }
    symbol.tiers.push(json!({"upper": text(upper), "maintenance": text(maintenance), "initial": text(initial)}));
    symbol.before = (upper, maintenance, deduction);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{read, refusal};
    use crate::book::{Account, Position, Time};
    use crate::margin::{RuleSet, assess};
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    /// An answer in the form of the documentation, of a linear symbol; rates as fractions.
    const ANSWER: &str = r#"{"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": [
        {"id": 1, "symbol": "BTCUSDT", "riskLimitValue": "2000000", "maintenanceMargin": "0.005", "initialMargin": "0.01",
         "isLowestRisk": 1, "maxLeverage": "100.00", "mmDeduction": ""},
        {"id": 2, "symbol": "BTCUSDT", "riskLimitValue": "2600000", "maintenanceMargin": "0.0056", "initialMargin": "0.0111",
         "isLowestRisk": 0, "maxLeverage": "90.00", "mmDeduction": "1200"}
    ]}, "retExtInfo": {}, "time": 1672054488010}"#;

    fn asked(rules: &RuleSet) -> (Decimal, Decimal) {
        let position = Position::new("BTC-PERP".parse().unwrap(), dec!(40), None);
        let mut market = Market::at(Time(0));
        let quote = Quote::new(dec!(60000), "typed", Time(0), PriceState::Manual);
        market.index.insert("BTC".parse().unwrap(), quote);
        let of = assess(&Account { holdings: vec![], positions: vec![position], ..Account::default() }, &market, rules);
        (of.initial_margin, of.maintenance_margin)
    }

    #[test]
    fn fractions_and_percents_come_to_the_same() {
        let percents = ANSWER
            .replace("\"0.005\"", "\"0.5\"")
            .replace("\"0.01\"", "\"1\"")
            .replace("\"0.0056\"", "\"0.56\"")
            .replace("\"0.0111\"", "\"1.11\"");
        for answer in [ANSWER, percents.as_str()] {
            let pasted = read(answer).unwrap();
            assert_eq!((pasted.name, pasted.said[0].as_str()), ("bybit-cross", "risk limits of BTCUSDT"));
            let rules = pasted.applied(None, "2026-11-24").unwrap();
            // 2,400,000 lies in the second: initial 1.11 %, maintenance 0.5 % of 2,000,000 and 0.56 % of 400,000
            assert_eq!(asked(&rules), (dec!(26640), dec!(10000) + dec!(2240)));
        }
    }

    #[test]
    fn the_documented_answer_is_inverse_and_said_to_be() {
        let documented = r#"{"retCode": 0, "retMsg": "OK", "result": {"category": "inverse", "list": [{"id": 1, "symbol": "BTCUSD",
            "riskLimitValue": "150", "maintenanceMargin": "0.5", "initialMargin": "1", "isLowestRisk": 1, "maxLeverage": "100.00"}
        ]}, "retExtInfo": {}, "time": 1672054488010}"#;
        assert_eq!(
            read(documented).unwrap_err().to_string(),
            "this is Bybit risk limits, and nothing of it can be taken: BTCUSD is an inverse contract, which these rules do \
             not margin"
        );
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_path() {
        let of = |from: &str, to: &str| refusal(ANSWER, from, to);
        let unit = of("\"initialMargin\": \"0.0111\"", "\"initialMargin\": \"0.111\"");
        assert!(unit.starts_with("result.list[1].initialMargin is 0.111; 1 / maxLeverage is right"), "{unit}");
        let amount = of("\"1200\"", "\"1300\"");
        assert_eq!(amount, "result.list[1].mmDeduction is 1300; 1200 is right, by the risk limits before");
        let order = of("\"2600000\"", "\"2000000\"");
        assert!(order.contains("risk_limits.BTCUSDT[1].upper is 2000000; more than in the tier before"), "{order}");
        let missing = of("\"riskLimitValue\": \"2600000\", ", "");
        assert_eq!(missing, "result.list[1].riskLimitValue is missing; a number is right");
    }
}
