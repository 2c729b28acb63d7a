//! Where one makes the snippet that puts the calculator into a page of one's own.

use leptos::prelude::*;

use super::state::State;

/// The room.
pub(crate) fn room(_state: State) -> AnyView {
    view! { <main class="room" id="embed"><h1>"Embed"</h1></main> }.into_any()
}
