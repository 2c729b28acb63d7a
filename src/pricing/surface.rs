//! A volatility surface from quoted points.
//!
//! Axes: time to expiry in years, and log-moneyness `ln(K/F)` (negative = strike below forward).
//! Total variance `w = vol²·years` is linear in log-moneyness within an expiry and linear in time
//! between expiries at equal log-moneyness. Outside the quoted strikes and outside the quoted
//! expiries the volatility is flat: that of the nearest point.
//!
//! Nothing is fitted and nothing is repaired: quotes that admit arbitrage give a surface that does.

use crate::book::sort_by;

/// One quoted volatility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VolPoint {
    /// Time to expiry as a year fraction.
    pub years: f64,
    /// `ln(K/F)` with the forward of the same expiry.
    pub log_moneyness: f64,
    /// Volatility per year as a fraction.
    pub vol: f64,
}

/// Volatility for any expiry and strike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolSurface {
    /// By time, each with at least one point.
    smiles: Vec<Smile>,
}

/// One expiry: `(ln(K/F), vol)` by strike.
#[derive(Clone, Debug, PartialEq)]
struct Smile {
    years: f64,
    points: Vec<(f64, f64)>,
}

impl VolSurface {
    /// A surface through `points`, in any order. Points that are not finite, expired or of negative
    /// volatility are left out; of two at the same place the later one counts.
    pub fn new(points: impl IntoIterator<Item = VolPoint>) -> Self {
        let mut usable: Vec<VolPoint> = points.into_iter().filter(VolPoint::is_usable).collect();
        // stable, so that the later of equals stays later
        sort_by(&mut usable, |a, b| a.years.total_cmp(&b.years).then(a.log_moneyness.total_cmp(&b.log_moneyness)));
        let mut smiles: Vec<Smile> = Vec::new();
        for point in usable {
            let quote = (point.log_moneyness + 0.0, point.vol);
            match smiles.last_mut() {
                Some(smile) if smile.years == point.years => match smile.points.last_mut() {
                    Some(last) if last.0 == quote.0 => *last = quote,
                    _ => smile.points.push(quote),
                },
                _ => smiles.push(Smile { years: point.years, points: vec![quote] }),
            }
        }
        Self { smiles }
    }

    /// Volatility at `years` and `ln(K/F)`; `None` without points or for a NaN argument. An
    /// expired `years` gets the volatility of the first expiry.
    pub fn vol(&self, years: f64, log_moneyness: f64) -> Option<f64> {
        if years.is_nan() || log_moneyness.is_nan() {
            return None;
        }
        let later = self.smiles.partition_point(|smile| smile.years < years);
        let above = self.smiles.get(later);
        let below = later.checked_sub(1).and_then(|i| self.smiles.get(i));
        match (below, above) {
            (None, None) => None,
            (Some(only), None) | (None, Some(only)) => Some(only.vol(log_moneyness)),
            (Some(a), Some(b)) => {
                let (va, vb) = (a.vol(log_moneyness), b.vol(log_moneyness));
                Some(between((a.years, va * va * a.years), (b.years, vb * vb * b.years), years, years))
            }
        }
    }

    /// Whether the surface has no points.
    pub fn is_empty(&self) -> bool {
        self.smiles.is_empty()
    }

    /// Quoted expiries in years, ascending.
    pub fn expiries(&self) -> impl Iterator<Item = f64> + '_ {
        self.smiles.iter().map(|smile| smile.years)
    }
}

impl VolPoint {
    fn is_usable(&self) -> bool {
        // above 1e100 a variance or its product with time would overflow
        self.years > 0.0
            && self.years < 1e100
            && self.log_moneyness.abs() < 1e100
            && self.vol >= 0.0
            && self.vol < 1e100
    }
}

impl Smile {
    fn vol(&self, log_moneyness: f64) -> f64 {
        let right = self.points.partition_point(|point| point.0 < log_moneyness);
        let above = self.points.get(right);
        let below = right.checked_sub(1).and_then(|i| self.points.get(i));
        match (below, above) {
            (Some(&(ka, va)), Some(&(kb, vb))) => between((ka, va * va), (kb, vb * vb), log_moneyness, 1.0),
            (Some(&(_, vol)), None) | (None, Some(&(_, vol))) => vol,
            (None, None) => 0.0,
        }
    }
}

/// Volatility from the variance at `at` on the line through two points, divided by `years`.
fn between(a: (f64, f64), b: (f64, f64), at: f64, years: f64) -> f64 {
    let weight = (at - a.0) / (b.0 - a.0);
    ((a.1 * (1.0 - weight) + b.1 * weight) / years).sqrt()
}
