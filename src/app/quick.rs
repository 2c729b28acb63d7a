//! One line in which positions or collateral are typed as one would say them.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::copy;
use super::later::{self, Line};
use super::made::{derived, signal};
use super::shape::{changing, maybe, worded};
use super::standing::spawn;
use super::state::State;

/// What the line holds. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Quick {
    /// State of the page.
    pub(crate) state: State,
    /// What is typed.
    pub(crate) text: RwSignal<String>,
    /// What would be right, where something cannot be read.
    pub(crate) wrong: RwSignal<Option<String>>,
    /// What was added, or what the text is understood as.
    pub(crate) said: RwSignal<String>,
}

/// The quick line. What cannot be read stays, with what would be right. What reads it and helps to complete it is
/// fetched when the line is entered, so it is there by Enter.
#[component]
pub(crate) fn QuickLine(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let quick = Quick { state, text: signal(String::new()), wrong: signal(None), said: signal(String::new()) };
    let Quick { text, wrong, said, .. } = quick;
    let part = signal(None::<Line>);
    let fetch = move |entered: Option<String>| {
        spawn(async move {
            let found = later::line().await;
            // more that was typed meanwhile waits for its own Enter
            let enters = entered.is_some_and(|line| line == text.get_untracked());
            match found {
                Ok(line) => {
                    if part.with_untracked(Option::is_none) {
                        part.set(Some(line));
                    }
                    if enters {
                        state.unsay(copy::MISSING);
                        (line.enter)(quick);
                    }
                }
                Err(later::Missing) if enters => state.say(copy::MISSING),
                Err(later::Missing) => {}
            }
        });
    };
    let add = move || fetch(Some(text.get_untracked()));
    let key = move |ev: KeyboardEvent| match ev.key().as_str() {
        "Enter" => {
            ev.prevent_default();
            add();
        }
        "Escape" => {
            text.set(String::new());
            wrong.set(None);
        }
        _ => {}
    };
    view! {
        <div class="quick">
            <input
                type="text"
                id="quick"
                data-testid="quick"
                data-own-undo=""
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                enterkeyhint="done"
                role="combobox"
                aria-expanded="false"
                aria-autocomplete="list"
                placeholder=copy::QUICK_PLACEHOLDER
                aria-label="Add a position or collateral"
                aria-describedby="quick-help"
                aria-invalid=derived(move || wrong.get().map(|_| "true".to_owned()))
                prop:value=text
                on:input=move |ev| {
                    wrong.set(None);
                    said.set(String::new());
                    text.set(event_target_value(&ev));
                }
                on:keydown=key
                on:focus=move |_| fetch(None)
            />
            <button type="button" class="button" data-testid="quick-add" on:click=move |_| add()>"Add"</button>
            <p id="quick-help" class="help">
                {changing(move || match wrong.get() {
                    Some(right) => view! { <span class="wrong" data-testid="quick-wrong">{right}</span> }.into_any(),
                    None if !said.with(String::is_empty) => said.get().into_any(),
                    None => copy::QUICK_HELP.into_any(),
                })}
            </p>
            <p class="unseen" role="status">{worded(move || wrong.get().unwrap_or_else(|| said.get()))}</p>
            {changing(move || maybe(part.get().map(|line| (line.helps)(quick))))}
        </div>
    }
}
