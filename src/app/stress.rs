//! The stress grid: every scenario as a heat map, the one that binds marked and named, the far moves beneath.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use web_sys::Element;

use super::copy;
use super::figure::{spans, turned};
use super::format::{self, Toward};
use super::made::{derived, memo, signal};
use super::sentence;
use super::shape::{changing, choice, many, maybe, worded};
use super::state::State;
use super::tried::Then;
use crate::margin::{Assessment, Grid, UnderlyingReport};
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

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |most: f64, value| if value.is_finite() { most.max(value.abs()) } else { most })
}

/// What decides how the grid is drawn, as numbers; while that stays, its figures change where they stand. A grid drawn anew
/// with every price would cost a good part of a frame.
fn laid(of: &Assessment, shown: Shown, tried: bool) -> Vec<f64> {
    let grid = &of.grid;
    let flags = [shown.exact, tried, shared_range(of).is_some()].map(|is| f64::from(u8::from(is)));
    let counts = [grid.steps.len(), grid.vols.len(), grid.tails.len()].map(|count| count as f64);
    let vols = grid.vols.iter().map(|vol| f64::from(*vol as u8));
    let steps = grid.steps.iter().map(|step| step * shared_range(of).unwrap_or(1.0));
    let tails = grid.tails.iter().map(|tail| tail.price_move);
    flags.into_iter().chain(counts).chain(vols).chain(steps).chain(tails).collect()
}

fn values(grid: &Grid, plain: bool) -> &[f64] {
    if plain { &grid.pnl } else { &grid.counted }
}

fn tail_values(grid: &Grid, plain: bool) -> impl Iterator<Item = f64> + '_ {
    grid.tails.iter().map(move |tail| if plain { tail.pnl } else { tail.counted })
}

/// The figure of a place: the scenarios row by row, then the far moves.
fn value(grid: &Grid, plain: bool, place: usize) -> Option<f64> {
    let values = values(grid, plain);
    match place.checked_sub(values.len()) {
        Some(place) => tail_values(grid, plain).nth(place),
        None => values.get(place).copied(),
    }
}

/// The colour of a place. Plain far moves are too far from the others to share a scale with them.
fn heat_of(grid: &Grid, plain: bool, place: usize) -> Option<String> {
    let values = values(grid, plain);
    let most = if plain && place >= values.len() {
        largest(tail_values(grid, plain))
    } else {
        largest(values.iter().copied())
    };
    Some(heat(value(grid, plain, place)?, most))
}

fn binds(of: &Assessment, place: usize) -> bool {
    let Some(binding) = &of.binding else { return false };
    let columns = of.grid.steps.len().max(1);
    match (place.checked_sub(columns * of.grid.vols.len()), binding.tail) {
        (Some(place), tail) => tail == Some(place),
        (None, Some(_)) => false,
        (None, None) => {
            binding.column == Some(place % columns) && of.grid.vols.get(place / columns) == Some(&binding.vol)
        }
    }
}

fn written(value: f64, exact: bool) -> String {
    if exact { format::signed_f64(value, Toward::Down) } else { format::compact(value) }
}

/// The cell of a place; what it would be after the trade that is tried stands beneath.
fn cell(state: State, shown: RwSignal<Shown>, tried: bool, place: usize) -> AnyView {
    let of = move |read: fn(&Grid, Shown, usize) -> Option<String>| {
        derived(move || state.settled.with(|of| read(&of.as_ref()?.grid, shown.get(), place)).unwrap_or_default())
    };
    let text = of(|grid, shown, place| Some(written(value(grid, shown.plain, place)?, shown.exact)));
    let binds = memo(move || state.settled.with(|of| of.as_ref().is_some_and(|of| binds(of, place))));
    let after = move || {
        let Shown { plain, exact } = shown.get();
        let same =
            |then: &Then| state.settled.with(|of| of.as_ref().is_some_and(|of| of.grid.steps == then.of.grid.steps));
        let again = |then: &Then| value(&then.of.grid, plain, place).filter(|_| same(then));
        turned(state, &text.get(), &|then| again(then).map(|value| written(value, exact)))
    };
    let point = move |event: MouseEvent| {
        let exact = state.settled.with_untracked(|of| value(&of.as_ref()?.grid, shown.get_untracked().plain, place));
        let exact = exact.map(|value| written(value, true)).unwrap_or_default();
        drop(event_target::<Element>(&event).set_attribute("title", &exact));
    };
    view! {
        <td
            data-testid="cell"
            data-binding=derived(move || binds.get().then(|| "true".to_owned()))
            data-heat=of(|grid, shown, place| heat_of(grid, shown.plain, place))
            on:mouseenter=point
        >
            <div>{worded(move || text.get())}{maybe(tried.then(|| changing(after)))}</div>
            {changing(move || maybe(binds.get().then(|| view! { <span class="unseen">", sets the requirement"</span> }.into_any())))}
        </td>
    }
    .into_any()
}

