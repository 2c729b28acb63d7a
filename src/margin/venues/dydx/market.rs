//! What one position is worth and must keep.

use super::rules::LiquidityTier;
use super::wide::{Round, mul_div};
use super::{ONE_PPM, QUOTE_DECIMALS};
use crate::margin::FigureError;

/// A market as the chain keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Market {
    /// Price, `price·10^price_exponent` USDC a coin.
    pub price: u64,
    /// Exponent of the price.
    pub price_exponent: i32,
    /// A base quantum is `10^atomic_resolution` coins.
    pub atomic_resolution: i32,
    /// Its liquidity tier.
    pub tier: LiquidityTier,
    /// Open interest, base quantums.
    pub open_interest: u128,
}

/// What a position must keep, with its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Signed notional, quote quantums.
    pub notional: i128,
    /// Notional of the market's open interest, quote quantums.
    pub open_interest: u128,
    /// Initial margin rate after open interest and the user's own leverage, ppm.
    pub initial_ppm: u32,
    /// Initial margin, quote quantums.
    pub initial: u128,
    /// Maintenance margin, quote quantums.
    pub maintenance: u128,
}

fn beyond<T>(field: &'static str) -> Result<T, FigureError> {
    Err(FigureError::overflow(field))
}

/// Notional of base quantums, quote quantums, cut towards zero: `size·price·10^(price exponent + resolution + 6)`.
pub fn notional(size: i128, market: &Market) -> Result<i128, FigureError> {
    let value = notional_of(size.unsigned_abs(), market)?;
    let Ok(value) = i128::try_from(value) else { return beyond("notional") };
    Ok(if size < 0 { -value } else { value })
}

fn notional_of(size: u128, market: &Market) -> Result<u128, FigureError> {
    const STEP: u32 = 38;
    let price = u128::from(market.price);
    let exponents = [market.price_exponent, market.atomic_resolution, QUOTE_DECIMALS];
    let exponent: i64 = exponents.into_iter().map(i64::from).sum();
    if size == 0 || price == 0 {
        return Ok(0);
    }
    let power = |of: u64| u32::try_from(of).ok().and_then(|of| 10_u128.checked_pow(of));
    if exponent >= 0 {
        let whole = power(exponent.unsigned_abs()).and_then(|power| size.checked_mul(price)?.checked_mul(power));
        return whole.map_or_else(|| beyond("notional"), Ok);
    }
    // cutting twice cuts to the same number as cutting once
    let (first, then) = match exponent.unsigned_abs() {
        digits if digits <= u64::from(STEP) => (power(digits), Some(1)),
        digits => (power(STEP.into()), power(digits - u64::from(STEP))),
    };
    let Some(first) = first else { return beyond("notional") };
    let Some(cut) = mul_div(size, price, first, Round::Down) else { return beyond("notional") };
    // more digits than a 128-bit number has leave nothing
    Ok(then.map_or(0, |then| cut / then))
}

/// Part of an amount in parts per million, rounded up.
fn part_up(field: &'static str, amount: u128, ppm: u32) -> Result<u128, FigureError> {
    mul_div(amount, ppm.into(), ONE_PPM.into(), Round::Up).map_or_else(|| beyond(field), Ok)
}

/// Initial margin rate under open interest, ppm rounded down: the tier's up to the lower cap, the whole notional from the
/// upper cap, straight between. A tier whose upper cap is 0 does not scale. `open_interest` in quote quantums.
pub fn effective_initial_ppm(tier: &LiquidityTier, open_interest: u128) -> u32 {
    let base = tier.initial_margin_ppm;
    let (lower, upper) = (u128::from(tier.open_interest_lower_cap), u128::from(tier.open_interest_upper_cap));
    if upper == 0 || open_interest <= lower || base >= ONE_PPM {
        return base;
    }
    if open_interest >= upper {
        return ONE_PPM;
    }
    // both factors are below 2^64
    let rise = u128::from(ONE_PPM - base) * (open_interest - lower) / (upper - lower);
    u32::try_from(rise).map_or(ONE_PPM, |rise| base + rise)
}

/// Maintenance rate of a tier, ppm rounded down, as the chain reports it; requirements do not use it.
pub fn maintenance_ppm(tier: &LiquidityTier) -> u32 {
    let product = u64::from(tier.initial_margin_ppm) * u64::from(tier.maintenance_fraction_ppm);
    u32::try_from(product / u64::from(ONE_PPM)).unwrap_or(u32::MAX)
}

/// Initial margin of a notional at a rate, rounded up, quote quantums.
pub fn initial_of_notional(notional: u128, initial_ppm: u32) -> Result<u128, FigureError> {
    part_up("initial margin", notional, initial_ppm)
}

