//! A pasted block of cells in the tables.
//!
//! Where its rows begin with names they become rows of their own: name, quantity, entry, mark, as [`super::row_text`]
//! writes them. Otherwise its cells go where the caret is, to the right and down. A cell that cannot be read is marked
//! in its place with what would be right, and keeps its text.

use super::block::{self, MOST_ROWS};
use super::book::{Book, Column, Place, RowId, Unreadable};
use super::number::{self, Reads};
use super::row_text::HEADING;
use crate::book::{Time, Unknown};
use crate::io::{Entry, quick};
use rust_decimal::Decimal;

/// A book after a paste.
#[derive(Debug)]
pub(crate) struct Pasted {
    /// The book.
    pub(crate) book: Book,
    /// Cells that could be read.
    pub(crate) read: Vec<Place>,
    /// Cells that could not.
    pub(crate) unreadable: Vec<(Place, Unreadable)>,
    /// What was done, and what was not and why.
    pub(crate) said: String,
    now: Time,
    rows: usize,
}

/// Pastes a block at a cell of a row; `None` where there is nothing to paste.
pub(crate) fn paste(book: &Book, text: &str, at: Option<(RowId, Column)>, now: Time) -> Option<Pasted> {
    let mut rows = block::cells(text);
    let too_many = rows.len() > MOST_ROWS;
    rows.truncate(MOST_ROWS);
    let is_heading =
        |row: &Vec<String>| row.iter().zip(HEADING).take(2).all(|(cell, word)| cell.eq_ignore_ascii_case(word));
    if rows.first().is_some_and(|row| row.len() > 1 && is_heading(row)) {
        rows.remove(0);
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()) || at.is_some());
    let mut first = rows.iter().filter_map(|row| row.first()).filter(|cell| !cell.is_empty()).peekable();
    let named = first.peek().is_some() && first.all(|cell| is_name(cell));
    let mut pasted =
        Pasted { book: book.clone(), read: Vec::new(), unreadable: Vec::new(), said: String::new(), now, rows: 0 };
    if named {
        pasted.add(&rows);
    } else {
        pasted.fill(&rows, at?);
    }
    if too_many {
        pasted.say(&format!("Only the first {MOST_ROWS} rows were taken."));
    }
    Some(pasted)
}

/// Whether a cell is meant as a name and not as a number.
fn is_name(cell: &str) -> bool {
    cell.chars().any(|c| c.is_ascii_alphabetic()) && number::read(cell, Reads::Quantity).is_err()
}

impl Pasted {
    /// Adds a row for each that begins with a name.
    fn add(&mut self, rows: &[Vec<String>]) {
        for row in rows {
            let cell = |place: usize| row.get(place).map_or("", String::as_str);
            if !cell(0).is_empty() {
                self.add_row(cell(0), cell(1), cell(2), cell(3));
            }
        }
        let said = format!("Pasted {}.", counted(self.rows, "row"));
        self.begin(said);
    }

    fn add_row(&mut self, name: &str, quantity: &str, entry: &str, mark: &str) {
        let read = number::read(quantity, Reads::Quantity).map(Option::unwrap_or_default);
        let amount = *read.as_ref().unwrap_or(&Decimal::ZERO);
        let wrong = read.err().map(number::Unread::right);
        self.rows += 1;
        match quick::line(&format!("1 {name}")).map(|line| line.entry) {
            Ok(Entry::Position(position)) => {
                let id = self.book.add_position(crate::book::Position { quantity: amount, ..position });
                self.note(id, Column::Quantity, quantity, wrong);
                self.set(id, Column::Entry, entry);
                self.set(id, Column::Mark, mark);
            }
            Ok(Entry::Holding(holding)) => {
                if let (Some(right), Some(row)) =
                    (&wrong, self.book.holdings.iter().find(|row| row.value.asset == holding.asset))
                {
                    let asset = &row.value.asset;
                    let said = format!("“{quantity}” of {asset} was not added. {right}");
                    self.say(&said);
                    return;
                }
                let id = self.book.add_holding(crate::book::Holding { quantity: amount, ..holding });
                self.note(id, Column::Quantity, quantity, wrong);
                self.set(id, Column::Mark, mark);
            }
            other => {
                let why = match other {
                    Ok(_) => String::new(),
                    Err(error) => error.message,
                };
                let why = wrong.map_or(why, |right| format!("its quantity was “{quantity}”. {right}"));
                let entry = number::read(entry, Reads::PriceOrNothing).ok().flatten();
                self.book.add_unknown(Unknown { name: name.to_owned(), quantity: amount, entry, why });
            }
        }
    }

