//! The engine's questions for a page that times them: `benches/browser/run.mjs` loads this in Chromium beside the
//! npm package that prices options fastest.

#[cfg(target_arch = "wasm32")]
#[path = "../workload/mod.rs"]
mod workload;

#[cfg(target_arch = "wasm32")]
mod questions {
    use std::hint::black_box;

    use cross_margin::book::{Account, Right};
    use cross_margin::margin::axes::{Outlook, along, axes};
    use cross_margin::margin::compare::{Compared, nearest_liquidation};
    use cross_margin::margin::{RuleSet, assess, liquidation, venues};
    use cross_margin::market::Market;
    use cross_margin::pricing::{Cell, OptionBatch, VolState};
    use wasm_bindgen::prelude::wasm_bindgen;

    /// The book that speeds are promised for, and the grid of 200 options × 35 scenarios.
    #[wasm_bindgen]
    pub struct Bench {
        account: Account,
        market: Market,
        rules: &'static RuleSet,
        compared: (Account, Market),
        batch: OptionBatch,
        cells: Vec<Cell>,
        out: Vec<f64>,
    }

    #[wasm_bindgen]
    impl Bench {
        /// Sets everything up; nothing if the workload cannot be made.
        pub fn new() -> Option<Bench> {
            let (account, market) = super::workload::workload()?;
            let rules = venues::reference().ok()?;
            let mut batch = OptionBatch::with_capacity(200);
            for days in [1.0, 7.0, 30.0, 90.0, 365.0_f64] {
                for place in 0..40_i32 {
                    let strike = 50.0 + 150.0 * f64::from(place) / 39.0;
                    let right = if place % 2 == 0 { Right::Call } else { Right::Put };
                    let s = (0.4 + 0.02 * f64::from(place)) * (days / 365.0).sqrt();
                    batch.push(100.0 * (1.0 + 0.0002 * days), strike, right, [s, 1.5 * s, 0.75 * s]);
                }
            }
            let steps = (-4..=4).map(|step| 1.0 + 0.04 * f64::from(step));
            let tails = [0.34, 0.67, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0];
            let mut cells: Vec<Cell> = Vec::new();
            for state in [VolState::Up, VolState::Same, VolState::Down] {
                cells.extend(steps.clone().map(|ratio| Cell::new(ratio, state)));
            }
            cells.extend(tails.map(|ratio| Cell::new(ratio, VolState::Up)));
            let compared = super::workload::compared()?;
            Some(Self { account, market, rules, compared, batch, cells, out: Vec::new() })
        }

        /// Assesses the book `times` times.
        pub fn assess(&self, times: u32) -> f64 {
            (0..times)
                .map(|_| black_box(assess(black_box(&self.account), &self.market, self.rules)).greeks.delta_usd)
                .sum()
        }

        /// Liquidation prices of the book, `times` times.
        pub fn liquidation(&self, times: u32) -> usize {
            (0..times).map(|_| black_box(liquidation(black_box(&self.account), &self.market, self.rules)).len()).sum()
        }

        /// Every place at which the book is lost, along every axis, `times` times.
        pub fn axes(&self, times: u32) -> usize {
            let outlook = Outlook::default();
            let once = || -> usize {
                let axes = axes(black_box(&self.account), &self.market);
                axes.iter().map(|axis| along(&self.account, &self.market, self.rules, &outlook, axis).safe.len()).sum()
            };
            (0..times).map(|_| black_box(once())).sum()
        }

        /// Names of all rule sets.
        pub fn rule_sets(&self) -> Vec<String> {
            venues::all().iter().map(|rules| rules.name.clone()).collect()
        }

        /// How much of the book that is compared a rule set margins.
        pub fn margined(&self, place: usize) -> usize {
            let (account, market) = &self.compared;
            venues::all().get(place).map_or(0, |rules| Compared::of(account, market, rules).margined)
        }

        /// What the book needs under one rule set, `times` times.
        pub fn under(&self, place: usize, times: u32) -> usize {
            let (account, market) = &self.compared;
            let Some(rules) = venues::all().get(place) else { return 0 };
            (0..times).map(|_| black_box(Compared::of(black_box(account), market, rules)).margined).sum()
        }

        /// Its liquidation price nearest to today's under one rule set, `times` times.
        pub fn liquidation_under(&self, place: usize, times: u32) -> usize {
            let (account, market) = &self.compared;
            let Some(rules) = venues::all().get(place) else { return 0 };
            (0..times).filter_map(|_| black_box(nearest_liquidation(black_box(account), market, rules))).count()
        }

        /// Prices the grid `times` times; 7,000 prices each.
        pub fn grid(&mut self, times: u32) -> f64 {
            for _ in 0..times {
                black_box(&self.batch).reprice(&self.cells, &mut self.out);
            }
            self.out.iter().sum()
        }
    }
}
