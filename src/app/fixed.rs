//! What of a page may not be changed, on its elements: the styles hide what would change it, fields are read only.
//!
//! [`State::edit`] refuses what is not allowed, whoever asks; this says so beforehand. It is fetched with what hosts a page.

use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlInputElement, MutationObserver, MutationObserverInit};

use super::allowed::Allowed;
use super::made::watch;
use super::state::State;

/// Keeps the elements of the page as `allowed` has them, as long as the page is there.
pub(crate) fn keep(state: State) {
    let mark = move || {
        state.on(|stage| {
            let allowed = state.allowed.get_untracked();
            drop(stage.first(".cm-root")?.set_attribute("data-fixed", &allowed.refused()));
            let fields = stage.all("input.edit")?;
            for field in (0..fields.length()).filter_map(|place| fields.get(place)) {
                if let Ok(field) = field.dyn_into::<HtmlInputElement>() {
                    field.set_read_only(!allowed.has(change(&field)));
                }
            }
            Some(())
        });
    };
    state.owner.get_value().with(|| {
        watch(move || {
            state.allowed.track();
            mark();
        });
        // rows that are drawn later
        let seen = Closure::<dyn Fn(JsValue)>::new(move |_: JsValue| {
            if state.allowed.try_get_untracked().is_some_and(|allowed| allowed != Allowed::ALL) {
                mark();
            }
        });
        let observer = MutationObserver::new(seen.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            state.on(|stage| {
                let tables = stage.first(".page")?;
                let options = MutationObserverInit::new();
                options.set_child_list(true);
                options.set_subtree(true);
                observer.observe_with_options(&tables, &options).ok()
            });
        }
        let held = StoredValue::new_local(Some((observer, seen)));
        on_cleanup(move || {
            if let Some((Some(observer), _)) = held.try_update_value(Option::take).flatten() {
                observer.disconnect();
            }
        });
    });
}

/// What a field changes.
fn change(field: &HtmlInputElement) -> u8 {
    match field.get_attribute("data-column").as_deref() {
        Some("quantity" | "entry") => Allowed::SIZES,
        _ => Allowed::PRICES,
    }
}
