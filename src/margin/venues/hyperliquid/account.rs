//! A perpetuals account: one cross pool, and isolated positions each with its own margin.

use rust_decimal::Decimal;

use super::rules::HyperliquidRules;
use super::table::{MarginTable, Requirement, liquidation, requirement, withdrawal};
use crate::margin::FigureError;
use crate::margin::checked::decimal::{sub, sum};
use crate::margin::limits::wrong;
use crate::margin::rates::{Maintenance, Pool, Rate, Root};

/// What the venue knows of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// `crossMarginSummary.accountValue`, USDC: cash and unrealised profit of the cross positions.
    pub cross_value: Decimal,
    /// Positions.
    pub positions: Vec<Position>,
}

/// A perpetual position.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// Coin.
    pub coin: String,
    /// Coins, long > 0.
    pub size: Decimal,
    /// Mark price, USDC.
    pub mark: Decimal,
    /// The user's leverage.
    pub leverage: u32,
    /// The position's own `maxLeverage` where it is known and differs from the coin's tiers.
    pub max_leverage: Option<u32>,
    /// Cross or isolated.
    pub mode: Mode,
}

/// What stands behind a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The account's cross value.
    Cross,
    /// Its own margin.
    Isolated {
        /// Margin with unrealised profit, USDC: `rawUsd + size·mark`.
        margin: Decimal,
    },
}

/// What a pool has and must keep, USDC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Account value or isolated margin.
    pub value: Decimal,
    /// Initial margin at the users' leverages.
    pub initial: Decimal,
    /// Maintenance margin.
    pub maintenance: Decimal,
    /// What must stay when margin is taken out.
    pub withdrawal: Decimal,
    /// What may be taken out, ≥ 0.
    pub withdrawable: Decimal,
    /// Below this value the backstop takes over.
    pub backstop: Decimal,
    /// Value less maintenance.
    pub available: Decimal,
    /// Whether the value is below maintenance.
    pub liquidatable: bool,
}

/// The cross pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cross {
    /// Sum of notionals, USDC.
    pub notional: Decimal,
    /// What it has and must keep.
    pub standing: Standing,
}

/// A position's part.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionReport {
    /// Coin.
    pub coin: String,
    /// Initial margin, USDC.
    pub initial: Decimal,
    /// Maintenance with notional, tier, rate and deduction.
    pub maintenance: Maintenance,
    /// Whether the tier still allows opening at the user's leverage; a position kept is not asked.
    pub leverage_allowed: bool,
    /// Its own pool, if isolated.
    pub isolated: Option<Standing>,
    /// Liquidation mark, other marks kept.
    pub liquidation: Option<Root>,
    /// Mark at which the backstop takes over.
    pub backstop: Option<Root>,
    /// First liquidation order, coins.
    pub first_order: Decimal,
}

/// An account under the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct PerpReport {
    /// The cross pool.
    pub cross: Cross,
    /// Positions in the account's order.
    pub positions: Vec<PositionReport>,
}

struct Row<'a> {
    position: &'a Position,
    table: MarginTable,
    initial: Decimal,
    maintenance: Maintenance,
}

/// Evaluates an account at its marks.
///
/// Errs on a coin the rules do not list (unless the position brings its own highest leverage), a mark not above 0, a
/// leverage outside 1 to the coin's highest, and overflow.
pub fn perps(account: &Account, rules: &HyperliquidRules) -> Result<PerpReport, FigureError> {
    let rows = account.positions.iter().enumerate().map(|(place, position)| row(place, position, rules));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    let cross = || rows.iter().filter(|row| row.position.mode == Mode::Cross);
    let notional = sum("cross notional", cross().map(|row| row.maintenance.notional))?;
    let initial = sum("cross initial margin", cross().map(|row| row.initial))?;
    let maintenance = sum("cross maintenance margin", cross().map(|row| row.maintenance.amount))?;
    let standing = standing(account.cross_value, notional, initial, maintenance, rules)?;
    let positions = rows.iter().map(|row| report(row, &standing, rules)).collect::<Result<Vec<_>, _>>()?;
    Ok(PerpReport { cross: Cross { notional, standing }, positions })
}

