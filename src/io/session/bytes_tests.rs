use super::*;
use rust_decimal_macros::dec;

#[test]
fn whole_numbers_are_seven_bits_a_byte() {
    for (value, bytes) in [(0, &[0][..]), (127, &[127]), (128, &[0x80, 1]), (300, &[0xac, 2])] {
        let mut out = Out::default();
        out.whole(value);
        assert_eq!(out.0, bytes);
        assert_eq!(In(bytes).whole(), Ok(value));
    }
    assert_eq!(In(&[0xff; 40]).whole(), Err(SessionError::Broken));
    assert_eq!(In(&[]).whole(), Err(SessionError::Broken));
}

#[test]
fn a_column_comes_back_with_every_digit_and_zero() {
    let column = [dec!(80000), dec!(-1.50), dec!(0), dec!(0.000), Decimal::MAX, Decimal::MIN, dec!(0.0181)];
    let mut out = Out::default();
    out.figures(column);
    let back = In(&out.0).exact(column.len()).unwrap();
    let digits = |all: &[Decimal]| all.iter().map(|d| (d.mantissa(), d.scale())).collect::<Vec<_>>();
    assert_eq!(digits(&back), digits(&column));
    // 80,000 is an 8 with four zeros behind it
    assert_eq!(out.0.first(), Some(&(ZEROS + 8)));
}

#[test]
fn floats_come_back_to_the_bit() {
    let column = [0.5234, 1.0 / 3.0, -0.0, 5e-324, f64::MAX, 0.1 + 0.2];
    let mut out = Out::default();
    out.figures(column);
    let back = In(&out.0).floats(column.len()).unwrap();
    let bits = |value: &f64| value.to_bits();
    assert_eq!(back.iter().flatten().map(bits).collect::<Vec<_>>(), column.iter().map(bits).collect::<Vec<_>>());
    assert_eq!(out.0.first(), Some(&8), "0.5234 is 5234 with four digits after the point");
}

#[test]
fn a_count_that_cannot_be_is_refused() {
    let mut out = Out::default();
    out.count(usize::MAX);
    assert_eq!(In(&out.0).count(), Err(SessionError::Broken));
    assert_eq!(In(&[MOST_SCALE * 2 + 2, 1]).exact(1), Err(SessionError::Broken));
}
