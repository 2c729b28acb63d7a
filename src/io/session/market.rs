//! The prices of a session: index, marks, forwards, volatilities, rates, each with where it is from.

use super::bytes::{In, Out};
use super::tables::{Gathered, Tables, day, of_day, rows};
use super::{SessionError, wrong};
use crate::book::{Asset, Expiry, Instrument, Sorted};
use crate::market::{Averages, Market, Prudence, Quote, VolQuote};
use rust_decimal::Decimal;

/// Quotes of one kind, without their keys.
fn quotes(out: &mut Out, tables: &mut Gathered, all: &[&Quote]) {
    out.figures(all.iter().map(|quote| quote.price));
    out.figures(all.iter().map(|quote| quote.confidence));
    out.figures(all.iter().map(|quote| quote.averages.map(|averages| averages.exponential)));
    out.figures(all.iter().map(|quote| quote.averages.map(|averages| averages.time_weighted)));
    out.steps(all.iter().map(|quote| tables.origin(&quote.source, quote.state, quote.time)));
}

fn vols(out: &mut Out, tables: &mut Gathered, all: &[&VolQuote]) {
    out.figures(all.iter().map(|quote| quote.vol));
    out.steps(all.iter().map(|quote| tables.origin(&quote.source, quote.state, quote.time)));
}

pub(super) fn write_index(out: &mut Out, tables: &mut Gathered, market: &Market) {
    if !market.index.is_empty() {
        out.count(market.index.len());
        out.places(market.index.keys().map(|asset| tables.asset(asset)));
        quotes(out, tables, &market.index.values().collect::<Vec<_>>());
    }
}

pub(super) fn write_marks(out: &mut Out, tables: &mut Gathered, market: &Market) {
    if !market.marks.is_empty() {
        out.count(market.marks.len());
        out.places(market.marks.keys().map(|instrument| tables.instrument(instrument)));
        quotes(out, tables, &market.marks.values().collect::<Vec<_>>());
    }
}

pub(super) fn write_forwards(out: &mut Out, tables: &mut Gathered, market: &Market) {
    if !market.forwards.is_empty() {
        out.count(market.forwards.len());
        out.steps(market.forwards.keys().map(|(asset, _)| tables.asset(asset) as i64));
        out.steps(market.forwards.keys().map(|(_, expiry)| day(*expiry)));
        quotes(out, tables, &market.forwards.values().collect::<Vec<_>>());
    }
}

pub(super) fn write_vols(out: &mut Out, tables: &mut Gathered, market: &Market) {
    if !market.vols.is_empty() {
        out.count(market.vols.len());
        out.places(market.vols.keys().map(|instrument| tables.instrument(instrument)));
        vols(out, tables, &market.vols.values().collect::<Vec<_>>());
    }
}

pub(super) fn write_rates(out: &mut Out, tables: &Gathered, market: &Market) {
    if !market.rates.is_empty() {
        out.count(market.rates.len());
        out.places(market.rates.keys().map(|asset| tables.asset(asset)));
        out.figures(market.rates.values().copied());
    }
}

pub(super) fn write_vol_indices(out: &mut Out, tables: &mut Gathered, market: &Market) {
    if !market.vol_indices.is_empty() {
        out.count(market.vol_indices.len());
        out.places(market.vol_indices.keys().map(|asset| tables.asset(asset)));
        vols(out, tables, &market.vol_indices.values().collect::<Vec<_>>());
    }
}

pub(super) fn write_prudence(out: &mut Out, market: &Market) {
    match market.prudence {
        Prudence::Middle => {}
        Prudence::Conservative => out.0.push(1),
        Prudence::Strict => out.0.push(2),
    }
}

fn price(name: &str, price: Decimal) -> Result<Decimal, SessionError> {
    if price < Decimal::ZERO {
        return Err(wrong(&format!("the price of {name}"), price.to_string(), "one that is not below zero is"));
    }
    Ok(price)
}

