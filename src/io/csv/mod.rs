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

/// Reads a table; rows that cannot be read are left out with a notice.
pub(super) fn read(text: &str) -> Result<Gathered, ImportError> {
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
    if named.known() >= 2
        && named.of_trades().is_some()
        && let Some(read) = read_log(&heading, rows.get(1..).unwrap_or_default(), separator, &mut cutter)
    {
        return Ok(read);
    }
    let (columns, rows) = if named.known() >= 2 || !has_rows_alone {
        check(&named, first.line)?;
        let unread = named.unread();
        if !unread.is_empty() {
            let message = format!("these columns are not used: {}", shown(&unread.join(", ")));
            book.leave(Notice::new(NoticeKind::Info, &unread.join(", "), message).on_line(first.line));
        }
        (named, rows.get(1..).unwrap_or_default())
    } else {
        (Columns::without_heading(&heading), rows.as_slice())
    };
    let reader = RowReader {
        columns: &columns,
        spelling: Spelling {
            mark: if separator == ',' { DecimalMark::Point } else { decimal_mark(&columns, rows, &mut cutter) },
            suffixes: false,
        },
    };
    for row in rows {
        if row.text.len() > MAX_LINE {
            let message = format!(
                "the line has {} bytes; a row has at most {MAX_LINE}, so put each row on a line of its own",
                row.text.len()
            );
            book.leave(Notice::new(NoticeKind::LeftOut, row.text, message).on_line(row.line));
            continue;
        }
        if !row.text.matches('"').count().is_multiple_of(2) {
            let message = "a quotation mark is opened and not closed on this line; write \"…\" around a cell, and \"\" for a mark inside it";
            book.leave(Notice::new(NoticeKind::LeftOut, row.text, message).on_line(row.line));
            continue;
        }
        match reader.read(&cutter.cells(row.text)) {
            Ok(read) => {
                for remark in read.remarks {
                    book.leave(Notice::new(NoticeKind::Kept, row.text.trim(), remark).on_line(row.line));
                }
                book.take(read.entry, row.line);
            }
            Err(fault) => book.leave(
                Notice::new(NoticeKind::LeftOut, &fault.read, fault.message).on_line(row.line).in_column(fault.column),
            ),
        }
    }
    Ok(book)
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
