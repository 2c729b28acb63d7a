//! Alternatives side by side: what is, what stands in the ticket, and what was kept under names.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::desk::Desk;
use super::kept::Alternative;
use super::measures::{Measure, Seen, measures};
use super::typed::Leg;
use super::words;
use crate::app::format;
use crate::margin::{Liquidation, Preview, liquidation, preview};

/// Liquidation prices by the name of the alternative.
type Found = Vec<(String, Arc<Vec<Liquidation>>)>;

/// An alternative with what it would do; absent where none of it can be traded.
type Answer = (Alternative, Option<Arc<Preview>>);

fn answers(desk: Desk) -> Vec<Answer> {
    let state = desk.state;
    let (market, account) = (state.market.get(), desk.real.get());
    let answer = |of: Alternative| {
        let trade = |leg: &super::typed::Typed| match leg.read(&market) {
            Leg::Trade(trade) => Some(trade),
            Leg::Blank | Leg::Faults(_) => None,
        };
        let trades: Vec<_> = of.legs.iter().filter_map(trade).collect();
        let rules = state.rules.get().filter(|_| !trades.is_empty());
        let seen = rules.map(|rules| Arc::new(preview(&account.account, &market, &rules, &trades)));
        (of, seen)
    };
    desk.alternatives.get().into_iter().map(answer).collect()
}

/// Looks for liquidation prices one alternative a turn, so that the page stays live; begins again while there is news.
async fn look(desk: Desk, all: Memo<Arc<Vec<Answer>>>, found: RwSignal<Found>, news: StoredValue<bool>) {
    while news.try_update_value(std::mem::take) == Some(true) {
        let Some(answers) = all.try_get_untracked() else { return };
        for (of, seen) in answers.iter() {
            TimeoutFuture::new(0).await;
            let (Some(seen), Some(rules)) = (seen, desk.state.rules.get_untracked()) else { continue };
            let rails = Arc::new(liquidation(&seen.after, &desk.state.market.get_untracked(), &rules));
            let _ = found.try_update(|found| {
                found.retain(|(name, _)| *name != of.name);
                found.push((of.name.clone(), rails));
            });
        }
    }
}

/// A column: its head, its figures, whether it is allowed.
struct Column {
    head: AnyView,
    seen: Option<Seen>,
    verdict: &'static str,
    cost: String,
}

fn head(name: &str, note: Option<AnyView>) -> AnyView {
    view! {
        <span class="name">{name.to_owned()}</span>
        {note}
    }
    .into_any()
}

fn column(desk: Desk, (of, seen): &Answer, found: &Found) -> Column {
    let rails = found.iter().find(|(name, _)| *name == of.name).map(|(_, rails)| Arc::clone(rails));
    let (load, remove) = (of.clone(), of.name.clone());
    let buttons = view! {
        <span class="do">
            <button
                type="button"
                class="link small"
                data-testid="alternative-load"
                aria-label=format!("Load {}", of.name)
                on:click=move |_| desk.put(load.legs.clone())
            >
                "Load"
            </button>
            <button
                type="button"
                class="link small"
                data-testid="alternative-remove"
                aria-label=format!("Remove {}", of.name)
                on:click=move |_| desk.alternatives.update(|all| all.retain(|of| of.name != remove))
            >
                "Remove"
            </button>
        </span>
    };
    Column {
        head: head(&of.name, Some(buttons.into_any())),
        seen: seen.as_ref().map(|seen| Seen { of: Arc::clone(&seen.then), rails }),
        verdict: seen.as_ref().map_or("cannot be traded", |seen| words::brief(seen)),
        cost: seen.as_ref().map_or_else(String::new, |seen| words::cost(seen)),
    }
}

fn figure<'a>(of: &'a [Measure], label: &str) -> &'a str {
    of.iter().find(|of| of.label == label).map_or(format::ABSENT, |of| of.text.as_str())
}

fn table(columns: Vec<Column>) -> AnyView {
    let sides: Vec<Seen> = columns.iter().filter_map(|column| column.seen.clone()).collect();
    let others: Vec<&Seen> = sides.iter().collect();
    let figures: Vec<Option<Vec<Measure>>> =
        columns.iter().map(|column| column.seen.as_ref().map(|seen| measures(seen, &others))).collect();
    let labels: Vec<String> =
        figures.iter().flatten().next().map(|all| all.iter().map(|of| of.label.clone()).collect()).unwrap_or_default();
    let rows = labels.into_iter().map(|label| {
        let cell = |of: &Option<Vec<Measure>>| {
            let text = of.as_ref().map_or(format::ABSENT, |of| figure(of, &label)).to_owned();
            view! { <td class="num">{text}</td> }
        };
        let cells = figures.iter().map(cell).collect_view();
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                {cells}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let verdicts = columns.iter().map(|column| view! { <td class="num">{column.verdict}</td> }).collect_view();
    let costs = columns.iter().map(|column| view! { <td class="num cost">{column.cost.clone()}</td> }).collect_view();
    let heads =
        columns.into_iter().map(|column| view! { <th scope="col" class="num">{column.head}</th> }).collect_view();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Alternatives side by side">
            <table class="coming alternatives" data-testid="alternatives">
                <caption class="unseen">"What is, and what each alternative would make of it"</caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr><th scope="row">"Initial-margin test"</th>{verdicts}</tr>
                    <tr><th scope="row">"Cost"</th>{costs}</tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What is, what is tried, and every alternative, while there is one.
pub(crate) fn columns(desk: Desk) -> AnyView {
    let all = Memo::new_with_compare(move |_| Arc::new(answers(desk)), |_, _| true);
    let found = RwSignal::new(Found::new());
    let news = StoredValue::new(false);
    let busy = StoredValue::new(false);
    Effect::new(move |_| {
        all.track();
        news.set_value(true);
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            look(desk, all, found, news).await;
            let _ = busy.try_set_value(false);
        });
    });
    let now = move || {
        let state = desk.state;
        let (market, account) = (state.market.get(), desk.real.get());
        let rules = state.rules.get()?;
        let (of, rails) = match desk.sides() {
            Some((before, _)) => (before.of, before.rails),
            // the page shows the book itself while nothing is tried
            None => (Arc::new(crate::margin::assess(&account.account, &market, &rules)), Some(state.rails.get().all)),
        };
        Some(Column { head: head("Now", None), seen: Some(Seen { of, rails }), verdict: "", cost: String::new() })
    };
    let this = move || {
        let (_, then) = desk.sides()?;
        let asked = desk.asked.get()?;
        Some(Column {
            head: head("In the ticket", None),
            seen: Some(then),
            verdict: words::brief(&asked.seen),
            cost: words::cost(&asked.seen),
        })
    };
    let drawn = move || {
        let answers = all.get();
        if answers.is_empty() {
            return ().into_any();
        }
        let found = found.get();
        let kept = answers.iter().map(|answer| column(desk, answer, &found));
        table(now().into_iter().chain(this()).chain(kept).collect())
    };
    drawn.into_any()
}
