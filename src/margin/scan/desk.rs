//! A whole account under scan rules: its units, and how they add up.

use crate::risk::{Held, Shape, Valued, to_f64};

use super::ScanRules;
use super::unit::{Unit, UnitState, Workings, loss};

/// An account laid out under scan rules.
pub(in crate::margin) struct Desk<'a> {
    pub(super) valued: &'a Valued,
    pub(super) rules: &'a ScanRules,
    pub(super) units: Vec<Unit<'a>>,
    /// Equity that moves with no underlying: dollars.
    fixed_equity: f64,
}

/// Equity and requirement of an account. Dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::margin) struct Totals {
    pub(in crate::margin) equity: f64,
    pub(in crate::margin) initial: f64,
    pub(in crate::margin) maintenance: f64,
}

impl<'a> Desk<'a> {
    /// Lays an account out.
    pub(in crate::margin) fn new(valued: &'a Valued, rules: &'a ScanRules) -> Self {
        let units = (0..valued.underlyings.len()).filter_map(|place| Unit::new(valued, place, rules)).collect();
        Self { valued, rules, units, fixed_equity: fixed_equity(&valued.held, rules) }
    }

    /// Each unit at today's prices, with its workings.
    pub(super) fn today(&self) -> Vec<(UnitState, Workings)> {
        self.units
            .iter()
            .map(|unit| {
                let mut workings = Workings::default();
                (unit.at(1.0, &mut workings), workings)
            })
            .collect()
    }

    /// What counts in each scenario: losses whole, gains in part.
    pub(super) fn counted<'s>(&self, states: impl Iterator<Item = &'s UnitState>) -> Vec<f64> {
        let mut counted = Vec::new();
        for (unit, state) in self.units.iter().zip(states) {
            counted.resize(state.cells.len(), 0.0);
            for ((sum, pnl), weight) in counted.iter_mut().zip(&state.cells).zip(&unit.weights) {
                *sum += weight * if *pnl < 0.0 { *pnl } else { pnl * unit.own.offset };
            }
        }
        counted
    }

    fn totals<'s>(&self, fixed_equity: f64, states: impl Iterator<Item = &'s UnitState> + Clone) -> Totals {
        let scan = self.counted(states.clone()).into_iter().map(loss).fold(0.0, f64::max);
        let (mut charges, mut isolated, mut size, mut equity) = (scan, 0.0, 0.0, fixed_equity);
        for state in states {
            charges += state.basis + state.short_option;
            isolated += state.isolated;
            size += state.size;
            equity += state.equity;
        }
        let initial = charges.min(isolated) + size;
        Totals { equity, initial, maintenance: initial * to_f64(self.rules.maintenance_factor) }
    }

    /// Answers `equity` and `maintenance` as the price of one underlying is multiplied, the others held: one for
    /// each underlying, with its place in the valued account.
    pub(in crate::margin) fn along_each(&self) -> impl Iterator<Item = (usize, Along<'_, 'a>)> {
        let states: Vec<UnitState> = self.today().into_iter().map(|(state, _)| state).collect();
        self.units.iter().enumerate().map(move |(moving, unit)| {
            (unit.place, Along { desk: self, states: states.clone(), moving, workings: Workings::default() })
        })
    }

    /// Totals at today's prices.
    pub(in crate::margin) fn now(&self) -> Totals {
        self.at(|_| 1.0)
    }

    /// Totals with the price of each underlying, known by its place in the valued account, multiplied by a factor of its
    /// own.
    pub(in crate::margin) fn at(&self, factor: impl Fn(usize) -> f64) -> Totals {
        let mut workings = Workings::default();
        let states: Vec<UnitState> = self.units.iter().map(|unit| unit.at(factor(unit.place), &mut workings)).collect();
        self.totals(self.fixed_equity, states.iter())
    }

    /// Answers the totals with other holdings, the legs standing still: they are repriced once.
    pub(in crate::margin) fn holding(&self) -> impl Fn(&[Held]) -> Totals {
        let mut workings = Workings::default();
        let legs: Vec<UnitState> = self.units.iter().map(|unit| unit.legs_at(1.0, &mut workings)).collect();
        move |held| {
            let states: Vec<UnitState> =
                self.units.iter().zip(&legs).map(|(unit, legs)| unit.holding(held, legs)).collect();
            self.totals(fixed_equity(held, self.rules), states.iter())
        }
    }

    /// Whether the underlying's legs are all long options.
    pub(in crate::margin) fn long_options_only(&self) -> bool {
        let with_legs = || self.units.iter().filter(|unit| !unit.legs.is_empty());
        with_legs().next().is_some() && with_legs().all(Unit::long_options_only)
    }

    /// Multiples of today's price at which an option of the underlying is at its strike.
    pub(in crate::margin) fn strikes(&self, place: usize) -> Vec<f64> {
        let unit = self.units.iter().find(|unit| unit.place == place);
        unit.map(|unit| unit.repricer.shapes()).unwrap_or_default().iter().filter_map(Shape::strike).collect()
    }
}

/// Equity that moves with no underlying, dollars.
fn fixed_equity(held: &[Held], rules: &ScanRules) -> f64 {
    super::collateral::collateral_factors(held, rules)
        .filter(|(held, _)| held.underlying.is_none())
        .map(|(held, factor)| to_f64(held.quantity) * held.price.map_or(0.0, to_f64) * to_f64(factor))
        .sum()
}

/// One underlying moving, the others held.
pub(in crate::margin) struct Along<'d, 'a> {
    desk: &'d Desk<'a>,
    states: Vec<UnitState>,
    moving: usize,
    workings: Workings,
}

impl Along<'_, '_> {
    /// Totals at `y` times today's price.
    pub(in crate::margin) fn at(&mut self, y: f64) -> Totals {
        if let (Some(unit), Some(state)) = (self.desk.units.get(self.moving), self.states.get_mut(self.moving)) {
            *state = unit.at(y, &mut self.workings);
        }
        self.desk.totals(self.desk.fixed_equity, self.states.iter())
    }
}
