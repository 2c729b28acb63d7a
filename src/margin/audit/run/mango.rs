//! Cases of files named `mango*.json`: tokens `t1` … of the document's `params`, spot markets `openbook_<base>_<quote>`.

use crate::book::Exact;
use crate::margin::audit::outcome::{Answer, Tally, disagree, not_covered};
use crate::margin::audit::reading::decimal;
use crate::margin::audit::shipped::text_of;
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::mango::{
    Account, BankTotals, HealthKind, MangoRules, OpenOrders, PerpMarket, PerpPosition, SpotMarket, Token, TokenPrice,
    TokenState, fee_factor, health, token_transfer,
};
use crate::margin::weights::{TokenWeights, WeightPair};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Runs one case; `document` is the whole file, for its parameters.
pub(crate) fn run(document: &Value, case: &Value) -> Answer {
    let inputs = &case["inputs"];
    if let Some(described) = inputs["see"].as_str() {
        return match described_book(document, described) {
            Some(book) => accounted(document, case, &book),
            None => not_covered(case),
        };
    }
    if inputs["token1"].is_number() {
        return accounted(document, case, inputs);
    }
    liquidated(case)
}

fn number(of: &Value) -> Decimal {
    decimal(of).unwrap_or_default()
}

fn pair(asset: Decimal, liability: Decimal) -> WeightPair {
    WeightPair { asset, liability }
}

struct Desk {
    rules: MangoRules,
    states: BTreeMap<String, TokenState>,
    oracles: BTreeMap<String, TokenPrice>,
    account: Account,
}

fn desk(document: &Value, inputs: &Value) -> Desk {
    let params = &document["params"];
    let one = Decimal::ONE;
    let mut desk = Desk {
        rules: MangoRules { tokens: BTreeMap::new(), markets: BTreeMap::new(), perps: BTreeMap::new() },
        states: BTreeMap::new(),
        oracles: BTreeMap::new(),
        account: Account::default(),
    };
    let tokens = params["tokens"].as_object().into_iter().flatten();
    for (place, (name, token)) in tokens.enumerate() {
        let (init, maint) = (number(&token["init"]), number(&token["maint"]));
        let bank = &inputs["bank_settings"][place];
        let first = |names: &[&str]| names.iter().find_map(|name| decimal(&bank[*name]));
        // `dep_scale`, `borrow_scale`: whatever the side is called
        let start = |side: &str| {
            let mut keys = bank.as_object().into_iter().flatten();
            keys.find(|(key, _)| key.starts_with(side) && key.contains("scale")).and_then(|(_, start)| decimal(start))
        };
        desk.rules.tokens.insert(
            name.clone(),
            Token {
                weights: TokenWeights {
                    initial: pair(one.capped_minus(init), one.capped_plus(init)),
                    maintenance: pair(one.capped_minus(maint), one.capped_plus(maint)),
                },
                deposit_scale_start: start("dep"),
                borrow_scale_start: start("bor"),
                liquidation_fee: Decimal::ZERO,
            },
        );
        let price = TokenPrice { oracle: number(&token["price"]), stable: decimal(&token["stable_price"]) };
        let totals = BankTotals {
            deposits: first(&["deposits"]).unwrap_or_default(),
            borrows: first(&["borrows"]).unwrap_or_default(),
            potential_deposits: first(&["pst"]).unwrap_or_default(),
        };
        let missing = inputs["missing"].as_array().is_some_and(|list| list.iter().any(|gone| gone == name.as_str()));
        if !missing {
            desk.states.insert(name.clone(), TokenState { price, totals });
        }
        desk.account.balances.insert(name.clone(), number(&inputs[format!("token{}", place + 1)]));
    }
    let markets = inputs.as_object().into_iter().flatten().filter(|(key, _)| key.starts_with("openbook_"));
    for (place, (key, orders)) in markets.enumerate() {
        let mut names = key.split('_').skip(1).map(str::to_owned);
        let (Some(base), Some(quote)) = (names.next(), names.next()) else { continue };
        let limits = &inputs["limit_prices_lowask_highbidinv"][place];
        // 0 stands for a limit that is not known
        let limit = |place: usize| decimal(&limits[place]).filter(|limit| !limit.is_zero());
        desk.rules.markets.insert(key.clone(), SpotMarket { base, quote });
        desk.account.orders.push(OpenOrders {
            market: key.clone(),
            base_reserved: number(&orders["base_reserved"]),
            quote_reserved: number(&orders["quote_reserved"]),
            lowest_ask: limit(0),
            highest_bid_inverse: limit(1),
        });
    }
    if inputs["perp"].is_object() {
        add_perp(&mut desk, &params["perp"], &inputs["perp"]);
    }
    desk
}

