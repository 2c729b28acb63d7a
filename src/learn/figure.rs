//! A computed figure with a name, so that words can ask for it.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::io::number::grouped;

/// A figure and what kind it is; the page decides how it looks.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Dollars that are asked for, ≥ 0: rounded up.
    Required(Decimal),
    /// Dollars that are there, gains > 0: rounded down.
    Dollars(Decimal),
    /// Dollars a coin.
    Price(Decimal),
    /// A fraction, shown in percent: 0.05 is 5 %.
    Fraction(Decimal),
    /// A multiple: 2 is twice.
    Times(Decimal),
    /// Coins or contracts, long > 0.
    Coins(Decimal),
    /// How many.
    Count(usize),
    /// A name.
    Word(String),
}

/// A figure that words can ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What words call it: `unified`.
    pub name: &'static str,
    /// What it is.
    pub value: Value,
}

/// The figures of a lesson, in the order they were computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures(Vec<Figure>);

impl Value {
    /// The number it is; none for a name.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Required(of)
            | Self::Dollars(of)
            | Self::Price(of)
            | Self::Fraction(of)
            | Self::Times(of)
            | Self::Coins(of) => Some(*of),
            Self::Count(of) => Some(Decimal::from(*of)),
            Self::Word(_) => None,
        }
    }

    /// As text without a page: `$7,000`, `4.1 %`, `13.9`. Requirements are rounded up and what is there down.
    pub fn plain(&self) -> String {
        let to = |value: &Decimal, decimals, strategy| value.round_dp_with_strategy(decimals, strategy).normalize();
        let nearest = RoundingStrategy::MidpointAwayFromZero;
        match self {
            Self::Required(of) => dollars(to(of, 0, RoundingStrategy::ToPositiveInfinity)),
            Self::Dollars(of) => dollars(to(of, 0, RoundingStrategy::ToNegativeInfinity)),
            Self::Price(of) => dollars(to(of, if of.abs() < Decimal::ONE_HUNDRED { 2 } else { 0 }, nearest)),
            Self::Fraction(of) => match of.checked_mul(Decimal::ONE_HUNDRED) {
                Some(percent) => format!("{} %", grouped(to(&percent, 1, nearest))),
                None => grouped(*of),
            },
            Self::Times(of) => grouped(to(of, 1, nearest)),
            Self::Coins(of) => grouped(to(of, 8, nearest)),
            Self::Count(of) => grouped(Decimal::from(*of)),
            Self::Word(of) => of.clone(),
        }
    }
}

fn dollars(value: Decimal) -> String {
    let text = grouped(value);
    match text.strip_prefix('−') {
        Some(size) => format!("−${size}"),
        None => format!("${text}"),
    }
}

impl Figures {
    /// Adds a figure.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.push(Figure { name, value });
        self
    }

    /// The figure of that name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|figure| figure.name == name).map(|figure| &figure.value)
    }

    /// The number of the figure of that name.
    pub fn number(&self, name: &str) -> Option<Decimal> {
        self.get(name)?.number()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn plain_figures_never_flatter() {
        for (value, text) in [
            (Value::Required(dec!(7000.01)), "$7,001"),
            (Value::Dollars(dec!(7000.99)), "$7,000"),
            (Value::Dollars(dec!(-0.5)), "−$1"),
            (Value::Price(dec!(95890.4)), "$95,890"),
            (Value::Price(dec!(2.345)), "$2.35"),
            (Value::Fraction(dec!(0.0411)), "4.1 %"),
            (Value::Times(dec!(13.94)), "13.9"),
            (Value::Coins(dec!(-25.0)), "−25"),
            (Value::Count(1200), "1,200"),
            (Value::Word("BTC".to_owned()), "BTC"),
        ] {
            assert_eq!(value.plain(), text);
        }
    }
}
