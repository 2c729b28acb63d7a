//! A link to a session or to rules that was pasted where a book was expected: opened as if it had been followed.

use leptos::prelude::*;

use super::made::memo;
use super::state::{Sheet, State};

/// What a pasted link holds.
#[derive(Clone, PartialEq)]
enum Holds {
    Session(String),
    Rules(String),
}

/// The fragment of a text that is nothing but a link of this page.
fn link(text: &str) -> Option<Holds> {
    let text = text.trim();
    if text.len() > 100_000 || text.contains(char::is_whitespace) {
        return None;
    }
    let fragment = text.rsplit('#').next().unwrap_or_default();
    if fragment.starts_with("s=") {
        Some(Holds::Session(fragment.to_owned()))
    } else if fragment.starts_with("rules=") {
        Some(Holds::Rules(fragment.to_owned()))
    } else {
        None
    }
}

/// Whether a text is a link of this page.
pub(crate) fn is_link(text: &str) -> bool {
    link(text).is_some()
}

/// Offers to open the link that stands in the box.
#[component]
pub(crate) fn PasteLink(
    /// State of the page.
    state: State,
    /// What stands in the box.
    text: RwSignal<String>,
) -> impl IntoView {
    let found = memo(move || text.with(|text| link(text)));
    let press = move |_| {
        let Some(holds) = found.get_untracked() else { return };
        let (fragment, sheet) = match holds {
            Holds::Session(fragment) => (fragment, Sheet::Link),
            Holds::Rules(fragment) => (fragment, Sheet::Rules),
        };
        // where the browser refuses, the sheet opens and says that there is nothing
        let _ = window().location().set_hash(&fragment);
        text.set(String::new());
        state.sheet.set(Some(sheet));
    };
    move || {
        let what = match found.get()? {
            Holds::Session(_) => "This is a link to a session: a book with its rules and prices.",
            Holds::Rules(_) => "This is a link to a rule set.",
        };
        Some(view! {
            <div class="fetch" data-testid="paste-link">
                <p class="words">{what}</p>
                <button type="button" class="button primary" data-testid="open-link" on:click=press>"Open it"</button>
            </div>
        })
    }
}
