//! The one question, answered by a venue's rules: what it asks of the whole account, of each leg alone, and of the account
//! at other prices.

use rust_decimal::Decimal;

use super::liquidation::search;
use super::scan::{Totals, collateral_warnings, expiries, price_warnings, standing, sum, usd};
use super::{Assessment, Demand, DemandTotals, Isolated, LegReport, Liquidation, RuleSet, UnderlyingReport, Venue};
use crate::book::{Asset, Exact};
use crate::risk::{Greeks, LeftOut, Leg, LegKind, Shape, Subject, Valued, Warning, WarningKind, to_f64};

/// The account as the venue takes it, and what it does not.
struct Taken {
    account: Valued,
    left_out: Vec<LeftOut>,
}

fn left_out(leg: &Leg, reason: &str) -> impl Iterator<Item = LeftOut> {
    let subject = match leg.kind {
        LegKind::Position => Subject::Position,
        LegKind::Borrowed | LegKind::Cover => Subject::Holding,
    };
    leg.rows.iter().map(move |&row| LeftOut { subject: subject(row), name: leg.name(), reason: reason.to_owned() })
}

fn keep(account: &Valued, refused: impl Fn(usize, &Leg) -> Option<String>) -> Taken {
    let (mut kept, mut out) = (Vec::new(), Vec::new());
    for (place, leg) in account.legs.iter().enumerate() {
        match refused(place, leg) {
            None => kept.push(place),
            Some(reason) => out.extend(left_out(leg, &reason)),
        }
    }
    let account = if out.is_empty() { account.clone() } else { account.with_legs(&kept) };
    Taken { account, left_out: out }
}

/// The legs the venue lists.
fn listed(venue: &dyn Venue, valued: &Valued) -> Taken {
    keep(valued, |_, leg| venue.refuses(leg, valued.underlyings.get(leg.underlying)?))
}

/// What the venue asks, of as much of the account as it can answer for: a leg that cannot be computed by itself is left
/// out and named, and so is the whole account where its legs can only not be computed together.
fn asked(venue: &dyn Venue, taken: Taken) -> (Taken, Demand) {
    let error = match venue.demand(&taken.account) {
        Ok(demand) => return (taken, demand),
        Err(error) => error,
    };
    let alone = |place, _: &Leg| venue.demand(&taken.account.alone(place)).err().map(|error| error.to_string());
    let mut fewer = keep(&taken.account, alone);
    if let Ok(demand) = venue.demand(&fewer.account) {
        fewer.left_out.extend(taken.left_out);
        return (fewer, demand);
    }
    let together = error.to_string();
    let mut none = keep(&taken.account, |_, _| Some(together.clone()));
    none.left_out.extend(taken.left_out);
    let demand = venue.demand(&none.account).unwrap_or_default();
    (none, demand)
}

/// The whole answer.
pub(super) fn assess(venue: &dyn Venue, valued: &Valued, rules: &RuleSet) -> Assessment {
    let (Taken { account, left_out }, demand) = asked(venue, listed(venue, valued));
    let legs = leg_reports(venue, &account, &demand);
    let netted = demand.initial_margin();
    let maintenance_margin = demand.maintenance_margin();
    let held_apart = sum(legs.iter().map(|leg| leg.isolated.total)).capped_plus(bare(venue, &account, &legs));
    let equity = demand.equity;
    let mut warnings = valued.warnings.clone();
    warnings.extend(price_warnings(&account));
    warnings.extend(collateral_warnings(&demand.holdings, &rules.title));
    let assumed = |message| Warning { kind: WarningKind::Derived, subject: Subject::Account, message };
    warnings.extend(demand.notes.into_iter().map(assumed));
    warnings.extend(standing(equity.total, netted, maintenance_margin));
    let margin_ratio = (equity.total > Decimal::ZERO).then(|| maintenance_margin.over(equity.total)).flatten();
    Assessment {
        rules: rules.stamp(),
        as_of: account.as_of,
        initial_margin: netted,
        maintenance_margin,
        netted,
        held_apart,
        hedge_benefit: freed(held_apart, netted),
        size_charge: Decimal::ZERO,
        free_collateral: equity.total.capped_minus(netted),
        margin_ratio,
        equity,
        charges: demand.initial,
        maintenance_charges: demand.maintenance,
        credit: Decimal::ZERO,
        grid: demand.grid,
        binding: demand.binding,
        underlyings: underlying_reports(&account, &legs, &demand.ranges),
        expiries: expiries(&legs),
        greeks: Greeks { delta_coin: 0.0, ..legs.iter().map(|leg| leg.greeks).sum() },
        legs,
        holdings: demand.holdings,
        state: account.state(),
        warnings,
        left_out: left_out.into_iter().chain(valued.left_out.iter().cloned()).collect(),
    }
}

/// What netting frees, ≥ 0. What two sums of floating point differ by in their last digits is nothing.
fn freed(held_apart: Decimal, netted: Decimal) -> Decimal {
    let freed = held_apart.capped_minus(netted);
    if freed > held_apart.capped_times(Decimal::new(1, 9)) { freed } else { Decimal::ZERO }
}

