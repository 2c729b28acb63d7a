//! What the steps come to: the account after the move, a staircase, a row a step, the end.

use std::sync::Arc;

use leptos::prelude::*;

use super::impact;
use super::stairs::Stairs;
use super::typed::Asked;
use super::view::Steps;
use super::words::{self, Trade};
use crate::app::format;
use crate::app::shape::{many, maybe};
use crate::margin::deleverage::{After, Step};

/// The staircase.
fn drawn(of: &After) -> AnyView {
    let steps = of.done.steps.iter().take(words::DRAWN);
    let ratios: Vec<_> = std::iter::once(of.margin_ratio()).chain(steps.map(Step::margin_ratio)).collect();
    let stairs = Stairs::of(&ratios);
    let line = |from: (f64, f64), to: (f64, f64), class: &'static str| {
        let at = format::along;
        view! { <line x1=at(from.0) y1=at(from.1) x2=at(to.0) y2=at(to.1) class=class /> }.into_any()
    };
    let treads = stairs.treads.iter().map(|(from, to, y)| line((*from, *y), (*to, *y), "tread"));
    let risers = stairs.risers.iter().map(|(x, from, to)| line((*x, *from), (*x, *to), "riser"));
    view! {
        <div class="pictured">
            <svg class="stairs" width="100%" height="112" role="img" aria-label=words::stairs(of)>
                {many(treads)}
                {many(risers)}
                {line((0.0, stairs.limit), (100.0, stairs.limit), "limit")}
            </svg>
            <p class="in-words" aria-hidden="true">
                <span class="stroke tread"></span>"margin ratio after the move and after each step"
                <span class="stroke limit"></span>"100 %: liquidation ends below"
            </p>
        </div>
    }
    .into_any()
}

fn lines(trades: &[Trade], read: fn(&Trade) -> &String) -> AnyView {
    many(trades.iter().map(|trade| view! { <span class="trade">{read(trade).clone()}</span> }.into_any()))
}

fn row(place: usize, step: &Step) -> AnyView {
    let row = words::row(step);
    view! {
        <tr data-testid="step">
            <th scope="row">
                <span class="name">{format!("{}. {}", place + 1, row.time)}</span>
                <span class="sub">{row.why}</span>
            </th>
            <td data-label="Closed">{lines(&row.trades, |trade| &trade.what)}</td>
            <td data-label="Price">{lines(&row.trades, |trade| &trade.price)}</td>
            <td data-label="Fee">{lines(&row.trades, |trade| &trade.fee)}</td>
            <td data-label="Impact">{lines(&row.trades, |trade| &trade.impact)}</td>
            <td data-label="Equity">{row.equity}</td>
            <td data-label="Maintenance">{row.maintenance}</td>
            <td data-label="Margin ratio">{row.ratio}</td>
        </tr>
    }
    .into_any()
}

const COLUMNS: [&str; 8] = ["Step", "Closed", "Price", "Fee", "Impact", "Equity", "Maintenance", "Margin ratio"];

fn table(steps: &[Step]) -> AnyView {
    let heads = many(COLUMNS.iter().map(|name| view! { <th scope="col">{*name}</th> }.into_any()));
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label="The account after every step">
            <table class="compared stepped">
                <caption class="unseen">"The account after every step"</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{many(steps.iter().take(words::DRAWN).enumerate().map(|(place, step)| row(place, step)))}</tbody>
            </table>
        </div>
        {maybe(words::more(steps.len()).map(|said| view! { <p class="none">{said}</p> }.into_any()))}
    }
    .into_any()
}

fn answer(asked: &Asked, of: &After) -> AnyView {
    let steps = &of.done.steps;
    let notes = many(of.done.notes.iter().map(|note| view! { <li>{note.clone()}</li> }.into_any()));
    view! {
        <p class="words" data-testid="steps-moved">{words::moved(of)}</p>
        {maybe((!steps.is_empty()).then(|| drawn(of)))}
        <p class="lead" data-testid="steps-end" data-end=words::end_word(&of.done.end)>{words::end(of)}</p>
        {maybe((!steps.is_empty()).then(|| table(steps)))}
        <p class="none" data-testid="steps-impact">{impact::said(&asked.impacts)}</p>
        <ul class="noted">{notes}</ul>
    }
    .into_any()
}

/// The last good answer; while another is looked for it stands.
pub(super) fn result(steps: Steps) -> AnyView {
    let shown = move || steps.shown.get().map(|shown: Arc<(Asked, After)>| answer(&shown.0, &shown.1));
    let state = move || {
        let older = |asked: &Asked| steps.shown.with(|shown| shown.as_ref().is_none_or(|shown| shown.0 != *asked));
        steps.read.with(|read| match read {
            Err(_) => steps.shown.with(Option::is_some).then_some("The answer below is of what could be read last."),
            Ok(asked) => (steps.pending.get() && older(asked)).then_some("Looking …"),
        })
    };
    view! {
        <p class="none state" role="status">{state}</p>
        <div class="stepwise" data-testid="steps-answer" aria-busy=move || steps.pending.get().to_string()>{shown}</div>
    }
    .into_any()
}
