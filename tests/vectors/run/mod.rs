//! Runs a case of a file of vectors: one module a venue.

pub mod figures;
pub mod outcome;
pub mod tolerance;

mod binance;
mod bybit;
mod deribit;
mod derive;
mod drift;
mod dydx;
mod dydx_tables;
mod hyperliquid;
mod hyperliquid_accounts;
mod mango;
mod misc;
mod okx;
mod options;
mod span_tims_regt;
mod volatility;

use outcome::Outcome;
use serde_json::Value;
pub use volatility::available as series_here;

/// Runs one case of the file with this stem.
pub fn case(stem: &str, document: &Value, case: &Value) -> Outcome {
    match stem.split(['-', '.', '_']).next().unwrap_or_default() {
        "binance" => binance::run(document, case),
        "bybit" => bybit::run(document, case),
        "deribit" => deribit::run(document, case),
        "derive" => derive::run(document, case),
        "drift" => drift::run(document, case),
        "dydx" => dydx::run(document, case),
        "hyperliquid" => hyperliquid::run(document, case),
        "mango" => mango::run(document, case),
        "misc" => misc::run(document, case),
        "okx" => okx::run(document, case),
        "options" => options::run(document, case),
        "span" => span_tims_regt::run(document, case),
        "volatility" => volatility::run(document, case),
        _ => Outcome::NotCovered(format!("no runner for a file {stem}")),
    }
}
