//! Mills' ratio `M(a) = Φ(−a)/φ(a)` and the out-of-the-money Black-76 value built on it.
//!
//! With `F φ(d1) = K φ(d2)` the value of the out-of-the-money option is
//! `φ(d1) · min(F, K) · (M(−d1) − M(s − d1))`, `s = σ√T`: one exponential and no difference of
//! two tail probabilities. Coefficients are our own minimax fits at 60 digits: relative error
//! 5e-17 over `a ≥ 0`. This file is the scalar form; [`super::kernel`] is the same in lanes.

use super::normal::INV_SQRT_2PI;

/// Numbers the lanes load; read through `black_box` so that WebAssembly keeps them in memory
/// instead of rebuilding each literal at every use (15 % of the time in V8).
pub(crate) struct Coefficients {
    /// Numerator of `M`, ascending.
    pub(crate) p: [f64; 10],
    /// Denominator of `M`, ascending.
    pub(crate) q: [f64; 11],
    /// `e^r = (E + rO)/(E − rO)`: the odd part `O/2` in `(2r)²`, since the kernel keeps `2r`. Scaling by powers of two
    /// is exact.
    pub(crate) odd: [f64; 3],
    /// The even part `E` in `(2r)²`.
    pub(crate) even: [f64; 3],
    /// `1.5·2^52`: adding it rounds to an integer and leaves that integer in the low bits.
    pub(crate) round: f64,
    /// `−log₂ e / 2`, for the square of `d` instead of its half.
    pub(crate) neg_half_log2_e: f64,
    /// `2 ln 2` in two parts.
    pub(crate) two_ln2_high: f64,
    pub(crate) two_ln2_low: f64,
    pub(crate) half: f64,
    /// `2·1023 ln 2`: from that square on `2^k` is exactly zero, so anything deeper is worth exactly nothing.
    pub(crate) deepest: f64,
    pub(crate) inv_sqrt_2pi: f64,
}

pub(crate) static COEFFICIENTS: Coefficients = Coefficients {
    p: [
        1.253_314_137_315_500_1,
        1.941_779_532_535_150_3,
        1.488_268_715_317_955,
        0.724_688_923_454_082_9,
        0.244_644_320_487_166_53,
        0.059_135_719_576_379_95,
        0.010_234_037_703_982_75,
        0.001_226_926_436_364_952_8,
        0.000_093_166_880_505_582_9,
        3.463_812_675_776_140_6e-6,
    ],
    q: [
        1.0,
        2.347_200_470_295_657_5,
        2.560_261_646_636_552_4,
        1.713_372_627_991_775_6,
        0.781_405_675_141_832_6,
        0.254_692_012_550_403_36,
        0.060_355_718_820_003_48,
        0.010_327_204_573_073_198,
        0.001_230_390_249_244_888,
        0.000_093_166_880_503_385_99,
        3.463_812_675_786_805_6e-6,
    ],
    odd: [0.5 / 2.0, 0.013_887_384_828_429_833 / 8.0, 0.000_033_043_734_191_471_43 / 32.0],
    even: [1.0, 0.111_108_102_990_190_99 / 4.0, 0.000_991_762_717_699_793_9 / 16.0],
    round: 6_755_399_441_055_744.0,
    neg_half_log2_e: -0.5 * std::f64::consts::LOG2_E,
    two_ln2_high: 2.0 * 6.931_471_803_691_238e-1,
    two_ln2_low: 2.0 * 1.908_214_929_270_587_7e-10,
    half: 0.5,
    deepest: 2.0 * 709.089_565_712_824_1,
    inv_sqrt_2pi: INV_SQRT_2PI,
};

/// Below this total volatility the difference of two Mills ratios is taken from its Taylor series.
const TAYLOR_BELOW: f64 = 0.1;

fn horner(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

fn mills(a: f64) -> f64 {
    horner(&COEFFICIENTS.p, a) / horner(&COEFFICIENTS.q, a)
}

/// Out-of-the-money value as a share of `min(F, K)`, undiscounted; `x = −|ln(F/K)|`, `s > 0`.
/// Good to about 1e-12 of itself down to the smallest normal number.
pub(crate) fn out_of_the_money(x: f64, s: f64) -> f64 {
    let d1 = x / s + 0.5 * s;
    if d1 < -38.7 {
        return 0.0;
    }
    let density = INV_SQRT_2PI * libm::exp(-0.5 * d1 * d1);
    if s < TAYLOR_BELOW {
        return (density * mills_difference(-x / s, 0.5 * s)).max(0.0);
    }
    let second = mills(s - d1);
    if d1 > 0.0 { 1.0 - density * (mills(d1) + second) } else { (density * (mills(-d1) - second)).max(0.0) }
}

/// `M(m − h) − M(m + h)` for small `h`, by the odd derivatives at the middle:
/// `M' = mM − 1`, `M⁽ⁿ⁺¹⁾ = m M⁽ⁿ⁾ + n M⁽ⁿ⁻¹⁾`.
fn mills_difference(m: f64, h: f64) -> f64 {
    let mut before = mills(m);
    let mut current = m * before - 1.0;
    let mut weight = h;
    let mut sum = 0.0;
    let mut order = 1.0;
    while order < 10.0 {
        sum += weight * current;
        for _ in 0..2 {
            let next = m * current + order * before;
            before = current;
            current = next;
            order += 1.0;
        }
        weight *= h * h / (order * (order - 1.0));
    }
    -2.0 * sum
}
