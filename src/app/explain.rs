//! Where a figure comes from: a tree of labels, values and notes, built from the assessment itself.

use std::fmt::Write as _;

use super::format::{self, Toward};
use super::stories;
use crate::book::{Asset, Expiry};
use crate::margin::{Assessment, Charge, ChargeKind, LegReport, Liquidation, RuleSet};
use crate::market::PriceState;
use crate::risk::{LegKind, VolMove};

/// A figure that can be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Initial margin of the account.
    Unified,
    /// The positions' needs by themselves.
    Apart,
    /// What hedging frees.
    Freed,
    /// Equity.
    Equity,
    /// Maintenance margin.
    Maintenance,
    /// Free collateral.
    Free,
    /// A leg's part in the requirement.
    Leg(LegKind, String),
    /// What a holding counts for: its row among the account's holdings.
    Holding(usize),
    /// Liquidation prices of an underlying, asked about on one side.
    Liquidation(Asset, Side),
}

/// A side of today's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// Lower prices.
    Below,
    /// Higher prices.
    Above,
}

/// One line of an explanation.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    /// What it is.
    pub(crate) label: String,
    /// The figure.
    pub(crate) value: String,
    /// A sentence under it.
    pub(crate) note: Option<String>,
    /// What it is made of.
    pub(crate) children: Vec<Line>,
}

/// The whole story of a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Explanation {
    /// Its name.
    pub(crate) title: String,
    /// The figure itself.
    pub(crate) figure: String,
    /// What it is, in words, with the formula.
    pub(crate) words: String,
    /// What it is made of; the last line is the sum.
    pub(crate) lines: Vec<Line>,
    /// How it was rounded.
    pub(crate) rounding: String,
    /// Whose rule it is.
    pub(crate) rule: String,
    /// What its prices rest on.
    pub(crate) prices: String,
}

pub(super) fn line(label: impl Into<String>, value: String) -> Line {
    Line { label: label.into(), value, ..Line::default() }
}

impl Line {
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub(super) fn with(mut self, children: Vec<Line>) -> Self {
        self.children = children;
        self
    }
}

/// The explanation of a figure; `None` when the figure is not there any more.
pub(crate) fn explain(topic: &Topic, of: &Assessment, rules: &RuleSet, rails: &[Liquidation]) -> Option<Explanation> {
    let mut told = match topic {
        Topic::Unified => stories::unified(of, rules),
        Topic::Apart => stories::apart(of, rules),
        Topic::Freed => stories::freed(of, rules),
        Topic::Equity => stories::equity(of, rules),
        Topic::Maintenance => stories::maintenance(of, rules),
        Topic::Free => stories::free(of),
        Topic::Leg(kind, name) => stories::leg(of, of.legs.iter().find(|leg| leg.kind == *kind && leg.name == *name)?),
        Topic::Holding(row) => stories::holding(of.holdings.iter().find(|holding| holding.row == *row)?),
        Topic::Liquidation(asset, _) => stories::liquidation(rails.iter().find(|rail| rail.underlying == *asset)?),
    };
    told.rule = rule(of);
    told.prices = prices(of.state);
    Some(told)
}

fn rule(of: &Assessment) -> String {
    let stamp = &of.rules;
    let fidelity = match stamp.fidelity {
        crate::margin::Fidelity::VenueMatched => "agrees with the venue’s own numbers",
        crate::margin::Fidelity::Documented => "the formula as published",
        crate::margin::Fidelity::Approximate => "approximate",
    };
    format!("{} rules of {}, {fidelity}. {}.", stamp.title, stamp.as_of, stamp.source.trim_end_matches('.'))
}

fn prices(state: PriceState) -> String {
    match state {
        PriceState::Live => "Every price it rests on is live.".to_owned(),
        PriceState::Host => "Its prices came from the page around this one.".to_owned(),
        state => format!("At least one price it rests on is {}.", state_words(state)),
    }
}

/// What a state of a price means, as a phrase.
pub(crate) fn state_words(state: PriceState) -> &'static str {
    match state {
        PriceState::Live => "live",
        PriceState::Host => "from the page around this one",
        PriceState::Imported => "from an imported file",
        PriceState::Manual => "typed by hand",
        PriceState::Ageing => "getting old",
        PriceState::Diverging => "in doubt: its sources disagree",
        PriceState::Stale => "too old to be relied on",
        PriceState::Held => "held back: a jump that no second source has confirmed",
        PriceState::Sample => "a sample, not today’s market",
    }
}

/// The name of a charge on screen.
pub(crate) fn charge_name(charge: &Charge) -> String {
    charge_of(charge.kind, charge.underlying.as_ref(), charge.expiry)
}

