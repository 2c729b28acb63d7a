//! What each source is doing.

use leptos::prelude::*;

use crate::app::format;
use crate::app::state::State;
use crate::book::Time;
use crate::oracle::source::Source;
use crate::oracle::sources;
use crate::oracle::{Counts, SourceStatus};

/// Its state in a word, and more of it in a sentence.
fn words(status: Option<&SourceStatus>, now: Time) -> (&'static str, String) {
    let Some(status) = status else { return ("not asked", String::new()) };
    match (&status.last_error, status.last_ok) {
        (Some(fault), last) => {
            let mut said = fault.to_string();
            if let Some(next) = status.next_try.map(|next| next.since(now)).filter(|ms| *ms > 0) {
                said.push_str(&format!(" Asked again in {}.", format::age(next)));
            }
            if last.is_none() {
                said.push_str(" It has not answered yet.");
            }
            (fault.word(), said)
        }
        (None, Some(_)) => {
            let stream = status.stream_error.as_ref();
            let said = stream.map(|fault| format!("Its stream: {fault}")).unwrap_or_default();
            ("answers", said)
        }
        (None, None) => ("being asked", String::new()),
    }
}

fn row(source: &'static Source, status: Option<&SourceStatus>, now: Time) -> AnyView {
    let (word, mut more) = words(status, now);
    let age = status.and_then(|status| status.last_ok).map(|last| format::age(now.since(last))).unwrap_or_default();
    if let Some(status) = status {
        if status.left_out > 0 {
            let rows = if status.left_out == 1 { "1 row" } else { "rows" };
            let many = if status.left_out == 1 { String::new() } else { format!("{} ", status.left_out) };
            more.push_str(&format!(" {many}{rows} of its answers could not be used."));
        }
        if let Some((from, to)) = status.gap {
            let long = format::age(to.since(from));
            more.push_str(&format!(" A gap of {long} ended {} ago.", format::age(now.since(to))));
        }
    }
    let fails = status.is_some_and(|status| status.last_error.is_some());
    view! {
        <tr data-testid="source" data-source=source.name>
            <th scope="row">
                <span class="name">{source.title}</span>
                <span class="sub">{source.gives}</span>
            </th>
            <td class="words" data-label="State">
                <b data-testid="source-word" class:loss=fails>{word}</b>
                <span class="sub">{more.trim().to_owned()}</span>
            </td>
            <td data-label="Last answer">{age}</td>
        </tr>
    }
    .into_any()
}

/// What became of every value that arrived.
fn counted(counts: Counts) -> String {
    let of = |count: u64| format::grouped(count.into());
    let Counts { heard, believed, waited, late, refused, unusable } = counts;
    format!(
        "{} values arrived: {} believed, {} held as jumps, {} repeated or late, {} refused for their band, {} unusable.",
        of(heard),
        of(believed),
        of(waited),
        of(late),
        of(refused),
        of(unusable)
    )
}

/// All of them.
pub(super) fn sources(state: State) -> AnyView {
    let now = state.clock.get();
    let status = state.feed.with(|feed| feed.status(now));
    let rows = sources::ALL.iter().map(|source| {
        let of = status.sources.iter().find(|status| status.name == source.name);
        row(source, of, now)
    });
    view! {
        <table class="compared voices">
            <caption class="unseen">"Sources of prices"</caption>
            <thead>
                <tr>
                    <th scope="col">"Source"</th>
                    <th scope="col" class="words">"State"</th>
                    <th scope="col">"Last answer"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <p class="words" data-testid="counts">{counted(status.counts)}</p>
    }
    .into_any()
}
