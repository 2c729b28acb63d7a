//! One underlying's part of a scan margin, at any multiple of today's price.

use crate::book::{Asset, Expiry, Kind, Right, Sorted};
use crate::risk::{Held, LegScenarios, Repricer, Scenario, ScenarioSet, Shape, Valued, VolMove, to_f64};

use super::{ScanRules, UnderlyingRules};

/// One underlying, laid out once and asked at many prices.
pub(super) struct Unit<'a> {
    pub(super) rules: &'a ScanRules,
    pub(super) own: &'a UnderlyingRules,
    /// Place in [`Valued::underlyings`].
    pub(super) place: usize,
    /// Its coin.
    asset: Asset,
    /// Index price today, dollars.
    pub(super) index: f64,
    pub(super) repricer: Repricer,
    pub(super) scenarios: ScenarioSet,
    /// Weight of each scenario: 1 inside the grid, scan range over move in the tails.
    pub(super) weights: Vec<f64>,
    /// Per leg, in the repricer's order.
    pub(super) legs: Vec<UnitLeg>,
    /// Basis groups: expiry (none for perpetuals) and the forward's move.
    pub(super) expiries: Vec<(Option<Expiry>, f64)>,
    /// Net units by expiry, strike and type of options that are net short.
    pub(super) short_options: Vec<ShortOption>,
    /// Coins of the underlying itself that are held.
    pub(super) coins: f64,
    /// Haircut on those coins.
    pub(super) coin_haircut: f64,
    /// Collateral that moves with the price, after haircut, dollars today.
    pub(super) collateral: f64,
    /// Unrealised gain: `slope·y − cost`.
    pub(super) gain_slope: f64,
    pub(super) gain_cost: f64,
}

/// What a unit needs to know of a leg beside its shape.
pub(super) struct UnitLeg {
    pub(super) units: f64,
    pub(super) option: bool,
    /// Place in [`Unit::expiries`]; spot has none.
    pub(super) group: Option<usize>,
}

/// Options of one expiry, strike and type that are net short.
pub(super) struct ShortOption {
    /// Legs in the group.
    pub(super) legs: Vec<usize>,
    /// Net units, below zero.
    pub(super) net: f64,
}

/// A unit at `y` times today's price. Dollars.
#[derive(Clone, Debug, Default)]
pub(super) struct UnitState {
    /// Plain profit and loss in each scenario, covering coins included.
    pub(super) cells: Vec<f64>,
    pub(super) basis: f64,
    pub(super) short_option: f64,
    pub(super) size: f64,
    pub(super) size_rate: f64,
    /// Σ of what each position needs by itself.
    pub(super) isolated: f64,
    /// Its part of equity.
    pub(super) equity: f64,
    /// Coins held that cover a net short delta.
    pub(super) covered: f64,
}

/// Detail of the last question asked, leg by leg; reused from one to the next.
#[derive(Default)]
pub(super) struct Workings {
    pub(super) scenarios: LegScenarios,
    /// Gain of each leg when its forward moves up alone, and down alone.
    pub(super) up: Vec<f64>,
    pub(super) down: Vec<f64>,
    /// What each leg needs by itself: scan, basis, short option.
    pub(super) isolated: Vec<[f64; 3]>,
}