/// The same by what tells it from other charges.
pub(crate) fn charge_of(kind: ChargeKind, underlying: Option<&Asset>, expiry: Option<Expiry>) -> String {
    let mut name = kind.title().to_owned();
    if let Some(underlying) = underlying {
        let _ = write!(name, ", {underlying}");
    }
    match expiry {
        Some(expiry) => drop(write!(name, " {expiry}")),
        None if kind == ChargeKind::Basis => name.push_str(" perpetuals"),
        None => {}
    }
    name
}

pub(super) fn charge_note(of: &Assessment, charge: &Charge) -> Option<String> {
    let rate = charge.rate.map(|rate| format::percent_f64(rate.abs(), 2));
    Some(match charge.kind {
        ChargeKind::Scan => {
            format!("The worst scenario{}.", binding(of).map_or_else(String::new, |words| format!(": {words}")))
        }
        ChargeKind::Basis => format!("The forward of this expiry alone moves by ±{}; the worse loss counts.", rate?),
        ChargeKind::ShortOption => format!("{} of the index for each net short option.", rate?),
        ChargeKind::Size => format!("{} of the net exposure above the threshold.", rate?),
        ChargeKind::Venue(charge) => charge.words.to_owned(),
    })
}

/// The binding scenario in words: `BTC −15 %, ETH −15 %, volatility up`.
pub(crate) fn binding(of: &Assessment) -> Option<String> {
    let binding = of.binding.as_ref()?;
    let moves: Vec<String> =
        binding.moves.iter().map(|(asset, by)| format!("{asset} {}", format::move_percent(*by))).collect();
    let vol = match binding.vol {
        VolMove::Up => "volatility up",
        VolMove::Same => "volatility unchanged",
        VolMove::Down => "volatility down",
    };
    let mut words = moves.join(", ");
    if !words.is_empty() {
        words.push_str(", ");
    }
    words.push_str(vol);
    Some(words)
}

pub(super) fn charge_line(of: &Assessment, charge: &Charge) -> Line {
    let parts = charge.parts.iter().filter(|part| !part.amount.is_zero()).filter_map(|part| {
        let leg = of.legs.get(part.leg)?;
        Some(line(leg_name(leg), format::signed(part.amount, Toward::Up)))
    });
    let mut shown = line(charge_name(charge), format::money(charge.amount, Toward::Up)).with(parts.collect());
    shown.note = charge_note(of, charge);
    shown
}

/// The name of a leg on screen.
pub(crate) fn leg_name(leg: &LegReport) -> String {
    leg.title()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Time;
    use crate::margin::{assess, liquidation as look, venues};

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn every_figure_of_the_sample_opens_to_what_made_it() {
        let account = crate::io::sample::account(NOW);
        let market = crate::oracle::sample::market(NOW);
        let rules = venues::reference().unwrap();
        let of = assess(&account, &market, rules);
        let rails = look(&account, &market, rules);
        let mut topics =
            vec![Topic::Unified, Topic::Apart, Topic::Freed, Topic::Equity, Topic::Maintenance, Topic::Free];
        topics.extend(of.legs.iter().map(|leg| Topic::Leg(leg.kind, leg.name.clone())));
        topics.extend(of.holdings.iter().map(|holding| Topic::Holding(holding.row)));
        topics.extend(rails.iter().map(|rail| Topic::Liquidation(rail.underlying.clone(), Side::Below)));
        for topic in topics {
            let told = explain(&topic, &of, rules, &rails).unwrap();
            assert!(!told.figure.is_empty() && !told.lines.is_empty(), "{topic:?}");
            assert!(told.rule.contains("Reference") && told.prices.contains("sample"), "{topic:?}");
        }
    }

    #[test]
    fn a_venues_figures_are_told_in_its_own_words() {
        let account = crate::io::sample::account(NOW);
        let market = crate::oracle::sample::market(NOW);
        for rules in venues::all().iter().filter(|rules| rules.name != "reference") {
            let of = assess(&account, &market, rules);
            for topic in [Topic::Unified, Topic::Apart, Topic::Freed, Topic::Equity, Topic::Maintenance, Topic::Free] {
                let told = explain(&topic, &of, rules, &[]).unwrap();
                assert!(
                    !told.words.contains("scan risk") && !told.words.contains("size charge"),
                    "{topic:?}: {}",
                    told.words
                );
                assert!(told.rule.contains(&rules.title), "{topic:?}");
            }
            let told = explain(&Topic::Unified, &of, rules, &[]).unwrap();
            let charged = of.charges.iter().filter(|charge| !charge.amount.is_zero()).count();
            assert_eq!(told.lines.len(), charged + 1, "{}: each charge and their sum", rules.name);
        }
    }

    #[test]
    fn a_figure_that_is_gone_has_no_story() {
        let rules = venues::reference().unwrap();
        let of = assess(&crate::book::Account::default(), &crate::market::Market::at(NOW), rules);
        assert_eq!(explain(&Topic::Holding(7), &of, rules, &[]), None);
        assert_eq!(explain(&Topic::Liquidation("BTC".parse().unwrap(), Side::Above), &of, rules, &[]), None);
    }
}
