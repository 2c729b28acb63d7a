//! Where things stand on the margin bar: shares of its width.

use rust_decimal::Decimal;

use super::format;
use crate::book::Exact;
use crate::margin::{Assessment, ChargeKind};
use crate::risk::to_f64;

/// A filled stretch of the bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    /// Which charge; none for what netting frees.
    pub(crate) kind: Option<ChargeKind>,
    /// Dollars.
    pub(crate) amount: Decimal,
    /// Width, percent of the bar.
    pub(crate) width: f64,
}

/// A mark across the bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tick {
    /// Dollars.
    pub(crate) amount: Decimal,
    /// Where, percent of the bar; absent when it lies beyond the right end.
    pub(crate) at: Option<f64>,
}

/// The whole bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    /// From left to right.
    pub(crate) segments: Vec<Segment>,
    /// Maintenance margin.
    pub(crate) maintenance: Tick,
    /// Unified margin.
    pub(crate) unified: Tick,
    /// Equity.
    pub(crate) equity: Tick,
    /// Right end of what is filled: held apart.
    pub(crate) apart: Tick,
}

const KINDS: [ChargeKind; 4] = [ChargeKind::Scan, ChargeKind::Basis, ChargeKind::ShortOption, ChargeKind::Size];
/// Equity up to this multiple of what is filled is drawn to scale; beyond, it is said in words.
const REACH: f64 = 1.35;

/// Lays the bar out; `None` when there is nothing to show.
pub(crate) fn bar(of: &Assessment) -> Option<Bar> {
    let filled = format::sum([of.initial_margin, of.hedge_benefit])?;
    if filled <= Decimal::ZERO {
        return None;
    }
    let full = to_f64(filled);
    let equity = to_f64(of.equity.total);
    let scale = if equity > full && equity <= full * REACH { equity } else { full };
    let at = |amount: Decimal| (to_f64(amount) / scale * 100.0).clamp(0.0, 100.0);
    let charged: Decimal = of.charges.iter().fold(Decimal::ZERO, |sum, charge| sum.plus(charge.amount).unwrap_or(sum));
    // what is taken off so as never to exceed held apart shrinks all charges alike
    let shrink = format::share(of.initial_margin, charged).map_or(1.0, to_f64).min(1.0);
    let mut segments: Vec<Segment> = Vec::new();
    let mut kinds = KINDS.to_vec();
    for charge in &of.charges {
        if !kinds.contains(&charge.kind) {
            kinds.push(charge.kind);
        }
    }
    for kind in kinds {
        let amount = of
            .charges
            .iter()
            .filter(|charge| charge.kind == kind)
            .fold(Decimal::ZERO, |sum, charge| sum.plus(charge.amount).unwrap_or(sum));
        if amount > Decimal::ZERO {
            segments.push(Segment { kind: Some(kind), amount, width: at(amount) * shrink });
        }
    }
    if of.hedge_benefit > Decimal::ZERO {
        segments.push(Segment { kind: None, amount: of.hedge_benefit, width: at(of.hedge_benefit) });
    }
    let tick = |amount: Decimal| Tick { amount, at: (to_f64(amount) <= scale).then(|| at(amount)) };
    Some(Bar {
        segments,
        maintenance: tick(of.maintenance_margin),
        unified: tick(of.initial_margin),
        equity: tick(of.equity.total),
        apart: tick(of.held_apart),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Account, Time};
    use crate::margin::{assess, venues};

    const NOW: Time = Time(1_795_305_600_000);

    fn laid(account: &Account) -> Option<Bar> {
        bar(&assess(account, &crate::oracle::sample::market(NOW), venues::reference().unwrap()))
    }

    #[test]
    fn segments_fill_the_bar_and_no_more() {
        let bar = laid(&crate::io::sample::account(NOW)).unwrap();
        let width: f64 = bar.segments.iter().map(|segment| segment.width).sum();
        assert!(width <= 100.0 + 1e-9 && width > 50.0, "{width}");
        assert!(bar.segments.iter().any(|segment| segment.kind.is_none()));
        assert!(bar.unified.at.is_some());
    }

    #[test]
    fn an_empty_book_has_no_bar() {
        assert_eq!(laid(&Account::default()), None);
    }
}