impl<'a> Unit<'a> {
    /// Lays out one underlying of a valued account.
    pub(super) fn new(valued: &Valued, place: usize, rules: &'a ScanRules) -> Option<Self> {
        let underlying = valued.underlyings.get(place)?;
        let own = rules.underlying(&underlying.asset);
        let repricer = Repricer::new(&valued.legs, &underlying.legs, valued.as_of, &rules.volatility);
        let (scenarios, weights) = scenario_set(rules, own);
        let mut expiries: Vec<(Option<Expiry>, f64)> = Vec::new();
        let mut legs = Vec::with_capacity(repricer.places().len());
        let mut options: Sorted<(Expiry, rust_decimal::Decimal, Right), ShortOption> = Sorted::new();
        let (mut gain_slope, mut gain_cost) = (0.0, 0.0);
        for (leg, &at) in repricer.places().iter().enumerate() {
            let source = valued.legs.get(at)?;
            if let Some(gain) = source.gain {
                gain_slope += to_f64(gain.slope);
                gain_cost += to_f64(gain.cost);
            }
            let units = source.units_f64();
            let kind = source.instrument_kind();
            if let Some(Kind::Option { expiry, strike, right }) = kind {
                let group =
                    options.or_insert_with((expiry, strike, right), || ShortOption { legs: Vec::new(), net: 0.0 });
                group.legs.push(leg);
                group.net += units;
            }
            let has_forward = !matches!(source.shape, Shape::Spot { .. });
            let settled = source.expiry.is_some_and(|expiry| expiry.is_past(valued.as_of));
            let group = (has_forward && !settled).then(|| {
                expiries.iter().position(|(expiry, _)| *expiry == source.expiry).unwrap_or_else(|| {
                    let years = source.expiry.map_or(0.0, |expiry| expiry.years_after(valued.as_of));
                    let growth = libm::expm1(rules.basis.per_year * years);
                    expiries.push((source.expiry, growth.max(rules.basis.least).min(0.9)));
                    expiries.len() - 1
                })
            });
            legs.push(UnitLeg { units, option: kind.is_some_and(|k| matches!(k, Kind::Option { .. })), group });
        }
        let (coins, collateral) = collateral(&valued.held, place, &underlying.asset, rules);
        Some(Self {
            rules,
            own,
            place,
            asset: underlying.asset.clone(),
            index: to_f64(underlying.index),
            repricer,
            scenarios,
            weights,
            legs,
            expiries,
            short_options: options.into_iter().map(|(_, group)| group).filter(|group| group.net < 0.0).collect(),
            coins,
            coin_haircut: to_f64(rules.haircut(&underlying.asset)),
            collateral,
            gain_slope,
            gain_cost,
        })
    }

    /// Everything at `y` times today's price; `workings` then holds the legs' parts.
    pub(super) fn at(&self, y: f64, workings: &mut Workings) -> UnitState {
        let mut state = self.legs_at(y, workings);
        self.hold(y, self.coins, self.collateral, &mut state);
        state
    }

    /// What the legs do at `y` times today's price, without coins and collateral.
    pub(super) fn legs_at(&self, y: f64, workings: &mut Workings) -> UnitState {
        let count = self.scenarios.scenarios.len();
        self.repricer.scenarios(y, &self.scenarios, &mut workings.scenarios);
        let mut state = UnitState { cells: Vec::with_capacity(count), ..UnitState::default() };
        for place in 0..count {
            state.cells.push(workings.scenarios.scenario(place).iter().sum());
        }
        self.basis(y, workings, &mut state);
        let price = self.index * y;
        let least = self.rules.short_option_minimum * price;
        state.short_option = self.short_options.iter().map(|group| -group.net * least).sum();
        self.isolated(least, workings, &mut state);
        let options: f64 = workings.scenarios.values.iter().sum();
        state.equity = self.gain_slope * y - self.gain_cost + options;
        state
    }

    /// Adds what coins and collateral do at `y` times today's price to what the legs do there.
    fn hold(&self, y: f64, coins: f64, collateral: f64, state: &mut UnitState) {
        self.cover_and_size(y, coins, state);
        let uncut = state.covered * self.index * y * self.coin_haircut;
        state.equity += collateral * y + uncut;
    }

    /// The unit at today's price with other holdings: `legs` is what its legs do.
    pub(super) fn holding(&self, held: &[Held], legs: &UnitState) -> UnitState {
        let mut state = legs.clone();
        let (coins, collateral) = collateral(held, self.place, &self.asset, self.rules);
        self.hold(1.0, coins, collateral, &mut state);
        state
    }

    fn basis(&self, y: f64, workings: &mut Workings, state: &mut UnitState) {
        let sized = |sign: f64| -> Vec<f64> {
            self.legs
                .iter()
                .map(|leg| leg.group.and_then(|g| self.expiries.get(g)).map_or(0.0, |(_, step)| sign * step))
                .collect()
        };
        let values = &workings.scenarios.values;
        self.repricer.forward_moves(y, &sized(1.0), values, &mut workings.up);
        self.repricer.forward_moves(y, &sized(-1.0), values, &mut workings.down);
        // settled options have no forward left to move
        for (leg, (up, down)) in self.legs.iter().zip(workings.up.iter_mut().zip(&mut workings.down)) {
            if leg.group.is_none() {
                (*up, *down) = (0.0, 0.0);
            }
        }
        let mut sums = vec![(0.0, 0.0); self.expiries.len()];
        for (leg, (up, down)) in self.legs.iter().zip(workings.up.iter().zip(&workings.down)) {
            if let Some(sum) = leg.group.and_then(|group| sums.get_mut(group)) {
                sum.0 += up;
                sum.1 += down;
            }
        }
        state.basis = sums.iter().map(|(up, down)| loss(up.min(*down))).sum();
    }

