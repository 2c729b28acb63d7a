//! A leg of the ticket as it is typed, and the trade it stands for.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::app::format;
use crate::app::intake::{self, Entry};
use crate::app::number::{self, Reads, Unread};
use crate::book::{Exact, Fee, Instrument, Position, Trade};
use crate::io::quick;
use crate::market::Market;
use crate::risk::mark;

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
    /// Whether it is priced at a price of one's own, not at the mark, which leaves equity where it is.
    pub(crate) limit: bool,
    /// The price, where it is one's own.
    pub(crate) price: String,
    /// The fee; nothing is none.
    pub(crate) fee: String,
    /// Whether the fee is so much of the settlement asset a contract, not in percent of what is traded.
    pub(crate) each: bool,
}

/// A field of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What is traded.
    Instrument,
    /// How much.
    Size,
    /// At which price.
    Price,
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

    fn missing(part: Part, right: impl Into<String>) -> Self {
        Self { part, right: right.into(), unfinished: true }
    }
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
        [&self.name, &self.size, &self.price].iter().all(|text| text.trim().is_empty())
    }

    /// What is typed in a field.
    pub(crate) fn field(&mut self, part: Part) -> &mut String {
        match part {
            Part::Instrument => &mut self.name,
            Part::Size => &mut self.size,
            Part::Price => &mut self.price,
            Part::Fee => &mut self.fee,
        }
    }

    /// What is traded, where that can be read.
    pub(crate) fn instrument(&self) -> Option<Instrument> {
        instrument(&self.name).ok()
    }

    /// The trade at a market's prices.
    pub(crate) fn read(&self, market: &Market) -> Leg {
        if self.is_blank() {
            return Leg::Blank;
        }
        let mut faults = Vec::new();
        let mut keep = |fault: Fault| faults.push(fault);
        let instrument = instrument(&self.name).map_err(&mut keep).ok();
        let size = size(&self.size).map_err(&mut keep).ok();
        let price = match (&instrument, self.limit) {
            (Some(of), false) => {
                mark(of, market).map_err(|why| keep(Fault::wrong(Part::Price, intake::sentence(&why)))).ok()
            }
            (_, true) => limit(&self.price, instrument.as_ref()).map_err(&mut keep).ok(),
            (None, false) => None,
        };
        let fee = fee(&self.fee, self.each).map_err(&mut keep).ok();
        let (Some(instrument), Some(size), Some(price), Some(fee)) = (instrument, size, price, fee) else {
            return Leg::Faults(faults);
        };
        let index = market.index_price(instrument.underlying());
        let index = index.zip(market.index_price(instrument.settlement_asset())).and_then(|(of, quote)| of.over(quote));
        match fee.of(&instrument, size, price, index) {
            Some(fee) => Leg::Trade(Trade { instrument, quantity: if self.sells { -size } else { size }, price, fee }),
            None => Leg::Faults(vec![Fault::wrong(
                Part::Fee,
                "The fee of this trade does not fit in 28 digits, or has no price to be taken from; write it per contract.",
            )]),
        }
    }

    /// A position as a leg that buys or sells it: at its entry price, or at the mark where it has none.
    pub(crate) fn of(position: &Position) -> Self {
        let units = position.units().unwrap_or(position.quantity);
        Self {
            name: position.instrument.to_string(),
            sells: units.is_sign_negative(),
            size: format::grouped(units.abs().normalize()),
            limit: position.entry.is_some(),
            price: position.entry.map(format::grouped).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The leg as a position whose entry is its price, for a link: a price of one's own is kept, the mark is left open.
    pub(crate) fn position(&self, market: &Market) -> Option<Position> {
        let Leg::Trade(trade) = self.read(market) else { return None };
        Some(Position::new(trade.instrument, trade.quantity, self.limit.then_some(trade.price)))
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
        Entry::Holding(holding) => Err(collateral(holding.asset.as_str())),
        Entry::Unknown(of) => Err(intake::sentence(&format!("{} is not known here: {}", of.name, of.why))),
    };
    lines.entries.into_iter().map(leg).collect()
}

fn collateral(asset: &str) -> String {
    format!("{asset} is collateral; to trade it write a pair such as {asset}/USDC, or {asset}-PERP for its perpetual.")
}

fn instrument(text: &str) -> Result<Instrument, Fault> {
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

fn size(text: &str) -> Result<Decimal, Fault> {
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

fn limit(text: &str, of: Option<&Instrument>) -> Result<Decimal, Fault> {
    let reads = if of.is_some_and(Instrument::is_option) { Reads::PriceOrNothing } else { Reads::Price };
    const MISSING: &str = "Write a price, such as 93,812.5, or choose the mark.";
    match number::read(text, reads) {
        Ok(Some(price)) => Ok(price),
        Ok(None) | Err(Unread::Unfinished(_)) => Err(Fault::missing(Part::Price, MISSING)),
        Err(Unread::Wrong(right)) if right == number::right(reads) => Err(Fault::wrong(Part::Price, MISSING)),
        Err(Unread::Wrong(right)) => Err(Fault::wrong(Part::Price, right)),
    }
}

fn fee(text: &str, each: bool) -> Result<Fee, Fault> {
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

#[cfg(test)]
#[path = "typed_tests.rs"]
mod tests;
