//! Limits of one's own in words: each before and after a trade, and those that it breaks.

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::margin::caps::{Cap, CapCheck, Keeping, Measure};

/// A figure in the unit of what it measures.
fn figure(measure: &Measure, value: Decimal) -> String {
    match measure {
        Measure::Delta(_) | Measure::Vega | Measure::Notional => format::dollars(value, Toward::Up),
        Measure::Leverage => format!("{}×", format::grouped(format::round(value, 2, Toward::Up).normalize())),
        Measure::Share(_) => format::percent(value, 1, Toward::Up),
    }
}

fn or_none(measure: &Measure, value: Option<Decimal>) -> String {
    value.map_or_else(|| "no equity".to_owned(), |value| figure(measure, value))
}

fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_lowercase(), letters.as_str()))
}

/// A limit by its name: `net delta of BTC, at most $60,000`.
pub(crate) fn cap(of: &Cap) -> String {
    format!("{}, at most {}", uncapital(&of.measure.title()), figure(&of.measure, of.most))
}

/// What becomes of it: `$60,000 → $120,000: broken`.
pub(crate) fn line(of: &CapCheck) -> String {
    let measure = &of.cap.measure;
    let (was, is) = (or_none(measure, of.before), or_none(measure, of.after));
    let word = match of.keeping() {
        Keeping::Kept => "kept",
        Keeping::WasBroken => "was broken already, and is broken by no more",
        Keeping::Broken => "broken",
    };
    if was == is { format!("{is}: {word}") } else { format!("{was} → {is}: {word}") }
}

/// Those that the trade breaks, in a sentence.
pub(crate) fn broken<'a>(all: impl Iterator<Item = &'a CapCheck>) -> Option<String> {
    let one = |of: &CapCheck| {
        let measure = &of.cap.measure;
        let (name, most) = (uncapital(&measure.title()), figure(measure, of.cap.most));
        match of.after {
            Some(is) => format!("{name} would be {}, above your {most}", figure(measure, is)),
            None => format!("{name} would be beyond your {most}, without equity"),
        }
    };
    let broken: Vec<String> = all.filter(|of| of.keeping() == Keeping::Broken).map(one).collect();
    match broken.len() {
        0 => None,
        1 => Some(format!("Breaks a limit of your own: {}.", broken.concat())),
        _ => Some(format!("Breaks limits of your own: {}.", broken.join("; "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn checked(measure: Measure, most: Decimal, before: Decimal, after: Option<Decimal>, allowed: bool) -> CapCheck {
        let within = after.is_some_and(|after| after <= most);
        CapCheck { cap: Cap { measure, most }, before: Some(before), after, within, allowed }
    }

    #[test]
    fn a_limit_is_kept_broken_or_was_broken_already() {
        let delta = |before, after, allowed| {
            line(&checked(Measure::Delta(Some("BTC".parse().unwrap())), dec!(100000), before, Some(after), allowed))
        };
        assert_eq!(delta(dec!(60000), dec!(90000), true), "$60,000 → $90,000: kept");
        assert_eq!(delta(dec!(60000), dec!(120000), false), "$60,000 → $120,000: broken");
        let mended = "$180,000 → $120,000: was broken already, and is broken by no more";
        assert_eq!(delta(dec!(180000), dec!(120000), true), mended);
        assert_eq!(delta(dec!(60000), dec!(60000), true), "$60,000: kept");
        let share = checked(Measure::Share(None), dec!(0.4), dec!(0.375), Some(dec!(0.4001)), false);
        assert_eq!(line(&share), "37.5 % → 40.1 %: broken");
    }

    #[test]
    fn what_is_broken_is_said_as_ones_own() {
        let leverage = checked(Measure::Leverage, dec!(3), dec!(2), None, false);
        assert_eq!(line(&leverage), "2× → no equity: broken");
        let vega = checked(Measure::Vega, dec!(50), dec!(10), Some(dec!(60.001)), false);
        let kept = checked(Measure::Notional, dec!(50), dec!(10), Some(dec!(20)), true);
        let one = broken([&kept, &vega].into_iter()).unwrap();
        assert_eq!(one, "Breaks a limit of your own: vega would be $60.01, above your $50.00.");
        let two = broken([&leverage, &vega].into_iter()).unwrap();
        assert!(two.starts_with("Breaks limits of your own: leverage would be beyond your 3×, without equity; vega"));
        assert_eq!(broken([&kept].into_iter()), None);
        assert_eq!(cap(&vega.cap), "vega, at most $50.00");
    }
}
