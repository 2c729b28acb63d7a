//! The book under every rule set, side by side, cheapest first.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::does::fidelity_word;
use super::{ask, own};
use crate::app::copy;
use crate::app::dialog::Dialog;
use crate::app::format::{self, Toward};
use crate::app::standing::spawn;
use crate::app::state::{Sheet, State};
use crate::book::Asset;
use crate::margin::compare::{By, Compared, cheapest, nearest_liquidation, sort};
use crate::margin::{Root, RuleSet, venues};

/// What is on screen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Table {
    rows: Vec<Compared>,
    /// Names of rules whose liquidation price has been looked for.
    looked_for: Vec<String>,
}

/// All rule sets: those with the page and one's own, and those in force where they are neither.
fn rule_sets(state: State) -> Vec<RuleSet> {
    let mut all: Vec<RuleSet> = venues::all().to_vec();
    all.extend(own::all(state));
    if let Some(rules) = state.rules.get_untracked()
        && !all.contains(&rules)
    {
        all.push((*rules).clone());
    }
    all
}

/// Fills the table: first what every rule set asks, then one liquidation price a turn, so that the page stays live.
/// Whatever changes meanwhile begins another round and ends this one.
async fn fill(state: State, table: RwSignal<Table>, round: RwSignal<u32>, this: u32) {
    let (counted, market) = (state.counted.get_untracked(), state.market.get_untracked());
    let rule_sets = rule_sets(state);
    let before = table.get_untracked();
    let asked = |rules: &RuleSet| {
        let known = before.rows.iter().find(|row| row.rules == rules.stamp());
        Compared {
            nearest: known.and_then(|row| row.nearest.clone()),
            ..Compared::of(&counted.account, &market, rules)
        }
    };
    table.set(Table { rows: rule_sets.iter().map(asked).collect(), looked_for: before.looked_for });
    for rules in &rule_sets {
        TimeoutFuture::new(0).await;
        if round.get_untracked() != this {
            return;
        }
        let nearest = nearest_liquidation(&counted.account, &market, rules);
        table.update(|table| {
            let stamp = rules.stamp();
            for row in table.rows.iter_mut().filter(|row| row.rules == stamp) {
                row.nearest.clone_from(&nearest);
            }
            if !table.looked_for.contains(&rules.title) {
                table.looked_for.push(rules.title.clone());
            }
        });
    }
}

fn liquidation(nearest: Option<&(Asset, Root)>, liquidatable: bool, looked_for: bool) -> String {
    match nearest {
        _ if liquidatable => "now".to_owned(),
        Some((asset, root)) => {
            let toward = if root.healthy_above { Toward::Up } else { Toward::Down };
            let price = format::price(root.price, toward);
            format!("{asset} {price} ({})", format::distance(root.distance))
        }
        None if looked_for => "none".to_owned(),
        None => "…".to_owned(),
    }
}

fn details(of: &Compared) -> Option<AnyView> {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for out in &of.left_out {
        match reasons.iter_mut().find(|(reason, _)| *reason == out.reason) {
            Some((_, names)) => names.push(out.name.clone()),
            None => reasons.push((out.reason.clone(), vec![out.name.clone()])),
        }
    }
    if reasons.is_empty() && of.assumed.is_empty() {
        return None;
    }
    let reasons = reasons.into_iter().map(|(reason, names)| {
        let more = names.len().saturating_sub(4);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown = names.into_iter().take(4).collect::<Vec<_>>().join(", ");
        view! { <li>{format!("Left out: {shown}{more}: {reason}.")}</li> }
    });
    let assumed = of.assumed.iter().map(|said| view! { <li>{said.clone()}</li> });
    Some(
        view! {
            <details class="why-not">
                <summary>{if of.whole() { "assumed" } else { "why" }}</summary>
                <ul>{reasons.collect_view()}{assumed.collect_view()}</ul>
            </details>
        }
        .into_any(),
    )
}

fn row(state: State, of: Compared, best: bool, in_force: bool, looked_for: bool) -> AnyView {
    let money = |value, toward| format::dollars(value, toward);
    let whole = of.whole();
    let covered = format!("{} of {}", of.margined, of.positions);
    let liquidated = liquidation(of.nearest.as_ref(), of.liquidatable, looked_for);
    let (stamp, title) = (of.rules.clone(), of.rules.title.clone());
    let choose = move |_| {
        if let Some(rules) = rule_sets(state).into_iter().find(|rules| rules.stamp() == stamp) {
            own::put(state, rules);
        }
    };
    view! {
        <tr data-testid="compared" data-rules=of.rules.name.clone() data-best=best.then_some("true") data-part=(!whole).then_some("true")>
            <th scope="row">
                <span class="name">{title.clone()}</span>
                {best.then(|| view! { <span class="tag">"cheapest"</span> })}
                <span class="sub">{fidelity_word(of.rules.fidelity)}" · "{of.rules.as_of.clone()}</span>
            </th>
            <td data-label="Margined">{covered}{details(&of)}</td>
            <td data-label="Initial">{money(of.initial_margin, Toward::Up)}</td>
            <td data-label="Maintenance">{money(of.maintenance_margin, Toward::Up)}</td>
            <td data-label="Free collateral" class:loss=of.free_collateral.is_sign_negative()>{money(of.free_collateral, Toward::Down)}</td>
            <td data-label="Hedge benefit">{money(of.hedge_benefit, Toward::Down)}</td>
            <td data-label="Nearest liquidation" class:loss=of.liquidatable>{liquidated}</td>
            <td class="use">
                {if in_force {
                    view! { <span class="dim">"in force"</span> }.into_any()
                } else {
                    view! { <button type="button" class="link" aria-label=format!("Use {title}") on:click=choose>"Use"</button> }.into_any()
                }}
            </td>
        </tr>
    }
    .into_any()
}

