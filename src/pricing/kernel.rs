//! The value of several options at once, one option a lane.
//!
//! Undiscounted Black-76 per unit of the underlying. A lane holds one option under one
//! volatility state; a scenario only changes the forward and adds a number to the log-moneyness,
//! so it costs no logarithm: two Mills ratios and one exponential over a single division
//! (see `mills` for the formula; the exponential is `2^k (E + rO)/(E − rO)`).
//!
//! Close to expiry the two ratios are nearly equal and their difference loses digits, so lanes
//! below [`CLOSE_BELOW`] take it from a Taylor series about their middle instead.
//!
//! Every operation is an IEEE add, subtract, multiply, divide, minimum or bit operation on its
//! own lane: a value does not depend on its neighbours or on the machine. Relative error below
//! 1e-13 for values above 1e-8 of the forward.

use super::lanes::Lanes;
use super::mills::Coefficients;

/// Total volatility below which an option counts as close to expiry.
pub const CLOSE_BELOW: f64 = 0.025;

/// Total volatility that no longer tells an option from an expired one.
pub(crate) const NONE_BELOW: f64 = 1e-290;

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

/// The same number in every lane.
#[inline(always)]
fn all(a: f64) -> Lanes {
    Lanes::all(a)
}

/// Value of each lane's option with its forward times `ratio`, no lane close to expiry.
#[inline(always)]
pub(crate) fn value(c: &Coefficients, contract: &Contract, spread: &Spread, ratio: Lanes, ln_ratio: Lanes) -> Lanes {
    let at = Moved::new(contract, ratio, ln_ratio);
    at.in_the_money + time_value(c, spread.half - at.distance * spread.inverse, spread.s, at.smaller)
}

/// Undiscounted delta with respect to the forward: `Φ(d1)` for a call, `Φ(d1) − 1` for a put, from one Mills ratio and
/// the same exponential. Half of it exactly at the money without volatility.
#[inline(always)]
pub(crate) fn delta(c: &Coefficients, contract: &Contract, spread: &Spread, ln_ratio: Lanes) -> Lanes {
    let signed_x = contract.log_moneyness + ln_ratio;
    let none = spread.s.below(all(NONE_BELOW));
    let d1 = signed_x * spread.inverse + all(c.half) * spread.s;
    // without volatility: far on the side the money is
    let side = all(0.0).below(signed_x).select(all(-DEAD), signed_x.below(all(0.0)).select(all(DEAD), all(0.0)));
    let d1 = none.select(side, d1.or_larger(all(DEAD)).or_smaller(all(-DEAD)));
    let a = d1.abs();
    let e = Exponential::of_half_square(c, d1);
    let tail = numerator(c, a) * (e.even - e.minus_odd) * (all(c.inv_sqrt_2pi) * e.power)
        / (denominator(c, a) * (e.even + e.minus_odd));
    // Φ(d1) of a call and −Φ(−d1) of a put, each from the tail on its own side
    let call = all(0.0).below(contract.sign);
    let in_the_money = call.select(d1, -d1).at_least(all(0.0));
    contract.sign * in_the_money.select(all(1.0) - tail, tail)
}

/// [`value`] where every lane is close to expiry or expired.
// rare, so not copied into each loop
#[inline(never)]
pub(crate) fn value_close(
    c: &Coefficients,
    contract: &Contract,
    spread: &Spread,
    ratio: Lanes,
    ln_ratio: Lanes,
) -> Lanes {
    let at = Moved::new(contract, ratio, ln_ratio);
    at.in_the_money + time_value_close(c, at.distance * spread.inverse, spread, at.smaller)
}

/// [`value`] where some lanes are close to expiry.
// rare, so not copied into each loop
#[inline(never)]
pub(crate) fn value_mixed(
    c: &Coefficients,
    contract: &Contract,
    spread: &Spread,
    ratio: Lanes,
    ln_ratio: Lanes,
) -> Lanes {
    let close = spread.s.below(all(CLOSE_BELOW));
    close.select(value_close(c, contract, spread, ratio, ln_ratio), value(c, contract, spread, ratio, ln_ratio))
}

/// The contract in a scenario.
struct Moved {
    /// `|ln(F/K)|`.
    distance: Lanes,
    /// `min(F, K)`.
    smaller: Lanes,
    in_the_money: Lanes,
}

impl Moved {
    #[inline(always)]
    fn new(contract: &Contract, ratio: Lanes, ln_ratio: Lanes) -> Self {
        let (forward, strike) = (contract.forward * ratio, contract.strike);
        Self {
            distance: (contract.log_moneyness + ln_ratio).abs(),
            smaller: forward.or_smaller(strike),
            in_the_money: (contract.sign * (forward - strike)).or_larger(all(0.0)),
        }
    }
}

