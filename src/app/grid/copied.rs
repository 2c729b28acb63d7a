//! What is copied out of the tables.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::cell::Cell;
use crate::app::book::RowId;
use crate::app::row_text;
use crate::app::state::State;

/// The rows picked, or the row of the cell where none of its text is selected.
pub(super) fn copied(state: State, picked: &[RowId]) -> Option<String> {
    let cell = Cell::focused(state)?;
    let none_selected = cell.caret().is_none_or(|(start, end, _)| start == end);
    let ids = match picked {
        [] if none_selected => vec![cell.id],
        [] => return None,
        rows => rows.to_vec(),
    };
    Some(row_text::of(&state.book.get_untracked(), &ids, |id| mark(state, id)))
}

/// Everything in the tables, as a spreadsheet takes it.
pub(crate) fn whole(state: State) -> String {
    row_text::whole(&state.book.get_untracked(), |id| mark(state, id))
}

/// The price a row is shown at.
fn mark(state: State, id: RowId) -> Option<Decimal> {
    let book = state.book.get_untracked();
    let assessment = state.assessment.get_untracked();
    if let Some(position) = book.position(id) {
        let leg = state.legs.with_untracked(|legs| legs.get(&id).copied());
        let shown = leg.and_then(|of| Some(assessment?.legs.get(of.leg)?.mark));
        return shown.or_else(|| {
            state.market.with_untracked(|market| market.marks.get(&position.instrument).map(|quote| quote.price))
        });
    }
    let row = state.counted.with_untracked(|counted| counted.holdings.iter().position(|row| *row == id))?;
    assessment?.holdings.iter().find(|report| report.row == row)?.price
}
