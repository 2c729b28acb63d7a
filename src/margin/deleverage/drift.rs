//! Drift: a liquidator takes over so much of the position as frees the allowed share of the shortage, at the oracle price
//! less a fee. The shortage counts a buffer beyond maintenance, so that it ends above it.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::End;
use super::run::{Run, all_of, share_of};
use super::state::{Lot, State};
use super::tried::{Charged, Pricing};
use crate::book::Exact;
use crate::margin::Family;
use crate::margin::venues::drift::{DriftRules, LiquidationRules, base_to_cover, parameters, share_to_liquidate};

/// Drift's parameters beyond its rule set's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriftHow {
    /// Share of the shortage that may be freed at once, ten-thousandths.
    pub initial_share: u32,
    /// Slots over which that grows to all of it.
    pub duration_slots: u64,
    /// Slots between two liquidators.
    pub slots_between: u64,
    /// Milliseconds a slot.
    pub slot_ms: u64,
    /// What the liquidator gets, millionths of the value.
    pub liquidator_fee_e6: u32,
    /// What the insurance fund gets, millionths of the value.
    pub insurance_fee_e6: u32,
}

fn venue_rules(run: &Run<'_>) -> Option<LiquidationRules> {
    if let Family::Venue(venue) = &run.rules.family
        && let Ok(own) = serde_json::from_value::<DriftRules>(venue.parameters().clone())
    {
        return Some(own.liquidation);
    }
    parameters().ok().map(|dated| dated.parameters.liquidation)
}

/// What has to be freed, dollars ≥ 0: maintenance margin with the buffer on everything owed, less equity with the buffer on
/// losses of perpetuals.
fn shortage(state: &State, rules: &LiquidationRules) -> Decimal {
    let buffer = Decimal::new(rules.buffer.into(), 4);
    let owed = state.lots().iter().fold(Decimal::ZERO, |sum, lot| sum.capped_plus(lot.usd));
    let pnls = state.assessed.legs.iter().filter_map(|leg| leg.pnl);
    let lost = pnls.fold(Decimal::ZERO, |sum, pnl| sum.capped_plus(pnl.min(Decimal::ZERO)));
    let buffered = owed.capped_minus(lost).capped_times(buffer);
    buffered.capped_minus(state.room()).max(Decimal::ZERO)
}

fn e6(dollars: Decimal) -> Option<i128> {
    dollars.times(Decimal::new(1_000_000, 0))?.trunc().to_i128()
}

/// Coins to close, of which no more than there are; all of them where closing frees nothing.
fn to_cover(lot: &Lot, shortage: Decimal, rules: &LiquidationRules, how: &DriftHow) -> Option<Decimal> {
    let price = lot.usd.over(lot.units.abs())?;
    let ratio = lot.maintenance.over(lot.usd)?.times(Decimal::new(10_000, 0))?.trunc().to_u32()?;
    let covered = base_to_cover(
        e6(shortage)?,
        ratio.saturating_add(rules.buffer),
        how.liquidator_fee_e6,
        how.insurance_fee_e6,
        e6(price)?.to_i64()?,
        1_000_000,
    );
    match covered {
        Ok(Some(base_e9)) => Decimal::try_from_i128_with_scale(base_e9, 9).ok().map(|base| base.min(lot.units.abs())),
        Ok(None) => Some(lot.units.abs()),
        Err(_) => None,
    }
}

pub(super) fn close(run: &mut Run<'_>, how: &DriftHow) -> End {
    let Some(rules) = venue_rules(run) else { return run.stuck("the parameters of Drift cannot be read") };
    let mut freed = Decimal::ZERO;
    let mut slots = 0_u64;
    loop {
        let short = shortage(&run.now, &rules);
        match run.end() {
            Some(End::Healthy) if short > Decimal::ZERO => {}
            Some(end) => return end,
            None => {}
        }
        let share = match (e6(short), e6(freed)) {
            (Some(short), Some(freed)) => {
                share_to_liquidate(short, freed, slots, how.initial_share, how.duration_slots, &rules)
            }
            _ => return run.stuck("the shortage is too large to be computed"),
        };
        let share = match share {
            Ok(share) => Decimal::new(share.into(), 4),
            Err(error) => return run.stuck(&error.to_string()),
        };
        if share > Decimal::ZERO {
            if let Err(why) = take(run, short.capped_times(share), (&rules, how)) {
                return run.stuck(&why);
            }
            freed = freed.capped_plus(short.capped_minus(shortage(&run.now, &rules)).max(Decimal::ZERO));
        }
        if slots > how.duration_slots.saturating_mul(20) {
            return run.stuck("what is freed does not close the shortage");
        }
        slots = slots.saturating_add(how.slots_between.max(1));
        run.wait(how.slots_between.max(1).saturating_mul(how.slot_ms).div_ceil(1000));
    }
}

/// A liquidator takes the position of the largest maintenance margin, as much of it as covers `wanted`.
fn take(run: &mut Run<'_>, wanted: Decimal, (rules, how): (&LiquidationRules, &DriftHow)) -> Result<(), String> {
    let lots = run.now.lots();
    let lot = lots.first().ok_or("no position is left to take over")?;
    let coins = to_cover(lot, wanted, rules, how).ok_or("what covers the shortage is too large to be computed")?;
    let (instrument, whole) = all_of(lot);
    let part = coins.over(lot.units.abs()).map_or(whole, |share| share_of(whole, share));
    let value = part.abs().over(lot.units.abs()).map_or(lot.usd, |share| lot.usd.capped_times(share));
    let rate = Decimal::new(i64::from(how.liquidator_fee_e6) + i64::from(how.insurance_fee_e6), 6);
    let fee = value.capped_times(rate);
    let tried = run.tried(&[(instrument, part)], Pricing::Mark, Charged::Dollars(fee))?;
    let shown = wanted.round_dp(2);
    run.place(tried, Decimal::ZERO, format!("a liquidator takes over what frees {shown} dollars of the shortage"));
    Ok(())
}
