//! The figures by which what is and what would be are set side by side.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::book::Exact;
use crate::margin::{Assessment, LegKind, Liquidation};
use crate::risk::to_usd;

/// An account's answers: what it must post, and where it is liquidated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Seen {
    /// What it must post.
    pub(crate) of: Arc<Assessment>,
    /// One for each underlying; absent while they are looked for.
    pub(crate) rails: Option<Arc<Vec<Liquidation>>>,
}

/// What a figure counts, and which way it is rounded so that it does not flatter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Dollars(Toward),
    Percent,
    Times,
    Price(Toward),
    Signed,
}

/// Whether more of a figure is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    More,
    Less,
    Neither,
}

/// One figure of an account.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measure {
    /// Its name, by which the same figure of two accounts is found.
    pub(crate) label: String,
    /// The figure as text; [`format::ABSENT`], “none” or “…” where there is none.
    pub(crate) text: String,
    value: Option<Decimal>,
    unit: Unit,
    wish: Wish,
}

/// A figure before and after.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Its name.
    pub(crate) label: String,
    /// What it is.
    pub(crate) before: String,
    /// What it would be.
    pub(crate) after: String,
    /// By how much that is more, with its sign; empty where it does not change or cannot be said.
    pub(crate) by: String,
    /// Whether that is good; absent where it is neither.
    pub(crate) good: Option<bool>,
}

impl Measure {
    fn new(label: impl Into<String>, value: Option<Decimal>, unit: Unit, wish: Wish) -> Self {
        let text = value.map_or_else(|| format::ABSENT.to_owned(), |value| unit.text(value));
        Self { label: label.into(), text, value, unit, wish }
    }

    fn or(mut self, absent: &str) -> Self {
        if self.value.is_none() {
            absent.clone_into(&mut self.text);
        }
        self
    }
}

impl Unit {
    fn text(self, value: Decimal) -> String {
        match self {
            Self::Dollars(toward) => format::money(value, toward),
            Self::Percent => format::percent(value, 1, Toward::Up),
            Self::Times => times(value),
            Self::Price(toward) => format::price(value, toward),
            Self::Signed => format::signed(value, Toward::Nearest),
        }
    }

    /// A difference with its sign, rounded the same way.
    fn by(self, difference: Decimal) -> String {
        let plus = |text: String| if text.starts_with('−') { text } else { format!("+{text}") };
        match self {
            Self::Dollars(toward) => format::signed(difference, toward),
            Self::Percent => plus(format::percent(difference, 1, Toward::Up)),
            Self::Times => plus(times(difference)),
            // of prices in the thousands, thousandths are no difference
            Self::Price(toward) if difference.abs() >= Decimal::ONE => {
                plus(format::grouped(format::round(difference, 2, toward).normalize()))
            }
            Self::Price(toward) => plus(format::price(difference, toward)),
            Self::Signed => format::signed(difference, Toward::Nearest),
        }
    }
}

fn times(value: Decimal) -> String {
    format!("{}×", format::grouped(format::round(value, 2, Toward::Up).normalize()))
}

/// All figures of an account, in the order in which they are shown. The underlyings of `with` are there too, so that the
/// same figures stand on both sides.
pub(crate) fn measures(seen: &Seen, with: &[&Seen]) -> Vec<Measure> {
    let of = &seen.of;
    let (up, down) = (Unit::Dollars(Toward::Up), Unit::Dollars(Toward::Down));
    let mut all = vec![
        Measure::new("Initial margin", Some(of.initial_margin), up, Wish::Less),
        Measure::new("Maintenance margin", Some(of.maintenance_margin), up, Wish::Less),
        Measure::new("Equity", Some(of.equity.total), down, Wish::More),
        Measure::new("Free collateral", Some(of.free_collateral), down, Wish::More),
        Measure::new("Hedge benefit", Some(of.hedge_benefit), down, Wish::More),
        Measure::new("Margin ratio", of.margin_ratio, Unit::Percent, Wish::Less),
        Measure::new("Leverage", leverage(of), Unit::Times, Wish::Less),
    ];
    for name in underlyings(std::iter::once(seen).chain(with.iter().copied())) {
        let rail = seen.rails.as_ref().map(|rails| rails.iter().find(|rail| rail.underlying.as_str() == name));
        let root = |pick: fn(&Liquidation) -> Option<crate::margin::Root>| {
            rail.flatten().and_then(pick).map(|root| root.price)
        };
        let absent = match rail {
            None => "…",
            Some(Some(rail)) if rail.liquidatable_now => "now",
            Some(_) => "none",
        };
        let below = Measure::new(
            format!("Liquidation {name}, below"),
            root(|rail| rail.below),
            Unit::Price(Toward::Up),
            Wish::Less,
        );
        let above = Measure::new(
            format!("Liquidation {name}, above"),
            root(|rail| rail.above),
            Unit::Price(Toward::Down),
            Wish::More,
        );
        all.extend([below.or(absent), above.or(absent)]);
    }
    let greeks = &of.greeks;
    all.push(Measure::new("Delta, per 1 %", to_usd(greeks.delta_usd_per_pct()), Unit::Signed, Wish::Neither));
    all.push(Measure::new("Vega, per vol point", to_usd(greeks.vega_usd_per_point), Unit::Signed, Wish::Neither));
    all
}

/// Names of all underlyings with a liquidation price on any side, in order of appearance.
fn underlyings<'a>(all: impl Iterator<Item = &'a Seen>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for seen in all {
        for rail in seen.rails.iter().flat_map(|rails| rails.iter()) {
            let has = rail.below.is_some() || rail.above.is_some() || rail.liquidatable_now;
            if has && !names.contains(&rail.underlying.as_str()) {
                names.push(rail.underlying.as_str());
            }
        }
    }
    names
}

/// Dollars of exposure (delta) of every leg by itself, over equity; what only covers a short is none. Absent where equity
/// is not above zero.
fn leverage(of: &Assessment) -> Option<Decimal> {
    let legs = of.legs.iter().filter(|leg| leg.kind != LegKind::Cover);
    let exposure: f64 = legs.map(|leg| leg.greeks.delta_usd.abs()).sum();
    if of.equity.total <= Decimal::ZERO {
        return None;
    }
    to_usd(exposure)?.over(of.equity.total)
}

/// The same figures of two accounts, side by side.
pub(crate) fn rows(before: &Seen, after: &Seen) -> Vec<Row> {
    let (first, second) = (measures(before, &[after]), measures(after, &[before]));
    let pair = |one: Measure| {
        let other = second.iter().find(|other| other.label == one.label)?;
        let difference = one.value.zip(other.value).and_then(|(one, other)| other.minus(one));
        let difference = difference.filter(|by| !by.is_zero());
        let good = difference.and_then(|by| match one.wish {
            Wish::More => Some(by.is_sign_positive()),
            Wish::Less => Some(by.is_sign_negative()),
            Wish::Neither => None,
        });
        let by = difference.map(|by| one.unit.by(by)).unwrap_or_default();
        Some(Row { label: one.label, before: one.text, after: other.text.clone(), by, good })
    };
    first.into_iter().filter_map(pair).collect()
}

#[cfg(test)]
#[path = "measures_tests.rs"]
mod tests;
