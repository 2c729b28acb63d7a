//! The room as a whole: its parts, and the one that is open.

use leptos::prelude::*;

use super::super::shape::changing;
use super::super::state::State;
use super::lessons::lessons;
use super::{explorer, glossary};

/// The parts of the room, by their place in the address.
const PARTS: [(&str, &str); 4] =
    [("learn", "Lessons"), ("explorer", "Explorer"), ("glossary", "Glossary"), ("exercises", "Exercises")];

/// The room.
pub(crate) fn room(state: State) -> AnyView {
    let open = Memo::new(move |_| state.room.with(|room| room.split(['/', '=']).next().unwrap_or_default().to_owned()));
    let tabs = PARTS
        .into_iter()
        .map(|(name, word)| {
            let here = move || if open.get() == name { "page" } else { "false" };
            view! { <a href=format!("#{name}") aria-current=here>{word}</a> }
        })
        .collect_view();
    // the document around an element has a main part of its own
    let role = if state.on(|stage| stage.is_own().then_some(())).is_some() { "main" } else { "group" };
    view! {
        <div class="room" id="learn-room" role=role>
            <nav class="tabs" aria-label="Learn">{tabs}</nav>
            {changing(move || match open.get().as_str() {
                "explorer" => explorer::view(state),
                "glossary" => glossary::view(state),
                "exercises" => view! { <h1>"Exercises"</h1> }.into_any(),
                "scene" => view! { <h1>"Scene"</h1> }.into_any(),
                _ => lessons(state),
            })}
        </div>
    }
    .into_any()
}
