//! `public/get_book_summary_by_currency`: one row an instrument, with its mark, its volatility and its forward.
//!
//! Volatilities are percent there and fractions here. `underlying_price` is the forward of the option's own expiry,
//! whether a future is listed for it or not (`SYN.BTC-7FEB25`); of the many rows that state it, the middle one is taken.
//! Combinations of several legs (`BTC-CBUT-…`, `BTC-FS-…`) are no instruments and are passed over.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{SOURCE, opened, written_time};
use crate::book::{Asset, Exact, Expiry, Instrument, Kind, Right, Sorted, Time, sort_by};
use crate::json::{self, Json};
use crate::oracle::answer::{self, Fields};
use crate::oracle::price_text::{self, PriceFault};
use crate::oracle::reading::{ParseError, Reading, Tick};

/// No option trades above 2,000 % a year; a larger number is a slip of the point.
const LARGEST_VOL: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
/// What a put may cost beyond strike over forward, for a forward that moved between two numbers of one row.
const SLACK: Decimal = Decimal::from_parts(105, 0, 0, false, 2);

pub(super) type Forwards = Sorted<(Asset, Expiry), Vec<Tick>>;

/// What a venue says of one instrument, in a summary or a ticker.
pub(super) struct Row<'a> {
    pub(super) instrument_name: Cow<'a, str>,
    fields: Fields<'a>,
}

impl<'a> Row<'a> {
    /// A row that names its instrument.
    pub(super) fn of(json: Json<'a>) -> Option<Self> {
        let fields = json.fields()?;
        Some(Self { instrument_name: json::field(&fields, "instrument_name")?.string()?, fields })
    }

    pub(super) fn field(&self, name: &str) -> Option<Json<'a>> {
        json::field(&self.fields, name)
    }
}

/// Reads the summaries of coin-settled options: marks in coins a coin, volatilities, forwards.
pub fn parse_options(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    read_rows(bytes, received, option)
}

/// Reads the summaries of coin-settled futures and the perpetual: marks, and the forwards of dated ones.
pub fn parse_futures(bytes: &[u8], received: Time) -> Result<Reading, ParseError> {
    read_rows(bytes, received, future)
}

/// Takes the mark, the volatility and the forward of an option.
pub(super) fn option(
    reading: &mut Reading,
    forwards: &mut Forwards,
    row: &Row<'_>,
    instrument: Instrument,
    time: Time,
) {
    let Kind::Option { expiry, strike, right } = instrument.kind() else {
        return reading.leave_out(&row.instrument_name, "", "it is not an option");
    };
    let forward = value(reading, row, row.field("underlying_price"), &Ok);
    if let Some(value) = forward {
        let key = (instrument.underlying().clone(), expiry);
        forwards.or_default(key).push(Tick::new(value, time));
    }
    let most = match (right, instrument.is_inverse()) {
        (Right::Call, true) => Some(Decimal::ONE),
        (Right::Put, true) => forward.and_then(|forward| strike.over(forward)?.times(SLACK)),
        (Right::Call, false) => forward.and_then(|forward| forward.times(SLACK)),
        (Right::Put, false) => Some(strike),
    };
    // A worthless option is marked zero; it is then priced from its volatility.
    let mark = value(reading, row, unless_zero(row.field("mark_price")), &|mark| {
        if most.is_some_and(|most| mark > most) {
            Err("an option costs no more than it can pay".to_owned())
        } else {
            Ok(mark)
        }
    });
    let vol = value(reading, row, unless_zero(row.field("mark_iv")), &fraction);
    if let Some(value) = mark {
        reading.marks.insert(instrument.clone(), Tick::new(value, time));
    }
    if let Some(value) = vol {
        reading.vols.insert(instrument, Tick::new(value, time));
    }
}

