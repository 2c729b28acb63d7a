//! The assessment of an account under scan rules: the same figures as the search uses, with every part as data.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::ScanRules;
use super::desk::Desk;
use super::unit::{Unit, UnitState, Workings};
use crate::book::Asset;
use crate::margin::{
    Assessment, Binding, Charge, ChargeKind, Equity, ExpiryReport, Grid, HoldingReport, Isolated, LegReport, Part,
    RuleSet, Tail, UnderlyingReport,
};
use crate::market::PriceState;
use crate::risk::{Greeks, Held, LegKind, Scenario, Subject, Valued, VolMove, Warning, WarningKind, to_usd};

/// Each holding with the factor its dollars count at: `1 − haircut` for what is owned, 1 for what is owed.
pub(super) fn collateral_factors<'v>(
    valued: &'v Valued,
    rules: &'v ScanRules,
) -> impl Iterator<Item = (&'v Held, Decimal)> + 'v {
    let mut nets: BTreeMap<&Asset, Decimal> = BTreeMap::new();
    for held in &valued.held {
        let net = nets.entry(&held.asset).or_default();
        *net = net.saturating_add(held.quantity);
    }
    valued.held.iter().map(move |held| {
        let owed = nets.get(&held.asset).is_some_and(|net| *net < Decimal::ZERO);
        (held, if owed { Decimal::ONE } else { Decimal::ONE.saturating_sub(rules.haircut(&held.asset)) })
    })
}

/// Dollars from floating point; beyond what a decimal holds, the largest there is.
fn usd(value: f64) -> Decimal {
    to_usd(value).unwrap_or(if value < 0.0 { Decimal::MIN } else { Decimal::MAX })
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.fold(Decimal::ZERO, Decimal::saturating_add)
}

/// Builds the assessment.
struct Report<'d> {
    desk: &'d Desk<'d>,
    states: Vec<(UnitState, Workings)>,
    legs: Vec<LegReport>,
    charges: Vec<Charge>,
    /// Place of each unit's covering leg in `legs`.
    covers: Vec<Option<usize>>,
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
    fn units(&self) -> impl Iterator<Item = (usize, &Unit<'_>, &UnitState, &Workings)> {
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

    fn charge(&mut self, mut charge: Charge) {
        charge.parts.retain(|part| !part.amount.is_zero());
        charge.amount = sum(charge.parts.iter().map(|part| part.amount));
        if charge.amount <= Decimal::ZERO {
            return;
        }
        for part in &charge.parts {
            if let Some(leg) = self.legs.get_mut(part.leg) {
                leg.part = leg.part.saturating_add(part.amount);
            }
        }
        self.charges.push(charge);
    }

    /// The scan risk: its worst cell, and what each leg adds there.
    fn scan(&mut self) -> (Grid, Option<Binding>) {
        let counted = self.desk.counted(self.states.iter().map(|(state, _)| state));
        let mut pnl = vec![0.0; counted.len()];
        for (_, _, state, _) in self.units() {
            for (sum, cell) in pnl.iter_mut().zip(&state.cells) {
                *sum += cell;
            }
        }
        let grid = self.grid(&counted, &pnl);
        let worst = counted.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).map(|(place, _)| place);
        let Some(place) = worst.filter(|&place| counted.get(place).is_some_and(|cell| *cell < 0.0)) else {
            return (grid, None);
        };
        let mut parts = Vec::new();
        let mut underlyings = Vec::new();
        let mut moves = Vec::new();
        let mut vol = VolMove::Same;
        for (n, unit, state, workings) in self.units() {
            let at = |list: &[f64]| list.get(place).copied().unwrap_or(0.0);
            let factor = at(&unit.weights) * if at(&state.cells) < 0.0 { 1.0 } else { unit.own.offset };
            let Some(&Scenario { price_move, vol: moved }) = unit.scenarios.scenarios.get(place) else { continue };
            vol = moved;
            let mut total = Decimal::ZERO;
            let pnls =
                workings.scenarios.scenario(place).iter().zip(unit.repricer.places()).map(|(pnl, &leg)| (leg, *pnl));
            let cover = self.covers.get(n).copied().flatten().map(|leg| (leg, state.covered * unit.index * price_move));
            for (leg, pnl) in pnls.chain(cover) {
                let amount = usd(-pnl * factor);
                total = total.saturating_add(amount);
                parts.push(Part { leg, amount });
            }
            if let Some(underlying) = self.desk.valued.underlyings.get(unit.place) {
                underlyings.push((underlying.asset.clone(), total));
                moves.push((underlying.asset.clone(), price_move));
            }
        }
        let inside = grid.steps.len() * grid.vols.len();
        let binding = Binding {
            tail: place.checked_sub(inside),
            column: (place < inside).then(|| place % grid.steps.len().max(1)),
            vol,
            moves,
            underlyings,
        };
        self.charge(Charge {
            kind: ChargeKind::Scan,
            underlying: None,
            expiry: None,
            amount: Decimal::ZERO,
            rate: None,
            parts,
        });
        (grid, Some(binding))
    }

    fn grid(&self, counted: &[f64], pnl: &[f64]) -> Grid {
        let steps = i32::from(self.desk.rules.steps);
        let columns: Vec<f64> = (-steps..=steps).map(|step| f64::from(step) / f64::from(steps)).collect();
        let vols = vec![VolMove::Up, VolMove::Same, VolMove::Down];
        let inside = (columns.len() * vols.len()).min(counted.len());
        let (counted, counted_tails) = counted.split_at(inside);
        let (pnl, pnl_tails) = pnl.split_at(inside.min(pnl.len()));
        let tails = self.desk.rules.tails.iter().zip(counted_tails.iter().zip(pnl_tails));
        let tails = tails.map(|(&price_move, (&counted, &pnl))| Tail { price_move, counted, pnl }).collect();
        Grid { steps: columns, vols, counted: counted.to_vec(), pnl: pnl.to_vec(), tails }
    }

    fn basis(&mut self) {
        let mut charges = Vec::new();
        for (_, unit, _, workings) in self.units() {
            for (group, (expiry, rate)) in unit.expiries.iter().enumerate() {
                let of_group = |list: &[f64]| -> Vec<(usize, f64)> {
                    let legs = unit.legs.iter().zip(unit.repricer.places()).zip(list);
                    legs.filter(|((leg, _), _)| leg.group == Some(group))
                        .map(|((_, &place), pnl)| (place, *pnl))
                        .collect()
                };
                let (up, down) = (of_group(&workings.up), of_group(&workings.down));
                let total = |moves: &[(usize, f64)]| moves.iter().map(|(_, pnl)| pnl).sum::<f64>();
                let (worse, rate) = if total(&up) <= total(&down) { (up, *rate) } else { (down, -rate) };
                let parts = worse.into_iter().map(|(leg, pnl)| Part { leg, amount: usd(-pnl) }).collect();
                let underlying = self.asset(unit);
                charges.push(Charge {
                    kind: ChargeKind::Basis,
                    underlying,
                    expiry: *expiry,
                    amount: Decimal::ZERO,
                    rate: Some(rate),
                    parts,
                });
            }
        }
        charges.into_iter().for_each(|charge| self.charge(charge));
    }

    fn short_options(&mut self) {
        let mut charges = Vec::new();
        for (_, unit, _, _) in self.units() {
            let rate = self.desk.rules.short_option_minimum;
            let least = rate * unit.index;
            let in_groups = unit.short_options.iter().flat_map(|group| &group.legs);
            let parts = in_groups
                .filter_map(|&leg| {
                    let place = unit.repricer.places().get(leg)?;
                    Some(Part { leg: *place, amount: usd(-unit.legs.get(leg)?.units * least) })
                })
                .collect();
            let underlying = self.asset(unit);
            let kind = ChargeKind::ShortOption;
            charges.push(Charge { kind, underlying, expiry: None, amount: Decimal::ZERO, rate: Some(rate), parts });
        }
        charges.into_iter().for_each(|charge| self.charge(charge));
    }

    /// The size charge, shared out by each leg's part of the net exposure.
    fn size(&mut self) {
        let mut charges = Vec::new();
        for (n, unit, state, _) in self.units() {
            if state.size <= 0.0 {
                continue;
            }
            let cover = self.covers.get(n).copied().flatten();
            let places = unit.repricer.places().iter().copied().chain(cover);
            let deltas: Vec<(usize, f64)> =
                places.filter_map(|leg| self.legs.get(leg).map(|report| (leg, report.greeks.delta_usd))).collect();
            let net: f64 = deltas.iter().map(|(_, delta)| delta).sum();
            let parts =
                deltas.into_iter().map(|(leg, delta)| Part { leg, amount: usd(state.size * delta / net) }).collect();
            let (underlying, rate) = (self.asset(unit), Some(state.size_rate));
            charges.push(Charge {
                kind: ChargeKind::Size,
                underlying,
                expiry: None,
                amount: Decimal::ZERO,
                rate,
                parts,
            });
        }
        charges.into_iter().for_each(|charge| self.charge(charge));
    }

    fn asset(&self, unit: &Unit<'_>) -> Option<Asset> {
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
        let initial_margin = netted.saturating_add(size_charge);
        let maintenance_margin = initial_margin.saturating_mul(self.desk.rules.maintenance_factor);
        let free_collateral = equity.total.saturating_sub(initial_margin);
        let margin_ratio =
            (equity.total > Decimal::ZERO).then(|| maintenance_margin.checked_div(equity.total)).flatten();
        let underlyings = self.underlyings();
        let expiries = self.expiries();
        let greeks = Greeks { delta_coin: 0.0, ..self.legs.iter().map(|leg| leg.greeks).sum() };
        let mut warnings = valued.warnings.clone();
        warnings.extend(price_warnings(valued));
        warnings.extend(collateral_warnings(&holdings, rules));
        let needs = |kind, message: &str| Warning { kind, subject: Subject::Account, message: message.to_owned() };
        if equity.total < maintenance_margin {
            warnings.push(needs(
                WarningKind::Liquidatable,
                "Equity is below maintenance margin: the account is liquidated at these prices.",
            ));
        } else if free_collateral < Decimal::ZERO {
            warnings.push(needs(
                WarningKind::ShortOfInitial,
                "Equity is below initial margin: nothing more can be opened.",
            ));
        }
        Assessment {
            rules: rules.stamp(),
            as_of: valued.as_of,
            equity,
            initial_margin,
            maintenance_margin,
            netted,
            held_apart,
            hedge_benefit: held_apart.saturating_sub(netted),
            size_charge,
            free_collateral,
            margin_ratio,
            credit: plain.saturating_sub(netted),
            charges: self.charges,
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

    fn holdings(&self) -> Vec<HoldingReport> {
        let valued = self.desk.valued;
        // coins that cover a short, shared out over the rows that hold them
        let mut left: BTreeMap<usize, Decimal> =
            self.units().map(|(_, unit, state, _)| (unit.place, usd(state.covered))).collect();
        let rules = self.desk.rules;
        collateral_factors(valued, rules)
            .map(|(held, factor)| {
                let own = held.underlying.filter(|&u| valued.underlyings.get(u).is_some_and(|u| u.asset == held.asset));
                let covered = match own.and_then(|u| left.get_mut(&u)) {
                    Some(left) if held.quantity > Decimal::ZERO => {
                        let covered = held.quantity.min(*left);
                        *left = left.saturating_sub(covered);
                        covered
                    }
                    _ => Decimal::ZERO,
                };
                let haircut = Decimal::ONE.saturating_sub(factor);
                let counted = held.quantity.saturating_mul(factor).saturating_add(covered.saturating_mul(haircut));
                HoldingReport {
                    row: held.row,
                    asset: held.asset.clone(),
                    quantity: held.quantity,
                    price: held.price,
                    haircut,
                    covered,
                    value: held.price.map_or(Decimal::ZERO, |price| counted.saturating_mul(price)),
                    state: held.state,
                }
            })
            .collect()
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

    fn expiries(&self) -> Vec<ExpiryReport> {
        let mut by_expiry: BTreeMap<_, Greeks> = BTreeMap::new();
        for leg in &self.legs {
            *by_expiry.entry((leg.underlying.clone(), leg.expiry)).or_default() += leg.greeks;
        }
        by_expiry
            .into_iter()
            .map(|((underlying, expiry), greeks)| ExpiryReport { underlying, expiry, greeks })
            .collect()
    }
}

fn leg_report(valued: &Valued, unit: &Unit<'_>, workings: &Workings, leg: usize, place: usize) -> Option<LegReport> {
    let source = valued.legs.get(place)?;
    let underlying = valued.underlyings.get(source.underlying)?;
    let option = unit.legs.get(leg)?.option;
    let value = if option { workings.scenarios.values.get(leg).copied()? } else { source.shape.straight_usd(1.0) };
    let black = match source.shape {
        crate::risk::Shape::Option { black, .. } => Some(black),
        _ => None,
    };
    let [scan, basis, short_option] = workings.isolated.get(leg).copied()?.map(usd);
    let mut total = scan.saturating_add(basis).saturating_add(short_option);
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

fn cover_report(valued: &Valued, unit: &Unit<'_>, state: &UnitState) -> Option<LegReport> {
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

fn equity(valued: &Valued, legs: &[LegReport], holdings: &[HoldingReport]) -> Equity {
    let collateral = sum(holdings.iter().map(|holding| holding.value));
    let unrealised_pnl = sum(valued.legs.iter().filter(|leg| leg.gain.is_some()).filter_map(|leg| leg.pnl));
    let option_value = sum(legs.iter().filter(|leg| leg.vol.is_some()).map(|leg| leg.value));
    let total = sum([collateral, unrealised_pnl, option_value].into_iter());
    Equity { total, collateral, unrealised_pnl, option_value }
}

/// One sentence for each kind of price that is not live.
fn price_warnings(valued: &Valued) -> Vec<Warning> {
    let mut by_state: BTreeMap<PriceState, Vec<String>> = BTreeMap::new();
    let underlyings = valued.underlyings.iter().map(|u| (u.state, &u.asset));
    let held = valued.held.iter().filter(|h| h.price.is_some()).map(|h| (h.state, &h.asset));
    let assets =
        underlyings.chain(held).filter(|(state, _)| state.needs_mark()).map(|(s, asset)| (s, asset.to_string()));
    let legs = valued.legs.iter().filter(|leg| leg.state.needs_mark()).map(|leg| (leg.state, leg.name()));
    for (state, name) in assets.chain(legs) {
        let names = by_state.entry(state).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    by_state
        .into_iter()
        .map(|(state, names)| {
            let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
            let more = names.len().saturating_sub(6);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("Prices not live ({}): {shown}{more}.", state.word());
            Warning { kind: WarningKind::Price, subject: Subject::Account, message }
        })
        .collect()
}

fn collateral_warnings<'h>(holdings: &'h [HoldingReport], rules: &'h RuleSet) -> impl Iterator<Item = Warning> + 'h {
    let refused = |holding: &&HoldingReport| holding.haircut == Decimal::ONE && holding.quantity > Decimal::ZERO;
    holdings.iter().filter(refused).map(|holding| Warning {
        kind: WarningKind::Collateral,
        subject: Subject::Holding(holding.row),
        message: format!(
            "{} is not accepted as collateral under {}: it counts for nothing.",
            holding.asset, rules.title
        ),
    })
}
