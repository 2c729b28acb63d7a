//! The binary form of a call of many contracts at once and of its answer, as hexadecimal text.
//!
//! Everything is a word of 32 bytes, 64 digits; what has no fixed length stands behind its heads, and a word says how
//! many bytes further on. Those places are the answer's own claim: each is checked before it is followed.
//! Source: the Solidity documentation, “Contract ABI Specification”; the contract Multicall3, `aggregate3`.

use crate::oracle::answer::shape;
use crate::oracle::reading::ParseError;

/// `aggregate3((address,bool,bytes)[])`
const AGGREGATE: &str = "82ad56cb";
/// Digits of a word.
const WORD: usize = 64;

/// The data of a call of `aggregate3`: each contract's address and the data for it, both in hexadecimal digits without
/// `0x`. One that fails does not make the others fail.
pub(super) fn aggregate<'a>(calls: &[(&'a str, &'a str)]) -> String {
    let mut data = String::from(AGGREGATE);
    put(&mut data, 32);
    put(&mut data, calls.len());
    let mut place = calls.len() * 32;
    for (_, of_call) in calls {
        put(&mut data, place);
        place += (4 + of_call.len().div_ceil(WORD)) * 32;
    }
    for (contract, of_call) in calls {
        pad(&mut data, WORD.saturating_sub(contract.len()));
        data.push_str(contract);
        put(&mut data, 1);
        put(&mut data, 96);
        put(&mut data, of_call.len() / 2);
        data.push_str(of_call);
        pad(&mut data, of_call.len().next_multiple_of(WORD) - of_call.len());
    }
    data
}

fn pad(data: &mut String, digits: usize) {
    data.extend(std::iter::repeat_n('0', digits));
}

/// One word that is a small number.
fn put(data: &mut String, number: usize) {
    let digits = (0..8).rev().map(|place| char::from_digit((number >> (4 * place)) as u32 & 15, 16).unwrap_or('0'));
    pad(data, WORD - 8);
    data.extend(digits);
}

/// What `aggregate3` gave for `expected` calls, in their order: the data each contract returned, or nothing where the
/// call failed. `text` is in hexadecimal digits without `0x`.
pub(super) fn results(text: &str, expected: usize) -> Result<Vec<Option<&str>>, ParseError> {
    let wrong = |what: &str| shape("result", what.to_owned());
    let list = number(text, 0).ok_or_else(|| wrong("it does not say where its list begins"))?;
    let count = number(text, list).ok_or_else(|| wrong("it has no list"))?;
    if count != expected {
        return Err(shape("result", format!("{count} answers to {expected} calls")));
    }
    (0..expected).map(|place| one(text, list, place).ok_or_else(|| wrong("a place in it lies outside it"))).collect()
}

/// One answer: whether the call succeeded and what it returned.
fn one(text: &str, list: usize, place: usize) -> Option<Option<&str>> {
    let heads = list.checked_add(32)?;
    let pair = heads.checked_add(number(text, heads.checked_add(place.checked_mul(32)?)?)?)?;
    let bytes = pair.checked_add(number(text, pair.checked_add(32)?)?)?;
    let length = number(text, bytes)?.checked_mul(2)?;
    let from = bytes.checked_add(32)?.checked_mul(2)?;
    let returned = text.get(from..from.checked_add(length)?)?;
    match number(text, pair)? {
        0 => Some(None),
        1 => Some(Some(returned)),
        _ => None,
    }
}

/// The word at a byte.
pub(super) fn word(text: &str, byte: usize) -> Option<&str> {
    let from = byte.checked_mul(2)?;
    text.get(from..from.checked_add(WORD)?)
}

/// The word at a byte as a number of at most 32 bits.
pub(super) fn number(text: &str, byte: usize) -> Option<usize> {
    let (zeros, digits) = word(text, byte)?.split_at_checked(WORD - 8)?;
    if zeros.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let mut digits = digits.chars().map(|digit| digit.to_digit(16));
    let number = digits.try_fold(0_u32, |number, digit| Some(number << 4 | digit?))?;
    usize::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word_of(number: usize) -> String {
        format!("{number:064x}")
    }

    fn of(words: &[usize]) -> String {
        words.iter().map(|&number| word_of(number)).collect()
    }

    #[test]
    fn a_call_is_written_word_by_word() {
        let target = "5f4ec3df9cbd43714fe2740f5e3616155c5b8419";
        let long = format!("07a2d13a{}", word_of(7));
        let data = aggregate(&[(target, "feaf968c"), (target, &long)]);
        let padded = format!("{}{target}", "0".repeat(24));
        let expected = [
            // where the list begins, its length, where each call begins, counted from after the length
            of(&[32, 2, 64, 64 + 5 * 32]),
            // whom to call, that it may fail, where its data begins, four bytes of data
            padded.clone() + &of(&[1, 96, 4]) + "feaf968c" + &"0".repeat(56),
            // 36 bytes of data take two words
            padded + &of(&[1, 96, 36]) + &long + &"0".repeat(56),
        ];
        assert_eq!(data, format!("82ad56cb{}", expected.concat()));
    }

    #[test]
    fn answers_are_read_in_order() {
        // two answers: one of 32 bytes that says 9, and one that failed
        let text = of(&[32, 2, 64, 192, 1, 64, 32, 9, 0, 64, 0]);
        let nine = word_of(9);
        assert_eq!(results(&text, 2), Ok(vec![Some(nine.as_str()), None]));
        assert_eq!(results(&of(&[32, 0]), 0), Ok(Vec::new()));
    }

    #[test]
    fn no_place_is_followed_out_of_the_answer() {
        let good = [32, 1, 32, 1, 64, 32, 9];
        assert!(results(&of(&good), 1).is_ok());
        for place in 0..6 {
            for number in [33, 1 << 20, u32::MAX as usize - 31, u32::MAX as usize, usize::MAX / 2, usize::MAX] {
                let mut bad = good;
                bad[place] = number;
                assert!(results(&of(&bad), 1).is_err(), "{number} at {place}");
            }
            let cut = of(&good[..place]);
            assert!(results(&cut, 1).is_err(), "{place} words");
        }
        for count in [0, 2, usize::MAX] {
            assert!(results(&of(&good), count).is_err());
        }
        let all_ones = "f".repeat(WORD * 7);
        for text in ["", "0", "xyz", "é", all_ones.as_str(), "é".repeat(400).as_str()] {
            assert!(results(text, 1).is_err(), "{text}");
        }
    }

    #[test]
    fn a_word_is_digits_only() {
        assert_eq!(number(&word_of(255), 0), Some(255));
        for sign in ['+', '-', ' ', '_'] {
            let text = format!("{}{sign}0000001", "0".repeat(56));
            assert_eq!(number(&text, 0), None, "{sign}");
        }
        assert_eq!(number(&word_of(1), usize::MAX), None);
        assert_eq!(number(&word_of(u32::MAX as usize + 1), 0), None);
    }
}
