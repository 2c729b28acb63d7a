//! A scene in large type in front of a class, where its address says so.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::super::super::made::memo;
use super::super::super::shape::worded;
use super::super::super::state::State;
use super::super::spoken::say;

/// What stands behind a scene in the address of one that is presented.
const PRESENT: &str = "/present";

/// Whether the scene in the address is presented.
pub(super) fn presents(state: State) -> Memo<bool> {
    memo(move || state.room.with(|room| room.ends_with(PRESENT)))
}

/// The link that begins and ends it; Escape ends it too.
pub(super) fn present(state: State, fragment: String, presents: Memo<bool>) -> AnyView {
    let link = NodeRef::<html::A>::new();
    state.listen("keydown", move |ev| {
        let ev: KeyboardEvent = ev.unchecked_into();
        // in a dialog of the calculator it closes that
        let at = ev.composed_path().get(0).dyn_into::<Element>().ok();
        let in_dialog = at.is_some_and(|at| at.closest("dialog").is_ok_and(|dialog| dialog.is_some()));
        let escapes = ev.key() == "Escape" && !ev.default_prevented() && !in_dialog;
        let ends = escapes && presents.try_get_untracked() == Some(true);
        if let (true, Some(link)) = (ends, link.try_get_untracked().flatten()) {
            link.click();
        }
    });
    let to = move || format!("#{fragment}{}", if presents.get() { "" } else { PRESENT });
    let word = move || say(if presents.get() { "scene.leave" } else { "scene.present" });
    view! { <a href=to node_ref=link data-testid="scene-present">{worded(word)}</a> }.into_any()
}
