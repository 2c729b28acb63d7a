//! What comes of a cascade: three columns and a picture.

use leptos::prelude::*;

use super::curves::Curves;
use super::follow::{Seen, Wanted};
use super::view::Cascading;
use super::words::{self, Column, KINDS};
use crate::app::liquidation::steps::impact;
use crate::app::shape::{many, maybe};
use crate::margin::cascade::Fallout;

/// The price by round, a line for each kind, told apart by its dashes and its name.
fn drawn(seen: &Seen, all: &[Fallout], columns: &[Column]) -> Option<AnyView> {
    let curves = Curves::of(&all.iter().collect::<Vec<_>>(), &seen.of.asked.asset)?;
    let lines = curves
        .points
        .into_iter()
        .zip(KINDS)
        .map(|(points, (kind, _))| view! { <polyline points=points class=format!("curve {kind}") /> }.into_any());
    let keys = KINDS.iter().map(|(kind, name)| {
        view! {
            <span class="stroke-of">
                <svg width="34" height="8" class="stroke-line"><line x1="0" y1="4" x2="34" y2="4" class=format!("curve {kind}") /></svg>
                {*name}
            </span>
        }
        .into_any()
    });
    Some(
        view! {
            <figure class="pictured" data-testid="curves">
                <p class="in-words" aria-hidden="true">{many(keys)}</p>
                <p class="scale" aria-hidden="true">{format!("{} {}", seen.of.asked.asset, curves.high)}</p>
                <svg
                    class="curves" width="100%" height="150" viewBox="0 0 100 100" preserveAspectRatio="none"
                    role="img" aria-label=words::pictured(&seen.of.asked.asset, columns)
                >
                    {many(lines)}
                </svg>
                <p class="scale" aria-hidden="true">
                    {curves.low}
                    <span>{format!("before · shock · round by round, {} in all", curves.rounds)}</span>
                </p>
            </figure>
        }
        .into_any(),
    )
}

fn table(seen: &Seen, columns: &[Column]) -> AnyView {
    type Read = fn(&Column) -> AnyView;
    let rows: [(&str, String, Read); 4] = [
        ("liquidated", "Liquidated".to_owned(), |of| of.liquidated.clone().into_any()),
        ("price", format!("Price of {}", seen.of.asked.asset), |of| {
            view! { {of.price.clone()}<span class="sub">{of.change.clone()}</span> }.into_any()
        }),
        ("insurance", "Insurance pays".to_owned(), |of| of.insurance.clone().into_any()),
        ("rounds", "Rounds".to_owned(), |of| of.rounds.clone().into_any()),
    ];
    let rows = rows.into_iter().map(|(name, title, read)| {
        let cells = columns
            .iter()
            .zip(KINDS)
            .map(|(column, (kind, _))| view! { <td class="figures" data-kind=kind>{read(column)}</td> }.into_any());
        view! { <tr data-row=name><th scope="row">{title}</th>{many(cells)}</tr> }.into_any()
    });
    let heads = KINDS.iter().map(|(_, name)| view! { <th scope="col" class="figures">{*name}</th> }.into_any());
    view! {
        <table class="levels cascaded">
            <caption class="unseen">"What the same shock does to isolated accounts, to one cross account and to a crowd"</caption>
            <thead><tr><th scope="col"><span class="unseen">"What"</span></th>{many(heads)}</tr></thead>
            <tbody>{many(rows)}</tbody>
        </table>
    }
    .into_any()
}

fn answer(seen: &Seen) -> AnyView {
    let all = match &seen.all {
        Ok(all) => all,
        Err(why) => {
            return view! { <p class="wrong" role="status">{format!("This cannot be followed: {why}.")}</p> }
                .into_any();
        }
    };
    let columns: Vec<Column> = all.iter().map(|of| words::column(of, &seen.of.asked.asset)).collect();
    let notes = KINDS.iter().zip(all).flat_map(|((_, name), of)| words::notes(name, of));
    let notes = many(notes.map(|note| view! { <li>{note}</li> }.into_any()));
    view! {
        {table(seen, &columns)}
        {maybe(drawn(seen, all, &columns))}
        <ul class="noted">{notes}</ul>
        <p class="none">{format!("Procedure: {}. {}", seen.of.procedure.title, impact::said(&seen.of.impacts))}</p>
    }
    .into_any()
}

/// The last answer; while another is looked for it stands.
pub(super) fn result(of: Cascading) -> AnyView {
    let shown = move || of.seen.get().map(|seen| answer(&seen));
    let state = move || {
        let older = |wanted: &Wanted| of.seen.with(|seen| seen.as_ref().is_none_or(|seen| seen.of != *wanted));
        of.read.with(|read| match read {
            Err(_) => of.seen.with(Option::is_some).then_some("The answer below is of what could be read last."),
            Ok(wanted) => (of.pending.get() && older(wanted)).then_some("Looking …"),
        })
    };
    view! {
        <p class="none state" role="status">{state}</p>
        <div data-testid="cascade-answer" aria-busy=move || of.pending.get().to_string()>{shown}</div>
    }
    .into_any()
}
