//! Rows separated by commas, semicolons or tabs, out of a spreadsheet or another program.
//!
//! Our own layout, which [`write()`] writes and which is read back exactly:
//!
//! ```text
//! kind,name,quantity,entry,contract_size
//! holding,USDC,20000,,
//! position,BTC-PERP,1.5,91200,1
//! ```
//!
//! Other headings are recognised by their meaning (see `columns.rs`), in any order and case; rows without a heading
//! are `name,quantity,entry,contract_size`. An asset is collateral, an instrument a position.
//!
//! A venue's log of transactions is read as what its last rows leave open (`log.rs`); a log that does not say so is refused.
//!
//! Every line is one row, so that a quotation mark that is never closed spoils one row and not the rest of the file.
//! With commas between the cells numbers have a decimal point. With semicolons or tabs the file shows by its numbers
//! which mark it uses; a number that can be read both ways in a file that does not show it is left out with a notice.

mod cells;
mod columns;
mod log;
mod moment;
mod row;
mod template;
mod write;

pub use template::template;
pub use write::{write, write_with_prices};

use cells::{Cutter, MAX_LINE, Row, content, separator_line, separator_of};
use columns::Columns;
use log::Log;
use row::RowReader;

use super::entry::{Gathered, Name};
use super::notice::{ImportError, Notice, NoticeKind, shown};
use super::number::{self, DecimalMark, Spelling};

/// Whether the text has cells that make a table, rather than quick-entry lines.
pub(super) fn recognises(text: &str) -> bool {
    let mut rows = content(text);
    let Some(first) = rows.next() else {
        return false;
    };
    if separator_line(first.text).is_some() {
        return true;
    }
    let Some(separator) = separator_of(first.text) else {
        return false;
    };
    let mut cutter = Cutter::new(separator);
    let heading = cutter.cells(first.text);
    let words_only = !first.text.contains(|c: char| c.is_ascii_digit() || c == '@');
    words_only
        || Columns::of(&heading).known() >= 2
        || std::iter::once(first).chain(rows.take(4)).any(|row| is_plain_row(&cutter.cells(row.text)))
}

/// A table whose rows are being read; those that cannot be read are left out with a notice.
pub(super) struct Table {
    columns: Columns,
    spelling: Spelling,
    separator: char,
    /// The rows with their lines in the text, the first of them to be read last.
    rows: Vec<(usize, String)>,
    total: usize,
    book: Gathered,
}

impl Table {
    /// Reads the heading, and a log of transactions whole.
    pub(super) fn begin(text: &str) -> Result<Self, ImportError> {
        let mut rows = content(text).peekable();
        let announced = rows.peek().and_then(|row| separator_line(row.text));
        if announced.is_some() {
            rows.next();
        }
        let rows: Vec<Row<'_>> = rows.collect();
        let Some(first) = rows.first() else {
            return Err(ImportError::Empty);
        };
        let separator = announced.or_else(|| separator_of(first.text)).unwrap_or(',');
        let mut cutter = Cutter::new(separator);
        let heading = cutter.cells(first.text);
        let named = Columns::of(&heading);
        let has_rows_alone = rows.iter().take(5).any(|row| is_plain_row(&cutter.cells(row.text)));
        let mut book = Gathered::default();
        let mut after = rows.get(1..).unwrap_or_default();
        let columns = if named.known() >= 2 || !has_rows_alone {
            let log = (named.known() >= 2 && named.of_trades().is_some())
                .then(|| read_log(&heading, after, separator, &mut cutter))
                .flatten();
            match log {
                Some(read) => (book, after) = (read, &[]),
                None => {
                    check(&named, first.line)?;
                    let unread = named.unread();
                    if !unread.is_empty() {
                        let message = format!("these columns are not used: {}", shown(&unread.join(", ")));
                        book.leave(Notice::new(NoticeKind::Info, &unread.join(", "), message).on_line(first.line));
                    }
                }
            }
            named
        } else {
            after = &rows;
            Columns::without_heading(&heading)
        };
        let mark = if separator == ',' { DecimalMark::Point } else { decimal_mark(&columns, after, &mut cutter) };
        let rows: Vec<_> = after.iter().rev().map(|row| (row.line, row.text.to_owned())).collect();
        let total = rows.len();
        Ok(Self { columns, spelling: Spelling { mark, suffixes: false }, separator, rows, total, book })
    }

