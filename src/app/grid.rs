//! The tables under the keyboard: moving, picking rows, copying and pasting as spreadsheets do. Fetched when a cell is
//! first entered.
//!
//! Up, Down and Enter are the fields' own. Everything else is heard here, for the cell that has the focus; what a
//! field holds is asked of the page, so fields know nothing of this.

mod cell;
mod copied;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, KeyboardEvent};

use super::block;
use super::book::RowId;
use super::field::move_by;
use super::paste::{self, Pasted};
use super::state::State;
use cell::Cell;
use copied::copied;

pub(crate) use copied::whole;

/// What a cell says of the keys, where the mouse rests on it.
const KEYS: &str = "Up, Down, Enter: same column of another row. Left, Right at the ends of the text: next cell. \
    Ctrl+Home, Ctrl+End: first, last row. Shift+Up, Shift+Down, Shift+Space, Ctrl+A: pick rows. Ctrl+C copies them, \
    Ctrl+V pastes cells, Ctrl+Delete takes the row out.";

/// Starts to listen; a second call does nothing.
pub(crate) fn start(state: State) {
    if state.on(|stage| stage.find("grid-said")).is_some() {
        return;
    }
    let said = document().create_element("p").and_then(|said| {
        said.set_id("grid-said");
        said.set_attribute("role", "status")?;
        said.set_attribute("data-testid", "grid-said")?;
        Ok(said)
    });
    let Ok(said) = said else { return };
    if let Some(stage) = state.stage() {
        stage.add(&said);
    }
    state.owner.get_value().with(|| {
        let picked = StoredValue::new(Vec::<RowId>::new());
        let anchor = StoredValue::new(None::<RowId>);
        state.listen("keydown", move |ev| {
            let key: &KeyboardEvent = ev.unchecked_ref();
            if let Some(cell) = Cell::focused(state)
                && state.sheet.with_untracked(Option::is_none)
                && !key.is_composing()
                && pressed(state, &cell, key, picked, anchor)
            {
                ev.prevent_default();
            }
        });
        // a field keeps its Escape to itself, as it takes back what is typed; its rise it does not
        state.listen("keyup", move |ev| {
            if ev.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                pick(state, picked, Vec::new());
            }
        });
        state.listen("pointerdown", move |_| pick(state, picked, Vec::new()));
        tell_keys(state);
        state.listen("focusin", move |_| tell_keys(state));
        state.listen("copy", move |ev| {
            let event: &ClipboardEvent = ev.unchecked_ref();
            if let Some(text) = copied(state, &picked.get_value())
                && event.clipboard_data().is_some_and(|data| data.set_data("text/plain", &text).is_ok())
            {
                ev.prevent_default();
                let rows = text.lines().count();
                say(state, &format!("Copied {rows} row{}.", if rows == 1 { "" } else { "s" }));
            }
        });
        state.listen("paste", move |ev| {
            let event: &ClipboardEvent = ev.unchecked_ref();
            let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
            if let Some(cell) = Cell::focused(state).filter(|_| block::is_block(&text)) {
                let now = state.clock.get_untracked();
                let at = Some((cell.id, cell.column));
                let pasted = state.book.with_untracked(|book| paste::paste(book, &text, at, now));
                if let Some(pasted) = pasted {
                    ev.prevent_default();
                    apply(state, pasted);
                }
            }
        });
    });
}

/// The cell that has the focus says what the keys do.
fn tell_keys(state: State) {
    if let Some(cell) = Cell::focused(state) {
        drop(cell.input.set_attribute("title", KEYS));
    }
}

