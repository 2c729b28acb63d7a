//! The sizes in which a candidate is tried.

use rust_decimal::Decimal;

use super::Candidate;
use crate::book::{Asset, Exact, sort_by};
use crate::margin::scan::sum;
use crate::margin::sizing::{decade, floor};
use crate::margin::{Assessment, Side};
use crate::risk::{to_f64, to_usd};

/// Rungs, as multiples of the coins that the book has of the underlying, longs and shorts added up.
pub const LADDER: [Decimal; 6] = [part(625), part(1_250), part(2_500), part(5_000), part(10_000), part(20_000)];
/// Sizes tried beside the ladder: the one that brings delta to zero, and the one that closes what is held.
pub(super) const OTHERS: usize = 2;

/// Ten-thousandths.
const fn part(of: u32) -> Decimal {
    Decimal::from_parts(of, 0, 0, false, 4)
}

/// Coins the book has of an underlying, whatever their side, and its net delta in coins.
pub(super) fn held(of: &Assessment, underlying: &Asset) -> (Decimal, f64) {
    let Some(report) = of.underlyings.iter().find(|report| report.underlying == *underlying) else {
        return (Decimal::ZERO, 0.0);
    };
    let its = of.legs.iter().filter(|leg| leg.underlying == *underlying);
    let coins = its.map(|leg| match leg.vol {
        Some(_) => leg.units.abs(),
        None => leg.value.over(report.index).unwrap_or_default().abs(),
    });
    (sum(coins), report.greeks.delta_coin)
}

/// To the candidate’s step, or six digits, and never more.
pub(super) fn rounded(size: Decimal, step: Option<Decimal>) -> Option<Decimal> {
    let step = step.or_else(|| decade(size).times(Decimal::new(1, 5)))?;
    floor(size, step).filter(|size| *size > Decimal::ZERO)
}

/// The size and side that bring a delta of `net` coins to zero; none where the candidate has next to none itself, or more
/// of it would be needed than twice what is on the ladder.
pub(super) fn neutral(candidate: &Candidate, coins: Decimal, net: f64) -> Option<(Side, Decimal)> {
    let one = candidate.of.greeks.delta_coin;
    let size = to_usd(-net / one)?;
    let side = if size < Decimal::ZERO { Side::Sell } else { Side::Buy };
    let most = units(candidate, coins)?.times(Decimal::from(4))?;
    let size = rounded(size.abs(), candidate.step).filter(|size| *size <= most)?;
    (to_f64(size) * one.abs() > 0.0).then_some((side, size))
}

/// Coins in the candidate’s own units.
fn units(candidate: &Candidate, coins: Decimal) -> Option<Decimal> {
    if candidate.of.counts_dollars() { coins.times(candidate.of.index) } else { Some(coins) }
}

/// Every size and side in which a candidate is tried on a book: the ladder both ways, the one that brings the underlying’s
/// delta to zero, and the one that closes what is held of it. Each once, sells first, rising.
pub fn sizes(candidate: &Candidate, of: &Assessment) -> Vec<(Side, Decimal)> {
    let (coins, net) = held(of, candidate.of.instrument.underlying());
    let Some(whole) = units(candidate, coins) else { return Vec::new() };
    let rungs = LADDER.iter().filter_map(|part| rounded(whole.times(*part)?, candidate.step));
    let mut all: Vec<(Side, Decimal)> = rungs.flat_map(|size| [(Side::Sell, size), (Side::Buy, size)]).collect();
    all.extend(neutral(candidate, coins, net));
    let name = candidate.of.instrument.to_string();
    if let Some(leg) = of.legs.iter().find(|leg| leg.name == name && !leg.units.is_zero()) {
        let side = if leg.units > Decimal::ZERO { Side::Sell } else { Side::Buy };
        all.push((side, leg.units.abs()));
    }
    sort_by(&mut all, |a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    all.dedup();
    all
}