/// Each underlying's own scan range, where they are not the same.
fn note(of: &Assessment) -> Option<String> {
    let range = |u: &UnderlyingReport| format!("{} {}", u.underlying, format::percent_f64(u.scan_range, 2));
    shared_range(of).is_none().then(|| {
        let ranges: Vec<String> = of.underlyings.iter().map(range).collect();
        format!("R is each underlying’s own scan range: {}.", ranges.join(", "))
    })
}

fn column_head(head: String) -> AnyView {
    view! { <th scope="col">{head}</th> }.into_any()
}

fn drawn(state: State, of: &Assessment, shown: RwSignal<Shown>) -> AnyView {
    let Grid { steps, vols, tails, .. } = &of.grid;
    let columns = steps.len();
    let tried = state.tried.with_untracked(|tried| tried.then.is_some());
    let exact = shown.get_untracked().exact;
    let cells = |places: std::ops::Range<usize>| many(places.map(|place| cell(state, shown, tried, place)));
    let rows = vols.iter().enumerate().map(|(row, vol)| {
        view! {
            <tr>
                <th scope="row">{vol_word(*vol)}</th>
                {cells(row * columns..(row + 1) * columns)}
            </tr>
        }
        .into_any()
    });
    let rows = many(rows);
    let inner = columns * vols.len();
    let tail_cells = cells(inner..inner + tails.len());
    let tail_heads = many(tails.iter().map(|tail| column_head(format::move_short(tail.price_move))));
    let tail_count = tails.len();
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label="Scenarios">
            <table class="grid" class:exact=exact data-testid="grid" style=("--rows", (columns + 1).to_string())>
                <caption class="unseen">"Profit or loss by price move and volatility move, dollars"</caption>
                <thead>
                    <tr>
                        <td class="corner"><span class="percent-sign">{shared_range(of).map_or("× R", |_| "%")}</span></td>
                        {many(heads(of).into_iter().map(column_head))}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {maybe((tail_count > 0).then(|| view! {
                <table class="grid tails" class:exact=exact data-testid="tails" style=("--rows", (tail_count + 1).to_string())>
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
    let any = memo(move || state.settled.get().is_some_and(|of| !of.legs.is_empty() && !of.grid.steps.is_empty()));
    let none = memo(move || state.settled.get().is_some_and(|of| of.legs.is_empty()));
    let laid = memo(move || {
        let tried = state.tried.with(|tried| tried.then.is_some());
        state.settled.get().map(|of| laid(&of, shown.get(), tried)).unwrap_or_default()
    });
    let why = memo(move || state.settled.get().map(|of| sentence::why(&of)));
    let scenarios = move || {
        view! {
            <div class="heat">
                {changing(move || {
                    let any = !laid.with(Vec::is_empty);
                    maybe(state.settled.get_untracked().filter(|_| any).map(|of| drawn(state, &of, shown)))
                })}
                {changing(move || {
                    let note = state.settled.get().and_then(|of| note(&of));
                    maybe(note.map(|note| view! { <p class="help">{note}</p> }.into_any()))
                })}
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
                {spans(state, why, "why-", "")}
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
