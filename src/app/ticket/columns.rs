//! Alternatives side by side: what is, what stands in the ticket, and what was kept under names.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::desk::Desk;
use super::kept::Alternative;
use super::measures::{Seen, measures};
use super::typed::Leg;
use super::words;
use crate::app::format;
use crate::app::standing::Standing;
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
    name: String,
    is_kept: bool,
    seen: Option<Seen>,
    verdict: &'static str,
    cost: String,
}

/// What stands in the table: heads and labels, which rarely change, and the cells column by column.
#[derive(Clone, Debug, Default, PartialEq)]
struct Table {
    /// Names of the columns, and whether each was kept.
    heads: Vec<(String, bool)>,
    labels: Vec<String>,
    cells: Vec<Vec<String>>,
}

impl Table {
    fn of(columns: &[Column]) -> Self {
        let sides: Vec<&Seen> = columns.iter().filter_map(|column| column.seen.as_ref()).collect();
        let figures: Vec<_> =
            columns.iter().map(|column| column.seen.as_ref().map(|seen| measures(seen, &sides))).collect();
        let mut labels: Vec<String> = figures
            .iter()
            .flatten()
            .next()
            .map_or_else(Vec::new, |all| all.iter().map(|figure| figure.label.clone()).collect());
        let cells = columns.iter().zip(&figures).map(|(column, figures)| {
            let figure = |label: &String| {
                let found = figures.as_ref().and_then(|all| all.iter().find(|figure| figure.label == *label));
                found.map_or_else(|| format::ABSENT.to_owned(), |figure| figure.text.clone())
            };
            let beneath = [column.verdict.to_owned(), column.cost.clone()];
            labels.iter().map(figure).chain(beneath).collect()
        });
        let cells = cells.collect();
        labels.extend(["Initial-margin test".to_owned(), "Cost".to_owned()]);
        Self { heads: columns.iter().map(|column| (column.name.clone(), column.is_kept)).collect(), labels, cells }
    }

    fn cell(&self, column: usize, row: usize) -> String {
        self.cells.get(column).and_then(|cells| cells.get(row)).cloned().unwrap_or_default()
    }
}

/// The account as it is; the page shows it while nothing is tried.
fn now(desk: Desk) -> Option<Column> {
    let state = desk.state;
    let seen = match desk.sides() {
        Some((before, _)) => before,
        None => Seen { of: state.assessment.get()?, rails: Some(state.rails.get().all) },
    };
    Some(Column { name: "Now".to_owned(), is_kept: false, seen: Some(seen), verdict: "", cost: String::new() })
}

/// What stands in the ticket.
fn tried(desk: Desk) -> Option<Column> {
    let (_, then) = desk.sides()?;
    let asked = desk.asked.get()?;
    let (verdict, cost) = (words::brief(&asked.seen), words::cost(&asked.seen));
    Some(Column { name: "In the ticket".to_owned(), is_kept: false, seen: Some(then), verdict, cost })
}

fn kept((of, seen): &Answer, found: &Found) -> Column {
    let rails = found.iter().find(|(name, _)| *name == of.name).map(|(_, rails)| Arc::clone(rails));
    Column {
        name: of.name.clone(),
        is_kept: true,
        seen: seen.as_ref().map(|seen| Seen { of: Arc::clone(&seen.then), rails }),
        verdict: seen.as_ref().map_or("cannot be traded", |seen| words::brief(seen)),
        cost: seen.as_ref().map_or_else(String::new, |seen| words::cost(seen)),
    }
}

fn head(desk: Desk, name: String, is_kept: bool) -> AnyView {
    let (load, remove) = (name.clone(), name.clone());
    let buttons = is_kept.then(|| {
        view! {
            <span class="do">
                <button
                    type="button"
                    class="link small"
                    data-testid="alternative-load"
                    aria-label=format!("Load {name}")
                    on:click=move |_| desk.load(&load)
                >
                    "Load"
                </button>
                <button
                    type="button"
                    class="link small"
                    data-testid="alternative-remove"
                    aria-label=format!("Remove {name}")
                    on:click=move |_| desk.alternatives.update(|all| all.retain(|of| of.name != remove))
                >
                    "Remove"
                </button>
            </span>
        }
    });
    view! {
        <th scope="col" class="num">
            <span class="name">{name.clone()}</span>
            {buttons}
        </th>
    }
    .into_any()
}

/// The table as it is laid out; figures change in their cells, so that a button keeps its focus while prices move.
fn drawn(desk: Desk, table: Memo<Arc<Table>>, heads: Vec<(String, bool)>, labels: Vec<String>) -> AnyView {
    let columns = heads.len();
    let rows = labels.into_iter().enumerate().map(|(row, label)| {
        let cell = |column| view! { <td class="num">{move || table.with(|table| table.cell(column, row))}</td> };
        view! {
            <tr>
                <th scope="row">{label}</th>
                {(0..columns).map(cell).collect_view()}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Alternatives side by side">
            <table class="coming alternatives" data-testid="alternatives">
                <caption class="unseen">"What is, and what each alternative would make of it"</caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads.into_iter().map(|(name, is_kept)| head(desk, name, is_kept)).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
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
    let here = Standing::here();
    Effect::new(move |_| {
        all.track();
        news.set_value(true);
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        here.spawn(Box::pin(async move {
            look(desk, all, found, news).await;
            busy.set_value(false);
        }));
    });
    let table = Memo::new(move |_| {
        let answers = all.get();
        if answers.is_empty() {
            return Arc::new(Table::default());
        }
        let found = found.get();
        let columns = now(desk).into_iter().chain(tried(desk)).chain(answers.iter().map(|answer| kept(answer, &found)));
        Arc::new(Table::of(&columns.collect::<Vec<_>>()))
    });
    let laid = Memo::new(move |_| table.with(|table| (table.heads.clone(), table.labels.clone())));
    (move || {
        let (heads, labels) = laid.get();
        if heads.is_empty() { ().into_any() } else { drawn(desk, table, heads, labels) }
    })
    .into_any()
}
