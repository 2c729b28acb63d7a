//! A leg of the ticket as it is typed, and the trade it stands for.

use serde::{Deserialize, Serialize};

use super::part::{self, Fault, Part};
use super::pasted::Pasted;
use crate::app::format;
use crate::app::intake::{self, Entry};
use crate::book::{Exact, Instrument, Position, Trade};
use crate::margin::{AskError, Price, Side, Terms};
use crate::market::Market;
use crate::risk::{self, mark};

/// Where the price of a leg comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Priced {
    /// The mark, which leaves equity where it is.
    #[default]
    Mark,
    /// A price of one's own.
    Limit,
    /// The average of what fills it in an order book.
    Book,
}

const NO_FEE: &str =
    "The fee of this trade does not fit in 28 digits, or has no price to be taken from; write it per contract.";

/// What stands in the fields of a leg.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    /// Name of the instrument, as it is written here or said.
    pub(crate) name: String,
    /// Whether it is sold.
    pub(crate) sells: bool,
    /// How much, without a sign.
    pub(crate) size: String,
    /// Where its price comes from.
    pub(crate) priced: Priced,
    /// The price, where it is one's own.
    pub(crate) price: String,
    /// The order book, where it is priced by one. It is of an instant, so a browser does not keep it.
    #[serde(skip)]
    pub(crate) book: Pasted,
    /// The fee; nothing is none.
    pub(crate) fee: String,
    /// Whether the fee is so much of the settlement asset a contract, not in percent of what is traded.
    pub(crate) each: bool,
}

/// A leg, read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Leg {
    /// Nothing is written yet.
    Blank,
    /// What it trades.
    Trade(Trade),
    /// Why it cannot be traded, field by field.
    Faults(Vec<Fault>),
}

impl Typed {
    /// Whether nothing is written yet.
    pub(crate) fn is_blank(&self) -> bool {
        [&self.name, &self.size, &self.price, self.book.text()].iter().all(|text| text.trim().is_empty())
    }

    /// What is typed in a field.
    pub(crate) fn text(&self, part: Part) -> &str {
        match part {
            Part::Instrument => &self.name,
            Part::Size => &self.size,
            Part::Price => &self.price,
            Part::Book => self.book.text(),
            Part::Fee => &self.fee,
        }
    }

    /// Types into a field.
    pub(crate) fn write(&mut self, part: Part, text: String) {
        match part {
            Part::Instrument => self.name = text,
            Part::Size => self.size = text,
            Part::Price => self.price = text,
            Part::Book => self.book = Pasted::of(&text),
            Part::Fee => self.fee = text,
        }
    }

    /// What is traded, where that can be read.
    pub(crate) fn instrument(&self) -> Option<Instrument> {
        part::instrument(&self.name).ok()
    }

    /// On which terms it is traded, whatever the size.
    pub(crate) fn terms(&self, market: &Market) -> Result<Terms, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Fault| faults.push(fault);
        let instrument = part::instrument(&self.name).map_err(&mut keep).ok();
        let price = match (&instrument, self.priced) {
            (Some(of), Priced::Mark) => {
                let why = |why: String| Fault::wrong(Part::Price, intake::sentence(&why));
                mark(of, market).map(Price::At).map_err(|error| keep(why(error))).ok()
            }
            (_, Priced::Limit) => part::limit(&self.price, instrument.as_ref()).map(Price::At).map_err(&mut keep).ok(),
            (_, Priced::Book) => self.book.book().map(Price::Through).map_err(&mut keep).ok(),
            (None, Priced::Mark) => None,
        };
        let fee = part::fee(&self.fee, self.each).map_err(&mut keep).ok();
        let (Some(instrument), Some(price), Some(fee)) = (instrument, price, fee) else { return Err(faults) };
        let side = if self.sells { Side::Sell } else { Side::Buy };
        Ok(Terms { instrument, side, price, fee, step: None, most: None })
    }

    /// The trade at a market's prices.
    pub(crate) fn read(&self, market: &Market) -> Leg {
        if self.is_blank() {
            return Leg::Blank;
        }
        let mut faults = Vec::new();
        let terms = self.terms(market).map_err(|found| faults.extend(found)).ok();
        let size = part::size(&self.size).map_err(|fault| faults.push(fault)).ok();
        let (Some(terms), Some(size)) = (terms, size) else { return Leg::Faults(faults) };
        let of = &terms.instrument;
        let index = market.index_price(of.underlying());
        let index = index.zip(market.index_price(of.settlement_asset())).and_then(|(of, quote)| of.over(quote));
        match terms.trade_at(size, index) {
            Ok(trade) => Leg::Trade(trade),
            Err(AskError::TooLarge(_)) => Leg::Faults(vec![Fault::wrong(Part::Fee, NO_FEE)]),
            Err(why) => Leg::Faults(vec![Fault::wrong(Part::Size, intake::sentence(&why.to_string()))]),
        }
    }

    /// What fills it in its order book, where it is priced by one that does.
    pub(crate) fn filled(&self) -> Option<risk::Fill> {
        let (Priced::Book, Ok(book), Ok(size)) = (self.priced, self.book.book(), part::size(&self.size)) else {
            return None;
        };
        let quantity = if self.sells { -size } else { size };
        book.fill_of(&self.instrument()?, quantity, rust_decimal::Decimal::ZERO).ok()
    }

    /// A position as a leg that buys or sells it: at its entry price, or at the mark where it has none.
    pub(crate) fn of(position: &Position) -> Self {
        let units = position.units().unwrap_or(position.quantity);
        Self {
            name: position.instrument.to_string(),
            sells: units.is_sign_negative(),
            size: format::grouped(units.abs().normalize()),
            priced: if position.entry.is_some() { Priced::Limit } else { Priced::Mark },
            price: position.entry.map(format::grouped).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The leg as a position whose entry is its price, for a link: a price of one's own is kept, the mark is left open.
    pub(crate) fn position(&self, market: &Market) -> Option<Position> {
        let Leg::Trade(trade) = self.read(market) else { return None };
        Some(Position::new(trade.instrument, trade.quantity, (self.priced != Priced::Mark).then_some(trade.price)))
    }
}

/// The legs of lines as one says them: `buy 1 BTC-25DEC26-75000-P @ 0.0102; sell 2 ETH perp`.
///
/// # Errors
/// What would be right in the first line that is no trade.
pub(crate) fn of_lines(text: &str) -> Result<Vec<Typed>, String> {
    let lines = intake::lines(text);
    if let Some(wrong) = lines.wrong.into_iter().next() {
        return Err(wrong);
    }
    let leg = |entry: Entry| match entry {
        Entry::Position(position) => Ok(Typed::of(&position)),
        Entry::Holding(holding) => Err(part::collateral(holding.asset.as_str())),
        Entry::Unknown(of) => Err(intake::sentence(&format!("{} is not known here: {}", of.name, of.why))),
    };
    lines.entries.into_iter().map(leg).collect()
}

#[cfg(test)]
#[path = "typed_tests.rs"]
mod tests;
