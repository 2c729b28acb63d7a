//! Margin of one risk unit.
//!
//! ```text
//! MR1  largest loss over price moves and volatility up, same, down
//! MR4  basis: Σ over expiries rate · |net delta|;   rate of a dated contract = max(perpetual's, per year · years)
//! MR6  half of the loss in a move far beyond MR1
//! MR7  cost of reducing: rate · Σ|delta| · multiplier by size; the least margin
//! maintenance = max(combination of MR1 … MR6, MR7) + MR9;   initial = factor · maintenance
//! ```
//!
//! Dollars. MR2 (time value), MR3 (volatility by term), MR5 (rates) and MR9 (stablecoins) come as amounts: the forms of
//! the first three are not published, MR9 is [`super::marginal`].

use serde::Serialize;

use super::parameters::{Combination, PortfolioRules, UnitRules};
use super::scenarios::{Contract, Position, Scenario, scenarios};
use crate::margin::limits::{within, wrong};
use crate::margin::{FigureError, VolMove};

/// One underlying and all positions in it.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskUnit {
    /// The underlying.
    pub underlying: String,
    /// Its index price.
    pub index: f64,
    /// The positions.
    pub positions: Vec<Position>,
    /// Parts that come as amounts.
    pub others: OtherRisks,
}

/// Parts that come as amounts, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct OtherRisks {
    /// Time value.
    pub mr2: f64,
    /// Volatility by term.
    pub mr3: f64,
    /// Rates.
    pub mr5: f64,
    /// USDT, USDC and USD hedged with one another.
    pub mr9: f64,
}

/// The margin of a unit and its parts, dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnitMargin {
    /// The underlying.
    pub underlying: String,
    /// Delta on marks.
    pub delta: f64,
    /// Every cell of MR1.
    pub mr1_scenarios: Vec<Scenario>,
    /// The one that sets MR1; none where nothing is lost.
    pub mr1_worst: Option<Scenario>,
    /// Price and volatility.
    pub mr1: f64,
    /// Basis.
    pub mr4: f64,
    /// The whole loss behind MR6; none where nothing is lost.
    pub mr6_worst: Option<Scenario>,
    /// Extreme move.
    pub mr6: f64,
    /// Cost of reducing.
    pub mr7: f64,
    /// MR2, MR3, MR5, MR9.
    pub others: OtherRisks,
    /// Maintenance margin.
    pub maintenance: f64,
    /// Initial margin.
    pub initial: f64,
}

/// The margin of a unit.
///
/// # Errors
/// Options without a volatility shock, or a figure that cannot be, with its path.
pub fn unit_margin(unit: &RiskUnit, rules: &PortfolioRules) -> Result<UnitMargin, FigureError> {
    let class = rules.class(&unit.underlying)?;
    within("index", unit.index, 1e-9..=1e12, "a price above 0 is right")?;
    let others = unit.others;
    for (path, value) in [("mr2", others.mr2), ("mr3", others.mr3), ("mr5", others.mr5), ("mr9", others.mr9)] {
        within(path, value, 0.0..=1e24, "an amount of at least 0 is right")?;
    }
    for (place, position) in unit.positions.iter().enumerate() {
        position.check(place)?;
    }
    let options = unit.positions.iter().any(|position| matches!(position.contract, Contract::Option { .. }));
    if options && rules.volatility.is_none() {
        return Err(wrong("volatility", "missing", "a volatility shock is needed where there are options"));
    }
    let moves: Vec<f64> =
        class.mr1_moves.iter().flat_map(|&step| [step, -step]).filter(|step| !is_minus_zero(*step)).collect();
    let every = [VolMove::Up, VolMove::Same, VolMove::Down];
    let mr1_scenarios = scenarios(&unit.positions, unit.index, &moves, &every, rules.volatility.as_ref());
    let far = [class.mr6_move, -class.mr6_move];
    let extreme = scenarios(&unit.positions, unit.index, &far, &[VolMove::Same], None);
    let (mr1_worst, mr6_worst) = (worst(&mr1_scenarios), worst(&extreme));
    let loss = |worst: Option<Scenario>| worst.map_or(0.0, |worst| -worst.pnl);
    let (mr1, mr6) = (loss(mr1_worst), loss(mr6_worst) * class.mr6_factor);
    let deltas: Vec<f64> = unit.positions.iter().map(|position| position.delta(unit.index)).collect();
    let mut basis: Vec<(Option<f64>, f64)> = Vec::new();
    for (position, delta) in unit.positions.iter().zip(&deltas) {
        if position.contract == Contract::Spot {
            continue;
        }
        match basis.iter_mut().find(|(years, _)| *years == position.years) {
            Some((_, net)) => *net += delta,
            None => basis.push((position.years, *delta)),
        }
    }
    let mr4 = basis.iter().map(|(years, net)| basis_rate(class, *years) * net.abs()).sum::<f64>();
    let gross: f64 = deltas.iter().map(|delta| delta.abs()).sum();
    let mr7 = class.mr7_rate * gross * rules.mr7_multiplier(gross);
    let together = match rules.combination {
        Combination::Largest => mr1.max(others.mr2).max(mr6) + others.mr3 + mr4 + others.mr5,
        Combination::Sum => mr1.max(mr6) + others.mr2 + others.mr3 + mr4 + others.mr5,
    };
    let maintenance = together.max(mr7) + others.mr9;
    Ok(UnitMargin {
        underlying: unit.underlying.clone(),
        delta: deltas.iter().sum(),
        mr1_scenarios,
        mr1_worst,
        mr1,
        mr4,
        mr6_worst,
        mr6,
        mr7,
        others,
        maintenance,
        initial: maintenance * rules.initial_over_maintenance,
    })
}