/// The best of it in a sentence.
fn said(table: &Table) -> String {
    match cheapest(&table.rows) {
        Some(best) => {
            let dearest = table.rows.iter().filter(|row| row.whole() && row.venue);
            let dearest = dearest.max_by(|a, b| a.initial_margin.cmp(&b.initial_margin));
            let margin = format::dollars(best.initial_margin, Toward::Up);
            let beside = dearest.filter(|dear| dear.rules != best.rules).map(|dear| {
                format!(", the dearest {} for {}", dear.rules.title, format::dollars(dear.initial_margin, Toward::Up))
            });
            format!(
                "{} holds all of this book for the least: {margin}{}.",
                best.rules.title,
                beside.unwrap_or_default()
            )
        }
        None if table.rows.iter().all(|row| row.positions == 0) => "The book has no positions to compare.".to_owned(),
        None => "No one venue margins all of this book. Each is shown with how much of it it takes.".to_owned(),
    }
}

/// The last column's head, which only a screen reader needs.
const PUT: &str = "Put in force";

const COLUMNS: [(&str, Option<By>); 8] = [
    ("Rule set", None),
    ("Margined", None),
    ("Initial", Some(By::Initial)),
    ("Maintenance", Some(By::Maintenance)),
    ("Free collateral", Some(By::Free)),
    ("Hedge benefit", Some(By::Benefit)),
    ("Nearest liquidation", Some(By::Liquidation)),
    (PUT, None),
];

/// The comparison.
#[component]
pub(crate) fn CompareDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let table = RwSignal::new(Table::default());
    let by = RwSignal::new(By::Initial);
    let round = RwSignal::new(0_u32);
    let open = Memo::new(move |_| state.sheet.get() == Some(Sheet::Compare));
    Effect::new(move |_| {
        if !open.get() {
            round.update_untracked(|round| *round = round.wrapping_add(1));
            return;
        }
        state.counted.track();
        state.market.track();
        state.rules.track();
        round.update_untracked(|round| *round = round.wrapping_add(1));
        let this = round.get_untracked();
        spawn(fill(state, table, round, this));
    });
    let desk = ask::Desk::of(state, open);
    let sorted = Memo::new(move |_| {
        let mut shown = table.get();
        sort(&mut shown.rows, by.get());
        Arc::new(shown)
    });
    let head = move |(label, of): (&'static str, Option<By>)| {
        let Some(of) = of else {
            let class = if label == PUT { "unseen" } else { "" };
            return view! { <th scope="col"><span class=class>{label}</span></th> }.into_any();
        };
        let order = if matches!(of, By::Initial | By::Maintenance) { "ascending" } else { "descending" };
        view! {
            <th scope="col" aria-sort=move || (by.get() == of).then_some(order)>
                <button type="button" class="sort" data-testid=format!("by-{label}") on:click=move |_| by.set(of)>
                    {label}
                    <span aria-hidden="true">{move || if by.get() == of { if order == "ascending" { " ↑" } else { " ↓" } } else { "" }}</span>
                </button>
            </th>
        }
        .into_any()
    };
    let body = move || {
        let shown = sorted.get();
        let best = cheapest(&shown.rows).map(|best| best.rules.clone());
        let force = state.rules.with(|rules| rules.as_ref().map(|rules| rules.stamp()));
        let rows = shown.rows.iter().map(|of| {
            let (is_best, in_force) = (best.as_ref() == Some(&of.rules), force.as_ref() == Some(&of.rules));
            row(state, of.clone(), is_best, in_force, shown.looked_for.contains(&of.rules.title))
        });
        rows.collect_view()
    };
    view! {
        <Dialog
            id="compare-dialog"
            class="broad"
            open=open
            close=Callback::new(move |()| state.sheet.set(None))
            title="Compare"
        >
            <p class="lead" data-testid="cheapest" role="status">{move || said(&sorted.get())}</p>
            <p class="words">{copy::COMPARE_HELP}</p>
            <div class="wide-table" tabindex="0" role="group" aria-label="The book under each rule set">
                <table class="compared">
                    <caption class="unseen">"What each rule set asks of this book"</caption>
                    <thead><tr>{COLUMNS.map(head).collect_view()}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
            {move || ask::block(desk)}
        </Dialog>
    }
}
