//! OKX's `GET /api/v5/public/position-tiers`, `/instruments` and `/discount-rate-interest-free-quota`.
//!
//! Tiers count contracts, and what a contract is stands among the instruments: the two are pasted one after the other.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::rows::{Row, named, rows, say, text};
use super::{PasteError, Pasted};
use crate::book::Exact;

const NAME: &str = "okx-cross";

/// Position tiers of perpetuals and futures, where the answer is one of this form.
pub(super) fn tiers(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let list = rows(json);
    let first = list.first()?;
    (first.has("maxSz") && first.has("mmr") && first.has("imr")).then(|| position_tiers(&list))
}

fn position_tiers(list: &[Row<'_>]) -> Result<Pasted, PasteError> {
    let mut families: Map<String, Value> = Map::new();
    let mut skipped: Vec<String> = Vec::new();
    for row in list {
        let Some(family) = row.text_if("instFamily").or_else(|| row.text_if("uly")) else {
            let said = match row.text_if("instId") {
                Some(pair) => format!("{pair} is spot on margin, which these rules do not margin"),
                None => return Err(row.refuse("instFamily", "a family such as BTC-USDT is right")),
            };
            say(&mut skipped, said);
            continue;
        };
        if row.has("optMgnFactor")
            && row.text_if("optMgnFactor").is_some()
            && row.number("optMgnFactor")? > Decimal::ZERO
        {
            skipped.push(format!("tier {} of {family} is of options", row.text_if("tier").unwrap_or("?")));
            continue;
        }
        let tier = json!({
            "upper": text(row.number("maxSz")?),
            "maintenance": text(row.fraction("mmr")?),
            "initial": text(row.fraction("imr")?),
        });
        if let Value::Array(tiers) = families.entry(family).or_insert_with(|| Value::Array(Vec::new())) {
            tiers.push(tier);
        }
    }
    Ok(pasted("OKX position tiers", "position_tiers", "position tiers", families, skipped))
}

/// Sizes of contracts, where the answer is one of this form.
pub(super) fn instruments(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let list = rows(json);
    let first = list.first()?;
    (first.has("ctVal") && first.has("instType")).then(|| contracts(&list))
}

fn contracts(list: &[Row<'_>]) -> Result<Pasted, PasteError> {
    let mut families: Map<String, Value> = Map::new();
    let mut skipped: Vec<String> = Vec::new();
    for row in list {
        let kind = row.text("instType")?;
        if !matches!(kind, "SWAP" | "FUTURES") {
            let said = format!("instruments of the type {kind} have no size here");
            say(&mut skipped, said);
            continue;
        }
        let family = row.text("instFamily")?;
        let times = if row.text_if("ctMult").is_some() { row.number("ctMult")? } else { Decimal::ONE };
        let size = row.number("ctVal")?.capped_times(times);
        if size <= Decimal::ZERO {
            return Err(row.refuse("ctVal", "a size above 0 is right"));
        }
        let size = text(size);
        if families.get(family).is_some_and(|before| *before != size) {
            return Err(row.refuse("ctVal", "the size of the family’s other contracts is right"));
        }
        families.insert(family.to_owned(), size);
    }
    Ok(pasted("OKX instruments", "contracts", "contract sizes", families, skipped))
}

/// Discounts of collateral, where the answer is one of this form.
pub(super) fn discounts(json: &Value) -> Option<Result<Pasted, PasteError>> {
    let list = rows(json);
    let first = list.first()?;
    let of = |row: &Row<'_>| row.has("ccy") && (row.has("details") || row.has("discountInfo"));
    of(first).then(|| discount_tiers(&list))
}

fn discount_tiers(list: &[Row<'_>]) -> Result<Pasted, PasteError> {
    let mut coins: Map<String, Value> = Map::new();
    for row in list {
        let coin = row.text("ccy")?;
        let mut tiers = Vec::new();
        for tier in row.list(if row.has("details") { "details" } else { "discountInfo" })? {
            let most = if tier.text_if("maxAmt").is_some() { text(tier.number("maxAmt")?) } else { Value::Null };
            let rate = tier.number("discountRate")?;
            tiers.push(json!({ "minAmt": text(tier.number("minAmt")?), "maxAmt": most, "discountRate": text(rate) }));
        }
        coins.insert(coin.to_owned(), Value::Array(tiers));
    }
    Ok(pasted("OKX discount rates", "discounts", "discounts", coins, Vec::new()))
}

/// Each entry in the place of its own below `key`.
fn pasted(form: &'static str, key: &str, what: &str, entries: Map<String, Value>, skipped: Vec<String>) -> Pasted {
    let names: Vec<String> = entries.keys().cloned().collect();
    let changes = entries.into_iter().map(|(name, value)| (vec![key.to_owned(), name], value)).collect();
    Pasted { name: NAME, form, changes, said: vec![named(what, &names)], skipped }
}

#[cfg(test)]
mod tests {
    use super::super::{read, refusal};
    use crate::book::{Account, Holding, Position, Time};
    use crate::margin::{Assessment, RuleSet, assess};
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    /// An answer in the form of the documentation, of a family of perpetuals.
    const TIERS: &str = r#"{"code": "0", "msg": "", "data": [
        {"baseMaxLoan": "", "imr": "0.01", "instFamily": "SOL-USDT", "instId": "", "maxLever": "100", "maxSz": "500", "minSz": "0",
         "mmr": "0.004", "optMgnFactor": "0", "quoteMaxLoan": "", "tier": "1", "uly": "SOL-USDT"},
        {"baseMaxLoan": "", "imr": "0.02", "instFamily": "SOL-USDT", "instId": "", "maxLever": "50", "maxSz": "5000", "minSz": "501",
         "mmr": "0.01", "optMgnFactor": "0", "quoteMaxLoan": "", "tier": "2", "uly": "SOL-USDT"}]}"#;
    const INSTRUMENTS: &str = r#"{"code": "0", "data": [
        {"instId": "SOL-USDT-SWAP", "instType": "SWAP", "instFamily": "SOL-USDT", "ctVal": "1", "ctMult": "1", "ctType": "linear"},
        {"instId": "SOL-USDT", "instType": "SPOT", "instFamily": "", "ctVal": "", "ctMult": "", "ctType": ""}]}"#;
    const DISCOUNTS: &str = r#"{"code": "0", "data": [{"amt": "0", "ccy": "SOL", "discountLv": "2", "details": [
        {"discountRate": "0.95", "liqPenaltyRate": "0.02", "maxAmt": "100", "minAmt": "0", "tier": "1", "disCcyEq": "95"},
        {"discountRate": "0.8", "liqPenaltyRate": "0.04", "maxAmt": "", "minAmt": "100", "tier": "2", "disCcyEq": ""}]}]}"#;

    fn ask(rules: &RuleSet, contracts: Decimal) -> Assessment {
        let position = Position::new("SOL-PERP".parse().unwrap(), contracts, None);
        let holding = Holding { asset: "SOL".parse().unwrap(), quantity: dec!(150) };
        let mut market = Market::at(Time(0));
        let quote = Quote::new(dec!(100), "typed", Time(0), PriceState::Manual);
        market.index.insert("SOL".parse().unwrap(), quote);
        assess(&Account { holdings: vec![holding], positions: vec![position], ..Account::default() }, &market, rules)
    }

    #[test]
    fn tiers_count_contracts_whose_size_the_instruments_give() {
        let tiers = read(TIERS).unwrap();
        assert_eq!((tiers.name, tiers.said[0].as_str()), ("okx-cross", "position tiers of SOL-USDT"));
        let rules = tiers.applied(None, "2026-11-24").unwrap();
        let said = &ask(&rules, dec!(1)).left_out[0].reason;
        assert_eq!(said, "the parameters of OKX have no contract size for SOL-USDT; paste its instruments");
        let sizes = read(INSTRUMENTS).unwrap();
        assert_eq!(sizes.skipped, ["instruments of the type SPOT have no size here"]);
        let rules = sizes.applied(Some(&rules), "2026-11-24").unwrap();
        let of = ask(&rules, dec!(600));
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(60000) * dec!(0.02), dec!(60000) * dec!(0.01)));
        assert_eq!(of.equity.total, dec!(0));
        let rules = read(DISCOUNTS).unwrap().applied(Some(&rules), "2026-11-24").unwrap();
        // 100 coins at 95 %, 50 at 80 %, each 100 dollars
        assert_eq!(ask(&rules, dec!(500)).equity.total, (dec!(95) + dec!(40)) * dec!(100));
        assert_eq!(ask(&rules, dec!(500)).initial_margin, dec!(50000) * dec!(0.01));
        // contracts of 0.5 coins: 300 coins are 600 of them
        let half = INSTRUMENTS.replacen("\"ctMult\": \"1\"", "\"ctMult\": \"0.5\"", 1);
        let rules = read(&half).unwrap().applied(Some(&rules), "2026-11-24").unwrap();
        assert_eq!(ask(&rules, dec!(300)).initial_margin, dec!(30000) * dec!(0.02));
    }

    #[test]
    fn the_documented_answer_is_spot_and_said_to_be() {
        let documented = r#"{"code":"0","msg":"","data":[{"baseMaxLoan":"50","imr":"0.1","instId":"BTC-USDT","maxLever":"10",
            "maxSz":"50","minSz":"0","mmr":"0.03","optMgnFactor":"0","quoteMaxLoan":"500000","tier":"1","uly":"","instFamily":""}]}"#;
        assert_eq!(
            read(documented).unwrap_err().to_string(),
            "this is OKX position tiers, and nothing of it can be taken: BTC-USDT is spot on margin, which these rules do \
             not margin"
        );
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_path() {
        let percent = refusal(TIERS, "\"mmr\": \"0.01\"", "\"mmr\": \"1.5\"");
        assert_eq!(percent, "data[1].mmr is 1.5; a fraction above 0 and up to 1 is right, 0.05 for 5 %");
        let missing = refusal(TIERS, "\"imr\": \"0.02\", ", "");
        assert!(missing.starts_with("data[1].imr is missing; "), "{missing}");
        let order = refusal(TIERS, "\"maxSz\": \"5000\"", "\"maxSz\": \"400\"");
        assert!(order.contains("position_tiers.SOL-USDT[1].upper is 400; more than in the tier before"), "{order}");
        let size = refusal(INSTRUMENTS, "\"ctVal\": \"1\"", "\"ctVal\": \"0\"");
        assert_eq!(size, "data[0].ctVal is 0; a size above 0 is right");
        let rate = refusal(DISCOUNTS, "\"0.95\"", "\"95\"");
        assert!(rate.starts_with("discounts.SOL[0].discountRate is 95; "), "{rate}");
    }
}