/// Does what a key asks for; whether it did.
fn pressed(
    state: State,
    cell: &Cell,
    key: &KeyboardEvent,
    picked: StoredValue<Vec<RowId>>,
    anchor: StoredValue<Option<RowId>>,
) -> bool {
    let held = (key.ctrl_key() || key.meta_key(), key.shift_key());
    if key.alt_key() {
        return false;
    }
    match (key.key().as_str(), held) {
        ("ArrowUp" | "ArrowDown", (false, true)) => {
            let from = match anchor.get_value().filter(|_| picked.with_value(|rows| !rows.is_empty())) {
                Some(from) => from,
                None => cell.id,
            };
            anchor.set_value(Some(from));
            move_by(&cell.input, cell.column.word(), if key.key() == "ArrowUp" { -1 } else { 1 });
            let ids: Vec<RowId> = cell.of_column().into_iter().map(|cell| cell.id).collect();
            let to = Cell::focused(state).map_or(cell.id, |cell| cell.id);
            let place = |id| ids.iter().position(|one| *one == id).unwrap_or_default();
            let (first, last) = (place(from).min(place(to)), place(from).max(place(to)));
            pick(state, picked, ids.get(first..=last).unwrap_or_default().to_vec());
            true
        }
        (" ", (false, true)) => {
            anchor.set_value(Some(cell.id));
            pick(state, picked, vec![cell.id]);
            true
        }
        ("a" | "A", (true, false)) => {
            let whole = cell.caret().is_some_and(|(start, end, length)| start == 0 && end == length);
            if whole {
                let ids = state.book.with_untracked(|book| {
                    let positions: Vec<RowId> = book.positions.iter().map(|row| row.id).collect();
                    let holdings = || book.holdings.iter().map(|row| row.id).collect();
                    if positions.contains(&cell.id) { positions } else { holdings() }
                });
                anchor.set_value(ids.first().copied());
                pick(state, picked, ids);
            }
            whole
        }
        ("Home" | "End", (true, false)) => {
            let cells = cell.of_column();
            let to = if key.key() == "Home" { cells.first() } else { cells.last() };
            to.is_some_and(|cell| cell.input.focus().is_ok())
        }
        ("Delete", (true, false)) => {
            let ids = picked.with_value(|rows| if rows.is_empty() { vec![cell.id] } else { rows.clone() });
            take_out(state, cell, &ids);
            pick(state, picked, Vec::new());
            true
        }
        ("ArrowLeft", (false, false)) => {
            cell.caret().is_some_and(|(start, end, _)| start == 0 && end == 0) && cell.beside(-1)
        }
        ("ArrowRight", (false, false)) => {
            cell.caret().is_some_and(|(start, end, length)| start == length && end == length) && cell.beside(1)
        }
        ("Control" | "Meta" | "Shift" | "c" | "C", _) => false,
        _ => {
            pick(state, picked, Vec::new());
            false
        }
    }
}

/// Takes rows out in one step; the focus goes to the row that takes their place.
fn take_out(state: State, cell: &Cell, ids: &[RowId]) {
    let cells = cell.of_column();
    let here = cells.iter().position(|one| one.id == cell.id).unwrap_or_default();
    let stays = |cell: &&Cell| !ids.contains(&cell.id);
    let next = cells.iter().skip(here).find(stays).or_else(|| cells.iter().take(here).rfind(stays));
    if let Some(next) = next {
        drop(next.input.focus());
    }
    state.seal();
    state.edit(None, |book| ids.iter().for_each(|id| book.remove(*id)));
    state.unreadable.update(|places| {
        places.retain(|place, _| !matches!(place, super::book::Place::Cell(row, _) if ids.contains(row)));
    });
    say(state, &format!("Took {} row{} out.", ids.len(), if ids.len() == 1 { "" } else { "s" }));
}

/// Picks rows, and marks those that are drawn.
fn pick(state: State, picked: StoredValue<Vec<RowId>>, ids: Vec<RowId>) {
    if ids.is_empty() && picked.with_value(Vec::is_empty) {
        return;
    }
    if let Some(marked) = state.on(|stage| stage.all("tr[data-picked]")) {
        for row in (0..marked.length()).filter_map(|at| marked.get(at)) {
            drop(row.unchecked_ref::<Element>().remove_attribute("data-picked"));
        }
    }
    for id in &ids {
        let input = state.on(|stage| stage.find(&format!("quantity-{}", id.0)));
        if let Some(Ok(Some(row))) = input.map(|input| input.closest("tr")) {
            drop(row.set_attribute("data-picked", ""));
        }
    }
    if !ids.is_empty() {
        say(state, &format!("{} row{} picked.", ids.len(), if ids.len() == 1 { "" } else { "s" }));
    }
    picked.set_value(ids);
}

/// Puts a paste into the book, in one step.
pub(crate) fn apply(state: State, pasted: Pasted) {
    let Pasted { book, read, unreadable, said, .. } = pasted;
    state.seal();
    state.edit(None, |present| *present = book);
    state.unreadable.update(|places| {
        places.retain(|place, _| !read.contains(place));
        for (place, bad) in unreadable {
            places.insert(place, bad);
        }
    });
    state.replaced.update(|times| *times = times.wrapping_add(1));
    say(state, &said);
}

/// Says what was done, at the foot of the page, for a while.
fn say(state: State, what: &str) {
    let Some(said) = state.on(|stage| stage.find("grid-said")) else { return };
    said.set_text_content(Some(what));
    let what = what.to_owned();
    set_timeout(
        move || {
            if said.text_content().as_deref() == Some(what.as_str()) {
                said.set_text_content(None);
            }
        },
        std::time::Duration::from_secs(8),
    );
}
