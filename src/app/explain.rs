//! Where a figure comes from: a tree of labels, values and notes, built from the assessment itself.

use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::format::{self, Toward};
use crate::book::Asset;
use crate::margin::{Assessment, Charge, ChargeKind, Family, HoldingReport, LegReport, Liquidation, RuleSet};
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
    /// Liquidation prices of an underlying.
    Liquidation(Asset),
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

fn line(label: impl Into<String>, value: String) -> Line {
    Line { label: label.into(), value, ..Line::default() }
}

impl Line {
    fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn with(mut self, children: Vec<Line>) -> Self {
        self.children = children;
        self
    }
}

/// The explanation of a figure; `None` when the figure is not there any more.
pub(crate) fn explain(topic: &Topic, of: &Assessment, rules: &RuleSet, rails: &[Liquidation]) -> Option<Explanation> {
    let mut told = match topic {
        Topic::Unified => unified(of),
        Topic::Apart => apart(of),
        Topic::Freed => freed(of),
        Topic::Equity => equity(of),
        Topic::Maintenance => maintenance(of, rules),
        Topic::Free => free(of),
        Topic::Leg(kind, name) => leg(of, of.legs.iter().find(|leg| leg.kind == *kind && leg.name == *name)?),
        Topic::Holding(row) => holding(of.holdings.iter().find(|holding| holding.row == *row)?),
        Topic::Liquidation(asset) => liquidation(rails.iter().find(|rail| rail.underlying == *asset)?),
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
        PriceState::Stale => "too old to be relied on",
        PriceState::Held => "held back: a jump that no second source has confirmed",
        PriceState::Sample => "a sample, not today’s market",
    }
}

const UP: &str = "Requirements are rounded up; nothing is rounded before the last step.";
const DOWN: &str = "Equity, free collateral and benefits are rounded down; nothing is rounded before the last step.";

/// The name of a charge on screen.
pub(crate) fn charge_name(charge: &Charge) -> String {
    let mut name = match charge.kind {
        ChargeKind::Scan => "Scan risk".to_owned(),
        ChargeKind::Basis => "Basis".to_owned(),
        ChargeKind::ShortOption => "Short-option minimum".to_owned(),
        ChargeKind::Size => "Size".to_owned(),
    };
    if let Some(underlying) = &charge.underlying {
        let _ = write!(name, ", {underlying}");
    }
    if charge.kind == ChargeKind::Basis {
        match charge.expiry {
            Some(expiry) => drop(write!(name, " {expiry}")),
            None => name.push_str(" perpetuals"),
        }
    }
    name
}

