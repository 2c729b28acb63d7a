//! Deribit: a round a second, in each a piece of the instrument that adds most to the binding scenario; the next one where
//! that does not trade or does not help; the perpetual against the net delta where nothing does.

use rust_decimal::Decimal;

use super::run::{Run, share_of};
use super::tried::{Charged, Pricing, Tried};
use super::{End, Fees};
use crate::book::{Exact, Instrument, Kind, Settlement, Sorted};
use crate::risk::to_usd;

pub(super) fn close(run: &mut Run<'_>, portion: Decimal, seconds: u64, fees: &Fees) -> End {
    let mut pieces: Sorted<Instrument, Decimal> = Sorted::new();
    loop {
        if let Some(end) = run.end() {
            return end;
        }
        let before = run.now.room();
        let mut placed = None;
        for lot in run.now.lots() {
            let piece = *pieces.or_insert_with(lot.instrument.clone(), || share_of(lot.units.abs(), portion));
            let part = piece.min(lot.units.abs());
            let order = if lot.units.is_sign_negative() { part } else { -part };
            let tried = run.tried(&[(lot.instrument.clone(), order)], Pricing::Market, Charged::Rates(fees));
            if let Some(tried) = tried.ok().filter(|tried| tried.state.room() > before) {
                let why = format!("{} adds most to the maintenance margin of what trades and helps", lot.instrument);
                placed = Some((tried, why));
                break;
            }
        }
        let placed = placed.or_else(|| {
            let why = "no instrument’s closing helps: the perpetual hedges part of the net delta".to_owned();
            hedged(run, portion, fees).map(|tried| (tried, why))
        });
        let Some((tried, why)) = placed else {
            return run
                .stuck("neither closing an instrument nor the perpetual against the net delta lowers what is asked");
        };
        run.place(tried, Decimal::ZERO, why);
        run.wait(seconds);
    }
}

/// A piece of the perpetual against an underlying's net delta, if it lowers the maintenance margin by more than it costs.
fn hedged(run: &Run<'_>, portion: Decimal, fees: &Fees) -> Option<Tried> {
    let tried = run.now.assessed.underlyings.iter().filter_map(|of| {
        let coins = to_usd(of.greeks.delta_coin).filter(|coins| !coins.is_zero())?;
        let its = run.now.lots().into_iter().find(|lot| lot.underlying == of.underlying)?;
        let settlement = match its.instrument.settlement() {
            Settlement::Inverse => Settlement::Inverse,
            linear => linear.clone(),
        };
        // an inverse perpetual counts dollars
        let units = if settlement == Settlement::Inverse { coins.times(of.index)? } else { coins };
        let perpetual = Instrument::new(of.underlying.clone(), settlement, Kind::Perpetual).ok()?;
        let order = [(perpetual, -share_of(units, portion))];
        let tried = run.tried(&order, Pricing::Market, Charged::Rates(fees)).ok()?;
        let lower = tried.state.maintenance() < run.now.maintenance() && tried.state.room() > run.now.room();
        lower.then_some(tried)
    });
    tried.max_by(|a, b| a.state.room().cmp(&b.state.room()))
}
