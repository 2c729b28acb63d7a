//! The assessment of an account under scan rules: the same figures as the search uses, with every part as data.

use rust_decimal::Decimal;

use super::collateral::equity;
use super::desk::Desk;
use super::legs::{cover_report, leg_report};
use super::unit::{Unit, UnitState, Workings};
use super::warnings::{collateral_warnings, price_warnings, standing};
use crate::book::{Asset, Exact, Sorted};
use crate::margin::{
    Assessment, Binding, Charge, ChargeKind, ExpiryReport, Grid, LegReport, RuleSet, UnderlyingReport,
};
use crate::risk::{Greeks, to_usd};

/// Dollars from floating point; beyond what a decimal holds, the largest there is.
pub(in crate::margin) fn usd(value: f64) -> Decimal {
    to_usd(value).unwrap_or(if value < 0.0 { Decimal::MIN } else { Decimal::MAX })
}

pub(in crate::margin) fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.fold(Decimal::ZERO, Decimal::capped_plus)
}

/// Builds the assessment.
pub(super) struct Report<'d> {
    pub(super) desk: &'d Desk<'d>,
    pub(super) states: Vec<(UnitState, Workings)>,
    pub(super) legs: Vec<LegReport>,
    pub(super) charges: Vec<Charge>,
    /// Place of each unit's covering leg in `legs`.
    pub(super) covers: Vec<Option<usize>>,
}

impl Desk<'_> {
    /// The whole answer.
    pub(in crate::margin) fn assess(&self, rules: &RuleSet) -> Assessment {
        let mut report =
            Report { desk: self, states: self.today(), legs: Vec::new(), charges: Vec::new(), covers: Vec::new() };
        report.legs();
        let (grid, binding) = report.scan();
        report.basis();
        report.short_options();
        report.size();
        report.finish(rules, grid, binding)
    }
}

impl Report<'_> {
    pub(super) fn units(&self) -> impl Iterator<Item = (usize, &Unit<'_>, &UnitState, &Workings)> {
        self.desk
            .units
            .iter()
            .zip(&self.states)
            .enumerate()
            .map(|(n, (unit, (state, workings)))| (n, unit, state, workings))
    }

    /// Legs in the valued account's order, then covering coins.
    fn legs(&mut self) {
        let valued = self.desk.valued;
        let mut legs: Vec<Option<LegReport>> = vec![None; valued.legs.len()];
        for (_, unit, _, workings) in self.units() {
            for (leg, &place) in unit.repricer.places().iter().enumerate() {
                if let (Some(slot), Some(report)) =
                    (legs.get_mut(place), leg_report(valued, unit, workings, leg, place))
                {
                    *slot = Some(report);
                }
            }
        }
        let mut legs: Vec<LegReport> = legs.into_iter().flatten().collect();
        let mut covers = Vec::new();
        for (_, unit, state, _) in self.units() {
            covers.push((state.covered > 0.0).then_some(legs.len()));
            if state.covered > 0.0 {
                legs.extend(cover_report(valued, unit, state));
            }
        }
        self.legs = legs;
        self.covers = covers;
    }

    pub(super) fn asset(&self, unit: &Unit<'_>) -> Option<Asset> {
        self.desk.valued.underlyings.get(unit.place).map(|underlying| underlying.asset.clone())
    }

    fn finish(self, rules: &RuleSet, grid: Grid, binding: Option<Binding>) -> Assessment {
        let valued = self.desk.valued;
        let holdings = self.holdings();
        let equity = equity(valued, &self.legs, &holdings);
        let of_kind = |kind| sum(self.charges.iter().filter(|charge| charge.kind == kind).map(|charge| charge.amount));
        let plain = sum([ChargeKind::Scan, ChargeKind::Basis, ChargeKind::ShortOption].into_iter().map(of_kind));
        let held_apart = sum(self.legs.iter().map(|leg| leg.isolated.total));
        let netted = plain.min(held_apart);
        let size_charge = of_kind(ChargeKind::Size);
        let initial_margin = netted.capped_plus(size_charge);
        let maintenance_margin = initial_margin.capped_times(self.desk.rules.maintenance_factor);
        let free_collateral = equity.total.capped_minus(initial_margin);
        let margin_ratio = (equity.total > Decimal::ZERO).then(|| maintenance_margin.over(equity.total)).flatten();
        let underlyings = self.underlyings();
        let expiries = expiries(&self.legs);
        let greeks = Greeks { delta_coin: 0.0, ..self.legs.iter().map(|leg| leg.greeks).sum() };
        let mut warnings = valued.warnings.clone();
        warnings.extend(price_warnings(valued));
        warnings.extend(collateral_warnings(&holdings, &rules.title));
        warnings.extend(standing(equity.total, initial_margin, maintenance_margin));
        Assessment {
            rules: rules.stamp(),
            as_of: valued.as_of,
            equity,
            initial_margin,
            maintenance_margin,
            netted,
            held_apart,
            hedge_benefit: held_apart.capped_minus(netted),
            size_charge,
            free_collateral,
            margin_ratio,
            credit: plain.capped_minus(netted),
            charges: self.charges,
            maintenance_charges: Vec::new(),
            grid,
            binding,
            legs: self.legs,
            holdings,
            underlyings,
            expiries,
            greeks,
            state: valued.state(),
            warnings,
            left_out: valued.left_out.clone(),
        }
    }

    fn underlyings(&self) -> Vec<UnderlyingReport> {
        let report = |(_, unit, state, _): (usize, &Unit<'_>, &UnitState, &Workings)| {
            let underlying = self.desk.valued.underlyings.get(unit.place)?;
            let legs = || self.legs.iter().filter(|leg| leg.underlying == underlying.asset);
            Some(UnderlyingReport {
                underlying: underlying.asset.clone(),
                index: underlying.index,
                scan_range: unit.own.scan_range,
                offset: unit.own.offset,
                greeks: legs().map(|leg| leg.greeks).sum(),
                scenarios: state.cells.clone(),
                held_apart: sum(legs().map(|leg| leg.isolated.total)),
            })
        };
        self.units().filter_map(report).collect()
    }
}

/// Net Greeks by underlying and expiry.
pub(in crate::margin) fn expiries(legs: &[LegReport]) -> Vec<ExpiryReport> {
    let mut by_expiry: Sorted<_, Greeks> = Sorted::new();
    for leg in legs {
        *by_expiry.or_default((leg.underlying.clone(), leg.expiry)) += leg.greeks;
    }
    by_expiry.into_iter().map(|((underlying, expiry), greeks)| ExpiryReport { underlying, expiry, greeks }).collect()
}
