//! Cases of files named `binance*.json`.

use crate::book::Exact;
use crate::margin::FigureError;
use crate::margin::audit::outcome::{Answer, Tally, disagree, not_covered};
use crate::margin::audit::reading::{get, list, saying};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::checked::decimal::{add, mul, sub};
use crate::margin::rates::{Bracket, Line, Rate, Root, Tiers, next_deduction};
use crate::margin::venues::binance::{
    BinanceRules, CoinPosition, PortfolioAccount, PortfolioAsset, PortfolioRules, UsdPosition, coin_liquidation,
    loan_maintenance, parameters, portfolio, portfolio_parameters, position, usd_liquidation,
};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

type Figures = BTreeMap<&'static str, Option<Decimal>>;

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let (rules, portfolio) = match (parameters(), portfolio_parameters()) {
        (Ok(rules), Ok(portfolio)) => (&rules.parameters, &portfolio.parameters),
        (Err(why), _) | (_, Err(why)) => return disagree(why),
    };
    let inputs = &case["inputs"];
    let mut tally = Tally::default();
    if !list(inputs, &["columns"]).is_empty() {
        tables(case, rules, &mut tally);
        return tally.outcome();
    }
    let figures = match figures(inputs, rules, portfolio) {
        Ok(figures) => figures,
        Err(why) => return disagree(why),
    };
    if figures.is_empty() {
        return not_covered(case);
    }
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        let plain = key.to_lowercase().replace('_', "");
        let figure = match plain.as_str() {
            "liq" | "liquidation" | "liquidationprice" | "liqprice" | "lp" => "liquidation",
            "maintenancemargin" | "maintmargin" | "mm" => "maintenance",
            "initialmargin" | "im" => "initial",
            "notional" => "notional",
            "unrealizedprofit" | "upnl" => "unrealised",
            "cum" | "deduction" => "cum",
            "mmr" | "rate" => "rate",
            "adjustedequity" => "equity",
            "unimmr" => "uniMMR",
            _ if ["wrong", "naive", "alone", "ignor", "without"].iter().any(|word| plain.contains(word)) => "alone",
            _ if plain.contains("room") || plain.contains("distance") => "room",
            _ if plain.contains("liq") => "liquidation",
            other => other,
        };
        match figures.get(figure) {
            Some(&got) => {
                Tolerance::of(case, key, Tolerance::EXACT).as_written().hold_decimal(&mut tally, key, got, want)
            }
            None => tally.wrong(format!("no figure {key} from these inputs")),
        }
    }
    tally.outcome()
}

/// `BTC/USDT:USDT` and `BTCUSDT` are the same symbol.
fn symbol(written: &str) -> String {
    written.split(':').next().unwrap_or_default().replace('/', "")
}

/// Expected tier tables against the parameters shipped, column by column.
fn tables(case: &Value, rules: &BinanceRules, tally: &mut Tally) {
    let columns = list(&case["inputs"], &["columns"]);
    for (name, rows) in case["expected"].as_object().into_iter().flatten() {
        let shipped = rules.symbols.get(&symbol(name)).map_or(&[][..], Vec::as_slice);
        let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
        tally.exact(name, shipped.len(), rows.len());
        let brackets = rules.tiers(&symbol(name)).and_then(Result::ok);
        for (place, (tier, row)) in shipped.iter().zip(rows).enumerate() {
            let cum = brackets.as_ref().and_then(|tiers| Some(tiers.brackets().get(place)?.deduction));
            for (column, want) in columns.iter().zip(row.as_array().into_iter().flatten()) {
                let got = match column.as_str().unwrap_or_default() {
                    "notional_floor" => Some(tier.lower),
                    "notional_cap" => Some(tier.upper),
                    "mmr" => Some(tier.rate),
                    "max_leverage" => Some(tier.max_leverage.into()),
                    "cum" => cum,
                    _ => None,
                };
                Tolerance::of(case, "tiers", Tolerance::EXACT).as_written().hold_decimal(
                    tally,
                    &format!("{name}[{place}].{column}"),
                    got,
                    want,
                );
            }
        }
    }
}

