//! The cell of a table that has the focus, and those around it, as they stand on the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::app::book::{Column, RowId};
use crate::app::stage::Stage;
use crate::app::state::State;

/// A cell that has the focus.
pub(super) struct Cell {
    pub(super) input: HtmlInputElement,
    pub(super) id: RowId,
    pub(super) column: Column,
}

impl Cell {
    /// The cell of a table row that has the focus.
    pub(super) fn focused(state: State) -> Option<Self> {
        Self::of(state.on(Stage::focused)?.dyn_into().ok()?)
    }

    fn of(input: HtmlInputElement) -> Option<Self> {
        let id = input.id();
        let (word, row) = id.split_once('-')?;
        let column =
            [Column::Quantity, Column::Entry, Column::Mark].into_iter().find(|column| column.word() == word)?;
        let id = RowId(row.parse().ok()?);
        Some(Self { input, id, column })
    }

    fn table(&self) -> Option<Element> {
        self.input.closest("table").ok()?
    }

    /// The cells of this column, from the first row drawn to the last.
    pub(super) fn of_column(&self) -> Vec<Self> {
        self.all(&format!("input[data-column={}]", self.column.word()))
    }

    fn all(&self, selector: &str) -> Vec<Self> {
        let found = self.table().and_then(|table| table.query_selector_all(selector).ok());
        let cells = found.into_iter().flat_map(|list| (0..list.length()).filter_map(move |at| list.get(at)));
        cells.filter_map(|node| Self::of(node.dyn_into().ok()?)).collect()
    }

    /// Where the text is selected: its start, its end and its length.
    pub(super) fn caret(&self) -> Option<(u32, u32, u32)> {
        let length = u32::try_from(self.input.value().encode_utf16().count()).ok()?;
        Some((self.input.selection_start().ok()??, self.input.selection_end().ok()??, length))
    }

    /// The cell before or after, row by row.
    pub(super) fn beside(&self, step: isize) -> bool {
        let cells = self.all("input[data-column]");
        let here = cells.iter().position(|one| one.id == self.id && one.column == self.column);
        let there = here.and_then(|here| here.checked_add_signed(step)).and_then(|there| cells.get(there));
        there.is_some_and(|cell| cell.input.focus().is_ok())
    }
}