    /// How many rows are read, and how many there are.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.total - self.rows.len(), self.total)
    }

    /// Reads up to so many rows more; whether there are none left.
    pub(super) fn step(&mut self, most: usize) -> bool {
        let mut cutter = Cutter::new(self.separator);
        for _ in 0..most {
            let Some((line, text)) = self.rows.pop() else {
                return true;
            };
            self.row(line, &text, &mut cutter);
        }
        self.rows.is_empty()
    }

    fn row(&mut self, line: usize, text: &str, cutter: &mut Cutter) {
        let book = &mut self.book;
        if text.len() > MAX_LINE {
            let message = format!(
                "the line has {} bytes; a row has at most {MAX_LINE}, so put each row on a line of its own",
                text.len()
            );
            return book.leave(Notice::new(NoticeKind::LeftOut, text, message).on_line(line));
        }
        if !text.matches('"').count().is_multiple_of(2) {
            let message = "a quotation mark is opened and not closed on this line; write \"…\" around a cell, and \"\" for a mark inside it";
            return book.leave(Notice::new(NoticeKind::LeftOut, text, message).on_line(line));
        }
        let reader = RowReader { columns: &self.columns, spelling: self.spelling };
        match reader.read(&cutter.cells(text)) {
            Ok(read) => {
                for remark in read.remarks {
                    book.leave(Notice::new(NoticeKind::Kept, text.trim(), remark).on_line(line));
                }
                book.take(read.entry, line);
            }
            Err(fault) => book.leave(
                Notice::new(NoticeKind::LeftOut, &fault.read, fault.message).on_line(line).in_column(fault.column),
            ),
        }
    }

    /// The book, as far as it was read.
    pub(super) fn finish(self) -> Gathered {
        self.book
    }
}

/// Reads a whole table.
#[cfg(test)]
pub(super) fn read(text: &str) -> Result<Gathered, ImportError> {
    let mut table = Table::begin(text)?;
    while !table.step(usize::MAX) {}
    Ok(table.finish())
}

/// The book after a log of transactions; `None` where its rows carry no position, or no order.
fn read_log(heading: &[String], rows: &[Row<'_>], separator: char, cutter: &mut Cutter) -> Option<Gathered> {
    let log = Log::of(heading)?;
    let cells: Vec<(usize, Vec<String>)> = rows.iter().map(|row| (row.line, cutter.cells(row.text))).collect();
    let mark = if separator == ',' { DecimalMark::Point } else { DecimalMark::Either };
    log.read(&cells, Spelling { mark, suffixes: false })
}

/// Whether the cells are a row as they are without a heading: a name, then a number.
fn is_plain_row(cells: &[String]) -> bool {
    let either = Spelling { mark: DecimalMark::Either, suffixes: false };
    let cells = match cells {
        [kind, rest @ ..] if row::RowKind::read(kind).is_some() => rest,
        all => all,
    };
    match cells {
        [name, quantity, ..] => {
            Name::is_like(row::without_apostrophe(name))
                && !matches!(
                    number::read(quantity, either),
                    Err(number::NumberError::NotANumber(_) | number::NumberError::Empty)
                )
        }
        _ => false,
    }
}

/// A heading has to say what is held and how much.
fn check(columns: &Columns, line: usize) -> Result<(), ImportError> {
    if let Some(column) = columns.of_trades() {
        return Err(ImportError::TradeLog { line, column });
    }
    let missing = match (columns.name.or(columns.asset), columns.quantity) {
        (None, _) => "a name (instrument, symbol, market, asset or coin)",
        (_, None) => "a quantity (size, amount, qty or position)",
        _ => return Ok(()),
    };
    Err(ImportError::NoColumns { line, found: shown(&columns.headings.join(", ")), missing })
}

/// The decimal mark the numbers of a file show, if they agree.
fn decimal_mark(columns: &Columns, rows: &[Row<'_>], cutter: &mut Cutter) -> DecimalMark {
    let (mut point, mut comma) = (false, false);
    for row in rows {
        let cells = cutter.cells(row.text);
        for cell in columns.numbers().filter_map(|place| cells.get(place)) {
            match number::decimal_mark_of(cell) {
                Some(DecimalMark::Point) => point = true,
                Some(DecimalMark::Comma) => comma = true,
                _ => {}
            }
        }
    }
    match (point, comma) {
        (true, false) => DecimalMark::Point,
        (false, true) => DecimalMark::Comma,
        _ => DecimalMark::Either,
    }
}

#[cfg(test)]
mod log_tests;
#[cfg(test)]
mod tests;
