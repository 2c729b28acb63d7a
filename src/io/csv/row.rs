//! One row of a table becomes a holding or a position, or a reason why not.

use rust_decimal::Decimal;

use super::Columns;
use crate::book::{Holding, Position, Unknown};
use crate::io::entry::{Entry, Name, Side};
use crate::io::notice::shown;
use crate::io::number::{self, NumberError, Spelling};

/// How the rows of one file are read.
pub(super) struct RowReader<'a> {
    pub(super) columns: &'a Columns,
    pub(super) spelling: Spelling,
}

/// A row as it was understood.
pub(super) struct ReadRow {
    pub(super) entry: Entry,
    /// What was read otherwise than it was written.
    pub(super) remarks: Vec<String>,
}

/// Why a row was left out: the column, what stands there, what would be right.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) column: String,
    pub(super) read: String,
    pub(super) message: String,
}

/// A name that is known here, or one that is not and why.
enum Named {
    Known(Name),
    Unknown { name: String, why: String },
}

/// What a row says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Holding,
    Position,
}

impl RowKind {
    pub(super) fn read(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "holding" | "collateral" | "cash" => Some(Self::Holding),
            "position" => Some(Self::Position),
            _ => None,
        }
    }
}

/// A name without the apostrophe that keeps a spreadsheet from reading it as a formula.
pub(super) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(super::write::OF_FORMULAS) || rest.starts_with('\t') => rest,
        _ => text,
    }
}

