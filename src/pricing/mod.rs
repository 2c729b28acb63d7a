//! Option values, Greeks and volatilities; nothing here knows what a position is.
//!
//! Units: prices in whatever currency `forward` and `strike` share, `years` as a year
//! fraction, volatility and rates as fractions per year (0.6, never 60), continuously
//! compounded. Values are for a long option on one unit; the caller multiplies by quantity.
//!
//! Arithmetic: `exp`, `ln` and `erfc` come from `libm` or from [`kernel`], multiply and add
//! are never fused, so native code and WebAssembly agree to the last bit. (The exception is
//! [`implied`], whose solver uses the platform's logarithm; see there.)
//!
//! Every function is total: a NaN or negative price, time or volatility counts as zero,
//! magnitudes above [`LARGEST`] count as `LARGEST`, and no result is NaN. Whether an input
//! makes sense is for the caller to decide before asking.

pub mod batch;
pub mod black;
pub mod cell;
pub mod implied;
pub mod inverse;
pub mod kernel;
mod lanes;
mod mills;
pub mod normal;
pub mod scholes;
pub mod surface;

pub use batch::OptionBatch;
pub use black::{Black76, Greeks};
pub use cell::{Cell, VolState};
pub use implied::{ImpliedVolError, implied_vol};
pub use inverse::{InverseGreeks, InverseOption};
pub use scholes::BlackScholes;
pub use surface::{VolPoint, VolSurface};

/// Largest price, time, volatility or price ratio that is told apart from infinity.
/// The square root of what `f64` holds, so that a product of two cannot overflow.
pub const LARGEST: f64 = 1e150;

/// Total volatility beyond which every option is worth its limit to the last bit.
pub(crate) const LARGEST_TOTAL_VOL: f64 = 128.0;

/// `x` in `[0, LARGEST]`; NaN and negative become 0.
pub(crate) fn magnitude(x: f64) -> f64 {
    if x > 0.0 { x.min(LARGEST) } else { 0.0 }
}

/// A result that may be reported: never NaN, never infinite.
pub(crate) fn settled(x: f64) -> f64 {
    if x.is_nan() { 0.0 } else { x.clamp(f64::MIN, f64::MAX) }
}

/// `ln(F/K)` for positive `forward` and `strike`, exact near the money where the quotient is not.
pub(crate) fn log_moneyness(forward: f64, strike: f64) -> f64 {
    let ratio = forward / strike;
    if ratio > 0.5 && ratio < 2.0 {
        libm::log1p((forward - strike) / strike)
    } else if ratio.is_normal() {
        libm::log(ratio)
    } else {
        libm::log(forward) - libm::log(strike)
    }
}

/// `σ√T`, capped where it no longer changes any value.
pub(crate) fn total_vol(vol: f64, years: f64) -> f64 {
    (magnitude(vol) * magnitude(years).sqrt()).min(LARGEST_TOTAL_VOL)
}

/// Undiscounted value at expiry.
pub(crate) fn intrinsic(right: crate::book::Right, forward: f64, strike: f64) -> f64 {
    match right {
        crate::book::Right::Call => (forward - strike).max(0.0),
        crate::book::Right::Put => (strike - forward).max(0.0),
    }
}
