//! A venue's log of transactions whose rows carry the position and the balance after them.
//!
//! | log | name | position | balance | its currency | order |
//! |---|---|---|---|---|---|
//! | Deribit, since 2020 | `Instrument` | `Position` | `Balance` | what the instruments are paid in | `UserSeq`, else `Date` |
//! | Bybit, unified | `Contract` | `Position` | `Wallet Balance` | `Currency` | `Time` |
//! | OKX, trading account | `Instrument` | `Position Balance` | `Balance` | `Unit` after it | `Time`, else `id` |
//!
//! The last row of each instrument says what is open, the last of each currency what is held; rows may be sorted either
//! way. Entry prices are not in such a log. Deribit's and Bybit's positions are signed; OKX counts contracts, whose size
//! the log does not name: it is taken from the dated list beside the venue's reader.
//!
//! Source: the columns of the venues' exports.

use rust_decimal::Decimal;

use super::columns::word;
use super::moment::{in_order, moment};
use crate::book::{Asset, Holding, Instrument, Position, Unknown};
use crate::io::answers::{okx, venue_name};
use crate::io::entry::{Entry, Gathered};
use crate::io::notice::{Notice, NoticeKind, shown};
use crate::io::number::{self, NumberError, Spelling};

/// Whose log it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Venue {
    Deribit,
    Bybit,
    Okx,
}

/// Where a log has what.
#[derive(Debug)]
pub(super) struct Log {
    venue: Venue,
    name: usize,
    position: usize,
    balance: usize,
    currency: Option<usize>,
    side: Option<usize>,
    unit: Option<usize>,
    moments: Vec<usize>,
}

/// What one row says, and when in the log it stands.
struct Said {
    line: usize,
    moment: u128,
    name: String,
    side: String,
    unit: String,
    currency: String,
    position: Option<Decimal>,
    balance: Option<Decimal>,
}

impl Log {
    /// The log that a heading is of, if its rows carry the position after them.
    pub(super) fn of(headings: &[String]) -> Option<Self> {
        let words: Vec<String> = headings.iter().map(|heading| word(heading)).collect();
        let place = |heading: &str| words.iter().position(|word| word == heading);
        let (venue, name, position, balance, currency) = if let Some(position) = place("position balance") {
            let balance = place("balance")?;
            let unit = words.iter().skip(balance).position(|word| word == "unit").map(|after| balance + after)?;
            (Venue::Okx, place("instrument")?, position, balance, Some(unit))
        } else if let Some(balance) = place("wallet balance") {
            (Venue::Bybit, place("contract")?, place("position")?, balance, Some(place("currency")?))
        } else {
            place("change")?;
            (Venue::Deribit, place("instrument")?, place("position")?, place("balance")?, None)
        };
        let (side, unit) = match venue {
            Venue::Deribit => (place("side"), None),
            Venue::Bybit => (None, None),
            Venue::Okx => (place("type"), place("unit").filter(|first| Some(*first) != currency)),
        };
        let moments = ["userseq", "date", "time", "id"].into_iter().filter_map(place).collect();
        Some(Self { venue, name, position, balance, currency, side, unit, moments })
    }

    /// Reads the rows, each with its line; `None` where there are none, or nothing says in which order
    /// they happened.
    pub(super) fn read(&self, rows: &[(usize, Vec<String>)], spelling: Spelling) -> Option<Gathered> {
        if rows.is_empty() {
            return None;
        }
        let mut book = Gathered::default();
        let moments = self.moments(rows)?;
        let said: Vec<Said> = rows
            .iter()
            .zip(moments)
            .filter_map(|((line, cells), moment)| match self.row(*line, cells, moment, spelling) {
                Ok(said) => Some(said),
                Err(notice) => {
                    book.leave(notice);
                    None
                }
            })
            .collect();
        let message = format!(
            "this is a log of transactions: {} rows are read as the positions and balances after the last of each instrument and currency; entry prices are not in it, and what was not traded since the log begins is missing",
            said.len()
        );
        book.leave(Notice::new(NoticeKind::Kept, "", message));
        self.balances(&said, &mut book);
        self.positions(&said, &mut book);
        Some(book)
    }

    /// When each row happened, rising.
    fn moments(&self, rows: &[(usize, Vec<String>)]) -> Option<Vec<u128>> {
        let of = |place: usize| -> Option<Vec<u64>> {
            rows.iter().map(|(_, cells)| moment(cells.get(place)?)).collect::<Option<Vec<u64>>>()
        };
        let keys = self.moments.iter().find_map(|place| of(*place))?;
        in_order(&keys)
    }

    fn row(&self, line: usize, cells: &[String], moment: u128, spelling: Spelling) -> Result<Said, Notice> {
        let text = |place: Option<usize>| {
            let cell = place.and_then(|place| cells.get(place)).map(|cell| cell.trim()).unwrap_or_default();
            if matches!(cell, "-" | "--" | "null" | "None" | "N/A") { String::new() } else { cell.to_owned() }
        };
        let number = |place: usize, column: &str| {
            let cell = text(Some(place));
            match number::read(&cell, spelling) {
                Ok(number) => Ok(Some(number.value)),
                Err(NumberError::Empty) => Ok(None),
                Err(error) => {
                    Err(Notice::new(NoticeKind::LeftOut, &cell, error.to_string()).on_line(line).in_column(column))
                }
            }
        };
        Ok(Said {
            line,
            moment,
            name: text(Some(self.name)),
            side: text(self.side).to_ascii_lowercase(),
            unit: text(self.unit),
            currency: text(self.currency),
            position: number(self.position, "Position")?,
            balance: number(self.balance, "Balance")?,
        })
    }

