//! Tables of dYdX parameters that a file of vectors expects, against those shipped.

use crate::margin::audit::outcome::Tally;
use crate::margin::audit::reading::decimal;
use crate::margin::audit::tolerance::Tolerance;
use crate::margin::venues::dydx::{DydxRules, LiquidityTier};
use rust_decimal::Decimal;
use serde_json::Value;

/// Holds every row named after a liquidity tier, and every liquidation parameter, against the parameters shipped.
pub(crate) fn tables(expected: &Value, shipped: &DydxRules, tally: &mut Tally) {
    for (name, row) in expected.as_object().into_iter().flatten() {
        let plain: String = name.to_lowercase().replace([' ', '_'], "-");
        if let (Some(tier), Some(row)) = (shipped.liquidity_tiers.get(&plain), row.as_object()) {
            for (key, want) in row {
                match figure(tier, key, want) {
                    Some(got) => {
                        Tolerance::EXACT.as_written().hold_decimal(tally, &format!("{name}.{key}"), Some(got), want)
                    }
                    None => tally.wrong(format!("{name}.{key}: no such parameter")),
                }
            }
        }
    }
}

/// A tier's parameter in the unit its key says: ppm and quote quantums, or fractions and USDC.
fn figure(tier: &LiquidityTier, key: &str, want: &Value) -> Option<Decimal> {
    let million = Decimal::from(1_000_000);
    let unit = if key.ends_with("ppm") || key.contains("quantums") { Decimal::ONE } else { million };
    let (initial, fraction) = (Decimal::from(tier.initial_margin_ppm), Decimal::from(tier.maintenance_fraction_ppm));
    let found = match key {
        _ if key.contains("lower") => Decimal::from(tier.open_interest_lower_cap),
        _ if key.contains("upper") => Decimal::from(tier.open_interest_upper_cap),
        _ if key.contains("fraction") && !key.contains("margin") || key.contains("maintenance_fraction") => fraction,
        _ if key.contains("imf") || key.contains("initial") => initial,
        _ if key.contains("mmf") || key.contains("maintenance") => {
            initial.checked_mul(fraction)?.checked_div(million)?
        }
        _ => return None,
    };
    decimal(want)?;
    found.checked_div(unit)
}
