//! Hyperliquid's `meta`, `metaAndAssetCtxs` and `allPerpMetas`: leverage tiers by coin.
//!
//! A coin names a margin table; those below [`FLAT`] are no tables but one leverage whatever the notional. Old answers name
//! none, and the coin's highest leverage is all there is.

use serde_json::{Value, json};

use super::rows::{Row, named, refused, rows, text};
use super::{PasteError, Pasted};

/// Numbers of margin tables below this are a leverage.
const FLAT: u32 = 50;

/// Tiers of every coin in the answer, where it is one of this form.
pub(super) fn read(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let metas: Vec<Row<'_>> = rows(json).into_iter().filter(is_meta).collect();
    (!metas.is_empty()).then(|| tiers(&metas))
}

/// Whether it has perpetuals; the spot exchange's `universe` has pairs of tokens.
fn is_meta(row: &Row<'_>) -> bool {
    let first = row.get("universe").and_then(Value::as_array).and_then(|list| list.first());
    first.is_some_and(|coin| coin.get("maxLeverage").is_some()) || row.has("marginTables")
}

fn tiers(metas: &[Row<'_>]) -> Result<Pasted, PasteError> {
    let (mut changes, mut names, mut skipped) = (Vec::new(), Vec::new(), Vec::new());
    for meta in metas {
        let tables = tables(meta)?;
        let settles = meta.get("collateralToken").and_then(Value::as_u64).unwrap_or(0);
        for row in meta.list("universe")? {
            let coin = row.text("name")?;
            if let Some(why) = left_out(&row, settles) {
                skipped.push(format!("{coin}: {why}"));
                continue;
            }
            changes.push((vec!["markets".to_owned(), coin.to_owned()], of_coin(&row, &tables)?));
            names.push(coin.to_owned());
        }
    }
    let said = vec![named("leverage tiers", &names)];
    Ok(Pasted { name: "hyperliquid", form: "Hyperliquid meta", changes, said, skipped })
}

/// Why a coin is no position of the account that is asked.
fn left_out(row: &Row<'_>, settles: u64) -> Option<String> {
    let yes = |key: &str| row.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mode = row.text_if("marginMode");
    if yes("isDelisted") {
        Some("no longer listed".to_owned())
    } else if yes("onlyIsolated") || mode.is_some_and(|mode| mode == "noCross" || mode == "strictIsolated") {
        Some("isolated only, and every position is asked as cross".to_owned())
    } else {
        (settles != 0).then(|| format!("settled in token {settles}, not in USDC"))
    }
}

/// The margin tables by number, with their rows of tiers.
fn tables<'a>(meta: &Row<'a>) -> Result<Vec<(u32, Vec<Row<'a>>)>, PasteError> {
    let Some(listed) = meta.get("marginTables") else { return Ok(Vec::new()) };
    let Some(list) = listed.as_array() else {
        return Err(meta.refuse("marginTables", "a list of numbers with their tables is right"));
    };
    let table = |(place, pair): (usize, &'a Value)| {
        let path = format!("{}[{place}]", meta.at("marginTables"));
        let number = pair.get(0).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
        let tiers = pair.get(1).and_then(|table| Row::of(format!("{path}[1]"), table).ok());
        match (number, tiers) {
            (Some(number), Some(tiers)) => Ok((number, tiers.list("marginTiers")?)),
            _ => Err(refused(path, Some(pair), "a number with its table is right")),
        }
    };
    list.iter().enumerate().map(table).collect()
}