    fn isolated(&self, least_short: f64, workings: &mut Workings, state: &mut UnitState) {
        workings.isolated.clear();
        let scenarios = &workings.scenarios;
        let mut worst = vec![0.0_f64; self.legs.len()];
        for (place, weight) in self.weights.iter().enumerate() {
            for (worst, pnl) in worst.iter_mut().zip(scenarios.scenario(place)) {
                let weighted = pnl * weight;
                if weighted < *worst {
                    *worst = weighted;
                }
            }
        }
        for (place, leg) in self.legs.iter().enumerate() {
            let at = |list: &[f64]| list.get(place).copied().unwrap_or(0.0);
            let scan = loss(at(&worst));
            let basis = loss(at(&workings.up).min(at(&workings.down)));
            let short = if leg.option && leg.units < 0.0 { -leg.units * least_short } else { 0.0 };
            let mut total = scan + basis + short;
            if leg.option && leg.units > 0.0 {
                total = total.min(at(&scenarios.values).max(0.0));
            }
            state.isolated += total;
            workings.isolated.push([scan, basis, short]);
        }
    }

    fn cover_and_size(&self, y: f64, coins: f64, state: &mut UnitState) {
        let threshold = self.own.size_threshold_usd;
        let price = self.index * y;
        if coins <= 0.0 && self.repricer.gross_usd(y) <= threshold {
            return;
        }
        let delta_usd = self.repricer.delta_usd(y);
        if coins > 0.0 && delta_usd < 0.0 && price > 0.0 {
            state.covered = coins.min(-delta_usd / price);
            let usd = state.covered * price;
            for (cell, scenario) in state.cells.iter_mut().zip(&self.scenarios.scenarios) {
                *cell += usd * scenario.price_move;
            }
        }
        let net = (delta_usd + state.covered * price).abs();
        let excess = net - threshold;
        if excess > 0.0 {
            state.size_rate = (self.rules.size.per_threshold * excess / threshold).min(self.rules.size.most);
            state.size = state.size_rate * excess;
        }
    }

    /// Whether every leg is a long option and nothing else depends on the price.
    pub(super) fn long_options_only(&self) -> bool {
        !self.legs.is_empty() && self.legs.iter().all(|leg| leg.option && leg.units >= 0.0)
    }
}

/// A loss as an amount.
pub(super) fn loss(pnl: f64) -> f64 {
    (-pnl).max(0.0)
}

/// The grid row by row (volatility up, same, down), then the tails with volatility up; and each scenario's weight.
fn scenario_set(rules: &ScanRules, own: &UnderlyingRules) -> (ScenarioSet, Vec<f64>) {
    let mut scenarios = Vec::new();
    let mut weights = Vec::new();
    let steps = i32::from(rules.steps);
    for vol in [VolMove::Up, VolMove::Same, VolMove::Down] {
        for step in -steps..=steps {
            let price_move = own.scan_range * f64::from(step) / f64::from(steps);
            scenarios.push(Scenario { price_move, vol });
            weights.push(1.0);
        }
    }
    for &price_move in &rules.tails {
        scenarios.push(Scenario { price_move, vol: VolMove::Up });
        weights.push(own.scan_range / price_move.abs());
    }
    (ScenarioSet { scenarios }, weights)
}

/// Coins of the underlying itself, net; and the dollars its coins and staked forms count for as collateral.
fn collateral(held: &[Held], place: usize, asset: &Asset, rules: &ScanRules) -> (f64, f64) {
    let mut coins = 0.0;
    let mut usd = 0.0;
    for (held, factor) in super::collateral::collateral_factors(held, rules) {
        if held.underlying != Some(place) {
            continue;
        }
        if held.asset == *asset {
            coins += to_f64(held.quantity);
        }
        usd += to_f64(held.quantity) * held.price.map_or(0.0, to_f64) * to_f64(factor);
    }
    (coins, usd)
}