    /// Fills cells from one on, to the right and down.
    fn fill(&mut self, rows: &[Vec<String>], (id, column): (RowId, Column)) {
        let positions: Vec<RowId> = self.book.positions.iter().map(|row| row.id).collect();
        let holdings: Vec<RowId> = self.book.holdings.iter().map(|row| row.id).collect();
        let (ids, columns): (_, &[Column]) = match positions.contains(&id) {
            true => (positions, &[Column::Quantity, Column::Entry, Column::Mark]),
            false => (holdings, &[Column::Quantity, Column::Mark]),
        };
        let columns: Vec<Column> = columns.iter().copied().skip_while(|one| *one != column).collect();
        let ids: Vec<RowId> = ids.into_iter().skip_while(|one| *one != id).collect();
        for (id, row) in ids.iter().zip(rows) {
            for (column, cell) in columns.iter().zip(row) {
                self.set(*id, *column, cell);
            }
        }
        let said = format!("Pasted {}.", counted(self.read.len(), "cell"));
        self.begin(said);
        let below = rows.len().saturating_sub(ids.len());
        if below > 0 {
            self.say(&format!(
                "{} below the last row had no name and were left out; begin each with a name.",
                counted(below, "row")
            ));
        }
        if rows.iter().any(|row| row.iter().skip(columns.len()).any(|cell| !cell.is_empty())) {
            self.say("Columns to the right of the last that can be edited were left out.");
        }
    }

    /// Puts a cell's text where it belongs. An empty quantity leaves what is there, an empty price takes it away.
    fn set(&mut self, id: RowId, column: Column, text: &str) {
        let reads = match column {
            Column::Quantity if text.is_empty() => return,
            Column::Quantity => Reads::Quantity,
            Column::Entry => Reads::PriceOrNothing,
            Column::Mark => Reads::TypedPrice,
        };
        let value = match number::read(text, reads) {
            Ok(value) => value,
            Err(unread) => return self.note(id, column, text, Some(unread.right())),
        };
        self.note(id, column, text, None);
        match column {
            Column::Quantity => self.book.set_quantity(id, value.unwrap_or_default()),
            Column::Entry => self.book.set_entry(id, value),
            Column::Mark => {
                if let Some(instrument) = self.book.position(id).map(|position| position.instrument.clone()) {
                    self.book.type_mark(&instrument, value, self.now);
                } else if let Some(asset) = self.book.holding(id).map(|holding| holding.asset.clone()) {
                    self.book.type_index(&asset, value, self.now);
                }
            }
        }
    }

    fn note(&mut self, id: RowId, column: Column, text: &str, wrong: Option<String>) {
        let place = Place::Cell(id, column);
        match wrong {
            Some(right) => self.unreadable.push((place, Unreadable { text: text.to_owned(), right })),
            None => self.read.push(place),
        }
    }

    fn begin(&mut self, said: String) {
        let rest = std::mem::replace(&mut self.said, said);
        if !self.unreadable.is_empty() {
            let wrong = counted(self.unreadable.len(), "cell");
            self.say(&format!("{wrong} cannot be read; each says what would be right."));
        }
        self.say(&rest);
    }

    fn say(&mut self, more: &str) {
        if !self.said.is_empty() && !more.is_empty() {
            self.said.push(' ');
        }
        self.said.push_str(more);
    }
}

/// `1 cell`, `3 cells`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
