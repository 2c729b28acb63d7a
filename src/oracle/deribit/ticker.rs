//! `public/ticker` and the channel `ticker.….100ms`: what the venue says of one instrument.
//!
//! Marks and volatilities as in `summary`. Of what is settled in coin `index_price` is the index of the coin and
//! `underlying_price` its forward, US dollars a coin; of what is settled in USDC both are in USDC, which is no dollar
//! where it has lost its peg, and neither is taken.

use super::summary::{self, Forwards, Row};
use super::{SOURCE, opened, written_time};
use crate::book::{Instrument, Time};
use crate::json::Json;
use crate::oracle::answer;
use crate::oracle::reading::{ParseError, Reading, Tick};

/// Reads the answer about an instrument of this name; one about another is refused.
pub fn parse_ticker(name: &str, bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    let (result, sent) = opened(bytes, received)?;
    read(name, result, "result", received, sent)
}

pub(super) fn read(
    name: &str,
    ticker: Json<'_>,
    path: &str,
    received: Time,
    sent: Time,
) -> Result<Reading, ParseError> {
    let Some(row) = Row::of(ticker).filter(|row| row.instrument_name == name) else {
        return Err(answer::shape(path, ["the ticker of ", name, " is expected"].concat()));
    };
    let instrument: Instrument =
        name.parse().map_err(|_| answer::shape(path, ["no instrument is called ", name].concat()))?;
    let time = written_time(row.field("timestamp"), sent).map_err(|why| answer::shape(path, why.to_string()))?;
    let mut reading = Reading::of(&SOURCE, received);
    let (mut forwards, in_dollars) = (Forwards::new(), instrument.is_inverse());
    let index = if in_dollars { summary::value(&mut reading, &row, row.field("index_price"), &Ok) } else { None };
    if let Some(value) = index {
        reading.index.insert(instrument.underlying().clone(), Tick::new(value, time));
    }
    let take = if instrument.is_option() { summary::option } else { summary::future };
    take(&mut reading, &mut forwards, &row, instrument, time);
    if in_dollars {
        summary::take_forwards(&mut reading, forwards);
    }
    reading.unless_empty()
}

#[cfg(test)]
#[path = "ticker_tests.rs"]
mod tests;
