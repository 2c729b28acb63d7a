//! Fields of a question: one that is typed into, with what is wrong beside it, and one that is chosen from.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::shape::maybe;
use super::standing::spawn;

/// A text field with its label; what is wrong with it stands beneath.
pub(crate) fn typed(
    test: &'static str,
    label: &'static str,
    placeholder: &'static str,
    text: RwSignal<String>,
    wrong: Signal<Option<String>>,
) -> AnyView {
    let hint = format!("{test}-hint");
    let described = hint.clone();
    let said = move || {
        let hint = hint.clone();
        maybe(wrong.get().map(|right| {
            view! { <span class="wrong" id=hint data-testid=format!("{test}-wrong")>{right}</span> }.into_any()
        }))
    };
    view! {
        <label class="form-part">
            <span>{label}</span>
            <input
                type="text"
                inputmode="decimal"
                data-testid=test
                data-own-undo=""
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                aria-invalid=move || wrong.get().map(|_| "true")
                aria-describedby=move || wrong.get().map(|_| described.clone())
                prop:value=move || text.get()
                on:input=move |ev| text.set(event_target_value(&ev))
            />
            {said}
        </label>
    }
    .into_any()
}

/// A choice of one of several, each its value and its name; the first where `chosen` is none of them.
pub(crate) fn choice(
    test: &'static str,
    label: &'static str,
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    chosen: RwSignal<String>,
) -> AnyView {
    let options = Memo::new(move |_| options());
    let drawn = move || {
        let now = chosen.get_untracked();
        let one = |(value, name): (String, String)| {
            let selected = value == now;
            view! { <option value=value selected=selected>{name}</option> }
        };
        options.get().into_iter().map(one).collect_view()
    };
    view! {
        <label class="form-part">
            <span>{label}</span>
            <select data-testid=test on:change=move |ev| chosen.set(event_target_value(&ev))>{drawn}</select>
        </label>
    }
    .into_any()
}

/// What is chosen: the first of the options where it is none of them.
pub(crate) fn picked<T: PartialEq + Clone>(options: &[T], named: impl Fn(&T) -> bool) -> Option<T> {
    options.iter().find(|option| named(option)).or_else(|| options.first()).cloned()
}

/// Lets the page draw that it is busy, then asks.
pub(crate) fn ask(busy: RwSignal<bool>, ask: impl FnOnce() + 'static) {
    if busy.try_get_untracked() != Some(false) {
        return;
    }
    busy.set(true);
    spawn(async move {
        TimeoutFuture::new(20).await;
        // what was pressed may be gone by now
        if busy.try_get_untracked().is_some() {
            ask();
            let _ = busy.try_set(false);
        }
    });
}
