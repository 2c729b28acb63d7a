//! The room as a whole: its parts, and the one that is open.

use leptos::prelude::*;

use super::super::shape::{changing, maybe};
use super::super::state::State;
use super::lessons::lessons;
use super::{exercises, explorer, glossary, handout, scene};

/// The parts of the room, by their place in the address.
const PARTS: [(&str, &str); 5] = [
    ("learn", "Lessons"),
    ("explorer", "Explorer"),
    ("glossary", "Glossary"),
    ("exercises", "Exercises"),
    ("scene", "Make a scene"),
];

/// The room.
pub(crate) fn room(state: State) -> AnyView {
    let open = Memo::new(move |_| state.room.with(|room| room.split(['/', '=']).next().unwrap_or_default().to_owned()));
    let printed = Memo::new(move |_| state.room.with(|room| handout::wanted(room)));
    let tabs = PARTS
        .into_iter()
        .map(|(name, word)| {
            // a scene that is opened is not the form for one
            let is_open = move || if name == "scene" { state.room.get() == name } else { open.get() == name };
            let here = move || if is_open() { "page" } else { "false" };
            view! { <a href=format!("#{name}") aria-current=here>{word}</a> }
        })
        .collect_view();
    view! {
        <div class="room" id="learn-room" role=state.main_role()>
            <nav class="tabs" aria-label="Learn">{tabs}</nav>
            {changing(move || match open.get().as_str() {
                _ if printed.with(Option::is_some) => maybe(printed.get().map(handout::page)),
                "explorer" => explorer::view(state),
                "glossary" => glossary::view(state),
                "exercises" => exercises::room(state),
                "scene" => scene::room(state),
                _ => lessons(state),
            })}
        </div>
    }
    .into_any()
}
