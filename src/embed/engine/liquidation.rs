//! Where an account is liquidated: underlying by underlying, and along every way there is.

use rust_decimal::Decimal;
use serde::Serialize;

use super::fields::Fields;
use super::request::{Asked, answer};
use super::{Answer, Code, Fault, Request};
use crate::book::{Asset, Time};
use crate::io::Tree;
#[cfg(feature = "venues")]
use crate::margin::axes;
use crate::margin::axes::{Outlook, Path};
use crate::margin::{self, Liquidation, RuleSet};
use crate::risk::to_f64;

/// Where an account is liquidated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Liquidations {
    /// Of each underlying, the others held.
    pub prices: Vec<PriceSaid>,
    /// Along every way, where `axes` was asked for: each underlying, all prices together, volatility, time, a depeg.
    pub axes: Option<Vec<PathSaid>>,
}

/// Liquidation prices of one underlying.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceSaid {
    /// The figures.
    #[serde(flatten)]
    pub of: Liquidation,
    /// Why there is no price, in a sentence, where there is none.
    pub reason: Option<String>,
}

impl PriceSaid {
    /// The figures with the reason.
    pub(in crate::embed) fn of(of: Liquidation) -> Self {
        let reason = of.none.map(|none| none.reason(&of.underlying));
        Self { of, reason }
    }
}

/// Where an account is safe along one way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathSaid {
    /// The figures.
    #[serde(flatten)]
    pub of: Path,
    /// Why nothing is crossed, in a sentence, where nothing is.
    pub reason: Option<String>,
}

/// Where the account is liquidated; with `axes` also along every other way, seen with the `outlook`.
pub fn liquidation(request: Request, now: Time) -> Answer<Liquidations> {
    answer(request, now, &["rules", "axes", "outlook"], |asked| {
        let rules = asked.rules();
        let wanted = asked.fields.flag("axes", false);
        let outlook = outlook(asked);
        let (rules, outlook) = (rules?, outlook?);
        let (account, market) = (&asked.account, &asked.market);
        let prices = margin::liquidation(account, market, &rules).into_iter().map(PriceSaid::of).collect();
        let axes = match wanted.then(|| paths(asked, &rules, &outlook)).transpose() {
            Ok(axes) => axes,
            Err(fault) => return asked.fields.wrong(fault),
        };
        Some(Liquidations { prices, axes })
    })
}

/// Every way along which the account is lost.
#[cfg(feature = "venues")]
fn paths(asked: &Asked, rules: &RuleSet, outlook: &Outlook) -> Result<Vec<PathSaid>, Fault> {
    let (account, market) = (&asked.account, &asked.market);
    let path = |axis| {
        let of = axes::along(account, market, rules, outlook, axis);
        let reason = of.none.map(|none| none.reason(axis));
        PathSaid { of, reason }
    };
    Ok(axes::axes(account, market).iter().map(path).collect())
}

/// The engine that carries no venue does not carry them either.
#[cfg(not(feature = "venues"))]
fn paths(_: &Asked, _: &RuleSet, _: &Outlook) -> Result<Vec<PathSaid>, Fault> {
    Err(super::rules::not_fetched("axes"))
}

/// What is taken for granted along the ways: betas, funding a day, how far ahead.
fn outlook(asked: &mut Asked) -> Option<Outlook> {
    let mut outlook = Outlook::default();
    let Some(given) = asked.fields.take("outlook") else { return Some(outlook) };
    let mut fields = match Fields::of("outlook", given, "{\"horizon_days\": 30}") {
        Ok(fields) => fields,
        Err(fault) => return asked.fields.wrong(fault),
    };
    if let Some(days) = fields.number("horizon_days") {
        if days <= Decimal::ZERO {
            let (path, message) = (fields.path("horizon_days"), format!("{days} days are not ahead"));
            fields.wrong::<()>(Fault::new(Code::WrongValue, &path, message, "a number above 0 is right"));
        }
        outlook.horizon_days = to_f64(days);
    }
    outlook.funding_per_day = by_asset(&mut fields, "funding_per_day");
    outlook.betas = by_asset(&mut fields, "betas");
    asked.fields.faults.append(&mut fields.faults);
    asked.fields.faults.is_empty().then_some(outlook)
}

/// Numbers by asset: `{"BTC": 0.0003}`.
fn by_asset(fields: &mut Fields, name: &str) -> Vec<(Asset, f64)> {
    let Some(given) = fields.take(name) else { return Vec::new() };
    let path = fields.path(name);
    let names: Vec<String> = match &given {
        Tree::Fields(all) => all.iter().map(|(name, _)| name.clone()).collect(),
        _ => Vec::new(),
    };
    let mut of = match Fields::of(&path, given, "{\"BTC\": 0.0003}") {
        Ok(of) => of,
        Err(fault) => {
            fields.faults.push(fault);
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for name in names {
        let asset = match name.parse::<Asset>() {
            Ok(asset) => asset,
            Err(error) => {
                let fault =
                    Fault::new(Code::WrongValue, &of.path(&name), error.to_string(), "a symbol such as BTC is right");
                of.faults.push(fault);
                continue;
            }
        };
        found.extend(of.number(&name).map(|number| (asset, to_f64(number))));
    }
    fields.faults.append(&mut of.faults);
    found
}
