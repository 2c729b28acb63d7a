//! Products of two 128-bit integers, kept whole until they are divided or compared.

use std::cmp::Ordering;

/// Which way a quotient is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

/// `a·b` as high and low halves.
pub(super) fn product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let low = a0 * b0;
    // each of the three terms is below 2^128 and so is their sum of halves
    let middle = a1 * b0 + (low >> 64);
    let other = a0 * b1 + (middle & HALF);
    let high = a1 * b1 + (middle >> 64) + (other >> 64);
    (high, (other << 64) | (low & HALF))
}

/// `a·b / d` rounded; `None` where `d` is 0 or the quotient does not fit.
pub(super) fn mul_div(a: u128, b: u128, d: u128, round: Round) -> Option<u128> {
    let (high, low) = product(a, b);
    if d == 0 || high >= d {
        return None;
    }
    let (mut quotient, mut rest) = (0_u128, high);
    if high == 0 {
        (quotient, rest) = (low / d, low % d);
    } else {
        for bit in (0..128).rev() {
            let carry = rest >> 127;
            rest = (rest << 1) | ((low >> bit) & 1);
            if carry == 1 || rest >= d {
                rest = rest.wrapping_sub(d);
                quotient |= 1 << bit;
            }
        }
    }
    match round {
        Round::Up if rest > 0 => quotient.checked_add(1),
        _ => Some(quotient),
    }
}

/// `a·b` against `c·d`, with signs.
pub(super) fn compare((a, b): (i128, u128), (c, d): (i128, u128)) -> Ordering {
    let sign = |factor: i128, other: u128| if other == 0 { 0 } else { factor.signum() };
    let (left, right) = (sign(a, b), sign(c, d));
    match left.cmp(&right) {
        Ordering::Equal if left >= 0 => product(a.unsigned_abs(), b).cmp(&product(c.unsigned_abs(), d)),
        Ordering::Equal => product(c.unsigned_abs(), d).cmp(&product(a.unsigned_abs(), b)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_whole() {
        assert_eq!(product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
        assert_eq!(product(1 << 127, 2), (1, 0));
        assert_eq!(product(u128::from(u64::MAX), u128::from(u64::MAX)), (0, (u64::MAX as u128) * (u64::MAX as u128)));
        assert_eq!(product((1 << 64) + 1, (1 << 64) + 1), (1, (1 << 65) + 1));
    }

    #[test]
    fn quotients_are_rounded_as_asked() {
        assert_eq!(mul_div(7, 3, 2, Round::Down), Some(10));
        assert_eq!(mul_div(7, 3, 2, Round::Up), Some(11));
        assert_eq!(mul_div(7, 4, 2, Round::Up), Some(14));
        assert_eq!(mul_div(u128::MAX, u128::MAX, u128::MAX, Round::Up), Some(u128::MAX));
        assert_eq!(mul_div(u128::MAX, 10, 7, Round::Down), None);
        assert_eq!(mul_div(u128::MAX, 6, 7, Round::Down), Some(u128::MAX / 7 * 6 + (u128::MAX % 7) * 6 / 7));
        assert_eq!(mul_div(1, 1, 0, Round::Up), None);
        // 10^30·10^30 / 10^25
        let ten = |power| 10_u128.pow(power);
        assert_eq!(mul_div(ten(30), ten(30), ten(25), Round::Down), Some(ten(35)));
    }

    #[test]
    fn products_are_compared_with_their_signs() {
        assert_eq!(compare((-3, 4), (2, 1)), Ordering::Less);
        assert_eq!(compare((-3, 4), (-5, 2)), Ordering::Less);
        assert_eq!(compare((3, 4), (6, 2)), Ordering::Equal);
        assert_eq!(compare((i128::MAX, u128::MAX), (i128::MAX, u128::MAX - 1)), Ordering::Greater);
        assert_eq!(compare((5, 0), (-1, 1)), Ordering::Greater);
        assert_eq!(compare((-5, 0), (7, 0)), Ordering::Equal);
    }
}
