//! The stress grid: every scenario as a heat map, the one that binds marked and named, the far moves beneath.

use leptos::prelude::*;

use super::copy;
use super::figure::{spans, turned};
use super::format::{self, Toward};
use super::made::{derived, memo, signal};
use super::sentence;
use super::shape::{changing, choice, many, maybe, worded};
use super::state::State;
use crate::margin::{Assessment, Grid};
use crate::risk::VolMove;

/// Which profit and loss is shown, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    plain: bool,
    exact: bool,
}

fn vol_word(vol: VolMove) -> &'static str {
    match vol {
        VolMove::Up => "vol up",
        VolMove::Same => "same",
        VolMove::Down => "vol down",
    }
}

/// The one scan range of all underlyings, if they share it.
fn shared_range(of: &Assessment) -> Option<f64> {
    let mut ranges = of.underlyings.iter().map(|u| u.scan_range);
    let first = ranges.next()?;
    ranges.all(|range| (range - first).abs() < 1e-12).then_some(first)
}

fn heads(of: &Assessment) -> Vec<String> {
    match shared_range(of) {
        Some(range) => of.grid.steps.iter().map(|step| format::move_short(step * range)).collect(),
        None => of.grid.steps.iter().map(|step| format::fraction_of_range(*step)).collect(),
    }
}

/// How strong a cell's colour is: none, then 1 to 8.
fn heat(value: f64, largest: f64) -> String {
    if value == 0.0 || largest <= 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    format!("{}{}", if value < 0.0 { "l" } else { "g" }, ((value.abs() / largest * 8.0).ceil()).clamp(1.0, 8.0) as u8)
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, value| if value.is_finite() { most.max(value.abs()) } else { most })
}

fn cell(
    state: State,
    value: f64,
    again: &dyn Fn(&Grid) -> Option<f64>,
    largest: f64,
    binds: bool,
    shown: Shown,
) -> AnyView {
    let exact = format::signed_f64(value, Toward::Down);
    let write = |value| if shown.exact { format::signed_f64(value, Toward::Down) } else { format::compact(value) };
    let text = write(value);
    let after = turned(state, &text, &|then| again(&then.of.grid).map(write));
    view! {
        <td data-testid="cell" data-binding=binds.then_some("true") data-heat=heat(value, largest) title=exact>
            <div>{text}{after}</div>
            {maybe(binds.then(|| view! { <span class="unseen">", sets the requirement"</span> }.into_any()))}
        </td>
    }
    .into_any()
}

fn column_head(head: String) -> AnyView {
    view! { <th scope="col">{head}</th> }.into_any()
}

