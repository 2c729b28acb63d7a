//! Scenarios of venues as a table: each underlying's legs repriced, the worst weighted loss with every leg's part in it.
//!
//! Gains > 0, losses ≥ 0, dollars. Underlyings do not offset each other.

use serde::{Deserialize, Serialize};

use super::scenarios::{Sheet, Worst, dollars};
use crate::margin::limits::{fraction, within, wrong};
use crate::margin::{FigureError, Grid, RuleError, Tail};
use crate::risk::{LegScenarios, Repricer, Scenario, ScenarioSet, Valued, VolMove};

/// Most scenarios taken.
const MOST: usize = 200;

/// One scenario of a venue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueScenario {
    /// Relative price move, a fraction.
    pub price: f64,
    /// How volatility moves.
    pub vol: VolMove,
    /// Share of the profit or loss that counts.
    pub weight: f64,
}

/// Refuses scenarios that cannot be; `path` says where they stand.
pub(super) fn check(path: &str, scenarios: &[VenueScenario]) -> Result<(), RuleError> {
    within(path, scenarios.len(), 1..=MOST, "1 to 200 scenarios are right")?;
    for (place, scenario) in scenarios.iter().enumerate() {
        let at = format!("{path}[{place}]");
        within(format!("{at}.price"), scenario.price, -0.99..=10.0, "a fraction is right, -0.16 for −16 %")?;
        fraction(format!("{at}.weight"), scenario.weight)?;
    }
    for (place, scenario) in scenarios.iter().enumerate() {
        let same = |other: &VenueScenario| (other.price, other.vol) == (scenario.price, scenario.vol);
        if scenarios.iter().take(place).any(same) {
            return Err(wrong(
                format!("{path}[{place}]"),
                "there twice",
                "each move of price and volatility once is right",
            ));
        }
    }
    Ok(())
}

/// Scenarios laid out for repricing: the table row by row, then those beyond its price range. Where a venue leaves a place of
/// the table out, it counts for nothing.
#[derive(Clone, Debug)]
pub(super) struct Table {
    set: ScenarioSet,
    weights: Vec<f64>,
    steps: Vec<f64>,
    vols: Vec<VolMove>,
    range: f64,
}

/// One underlying's legs in every scenario.
#[derive(Clone, Debug)]
pub(super) struct Scanned {
    /// Place of the underlying.
    pub(super) underlying: usize,
    /// Place of the worst scenario; absent when none loses.
    worst: Option<usize>,
    /// The worst weighted loss.
    pub(super) loss: f64,
    /// Each leg's part in it, signed.
    pub(super) parts: Vec<(usize, f64)>,
    /// Weighted profit and loss in each scenario.
    counted: Vec<f64>,
    /// Plain profit and loss in each scenario.
    pnl: Vec<f64>,
}

impl Table {
    /// The table of moves up to `range`, the others as tails.
    pub(super) fn new(scenarios: &[VenueScenario], range: f64) -> Self {
        let inside = || scenarios.iter().filter(|scenario| scenario.price.abs() <= range);
        let mut steps: Vec<f64> = inside().map(|scenario| scenario.price).collect();
        steps.sort_by(f64::total_cmp);
        steps.dedup();
        let vols = [VolMove::Up, VolMove::Same, VolMove::Down];
        let vols: Vec<VolMove> = vols.into_iter().filter(|vol| inside().any(|scenario| scenario.vol == *vol)).collect();
        let (mut set, mut weights) = (ScenarioSet::default(), Vec::new());
        for &vol in &vols {
            for &price_move in &steps {
                let own = inside().find(|scenario| (scenario.price, scenario.vol) == (price_move, vol));
                set.scenarios.push(Scenario { price_move, vol });
                weights.push(own.map_or(0.0, |scenario| scenario.weight));
            }
        }
        for tail in scenarios.iter().filter(|scenario| scenario.price.abs() > range) {
            set.scenarios.push(Scenario { price_move: tail.price, vol: tail.vol });
            weights.push(tail.weight);
        }
        Self { set, weights, steps, vols, range }
    }

    /// Reprices each underlying's legs, laid out by `lay_out` of their places.
    ///
    /// # Errors
    /// A profit or loss beyond any number.
    pub(super) fn scan(
        &self,
        account: &Valued,
        lay_out: impl Fn(&[usize]) -> Repricer,
    ) -> Result<Vec<Scanned>, FigureError> {
        let with_legs = account.underlyings.iter().enumerate().filter(|(_, of)| !of.legs.is_empty());
        with_legs.map(|(underlying, of)| self.scan_one(underlying, &lay_out(&of.legs))).collect()
    }

    /// One underlying's legs, laid out.
    ///
    /// # Errors
    /// A profit or loss beyond any number.
    pub(super) fn scan_one(&self, underlying: usize, repricer: &Repricer) -> Result<Scanned, FigureError> {
        let mut workings = LegScenarios::default();
        repricer.scenarios(1.0, &self.set, &mut workings);
        let scenarios = 0..self.set.scenarios.len();
        let pnl: Vec<f64> = scenarios.map(|place| workings.scenario(place).iter().sum()).collect();
        if pnl.iter().any(|pnl| !pnl.is_finite()) {
            return Err(FigureError::overflow("scenario"));
        }
        let counted: Vec<f64> = pnl.iter().zip(&self.weights).map(|(pnl, weight)| pnl * weight).collect();
        let worst = counted.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).filter(|(_, worst)| **worst < 0.0);
        let (worst, loss) = worst.map_or((None, 0.0), |(place, worst)| (Some(place), -worst));
        let weight = worst.and_then(|place| self.weights.get(place)).copied().unwrap_or(0.0);
        let legs = worst.map(|place| workings.scenario(place)).unwrap_or_default();
        let parts = repricer.places().iter().zip(legs).map(|(&leg, pnl)| (leg, -pnl * weight)).collect();
        Ok(Scanned { underlying, worst, loss, parts, counted, pnl })
    }

    /// One underlying's profit and loss as a sheet; none of an underlying that is not in the account.
    ///
    /// # Errors
    /// A loss beyond any number.
    pub(super) fn sheet(&self, account: &Valued, of: &Scanned) -> Result<Option<Sheet>, FigureError> {
        let Some(underlying) = account.underlyings.get(of.underlying) else { return Ok(None) };
        let (columns, cells) = (self.steps.len().max(1), self.steps.len() * self.vols.len());
        let table = |list: &[f64]| list.iter().take(cells).copied().collect();
        let far = self.set.scenarios.iter().zip(of.counted.iter().zip(&of.pnl)).skip(cells);
        let tail = |(at, (&counted, &pnl)): (&Scenario, (&f64, &f64))| Tail { price_move: at.price_move, counted, pnl };
        let grid = Grid {
            steps: self.steps.iter().map(|step| if self.range > 0.0 { step / self.range } else { 0.0 }).collect(),
            vols: self.vols.clone(),
            counted: table(&of.counted),
            pnl: table(&of.pnl),
            tails: far.map(tail).collect(),
        };
        let worst = match of.worst.and_then(|place| Some((place, self.set.scenarios.get(place)?))) {
            Some((place, scenario)) => Some(Worst {
                tail: place.checked_sub(cells),
                column: (place < cells).then_some(place % columns),
                vol: scenario.vol,
                price_move: scenario.price_move,
                charge: dollars("scenario", of.loss)?,
            }),
            None => None,
        };
        let asset = underlying.asset.clone();
        Ok(Some(Sheet { name: asset.to_string(), asset, range: self.range, grid, worst }))
    }
}
