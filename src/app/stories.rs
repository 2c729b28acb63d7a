//! The story of each figure: what it is in words, and what it is made of.

use rust_decimal::Decimal;

use super::explain::{Explanation, Line, charge_line, charge_name, charge_note, leg_name, line, state_words};
use super::format::{self, Toward};
use crate::margin::{Assessment, Family, HoldingReport, LegReport, Liquidation, RuleSet};
use crate::risk::LegKind;

const UP: &str = "Requirements are rounded up; nothing is rounded before the last step.";
const DOWN: &str = "Equity, free collateral and benefits are rounded down; nothing is rounded before the last step.";

/// Words of our own rules, or those of a venue's with its name in the place of `{}`.
fn words(rules: &RuleSet, own: &str, venue: &str) -> String {
    match rules.family {
        Family::Scan(_) => own.to_owned(),
        Family::Venue(_) => venue.replace("{}", &rules.title),
    }
}

pub(super) fn unified(of: &Assessment, rules: &RuleSet) -> Explanation {
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
        words: words(
            rules,
            "What has to be there to hold these positions as one risk unit: scan risk + basis + short-option minimum, \
             never more than the positions need apart, + size.",
            "What {} asks for opening these positions in one account: the charges beneath, added up.",
        ),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

pub(super) fn apart(of: &Assessment, rules: &RuleSet) -> Explanation {
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
    let legs = format::sum(of.legs.iter().map(|leg| leg.isolated.total)).unwrap_or(of.held_apart);
    if of.held_apart > legs {
        let bare = of.held_apart.checked_sub(legs).unwrap_or_default();
        lines.push(
            line("Collateral", format::money(bare, Toward::Up)).note("Charged whatever is held: no hedge frees it."),
        );
    }
    lines.push(line("Held apart", format::dollars(of.held_apart, Toward::Up)));
    Explanation {
        title: "Held apart".into(),
        figure: format::dollars(of.held_apart, Toward::Up),
        words: words(
            rules,
            "What the positions would need one by one: each with its own worst scenario, basis and short-option minimum. A \
             long option never needs more than it is worth.",
            "What {} would ask of each position by itself, in an account of its own.",
        ),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

pub(super) fn freed(of: &Assessment, rules: &RuleSet) -> Explanation {
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
        words: words(
            rules,
            "Held apart − unified, both before any size charge. Legs that gain where others lose do not have to be covered \
             twice.",
            if of.netted > of.held_apart {
                "{} asks more of these positions together than one by one, so nothing is freed."
            } else {
                "Held apart − unified, under the rules of {} both."
            },
        ),
        lines,
        rounding: "The benefit is rounded down, the two requirements up; they may differ by a dollar.".into(),
        ..Explanation::default()
    }
}

pub(super) fn equity(of: &Assessment, rules: &RuleSet) -> Explanation {
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
        words: words(
            rules,
            "Collateral after haircuts + unrealised profit and loss of perpetuals and futures + market value of options, \
             short ones negative.",
            "What {} counts when it decides on liquidation: collateral after its haircuts, unrealised profit and loss, and \
             options where it counts their value.",
        ),
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

pub(super) fn maintenance(of: &Assessment, rules: &RuleSet) -> Explanation {
    let (words, mut lines) = match &rules.family {
        Family::Scan(scan) => {
            let factor = format::percent(scan.maintenance_factor, 2, Toward::Up);
            let lines = vec![
                line("Unified margin", format::money(of.initial_margin, Toward::Up)),
                line("Maintenance factor", factor.clone()),
            ];
            (format!("{factor} of the unified margin."), lines)
        }
        Family::Venue(_) => {
            let charged = of.maintenance_charges.iter().filter(|charge| !charge.amount.is_zero());
            (
                format!("What {} asks for keeping the positions.", rules.title),
                charged.map(|c| charge_line(of, c)).collect(),
            )
        }
    };
    lines.push(line("Maintenance margin", format::dollars(of.maintenance_margin, Toward::Up)));
    lines.push(line("Equity", format::dollars(of.equity.total, Toward::Down)));
    if let Some(ratio) = of.margin_ratio {
        lines.push(
            line("Margin ratio", format::percent(ratio, 1, Toward::Up))
                .note("Maintenance over equity; at 100 % the account is liquidated."),
        );
    }
    Explanation {
        title: "Maintenance margin".into(),
        figure: format::dollars(of.maintenance_margin, Toward::Up),
        words: format!("{words} When equity falls below it, the account is liquidated."),
        lines,
        rounding: UP.into(),
        ..Explanation::default()
    }
}

pub(super) fn free(of: &Assessment) -> Explanation {
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

pub(super) fn leg(of: &Assessment, leg: &LegReport) -> Explanation {
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
    let alone = [("Scan risk", own.scan), ("Basis", own.basis), ("Short-option minimum", own.short_option)];
    let alone = alone.into_iter().filter(|(_, amount)| !amount.is_zero());
    let alone = alone.map(|(name, amount)| line(name, format::money(amount, Toward::Up))).collect();
    lines.push(line("Alone it needs", format::money(own.total, Toward::Up)).with(alone));
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

pub(super) fn holding(holding: &HoldingReport) -> Explanation {
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

pub(super) fn liquidation(rail: &Liquidation) -> Explanation {
    let mut lines = vec![line(format!("{} now", rail.underlying), format::price(rail.price, Toward::Nearest))];
    for root in &rail.roots {
        let side = if root.healthy_above { "Liquidated below" } else { "Liquidated above" };
        let toward = if root.healthy_above { Toward::Up } else { Toward::Down };
        lines.push(
            line(side, format::price(root.price, toward)).note(format!("{} from now", format::distance(root.distance))),
        );
    }
    if let Some(reason) = rail.none {
        lines.push(line("None", String::new()).note(reason.reason(&rail.underlying)));
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
