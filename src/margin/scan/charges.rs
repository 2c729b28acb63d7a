//! The charges of an assessment under scan rules, each with every leg's part.

use rust_decimal::Decimal;

use super::report::{Report, sum, usd};
use crate::book::Exact;
use crate::margin::{Binding, Charge, ChargeKind, Grid, Part, Tail};
use crate::risk::{Scenario, VolMove};

impl Report<'_> {
    fn charge(&mut self, mut charge: Charge) {
        charge.parts.retain(|part| !part.amount.is_zero());
        charge.amount = sum(charge.parts.iter().map(|part| part.amount));
        if charge.amount <= Decimal::ZERO {
            return;
        }
        for part in &charge.parts {
            if let Some(leg) = self.legs.get_mut(part.leg) {
                leg.part = leg.part.capped_plus(part.amount);
            }
        }
        self.charges.push(charge);
    }

    /// The scan risk: its worst cell, and what each leg adds there.
    pub(super) fn scan(&mut self) -> (Grid, Option<Binding>) {
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
                total = total.capped_plus(amount);
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

    pub(super) fn basis(&mut self) {
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

    pub(super) fn short_options(&mut self) {
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
    pub(super) fn size(&mut self) {
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
}