/// The basis move of what expires in `years`; none for perpetuals.
pub(super) fn basis_rate(class: &UnitRules, years: Option<f64>) -> f64 {
    (class.mr4_annualised * years.unwrap_or(0.0).max(0.0)).max(class.mr4_perpetual)
}

/// A move of 0 has no other side.
fn is_minus_zero(step: f64) -> bool {
    step == 0.0 && step.is_sign_negative()
}

fn worst(scenarios: &[Scenario]) -> Option<Scenario> {
    let worst = scenarios.iter().min_by(|a, b| a.pnl.total_cmp(&b.pnl));
    worst.filter(|worst| worst.pnl < 0.0).copied()
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;
    use crate::book::Right;
    use crate::risk::VolShock;

    fn unit(positions: Vec<Position>) -> RiskUnit {
        RiskUnit { underlying: "BTC".into(), index: 50_000.0, positions, others: OtherRisks::default() }
    }

    fn perpetual(size: f64) -> Position {
        let contract = Contract::Future { mark: 50_100.0 };
        Position { name: "BTC-USDT-SWAP".into(), size, rate: 0.999, years: None, contract }
    }

    #[test]
    fn a_short_perpetual() {
        let rules = portfolio_rules().unwrap().parameters;
        let margin = unit_margin(&unit(vec![perpetual(-2.0)]), &rules).unwrap();
        // moves the index, counts delta on the mark
        let (value, delta) = (2.0 * 50_000.0 * 0.999, 2.0 * 50_100.0 * 0.999);
        assert!((margin.mr1 - 0.12 * value).abs() < 1e-9);
        assert!((margin.mr6 - 0.5 * 0.24 * value).abs() < 1e-9);
        assert!((margin.mr4 - 0.002 * delta).abs() < 1e-9);
        assert!((margin.mr7 - 0.0045 * delta).abs() < 1e-9);
        assert!((margin.maintenance - (margin.mr1 + margin.mr4)).abs() < 1e-9);
        assert!((margin.initial - 1.3 * margin.maintenance).abs() < 1e-9);
        assert_eq!(margin.mr1_worst.unwrap().price_move, 0.12);
        assert_eq!(margin.mr1_scenarios.len(), 7 * 3);
    }

    #[test]
    fn hedged_across_expiries_the_basis_and_the_least_margin_remain() {
        let rules = portfolio_rules().unwrap().parameters;
        let dated = Position { years: Some(0.5), ..perpetual(2.0) };
        let margin = unit_margin(&unit(vec![perpetual(-2.0), dated]), &rules).unwrap();
        let delta = 2.0 * 50_100.0 * 0.999;
        assert!((margin.mr4 - (0.002 + 0.05 * 0.5) * delta).abs() < 1e-9);
        assert_eq!(margin.mr1, 0.0);
        assert!((margin.maintenance - margin.mr4.max(0.0045 * 2.0 * delta)).abs() < 1e-9);
    }

    #[test]
    fn options_need_a_volatility_shock() {
        let mut rules = portfolio_rules().unwrap().parameters;
        let contract = Contract::Option { forward: 50_000.0, strike: 50_000.0, right: Right::Call, vol: 0.5 };
        let option = Position { name: "call".into(), size: 1.0, rate: 1.0, years: Some(0.1), contract };
        let book = unit(vec![option]);
        let why = unit_margin(&book, &rules).unwrap_err().to_string();
        assert_eq!(why, "volatility is missing; a volatility shock is needed where there are options");
        rules.volatility =
            Some(VolShock { up: 0.3, down: 0.3, short_power: 0.3, long_power: 0.3, least_days: 1.0, least_up: 0.0 });
        let margin = unit_margin(&book, &rules).unwrap();
        // the most a long call can lose is its value
        assert!(margin.mr1 > 0.0 && margin.mr1 < 50_000.0 * 0.4 * 0.5 * 0.1_f64.sqrt());
        assert_eq!(margin.mr1_worst.unwrap().vol, VolMove::Down);
    }
}
