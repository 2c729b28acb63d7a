//! An exact fraction in lowest terms.

use std::fmt;

use crate::margin::FigureError;

/// `over / under`, in lowest terms, `under` above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    over: i128,
    under: u128,
}

fn divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl Ratio {
    /// A fraction in lowest terms. Errs where `under` is 0 or the fraction does not fit.
    pub fn new(field: &'static str, over: i128, under: i128) -> Result<Self, FigureError> {
        let beyond = || FigureError::overflow(field);
        if under == 0 {
            return Err(beyond());
        }
        let common = divisor(over.unsigned_abs(), under.unsigned_abs());
        let (size, below) = (over.unsigned_abs() / common, under.unsigned_abs() / common);
        let size = i128::try_from(size).map_err(|_| beyond())?;
        Ok(Self { over: if (over < 0) == (under < 0) { size } else { -size }, under: below })
    }

    /// A whole number.
    pub const fn whole(number: i128) -> Self {
        Self { over: number, under: 1 }
    }

    /// What stands above the line.
    pub const fn over(self) -> i128 {
        self.over
    }

    /// What stands below the line, above 0.
    pub const fn under(self) -> u128 {
        self.under
    }

    /// `self·over / under`. Errs as [`Ratio::new`] and where the product does not fit.
    pub fn times(self, field: &'static str, over: i128, under: i128) -> Result<Self, FigureError> {
        let beyond = || FigureError::overflow(field);
        let other = Self::new(field, over, under)?;
        // taken out crosswise first, so that only a product in lowest terms must fit
        let a = divisor(self.over.unsigned_abs(), other.under);
        let b = divisor(other.over.unsigned_abs(), self.under);
        let size = (self.over.unsigned_abs() / a).checked_mul(other.over.unsigned_abs() / b);
        let size = size.and_then(|size| i128::try_from(size).ok()).ok_or_else(beyond)?;
        let under = (self.under / b).checked_mul(other.under / a).ok_or_else(beyond)?;
        let negative = (self.over < 0) != (other.over < 0);
        Ok(Self { over: if negative { -size } else { size }, under })
    }

    /// `number − self`. Errs where it does not fit.
    pub fn from_whole(self, field: &'static str, number: i128) -> Result<Self, FigureError> {
        let beyond = || FigureError::overflow(field);
        let under = i128::try_from(self.under).map_err(|_| beyond())?;
        let over = number.checked_mul(under).and_then(|whole| whole.checked_sub(self.over)).ok_or_else(beyond)?;
        Self::new(field, over, under)
    }

    /// Held between 0 and 1.
    pub fn clamped(self) -> Self {
        if self.over <= 0 {
            Self::whole(0)
        } else if self.over.unsigned_abs() >= self.under {
            Self::whole(1)
        } else {
            self
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, form: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(form, "{}/{}", self.over, self.under)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_stand_in_lowest_terms() {
        let ratio = |over, under| Ratio::new("ratio", over, under).unwrap();
        assert_eq!(ratio(6, -4).to_string(), "-3/2");
        assert_eq!(ratio(6, 4).times("ratio", 2, 9).unwrap().to_string(), "1/3");
        assert_eq!(ratio(-1, 3).from_whole("ratio", 1).unwrap().to_string(), "4/3");
        assert_eq!((ratio(-1, 3).clamped(), ratio(4, 3).clamped()), (Ratio::whole(0), Ratio::whole(1)));
        assert_eq!(ratio(1, 3).clamped(), ratio(1, 3));
        assert!(Ratio::new("ratio", 1, 0).is_err());
        assert!(Ratio::whole(i128::MAX).times("ratio", 2, 1).is_err());
        assert_eq!(Ratio::whole(i128::MAX).times("ratio", 2, 2), Ok(Ratio::whole(i128::MAX)));
    }
}
