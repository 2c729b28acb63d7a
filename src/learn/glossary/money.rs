//! Values of terms that are amounts, and ratios of amounts.

use rust_decimal::Decimal;

use super::{Seen, Value};
use crate::book::Exact;
use crate::margin::health::{Standing, Thresholds};
use crate::market::tracked_by;
use crate::risk::to_usd;

pub(super) fn equity(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.equity.total))
}

pub(super) fn collateral(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.equity.collateral))
}

pub(super) fn unrealised(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.equity.unrealised_pnl))
}

pub(super) fn option_value(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.equity.option_value))
}

/// What haircuts take off all that is held.
pub(super) fn haircut(seen: &Seen<'_>) -> Option<Value> {
    let held = seen.of.holdings.iter().filter(|held| held.quantity > Decimal::ZERO);
    let off = held.filter_map(|held| held.price?.times(held.quantity)?.minus(held.value));
    Some(Value::Required(off.fold(Decimal::ZERO, Decimal::capped_plus)))
}

/// What covers shorts and counts in full.
pub(super) fn cover(seen: &Seen<'_>) -> Option<Value> {
    let covers = seen.of.holdings.iter().filter_map(|held| held.price?.times(held.covered));
    Some(Value::Dollars(covers.fold(Decimal::ZERO, Decimal::capped_plus)))
}

/// What is owed.
pub(super) fn borrowed(seen: &Seen<'_>) -> Option<Value> {
    let owed = seen.of.holdings.iter().filter(|held| held.quantity < Decimal::ZERO).map(|held| held.value.abs());
    Some(Value::Required(owed.fold(Decimal::ZERO, Decimal::capped_plus)))
}

/// What staked and wrapped forms count for.
pub(super) fn staked(seen: &Seen<'_>) -> Option<Value> {
    let forms = seen.of.holdings.iter().filter(|held| tracked_by(&held.asset).is_some()).map(|held| held.value);
    Some(Value::Dollars(forms.fold(Decimal::ZERO, Decimal::capped_plus)))
}

pub(super) fn initial(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Required(seen.of.initial_margin))
}

pub(super) fn maintenance(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Required(seen.of.maintenance_margin))
}

pub(super) fn free(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.free_collateral))
}

pub(super) fn apart(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Required(seen.of.held_apart))
}

pub(super) fn benefit(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Dollars(seen.of.hedge_benefit))
}

/// The part of what positions need apart that hedging frees.
pub(super) fn efficiency(seen: &Seen<'_>) -> Option<Value> {
    seen.of.hedge_benefit.over(seen.of.held_apart).map(Value::Fraction)
}

/// What the legs that add to the requirement add.
pub(super) fn parts(seen: &Seen<'_>) -> Option<Value> {
    let adding = seen.of.legs.iter().map(|leg| leg.part).filter(|part| *part > Decimal::ZERO);
    Some(Value::Required(adding.fold(Decimal::ZERO, Decimal::capped_plus)))
}

/// How far equity stands above the maintenance margin.
pub(super) fn above_maintenance(seen: &Seen<'_>) -> Option<Value> {
    seen.of.equity.total.minus(seen.of.maintenance_margin).map(Value::Dollars)
}

pub(super) fn ratio(seen: &Seen<'_>) -> Option<Value> {
    seen.of.margin_ratio.map(Value::Fraction)
}

fn standing(seen: &Seen<'_>) -> Standing {
    Standing::of(seen.of, Thresholds::default())
}

/// The word for how it stands, at the thresholds that are set at first.
pub(super) fn health(seen: &Seen<'_>) -> Option<Value> {
    Some(Value::Word(standing(seen).health.word().to_owned()))
}

pub(super) fn utilisation(seen: &Seen<'_>) -> Option<Value> {
    standing(seen).utilisation.map(Value::Fraction)
}

pub(super) fn exposure(seen: &Seen<'_>) -> Option<Value> {
    standing(seen).exposure_usd.map(Value::Dollars)
}

pub(super) fn leverage(seen: &Seen<'_>) -> Option<Value> {
    standing(seen).leverage.map(Value::Times)
}

/// The sizes of each coin's net delta, added up.
pub(super) fn net_exposure(seen: &Seen<'_>) -> Option<Value> {
    to_usd(seen.of.underlyings.iter().map(|of| of.greeks.delta_usd.abs()).sum()).map(Value::Dollars)
}

pub(super) fn delta(seen: &Seen<'_>) -> Option<Value> {
    to_usd(seen.of.greeks.delta_usd).map(Value::Dollars)
}

pub(super) fn gamma(seen: &Seen<'_>) -> Option<Value> {
    to_usd(seen.of.greeks.gamma_usd_per_pct).map(Value::Dollars)
}

pub(super) fn vega(seen: &Seen<'_>) -> Option<Value> {
    to_usd(seen.of.greeks.vega_usd_per_point).map(Value::Dollars)
}

pub(super) fn theta(seen: &Seen<'_>) -> Option<Value> {
    to_usd(seen.of.greeks.theta_usd_per_day).map(Value::Dollars)
}
