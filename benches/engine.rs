//! Speeds of the engine, natively. `script/bench` runs these and the same questions in Chromium.

#[cfg(not(target_arch = "wasm32"))]
mod workload;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::hint::black_box;

    use criterion::{Criterion, criterion_group};
    use cross_margin::margin::compare::Compared;
    use cross_margin::margin::{assess, liquidation, venues};

    fn questions(c: &mut Criterion) {
        let (Some((account, market)), Ok(rules)) = (super::workload::workload(), venues::reference()) else { return };
        c.bench_function("assess 200 options, 20 futures, 5 collaterals", |b| {
            b.iter(|| assess(black_box(&account), &market, rules));
        });
        if let Some((account, market)) = super::workload::compared() {
            c.bench_function("compare under every rule set", |b| {
                b.iter(|| {
                    venues::all()
                        .iter()
                        .map(|rules| Compared::of(black_box(&account), &market, rules))
                        .collect::<Vec<_>>()
                });
            });
            for rules in venues::all() {
                c.bench_function(&format!("compare: {}", rules.name), |b| {
                    b.iter(|| Compared::of(black_box(&account), &market, rules));
                });
            }
        }
        c.bench_function("liquidation prices of the same", |b| {
            b.iter(|| liquidation(black_box(&account), &market, rules));
        });
    }

    criterion_group!(benches, questions);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    native::benches();
}

#[cfg(target_arch = "wasm32")]
fn main() {}
