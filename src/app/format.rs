//! Figures as people read them. The only place where the page rounds.
//!
//! What is shown never flatters: requirements are rounded up, free collateral, equity, gains and the hedge benefit
//! down, distances to liquidation toward zero. Minus is “−”, thousands are set apart by commas, percent has a space.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::book::Exact;
pub(crate) use crate::io::number::grouped;
use crate::risk::to_usd;

/// What stands where a figure cannot be had.
pub(crate) const ABSENT: &str = "—";

/// Which way to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Toward {
    /// To the larger number: requirements.
    Up,
    /// To the smaller number: equity, free collateral, gains, benefits.
    Down,
    /// To the smaller size: distances.
    Zero,
    /// To the nearest: prices, quantities, sensitivities.
    Nearest,
}

/// `value` to so many decimals; never fails.
pub(crate) fn round(value: Decimal, decimals: u32, toward: Toward) -> Decimal {
    let strategy = match toward {
        Toward::Up => RoundingStrategy::ToPositiveInfinity,
        Toward::Down => RoundingStrategy::ToNegativeInfinity,
        Toward::Zero => RoundingStrategy::ToZero,
        Toward::Nearest => RoundingStrategy::MidpointAwayFromZero,
    };
    value.round_dp_with_strategy(decimals, strategy)
}

fn fixed(value: Decimal, decimals: u32, toward: Toward) -> String {
    let mut rounded = round(value, decimals, toward);
    rounded.rescale(decimals);
    grouped(rounded)
}

/// Dollars without their sign: whole from 100 up, else to the cent.
pub(crate) fn money(value: Decimal, toward: Toward) -> String {
    let decimals = if value.abs() >= Decimal::ONE_HUNDRED || value.is_zero() { 0 } else { 2 };
    fixed(value, decimals, toward)
}

/// Dollars with their sign: `$18,420`, `−$12.50`.
pub(crate) fn dollars(value: Decimal, toward: Toward) -> String {
    let text = money(value, toward);
    match text.strip_prefix('−') {
        Some(size) => format!("−${size}"),
        None => format!("${text}"),
    }
}

/// A gain or loss: always with its sign, unless it is nothing.
pub(crate) fn signed(value: Decimal, toward: Toward) -> String {
    let text = money(value, toward);
    let nothing = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if text.starts_with('−') || nothing { text } else { format!("+{text}") }
}

/// The same of a floating-point figure; [`ABSENT`] when it is no number.
pub(crate) fn signed_f64(value: f64, toward: Toward) -> String {
    to_usd(value).map_or_else(|| ABSENT.to_owned(), |value| signed(value, toward))
}

/// A gain or loss in three digits, rounded down: `−13.9k`, `+2.2M`.
pub(crate) fn compact(value: f64) -> String {
    let Some(value) = to_usd(value) else { return ABSENT.to_owned() };
    let size = value.abs();
    let (scale, unit) = match size {
        s if s >= Decimal::from(999_950_000u64) => (Decimal::from(1_000_000_000u64), "B"),
        s if s >= Decimal::from(999_950u64) => (Decimal::from(1_000_000u64), "M"),
        s if s >= Decimal::from(1_000u64) => (Decimal::ONE_THOUSAND, "k"),
        _ => (Decimal::ONE, ""),
    };
    let scaled = value.over(scale).unwrap_or(value);
    let decimals = u32::from(!unit.is_empty() && scaled.abs() < Decimal::ONE_HUNDRED);
    let text = fixed(scaled, decimals, Toward::Down);
    let nothing = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    let sign = if text.starts_with('−') || nothing { "" } else { "+" };
    format!("{sign}{text}{unit}")
}

/// A price: as many decimals as its size calls for.
pub(crate) fn price(value: Decimal, toward: Toward) -> String {
    let size = value.abs();
    let decimals = match size {
        s if s >= Decimal::from(10_000) => 0,
        s if s >= Decimal::from(100) => 2,
        s if s >= Decimal::ONE => 4,
        _ => 6,
    };
    grouped(round(value, decimals, toward).normalize())
}

