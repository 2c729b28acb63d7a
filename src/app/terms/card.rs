//! What the card of a term says.

use leptos::prelude::*;

use super::value::value;
use crate::app::shape::{changing, maybe};
use crate::app::state::State;
use crate::learn::Words;
use crate::learn::glossary::named;

/// The id of the name of a term in its card.
pub(super) const NAME: &str = "term-name";

/// Words that open to a term, where a view writes them itself.
pub(crate) fn word(term: &'static str, words: String) -> AnyView {
    view! { <button type="button" class="term" data-term=term aria-haspopup="dialog" aria-expanded="false">{words}</button> }
        .into_any()
}

/// Formula and value of a term, as a list.
pub(crate) fn of_card(state: State, id: &str) -> AnyView {
    let words = Words::english();
    let say = |key: &str| words.get(key).unwrap_or_default().to_owned();
    let Some((term, entry)) = named(id).and_then(|term| Some((term, term.entry(words)?))) else { return ().into_any() };
    let (here, none) = (say("glossary.here"), say("glossary.none"));
    view! {
        <p class="term-words">{entry.words}</p>
        <dl class="term-facts">
            <dt>{say("glossary.formula")}</dt>
            <dd class="formula">{entry.formula}</dd>
            <dt>{here}</dt>
            <dd data-testid="term-value">{changing(move || {
                maybe(Some(match value(state, term) {
                    Some(value) => view! { <b>{value}</b> }.into_any(),
                    None => view! { <span class="dim">{none.clone()}</span> }.into_any(),
                }))
            })}</dd>
        </dl>
    }
    .into_any()
}

/// The card: name, two sentences, formula, value, and the way to the glossary.
pub(crate) fn card(state: State, id: String, close: Callback<()>) -> AnyView {
    let words = Words::english();
    let say = |key: &str| words.get(key).unwrap_or_default().to_owned();
    let name = named(&id).and_then(|term| term.entry(words)).map(|entry| entry.name).unwrap_or_default();
    let leave = move |_| {
        close.run(());
        // what stands over the page would hide the glossary
        state.sheet.set(None);
        state.topic.set(None);
    };
    view! {
        <div class="term-head">
            <b id=NAME>{name}</b>
            <button type="button" class="link" data-testid="term-close" on:click=move |_| close.run(())>{say("glossary.close")}</button>
        </div>
        {of_card(state, &id)}
        <p><a href=format!("#glossary/{id}") on:click=leave>{say("glossary.more")}</a></p>
    }
    .into_any()
}