fn row<'a>(place: usize, position: &'a Position, rules: &HyperliquidRules) -> Result<Row<'a>, FigureError> {
    let field = |key: &str| format!("positions[{place}].{key}");
    if position.mark <= Decimal::ZERO {
        return Err(wrong(field("mark"), position.mark, "a price above 0 is right"));
    }
    let table = match position.max_leverage {
        Some(most) => MarginTable::flat(most, rules.maintenance_part).ok(),
        None => rules.table(&position.coin).and_then(Result::ok),
    };
    let Some(table) = table else {
        return match position.max_leverage {
            Some(most) => Err(wrong(field("max_leverage"), most, "a whole number from 1 to 1000 is right")),
            None => Err(wrong(field("coin"), &position.coin, "a coin with margin tiers is right")),
        };
    };
    if position.leverage == 0 || position.leverage > table.highest_leverage() {
        return Err(wrong(field("leverage"), position.leverage, "1 up to the coin's highest leverage is right"));
    }
    let Requirement { initial, maintenance } =
        requirement(position.size, position.mark, Some(position.leverage), &table)?;
    Ok(Row { position, table, initial, maintenance })
}

fn standing(
    value: Decimal,
    notional: Decimal,
    initial: Decimal,
    maintenance: Decimal,
    rules: &HyperliquidRules,
) -> Result<Standing, FigureError> {
    let withdrawal = withdrawal(initial, notional, rules)?;
    Ok(Standing {
        value,
        initial,
        maintenance,
        withdrawal,
        withdrawable: sub("withdrawable", value, withdrawal)?.max(Decimal::ZERO),
        backstop: rules.backstop_share()?.of("backstop threshold", maintenance)?,
        available: sub("margin available", value, maintenance)?,
        liquidatable: value < maintenance,
    })
}

