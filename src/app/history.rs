//! The history of a book: whole values, to undo and redo.

use super::book::{Book, Place};

/// A value with what it was and what it was before undoing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct History {
    past: Vec<Book>,
    present: Book,
    future: Vec<Book>,
    /// The place being typed in: its edits are one step.
    open: Option<Place>,
}

/// Steps that can be taken back.
const MOST_STEPS: usize = 200;

impl History {
    /// A history that begins with a book.
    pub(crate) fn new(present: Book) -> Self {
        Self { present, ..Self::default() }
    }

    /// The book now.
    pub(crate) fn present(&self) -> &Book {
        &self.present
    }

    /// Changes the book. Edits of one place in a row are one step back. A change that changes nothing is no step.
    pub(crate) fn edit(&mut self, place: Option<Place>, change: impl FnOnce(&mut Book)) {
        let mut changed = self.present.clone();
        change(&mut changed);
        if changed == self.present {
            return;
        }
        let continues = place.is_some() && place == self.open;
        let before = std::mem::replace(&mut self.present, changed);
        if !continues {
            self.past.push(before);
            if self.past.len() > MOST_STEPS {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.open = place;
    }

    /// Changes the present without a step.
    pub(crate) fn amend(&mut self, change: impl FnOnce(&mut Book)) {
        change(&mut self.present);
    }

    /// The next edit is a step of its own.
    pub(crate) fn seal(&mut self) {
        self.open = None;
    }

    /// Takes back what is being typed at a place, as if it had not been typed.
    pub(crate) fn cancel(&mut self, place: &Place) {
        if self.open.as_ref() == Some(place)
            && let Some(before) = self.past.pop()
        {
            self.present = before;
        }
        self.open = None;
    }

    /// One step back.
    pub(crate) fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.present, before));
        }
        self.open = None;
    }

    /// One step forward again.
    pub(crate) fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.present, after));
        }
        self.open = None;
    }

    /// Whether there is a step back.
    pub(crate) fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step forward.
    pub(crate) fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::book::{Column, RowId};
    use crate::book::Position;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    fn history() -> (History, RowId) {
        let mut book = Book::default();
        let id = book.add_position(Position::new("BTC-PERP".parse().unwrap(), dec!(1), None));
        (History::new(book), id)
    }

    fn quantity(history: &History, id: RowId) -> Option<Decimal> {
        history.present().position(id).map(|p| p.quantity)
    }

    #[test]
    fn typing_in_one_place_is_one_step_back() {
        let (mut history, id) = history();
        let place = Some(Place::Cell(id, Column::Quantity));
        for typed in [dec!(2), dec!(25), dec!(25.5)] {
            history.edit(place.clone(), |book| book.set_quantity(id, typed));
        }
        assert_eq!(quantity(&history, id), Some(dec!(25.5)));
        history.undo();
        assert_eq!(quantity(&history, id), Some(dec!(1)));
        assert!(!history.can_undo());
        history.redo();
        assert_eq!(quantity(&history, id), Some(dec!(25.5)));
    }

    #[test]
    fn what_is_typed_after_leaving_is_another_step() {
        let (mut history, id) = history();
        let place = Some(Place::Cell(id, Column::Quantity));
        history.edit(place.clone(), |book| book.set_quantity(id, dec!(2)));
        history.seal();
        history.edit(place, |book| book.set_quantity(id, dec!(3)));
        history.undo();
        assert_eq!(quantity(&history, id), Some(dec!(2)));
    }

    #[test]
    fn a_cancelled_edit_never_was() {
        let (mut history, id) = history();
        let place = Place::Cell(id, Column::Quantity);
        history.edit(Some(place.clone()), |book| book.set_quantity(id, dec!(2)));
        history.cancel(&place);
        assert_eq!(quantity(&history, id), Some(dec!(1)));
        assert!(!history.can_undo() && !history.can_redo());
    }
}
