//! A rate kept as a quotient, so that a sixth of 60,000 is 10,000 and not 10,000.00000000000000000000002.

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{div, mul};

/// `over / under`, a fraction of an amount; `under` is never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    over: Decimal,
    under: Decimal,
}

impl Rate {
    /// The whole amount.
    pub const ONE: Self = Self { over: Decimal::ONE, under: Decimal::ONE };

    /// A rate written as a fraction: 0.05 for 5 %.
    pub const fn fraction(fraction: Decimal) -> Self {
        Self { over: fraction, under: Decimal::ONE }
    }

    /// `over / under`; `None` where `under` is not above 0.
    pub fn quotient(over: Decimal, under: Decimal) -> Option<Self> {
        (under > Decimal::ZERO).then_some(Self { over, under })
    }

    /// The rate's part of an amount.
    pub fn of(self, field: &str, amount: Decimal) -> Result<Decimal, FigureError> {
        let part = mul(field, amount, self.over)?;
        if self.under == Decimal::ONE { Ok(part) } else { div(field, part, self.under) }
    }

    /// The rate as a fraction, rounded at 28 digits where it does not end.
    pub fn value(self) -> Decimal {
        self.over.checked_div(self.under).unwrap_or(Decimal::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn a_sixth_of_a_multiple_of_six_is_whole() {
        let sixth = Rate::quotient(dec!(1), dec!(6)).unwrap();
        assert_eq!(sixth.of("part", dec!(60000)), Ok(dec!(10000)));
        assert_eq!(Rate::fraction(dec!(0.05)).of("part", dec!(60000)), Ok(dec!(3000)));
        assert_eq!(Rate::quotient(dec!(1), dec!(0)), None);
    }
}
