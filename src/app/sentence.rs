//! The sentence that everything serves, and what stands beneath it.

use super::explain::{self, Side, Topic};
use super::format::{self, Toward};
use crate::book::{Asset, sort_by};
use crate::margin::{Assessment, ChargeKind, Liquidation};
use crate::risk::to_usd;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    /// What it says.
    pub(crate) text: String,
    /// How it is said.
    pub(crate) tone: Tone,
    /// What opens when it is asked about.
    pub(crate) topic: Option<Topic>,
}

impl Span {
    /// How it is put, whatever it says.
    pub(crate) fn put(&self) -> Self {
        Self { text: String::new(), ..self.clone() }
    }
}

/// How a piece is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As the rest.
    Plain,
    /// A figure.
    Figure,
    /// The figure that matters: what is freed.
    Freed,
    /// A figure that is bad news.
    Alarm,
}

fn plain(text: impl Into<String>) -> Span {
    Span { text: text.into(), tone: Tone::Plain, topic: None }
}

fn figure(text: String, tone: Tone, topic: Topic) -> Span {
    Span { text, tone, topic: Some(topic) }
}

/// The headline.
pub(crate) fn headline(of: &Assessment) -> Vec<Span> {
    if of.legs.is_empty() {
        return vec![
            plain("Nothing to margin yet. Equity is "),
            figure(format::dollars(of.equity.total, Toward::Down), Tone::Figure, Topic::Equity),
            plain("; add a position to see what it needs, and what a hedge frees."),
        ];
    }
    let unified = format::dollars(of.initial_margin, Toward::Up);
    let apart = format::dollars(of.held_apart, Toward::Up);
    let mut spans = vec![
        plain("Unified margin needs "),
        figure(unified, Tone::Figure, Topic::Unified),
        plain(". The same positions held apart need "),
        figure(apart, Tone::Figure, Topic::Apart),
    ];
    let share = format::share(of.hedge_benefit, of.held_apart).filter(|_| !of.hedge_benefit.is_zero());
    match share {
        Some(share) => spans.extend([
            plain(". Hedging frees "),
            figure(format::dollars(of.hedge_benefit, Toward::Down), Tone::Freed, Topic::Freed),
            plain(format!(" — {}.", format::percent(share, 0, Toward::Down))),
        ]),
        None => spans.extend([
            plain(". Nothing here "),
            figure("hedges".into(), Tone::Figure, Topic::Freed),
            plain(" anything else."),
        ]),
    }
    spans
}

/// What stands beneath: where the account is liquidated.
pub(crate) fn beneath(of: &Assessment, rails: &[Liquidation]) -> Vec<Span> {
    if of.legs.is_empty() {
        return vec![plain("Type a position below, import a file, or put the sample book back.")];
    }
    if of.equity.total < of.maintenance_margin {
        return vec![
            plain("Liquidatable now: equity "),
            figure(format::dollars(of.equity.total, Toward::Down), Tone::Alarm, Topic::Equity),
            plain(" is below the maintenance margin of "),
            figure(format::dollars(of.maintenance_margin, Toward::Up), Tone::Alarm, Topic::Maintenance),
            plain("."),
        ];
    }
    let mut spans = Vec::new();
    let mut safe: Vec<&Asset> = Vec::new();
    for rail in rails {
        let name = &rail.underlying;
        let topic = |side| Topic::Liquidation(name.clone(), side);
        if rail.below.is_none() && rail.above.is_none() {
            safe.push(name);
            continue;
        }
        spans.push(plain(if spans.is_empty() { "Liquidated if " } else { " Or if " }));
        if let Some(root) = &rail.below {
            spans.push(plain(format!("{name} falls below ")));
            spans.push(figure(format::price(root.price, Toward::Up), Tone::Figure, topic(Side::Below)));
            spans.push(plain(format!(" ({})", format::distance(root.distance))));
        }
        if let Some(root) = &rail.above {
            let start =
                if rail.below.is_some() { " or rises above ".to_owned() } else { format!("{name} rises above ") };
            spans.push(plain(start));
            spans.push(figure(format::price(root.price, Toward::Down), Tone::Figure, topic(Side::Above)));
            spans.push(plain(format!(" ({})", format::distance(root.distance))));
        }
        spans.push(plain("."));
    }
    if of.size_charge > rust_decimal::Decimal::ZERO {
        let lead = if spans.is_empty() { "" } else { " " };
        let size = format::dollars(of.size_charge, Toward::Up);
        spans.push(plain(format!("{lead}Unified margin includes a size charge of {size}, which no hedge frees.")));
    }
    if !safe.is_empty() {
        let lead = if spans.is_empty() { "" } else { " " };
        spans.push(plain(format!("{lead}{} alone cannot liquidate this account.", together(&safe))));
    }
    spans
}

/// `BTC`, `BTC or ETH`, `BTC, ETH or SOL`.
fn together(assets: &[&Asset]) -> String {
    match assets {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(|asset| asset.as_str()).collect();
            format!("{} or {last}", first.join(", "))
        }
    }
}

