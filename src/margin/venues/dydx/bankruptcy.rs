//! At which amount a slice of a position leaves the rest exactly as well covered, and what of it the insurance fund takes.

use super::ONE_PPM;
use super::account::{Subaccount, SubaccountReport, subaccount};
use super::market::requirement;
use super::wide::{Round, mul_div};
use crate::margin::FigureError;
use crate::margin::limits::wrong;

/// The bankruptcy price of a slice, with its parts, quote quantums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bankruptcy {
    /// What the slice must bring: above 0 is received, below 0 is paid.
    pub quote: i128,
    /// Change of the signed notional.
    pub notional_change: i128,
    /// Fall of the maintenance margin.
    pub maintenance_freed: u128,
    /// The subaccount before.
    pub before: SubaccountReport,
}

/// Bankruptcy price of closing `delta` base quantums of position `place`:
/// `−Δnotional − floor(net collateral·|Δmaintenance| / maintenance)`, so rounded towards +∞.
///
/// Errs on a `delta` that does not reduce the position or is larger than it, a subaccount without maintenance, overflow.
pub fn bankruptcy(account: &Subaccount, place: usize, delta: i128) -> Result<Bankruptcy, FigureError> {
    let field = "bankruptcy price";
    let Some(position) = account.positions.get(place) else {
        return Err(wrong("position", place, "a position of the subaccount is right"));
    };
    let reduces = (delta < 0) != (position.size < 0) && delta != 0 && position.size != 0;
    if !reduces || delta.unsigned_abs() > position.size.unsigned_abs() {
        return Err(wrong("delta", delta, "a part of the position, of the opposite sign, is right"));
    }
    let before = subaccount(account)?;
    if before.maintenance == 0 {
        return Err(wrong("maintenance margin", 0, "a subaccount with maintenance above 0 is right"));
    }
    let beyond = || FigureError::overflow(field);
    // the position is at least as large, so this cannot overflow
    let left = position.size + delta;
    let now = requirement(position.size, &position.market, position.custom_initial_ppm)?;
    let then = requirement(left, &position.market, position.custom_initial_ppm)?;
    let notional_change = then.notional.checked_sub(now.notional).ok_or_else(beyond)?;
    let maintenance_freed = now.maintenance.saturating_sub(then.maintenance);
    let collateral = before.net_collateral;
    // floor: a negative share is rounded away from zero
    let round = if collateral < 0 { Round::Up } else { Round::Down };
    let share = mul_div(collateral.unsigned_abs(), maintenance_freed, before.maintenance, round);
    let share = share.and_then(|share| i128::try_from(share).ok()).ok_or_else(beyond)?;
    let share = if collateral < 0 { -share } else { share };
    let quote = notional_change.checked_neg().and_then(|quote| quote.checked_sub(share)).ok_or_else(beyond)?;
    Ok(Bankruptcy { quote, notional_change, maintenance_freed, before })
}

/// What the insurance fund gets of a liquidation, quote quantums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsuranceFee {
    /// What the fill brought beyond the bankruptcy price; below 0 the fund pays.
    pub surplus: i128,
    /// The highest fee, rounded down.
    pub most: u128,
    /// Fee above 0, or the fund's payment below 0.
    pub amount: i128,
}

/// The fund's part of a fill that moved `quote` quote quantums (received > 0) at a bankruptcy price of `bankruptcy`.
pub fn insurance_fee(quote: i128, bankruptcy: i128, max_fee_ppm: u32) -> Result<InsuranceFee, FigureError> {
    let beyond = || FigureError::overflow("insurance fee");
    let surplus = quote.checked_sub(bankruptcy).ok_or_else(beyond)?;
    let most = mul_div(quote.unsigned_abs(), max_fee_ppm.into(), ONE_PPM.into(), Round::Down).ok_or_else(beyond)?;
    let amount = if surplus <= 0 { surplus } else { surplus.min(i128::try_from(most).map_err(|_| beyond())?) };
    Ok(InsuranceFee { surplus, most, amount })
}

#[cfg(test)]
mod tests {
    use super::super::account::tests::of;
    use super::*;

    #[test]
    fn closing_everything_brings_what_is_owed() {
        let long = of(-4_501_000_000, &[(10_000_000, 50_000)]);
        assert_eq!(bankruptcy(&long, 0, -10_000_000).unwrap().quote, 4_501_000_000);
        let short = of(5_499_000_000, &[(-10_000_000, 50_000)]);
        assert_eq!(bankruptcy(&short, 0, 10_000_000).unwrap().quote, -5_499_000_000);
    }

    #[test]
    fn a_slice_is_rounded_against_the_account() {
        // one coin at 50,000 on −13 USDC, 21,347 quantums = 10.6735 USDC closed, a tenth of that maintenance
        let long = of(-13_000_000, &[(100_000_000, 50_000)]);
        let got = bankruptcy(&long, 0, -21_347).unwrap();
        assert_eq!((got.notional_change, got.maintenance_freed), (-10_673_500, 1_067_350));
        // 10,673,500 − 49,987·1,067.35 / 5 = 10,673,500 − 10,670,724.89
        assert_eq!(got.quote, 2_776);
        let short = of(13_000_000, &[(-100_000_000, 50_000)]);
        assert_eq!(bankruptcy(&short, 0, 21_347).unwrap().quote, -2_775);
    }

    #[test]
    fn a_slice_is_part_of_the_position() {
        let long = of(-1, &[(10, 50_000)]);
        for delta in [0, 1, -11, i128::MIN] {
            assert!(bankruptcy(&long, 0, delta).is_err(), "{delta}");
        }
        assert!(bankruptcy(&long, 1, -1).is_err());
        assert!(bankruptcy(&of(1, &[(1, 0)]), 0, -1).is_err());
    }

    #[test]
    fn the_fund_takes_a_capped_surplus_and_pays_a_shortfall() {
        // 1.5 % of 1,000 is 15
        assert_eq!(insurance_fee(1_000, 900, 15_000).unwrap().amount, 15);
        assert_eq!(insurance_fee(1_000, 995, 15_000).unwrap().amount, 5);
        assert_eq!(insurance_fee(1_000, 1_200, 15_000).unwrap().amount, -200);
        assert!(insurance_fee(i128::MAX, -1, 15_000).is_err());
    }
}
