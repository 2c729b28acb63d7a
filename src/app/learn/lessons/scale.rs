//! The scale of a slider: a lesson’s dollars, fractions and multiples as somebody reads and types them.

use rust_decimal::Decimal;

use super::words::fill;
use crate::book::Exact;
use crate::learn::{Figures, Question, Unit, Value};

/// A slider’s range. Everything in it is as it is shown: fractions are percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    /// Least.
    pub(super) min: Decimal,
    /// Most.
    pub(super) max: Decimal,
    /// From one place to the next.
    pub(super) step: Decimal,
    unit: Unit,
}

impl Scale {
    /// The scale of a question; none of a choice.
    pub(super) fn of(question: Question) -> Option<Self> {
        let Question::Slider { min, max, step, unit, .. } = question else { return None };
        let shown = |value| shown(value, unit);
        Some(Self { min: shown(min)?, max: shown(max)?, step: shown(step)?, unit })
    }

    /// Where the slider stands at first: the step nearest to the middle.
    pub(super) fn middle(&self) -> Decimal {
        let half = || self.max.minus(self.min)?.over(Decimal::TWO)?.over(self.step)?.floor().times(self.step);
        half().and_then(|half| self.min.plus(half)).unwrap_or(self.min)
    }

    /// What is typed, where it is a number of the scale.
    pub(super) fn read(&self, text: &str) -> Option<Decimal> {
        let value: Decimal = text.trim().parse().ok()?;
        (self.min <= value && value <= self.max).then_some(value)
    }

    /// A number of the scale in the lesson’s own unit.
    pub(super) fn value(&self, shown: Decimal) -> Decimal {
        match self.unit {
            Unit::Fraction => shown.over(Decimal::ONE_HUNDRED).unwrap_or(shown),
            Unit::Dollars | Unit::Times => shown,
        }
    }

    /// A number of the scale with its unit: `$7,000`, `4.5 %`, `13.9 times`.
    pub(super) fn said(&self, shown: Decimal) -> String {
        let value = self.value(shown);
        match self.unit {
            Unit::Dollars => Value::Required(value).plain(),
            Unit::Fraction => Value::Fraction(value).plain(),
            Unit::Times => fill("learn.lesson.times", Figures::default().with("times", Value::Times(value))),
        }
    }

    /// A number in the lesson’s own unit as the scale has it.
    pub(super) fn shown(&self, value: Decimal) -> Decimal {
        shown(value, self.unit).unwrap_or(value)
    }

    /// Its unit, beside the field.
    pub(super) fn sign(&self) -> &'static str {
        match self.unit {
            Unit::Dollars => "$",
            Unit::Fraction => "%",
            Unit::Times => "×",
        }
    }
}

fn shown(value: Decimal, unit: Unit) -> Option<Decimal> {
    Some(match unit {
        Unit::Fraction => value.times(Decimal::ONE_HUNDRED)?.normalize(),
        Unit::Dollars | Unit::Times => value.normalize(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::all;
    use rust_decimal_macros::dec;

    fn slider(unit: Unit) -> Scale {
        let (min, max, step) = (dec!(0), dec!(0.25), dec!(0.005));
        Scale::of(Question::Slider { min, max, step, unit, close: dec!(0.015) }).unwrap()
    }

    #[test]
    fn fractions_are_shown_in_percent_and_given_back() {
        let scale = slider(Unit::Fraction);
        assert_eq!((scale.min, scale.max, scale.step), (dec!(0), dec!(25), dec!(0.5)));
        assert_eq!((scale.middle(), scale.value(dec!(12.5))), (dec!(12.5), dec!(0.125)));
        assert_eq!(scale.shown(dec!(0.125)), dec!(12.5));
        assert_eq!(scale.said(dec!(12.5)), "12.5 %");
        assert_eq!(slider(Unit::Times).said(dec!(0.2)), "0.2 times");
    }

    #[test]
    fn what_is_typed_is_a_number_of_the_scale_or_nothing() {
        let scale = slider(Unit::Fraction);
        assert_eq!((scale.read(" 4.25 "), scale.read("25")), (Some(dec!(4.25)), Some(dec!(25))));
        for text in ["", "x", "25.1", "-1", "1e999", "NaN", "∞"] {
            assert_eq!(scale.read(text), None, "{text}");
        }
    }

    #[test]
    fn every_slider_begins_on_a_step_within_its_range() {
        for (lesson, scale) in all().iter().filter_map(|lesson| Some((lesson, Scale::of(lesson.question)?))) {
            let middle = scale.middle();
            assert!(scale.min < middle && middle < scale.max, "{}: {scale:?}", lesson.id);
            assert_eq!(((middle - scale.min) / scale.step).fract(), dec!(0), "{}", lesson.id);
            assert_eq!(scale.read(&middle.to_string()), Some(middle));
        }
    }
}
