//! What venues of scenarios share when they answer: amounts in dollars, charges given back leg by leg, and one table of
//! what several books of scenarios gain.

use rust_decimal::Decimal;

use crate::book::{Asset, Exact};
use crate::margin::{Binding, Charge, FigureError, Grid};
use crate::risk::{VolMove, f64_text, to_usd};

/// A charge before its legs have their parts, and each leg's weight in it.
pub(super) type Weighed = (Charge, Vec<(usize, f64)>);
//! What venues of scenarios share when they answer: amounts in dollars, and charges given back leg by leg.
use crate::book::Exact;
use crate::margin::{Charge, FigureError};
use crate::risk::{f64_text, to_usd};

/// A calculator's figure as dollars.
pub(super) fn dollars(field: &str, value: f64) -> Result<Decimal, FigureError> {
    to_usd(value).ok_or_else(|| FigureError::overflow(field))
}

/// The charges, which a calculator adds up in floating point, made to add up to its total: what rounding leaves is the
/// first one's, before its legs have their parts.
pub(super) fn adding_up(total: Decimal, charges: Vec<Weighed>) -> Vec<Charge> {
    let sum = charges.iter().fold(Decimal::ZERO, |sum, (charge, _)| sum.capped_plus(charge.amount));
    let rest = total.capped_minus(sum);
    let with_rest = |(place, (charge, weights)): (usize, Weighed)| {
        let amount = if place == 0 { charge.amount.capped_plus(rest).max(Decimal::ZERO) } else { charge.amount };
pub(super) fn adding_up(total: Decimal, charges: Vec<(Charge, Vec<(usize, f64)>)>) -> Vec<Charge> {
    let with_rest = |(place, (charge, weights)): (usize, (Charge, Vec<(usize, f64)>))| {
        let amount = if place == 0 { charge.amount.capped_plus(rest) } else { charge.amount };
        Charge { amount, ..charge }.shared(&weights)
    };
    charges.into_iter().enumerate().map(with_rest).collect()
}

/// What one book, which a venue margins by itself, gains in its scenarios.
pub(super) struct Sheet {
    /// Whose price moves.
    pub(super) asset: Asset,
    /// The book in a sentence: `btc_usd, settled in coin,`.
    pub(super) name: String,
    /// The outermost price move of the table, a fraction.
    pub(super) range: f64,
    /// Dollars.
    pub(super) grid: Grid,
    /// The scenario it is charged for; none where the table has none.
    pub(super) worst: Option<Worst>,
}

/// The scenario a book is charged for.
pub(super) struct Worst {
    /// Its place among the tails.
    pub(super) tail: Option<usize>,
    /// Or its column in the table.
    pub(super) column: Option<usize>,
    /// How volatility moves.
    pub(super) vol: VolMove,
    /// How the price moves, a fraction.
    pub(super) price_move: f64,
    /// What is charged for it.
    pub(super) charge: Decimal,
}

/// One table of several books.
#[derive(Default)]
pub(super) struct Table {
    pub(super) grid: Grid,
    pub(super) binding: Option<Binding>,
    pub(super) ranges: Vec<(Asset, f64)>,
    /// Books that are charged for another scenario, a sentence each.
    pub(super) others: Vec<String>,
}

impl Sheet {
    /// The scenario it is charged for; one whose loss is nothing but rounding is none.
    fn worst(&self) -> Option<&Worst> {
        self.worst.as_ref().filter(|worst| worst.charge > Decimal::ZERO)
    }

    fn charge(&self) -> Decimal {
        self.worst().map_or(Decimal::ZERO, |worst| worst.charge)
    }

    /// Whether its cells stand where another's do.
    fn laid_out_as(&self, other: &Self) -> bool {
        let tails = |grid: &Grid| grid.tails.iter().map(|tail| tail.price_move).collect::<Vec<_>>();
        let same = self.grid.steps == other.grid.steps && self.grid.vols == other.grid.vols;
        same && tails(&self.grid) == tails(&other.grid)
    }
}

impl Worst {
    fn same_as(&self, other: &Self) -> bool {
        (self.tail, self.column, self.vol) == (other.tail, other.column, other.vol)
    }

    fn words(&self) -> String {
        let sign = if self.price_move > 0.0 { "+" } else { "" };
        let percent = f64_text((self.price_move * 1e4).round() / 1e2).replace('-', "−");
        let vol = match self.vol {
            VolMove::Up => "up",
            VolMove::Same => "unchanged",
            VolMove::Down => "down",
        };
        format!("{sign}{percent} %, volatility {vol}")
    }
}

/// Adds books up cell by cell. Each is charged for its own worst scenario all the same: the binding scenario is that of the
/// largest charge, and who is charged for another is named. A book whose cells stand elsewhere is not in the table.
pub(super) fn table(sheets: &[Sheet]) -> Table {
    // of equal charges the first
    let Some(first) = sheets.iter().rev().max_by_key(|sheet| sheet.charge()) else { return Table::default() };
    let mut out = Table { grid: first.grid.clone(), ..Table::default() };
    let mut moves: Vec<(Asset, f64)> = Vec::new();
    let mut underlyings: Vec<(Asset, Decimal)> = Vec::new();
    for sheet in sheets {
        if !out.ranges.iter().any(|(asset, _)| *asset == sheet.asset) {
            out.ranges.push((sheet.asset.clone(), sheet.range));
        }
        let alike = sheet.laid_out_as(first);
        if alike && !std::ptr::eq(sheet, first) {
            add(&mut out.grid, &sheet.grid);
        }
        let (Some(worst), Some(binds)) = (sheet.worst(), first.worst()) else { continue };
        if !alike || !worst.same_as(binds) {
            out.others.push(format!("{} is charged for a scenario of its own: {}.", sheet.name, worst.words()));
            continue;
        }
        match underlyings.iter_mut().find(|(asset, _)| *asset == sheet.asset) {
            Some((_, sum)) => *sum = sum.capped_plus(worst.charge),
            None => {
                moves.push((sheet.asset.clone(), worst.price_move));
                underlyings.push((sheet.asset.clone(), worst.charge));
            }
        }
    }
    out.binding = first.worst().map(|worst| Binding {
        tail: worst.tail,
        column: worst.column,
        vol: worst.vol,
        moves,
        underlyings,
    });
    out
}

fn add(to: &mut Grid, from: &Grid) {
    for (sum, more) in [(&mut to.counted, &from.counted), (&mut to.pnl, &from.pnl)] {
        for (sum, more) in sum.iter_mut().zip(more) {
            *sum += more;
        }
    }
    for (sum, more) in to.tails.iter_mut().zip(&from.tails) {
        sum.counted += more.counted;
        sum.pnl += more.pnl;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::{ChargeName, Tail};
    use rust_decimal_macros::dec;

    static NAME: ChargeName = ChargeName { name: "Any", words: "Any." };

    fn sheet(asset: &str, pnl: f64, column: usize, charge: Decimal) -> Sheet {
        let tails = vec![Tail { price_move: 2.0, counted: pnl, pnl }];
        let vols = vec![VolMove::Same];
        let grid = Grid { steps: vec![-1.0, 1.0], vols, counted: vec![pnl, -pnl], pnl: vec![pnl, -pnl], tails };
        let worst = Worst { tail: None, column: Some(column), vol: VolMove::Same, price_move: -0.125, charge };
        Sheet { asset: asset.parse().unwrap(), name: asset.to_owned(), range: 0.125, grid, worst: Some(worst) }
    }

    #[test]
    fn books_add_up_and_the_largest_charge_binds() {
        let sheets = [sheet("BTC", -5.0, 0, dec!(5)), sheet("ETH", -7.0, 0, dec!(7)), sheet("SOL", 2.0, 1, dec!(2))];
        let of = table(&sheets);
        assert_eq!(of.grid.pnl, [-10.0, 10.0]);
        assert_eq!(of.grid.tails[0].counted, -10.0);
        let binding = of.binding.unwrap();
        let amounts: Vec<Decimal> = binding.underlyings.iter().map(|(_, amount)| *amount).collect();
        assert_eq!((binding.column, amounts), (Some(0), vec![dec!(5), dec!(7)]));
        assert_eq!(of.others, ["SOL is charged for a scenario of its own: −12.5 %, volatility unchanged."]);
        assert_eq!(of.ranges.len(), 3);
    }

    #[test]
    fn a_book_laid_out_otherwise_is_named_and_not_added() {
        let mut other = sheet("HYPE", -1.0, 0, dec!(1));
        other.grid.steps = vec![-1.0, 0.5];
        let of = table(&[sheet("BTC", -5.0, 0, dec!(5)), other]);
        assert_eq!((of.grid.pnl, of.others.len()), (vec![-5.0, 5.0], 1));
        assert!(table(&[]).binding.is_none());
    }

    #[test]
    fn charges_take_the_total_and_legs_their_parts() {
        let weighed = |amount| (Charge::named(&NAME, amount), vec![(0, 1.0), (3, 2.0)]);
        let charges = adding_up(dec!(10.000001), vec![weighed(dec!(6)), weighed(dec!(4))]);
        assert_eq!((charges[0].amount, charges[1].amount), (dec!(6.000001), dec!(4)));
        for charge in charges {
            assert_eq!(charge.parts.iter().map(|part| part.amount).sum::<Decimal>(), charge.amount);
        }
    }
/// A move in words: `+18 %`.
pub(super) fn percent(step: f64) -> String {
    let sign = if step > 0.0 { "+" } else { "" };
    format!("{sign}{} %", f64_text((step * 1e4).round() / 1e2).replace('-', "−"))
}
//! Scenarios of venues as a table: each underlying's legs repriced, the worst weighted loss with every leg's part in it.
//!
//! Gains > 0, losses ≥ 0, dollars. Underlyings do not offset each other.
use serde::{Deserialize, Serialize};
use crate::margin::limits::{fraction, within, wrong};
use crate::margin::{Binding, Grid, Tail};
use crate::margin::{FigureError, RuleError};
use crate::risk::{LegScenarios, Repricer, Scenario, ScenarioSet, Valued, VolMove, to_usd};
/// Most scenarios taken.
const MOST: usize = 200;
/// One scenario of a venue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VenueScenario {
    /// Relative price move, a fraction.
    pub price: f64,
    pub vol: VolMove,
    /// Share of the profit or loss that counts.
    pub weight: f64,
/// Refuses scenarios that cannot be; `path` says where they stand.
pub(super) fn check(path: &str, scenarios: &[VenueScenario]) -> Result<(), RuleError> {
    within(path, scenarios.len(), 1..=MOST, "1 to 200 scenarios are right")?;
    for (place, scenario) in scenarios.iter().enumerate() {
        let at = format!("{path}[{place}]");
        within(format!("{at}.price"), scenario.price, -0.99..=10.0, "a fraction is right, -0.16 for −16 %")?;
        fraction(format!("{at}.weight"), scenario.weight)?;
    for (place, scenario) in scenarios.iter().enumerate() {
        let same = |other: &VenueScenario| (other.price, other.vol) == (scenario.price, scenario.vol);
        if scenarios.iter().take(place).any(same) {
            return Err(wrong(
                format!("{path}[{place}]"),
                "there twice",
                "each move of price and volatility once is right",
            ));
    Ok(())
/// Scenarios laid out for repricing: the table row by row, then those beyond its price range. Where a venue leaves a place of
/// the table out, it counts for nothing.
#[derive(Clone, Debug)]
    set: ScenarioSet,
    weights: Vec<f64>,
    steps: Vec<f64>,
    vols: Vec<VolMove>,
    range: f64,
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
        for tail in scenarios.iter().filter(|scenario| scenario.price.abs() > range) {
            set.scenarios.push(Scenario { price_move: tail.price, vol: tail.vol });
            weights.push(tail.weight);
        Self { set, weights, steps, vols, range }
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
        let counted: Vec<f64> = pnl.iter().zip(&self.weights).map(|(pnl, weight)| pnl * weight).collect();
        let worst = counted.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).filter(|(_, worst)| **worst < 0.0);
        let (worst, loss) = worst.map_or((None, 0.0), |(place, worst)| (Some(place), -worst));
        let weight = worst.and_then(|place| self.weights.get(place)).copied().unwrap_or(0.0);
        let legs = worst.map(|place| workings.scenario(place)).unwrap_or_default();
        let parts = repricer.places().iter().zip(legs).map(|(&leg, pnl)| (leg, -pnl * weight)).collect();
        Ok(Scanned { underlying, worst, loss, parts, counted, pnl })
    /// Every underlying's profit and loss added up.
    pub(super) fn grid(&self, scanned: &[Scanned]) -> Grid {
        let sum = |of: fn(&Scanned) -> &[f64], place: usize| -> f64 {
            scanned.iter().filter_map(|scanned| of(scanned).get(place)).sum()
        let counted = |place| sum(|of| &of.counted, place);
        let pnl = |place| sum(|of| &of.pnl, place);
        let cells = self.steps.len() * self.vols.len();
        let tail = |place: usize| {
            let price_move = self.set.scenarios.get(place)?.price_move;
            Some(Tail { price_move, counted: counted(place), pnl: pnl(place) })
        Grid {
            steps: self.steps.iter().map(|step| if self.range > 0.0 { step / self.range } else { 0.0 }).collect(),
            vols: self.vols.clone(),
            counted: (0..cells).map(counted).collect(),
            pnl: (0..cells).map(pnl).collect(),
            tails: (cells..self.set.scenarios.len()).filter_map(tail).collect(),
    /// The worst scenario of the underlying that loses most.
    pub(super) fn binding(&self, account: &Valued, scanned: &[Scanned]) -> Option<Binding> {
        let most = scanned.iter().max_by(|a, b| a.loss.total_cmp(&b.loss))?;
        let place = most.worst?;
        let scenario = self.set.scenarios.get(place)?;
        let asset = account.underlyings.get(most.underlying)?.asset.clone();
        let cells = self.steps.len() * self.vols.len();
        Some(Binding {
            tail: place.checked_sub(cells),
            column: (place < cells).then(|| place % self.steps.len().max(1)),
            vol: scenario.vol,
            moves: vec![(asset.clone(), scenario.price_move)],
            underlyings: vec![(asset, to_usd(most.loss)?)],
        })
    /// The price range of every underlying's table.
    pub(super) fn ranges(&self, account: &Valued) -> Vec<(crate::book::Asset, f64)> {
        let with_legs = account.underlyings.iter().filter(|of| !of.legs.is_empty());
        with_legs.map(|of| (of.asset.clone(), self.range)).collect()