/// Out-of-the-money value from `d1 = x/s + s/2` with `x = −|ln(F/K)|`, `s` and `min(F, K)`:
/// where d1 > 0 `min(F,K)·(1 − φ(d1)(M(d1) + M(s−d1)))`, else `min(F,K)·φ(d1)(M(−d1) − M(s−d1))`.
#[inline(always)]
fn time_value(c: &Coefficients, d1: Lanes, s: Lanes, smaller: Lanes) -> Lanes {
    let (a, b) = (d1.abs(), s - d1);
    let (p1, p2) = (numerator(c, a), numerator(c, b));
    let (q1, q2) = (denominator(c, a), denominator(c, b));
    let e = Exponential::of_half_square(c, d1);
    let above = d1.at_least(all(0.0));
    let ratios = (p1 ^ (above & all(-0.0))) * q2 - p2 * q1;
    let scale = smaller * all(c.inv_sqrt_2pi) * e.power;
    let over = ratios * (e.even - e.minus_odd) * scale;
    let under = q1 * q2 * (e.even + e.minus_odd);
    (above & smaller) + over / under
}

/// The same by `M(m−h) − M(m+h) = −2(hM' + h³M⁽³⁾/6 + …)`, `m = −x/s`, `h = s/2`, with
/// `M' = mM − 1` and `M⁽ⁿ⁺¹⁾ = mM⁽ⁿ⁾ + nM⁽ⁿ⁻¹⁾`; the term left out is below 1e-15 of the first.
#[inline(always)]
fn time_value_close(c: &Coefficients, distance_over_s: Lanes, spread: &Spread, smaller: Lanes) -> Lanes {
    let e = Exponential::of_half_square(c, spread.half - distance_over_s);
    // beyond 50 the exponential is zero whatever the ratio
    let m = distance_over_s.or_smaller(all(50.0));
    let zeroth = numerator(c, m) / denominator(c, m);
    let first = m * zeroth - all(1.0);
    let second = m * first + zeroth;
    let third = m * second + all(2.0) * first;
    let fourth = m * third + all(3.0) * second;
    let fifth = m * fourth + all(4.0) * third;
    let sixth = m * fifth + all(5.0) * fourth;
    let seventh = m * sixth + all(6.0) * fifth;
    let h = spread.s * all(c.half);
    let z = h * h;
    let series = ((seventh * z * all(1.0 / 42.0) + fifth) * z * all(1.0 / 20.0) + third) * z * all(1.0 / 6.0) + first;
    let scale = smaller * all(c.inv_sqrt_2pi) * e.power;
    let value = scale * (spread.s * -series) * ((e.even - e.minus_odd) / (e.even + e.minus_odd));
    // which zero a maximum of two zeros returns depends on the machine; adding 0 makes it +0
    value.or_larger(all(0.0)) + all(0.0)
}

/// `e^{−d²/2} = power · (even − minus_odd)/(even + minus_odd)`, exactly zero from `d² = 2·1023 ln 2` on.
struct Exponential {
    power: Lanes,
    even: Lanes,
    minus_odd: Lanes,
}

impl Exponential {
    #[inline(always)]
    fn of_half_square(c: &Coefficients, d: Lanes) -> Self {
        // everything is kept doubled, which is exact: −d² = k·2 ln 2 + 2r
        let square = (d * d).or_smaller(all(c.deepest));
        // k held in the low bits of the rounded number
        let rounded = square * all(c.neg_half_log2_e) + all(c.round);
        let k = rounded - all(c.round);
        let minus_2r = k * all(c.two_ln2_low) + (k * all(c.two_ln2_high) + square);
        let z = minus_2r * minus_2r;
        Self {
            power: rounded.power_of_two(),
            even: (all(c.even[2]) * z + all(c.even[1])) * z + all(c.even[0]),
            minus_odd: ((all(c.odd[2]) * z + all(c.odd[1])) * z + all(c.odd[0])) * minus_2r,
        }
    }
}

/// A polynomial from its coefficients, highest first, written out: built for size, the compiler would leave a loop.
#[inline(always)]
fn five(z: Lanes, c: [f64; 5]) -> Lanes {
    (((all(c[0]) * z + all(c[1])) * z + all(c[2])) * z + all(c[3])) * z + all(c[4])
}

/// The same with six.
#[inline(always)]
fn six(z: Lanes, c: [f64; 6]) -> Lanes {
    ((((all(c[0]) * z + all(c[1])) * z + all(c[2])) * z + all(c[3])) * z + all(c[4])) * z + all(c[5])
}

/// The Mills ratio's numerator at one point, as even and odd halves: half the dependency chain of Horner.
#[inline(always)]
fn numerator(c: &Coefficients, a: Lanes) -> Lanes {
    let (p, z) = (&c.p, a * a);
    five(z, [p[9], p[7], p[5], p[3], p[1]]) * a + five(z, [p[8], p[6], p[4], p[2], p[0]])
}

/// The Mills ratio's denominator at one point.
#[inline(always)]
fn denominator(c: &Coefficients, a: Lanes) -> Lanes {
    let (q, z) = (&c.q, a * a);
    five(z, [q[9], q[7], q[5], q[3], q[1]]) * a + six(z, [q[10], q[8], q[6], q[4], q[2], q[0]])
}
