//! Runs a case of a file of vectors: one module a venue.

mod binance;
mod books;
mod bybit;
mod deribit;
mod derive;
mod drift;
mod dydx;
mod hyperliquid;
mod mango;
mod misc;
mod okx;
mod options;
mod span_tims_regt;
mod volatility;

use serde_json::Value;

use super::outcome::{Answer, Outcome};
use super::series::Series;

/// Runs one case of the file with this stem.
pub(crate) fn case(stem: &str, document: &Value, case: &Value, series: Option<&Series>) -> Answer {
    match stem.split(['-', '.', '_']).next().unwrap_or_default() {
        "binance" => binance::run(case),
        "books" => books::run(case),
        "bybit" => bybit::run(case),
        "deribit" => deribit::run(case),
        "derive" => derive::run(document, case),
        "drift" => drift::run(case),
        "dydx" => dydx::run(case),
        "hyperliquid" => hyperliquid::run(case),
        "mango" => mango::run(document, case),
        "misc" => misc::run(case),
        "okx" => okx::run(case),
        "options" => options::run(case),
        "span" => span_tims_regt::run(case),
        "volatility" => volatility::run(case, series),
        _ => Outcome::NotCovered(format!("no runner for a file {stem}")).into(),
    }
}
