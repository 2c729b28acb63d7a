//! The room of scenes: the form for a new one, or the one in the address.

use leptos::prelude::*;

use super::super::super::shape::changing;
use super::super::super::state::State;
use super::maker::maker;
use super::opened::opened;

/// The form, or the scene in the address.
pub(crate) fn room(state: State) -> AnyView {
    let scene = Memo::new(move |before: Option<&Option<String>>| {
        state.room.with(|room| match room.split('/').next().unwrap_or_default() {
            "scene" => None,
            fragment if fragment.starts_with("scene=") => Some(fragment.to_owned()),
            // while the room is left, what was there stays
            _ => before.cloned().flatten(),
        })
    });
    changing(move || match scene.get() {
        Some(fragment) => opened(state, fragment),
        None => maker(state),
    })
}
