//! Cases of files named `hyperliquid*.json`.

mod accounts;

use crate::margin::audit::reading::{decimal, get, list, saying};

use crate::book::Exact;
use crate::margin::FigureError;
use crate::margin::audit::outcome::{Answer, Tally, disagree, not_covered};
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::checked::decimal::{add, mul, sub, sum};
use crate::margin::rates::{Pool, Rate, TieredLeg, Tiers, roots};
use crate::margin::venues::hyperliquid::{
    HyperliquidRules, LeverageTier, MarginTable, PortfolioRules, initial, parameters, portfolio_parameters,
    unrealised_from_entry, withdrawal,
};
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;

pub(crate) type Figures = BTreeMap<&'static str, Option<Decimal>>;

pub(crate) const NOTIONAL: &[&str] = &["positionValue", "position_value", "notional", "totalNtlPos", "ntl"];
const SIZE: &[&str] = &["szi", "size", "qty", "quantity"];
const EQUITY: &[&str] = &["accountValue", "account_value", "crossAccountValue", "equity", "account"];
const MARGIN: &[&str] = &["isolated_margin", "isolatedMargin", "margin"];
pub(crate) const LEVERAGE: &[&str] = &["leverage", "user_leverage"];
const USED: &[&str] =
    &["crossMaintenanceMarginUsed", "cross_maintenance_margin_used", "maintenance", "account_maintenance"];

/// Runs one case.
pub(crate) fn run(case: &Value) -> Answer {
    let (rules, portfolio) = match (parameters(), portfolio_parameters()) {
        (Ok(rules), Ok(portfolio)) => (&rules.parameters, &portfolio.parameters),
        (Err(why), _) | (_, Err(why)) => return disagree(why),
    };
    let inputs = &case["inputs"];
    let figures = match figures(inputs, rules, portfolio) {
        Ok(figures) => figures,
        Err(why) => return disagree(why),
    };
    if figures.is_empty() {
        return not_covered(case);
    }
    let mut tally = Tally::default();
    let tolerance = Tolerance::of(case, "", Tolerance::EXACT).as_written();
    for (key, want) in case["expected"].as_object().into_iter().flatten() {
        // what is no single figure
        if !accounts::hold(&mut tally, key, want, &figures, tolerance, (inputs, portfolio)) {
            hold(&mut tally, key, want, &figures, tolerance);
        }
    }
    tally.outcome()
}

fn hold(tally: &mut Tally, key: &str, want: &Value, figures: &Figures, tolerance: Tolerance) {
    // "positionValue + rawUsd = 4.967826" ends in its figure; other words are a formula to read
    let ends_in_figure = want.as_str().and_then(|written| written.rsplit_once("= ")).map(|(_, end)| Value::from(end));
    let want = ends_in_figure.as_ref().filter(|end| decimal(end).is_some()).unwrap_or(want);
    if want.is_string() && decimal(want).is_none() {
        return;
    }
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let figure = match plain.as_str() {
        "liquidationpx" | "liquidationprice" | "liqprice" | "liqpx" | "liq" | "right" | "rightmarkbased"
        | "correct" | "true" | "truth" | "price" => "liquidation",
        "backstoppx" | "backstopprice" => "backstop",
        "backstopthreshold" => "backstop threshold",
        "wrongentrybased" => "entry based",
        "maintenancemargin" | "exact" | "maintenance" | "crossmaintenancemarginused" | "mm" => "maintenance",
        "marginused" | "initialmargin" | "initial" | "im" => "initial",
        "unrealizedpnlserver" => "unrealised by server",
        "unrealizedpnlfromroundedentry" => "unrealised",
        "borrowableusdc" | "borrowable" => "borrowable",
        "liquidationthreshold" => "threshold",
        "liquidationvalue" => "value",
        "ratio"
        | "portfolioratio"
        | "portfoliomarginratio"
        | "unifiedratio"
        | "accountratio"
        | "unifiedaccountratio" => "ratio",
        "availablebalance" | "available" => "available",
        "apy" | "borrowapy" => "apy",
        "requirement" if figures.contains_key("requirement") => "requirement",
        _ if plain.contains("transfer") || plain.contains("withdraw") || plain == "requirement" => "withdrawal",
        _ if ["wrong", "naive", "alone", "ignor", "without"].iter().any(|word| plain.contains(word)) => "alone",
        _ if plain.contains("liq") || plain.contains("right") => "liquidation",
        _ => return tally.wrong(format!("no figure {key} from these inputs")),
    };
    let Some(&got) = figures.get(figure) else {
        return tally.wrong(format!("no figure {key} from these inputs"));
    };
    if figure == "unrealised by server" {
        // the venue's own figure is known only up to what the displayed entry price leaves open
        let most = figures.get("uncertainty").copied().flatten().unwrap_or_default();
        let off = got.zip(decimal(want)).and_then(|(got, want)| got.minus(want));
        let agrees = off.is_some_and(|off| off.abs() < most);
        let got = got.map_or_else(|| "none".to_owned(), |got| got.normalize().to_string());
        return tally.held(key, &got, want, agrees, None, format!("±{}", most.normalize()));
    }
    tolerance.hold_decimal(tally, key, got, want);
}