/// A quantity with its sign: `+1.5`, `−12`.
pub(crate) fn quantity(value: Decimal) -> String {
    let text = grouped(round(value, 8, Toward::Nearest).normalize());
    if value.is_sign_negative() || value.is_zero() { text } else { format!("+{text}") }
}

/// A sensitivity in coins: `+1.500`.
pub(crate) fn coins(value: f64) -> String {
    let Some(value) = to_usd(value) else { return ABSENT.to_owned() };
    let decimals = match value.abs() {
        s if s >= Decimal::ONE_THOUSAND => 0,
        s if s >= Decimal::TEN => 2,
        _ => 3,
    };
    let text = fixed(value, decimals, Toward::Nearest);
    let nothing = text.bytes().all(|b| matches!(b, b'0' | b'.'));
    if text.starts_with('−') || nothing { text } else { format!("+{text}") }
}

/// A fraction as percent: 0.15 is `15 %`, 0.1125 is `11.25 %`.
pub(crate) fn percent(fraction: Decimal, decimals: u32, toward: Toward) -> String {
    let hundred = fraction.times(Decimal::ONE_HUNDRED).unwrap_or(fraction);
    format!("{} %", grouped(round(hundred, decimals, toward).normalize()))
}

/// A share that may be small, in percent: two decimals, four below a hundredth of a percent.
pub(crate) fn small_percent(fraction: Decimal) -> String {
    let percent = fraction.times(Decimal::ONE_HUNDRED).unwrap_or(fraction);
    let decimals = if percent.abs() < Decimal::new(1, 2) { 4 } else { 2 };
    let rounded = percent.round_dp(decimals);
    if rounded.is_zero() { "0 %".to_owned() } else { format!("{} %", rounded.normalize()) }
}

/// A fraction in percent, of a floating-point number.
pub(crate) fn percent_f64(fraction: f64, decimals: u32) -> String {
    to_usd(fraction).map_or_else(|| ABSENT.to_owned(), |fraction| percent(fraction, decimals, Toward::Nearest))
}

/// A move with its sign: `−15 %`, `+40 %`, `0 %`.
pub(crate) fn move_percent(fraction: f64) -> String {
    let text = percent_f64(fraction, 2);
    if fraction > 0.0 { format!("+{text}") } else { text }
}

/// A move in percent without the sign for percent, one decimal at most: `−11.3`, `+500`.
pub(crate) fn move_short(fraction: f64) -> String {
    let Some(value) = to_usd(fraction) else { return ABSENT.to_owned() };
    let text = grouped(round(value.capped_times(Decimal::ONE_HUNDRED), 1, Toward::Nearest).normalize());
    if fraction > 0.0 { format!("+{text}") } else { text }
}

/// A price step as a fraction of the scan range: `−1`, `+¾`, `0`.
pub(crate) fn fraction_of_range(step: f64) -> String {
    let size = match step.abs() {
        s if s < 1e-9 => return "0".to_owned(),
        s if (s - 0.25).abs() < 1e-9 => "¼".to_owned(),
        s if (s - 0.5).abs() < 1e-9 => "½".to_owned(),
        s if (s - 0.75).abs() < 1e-9 => "¾".to_owned(),
        s => to_usd(s).map_or_else(String::new, |s| round(s, 2, Toward::Nearest).normalize().to_string()),
    };
    format!("{}{size}", if step < 0.0 { '−' } else { '+' })
}

/// How far a liquidation price is, one decimal, toward zero: `−24.1 %`.
pub(crate) fn distance(fraction: f64) -> String {
    let Some(value) = to_usd(fraction) else { return ABSENT.to_owned() };
    let text = format!("{} %", fixed(value.capped_times(Decimal::ONE_HUNDRED), 1, Toward::Zero));
    if fraction > 0.0 { format!("+{text}") } else { text }
}

/// A place along a width, in percent for a style: `12.500%`.
pub(crate) fn along(percent: f64) -> String {
    let places = Decimal::from_f64_retain(percent).unwrap_or_default().round_dp(3);
    format!("{places:.3}%")
}

/// `part` of `whole`, when that has a meaning.
pub(crate) fn share(part: Decimal, whole: Decimal) -> Option<Decimal> {
    if whole > Decimal::ZERO { part.over(whole) } else { None }
}

