//! Whole numbers, texts and columns of figures as bytes, written and taken back.
//!
//! A whole number is seven bits a byte, the lowest first, the top bit set on all but the last. One that may be below zero is
//! folded first: 0, −1, 1, −2 become 0, 1, 2, 3. A text is its length and its UTF-8. Columns stand one after the other
//! instead of rows, so that what is alike stands together and packs to nearly nothing.

use rust_decimal::Decimal;

use super::SessionError;
use super::figure::Figure;
use crate::risk::nearest_f64;

/// The head of a figure that is absent.
const ABSENT: u8 = 64;
/// The head of a figure kept as the bits of a float.
const BITS: u8 = 65;
/// Heads from here on count the zeros that follow the digits.
const ZEROS: u8 = 128;
/// Most digits after the point.
const MOST_SCALE: u8 = 28;

/// Bytes being written.
#[derive(Default)]
pub(super) struct Out(pub(super) Vec<u8>);

impl Out {
    pub(super) fn whole(&mut self, mut value: u128) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn count(&mut self, value: usize) {
        self.whole(value as u128);
    }

    /// A number that may be below zero.
    pub(super) fn folded(&mut self, value: i128) {
        self.whole(((value << 1) ^ (value >> 127)) as u128);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// A column of whole numbers, each as its distance from the one before.
    pub(super) fn steps(&mut self, values: impl IntoIterator<Item = i64>) {
        let mut before = 0;
        for value in values {
            self.folded(i128::from(value) - i128::from(before));
            before = value;
        }
    }

    /// A column of places in a table, each as its distance from the place after the one before.
    pub(super) fn places(&mut self, places: impl IntoIterator<Item = usize>) {
        let mut expected = 0;
        for place in places {
            self.folded(place as i128 - expected);
            expected = place as i128 + 1;
        }
    }

    /// A column of figures: first all heads (sign, and where the point is), then all digits.
    pub(super) fn figures<F: Into<Figure>>(&mut self, column: impl IntoIterator<Item = F>) {
        let mut digits = Out::default();
        for figure in column {
            match figure.into() {
                Figure::Absent => self.0.push(ABSENT),
                Figure::Bits(value) => {
                    self.0.push(BITS);
                    digits.whole(u128::from(value.to_bits()));
                }
                Figure::Exact(value) => {
                    let (mut mantissa, sign) = (value.mantissa().unsigned_abs(), u8::from(value.is_sign_negative()));
                    let mut zeros = 0_u8;
                    while value.scale() == 0 && mantissa != 0 && mantissa.is_multiple_of(10) {
                        (mantissa, zeros) = (mantissa / 10, zeros + 1);
                    }
                    // a decimal has at most 28 digits after the point
                    let head = if zeros > 0 { ZEROS + 2 * zeros } else { 2 * value.scale() as u8 };
                    self.0.push(head + sign);
                    digits.whole(mantissa);
                }
            }
        }
        self.0.append(&mut digits.0);
    }

    /// A part by its number and its length, so that who does not know it can pass over it. Nothing in it is no part.
    pub(super) fn part(&mut self, number: usize, write: impl FnOnce(&mut Out)) {
        let mut part = Out::default();
        write(&mut part);
        if !part.0.is_empty() {
            self.count(number);
            self.count(part.0.len());
            self.0.append(&mut part.0);
        }
    }
}

/// Bytes being taken back.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct In<'a>(pub(super) &'a [u8]);

impl<'a> In<'a> {
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], SessionError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SessionError::Broken)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, SessionError> {
        self.take(1)?.first().copied().ok_or(SessionError::Broken)
    }

    pub(super) fn whole(&mut self) -> Result<u128, SessionError> {
        let mut value = 0_u128;
        for shift in (0..126).step_by(7) {
            let byte = self.byte()?;
            value |= u128::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(SessionError::Broken)
    }

    /// How many follow: never more than there are bytes, so that nothing large is made room for.
    pub(super) fn count(&mut self) -> Result<usize, SessionError> {
        let count = usize::try_from(self.whole()?).map_err(|_| SessionError::Broken)?;
        if count > self.0.len() {
            return Err(SessionError::Broken);
        }
        Ok(count)
    }

    fn folded(&mut self) -> Result<i128, SessionError> {
        let folded = self.whole()?;
        Ok((folded >> 1) as i128 ^ -((folded & 1) as i128))
    }

    pub(super) fn bytes(&mut self) -> Result<In<'a>, SessionError> {
        let count = self.count()?;
        self.take(count).map(In)
    }

    pub(super) fn text(&mut self) -> Result<String, SessionError> {
        let bytes = self.bytes()?.0;
        String::from_utf8(bytes.to_vec()).map_err(|_| SessionError::Broken)
    }

    pub(super) fn steps(&mut self, count: usize) -> Result<Vec<i64>, SessionError> {
        let mut before = 0_i128;
        let column = (0..count).map(|_| {
            before = before.checked_add(self.folded()?).ok_or(SessionError::Broken)?;
            i64::try_from(before).map_err(|_| SessionError::Broken)
        });
        column.collect()
    }

    /// Places in a table of `size` rows.
    pub(super) fn places(&mut self, count: usize, size: usize) -> Result<Vec<usize>, SessionError> {
        let mut expected = 0_i128;
        let column = (0..count).map(|_| {
            let place = expected.checked_add(self.folded()?).ok_or(SessionError::Broken)?;
            expected = place.checked_add(1).ok_or(SessionError::Broken)?;
            usize::try_from(place).ok().filter(|place| *place < size).ok_or(SessionError::Broken)
        });
        column.collect()
    }

    pub(super) fn heads(&mut self, count: usize) -> Result<&'a [u8], SessionError> {
        self.take(count)
    }

    pub(super) fn figures(&mut self, count: usize) -> Result<Vec<Figure>, SessionError> {
        let heads = self.take(count)?;
        heads.iter().map(|head| self.figure(*head)).collect()
    }

    fn figure(&mut self, head: u8) -> Result<Figure, SessionError> {
        if head == ABSENT {
            return Ok(Figure::Absent);
        }
        let digits = self.whole()?;
        if head == BITS {
            let bits = u64::try_from(digits).map_err(|_| SessionError::Broken)?;
            return Ok(Figure::Bits(f64::from_bits(bits)));
        }
        let (zeros, scale) = if head >= ZEROS { ((head - ZEROS) / 2, 0) } else { (0, head / 2) };
        if scale > MOST_SCALE {
            return Err(SessionError::Broken);
        }
        let mantissa = 10_i128.checked_pow(zeros.into()).zip(i128::try_from(digits).ok());
        let mantissa = mantissa.and_then(|(tens, digits)| digits.checked_mul(tens));
        let value = mantissa.and_then(|m| Decimal::try_from_i128_with_scale(m, scale.into()).ok());
        let mut value = value.ok_or(SessionError::Broken)?;
        value.set_sign_negative(head % 2 == 1);
        Ok(Figure::Exact(value))
    }

    /// Figures none of which is absent.
    pub(super) fn exact(&mut self, count: usize) -> Result<Vec<Decimal>, SessionError> {
        let exact = |figure| if let Figure::Exact(value) = figure { Ok(value) } else { Err(SessionError::Broken) };
        self.figures(count)?.into_iter().map(exact).collect()
    }

    /// Figures that may be absent.
    pub(super) fn maybe(&mut self, count: usize) -> Result<Vec<Option<Decimal>>, SessionError> {
        let exact = |figure| match figure {
            Figure::Exact(value) => Ok(Some(value)),
            Figure::Absent => Ok(None),
            Figure::Bits(_) => Err(SessionError::Broken),
        };
        self.figures(count)?.into_iter().map(exact).collect()
    }

    /// Floats that may be absent; each a number.
    pub(super) fn floats(&mut self, count: usize) -> Result<Vec<Option<f64>>, SessionError> {
        let float = |figure| match figure {
            Figure::Absent => Ok(None),
            Figure::Exact(value) => Ok(Some(nearest_f64(value))),
            Figure::Bits(value) if value.is_finite() => Ok(Some(value)),
            Figure::Bits(_) => Err(SessionError::Broken),
        };
        self.figures(count)?.into_iter().map(float).collect()
    }
}

#[cfg(test)]
#[path = "bytes_tests.rs"]
mod tests;