/// Everything that follows from the inputs.
fn figures(inputs: &Value, rules: &HyperliquidRules, portfolio: &PortfolioRules) -> Result<Figures, FigureError> {
    let mut found = Figures::new();
    perpetual(inputs, rules, &mut found)?;
    accounts::borrowing(inputs, portfolio, &mut found)?;
    accounts::accounts(inputs, portfolio, &mut found)?;
    Ok(found)
}

/// The tiers a case states: a table, a highest leverage, a rate, or a coin of the parameters shipped.
fn tiers(inputs: &Value, rules: &HyperliquidRules) -> Option<Tiers> {
    let part = rules.maintenance_part;
    let leverage = |of: &Value| get(of, &["maxLeverage", "max_leverage"]).and_then(|most| u32::try_from(most).ok());
    let listed = list(inputs, &["tiers", "marginTiers"]);
    if !listed.is_empty() {
        let listed = listed.iter().map(|tier| {
            Some(LeverageTier { lower: get(tier, &["lowerBound", "lower"])?, max_leverage: leverage(tier)? })
        });
        return Some(MarginTable::new("tiers", &listed.collect::<Option<Vec<_>>>()?, part).ok()?.tiers().clone());
    }
    if let Some(rate) = get(inputs, &["mmr", "maintenance_rate"]) {
        return Tiers::flat("tiers", "mmr", Rate::fraction(rate)).ok();
    }
    if let Some(most) = leverage(inputs) {
        return Some(MarginTable::flat(most, part).ok()?.tiers().clone());
    }
    Some(rules.table(inputs["coin"].as_str()?)?.ok()?.tiers().clone())
}

fn perpetual(inputs: &Value, rules: &HyperliquidRules, found: &mut Figures) -> Result<(), FigureError> {
    let size = get(inputs, SIZE);
    let mark = get(inputs, &["mark", "markPx", "price"]);
    let size = match inputs["side"].as_str() {
        Some("short") => size.map(|size| -size.abs()),
        _ => size,
    };
    let notional = get(inputs, NOTIONAL).or_else(|| size?.abs().times(mark?));
    let mark = mark.or_else(|| notional?.checked_div(size?.abs()));
    let tiers = tiers(inputs, rules);
    if let (Some(notional), Some(tiers)) = (notional, &tiers) {
        let paid = tiers.maintenance(notional)?.amount;
        found.insert("maintenance", Some(paid));
        found.insert("backstop threshold", Some(rules.backstop_share()?.of("backstop", paid)?));
    }
    if let (Some(notional), Some(leverage)) = (notional, get(inputs, LEVERAGE)) {
        let needed = initial(notional, u32::try_from(leverage).unwrap_or(0))?;
        found.insert("initial", Some(needed));
        found.insert("withdrawal", Some(withdrawal(needed, notional, rules)?));
    }
    if let (Some(size), Some(notional), Some(entry)) = (size, notional, get(inputs, &["entryPx", "entry"])) {
        let from = unrealised_from_entry(size, entry, notional)?;
        found.insert("unrealised", Some(from.unrealised));
        found.insert("unrealised by server", Some(from.unrealised));
        found.insert("uncertainty", Some(from.uncertainty));
    }
    let (Some(size), Some(mark), Some(tiers)) = (size, mark, &tiers) else { return Ok(()) };
    let raw = get(inputs, &["rawUsd", "raw_usd"]);
    let value = mul("position value", size, mark)?;
    let isolated = raw.map(|raw| add("isolated", raw, value)).transpose()?.or(get(inputs, MARGIN));
    if raw.is_some() {
        found.insert("initial", isolated);
    }
    let own = tiers.maintenance(value.abs())?.amount;
    let others = match (
        isolated,
        saying(inputs, &["other", "maint"]).or_else(|| saying(inputs, &["other", "mm"])),
        get(inputs, USED),
    ) {
        (Some(_), _, _) => Decimal::ZERO,
        (None, Some(others), _) => others,
        (None, None, Some(all)) => sub("other maintenance", all, own)?,
        (None, None, None) => {
            let rows = list(inputs, &["others", "other_positions"]);
            let kept = rows.iter().map(|row| {
                let stated = get(row, &["maintenance", "maintenance_margin"]);
                stated.or_else(|| {
                    let mut of = Figures::new();
                    perpetual(row, rules, &mut of).ok()?;
                    of.get("maintenance").copied().flatten()
                })
            });
            sum("other maintenance", kept.collect::<Option<Vec<_>>>().unwrap_or_default())?
        }
    };
    let Some(equity) = isolated.or(get(inputs, EQUITY)) else { return Ok(()) };
    let at = |price: Decimal, other_maintenance: Decimal, share: Rate| -> Result<_, FigureError> {
        let leg = TieredLeg { size, price, tiers };
        Ok(roots(&[leg], &Pool { equity, other_maintenance, share })?.first().copied())
    };
    let price = |root: Option<crate::margin::rates::Root>| root.map(|root| root.price);
    found.insert("liquidation", price(at(mark, others, Rate::ONE)?));
    found.insert("alone", price(at(mark, Decimal::ZERO, Rate::ONE)?));
    let backstop = at(mark, others, rules.backstop_share()?)?;
    found.insert("backstop", price(backstop));
    found.insert("backstop threshold", backstop.map(|root| root.equity));
    if let Some(entry) = get(inputs, &["entry_after", "entryPx", "entry"]) {
        found.insert("entry based", price(at(entry, others, Rate::ONE)?));
    }
    Ok(())
}