    /// The last balance of each currency.
    fn balances(&self, rows: &[Said], book: &mut Gathered) {
        let paid_in = |said: &Said| Some(self.instrument(&said.name).ok()?.settlement_asset().to_string());
        let mut all: Vec<String> = rows.iter().filter_map(paid_in).collect();
        all.sort();
        all.dedup();
        // Deribit keeps a log for each currency and does not name it
        let only = if let [one] = all.as_slice() { Some(one.clone()) } else { None };
        let currency = |said: &Said| match self.currency {
            Some(_) => Some(said.currency.clone()).filter(|currency| !currency.is_empty()),
            None => paid_in(said).or_else(|| only.clone()),
        };
        let with_balance = rows.iter().filter(|said| said.balance.is_some());
        for last in latest(with_balance, |said| currency(said).unwrap_or_default()) {
            let Some(quantity) = last.balance else { continue };
            match currency(last).map(|symbol| symbol.parse::<Asset>()) {
                _ if quantity.is_zero() => {}
                Some(Ok(asset)) => book.take(Entry::Holding(Holding { asset, quantity }), last.line),
                Some(Err(error)) => book.take(unknown(&last.currency, quantity, error.to_string()), last.line),
                None => {
                    let message = "nothing in the log says in which currency this balance is; write it as a holding";
                    let read = quantity.to_string();
                    book.leave(
                        Notice::new(NoticeKind::LeftOut, &read, message).on_line(last.line).in_column("Balance"),
                    );
                }
            }
        }
    }

    /// The last position in each instrument.
    fn positions(&self, rows: &[Said], book: &mut Gathered) {
        let contracts = okx::contracts();
        let with_position = rows.iter().filter(|said| said.position.is_some() && !said.name.is_empty());
        for last in latest(with_position, |said| said.name.clone()) {
            let Some(quantity) = last.position.map(|position| self.signed(position, &last.side)) else { continue };
            if quantity.is_zero() {
                continue;
            }
            let instrument = match self.instrument(&last.name) {
                Ok(instrument) => instrument,
                Err(why) => {
                    book.take(unknown(&last.name, quantity, why), last.line);
                    continue;
                }
            };
            let mut position = Position::new(instrument, quantity, None);
            if self.venue == Venue::Okx && last.unit != position.instrument.underlying().as_str() {
                let in_contracts = last.unit.to_ascii_lowercase().starts_with("cont");
                let size = okx::listed(&position.instrument, &contracts).filter(|_| in_contracts);
                let Some(size) = size else {
                    let why = format!(
                        "the log does not say how large a contract of {} is, and it is not listed here; paste the answer to account/positions",
                        last.name
                    );
                    book.take(unknown(&last.name, quantity, why), last.line);
                    continue;
                };
                let message = format!(
                    "{} is counted in contracts; one is taken to be {size}, as the venue listed it on {}",
                    last.name,
                    contracts.date()
                );
                let notice = Notice::new(NoticeKind::Info, &quantity.to_string(), message);
                book.leave(notice.on_line(last.line).in_column("Position Balance"));
                position.contract_size = size;
            }
            book.take(Entry::Position(position), last.line);
        }
    }

    /// A short position is below zero; where a log writes it without a sign its side tells.
    fn signed(&self, position: Decimal, side: &str) -> Decimal {
        let short = match self.venue {
            Venue::Bybit => false,
            Venue::Deribit => matches!(side, "short" | "open sell" | "close buy"),
            Venue::Okx => side.contains("short"),
        };
        if short { -position.abs() } else { position }
    }

    fn instrument(&self, name: &str) -> Result<Instrument, String> {
        let own = || name.parse::<Instrument>().map_err(|error| error.to_string());
        match self.venue {
            Venue::Deribit => own(),
            Venue::Okx => venue_name(name).map_or_else(own, Ok),
            // `BTC-30DEC22-18000-C` and `BTC-30DEC22` are in USDC there
            Venue::Bybit => venue_name(name).map_or_else(
                || {
                    let in_usdc = name.split_once('-').map(|(base, rest)| format!("{base}_USDC-{rest}"));
                    in_usdc.and_then(|name| name.parse().ok()).map_or_else(own, Ok)
                },
                Ok,
            ),
        }
    }
}

fn unknown(name: &str, quantity: Decimal, why: String) -> Entry {
    Entry::Unknown(Unknown { name: shown(name), quantity, entry: None, why })
}

/// The latest row of each key, in the order in which the keys first stand in the file.
fn latest<'s>(rows: impl Iterator<Item = &'s Said>, key: impl Fn(&Said) -> String) -> Vec<&'s Said> {
    let mut places = std::collections::HashMap::new();
    let mut found: Vec<&Said> = Vec::new();
    for said in rows {
        let place = *places.entry(key(said)).or_insert(found.len());
        match found.get_mut(place) {
            Some(before) if before.moment < said.moment => *before = said,
            Some(_) => {}
            None => found.push(said),
        }
    }
    found
}