/// All of them added up; `None` on overflow.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, Decimal::plus)
}

/// How long ago: `2 s`, `3 min`, `4 h`, `12 d`.
pub(crate) fn age(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        s if s < 60 => format!("{s} s"),
        s if s < 3_600 => format!("{} min", s / 60),
        s if s < 86_400 => format!("{} h", s / 3_600),
        s => format!("{} d", s / 86_400),
    }
}

/// Days to expiry: `33 days`, `1 day`, `5 hours`, `settled`.
pub(crate) fn days(days: f64) -> String {
    if days.is_nan() || days <= 0.0 {
        return "settled".to_owned();
    }
    if days < 1.0 {
        return format!("{} hours", (days * 24.0).ceil() as i64);
    }
    let whole = days.floor() as i64;
    format!("{whole} {}", if whole < 2 { "day" } else { "days" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_along_a_width_have_three_decimals() {
        for value in [0.0, 100.0, 12.5, 33.333_333_333, 0.0005, 0.0015, 99.9996, 7.0 / 3.0] {
            assert_eq!(along(value), format!("{value:.3}%"));
        }
    }
    use rust_decimal_macros::dec;

    #[test]
    fn what_is_shown_never_flatters() {
        assert_eq!(money(dec!(18420.01), Toward::Up), "18,421");
        assert_eq!(money(dec!(17790.99), Toward::Down), "17,790");
        assert_eq!(money(dec!(-17790.01), Toward::Down), "−17,791");
        assert_eq!(distance(-0.24199), "−24.1 %");
        assert_eq!(distance(0.40699), "+40.6 %");
        assert_eq!(compact(-13_850.0), "−13.9k");
        assert_eq!(compact(2_290.0), "+2.2k");
    }

    #[test]
    fn small_accounts_are_shown_to_the_cent() {
        assert_eq!(dollars(dec!(12.341), Toward::Up), "$12.35");
        assert_eq!(dollars(dec!(-12.3), Toward::Down), "−$12.30");
        assert_eq!(dollars(dec!(0), Toward::Up), "$0");
    }

    #[test]
    fn a_gain_has_its_sign_and_nothing_has_none() {
        assert_eq!(signed(dec!(3918), Toward::Down), "+3,918");
        assert_eq!(signed(dec!(-507.2), Toward::Down), "−508");
        assert_eq!(signed(dec!(0.001), Toward::Down), "0.00");
        assert_eq!(signed_f64(f64::NAN, Toward::Down), ABSENT);
    }

    #[test]
    fn thousands_are_set_apart_and_decimals_kept() {
        assert_eq!(grouped(dec!(1234567.50)), "1,234,567.50");
        assert_eq!(grouped(dec!(-123)), "−123");
        assert_eq!(grouped(dec!(0.0181)), "0.0181");
        assert_eq!(grouped(Decimal::MAX).len(), 29 + 9);
    }

    #[test]
    fn large_figures_keep_three_digits_and_their_unit() {
        assert_eq!(compact(0.0), "0");
        assert_eq!(compact(950.0), "+950");
        assert_eq!(compact(1_234_567.0), "+1.2M");
        assert_eq!(compact(-2.5e9), "−2.5B");
        assert_eq!(compact(f64::INFINITY), ABSENT);
    }

    #[test]
    fn percent_and_time_read_as_people_say_them() {
        assert_eq!(percent_f64(0.1125, 2), "11.25 %");
        assert_eq!(move_percent(-0.15), "−15 %");
        assert_eq!(move_percent(1.0), "+100 %");
        assert_eq!(age(2_400), "2 s");
        assert_eq!(age(-5), "0 s");
        assert_eq!(age(200_000), "3 min");
        assert_eq!(days(33.4), "33 days");
        assert_eq!(days(0.2), "5 hours");
        assert_eq!(days(-1.0), "settled");
    }

    #[test]
    fn a_share_of_nothing_has_no_meaning() {
        assert_eq!(share(dec!(1), dec!(0)), None);
        assert_eq!(share(dec!(56), dec!(100)), Some(dec!(0.56)));
    }
}