/// What collateral is charged without any position, beyond its debts, which are legs of their own: it is no position's need,
/// so it stands on both sides of what netting frees.
fn bare(venue: &dyn Venue, account: &Valued, legs: &[LegReport]) -> Decimal {
    let debts: Vec<usize> =
        (0..legs.len()).filter(|&n| legs.get(n).is_some_and(|leg| leg.kind == LegKind::Borrowed)).collect();
    let charged = venue.demand(&account.with_legs(&debts)).map_or(Decimal::ZERO, |demand| demand.initial_margin());
    let own = sum(debts.iter().filter_map(|&n| legs.get(n)).map(|leg| leg.isolated.total));
    charged.capped_minus(own).max(Decimal::ZERO)
}

/// What a leg needs by itself. One that cannot be computed alone though the whole can be needs at least what it adds.
fn alone(venue: &dyn Venue, account: &Valued, place: usize, part: Decimal) -> Decimal {
    venue.totals(&account.alone(place)).map_or(part.max(Decimal::ZERO), |totals| totals.initial)
}

fn leg_reports(venue: &dyn Venue, account: &Valued, demand: &Demand) -> Vec<LegReport> {
    let mut parts = vec![Decimal::ZERO; account.legs.len()];
    for part in demand.initial.iter().flat_map(|charge| &charge.parts) {
        if let Some(sum) = parts.get_mut(part.leg) {
            *sum = sum.capped_plus(part.amount);
        }
    }
    let report = |(place, (leg, part)): (usize, (&Leg, Decimal))| {
        let underlying = account.underlyings.get(leg.underlying)?;
        let black = match leg.shape {
            Shape::Option { black, .. } => Some(black),
            _ => None,
        };
        Some(LegReport {
            kind: leg.kind,
            name: leg.name(),
            underlying: underlying.asset.clone(),
            expiry: leg.expiry,
            rows: leg.rows.clone(),
            units: leg.units,
            mark: leg.mark,
            forward: black.map(|black| black.forward),
            vol: black.map(|black| black.vol),
            value: usd(leg.option_value().unwrap_or_else(|| leg.shape.straight_usd(1.0))),
            pnl: leg.pnl,
            greeks: leg.shape.greeks(to_f64(underlying.index)),
            isolated: Isolated { total: alone(venue, account, place, part), ..Isolated::default() },
            part,
            scenarios: Vec::new(),
            state: leg.state.max(underlying.state),
        })
    };
    account.legs.iter().zip(parts).enumerate().filter_map(report).collect()
}

fn underlying_reports(account: &Valued, legs: &[LegReport], ranges: &[(Asset, f64)]) -> Vec<UnderlyingReport> {
    let range_of = |asset: &Asset| ranges.iter().find(|(of, _)| of == asset).map_or(0.0, |(_, range)| *range);
    let report = |underlying: &crate::risk::Underlying| {
        let its = || legs.iter().filter(|leg| leg.underlying == underlying.asset);
        UnderlyingReport {
            underlying: underlying.asset.clone(),
            index: underlying.index,
            scan_range: range_of(&underlying.asset),
            offset: 0.0,
            greeks: its().map(|leg| leg.greeks).sum(),
            scenarios: Vec::new(),
            held_apart: sum(its().map(|leg| leg.isolated.total)),
        }
    };
    account.underlyings.iter().map(report).collect()
}

/// As much of the account as the venue answers for.
pub(super) fn taken(venue: &dyn Venue, valued: &Valued) -> Valued {
    asked(venue, listed(venue, valued)).0.account
}

/// What an account that was taken comes to; nothing where that cannot be computed, as at a price too large: then nothing is
/// known to be liquidated.
pub(super) fn totals(venue: &dyn Venue, taken: &Valued) -> Totals {
    let DemandTotals { equity, initial, maintenance } = venue.totals(taken).unwrap_or_default();
    Totals { equity: to_f64(equity), initial: to_f64(initial), maintenance: to_f64(maintenance) }
}

/// Liquidation prices along each underlying, the others held.
pub(super) fn liquidation(venue: &dyn Venue, valued: &Valued) -> Vec<Liquidation> {
    let (Taken { account, .. }, _) = asked(venue, listed(venue, valued));
    let options: Vec<&Leg> = account.legs.iter().filter(|leg| leg.kind == LegKind::Position).collect();
    let long_option = |leg: &&Leg| matches!(leg.shape, Shape::Option { scale, .. } if scale >= 0.0);
    let long_options_only = !options.is_empty() && options.iter().all(long_option);
    let along = |(place, underlying): (usize, &crate::risk::Underlying)| {
        let its = || account.legs.iter().filter(move |leg| leg.underlying == place);
        let strikes: Vec<f64> = its().filter_map(|leg| leg.shape.strike()).collect();
        let mut at = |y: f64| account.moved(place, y).map_or_else(Totals::default, |moved| totals(venue, &moved));
        search(underlying, &strikes, long_options_only, &mut at)
    };
    account.underlyings.iter().enumerate().map(along).collect()
}
