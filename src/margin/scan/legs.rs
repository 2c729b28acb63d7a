//! Legs as an assessment reports them.

use rust_decimal::Decimal;

use super::report::usd;
use super::unit::{Unit, UnitState, Workings};
use crate::book::Exact;
use crate::margin::{Isolated, LegReport};
use crate::risk::{Greeks, LegKind, Shape, Valued};

pub(super) fn leg_report(
    valued: &Valued,
    unit: &Unit<'_>,
    workings: &Workings,
    leg: usize,
    place: usize,
) -> Option<LegReport> {
    let source = valued.legs.get(place)?;
    let underlying = valued.underlyings.get(source.underlying)?;
    let option = unit.legs.get(leg)?.option;
    let value = if option { workings.scenarios.values.get(leg).copied()? } else { source.shape.straight_usd(1.0) };
    let black = match source.shape {
        Shape::Option { black, .. } => Some(black),
        _ => None,
    };
    let [scan, basis, short_option] = workings.isolated.get(leg).copied()?.map(usd);
    let mut total = scan.capped_plus(basis).capped_plus(short_option);
    if option && source.units > Decimal::ZERO {
        total = total.min(usd(value).max(Decimal::ZERO));
    }
    Some(LegReport {
        kind: source.kind,
        name: source.name(),
        underlying: underlying.asset.clone(),
        expiry: source.expiry,
        rows: source.rows.clone(),
        units: source.units,
        mark: source.mark,
        forward: black.map(|black| black.forward),
        vol: black.map(|black| black.vol),
        value: usd(value),
        pnl: source.pnl,
        greeks: source.shape.greeks(unit.index),
        isolated: Isolated { scan, basis, short_option, total },
        part: Decimal::ZERO,
        scenarios: workings.scenarios.leg(leg).collect(),
        state: source.state.max(underlying.state),
    })
}

pub(super) fn cover_report(valued: &Valued, unit: &Unit<'_>, state: &UnitState) -> Option<LegReport> {
    let underlying = valued.underlyings.get(unit.place)?;
    let value = state.covered * unit.index;
    let rows = valued.held.iter().filter(|held| held.asset == underlying.asset && held.quantity > Decimal::ZERO);
    Some(LegReport {
        kind: LegKind::Cover,
        name: underlying.asset.to_string(),
        underlying: underlying.asset.clone(),
        expiry: None,
        rows: rows.map(|held| held.row).collect(),
        units: usd(state.covered),
        mark: underlying.index,
        forward: None,
        vol: None,
        value: usd(value),
        pnl: None,
        greeks: Greeks { delta_usd: value, delta_coin: state.covered, ..Greeks::default() },
        isolated: Isolated::default(),
        part: Decimal::ZERO,
        scenarios: unit.scenarios.scenarios.iter().map(|scenario| value * scenario.price_move).collect(),
        state: underlying.state,
    })
}
