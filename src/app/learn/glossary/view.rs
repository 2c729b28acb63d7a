//! The glossary on screen.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::groups::{Group, found, groups};
use crate::app::learn::spoken::{fill, say};
use crate::app::shape::{many, worded};
use crate::app::standing::Standing;
use crate::app::state::State;
use crate::app::terms;
use crate::learn::glossary::Term;
use crate::learn::{Figures, Value, Words};

/// The id of a term's entry.
fn entry_id(term: &str) -> String {
    format!("term-{term}")
}

fn entry(state: State, term: &'static Term, here: Memo<String>, shown: Memo<Vec<&'static str>>) -> AnyView {
    let Some(said) = term.entry(Words::english()) else { return ().into_any() };
    let current = move || (here.get() == term.id).then_some("true");
    view! {
        <article class="term-entry" data-testid="term" data-id=term.id hidden=move || shown.with(|ids| !ids.contains(&term.id)) aria-current=current>
            <h3 id=entry_id(term.id) tabindex="-1"><a href=format!("#glossary/{}", term.id)>{said.name}</a></h3>
            {terms::of_card(state, term.id)}
        </article>
    }
    .into_any()
}

fn group(state: State, of: Group, here: Memo<String>, shown: Memo<Vec<&'static str>>) -> AnyView {
    let ids: Vec<&'static str> = of.terms.iter().map(|term| term.id).collect();
    let hidden = move || shown.with(|shown| !ids.iter().any(|id| shown.contains(id)));
    let heading = format!("glossary-{}", of.name);
    let labelled = heading.clone();
    view! {
        <section class="card glossary-group" hidden=hidden aria-labelledby=labelled>
            <h2 id=heading>{say(&format!("glossary.group.{}", of.name))}</h2>
            <div class="term-entries">{many(of.terms.into_iter().map(|term| entry(state, term, here, shown)))}</div>
        </section>
    }
    .into_any()
}

/// Brings the entry that the address names on screen, and the focus to it.
fn go(state: State, term: &str) {
    let heading = state.on(|stage| stage.find(&entry_id(term))).and_then(|at| at.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        heading.scroll_into_view();
        drop(heading.focus());
    }
}

/// The room of the glossary.
pub(in crate::app::learn) fn view(state: State) -> AnyView {
    let typed = RwSignal::new(String::new());
    let here =
        Memo::new(move |_| state.room.with(|room| room.strip_prefix("glossary/").unwrap_or_default().to_owned()));
    let shown = Memo::new(move |_| typed.with(|typed| found(typed, Words::english())));
    Effect::new(move |_| {
        let term = here.get();
        if !term.is_empty() {
            typed.set(String::new());
            // what the search hid is drawn by then
            Standing::here().in_a_frame(move || go(state, &term));
        }
    });
    let counted = move || {
        let figures = Figures::default().with("count", Value::Count(shown.with(Vec::len)));
        fill("glossary.found", &figures)
    };
    view! {
        <div class="glossary" data-testid="glossary">
            <h1>{say("glossary.title")}</h1>
            <p class="room-lead">{say("glossary.intro")}</p>
            <div class="glossary-search">
                <label>
                    <span>{say("glossary.search")}</span>
                    <input
                        type="search" data-testid="glossary-search" data-own-undo="" autocomplete="off" spellcheck="false"
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </label>
                <p class="dim" role="status" data-testid="glossary-found">{worded(counted)}</p>
            </div>
            {many(groups().into_iter().map(|of| group(state, of, here, shown)))}
        </div>
    }
    .into_any()
}
