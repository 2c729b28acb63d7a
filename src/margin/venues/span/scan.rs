//! Scan risk: one worst scenario for everything held in a combined commodity.

use super::{RiskArray, SCENARIOS};
use crate::margin::FigureError;
use crate::margin::limits::{amount, finite};

/// Contracts of one kind held.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Contracts, long > 0.
    pub contracts: f64,
    /// What one long contract loses.
    pub array: RiskArray,
}

/// The scan of everything held. Losses > 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// Loss of all in each scenario.
    pub losses: [f64; SCENARIOS],
    /// Number of the worst scenario, from 1; the first of equals.
    pub worst: usize,
    /// The scan risk: the worst loss, at least 0.
    pub risk: f64,
    /// What each holding loses in the worst scenario.
    pub parts: Vec<f64>,
    /// Σ contracts · composite delta.
    pub delta: f64,
}

/// Scans everything held.
///
/// # Errors
/// Names the holding whose size cannot be.
pub fn scan(held: &[Held]) -> Result<Scan, FigureError> {
    let mut losses = [0.0; SCENARIOS];
    for (place, holding) in held.iter().enumerate() {
        amount(format!("held[{place}].contracts"), holding.contracts)?;
        for (sum, loss) in losses.iter_mut().zip(holding.array.losses) {
            *sum += holding.contracts * loss;
        }
    }
    let (mut worst, mut most) = (0, f64::NEG_INFINITY);
    for (place, &loss) in losses.iter().enumerate() {
        if !loss.is_finite() {
            finite(format!("losses[{place}]"), loss)?;
        }
        if loss > most {
            (worst, most) = (place, loss);
        }
    }
    let parts = held.iter().map(|holding| {
        let loss = holding.array.losses.get(worst).copied().unwrap_or(0.0);
        holding.contracts * loss
    });
    let delta = held.iter().map(|holding| holding.contracts * holding.array.delta).sum();
    Ok(Scan { losses, worst: worst + 1, risk: most.max(0.0), parts: parts.collect(), delta })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loses(at: usize, loss: f64) -> RiskArray {
        let mut losses = [0.0; SCENARIOS];
        losses[at - 1] = loss;
        RiskArray { losses, delta: 0.5 }
    }

    #[test]
    fn one_scenario_for_all() {
        // each worst alone: 2·100 and 1·250; together scenario 13 loses 250 − 2·0
        let held = [Held { contracts: 2.0, array: loses(11, 100.0) }, Held { contracts: 1.0, array: loses(13, 250.0) }];
        let scan = scan(&held).unwrap();
        assert_eq!((scan.worst, scan.risk), (13, 250.0));
        assert_eq!(scan.parts, vec![0.0, 250.0]);
        assert_eq!(scan.delta, 3.0 * 0.5);
    }

    #[test]
    fn opposite_positions_cancel() {
        let held = [Held { contracts: 3.0, array: loses(7, 40.0) }, Held { contracts: -3.0, array: loses(7, 40.0) }];
        assert_eq!(scan(&held).unwrap().risk, 0.0);
        assert_eq!(scan(&[]).unwrap().risk, 0.0);
    }
}