impl RowReader<'_> {
    /// Reads the cells of one row.
    pub(super) fn read(&self, cells: &[String]) -> Result<ReadRow, Fault> {
        self.check_width(cells)?;
        let columns = self.columns;
        let (name, name_place) = self.name(cells)?;
        let mut remarks = Vec::new();
        let quantity = self.number(cells, columns.quantity, &mut remarks)?.ok_or_else(|| {
            self.fault(cells, columns.quantity, "a quantity is missing; write one such as 1.5 or -12")
        })?;
        let side = self.side(cells)?;
        let quantity = match side {
            None => quantity,
            Some(side) => side.applied_to(quantity).ok_or_else(|| {
                let message = "the quantity is below zero and the side says long; write -2 without a side, or 2 with the side sell";
                self.fault(cells, columns.quantity, message)
            })?,
        };
        let entry = self.number(cells, columns.entry, &mut remarks)?;
        let contract_size = self.number(cells, columns.contract_size, &mut remarks)?;
        let name = match name {
            Named::Known(name) => name,
            Named::Unknown { name, why } => {
                let entry = Entry::Unknown(Unknown { name, quantity, entry, why });
                return Ok(ReadRow { entry, remarks });
            }
        };
        match name {
            Name::Asset(asset) => {
                if let Some(price) = entry {
                    self.check_unquoted(cells, quantity)?;
                    remarks.push(format!(
                        "{asset} is collateral, which has no entry price; {price} is not used; for a perpetual write {asset}-PERP"
                    ));
                } else if side == Some(Side::Short) {
                    remarks.push(format!(
                        "{asset} is collateral, so a sale is read as {asset} borrowed; for a short perpetual write {asset}-PERP"
                    ));
                }
                let entry = Entry::Holding(Holding { asset, quantity });
                Ok(ReadRow { entry, remarks })
            }
            Name::Instrument(instrument) => {
                let free = instrument.is_option();
                if entry.is_some_and(|p| p < Decimal::ZERO || (p.is_zero() && !free)) {
                    let message = format!(
                        "this is not a price for {}; write one above zero, or nothing",
                        self.cell(cells, name_place).unwrap_or_default()
                    );
                    return Err(self.fault(cells, columns.entry, message));
                }
                if contract_size.is_some_and(|size| size <= Decimal::ZERO) {
                    let message = "a contract size has to be above zero; write 1, or nothing";
                    return Err(self.fault(cells, columns.contract_size, message));
                }
                let mut position = Position::new(instrument, quantity, entry);
                position.contract_size = contract_size.unwrap_or(Decimal::ONE);
                let entry = Entry::Position(position);
                Ok(ReadRow { entry, remarks })
            }
        }
    }

    fn cell<'c>(&self, cells: &'c [String], place: Option<usize>) -> Option<&'c str> {
        let text = cells.get(place?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn fault(&self, cells: &[String], place: Option<usize>, message: impl Into<String>) -> Fault {
        Fault {
            column: self.columns.heading(place),
            read: shown(self.cell(cells, place).unwrap_or_default()),
            message: message.into(),
        }
    }

    /// More cells than columns mean that a number was torn apart at its comma.
    fn check_width(&self, cells: &[String]) -> Result<(), Fault> {
        let width = self.columns.headings.len();
        match cells.iter().skip(width).find(|cell| !cell.is_empty()) {
            None => Ok(()),
            Some(extra) => Err(Fault {
                column: format!("cell {}", width + 1),
                read: shown(extra),
                message: format!(
                    "the row has {} cells and there are {width} columns; write a number with a comma in quotation marks",
                    cells.len()
                ),
            }),
        }
    }

    /// `USDC,10,000`: the amount of a holding torn apart, where a price would have no place.
    fn check_unquoted(&self, cells: &[String], quantity: Decimal) -> Result<(), Fault> {
        let after =
            self.cell(cells, self.columns.entry).and_then(|text| text.get(..3).map(|head| (head, text.get(3..))));
        let a_group = matches!(after, Some((head, rest)) if head.bytes().all(|b| b.is_ascii_digit())
            && rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('.')));
        let next_to_it = self.columns.entry == self.columns.quantity.map(|place| place + 1);
        let torn = a_group && next_to_it && quantity.scale() == 0 && quantity.abs() < Decimal::ONE_THOUSAND;
        if !torn {
            return Ok(());
        }
        let price = self.cell(cells, self.columns.entry).unwrap_or_default();
        let message = format!(
            "collateral has no entry price, so “{quantity},{price}” looks like one number; write \"{quantity},{price}\" in quotation marks, or {quantity}{price}"
        );
        Err(self.fault(cells, self.columns.quantity, message))
    }

    fn name(&self, cells: &[String]) -> Result<(Named, Option<usize>), Fault> {
        let columns = self.columns;
        let place = [columns.name, columns.asset].into_iter().find(|&place| self.cell(cells, place).is_some());
        let Some(place) = place else {
            let message = "a name is missing; write an asset such as USDC or an instrument such as BTC-PERP";
            return Err(self.fault(cells, columns.name.or(columns.asset), message));
        };
        let text = without_apostrophe(self.cell(cells, place).unwrap_or_default());
        let name = match Name::read(text) {
            Ok(name) => name,
            Err(why) if text.len() <= 100 && text.chars().any(char::is_alphabetic) => {
                return Ok((Named::Unknown { name: text.to_owned(), why }, place));
            }
            Err(error) => return Err(self.fault(cells, place, error)),
        };
        let kind = match self.cell(cells, columns.kind) {
            None => None,
            Some(text) => Some(RowKind::read(text).ok_or_else(|| {
                let message = format!("“{}” is no kind of row; write holding or position", shown(text));
                self.fault(cells, columns.kind, message)
            })?),
        };
        match (kind, &name) {
            (Some(RowKind::Position), Name::Asset(asset)) => {
                let message = format!("{asset} is an asset; a position needs an instrument such as {asset}-PERP");
                Err(self.fault(cells, place, message))
            }
            (Some(RowKind::Holding), Name::Instrument(instrument)) => {
                let message = format!(
                    "{instrument} is an instrument; a holding needs an asset such as {}",
                    instrument.underlying()
                );
                Err(self.fault(cells, place, message))
            }
            _ => Ok((Named::Known(name), place)),
        }
    }

    fn side(&self, cells: &[String]) -> Result<Option<Side>, Fault> {
        let Some(text) = self.cell(cells, self.columns.side) else {
            return Ok(None);
        };
        if matches!(text.to_ascii_lowercase().as_str(), "zero" | "flat" | "none" | "both" | "net" | "-") {
            return Ok(None);
        }
        Side::read(text).map(Some).ok_or_else(|| {
            let message = format!("“{}” is no side; write buy, sell, long or short", shown(text));
            self.fault(cells, self.columns.side, message)
        })
    }

    /// A number in a cell; `None` where the cell is empty or says that there is none.
    fn number(
        &self,
        cells: &[String],
        place: Option<usize>,
        remarks: &mut Vec<String>,
    ) -> Result<Option<Decimal>, Fault> {
        let Some(text) = self.cell(cells, place) else {
            return Ok(None);
        };
        if matches!(text.to_ascii_lowercase().as_str(), "-" | "–" | "—" | "n/a" | "na" | "null" | "none") {
            return Ok(None);
        }
        let read = number::read(without_apostrophe(text), self.spelling)
            .map_err(|error: NumberError| self.fault(cells, place, error.to_string()))?;
        if read.rounded {
            remarks.push(format!(
                "{} is rounded to the 28 digits that are kept: {}",
                self.columns.heading(place),
                read.value
            ));
        }
        Ok(Some(read.value))
    }
}
