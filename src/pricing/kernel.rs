//! The value of several options at once, one option a lane.
//!
//! Undiscounted Black-76 per unit of the underlying. A lane holds one option under one
//! volatility state; a scenario only changes the forward and adds a number to the log-moneyness,
//! so it costs no logarithm: two Mills ratios and one exponential over a single division
//! (see `mills` for the formula; the exponential is `2^k (E + rO)/(E − rO)`).
//!
//! Every operation is an IEEE add, subtract, multiply, divide, minimum or bit operation on its
//! own lane: a value does not depend on its neighbours or on the machine. Relative error below
//! 1e-13 for total volatilities from [`SMALLEST_TOTAL_VOL`] up and values above 1e-8 of the
//! forward; below that volatility the two ratios cancel and [`super::batch`] takes over.

use super::mills::Coefficients;
use wide::{f64x4, u64x4};

/// Options priced per step.
pub(crate) const LANES: usize = 4;

/// Least total volatility the kernel prices to its stated accuracy.
pub const SMALLEST_TOTAL_VOL: f64 = 0.01;

type Lanes = f64x4;
type Bits = u64x4;

/// What a scenario does not change.
#[derive(Clone, Copy)]
pub(crate) struct Contract {
    pub(crate) forward: Lanes,
    pub(crate) strike: Lanes,
    /// `ln(F/K)` at the unmoved forward.
    pub(crate) log_moneyness: Lanes,
    /// +1 for a call, −1 for a put.
    pub(crate) sign: Lanes,
}

/// A volatility state: `s = σ√T` with what is derived from it once.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) s: Lanes,
    pub(crate) inverse: Lanes,
    /// `s/2`, or [`DEAD`] where there is no volatility, which makes the time value exactly zero.
    pub(crate) half: Lanes,
}

/// A `d1` so low that nothing is left of the exponential.
pub(crate) const DEAD: f64 = -100.0;

/// `a` to load a constant into every lane.
#[inline(always)]
fn all(a: f64) -> Lanes {
    Lanes::splat(a)
}

/// Value of each lane's option with its forward times `ratio`.
#[inline(always)]
pub(crate) fn value(c: &Coefficients, contract: &Contract, spread: &Spread, ratio: Lanes, ln_ratio: Lanes) -> Lanes {
    let forward = contract.forward * ratio;
    let strike = contract.strike;
    let x = -(contract.log_moneyness + ln_ratio).abs();
    let d1 = x * spread.inverse + spread.half;
    let smaller = forward.fast_min(strike);
    let in_the_money = (contract.sign * (forward - strike)).fast_max(all(0.0));
    time_value(c, d1, spread.s, smaller) + in_the_money
}

/// Out-of-the-money value from `d1 = x/s + s/2`, `s` and `min(F, K)`.
#[inline(always)]
fn time_value(c: &Coefficients, d1: Lanes, s: Lanes, smaller: Lanes) -> Lanes {
    let y = (d1 * d1 * all(c.half)).fast_min(all(c.deepest));
    let (a, b) = (d1.abs(), s - d1);
    let (p1, p2) = polynomials(&c.p, a, b);
    let (q1, q2) = polynomials(&c.q, a, b);

    // e^{−y} = 2^k e^r, k held in the low bits of the rounded number
    let rounded = y * all(c.neg_log2_e) + all(c.round);
    let k = rounded - all(c.round);
    let r = -(k * all(c.ln2_low) + (k * all(c.ln2_high) + y));
    let z = r * r;
    let odd = ((all(c.odd[2]) * z + all(c.odd[1])) * z + all(c.odd[0])) * r;
    let even = (all(c.even[2]) * z + all(c.even[1])) * z + all(c.even[0]);
    let power = Lanes::from_bits((rounded.to_bits() << 52) + Bits::splat(0x3ff0_0000_0000_0000));

    // where d1 > 0: min(F,K)·(1 − φ(d1)(M(d1) + M(s−d1))), else min(F,K)·φ(d1)(M(−d1) − M(s−d1))
    let above = d1.simd_ge(all(0.0));
    let ratios = (p1 ^ (above & all(-0.0))) * q2 - p2 * q1;
    let scale = smaller * all(c.inv_sqrt_2pi) * power;
    let numerator = ratios * (even + odd) * scale;
    let denominator = q1 * q2 * (even - odd);
    (above & smaller) + numerator / denominator
}

/// One polynomial at two points, as even and odd halves: half the dependency chain of Horner,
/// and each coefficient is loaded once.
#[inline(always)]
fn polynomials<const N: usize>(c: &[f64; N], a: Lanes, b: Lanes) -> (Lanes, Lanes) {
    let (a2, b2) = (a * a, b * b);
    let (top, next) = (all(c[N - 1]), all(c[N - 2]));
    let (mut ua, mut ub, mut va, mut vb) = (top, top, next, next);
    let mut i = N - 2;
    while i > 0 {
        i -= 1;
        let coefficient = all(c[i]);
        if (N - 1 - i).is_multiple_of(2) {
            ua = ua * a2 + coefficient;
            ub = ub * b2 + coefficient;
        } else {
            va = va * a2 + coefficient;
            vb = vb * b2 + coefficient;
        }
    }
    if N % 2 == 1 { (va * a + ua, vb * b + ub) } else { (ua * a + va, ub * b + vb) }
}
