//! Volatility forecasts and what a margin makes of them: decaying averages, GARCH and its calibration, HAR, filtered
//! historical simulation, value at risk and expected shortfall, and the three tools against procyclical margins.
//!
//! Returns and variances share one unit squared (returns in percent give variances in percent²); nothing is annualised.
//! Gains > 0; value at risk and shortfall are amounts ≥ 0 for a loss. Floating point, `exp`, `ln` and `lgamma` from `libm`,
//! so native code and WebAssembly agree to the bit. Every function is total: what cannot be answered is an error that says
//! why, and no result is NaN or infinite.

mod calibrate;
mod ewma;
mod filtered;
mod garch;
mod har;
mod least_squares;
mod likelihood;
mod limits;
mod procyclicality;
mod risk_metrics;
mod simplex;
mod tail;

pub use calibrate::{Calibration, Model, Start, calibrate};
pub use ewma::{backcast, ewma};
pub use filtered::{Filtered, filtered_historical};
pub use garch::Garch;
pub use har::{HarFit, fit_har};
pub use likelihood::{Density, log_likelihood};
pub use procyclicality::{Minima, floored, releasable_buffer, stress_weighted};
pub use risk_metrics::{RiskMetrics2006, risk_metrics_2006};
pub use tail::{Tail, empirical_tail, normal_quantile, normal_tail};
