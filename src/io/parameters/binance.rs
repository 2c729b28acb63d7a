//! Binance's `GET /fapi/v1/leverageBracket`: tiers by symbol, a list of symbols or one of them.

use serde_json::{Value, json};

use super::rows::{Row, named, rows, text};
use super::{PasteError, Pasted};

/// Tiers of every symbol in the answer, where it is one of this form.
pub(super) fn read(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let symbols = rows(json);
    let first = symbols.first()?;
    first.has("brackets").then(|| brackets(&symbols))
}

fn brackets(symbols: &[Row<'_>]) -> Result<Pasted, PasteError> {
    let (mut changes, mut names, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
    for row in symbols {
        let symbol = row.text("symbol")?;
        let tiers = row.list("brackets")?.iter().map(tier).collect::<Result<Vec<_>, _>>()?;
        if row.has("notionalCoef") && row.number("notionalCoef")? != rust_decimal::Decimal::ONE {
            skipped.push(format!("the bounds of {symbol} are one user’s own, by its notionalCoef"));
        }
        changes.push((vec!["symbols".to_owned(), symbol.to_owned()], Value::Array(tiers)));
        names.push(symbol.to_owned());
    }
    let said = vec![named("tiers", &names)];
    Ok(Pasted { name: "binance", form: "Binance leverage brackets", changes, said, skipped })
}

fn tier(row: &Row<'_>) -> Result<Value, PasteError> {
    let leverage = row.whole("initialLeverage")?;
    Ok(json!({
        "lower": text(row.number("notionalFloor")?),
        "upper": text(row.number("notionalCap")?),
        "rate": text(row.fraction("maintMarginRatio")?),
        "max_leverage": leverage,
        "deduction": text(row.number("cum")?),
    }))
}

#[cfg(test)]
mod tests {
    use super::super::{read, refusal};
    use crate::margin::assess;
    use crate::margin::venues::named;
    use rust_decimal_macros::dec;

    /// The answer that the interface's documentation shows, with a second tier of the same form.
    const ANSWER: &str = r#"[{"symbol": "ETHUSDT", "notionalCoef": 1.50, "brackets": [
        {"bracket": 1, "initialLeverage": 75, "notionalCap": 10000, "notionalFloor": 0, "maintMarginRatio": 0.0065, "cum": 0},
        {"bracket": 2, "initialLeverage": 50, "notionalCap": 50000, "notionalFloor": 10000, "maintMarginRatio": 0.01, "cum": 35.0}
    ]}]"#;

    fn eth(quantity: &str) -> (crate::book::Account, crate::market::Market) {
        use crate::book::{Account, Position, Time};
        use crate::market::{Market, PriceState, Quote};
        let position = Position::new("ETH-PERP".parse().unwrap(), quantity.parse().unwrap(), None);
        let mut market = Market::at(Time(0));
        let quote = Quote::new(dec!(3000), "typed", Time(0), PriceState::Manual);
        market.index.insert("ETH".parse().unwrap(), quote);
        (Account { holdings: vec![], positions: vec![position], ..Account::default() }, market)
    }

    #[test]
    fn the_documented_answer_takes_the_place_of_the_tiers_shipped() {
        for text in [ANSWER.to_owned(), ANSWER[1..ANSWER.len() - 1].to_owned(), format!("{{\"data\": {ANSWER}}}")] {
            let pasted = read(&text).unwrap();
            assert_eq!((pasted.name, pasted.said[0].as_str()), ("binance", "tiers of ETHUSDT"));
            assert!(pasted.skipped[0].contains("notionalCoef"), "{:?}", pasted.skipped);
            let rules = pasted.applied(None, "2026-11-24").unwrap();
            let (book, market) = eth("10");
            let before = assess(&book, &market, named("binance").unwrap());
            assert_eq!((before.initial_margin, before.maintenance_margin), (dec!(240), dec!(120)));
            let after = assess(&book, &market, &rules);
            assert_eq!(after.initial_margin, dec!(30000) / dec!(50));
            assert_eq!(after.maintenance_margin, dec!(30000) * dec!(0.01) - dec!(35));
            // the others are kept
            assert!(rules.to_json().contains("BTCUSDC"));
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_path() {
        let of = |from: &str, to: &str| refusal(ANSWER, from, to);
        let percent = of("\"maintMarginRatio\": 0.01", "\"maintMarginRatio\": \"1.5\"");
        assert!(percent.starts_with("[0].brackets[1].maintMarginRatio is 1.5; a fraction"), "{percent}");
        let missing = of("\"notionalCap\": 50000, ", "");
        assert_eq!(missing, "[0].brackets[1].notionalCap is missing; a number is right");
        let amount = of("\"cum\": 35.0", "\"cum\": 36");
        assert!(amount.contains("symbols.ETHUSDT[1].deduction is 36; 35 is right"), "{amount}");
        let order = of("\"notionalFloor\": 10000", "\"notionalFloor\": 0");
        assert!(order.contains("symbols.ETHUSDT[1].lower is 0; more than the tier before is right"), "{order}");
        let leverage = of("\"initialLeverage\": 50", "\"initialLeverage\": 12.5");
        assert!(leverage.contains("initialLeverage is 12.5; a whole number"), "{leverage}");
    }
}
