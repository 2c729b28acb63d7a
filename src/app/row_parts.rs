//! What the rows of positions and of collateral have in common.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::book::RowId;
use super::made::derived;
use super::shape::{changing, maybe};
use super::state::State;

/// The button that lets a typed price go, while there is one.
pub(crate) fn release(
    state: State,
    typed: Memo<Option<Decimal>>,
    set: Callback<Option<Decimal>>,
    label: Signal<String>,
) -> AnyView {
    let button = move || {
        view! {
            <button
                type="button"
                class="link small"
                data-testid="release"
                aria-label=label
                on:click=move |_| let_go(state, set)
            >
                "release"
            </button>
        }
        .into_any()
    };
    changing(move || maybe(typed.get().map(|_| button())))
}

/// Lets a typed price go, in a step of its own: allowed where it may be typed.
pub(crate) fn let_go(state: State, set: Callback<Option<Decimal>>) {
    state.seal();
    set.run(None);
    state.forget_typing();
}

/// The cell with the button that takes a row out.
pub(crate) fn delete(state: State, id: RowId, name: Memo<String>) -> AnyView {
    view! {
        <td class="act">
            <button
                type="button"
                class="delete"
                data-testid="delete"
                aria-label=derived(move || format!("Delete {}", name.get()))
                title="Delete"
                on:click=move |_| state.delete(id)
            >
                <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
                    <path d="M3.5 3.5l9 9m0-9l-9 9" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
                </svg>
            </button>
        </td>
    }
    .into_any()
}
