//! The fields of a leg: what may stand in each, and what is wrong beside it.

use rust_decimal::Decimal;

use crate::app::intake::{self, Entry};
use crate::app::number::{self, Reads, Unread};
use crate::book::{Exact, Fee, Instrument};
use crate::io::quick;

/// A field of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is traded.
    Instrument,
    /// How much.
    Size,
    /// At which price.
    Price,
    /// The order book that it is priced by.
    Book,
    /// The fee.
    Fee,
}

impl Part {
    /// Its word, for ids.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Instrument => "instrument",
            Self::Size => "size",
            Self::Price => "price",
            Self::Book => "book",
            Self::Fee => "fee",
        }
    }
}

/// What keeps a leg from being traded, beside the field it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field.
    pub(crate) part: Part,
    /// What would be right.
    pub(crate) right: String,
    /// Whether it is only not written yet.
    pub(crate) unfinished: bool,
}

impl Fault {
    /// Something that cannot be.
    pub(crate) fn wrong(part: Part, right: impl Into<String>) -> Self {
        Self { part, right: right.into(), unfinished: false }
    }

    /// Something that is only not written yet.
    pub(crate) fn missing(part: Part, right: impl Into<String>) -> Self {
        Self { part, right: right.into(), unfinished: true }
    }
}

/// What would be right where collateral is named.
pub(super) fn collateral(asset: &str) -> String {
    format!("{asset} is collateral; to trade it write a pair such as {asset}/USDC, or {asset}-PERP for its perpetual.")
}

/// What is traded.
pub(super) fn instrument(text: &str) -> Result<Instrument, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::missing(Part::Instrument, "Write what is traded, such as BTC-PERP or BTC-25DEC26-75000-P."));
    }
    let wrong = |right: String| Fault::wrong(Part::Instrument, right);
    match quick::line(&format!("1 {text}")) {
        Ok(quick::QuickLine { entry: Entry::Position(of), .. })
            if of.quantity == Decimal::ONE && of.entry.is_none() =>
        {
            Ok(of.instrument)
        }
        Ok(quick::QuickLine { entry: Entry::Holding(of), .. }) => Err(wrong(collateral(of.asset.as_str()))),
        Ok(_) => Err(wrong("Write the instrument alone here; side, size and price have fields of their own.".into())),
        Err(error) => Err(wrong(intake::sentence(&format!("“{}” {}", error.read, error.message)))),
    }
}

/// How much, above zero.
pub(super) fn size(text: &str) -> Result<Decimal, Fault> {
    let read = number::read(text, Reads::Quantity).map_err(|unread| match unread {
        Unread::Unfinished(_) => Fault::missing(Part::Size, "Write how much, such as 1.5."),
        Unread::Wrong(right) if right == number::right(Reads::Quantity) => {
            Fault::wrong(Part::Size, "Write a number above zero, such as 1.5.")
        }
        Unread::Wrong(right) => Fault::wrong(Part::Size, right),
    })?;
    match read.unwrap_or_default() {
        size if size.is_zero() => Err(Fault::missing(Part::Size, "Write a size above zero, such as 1.5.")),
        size if size.is_sign_negative() => {
            Err(Fault::wrong(Part::Size, "Write the size without a sign; the side says whether it is bought or sold."))
        }
        size => Ok(size),
    }
}

/// A price of one's own; an option may be had for nothing.
pub(super) fn limit(text: &str, of: Option<&Instrument>) -> Result<Decimal, Fault> {
    let reads = if of.is_some_and(Instrument::is_option) { Reads::PriceOrNothing } else { Reads::Price };
    const MISSING: &str = "Write a price, such as 93,812.5, or choose the mark.";
    match number::read(text, reads) {
        Ok(Some(price)) => Ok(price),
        Ok(None) | Err(Unread::Unfinished(_)) => Err(Fault::missing(Part::Price, MISSING)),
        Err(Unread::Wrong(right)) if right == number::right(reads) => Err(Fault::wrong(Part::Price, MISSING)),
        Err(Unread::Wrong(right)) => Err(Fault::wrong(Part::Price, right)),
    }
}

/// What is charged: in percent of the trade, or so much for each contract.
pub(super) fn fee(text: &str, each: bool) -> Result<Fee, Fault> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let right = "Write the fee as a number of at least zero, such as 0.05, or leave it empty for none.";
    let fee = match number::read(text, Reads::PriceOrNothing) {
        Ok(fee) => fee.unwrap_or_default(),
        Err(Unread::Unfinished(_)) => return Err(Fault::missing(Part::Fee, right)),
        Err(Unread::Wrong(_)) => return Err(Fault::wrong(Part::Fee, right)),
    };
    if each {
        return Ok(Fee::Each(fee));
    }
    if fee > Decimal::ONE_HUNDRED {
        return Err(Fault::wrong(Part::Fee, "A fee of more than 100 % cannot be meant; write 0.05 for 0.05 %."));
    }
    Ok(Fee::Fraction(fee.over(Decimal::ONE_HUNDRED).unwrap_or_default()))
}