fn report(row: &Row<'_>, cross: &Standing, rules: &HyperliquidRules) -> Result<PositionReport, FigureError> {
    let &Row { position, ref table, initial, maintenance } = row;
    let own = |margin| standing(margin, maintenance.notional, initial, maintenance.amount, rules);
    let isolated = match position.mode {
        Mode::Cross => None,
        Mode::Isolated { margin } => Some(own(margin)?),
    };
    let pool = isolated.as_ref().unwrap_or(cross);
    let other_maintenance = sub("maintenance margin", pool.maintenance, maintenance.amount)?;
    let at = |share: Rate| {
        let pool = Pool { equity: pool.value, other_maintenance, share };
        liquidation(position.size, position.mark, table, &pool)
    };
    Ok(PositionReport {
        coin: position.coin.clone(),
        initial,
        maintenance,
        leverage_allowed: position.leverage <= table.leverage_at(maintenance.notional),
        isolated,
        liquidation: at(Rate::ONE)?,
        backstop: at(rules.backstop_share()?)?,
        first_order: rules.first_order(position.size, maintenance.notional)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn rules() -> &'static HyperliquidRules {
        &crate::margin::venues::hyperliquid::parameters().unwrap().parameters
    }

    fn position(coin: &str, size: Decimal, mark: Decimal, leverage: u32, mode: Mode) -> Position {
        Position { coin: coin.to_owned(), size, mark, leverage, max_leverage: None, mode }
    }

    fn assess(cross_value: Decimal, positions: Vec<Position>) -> PerpReport {
        perps(&Account { cross_value, positions }, rules()).unwrap()
    }

    #[test]
    fn an_isolated_long_is_liquidated_on_its_own_margin() {
        let isolated = Mode::Isolated { margin: dec!(200) };
        let report = assess(dec!(1000000), vec![position("HYPE", dec!(10), dec!(100), 5, isolated)]);
        let one = &report.positions[0];
        assert_eq!(one.initial, dec!(1000) / dec!(5));
        assert_eq!(one.maintenance.amount, dec!(1000) / dec!(20));
        // raw −800: 800 / (10 − 10·0.05); at the backstop only two thirds of 0.05 count
        assert_eq!(one.liquidation.unwrap().price, dec!(800) / dec!(9.5));
        let backstop = one.backstop.unwrap();
        assert_eq!(backstop.price.round_dp(20), (dec!(2400) / dec!(29)).round_dp(20));
        assert_eq!(backstop.equity.round_dp(20), (dec!(2) * dec!(400) / dec!(29)).round_dp(20));
        let own = one.isolated.unwrap();
        assert_eq!((own.available, own.withdrawal, own.withdrawable), (dec!(150), dec!(200), dec!(0)));
        // and the cross pool does not know of it
        assert_eq!(report.cross.notional, dec!(0));
        assert_eq!(report.cross.standing.withdrawable, dec!(1000000));
    }

    #[test]
    fn cross_positions_share_a_pool() {
        let book = vec![
            position("BTC", dec!(1), dec!(60000), 20, Mode::Cross),
            position("ETH", dec!(-10), dec!(3000), 10, Mode::Cross),
        ];
        let report = assess(dec!(10000), book);
        let standing = report.cross.standing;
        assert_eq!(standing.initial, dec!(60000) / dec!(20) + dec!(30000) / dec!(10));
        assert_eq!(standing.maintenance, dec!(60000) / dec!(80) + dec!(30000) / dec!(50));
        // a tenth of 90,000 is more than the initial margin
        assert_eq!((standing.withdrawal, standing.withdrawable), (dec!(9000), dec!(1000)));
        assert_eq!(standing.backstop, dec!(900));
        // ETH keeps 600: (600 − 10000 + 60000) / (1 − 1/80)
        assert_eq!(report.positions[0].liquidation.unwrap().price, dec!(50600) / dec!(0.9875));
        // BTC keeps 750: (750 − 10000 − 30000) / (−10 − 10/50)
        assert_eq!(report.positions[1].liquidation.unwrap().price, dec!(39250) / dec!(10.2));
        assert_eq!(report.positions[1].first_order, dec!(10));
    }

    #[test]
    fn leverage_moves_the_initial_margin_and_no_cross_liquidation() {
        let of = |leverage| assess(dec!(10000), vec![position("BTC", dec!(1), dec!(60000), leverage, Mode::Cross)]);
        assert_eq!(of(10).positions[0].liquidation, of(40).positions[0].liquidation);
        assert_eq!(of(10).positions[0].initial, of(40).positions[0].initial * dec!(4));
    }

    #[test]
    fn a_large_position_goes_in_steps() {
        let report = assess(dec!(100000), vec![position("BTC", dec!(-2), dec!(60000), 20, Mode::Cross)]);
        assert_eq!(report.positions[0].first_order, dec!(2) * dec!(0.2));
    }

    #[test]
    fn an_empty_account_needs_nothing() {
        let standing = assess(dec!(0), vec![]).cross.standing;
        assert_eq!((standing.initial, standing.maintenance, standing.liquidatable), (dec!(0), dec!(0), false));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let said = |position| {
            perps(&Account { cross_value: dec!(1), positions: vec![position] }, rules()).unwrap_err().to_string()
        };
        assert_eq!(
            said(position("BTC", dec!(1), dec!(1), 41, Mode::Cross)),
            "positions[0].leverage is 41; 1 up to the coin's highest leverage is right"
        );
        assert_eq!(
            said(position("NONE", dec!(1), dec!(1), 1, Mode::Cross)),
            "positions[0].coin is NONE; a coin with margin tiers is right"
        );
        assert_eq!(
            said(position("BTC", dec!(1), dec!(0), 1, Mode::Cross)),
            "positions[0].mark is 0; a price above 0 is right"
        );
        assert_eq!(
            said(position("BTC", Decimal::MAX, dec!(3), 1, Mode::Cross)),
            "notional is too large to be computed exactly"
        );
    }
}