fn charge_note(of: &Assessment, charge: &Charge) -> Option<String> {
    let rate = charge.rate.map(|rate| format::percent_f64(rate, 2));
    Some(match charge.kind {
        ChargeKind::Scan => {
            format!("The worst scenario{}.", binding(of).map_or_else(String::new, |words| format!(": {words}")))
        }
        ChargeKind::Basis => format!("The forward of this expiry alone moves by ±{}; the worse loss counts.", rate?),
        ChargeKind::ShortOption => format!("{} of the index for each net short option.", rate?),
        ChargeKind::Size => format!("{} of the net exposure above the threshold.", rate?),
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

fn charge_line(of: &Assessment, charge: &Charge) -> Line {
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
    match leg.kind {
        LegKind::Position => leg.name.clone(),
        LegKind::Borrowed => format!("{} borrowed", leg.name),
        LegKind::Cover => format!("{} held as cover", leg.name),
    }
}

fn unified(of: &Assessment) -> Explanation {
    let mut lines: Vec<Line> =
        of.charges.iter().filter(|c| !c.amount.is_zero()).map(|charge| charge_line(of, charge)).collect();
    if of.credit > Decimal::ZERO {
        lines.push(
            line("Never more than apart", format::signed(-of.credit, Toward::Up)).note(
                "The three charges together exceed what the positions need by themselves; the excess is taken off.",
            ),
        );
    }
    lines.push(line("Unified margin", format::dollars(of.initial_margin, Toward::Up)));
    Explanation {
        title: "Unified margin".into(),
        figure: format::dollars(of.initial_margin, Toward::Up),
        words:
            "What has to be there to hold these positions as one risk unit: scan risk + basis + short-option minimum, \
                never more than the positions need apart, + size."
                .into(),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

fn apart(of: &Assessment) -> Explanation {
    let mut lines: Vec<Line> = of
        .legs
        .iter()
        .filter(|leg| !leg.isolated.total.is_zero())
        .map(|leg| {
            let own = &leg.isolated;
            let children = [("Scan risk", own.scan), ("Basis", own.basis), ("Short-option minimum", own.short_option)];
            let children = children.into_iter().filter(|(_, amount)| !amount.is_zero());
            line(leg_name(leg), format::money(own.total, Toward::Up))
                .with(children.map(|(name, amount)| line(name, format::money(amount, Toward::Up))).collect())
        })
        .collect();
    lines.push(line("Held apart", format::dollars(of.held_apart, Toward::Up)));
    Explanation {
        title: "Held apart".into(),
        figure: format::dollars(of.held_apart, Toward::Up),
        words: "What the positions would need one by one: each with its own worst scenario, basis and short-option \
                minimum. A long option never needs more than it is worth."
            .into(),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

fn freed(of: &Assessment) -> Explanation {
    let mut lines = vec![
        line("Held apart", format::money(of.held_apart, Toward::Up)),
        line("Unified, before any size charge", format::signed(-of.netted, Toward::Up)),
    ];
    lines.push(line("Freed by hedging", format::dollars(of.hedge_benefit, Toward::Down)));
    let offsets: Vec<Line> = of
        .legs
        .iter()
        .map(|leg| {
            line(leg_name(leg), format::signed(leg.part, Toward::Up))
                .note(format!("alone {}", format::money(leg.isolated.total, Toward::Up)))
        })
        .collect();
    if !offsets.is_empty() {
        lines.insert(0, line("Part of each leg, beside its need alone", String::new()).with(offsets));
    }
    Explanation {
        title: "Freed by hedging".into(),
        figure: format::dollars(of.hedge_benefit, Toward::Down),
        words: "Held apart − unified, both before any size charge. Legs that gain where others lose do not have to be covered twice.".into(),
        lines,
        rounding: "The benefit is rounded down, the two requirements up; they may differ by a dollar.".into(),
        ..Explanation::default()
    }
}

fn equity(of: &Assessment) -> Explanation {
    let holdings = of.holdings.iter().map(|h| line(h.asset.to_string(), format::signed(h.value, Toward::Down)));
    let gains = of
        .legs
        .iter()
        .filter(|leg| leg.kind == LegKind::Position && leg.vol.is_none())
        .filter_map(|leg| Some(line(leg_name(leg), format::signed(leg.pnl?, Toward::Down))));
    let options = of
        .legs
        .iter()
        .filter(|leg| leg.vol.is_some())
        .map(|leg| line(leg_name(leg), format::signed(leg.value, Toward::Down)));
    Explanation {
        title: "Equity".into(),
        figure: format::dollars(of.equity.total, Toward::Down),
        words: "Collateral after haircuts + unrealised profit and loss of perpetuals and futures + market value of \
                options, short ones negative."
            .into(),
        lines: vec![
            line("Collateral after haircuts", format::signed(of.equity.collateral, Toward::Down))
                .with(holdings.collect()),
            line("Unrealised profit and loss", format::signed(of.equity.unrealised_pnl, Toward::Down))
                .with(gains.collect()),
            line("Options at market", format::signed(of.equity.option_value, Toward::Down)).with(options.collect()),
            line("Equity", format::dollars(of.equity.total, Toward::Down)),
        ],
        rounding: DOWN.into(),
        ..Explanation::default()
    }
}

fn maintenance(of: &Assessment, rules: &RuleSet) -> Explanation {
    let Family::Scan(scan) = &rules.family;
    let factor = format::percent(scan.maintenance_factor, 2, Toward::Up);
    let mut lines = vec![
        line("Unified margin", format::money(of.initial_margin, Toward::Up)),
        line("Maintenance factor", factor.clone()),
        line("Maintenance margin", format::dollars(of.maintenance_margin, Toward::Up)),
        line("Equity", format::dollars(of.equity.total, Toward::Down)),
    ];
    if let Some(ratio) = of.margin_ratio {
        lines.push(
            line("Margin ratio", format::percent(ratio, 1, Toward::Up))
                .note("Maintenance over equity; at 100 % the account is liquidated."),
        );
    }
    Explanation {
        title: "Maintenance margin".into(),
        figure: format::dollars(of.maintenance_margin, Toward::Up),
        words: format!("{factor} of the unified margin. When equity falls below it, the account is liquidated."),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

fn free(of: &Assessment) -> Explanation {
    Explanation {
        title: "Free collateral".into(),
        figure: format::dollars(of.free_collateral, Toward::Down),
        words: "Equity − unified margin: what can be withdrawn or put behind another trade.".into(),
        lines: vec![
            line("Equity", format::money(of.equity.total, Toward::Down)),
            line("Unified margin", format::signed(-of.initial_margin, Toward::Down)),
            line("Free collateral", format::dollars(of.free_collateral, Toward::Down)),
        ],
        rounding: DOWN.into(),
        ..Explanation::default()
    }
}

fn leg(of: &Assessment, leg: &LegReport) -> Explanation {
    let place = of.legs.iter().position(|other| other.kind == leg.kind && other.name == leg.name);
    let mut lines: Vec<Line> = vec![
        line("Size", format::quantity(leg.units)),
        line("Mark", format::price(leg.mark, Toward::Nearest))
            .note(format!("The price is {}.", state_words(leg.state))),
        line("Value", format::dollars(leg.value, Toward::Down)),
    ];
    if let Some(vol) = leg.vol {
        lines.push(line("Implied volatility", format::percent_f64(vol, 1)));
    }
    if let Some(forward) = leg.forward {
        lines.push(line(
            "Forward",
            crate::risk::to_usd(forward).map_or_else(String::new, |f| format::price(f, Toward::Nearest)),
        ));
    }
    let own = &leg.isolated;
    lines.push(line("Alone it needs", format::money(own.total, Toward::Up)).with(vec![
        line("Scan risk", format::money(own.scan, Toward::Up)),
        line("Basis", format::money(own.basis, Toward::Up)),
        line("Short-option minimum", format::money(own.short_option, Toward::Up)),
    ]));
    let parts = of.charges.iter().filter_map(|charge| {
        let part = charge.parts.iter().find(|part| Some(part.leg) == place)?;
        let mut shown = line(charge_name(charge), format::signed(part.amount, Toward::Up));
        shown.note = charge_note(of, charge);
        Some(shown)
    });
    let parts: Vec<Line> = parts.collect();
    lines.push(line("Its part of the account’s margin", format::signed(leg.part, Toward::Up)).with(parts));
    Explanation {
        title: leg_name(leg),
        figure: format::signed(leg.part, Toward::Up),
        words: "Its share of every charge of the account, added up: what it loses where the account loses most. \
                Negative: it offsets other legs."
            .into(),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

fn holding(holding: &HoldingReport) -> Explanation {
    let price = holding.price.map_or_else(|| "none".to_owned(), |price| format::price(price, Toward::Nearest));
    let mut lines = vec![
        line("Quantity", format::grouped(holding.quantity.normalize())),
        line("Price", price).note(format!("The price is {}.", state_words(holding.state))),
        line("Haircut", format::percent(holding.haircut, 2, Toward::Up)),
    ];
    if !holding.covered.is_zero() {
        lines.push(
            line("Covers a short", format::grouped(holding.covered.normalize()))
                .note("This part counts at full price: it offsets a net short delta of its own underlying."),
        );
    }
    lines.push(line("Counts for", format::dollars(holding.value, Toward::Down)));
    Explanation {
        title: holding.asset.to_string(),
        figure: format::dollars(holding.value, Toward::Down),
        words: "Quantity × price × (1 − haircut). A debt counts at its full price.".into(),
        lines,
        rounding: DOWN.into(),
        ..Explanation::default()
    }
}

fn liquidation(rail: &Liquidation) -> Explanation {
    let mut lines = vec![line(format!("{} now", rail.underlying), format::price(rail.price, Toward::Nearest))];
    for root in &rail.roots {
        let side = if root.healthy_above { "Liquidated below" } else { "Liquidated above" };
        let toward = if root.healthy_above { Toward::Up } else { Toward::Down };
        lines.push(
            line(side, format::price(root.price, toward)).note(format!("{} from now", format::distance(root.distance))),
        );
    }
    if let Some(reason) = rail.none {
        lines.push(line("None", String::new()).note(super::sentence::reason(reason, &rail.underlying)));
    }
    lines.push(line(
        "Searched",
        format!("{} to {}", format::price(rail.range.0, Toward::Nearest), format::price(rail.range.1, Toward::Nearest)),
    ));
    Explanation {
        title: format!("Liquidation, {}", rail.underlying),
        figure: super::sentence::interval(rail),
        words:
            "Every price at which equity equals maintenance margin, the other underlyings held: the whole account is \
                assessed again at each price tried."
                .into(),
        lines,
        rounding: "Prices are rounded toward today’s, distances toward zero.".into(),
        ..Explanation::default()
    }
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
        topics.extend(rails.iter().map(|rail| Topic::Liquidation(rail.underlying.clone())));
        for topic in topics {
            let told = explain(&topic, &of, rules, &rails).unwrap();
            assert!(!told.figure.is_empty() && !told.lines.is_empty(), "{topic:?}");
            assert!(told.rule.contains("Reference") && told.prices.contains("sample"), "{topic:?}");
        }
    }

    #[test]
    fn a_figure_that_is_gone_has_no_story() {
        let rules = venues::reference().unwrap();
        let of = assess(&crate::book::Account::default(), &crate::market::Market::at(NOW), rules);
        assert_eq!(explain(&Topic::Holding(7), &of, rules, &[]), None);
        assert_eq!(explain(&Topic::Liquidation("BTC".parse().unwrap()), &of, rules, &[]), None);
    }
}