/// Everything that follows from the inputs.
fn figures(inputs: &Value, rules: &BinanceRules, portfolio: &PortfolioRules) -> Result<Figures, FigureError> {
    let mut found = Figures::new();
    if let (Some(lower), Some(rate), Some(before)) =
        (get(inputs, &["floor", "notional_floor"]), get(inputs, &["mmr"]), get(inputs, &["mmr_prev"]))
    {
        let deduction = get(inputs, &["cum_prev"]).unwrap_or_default();
        let below = Bracket { lower: Decimal::ZERO, rate: Rate::fraction(before), deduction };
        found.insert("cum", Some(next_deduction(&below, lower, Rate::fraction(rate))?));
    }
    if let (Some(notional), Some(name)) = (get(inputs, &["notional"]), inputs["symbol"].as_str())
        && let Some(Ok(tiers)) = rules.tiers(&symbol(name))
    {
        let paid = tiers.maintenance(notional)?;
        found.insert("maintenance", Some(paid.amount));
        found.insert("rate", Some(paid.rate.value()));
        found.insert("cum", Some(paid.deduction));
    }
    position_risk(inputs, rules, &mut found)?;
    liquidation(inputs, &mut found)?;
    unified(inputs, portfolio, &mut found)?;
    Ok(found)
}

fn position_risk(inputs: &Value, rules: &BinanceRules, found: &mut Figures) -> Result<(), FigureError> {
    let (Some(size), Some(mark)) = (get(inputs, &["positionAmt", "size"]), get(inputs, &["markPrice", "mark"])) else {
        return Ok(());
    };
    let name = inputs["symbol"].as_str().map(symbol).unwrap_or_default();
    let tiers = match get(inputs, &["mmr_implied", "mmr"]) {
        Some(rate) => Tiers::flat("tiers", "mmr", Rate::fraction(rate)).ok(),
        None => rules.tiers(&name).and_then(Result::ok),
    };
    let Some(tiers) = tiers else { return Ok(()) };
    let leverage = get(inputs, &["leverage_implied", "leverage"]).and_then(|leverage| u32::try_from(leverage).ok());
    let entry = get(inputs, &["entryPrice", "entry"]).unwrap_or(mark);
    let of = position(&UsdPosition { symbol: name, size, entry, mark, leverage: leverage.unwrap_or(1) }, &tiers)?;
    // the answer's notional has the position's sign
    found.insert(
        "notional",
        Some(if size < Decimal::ZERO { -of.maintenance.notional } else { of.maintenance.notional }),
    );
    found.insert("unrealised", Some(of.unrealised));
    found.insert("maintenance", Some(of.maintenance.amount));
    if leverage.is_some() {
        found.insert("initial", Some(of.initial));
    }
    Ok(())
}

