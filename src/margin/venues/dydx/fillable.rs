//! The price at which the chain's liquidation order is placed: at the oracle for an account just below maintenance, up to
//! a spread away from it for one that is bankrupt.

use super::ONE_PPM;
use super::account::{Subaccount, SubaccountReport, subaccount};
use super::ratio::Ratio;
use super::rules::LiquidationRules;
use crate::margin::FigureError;
use crate::margin::limits::wrong;

/// The fillable price of a position, with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fillable {
    /// Quote quantums a base quantum, exact.
    pub price: Ratio,
    /// How far the account is on the way to bankruptcy, 0 to 1.
    pub bankruptcy_rating: Ratio,
    /// What is given up against the oracle on the whole position, quote quantums.
    pub spread: Ratio,
    /// The subaccount.
    pub account: SubaccountReport,
}

/// Fillable price of position `place`:
/// `(notional − clamp01(adjustment·(1 − net collateral / maintenance))·spread·maintenance of the position) / size`.
/// It does not depend on how much of the position is closed.
///
/// Errs on a position of size 0, a subaccount without maintenance, and overflow.
pub fn fillable(account: &Subaccount, place: usize, rules: &LiquidationRules) -> Result<Fillable, FigureError> {
    let field = "fillable price";
    let Some(position) = account.positions.get(place).filter(|position| position.size != 0) else {
        return Err(wrong("position", place, "an open position of the subaccount is right"));
    };
    let report = subaccount(account)?;
    let beyond = || FigureError::overflow(field);
    let whole = |amount: u128| i128::try_from(amount).map_err(|_| beyond());
    let maintenance = whole(report.maintenance)?;
    if maintenance == 0 {
        return Err(wrong("maintenance margin", 0, "a subaccount with maintenance above 0 is right"));
    }
    let Some(&row) = report.positions.get(place) else { return Err(beyond()) };
    let short = maintenance.checked_sub(report.net_collateral).ok_or_else(beyond)?;
    let one = i128::from(ONE_PPM);
    let shortfall = Ratio::new(field, short, maintenance)?;
    let bankruptcy_rating = shortfall.times(field, rules.bankruptcy_adjustment_ppm.into(), one)?.clamped();
    let spread = bankruptcy_rating.times(field, rules.spread_to_maintenance_ppm.into(), one)?;
    let spread = spread.times(field, whole(row.maintenance)?, 1)?;
    let price = spread.from_whole(field, row.notional)?.times(field, 1, position.size)?;
    Ok(Fillable { price, bankruptcy_rating, spread, account: report })
}

#[cfg(test)]
mod tests {
    use super::super::account::tests::of;
    use super::*;

    fn rules(bankruptcy_adjustment_ppm: u32, spread_to_maintenance_ppm: u32) -> LiquidationRules {
        LiquidationRules {
            max_fee_ppm: 5_000,
            min_position_notional: 0,
            max_position_portion_ppm: ONE_PPM,
            max_subaccount_notional_per_block: u64::MAX,
            bankruptcy_adjustment_ppm,
            spread_to_maintenance_ppm,
        }
    }

    #[test]
    fn a_fivehundredth_below_maintenance_gives_up_that_part_of_the_spread() {
        // maintenance 500, collateral 499: rating 1/500, spread 1/500·10 %·500 = 0.1 USDC on 5,000
        let long = of(-4_501_000_000, &[(10_000_000, 50_000)]);
        let got = fillable(&long, 0, &rules(ONE_PPM, 100_000)).unwrap();
        assert_eq!(got.bankruptcy_rating.to_string(), "1/500");
        assert_eq!(got.price, Ratio::new("price", 5_000_000_000 - 100_000, 10_000_000).unwrap());
        // a short pays more than the oracle
        let short = of(5_499_000_000, &[(-10_000_000, 50_000)]);
        let got = fillable(&short, 0, &rules(2 * ONE_PPM, 100_000)).unwrap();
        assert_eq!(got.price, Ratio::new("price", 5_000_000_000 + 200_000, 10_000_000).unwrap());
    }

    #[test]
    fn beyond_bankruptcy_the_spread_is_whole() {
        let long = of(-5_500_000_000, &[(10_000_000, 50_000)]);
        let got = fillable(&long, 0, &rules(ONE_PPM, 100_000)).unwrap();
        assert_eq!(got.price.to_string(), "495/1");
        assert_eq!(fillable(&long, 0, &rules(u32::MAX, 100_000)).unwrap().price.to_string(), "495/1");
    }

    #[test]
    fn a_sound_account_is_filled_at_the_oracle() {
        let long = of(5_000_000_000, &[(10_000_000, 50_000)]);
        assert_eq!(fillable(&long, 0, &rules(ONE_PPM, 100_000)).unwrap().price.to_string(), "500/1");
        assert!(fillable(&of(0, &[(0, 50_000)]), 0, &rules(ONE_PPM, 1)).is_err());
        assert!(fillable(&long, 3, &rules(ONE_PPM, 1)).is_err());
    }
}