fn read_quotes(from: &mut In, tables: &Tables, names: &[String]) -> Result<Vec<Quote>, SessionError> {
    let count = names.len();
    let prices = from.exact(count)?;
    let confidences = from.maybe(count)?;
    let (exponential, time_weighted) = (from.maybe(count)?, from.maybe(count)?);
    let origins = tables.some_origins(from, count)?;
    let averages = exponential.into_iter().zip(time_weighted).map(|(exponential, time_weighted)| {
        exponential.zip(time_weighted).map(|(exponential, time_weighted)| Averages { exponential, time_weighted })
    });
    let mut quotes = Vec::with_capacity(count);
    let rows = names.iter().zip(prices).zip(confidences).zip(averages).zip(origins);
    for ((((name, value), confidence), averages), (source, state, time)) in rows {
        quotes.push(Quote { price: price(name, value)?, source, time, confidence, averages, state });
    }
    Ok(quotes)
}

fn read_vol_quotes(from: &mut In, tables: &Tables, names: &[String]) -> Result<Vec<VolQuote>, SessionError> {
    let values = from.floats(names.len())?;
    let origins = tables.some_origins(from, names.len())?;
    let quote = |((name, vol), (source, state, time)): ((&String, Option<f64>), super::tables::Origin)| {
        let vol = vol.ok_or(SessionError::Broken)?;
        if vol < 0.0 {
            return Err(wrong(&format!("the volatility of {name}"), vol.to_string(), "one that is not below zero is"));
        }
        Ok(VolQuote { vol, source, time, state })
    };
    names.iter().zip(values).zip(origins).map(quote).collect()
}

fn names<T: ToString>(keys: &[T]) -> Vec<String> {
    keys.iter().map(T::to_string).collect()
}

pub(super) fn read_index(from: &mut In, tables: &Tables) -> Result<Sorted<Asset, Quote>, SessionError> {
    let count = rows(from)?;
    let keys = tables.some_assets(from, count)?;
    let quotes = read_quotes(from, tables, &names(&keys))?;
    Ok(keys.into_iter().zip(quotes).collect())
}

pub(super) fn read_marks(from: &mut In, tables: &Tables) -> Result<Sorted<Instrument, Quote>, SessionError> {
    let count = rows(from)?;
    let keys = tables.some_instruments(from, count)?;
    let quotes = read_quotes(from, tables, &names(&keys))?;
    Ok(keys.into_iter().zip(quotes).collect())
}

pub(super) fn read_forwards(from: &mut In, tables: &Tables) -> Result<Sorted<(Asset, Expiry), Quote>, SessionError> {
    let count = rows(from)?;
    let asset = |place: i64| tables.asset(usize::try_from(place).map_err(|_| SessionError::Broken)?);
    let assets: Vec<Asset> = from.steps(count)?.into_iter().map(asset).collect::<Result<_, _>>()?;
    let days: Vec<Expiry> = from.steps(count)?.into_iter().map(of_day).collect::<Result<_, _>>()?;
    let quotes = read_quotes(from, tables, &names(&assets))?;
    Ok(assets.into_iter().zip(days).zip(quotes).collect())
}

pub(super) fn read_vols(from: &mut In, tables: &Tables) -> Result<Sorted<Instrument, VolQuote>, SessionError> {
    let count = rows(from)?;
    let keys = tables.some_instruments(from, count)?;
    let quotes = read_vol_quotes(from, tables, &names(&keys))?;
    Ok(keys.into_iter().zip(quotes).collect())
}

pub(super) fn read_rates(from: &mut In, tables: &Tables) -> Result<Sorted<Asset, f64>, SessionError> {
    let count = rows(from)?;
    let keys = tables.some_assets(from, count)?;
    let rates = from.floats(count)?.into_iter().map(|rate| rate.ok_or(SessionError::Broken));
    let rates: Vec<f64> = rates.collect::<Result<_, _>>()?;
    Ok(keys.into_iter().zip(rates).collect())
}

pub(super) fn read_vol_indices(from: &mut In, tables: &Tables) -> Result<Sorted<Asset, VolQuote>, SessionError> {
    let count = rows(from)?;
    let keys = tables.some_assets(from, count)?;
    let quotes = read_vol_quotes(from, tables, &names(&keys))?;
    Ok(keys.into_iter().zip(quotes).collect())
}

pub(super) fn read_prudence(from: &mut In) -> Result<Prudence, SessionError> {
    match from.byte()? {
        0 => Ok(Prudence::Middle),
        1 => Ok(Prudence::Conservative),
        2 => Ok(Prudence::Strict),
        other => Err(wrong("where collateral is counted", other.to_string(), "a number from 0 to 2 is")),
    }
}
