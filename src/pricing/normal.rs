//! The standard normal distribution, accurate relative to its own size far into the tail.
//!
//! Source: `Φ(x) = ½ erfc(−x/√2)` with fdlibm's `erfc` (crate `libm`). The rounding of
//! `x/√2` is put back to first order, because `erfc` multiplies its relative error by `x²`.

use std::f64::consts::FRAC_1_SQRT_2;

/// `1/√(2π)`.
pub const INV_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// What `FRAC_1_SQRT_2` is short of `1/√2`.
const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;

/// Density at `x`; 0 for an infinite or NaN argument.
pub fn pdf(x: f64) -> f64 {
    let square = x * x;
    if square.is_nan() {
        return 0.0;
    }
    INV_SQRT_2PI * libm::exp(-0.5 * square)
}

/// Probability of a draw at or below `x`, to 1e-13 of itself down to `x = −38`, where it is
/// subnormal; ½ for NaN.
pub fn cdf(x: f64) -> f64 {
    if x.is_nan() {
        return 0.5;
    }
    let z = -x * FRAC_1_SQRT_2;
    let value = 0.5 * libm::erfc(z);
    if !(-6.0..40.0).contains(&z) {
        return value;
    }
    // exact z = z + rest, and erfc'(z) = −2/√π e^{−z²}
    let rest = product_error(-x, FRAC_1_SQRT_2, z) - x * FRAC_1_SQRT_2_REST;
    value - std::f64::consts::FRAC_2_SQRT_PI * 0.5 * libm::exp(-z * z) * rest
}

/// `a·b − p` exactly, for `p` the rounded product (Dekker; without fused multiply-add).
fn product_error(a: f64, b: f64, p: f64) -> f64 {
    let (ah, al) = halves(a);
    let (bh, bl) = halves(b);
    al * bl - (((p - ah * bh) - al * bh) - ah * bl)
}

fn halves(a: f64) -> (f64, f64) {
    let c = 134_217_729.0 * a;
    let high = c - (c - a);
    (high, a - high)
}
