//! The table of what was found: single trades, then pairs, each to be tried in the ticket.

use leptos::prelude::*;

use super::search::Search;
use super::words;
use crate::app::shape::{maybe, rows};
use crate::margin::hedge::Found;

fn at(search: Search, of: usize, place: u64) -> Option<Found> {
    let place = usize::try_from(place).ok()?;
    search.best.with(|best| best.found.get(of)?.get(place).cloned())
}

/// A row by its place: figures change in their cells while the search goes on, and a button keeps its focus.
fn row(search: Search, of: usize, place: u64) -> AnyView {
    let found = Memo::new(move |_| at(search, of, place));
    let trades = move || {
        let lines =
            found.get().map(|found| found.trades.iter().map(words::trade).collect::<Vec<_>>()).unwrap_or_default();
        lines.into_iter().map(|line| view! { <span class="name">{line}</span> }).collect_view()
    };
    let cell = move |(column, head): (usize, &'static str)| {
        let text = move || found.get().and_then(|found| words::cells(&found).get(column).cloned());
        view! { <td data-label=head>{text}</td> }
    };
    let name = move || found.get().map(|found| found.trades.iter().map(words::trade).collect::<Vec<_>>().join(" and "));
    let try_it = move |_| {
        let Some(found) = found.get_untracked() else { return };
        let (fee, at_mark) = search.best.with_untracked(|best| best.costs.clone());
        search.desk.try_out(words::legs(&found, &fee, at_mark));
        search.desk.state.sheet.set(None);
    };
    view! {
        <tr data-testid="hedge">
            <th scope="row">{trades}</th>
            {words::HEADS.into_iter().enumerate().map(cell).collect_view()}
            <td class="use">
                <button
                    type="button"
                    class="link"
                    data-testid="hedge-try"
                    aria-label=move || format!("Try it: {}", name().unwrap_or_default())
                    on:click=try_it
                >
                    "Try it"
                </button>
            </td>
        </tr>
    }
    .into_any()
}

fn group(search: Search, of: usize, title: &'static str) -> AnyView {
    let places = Memo::new(move |_| {
        let count = search.best.with(|best| best.found.get(of).map_or(0, Vec::len));
        (0..count as u64).collect::<Vec<_>>()
    });
    let any = Memo::new(move |_| places.with(|places| !places.is_empty()));
    let body = move || {
        view! {
            <tbody>
                <tr class="group"><th scope="rowgroup" colspan="7">{title}</th></tr>
                {rows(places, move |place| row(search, of, place))}
            </tbody>
        }
        .into_any()
    };
    (move || maybe(any.get().then(body))).into_any()
}

/// The table, while anything was found.
pub(super) fn found(search: Search) -> AnyView {
    let any = Memo::new(move |_| search.best.with(|best| best.best.is_some()));
    let heads = || words::HEADS.map(|head| view! { <th scope="col">{head}</th> }).into_iter().collect_view();
    let table = move || {
        view! {
            <div class="wide-table" tabindex="0" role="group" aria-label="Trades that free margin">
                <table class="compared hedges" data-testid="hedges">
                    <caption class="unseen">"Trades that free initial margin, best first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Trades"</th>
                            {heads()}
                            <th scope="col"><span class="unseen">"Try it"</span></th>
                        </tr>
                    </thead>
                    {group(search, 0, "One trade")}
                    {group(search, 1, "Two trades")}
                </table>
            </div>
        }
        .into_any()
    };
    (move || maybe(any.get().then(table))).into_any()
}