/// A leg told by `side` and size, entry, rate and cum; `""`, `"long_"`, `"short_"` stand before the keys.
fn leg(inputs: &Value, before: &str, side: Option<Decimal>) -> Option<Line> {
    let of = |keys: &[&str]| {
        let named: Vec<String> = keys.iter().map(|key| format!("{before}{key}")).collect();
        get(inputs, &named.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let size = of(&["size", "amount", "positionAmt"])?;
    let size =
        side.or_else(|| of(&["side"])).map_or(size, |side| if side < Decimal::ZERO { -size.abs() } else { size.abs() });
    let size = match inputs["side"].as_str() {
        Some("short" | "SHORT" | "sell") if side.is_none() => -size.abs(),
        _ => size,
    };
    let rate = Rate::fraction(of(&["mmr"])?);
    // a wallet balance is taken at the entry price, an equity at the mark
    let at: &[&str] = match inputs["equity"].is_null() {
        true => &["entry", "entryPrice", "mark", "markPrice"],
        false => &["mark", "markPrice", "entry", "entryPrice"],
    };
    Some(Line { size, price: of(at)?, rate, deduction: of(&["cum"]).unwrap_or_default() })
}

fn liquidation(inputs: &Value, found: &mut Figures) -> Result<(), FigureError> {
    let Some(wallet) = get(inputs, &["wallet_balance", "walletBalance", "wallet", "equity"]) else { return Ok(()) };
    let listed = list(inputs, &["legs"]).iter().map(|row| leg(row, "", None)).collect::<Option<Vec<_>>>();
    let mut legs = listed.unwrap_or_default();
    legs.extend(leg(inputs, "", None));
    legs.extend(leg(inputs, "both_", None));
    legs.extend(leg(inputs, "long_", Some(Decimal::ONE)));
    legs.extend(leg(inputs, "short_", Some(Decimal::NEGATIVE_ONE)));
    for (key, side) in [("both", None), ("long", Some(Decimal::ONE)), ("short", Some(Decimal::NEGATIVE_ONE))] {
        legs.extend(leg(&inputs[key], "", side));
    }
    let Some(first) = legs.first() else { return Ok(()) };
    let others = list(inputs, &["others", "other_positions"]);
    let (mut maintenance, mut unrealised) = (Decimal::ZERO, Decimal::ZERO);
    for row in others {
        if let (Some(line), Some(mark)) = (leg(row, "", None), get(row, &["mark", "markPrice"])) {
            let notional = mul("notional", line.size.abs(), mark)?;
            let own = sub("maintenance", line.rate.of("maintenance", notional)?, line.deduction)?;
            let gain = mul("unrealised", line.size, sub("unrealised", mark, line.price)?)?;
            (maintenance, unrealised) = (add("maintenance", maintenance, own)?, add("unrealised", unrealised, gain)?);
        }
    }
    let given = (saying(inputs, &["other", "maint"]), saying(inputs, &["other", "pnl"]));
    let (maintenance, unrealised) = (given.0.unwrap_or(maintenance), given.1.unwrap_or(unrealised));
    let price = match get(inputs, &["contract_size", "contractSize"]) {
        Some(contract_usd) => {
            let (contracts, entry) = (first.size, first.price);
            let of = CoinPosition { contracts, contract_usd, entry, mark: entry, leverage: 1 };
            let equity = add("equity", sub("equity", wallet, maintenance)?, unrealised)?;
            coin_liquidation(&of, equity, first.rate, first.deduction)?
        }
        None => usd_liquidation(wallet, maintenance, unrealised, &legs)?,
    };
    found.insert("liquidation", price.map(|root| root.price));
    let alone = usd_liquidation(wallet, Decimal::ZERO, Decimal::ZERO, &legs)?;
    found.insert("alone", alone.map(|root| root.price));
    if let Some(mark) = get(inputs, &["mark", "markPrice"]) {
        let room = |root: Option<Root>| mark.minus(root?.price)?.abs().over(mark);
        found.insert("room", room(price));
    }
    Ok(())
}

fn unified(inputs: &Value, rules: &PortfolioRules, found: &mut Figures) -> Result<(), FigureError> {
    let rows = list(inputs, &["assets"]).iter().map(|row| {
        Some(PortfolioAsset {
            net: get(row, &["net"])?,
            index: get(row, &["index"])?,
            collateral_rate: get(row, &["collateral_rate", "rate"])?,
        })
    });
    let Some(assets) = rows.collect::<Option<Vec<_>>>().filter(|assets| !assets.is_empty()) else { return Ok(()) };
    let mut loans = get(inputs, &["loan_mm_usd", "loan_mm"]).unwrap_or_default();
    for loan in list(inputs, &["loans"]) {
        if let (Some(amount), Some(leverage)) = (get(loan, &["amount", "usd", "value"]), get(loan, &["leverage"])) {
            let own = loan_maintenance(amount, u32::try_from(leverage).unwrap_or(0), rules)?;
            loans = add("loans", loans, own)?;
        }
    }
    let account = PortfolioAccount {
        assets,
        futures_maintenance: get(inputs, &["futures_mm_usd", "futures_mm"]).unwrap_or_default(),
        loan_maintenance: loans,
        open_loss: get(inputs, &["open_loss_usd", "open_loss"]).unwrap_or_default(),
    };
    let report = portfolio(&account, rules)?;
    found.insert("equity", Some(report.adjusted_equity));
    found.insert("actualequity", Some(report.actual_equity));
    found.insert("uniMMR", report.uni_mmr);
    Ok(())
}
