//! A number that is edited where it stands. What cannot be read stays in the field, is marked, and says what would be
//! right; the row is left out until then.

use leptos::prelude::*;
use rust_decimal::Decimal;
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::book::{Place, Unreadable};
use super::later;
use super::made::{derived, memo, signal, watch};
use super::number::{self, Reads, Unread};
use super::shape::{changing, maybe};
use super::state::State;
use crate::book::Asset;

/// A number in a table or form.
#[component]
pub(crate) fn Field(
    /// State of the page.
    state: State,
    /// Where it stands.
    place: Place,
    /// What may stand in it.
    reads: Reads,
    /// Column in its table, for moving with the arrow keys.
    column: &'static str,
    /// What the book or market says, as text.
    #[prop(into)]
    value: Signal<String>,
    /// What a screen reader calls it.
    #[prop(into)]
    label: Signal<String>,
    /// Takes what was read.
    commit: Callback<Option<Decimal>>,
    /// Shown while empty.
    #[prop(optional)]
    placeholder: &'static str,
) -> impl IntoView {
    let text = signal(String::new());
    let typing = StoredValue::new(false);
    let place = StoredValue::new(place);
    let wrong = memo(move || {
        state.unreadable.with(|places| place.with_value(|place| places.get(place).map(|bad| bad.right.clone())))
    });
    let id = place.with_value(|place| match place {
        Place::Cell(row, column) => format!("{}-{}", column.word(), row.0),
        Place::Price(asset) => format!("price-{}", id_word(asset)),
    });
    let hint = format!("{id}-hint");

    let mut before = None;
    watch(move || {
        let replaced = Some(state.replaced.get());
        let value = value.get();
        if before != replaced {
            // what was pasted and cannot be read stands there as if it had been typed
            let bad = state
                .unreadable
                .with_untracked(|places| place.with_value(|place| places.get(place).map(|bad| bad.text.clone())));
            typing.set_value(bad.is_some());
            text.set(bad.unwrap_or(value));
        } else if !typing.get_value() {
            text.set(value);
        }
        before = replaced;
    });
    let mark = move |right: Option<String>| {
        let place = place.get_value();
        let is_marked = state.unreadable.with_untracked(|places| places.contains_key(&place));
        if right.is_some() || is_marked {
            state.unreadable.update(|places| match right {
                Some(right) => drop(places.insert(place, Unreadable { text: text.get_untracked(), right })),
                None => drop(places.remove(&place)),
            });
        }
    };
    let typed = move |ev: web_sys::Event| {
        let now: String = event_target_value(&ev);
        text.set(now.clone());
        typing.set_value(true);
        match number::read(&now, reads) {
            Ok(read) => {
                mark(None);
                commit.run(read);
            }
            Err(Unread::Wrong(right)) => mark(Some(right)),
            Err(Unread::Unfinished(_)) => {}
        }
    };
    let leave = move || {
        // a field that is taken off the page is left too
        if typing.try_get_value() != Some(true) {
            return;
        }
        match number::read(&text.get_untracked(), reads) {
            Ok(_) => {
                typing.set_value(false);
                text.set(value.get_untracked());
            }
            Err(unread) => mark(Some(unread.right())),
        }
        state.seal();
    };
    let revert = move || {
        typing.set_value(false);
        mark(None);
        place.with_value(|place| state.history.update(|history| history.cancel(place)));
        text.set(value.get_untracked());
    };
    let key = move |ev: KeyboardEvent| {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        let step = match ev.key().as_str() {
            "Enter" if ev.shift_key() => -1,
            "Enter" => 1,
            "ArrowDown" if !ev.shift_key() => 1,
            "ArrowUp" if !ev.shift_key() => -1,
            "Escape" => {
                ev.stop_propagation();
                revert();
                return;
            }
            _ => return,
        };
        ev.prevent_default();
        leave();
        move_by(&event_target::<HtmlInputElement>(&ev), column, step);
    };
    let select = move |ev: web_sys::FocusEvent| {
        event_target::<HtmlInputElement>(&ev).select();
        later::ready_grid(state);
    };
    // a phone’s keypad for decimals has no minus
    let keyboard = if reads == Reads::Quantity { "text" } else { "decimal" };
    view! {
        <span class="field">
            <input
                type="text"
                id=id
                class="edit"
                inputmode=keyboard
                autocomplete="off"
                spellcheck="false"
                data-column=column
                data-testid=column
                placeholder=placeholder
                aria-label=label
                aria-invalid=derived(move || wrong.get().map(|_| "true".to_owned()))
                aria-describedby={
                    let hint = hint.clone();
                    derived(move || wrong.get().map(|_| hint.clone()))
                }
                prop:value=text
                on:input=typed
                on:focus=select
                on:blur=move |_| leave()
                on:keydown=key
            />
            {changing(move || {
                let right = wrong.get();
                maybe(right.map(|right| view! { <span class="wrong" id=hint.clone() data-testid="wrong">{right}</span> }.into_any()))
            })}
        </span>
    }
}

/// A symbol as part of an id, which has no marks.
fn id_word(asset: &Asset) -> String {
    asset.as_str().chars().map(|c| if matches!(c, ':' | '@' | '+' | '.') { '_' } else { c }).collect()
}

/// Focus goes to the same column of another row of the table.
pub(crate) fn move_by(from: &HtmlInputElement, column: &str, step: i32) {
    let Ok(Some(table)) = from.closest("table") else { return };
    let Ok(fields) = table.query_selector_all(&format!("input[data-column={column}]")) else { return };
    let here = (0..fields.length()).find(|place| fields.get(*place).is_some_and(|node| node.is_same_node(Some(from))));
    let there = here.and_then(|here| here.checked_add_signed(step)).and_then(|there| fields.get(there));
    if let Some(field) = there.and_then(|node| wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(node).ok()) {
        drop(field.focus());
    }
}