/// The plain text of spans.
pub(crate) fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// The safe interval in a few words.
pub(crate) fn interval(rail: &Liquidation) -> String {
    let below = rail.below.map(|root| format::price(root.price, Toward::Up));
    let above = rail.above.map(|root| format::price(root.price, Toward::Down));
    match (below, above) {
        _ if rail.liquidatable_now => "liquidatable now".to_owned(),
        (Some(below), Some(above)) => format!("{below} to {above}"),
        (Some(below), None) => format!("above {below}"),
        (None, Some(above)) => format!("below {above}"),
        (None, None) => "none".to_owned(),
    }
}

/// Why the margin is what it is: the binding scenario and what each underlying and leg adds or gives back.
pub(crate) fn why(of: &Assessment) -> Vec<Span> {
    let (Some(binding), Some(words)) = (&of.binding, explain::binding(of)) else {
        return vec![plain("No scenario loses: scan risk is nothing.")];
    };
    let strong = Span { text: words, tone: Tone::Figure, topic: None };
    let mut spans = vec![strong, plain(" sets the requirement: ")];
    // the charge that scenarios set: a venue's first
    let scan = of.charges.iter().find(|charge| charge.kind == ChargeKind::Scan).or_else(|| of.charges.first());
    let mut said: Vec<String> = Vec::new();
    let mut parts: Vec<_> = scan.map(|charge| charge.parts.clone()).unwrap_or_default();
    sort_by(&mut parts, |a, b| b.amount.cmp(&a.amount));
    let few = parts.len() <= 5;
    if few {
        for part in &parts {
            let Some(leg) = of.legs.get(part.leg) else { continue };
            if part.amount.is_zero() {
                continue;
            }
            let name = explain::leg_name(leg);
            said.push(if part.amount.is_sign_positive() {
                format!("{name} adds {}", format::money(part.amount, Toward::Up))
            } else {
                format!("{name} gives back {}", format::money(-part.amount, Toward::Down))
            });
        }
    } else {
        for (asset, amount) in binding.underlyings.iter().filter(|(_, amount)| !amount.is_zero()) {
            said.push(if amount.is_sign_positive() {
                format!("{asset} adds {}", format::money(*amount, Toward::Up))
            } else {
                format!("{asset} gives back {}", format::money(-*amount, Toward::Down))
            });
        }
    }
    spans.push(plain(if said.is_empty() {
        "no leg alone makes it.".to_owned()
    } else {
        format!("{}.", said.join(", "))
    }));
    for (asset, _) in binding.underlyings.iter().filter(|(_, amount)| amount.is_sign_negative() && !amount.is_zero()) {
        if let Some(offset) = of.underlyings.iter().find(|u| u.underlying == *asset).and_then(|u| to_usd(u.offset)) {
            let share = format::percent(offset, 1, Toward::Down);
            spans.push(plain(format!(" {asset}’s gain counts at {share} against the others’ losses.")));
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::NoLiquidation;

    #[test]
    fn several_names_are_joined_as_people_say_them() {
        let [btc, eth, sol] = ["BTC", "ETH", "SOL"].map(|name| name.parse::<Asset>().unwrap());
        assert_eq!(together(&[&btc]), "BTC");
        assert_eq!(together(&[&btc, &eth]), "BTC or ETH");
        assert_eq!(together(&[&btc, &eth, &sol]), "BTC, ETH or SOL");
    }

    fn asked(book: crate::book::Account) -> (Assessment, Vec<Liquidation>) {
        let now = crate::book::Time(1_795_305_600_000);
        let market = crate::oracle::sample::market(now);
        let rules = crate::margin::venues::reference().unwrap();
        (crate::margin::assess(&book, &market, rules), crate::margin::liquidation(&book, &market, rules))
    }

    #[test]
    fn the_sample_says_what_is_needed_and_where_it_is_liquidated() {
        let (of, rails) = asked(crate::io::sample::account(crate::book::Time(1_795_305_600_000)));
        let said = text(&headline(&of));
        assert!(said.starts_with("Unified margin needs $") && said.contains("Hedging frees $"), "{said}");
        assert!(text(&beneath(&of, &rails)).contains("BTC"));
        assert!(text(&why(&of)).contains("sets the requirement"));
    }

    #[test]
    fn an_empty_book_and_one_under_water_have_their_own_sentences() {
        let (of, rails) = asked(crate::book::Account::default());
        assert!(text(&headline(&of)).contains("Nothing to margin yet"));
        assert!(!beneath(&of, &rails).is_empty());
        let lost = "10 BTC-PERP @ 120000\n1000 USDC";
        let (of, rails) = asked(crate::io::read(lost, crate::book::Time(1_795_305_600_000)).unwrap().account().clone());
        assert!(text(&beneath(&of, &rails)).starts_with("Liquidatable now"));
    }

    #[test]
    fn a_reason_names_the_underlying() {
        let btc: Asset = "BTC".parse().unwrap();
        assert!(NoLiquidation::SafeThroughout.reason(&btc).contains("BTC alone cannot"));
    }
}
