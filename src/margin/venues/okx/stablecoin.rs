//! MR9: what it costs that USDT, USDC and USD hedge one another in one risk unit.
//!
//! Cash deltas of opposite sign are matched in the order USDT with USD, USDT with USDC, USDC with USD, each volume
//! `min(|a|, |b|)`. A volume is charged by marginal tiers: each tier's rate on the part that falls in it. Which tiers
//! hold depends on the stablecoin's price; the caller brings those that do. Dollars, exact.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, mul, sub};
use crate::margin::limits::wrong;

/// A tier: `rate` on the part of the volume from the tier below up to `up_to`. Beyond the last its rate goes on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateTier {
    /// Where it ends, dollars.
    pub up_to: Decimal,
    /// Rate, a fraction.
    pub rate: Decimal,
}

/// Delta of a risk unit by what it settles in, dollars, long > 0.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct StableCash {
    /// Settled in USDT.
    pub usdt: Decimal,
    /// Settled in USDC.
    pub usdc: Decimal,
    /// Settled in dollars or coin.
    pub usd: Decimal,
}

/// Volumes that hedge one another, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct HedgedVolume {
    /// USDT with USD.
    pub usdt_usd: Decimal,
    /// USDT with USDC.
    pub usdt_usdc: Decimal,
    /// USDC with USD.
    pub usdc_usd: Decimal,
}

/// Matches cash deltas of opposite sign in the venue's order.
pub fn hedged_volumes(cash: &StableCash) -> HedgedVolume {
    let StableCash { mut usdt, mut usdc, mut usd } = *cash;
    HedgedVolume {
        usdt_usd: matched(&mut usdt, &mut usd),
        usdt_usdc: matched(&mut usdt, &mut usdc),
        usdc_usd: matched(&mut usdc, &mut usd),
    }
}

/// Takes what `a` and `b` have in opposite directions from both.
fn matched(a: &mut Decimal, b: &mut Decimal) -> Decimal {
    if a.is_zero() || b.is_zero() || a.is_sign_positive() == b.is_sign_positive() {
        return Decimal::ZERO;
    }
    let volume = a.abs().min(b.abs());
    for side in [a, b] {
        // towards zero: cannot overflow
        *side = if side.is_sign_positive() { side.saturating_sub(volume) } else { side.saturating_add(volume) };
    }
    volume
}

/// The charge of a volume.
///
/// # Errors
/// Tiers out of order, a rate that is no fraction, a volume below zero, or an amount that does not fit.
pub fn marginal(volume: Decimal, tiers: &[RateTier]) -> Result<Decimal, FigureError> {
    if volume < Decimal::ZERO {
        return Err(wrong("hedge", volume, "dollars of at least 0 are right"));
    }
    let (mut below, mut charge) = (Decimal::ZERO, Decimal::ZERO);
    for (place, tier) in tiers.iter().enumerate() {
        if !(Decimal::ZERO..=Decimal::ONE).contains(&tier.rate) {
            let right = "a fraction from 0 to 1 is right, 0.0175 for 1.75 %";
            return Err(wrong(format!("tiers[{place}].rate"), tier.rate, right));
        }
        if tier.up_to <= below {
            let right = format!("dollars above the tier before, {below}, are right");
            return Err(wrong(format!("tiers[{place}].up_to"), tier.up_to, &right));
        }
        let end = if place + 1 == tiers.len() { volume } else { volume.min(tier.up_to) };
        if end > below {
            let part = mul("hedge", sub("hedge", end, below)?, tier.rate)?;
            charge = add("hedge", charge, part)?;
        }
        below = tier.up_to;
    }
    Ok(charge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn tiers() -> Vec<RateTier> {
        vec![RateTier { up_to: dec!(100), rate: dec!(0.01) }, RateTier { up_to: dec!(300), rate: dec!(0.02) }]
    }

    #[test]
    fn each_tier_on_its_own_part() {
        assert_eq!(marginal(dec!(50), &tiers()).unwrap(), dec!(50) * dec!(0.01));
        assert_eq!(marginal(dec!(250), &tiers()).unwrap(), dec!(100) * dec!(0.01) + dec!(150) * dec!(0.02));
        assert_eq!(marginal(dec!(400), &tiers()).unwrap(), dec!(100) * dec!(0.01) + dec!(300) * dec!(0.02));
        assert_eq!(marginal(dec!(0), &tiers()).unwrap(), dec!(0));
    }

    #[test]
    fn usdt_hedges_dollars_before_usdc() {
        let cash = StableCash { usdt: dec!(100), usdc: dec!(-80), usd: dec!(-50) };
        let volumes = hedged_volumes(&cash);
        assert_eq!((volumes.usdt_usd, volumes.usdt_usdc, volumes.usdc_usd), (dec!(50), dec!(50), dec!(0)));
        let cash = StableCash { usdt: dec!(10), usdc: dec!(80), usd: dec!(-50) };
        let volumes = hedged_volumes(&cash);
        assert_eq!((volumes.usdt_usd, volumes.usdt_usdc, volumes.usdc_usd), (dec!(10), dec!(0), dec!(40)));
    }

    #[test]
    fn tiers_out_of_order_are_refused() {
        let mut wrong = tiers();
        wrong.swap(0, 1);
        let why = marginal(dec!(1), &wrong).unwrap_err().to_string();
        assert_eq!(why, "tiers[1].up_to is 100; dollars above the tier before, 300, are right");
        wrong[0].rate = dec!(2);
        assert!(marginal(dec!(1), &wrong).unwrap_err().to_string().starts_with("tiers[0].rate is 2;"));
    }
}