/// Maintenance margin of a notional, quote quantums: the tier's part of the base initial margin, each rounded up. Open
/// interest and the user's own leverage do not touch it.
pub fn maintenance_of_notional(notional: u128, tier: &LiquidityTier) -> Result<u128, FigureError> {
    let base = part_up("maintenance margin", notional, tier.initial_margin_ppm)?;
    part_up("maintenance margin", base, tier.maintenance_fraction_ppm)
}

/// What a position must keep. `custom_initial_ppm` is the rate of the leverage a user chose for the market, 0 for none;
/// it raises the initial margin only. Errs where a figure does not fit.
pub fn requirement(size: i128, market: &Market, custom_initial_ppm: u32) -> Result<Requirement, FigureError> {
    let value = notional(size, market)?;
    let open_interest = notional_of(market.open_interest, market)?;
    let initial_ppm = effective_initial_ppm(&market.tier, open_interest).max(custom_initial_ppm);
    Ok(Requirement {
        notional: value,
        open_interest,
        initial_ppm,
        initial: initial_of_notional(value.unsigned_abs(), initial_ppm)?,
        maintenance: maintenance_of_notional(value.unsigned_abs(), &market.tier)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(initial_margin_ppm: u32, maintenance_fraction_ppm: u32) -> LiquidityTier {
        let (open_interest_lower_cap, open_interest_upper_cap) = (0, 0);
        LiquidityTier { initial_margin_ppm, maintenance_fraction_ppm, open_interest_lower_cap, open_interest_upper_cap }
    }

    fn market(price: u64, price_exponent: i32, atomic_resolution: i32, tier: LiquidityTier) -> Market {
        Market { price, price_exponent, atomic_resolution, tier, open_interest: 0 }
    }

    #[test]
    fn requirements_round_up_one_after_the_other() {
        // 74,523 quantums at 123,456.0 a coin of 10^6 quantums
        let market = market(1_234_560, -1, -6, tier(250_000, 600_000));
        let kept = requirement(74_523, &market, 0).unwrap();
        assert_eq!(kept.notional, 74_523 * 123_456);
        assert_eq!(kept.initial, (74_523 * 123_456_u128).div_ceil(4));
        assert_eq!(kept.maintenance, (kept.initial * 600_000).div_ceil(1_000_000));
    }

    #[test]
    fn notional_is_cut_towards_zero() {
        let market = market(15, -1, -7, tier(10_000, 500_000));
        // 7·15 hundredths
        assert_eq!(notional(7, &market), Ok(1));
        assert_eq!(notional(-7, &market), Ok(-1));
        let far = Market { atomic_resolution: -60, ..market };
        assert_eq!(notional(i128::MAX, &far), Ok(0));
        let near = Market { atomic_resolution: 40, ..market };
        assert_eq!(notional(1, &near), Err(FigureError::overflow("notional")));
        assert_eq!(notional(0, &near), Ok(0));
    }

    #[test]
    fn the_largest_price_and_size_fit() {
        let market = market(u64::MAX, -1, -6, tier(100, 1_000_000));
        let kept = requirement(u64::MAX.into(), &market, 0).unwrap();
        let whole = u128::from(u64::MAX) * u128::from(u64::MAX) / 10;
        assert_eq!(kept.notional.unsigned_abs(), whole);
        assert_eq!(kept.initial, whole.div_ceil(10_000));
    }

    #[test]
    fn open_interest_raises_the_initial_margin_only() {
        let caps = LiquidityTier {
            open_interest_lower_cap: 1_000_000,
            open_interest_upper_cap: 2_000_000,
            ..tier(200_000, 500_000)
        };
        assert_eq!(effective_initial_ppm(&caps, 1_000_000), 200_000);
        assert_eq!(effective_initial_ppm(&caps, 1_234_567), 200_000 + (800_000_u64 * 234_567 / 1_000_000) as u32);
        assert_eq!(effective_initial_ppm(&caps, 2_000_000), 1_000_000);
        let busy = Market { open_interest: 3, ..market(1_000_000, 0, -6, caps) };
        let kept = requirement(1, &busy, 0).unwrap();
        assert_eq!((kept.initial_ppm, kept.initial, kept.maintenance), (1_000_000, 1_000_000, 100_000));
    }

    #[test]
    fn a_users_own_leverage_raises_the_initial_margin_only() {
        let market = market(1_000_000, 0, -6, tier(50_000, 600_000));
        let own = requirement(1, &market, 200_000).unwrap();
        assert_eq!((own.initial, own.maintenance), (200_000, 30_000));
        assert_eq!(requirement(1, &market, 10_000).unwrap().initial, 50_000);
    }

    #[test]
    fn the_reported_maintenance_rate_is_rounded_down() {
        assert_eq!(maintenance_ppm(&tier(637_239, 289_284)), (637_239_u64 * 289_284 / 1_000_000) as u32);
    }
}