fn drawn(state: State, of: &Assessment, shown: Shown) -> AnyView {
    let Grid { steps, vols, counted, pnl, tails } = &of.grid;
    let values = if shown.plain { pnl } else { counted };
    let most = largest(values);
    let columns = steps.len().max(1);
    let binding = of.binding.as_ref();
    let head = many(heads(of).into_iter().map(column_head));
    let rows = vols.iter().enumerate().map(|(row, vol)| {
        let cells = values.iter().skip(row * columns).take(columns).enumerate().map(|(column, value)| {
            let binds = binding.is_some_and(|b| b.tail.is_none() && b.column == Some(column) && b.vol == *vol);
            let again = |grid: &Grid| {
                let values = if shown.plain { &grid.pnl } else { &grid.counted };
                values.get(row * columns + column).copied().filter(|_| grid.steps == *steps)
            };
            cell(state, *value, &again, most, binds, shown)
        });
        view! {
            <tr>
                <th scope="row">{vol_word(*vol)}</th>
                {many(cells)}
            </tr>
        }
        .into_any()
    });
    let rows = many(rows);
    let tail_values: Vec<f64> = tails.iter().map(|tail| if shown.plain { tail.pnl } else { tail.counted }).collect();
    let tail_count = tails.len();
    let most_tail = if shown.plain { largest(&tail_values) } else { most };
    let tail_heads = many(tails.iter().map(|tail| column_head(format::move_short(tail.price_move))));
    let tail_cells = tail_values.iter().enumerate().map(|(place, value)| {
        let again = |grid: &Grid| grid.tails.get(place).map(|tail| if shown.plain { tail.pnl } else { tail.counted });
        cell(state, *value, &again, most_tail, binding.is_some_and(|b| b.tail == Some(place)), shown)
    });
    let tail_cells = many(tail_cells);
    let note = shared_range(of).is_none().then(|| {
        let ranges: Vec<String> = of
            .underlyings
            .iter()
            .map(|u| format!("{} {}", u.underlying, format::percent_f64(u.scan_range, 2)))
            .collect();
        format!("R is each underlying’s own scan range: {}.", ranges.join(", "))
    });
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label="Scenarios">
            <table class="grid" class:exact=shown.exact data-testid="grid" style=("--rows", (columns + 1).to_string())>
                <caption class="unseen">"Profit or loss by price move and volatility move, dollars"</caption>
                <thead>
                    <tr>
                        <td class="corner"><span class="percent-sign">{shared_range(of).map_or("× R", |_| "%")}</span></td>
                        {head}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {maybe((!tails.is_empty()).then(|| view! {
                <table class="grid tails" class:exact=shown.exact data-testid="tails" style=("--rows", (tail_count + 1).to_string())>
                    <caption class="unseen">"Far moves with volatility up, dollars"</caption>
                    <thead>
                        <tr><td class="corner"><span class="percent-sign">"%"</span></td>{tail_heads}</tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row">"far, up"</th>
                            {tail_cells}
                        </tr>
                    </tbody>
                </table>
            }.into_any()))}
        </div>
        {maybe(note.map(|note| view! { <p class="help">{note}</p> }.into_any()))}
    }
    .into_any()
}

/// The card.
#[component]
pub(crate) fn StressGrid(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let shown = signal(Shown { plain: false, exact: false });
    let any = memo(move || state.assessment.get().is_some_and(|of| !of.legs.is_empty() && !of.grid.steps.is_empty()));
    let none = memo(move || state.assessment.get().is_some_and(|of| of.legs.is_empty()));
    let scenarios = move || {
        view! {
            <div class="heat">
                {changing(move || maybe(state.assessment.get().map(|of| drawn(state, &of, shown.get()))))}
                <p class="help">{worded(move || {
                    let of_venue = state.rules.with(|rules| rules.as_ref().is_some_and(|rules| rules.is_venue()));
                    let words = match (shown.get().plain, of_venue) {
                        (true, _) => copy::GRID_PLAIN,
                        (false, true) => copy::GRID_VENUE,
                        (false, false) => copy::GRID_COUNTED,
                    };
                    words.to_owned()
                })}</p>
            </div>
            <p class="why" data-testid="why">
                {changing(move || maybe(state.assessment.get().map(|of| spans(state, sentence::why(&of), "why-"))))}
            </p>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="stress-title">
            <div class="title">
                <h2 id="stress-title">"Stress grid"</h2>
                <span class="dim">"profit or loss of the account, dollars"</span>
                <span class="actions">
                    <button
                        type="button"
                        class="link"
                        data-testid="grid-plain"
                        aria-pressed=derived(move || shown.get().plain.to_string())
                        on:click=move |_| shown.update(|shown| shown.plain = !shown.plain)
                    >
                        "Plain"
                    </button>
                    <button
                        type="button"
                        class="link"
                        data-testid="grid-exact"
                        aria-pressed=derived(move || shown.get().exact.to_string())
                        on:click=move |_| shown.update(|shown| shown.exact = !shown.exact)
                    >
                        "As table"
                    </button>
                </span>
            </div>
            {choice(any, scenarios, move || {
                let said = move || if none.get() { "No positions, no scenarios." } else { copy::NO_SCENARIOS };
                view! { <p class="empty">{worded(move || said().to_owned())}</p> }.into_any()
            })}
        </section>
    }
}