fn of_coin(row: &Row<'_>, tables: &[(u32, Vec<Row<'_>>)]) -> Result<Value, PasteError> {
    let tier = |row: &Row<'_>| {
        let (lower, most) = (row.number("lowerBound")?, row.whole("maxLeverage")?);
        Ok(json!({ "lower": text(lower), "max_leverage": most }))
    };
    let flat = |most: u32| json!([{ "lower": "0", "max_leverage": most }]);
    if !row.has("marginTableId") {
        return Ok(flat(row.whole("maxLeverage")?));
    }
    let number = row.whole("marginTableId")?;
    match tables.iter().find(|(known, _)| *known == number) {
        Some((_, tiers)) => Ok(Value::Array(tiers.iter().map(tier).collect::<Result<_, PasteError>>()?)),
        None if number < FLAT => Ok(flat(number)),
        None => Err(row.refuse("marginTableId", "a number among the marginTables is right")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PasteError, read, refusal};
    use crate::book::{Account, Position, Time};
    use crate::margin::venues::named;
    use crate::margin::{Assessment, RuleSet, assess};
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal_macros::dec;

    /// The venue's answer of 2026-07-19, cut to three coins.
    const ANSWER: &str = include_str!("../../../tests/fixtures/oracle/hyperliquid_meta_and_asset_ctxs_2026.json");

    /// Half a million at 10 dollars a coin.
    fn of(coin: &str, rules: &RuleSet) -> Assessment {
        let name = format!("{coin}-PERP");
        let position = Position::new(name.parse().unwrap(), dec!(50000), None);
        let mut market = Market::at(Time(0));
        market.index.insert(coin.parse().unwrap(), Quote::new(dec!(10), "typed", Time(0), PriceState::Manual));
        assess(&Account { positions: vec![position], holdings: vec![], ..Account::default() }, &market, rules)
    }

    #[test]
    fn a_recorded_answer_gives_the_tiers_shipped_of_that_day() {
        let pasted = read(ANSWER).unwrap();
        assert_eq!((pasted.name, pasted.said.len()), ("hyperliquid", 1));
        let rules = pasted.applied(None, "2026-11-24").unwrap();
        assert_eq!(rules.family, named("hyperliquid").unwrap().family);
        assert_eq!(rules.as_of, "2026-11-24");
    }

    #[test]
    fn what_is_pasted_is_asked_and_the_rest_is_kept() {
        let meta = r#"{"universe": [
              {"name": "SOL", "szDecimals": 2, "maxLeverage": 10, "marginTableId": 60},
              {"name": "NEW", "szDecimals": 0, "maxLeverage": "5", "marginTableId": 5},
              {"name": "HPOS", "szDecimals": 0, "maxLeverage": 3, "onlyIsolated": true},
              {"name": "OLD", "szDecimals": 0, "maxLeverage": 3, "isDelisted": true}],
            "marginTables": [[60, {"description": "", "marginTiers": [
              {"lowerBound": "0.0", "maxLeverage": 10}, {"lowerBound": 400000.0, "maxLeverage": 4}]}]]}"#;
        let other = r#"{"universe": [{"name": "x:A", "maxLeverage": 3}], "collateralToken": 235}"#;
        for text in [
            meta.to_owned(),
            format!("[{meta}, [{{\"markPx\": \"1\"}}]]"),
            format!("{{\"type\": \"meta\", \"data\": {meta}}}"),
            format!("[{meta}, {other}]"),
        ] {
            let pasted = read(&text).unwrap();
            assert_eq!(pasted.said, ["leverage tiers of SOL and 1 more"]);
            assert!(pasted.skipped[0].starts_with("HPOS: isolated only"), "{:?}", pasted.skipped);
            assert_eq!(pasted.skipped[1], "OLD: no longer listed");
            assert_eq!(pasted.skipped.get(2).is_some(), text.contains("235"));
            let rules = pasted.applied(None, "2026-11-24").unwrap();
            let before = of("SOL", named("hyperliquid").unwrap());
            assert_eq!((before.initial_margin, before.maintenance_margin), (dec!(25000), dec!(12500)));
            let after = of("SOL", &rules);
            assert_eq!(after.initial_margin, dec!(500000) / dec!(4));
            assert_eq!(after.maintenance_margin, dec!(400000) / dec!(20) + dec!(100000) / dec!(8));
            assert_eq!(of("NEW", &rules).initial_margin, dec!(100000));
            assert_eq!(of("XRP", &rules).initial_margin, dec!(25000));
        }
    }

    #[test]
    fn portfolio_margin_takes_the_same_tiers() {
        let pasted = read(r#"{"universe": [{"name": "SOL", "maxLeverage": 4}]}"#).unwrap();
        let rules = pasted.applied(named("hyperliquid-portfolio"), "2026-11-24").unwrap();
        assert_eq!(rules.name, "hyperliquid-portfolio");
        assert_eq!(of("SOL", &rules).initial_margin, dec!(125000));
        // a rule set that has no place for them is not touched
        assert_eq!(pasted.applied(named("dydx"), "2026-11-24").unwrap().name, "hyperliquid");
    }

    #[test]
    fn an_answer_before_margin_tables_has_one_leverage() {
        let text = r#"{"universe": [{"maxLeverage": 50, "name": "BTC", "szDecimals": 5}]}"#;
        let rules = read(text).unwrap().applied(None, "2026-11-24").unwrap();
        assert_eq!(of("BTC", &rules).initial_margin, dec!(10000));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_path() {
        let text = r#"{"universe": [{"name": "SOL", "maxLeverage": 10, "marginTableId": 60}],
            "marginTables": [[60, {"marginTiers": [{"lowerBound": "0.0", "maxLeverage": 10},
            {"lowerBound": "70.0", "maxLeverage": 4}]}]]}"#;
        let of = |from: &str, to: &str| refusal(text, from, to);
        assert_eq!(
            of("\"marginTableId\": 60", "\"marginTableId\": 61"),
            "universe[0].marginTableId is 61; a number among the marginTables is right"
        );
        assert_eq!(
            of("\"maxLeverage\": 4", "\"maxLeverage\": 4.5"),
            "marginTables[0][1].marginTiers[1].maxLeverage is 4.5; a whole number from 1 to 1000 is right"
        );
        assert_eq!(
            of("\"lowerBound\": \"70.0\", ", ""),
            "marginTables[0][1].marginTiers[1].lowerBound is missing; a number is right"
        );
        assert_eq!(of("\"70.0\"", "\"0\""), "markets.SOL[1].lower is 0; more than the tier before is right");
        assert_eq!(
            of("\"maxLeverage\": 4", "\"maxLeverage\": 40"),
            "markets.SOL[1].max_leverage is 40; no more leverage than in the tier before is right"
        );
        assert!(of("[[60, {", "[[\"60\", {").starts_with("marginTables[0] is "));
    }

    #[test]
    fn pairs_of_the_spot_exchange_are_not_this() {
        let spot = r#"{"universe": [{"tokens": [1, 0], "name": "PURR/USDC", "index": 0}], "tokens": []}"#;
        assert!(matches!(read(spot), Err(PasteError::Unknown(_))));
    }
}