/// Takes the mark of a future or a perpetual, and the forward that a dated one is.
pub(super) fn future(
    reading: &mut Reading,
    forwards: &mut Forwards,
    row: &Row<'_>,
    instrument: Instrument,
    time: Time,
) {
    if instrument.is_option() {
        return reading.leave_out(&row.instrument_name, "", "it is not a future");
    }
    let Some(value) = value(reading, row, row.field("mark_price"), &Ok) else {
        return;
    };
    if let Some(expiry) = instrument.expiry() {
        let key = (instrument.underlying().clone(), expiry);
        forwards.or_default(key).push(Tick::new(value, time));
    }
    reading.marks.insert(instrument, Tick::new(value, time));
}

/// A volatility that is written in percent.
pub(super) fn fraction(percent: Decimal) -> Result<Decimal, String> {
    let vol = percent.over(Decimal::ONE_HUNDRED).unwrap_or(percent);
    if vol > LARGEST_VOL { Err("a volatility is at most 2,000 %".to_owned()) } else { Ok(vol) }
}

fn read_rows(
    bytes: &[u8],
    received: Time,
    take: fn(&mut Reading, &mut Forwards, &Row<'_>, Instrument, Time),
) -> Result<Reading, ParseError> {
    let (result, sent) = opened(bytes, received)?;
    let rows = answer::list(result, "result")?;
    let mut reading = Reading::of(&SOURCE, received);
    let mut forwards = Forwards::new();
    for (place, raw) in rows.into_iter().enumerate() {
        let Some(row) = Row::of(raw) else {
            reading.leave_out(&format!("row {place}"), raw.written(), "it names no instrument");
            continue;
        };
        if is_combination(&row.instrument_name) {
            continue;
        }
        let name = &row.instrument_name;
        let instrument: Instrument = match name.parse() {
            Ok(instrument) => instrument,
            Err(error) => {
                reading.leave_out(name, name, error);
                continue;
            }
        };
        if !instrument.is_inverse() {
            reading.leave_out(name, name, "it is not settled in coin");
            continue;
        }
        match written_time(row.field("creation_timestamp"), sent) {
            Ok(time) => take(&mut reading, &mut forwards, &row, instrument, time),
            Err(why) => {
                reading.leave_out(name, &answer::text(row.field("creation_timestamp")), why);
            }
        }
    }
    take_forwards(&mut reading, forwards);
    reading.unless_empty()
}

/// Takes the middle one of the forwards that are stated for an expiry.
pub(super) fn take_forwards(reading: &mut Reading, forwards: Forwards) {
    for (key, mut stated) in forwards {
        sort_by(&mut stated, |a, b| a.value.cmp(&b.value));
        if let Some(middle) = stated.get(stated.len() / 2) {
            reading.forwards.insert(key, *middle);
        }
    }
}

/// The number in a field, if it is there and passes `check`; what does not is listed.
pub(super) fn value(
    reading: &mut Reading,
    row: &Row<'_>,
    raw: Option<Json<'_>>,
    check: &dyn Fn(Decimal) -> Result<Decimal, String>,
) -> Option<Decimal> {
    let text = answer::text(raw);
    let checked = match price_text::price(&text) {
        Ok(value) => check(value),
        Err(PriceFault::Missing) => return None,
        Err(fault) => Err(fault.to_string()),
    };
    checked.map_err(|why| reading.leave_out(&row.instrument_name, &text, why)).ok()
}

/// Nothing where the source writes zero for what it does not have.
fn unless_zero(raw: Option<Json<'_>>) -> Option<Json<'_>> {
    let zero = |text: &str| text.parse::<Decimal>().is_ok_and(|value| value.is_zero());
    raw.filter(|raw| !zero(&raw.text()))
}

/// `BTC-CBUT-31JAN25-…`, `BTC-FS-26SEP25_24JAN25`: a word where an instrument has its date.
fn is_combination(name: &str) -> bool {
    name.split('-')
        .nth(1)
        .is_some_and(|word| word != "PERPETUAL" && !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase()))
}

#[cfg(test)]
#[path = "summary_tests.rs"]
mod tests;
