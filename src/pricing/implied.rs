//! The volatility a price implies under Black-76.
//!
//! Prices are discounted values as [`super::Black76::price`] returns them. The solver is crate
//! `implied-vol` (Jäckel, "Let's be rational", 2015), within 1e-14 of the root where the price
//! determines one. It uses the platform's `exp` and `ln`, so the last digit may differ between
//! native code and WebAssembly: what must agree to the bit starts from the volatility returned.

use super::intrinsic;
use crate::book::Right;
use ::implied_vol::{DefaultSpecialFn, ImpliedBlackVolatility};

/// Why a price implies no volatility.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ImpliedVolError {
    /// An input is NaN or infinite.
    #[error("{input} is {value}; it must be a finite number")]
    NotFinite {
        /// Which input.
        input: &'static str,
        /// Its value.
        value: f64,
    },
    /// Forward or strike is zero or negative.
    #[error("{input} is {value}; it must be above 0")]
    NotPositive {
        /// Which input.
        input: &'static str,
        /// Its value.
        value: f64,
    },
    /// No time is left.
    #[error("years to expiry is {years}; an expired option implies no volatility, it must be above 0")]
    Expired {
        /// Time to expiry given.
        years: f64,
    },
    /// The price is less than exercising pays.
    #[error("price {price} is below the discounted intrinsic value {intrinsic}; it must be at least that")]
    BelowIntrinsic {
        /// Price given.
        price: f64,
        /// Least possible price.
        intrinsic: f64,
    },
    /// The price reaches what the option is worth at infinite volatility.
    #[error("price {price} is not below {maximum}, the value at infinite volatility; it must be less")]
    AboveMaximum {
        /// Price given.
        price: f64,
        /// Price that no volatility reaches: discounted forward of a call, strike of a put.
        maximum: f64,
    },
    /// The inputs are in range but so extreme that the solver finds no root.
    #[error("price {price} determines no volatility at this forward and strike")]
    NoSolution {
        /// Price given.
        price: f64,
    },
}

/// The volatility at which Black-76 gives `price`; 0 for a price that is the discounted intrinsic
/// value to the rounding of `price`.
///
/// # Errors
/// Names the input that rules an answer out, its value and what would be right.
pub fn implied_vol(
    price: f64,
    forward: f64,
    strike: f64,
    years: f64,
    rate: f64,
    right: Right,
) -> Result<f64, ImpliedVolError> {
    let inputs =
        [("price", price), ("forward", forward), ("strike", strike), ("years to expiry", years), ("rate", rate)];
    if let Some(&(input, value)) = inputs.iter().find(|(_, value)| !value.is_finite()) {
        return Err(ImpliedVolError::NotFinite { input, value });
    }
    for (input, value) in [("forward", forward), ("strike", strike)] {
        if value <= 0.0 {
            return Err(ImpliedVolError::NotPositive { input, value });
        }
    }
    if years <= 0.0 {
        return Err(ImpliedVolError::Expired { years });
    }
    let discount = libm::exp((-rate * years).clamp(-700.0, 700.0));
    let least = intrinsic(right, forward, strike);
    let most = match right {
        Right::Call => forward,
        Right::Put => strike,
    };
    let undiscounted = price / discount;
    let rounding = 4.0 * f64::EPSILON * least;
    if undiscounted < least - rounding {
        return Err(ImpliedVolError::BelowIntrinsic { price, intrinsic: least * discount });
    }
    if undiscounted <= least + rounding {
        return Ok(0.0);
    }
    if undiscounted >= most {
        return Err(ImpliedVolError::AboveMaximum { price, maximum: most * discount });
    }
    ImpliedBlackVolatility::builder()
        .option_price(undiscounted)
        .forward(forward)
        .strike(strike)
        .expiry(years)
        .is_call(right == Right::Call)
        .build()
        .and_then(|option| option.calculate::<DefaultSpecialFn>())
        .filter(|vol| vol.is_finite())
        .ok_or(ImpliedVolError::NoSolution { price })
}
