//! Bringing rules in: a rule set, a link to one, or a venue's own parameters.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::does::fidelity_word;
use super::own;
use crate::app::copy;
use crate::app::feed;
use crate::app::import::read_file;
use crate::app::state::State;
use crate::io::rule_set::{Brought, read};

/// Today's date as rule sets write it.
fn today() -> String {
    crate::book::Expiry::from_instant(feed::clock()).map_or_else(
        |_| String::new(),
        |date| {
            let (year, month, day) = date.parts();
            format!("{year:04}-{month:02}-{day:02}")
        },
    )
}

fn found(brought: &Brought) -> AnyView {
    let rules = &brought.rules;
    let list = |items: &[String]| items.iter().map(|item| view! { <li>{item.clone()}</li> }).collect_view();
    let skipped = (!brought.skipped.is_empty()).then(|| {
        view! { <p>"Not taken:"</p> <ul class="remarks">{list(&brought.skipped)}</ul> }
    });
    view! {
        <p class="summary" data-testid="bring-summary">
            {format!("Read as {}. It makes the rules “{}”, {}.", brought.form, rules.title, fidelity_word(rules.fidelity))}
        </p>
        <ul class="remarks">{list(&brought.said)}</ul>
        {skipped}
    }
    .into_any()
}

/// The box, what its text was taken for, and the button that puts it in force.
#[component]
pub(super) fn Bring(
    /// State of the page.
    state: State,
    /// The text in the box.
    text: RwSignal<String>,
    /// Called when rules were put in force.
    done: Callback<()>,
) -> impl IntoView {
    let trouble = RwSignal::new(None::<&'static str>);
    let brought = Memo::new(move |_| {
        let text = text.get();
        let onto = state.rules.get();
        (!text.trim().is_empty()).then(|| read(&text, onto.as_deref(), &today()))
    });
    let take = move |_| {
        if let Some(Ok(brought)) = brought.get_untracked() {
            own::put(state, brought.rules);
            text.set(String::new());
            done.run(());
        }
    };
    let chosen = move |ev| {
        let input = event_target::<HtmlInputElement>(&ev);
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        read_file(file, (8_000_000.0, "The file is larger than 8 MB; parameters are smaller."), text, trouble);
    };
    view! {
        <p class="words">{copy::BRING_HELP}</p>
        <textarea
            rows="5"
            data-testid="bring-text"
            aria-label="A rule set, a link to one, or a venue’s parameters"
            spellcheck="false"
            placeholder=copy::BRING_PLACEHOLDER
            prop:value=move || text.get()
            on:input=move |ev| text.set(event_target_value(&ev))
        ></textarea>
        <label class="file">
            <span>"Or choose a file"</span>
            <input type="file" data-testid="bring-file" accept=".json,.txt,application/json,text/plain" on:change=chosen />
        </label>
        <div role="status">
            {move || trouble.get().map(|trouble| view! { <p class="wrong">{trouble}</p> })}
            {move || match brought.get() {
                None => ().into_any(),
                Some(Ok(brought)) => found(&brought),
                Some(Err(error)) => view! {
                    <p class="wrong" data-testid="bring-wrong">{format!("{error}.")}</p>
                    <p class="dim">"The rules in force stay as they are."</p>
                }
                .into_any(),
            }}
        </div>
        <button
            type="button"
            class="button primary"
            data-testid="bring-use"
            disabled=move || !brought.with(|brought| matches!(brought, Some(Ok(_))))
            on:click=take
        >
            "Use these rules"
        </button>
    }
}