fn add_perp(desk: &mut Desk, of: &Value, held: &Value) {
    let weights = |level: &str| {
        pair(number(&of[format!("{level}_base_asset_weight")]), number(&of[format!("{level}_base_liab_weight")]))
    };
    let lots = |key: &str| held[key].as_i64().unwrap_or(0);
    desk.rules.perps.insert(
        "perp".into(),
        PerpMarket {
            base_lot_size: of["base_lot_size"].as_u64().and_then(|size| size.try_into().ok()).unwrap_or(1),
            base_weights: TokenWeights { initial: weights("init"), maintenance: weights("maint") },
            init_overall_asset_weight: number(&of["init_overall_asset_weight"]),
            maint_overall_asset_weight: number(&of["maint_overall_asset_weight"]),
            settle_token: of["settle_token"].as_str().unwrap_or("t1").to_owned(),
        },
    );
    let price = TokenPrice { oracle: number(&of["price"]), stable: decimal(&of["stable_price"]) };
    desk.oracles.insert("perp".into(), price);
    desk.account.perps.push(PerpPosition {
        market: "perp".into(),
        base_lots: lots("base_lots"),
        quote: number(&held["quote_native"]),
        bids_lots: lots("bids_lots"),
        asks_lots: lots("asks_lots"),
    });
}

fn accounted(document: &Value, case: &Value, inputs: &Value) -> Answer {
    let desk = desk(document, inputs);
    let ask = |kind| health(&desk.account, &desk.rules, &desk.states, &desk.oracles, kind);
    let mut tally = Tally::default();
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        let kind = match key.as_str() {
            "init_health" | "error" => HealthKind::Init,
            "maint_health" => HealthKind::Maint,
            "liq_end_health" | "liquidation_end_health" => HealthKind::LiquidationEnd,
            "note" => continue,
            _ => return not_covered(case),
        };
        match (ask(kind), key == "error" || want.is_null() || want.as_str().is_some_and(|text| text.contains("error")))
        {
            (Ok(answer), false) => Tolerance::of(case, key, Tolerance::EXACT).or_last_digit(case).hold_decimal(
                &mut tally,
                key,
                answer.health,
                want,
            ),
            (answer, wrong) => tally.exact(key, answer.is_err(), wrong),
        }
    }
    tally.outcome()
}

/// A book told in words: `baseline (t1 100, t2 10, t3 -10, oo quote 5 base 1)`, and the same with banks missing, `bank1+2
/// missing`. The orders are in the market of `t2` against `t1`. Where the file tells no baseline, our own file's counts.
fn described_book(document: &Value, described: &str) -> Option<Value> {
    let own: Value = serde_json::from_str(text_of("mango")?).ok()?;
    let told = |of: &Value| {
        let cases = of["cases"].as_array()?.iter();
        let mut seen = cases.filter_map(|case| case["inputs"]["see"].as_str());
        seen.find(|see| see.starts_with("baseline")).map(str::to_owned)
    };
    let baseline =
        if described.contains('(') { Some(described.to_owned()) } else { told(document).or_else(|| told(&own)) };
    let baseline = baseline?;
    let list = baseline.split('(').nth(1)?.trim_end_matches(')');
    let mut book = json!({});
    for item in list.split(',') {
        let words: Vec<&str> = item.split_whitespace().collect();
        match words.as_slice() {
            [token, amount] => {
                book[format!("token{}", token.strip_prefix('t')?)] = json!(amount.parse::<f64>().ok()?);
            }
            ["oo", "quote", quote, "base", base] => {
                book["openbook_t2_t1"] = json!({ "quote_reserved": quote, "base_reserved": base });
            }
            _ => return None,
        }
    }
    if let Some(gone) = described.strip_prefix("bank").and_then(|rest| rest.strip_suffix(" missing")) {
        book["missing"] = gone.split('+').map(|place| format!("t{}", place.trim_start_matches("bank"))).collect();
    } else if !described.starts_with("baseline") {
        return None;
    }
    Some(book)
}

fn liquidated(case: &Value) -> Answer {
    let inputs = &case["inputs"];
    let read = |key: &str| decimal(&inputs[key]);
    let plenty = Decimal::from(1_000_000_000);
    let fee = |side: &str| read(&format!("fee_per_side_{side}")).unwrap_or_default();
    let fees = fee("liqor").capped_plus(fee("platform"));
    let Some(fee) = read("fee_factor_total").or_else(|| fee_factor(fees, fees).ok()) else { return not_covered(case) };
    if read("liab").is_none() && read("liq_end_health").is_none() {
        return not_covered(case);
    }
    let (owed, short) = (read("liab").unwrap_or(plenty), read("liq_end_health").unwrap_or(-plenty));
    let price = |key: &str| TokenPrice::plain(read(key).unwrap_or(Decimal::ONE));
    let weight = |key: &str, default: Decimal| read(key).unwrap_or(default);
    let liability = pair(Decimal::ZERO, weight("liab_init_weight", Decimal::TWO));
    let asset = pair(weight("asset_init_weight", Decimal::ZERO), Decimal::TWO);
    let (liability_price, asset_price) = (price("liab_price"), price("asset_price"));
    let moved = token_transfer(
        short,
        (owed, &liability_price, &liability),
        (read("asset").unwrap_or(plenty), &asset_price, &asset),
        fee,
    );
    let Ok(Some(moved)) = moved else { return disagree("no transfer frees anything") };
    let mut tally = Tally::default();
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        match key.as_str() {
            "liab_transfer" => Tolerance::of(case, key, Tolerance::EXACT).or_last_digit(case).hold_decimal(
                &mut tally,
                key,
                moved.liability,
                want,
            ),
            "asset_from_liqee" | "asset" => Tolerance::of(case, key, Tolerance::EXACT)
                .or_last_digit(case)
                .hold_decimal(&mut tally, key, moved.asset, want),
            _ => return not_covered(case),
        }
    }
    tally.outcome()
}
