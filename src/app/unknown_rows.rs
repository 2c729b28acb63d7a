//! Rows in what is not known here: shown beneath the positions and left out of every margin. A name that is known
//! makes a position of a row. Fetched when there is such a row.

use leptos::prelude::*;

use super::book::RowId;
use super::file;
use super::format;
use super::row_parts::delete;
use super::state::State;
use crate::book::{Holding, Position, Unknown};
use crate::io::{Entry, quick};

/// The rows.
pub(crate) fn unknown_rows(state: State) -> AnyView {
    let ids = Memo::new(move |_| state.book.get().unknown.iter().map(|row| row.id).collect::<Vec<_>>());
    view! { <For each=move || ids.get() key=|id| *id children=move |id| row(state, id) /> }.into_any()
}

/// Takes a name for the row: a known one makes a position or collateral of it, another stays with why.
fn rename(state: State, id: RowId, name: &str) {
    let book = state.book.get_untracked();
    let Some(of) = book.unknown.iter().find(|row| row.id == id).map(|row| row.value.clone()) else { return };
    let Unknown { quantity, entry: paid, .. } = of;
    let read = quick::line(&format!("1 {name}"));
    state.seal();
    state.edit(None, |book| {
        let known = match read {
            Ok(line) => line.entry,
            Err(error) => {
                for row in book.unknown.iter_mut().filter(|row| row.id == id) {
                    name.clone_into(&mut row.value.name);
                    row.value.why.clone_from(&error.message);
                }
                return;
            }
        };
        book.remove(id);
        let is = match known {
            Entry::Position(position) => book.add_position(Position { quantity, entry: paid, ..position }),
            Entry::Holding(holding) => book.add_holding(Holding { quantity, ..holding }),
            Entry::Unknown(of) => book.add_unknown(Unknown { quantity, entry: paid, ..of }),
        };
        file::hand_over(book, id, is);
    });
}

fn row(state: State, id: RowId) -> AnyView {
    let of = Memo::new(move |_| state.book.get().unknown.iter().find(|row| row.id == id).map(|row| row.value.clone()));
    let name = Memo::new(move |_| of.get().map(|of| of.name).unwrap_or_default());
    let why = move || {
        let why = of.get().map(|of| of.why).unwrap_or_default();
        if why.is_empty() {
            "not margined: the name is not known here".to_owned()
        } else {
            format!("not margined: {why}")
        }
    };
    view! {
        <tr class="extra unknown" data-testid="unknown">
            <th scope="row" class="name">
                <input
                    type="text"
                    id=format!("unknown-{}", id.0)
                    class="edit"
                    data-testid="unknown-name"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label=move || format!("Name of {}", name.get())
                    aria-describedby=format!("unknown-{}-why", id.0)
                    aria-invalid="true"
                    prop:value=move || name.get()
                    on:change=move |ev| rename(state, id, event_target_value(&ev).trim())
                />
            </th>
            <td class="quantity" data-label="Quantity">{move || of.get().map(|of| format::grouped(of.quantity))}</td>
            <td class="entry" data-label="Entry">
                {move || of.get().and_then(|of| of.entry).map_or_else(|| format::ABSENT.to_owned(), format::grouped)}
            </td>
            <td class="why" colspan="5" id=format!("unknown-{}-why", id.0) data-testid="unknown-why">{why}</td>
            {delete(state, id, name)}
        </tr>
    }
    .into_any()
}
