//! What many rows of a session name again and again: assets, instruments, and where prices are from. Each stands once in a
//! table; rows say its place.

use super::bytes::{In, Out};
use super::{Session, SessionError, say, wrong};
use crate::book::{Asset, Expiry, Instrument, Kind, Right, Settlement, Sorted, Time};
use crate::io::{MAX_ROWS, Notice};
use crate::market::PriceState;

/// States by their number in version 1; a number is never given to another.
const STATES: [PriceState; 9] = [
    PriceState::Live,
    PriceState::Host,
    PriceState::Imported,
    PriceState::Manual,
    PriceState::Ageing,
    PriceState::Diverging,
    PriceState::Stale,
    PriceState::Held,
    PriceState::Sample,
];

const DAY_MS: i64 = 86_400_000;

/// Where a price is from: who said so, how far it can be trusted, when it was true.
pub(super) type Origin = (String, PriceState, Time);

/// The tables of a session that is written.
#[derive(Default)]
pub(super) struct Gathered {
    assets: Sorted<Asset, usize>,
    instruments: Sorted<Instrument, usize>,
    origins: Sorted<Origin, usize>,
}

impl Gathered {
    /// All assets and instruments of a session, in their order; origins come as they are asked for.
    pub(super) fn of(session: &Session) -> Self {
        let mut all = Self::default();
        let (account, market, what_if) = (&session.account, &session.market, &session.what_if);
        let positions = account.positions.iter().chain(&what_if.trades).map(|position| &position.instrument);
        for instrument in positions.chain(market.marks.keys()).chain(market.vols.keys()) {
            all.instruments.insert(instrument.clone(), 0);
            all.assets.insert(instrument.underlying().clone(), 0);
            all.assets.insert(instrument.settlement_asset().clone(), 0);
        }
        let held = account.holdings.iter().map(|holding| &holding.asset);
        let moved = what_if.moves.iter().filter_map(|change| change.asset.as_ref());
        let priced = market.index.keys().chain(market.rates.keys()).chain(market.vol_indices.keys());
        for asset in held.chain(moved).chain(priced).chain(market.forwards.keys().map(|(asset, _)| asset)) {
            all.assets.insert(asset.clone(), 0);
        }
        all.assets.values_mut().enumerate().for_each(|(place, number)| *number = place);
        all.instruments.values_mut().enumerate().for_each(|(place, number)| *number = place);
        all
    }

    pub(super) fn asset(&self, asset: &Asset) -> usize {
        self.assets.get(asset).copied().unwrap_or_default()
    }

    pub(super) fn instrument(&self, instrument: &Instrument) -> usize {
        self.instruments.get(instrument).copied().unwrap_or_default()
    }

    /// The place of an origin, which is put into the table if it is not there yet.
    pub(super) fn origin(&mut self, source: &str, state: PriceState, time: Time) -> i64 {
        let next = self.origins.len();
        *self.origins.or_insert_with((source.to_owned(), state, time), || next) as i64
    }

    pub(super) fn write_assets(&self, out: &mut Out) {
        if !self.assets.is_empty() {
            out.count(self.assets.len());
            self.assets.keys().for_each(|asset| out.text(asset.as_str()));
        }
    }

    pub(super) fn write_instruments(&self, out: &mut Out) {
        let all = || self.instruments.keys();
        if self.instruments.is_empty() {
            return;
        }
        out.count(self.instruments.len());
        out.steps(all().map(|instrument| self.asset(instrument.underlying()) as i64));
        for instrument in all() {
            match instrument.settlement() {
                Settlement::Inverse => out.count(0),
                Settlement::Linear { quote } => out.count(self.asset(quote) + 1),
            }
        }
        for instrument in all() {
            out.0.push(match instrument.kind() {
                Kind::Spot => 0,
                Kind::Perpetual => 1,
                Kind::Future { .. } => 2,
                Kind::Option { right: Right::Call, .. } => 3,
                Kind::Option { right: Right::Put, .. } => 4,
            });
        }
        out.steps(all().filter_map(Instrument::expiry).map(day));
        out.figures(all().filter_map(|instrument| match instrument.kind() {
            Kind::Option { strike, .. } => Some(strike),
            _ => None,
        }));
    }

    pub(super) fn write_origins(&self, out: &mut Out) {
        if self.origins.is_empty() {
            return;
        }
        let mut sources: Sorted<&str, usize> = self.origins.keys().map(|(source, ..)| (source.as_str(), 0)).collect();
        sources.values_mut().enumerate().for_each(|(place, number)| *number = place);
        let mut rows: Vec<_> = self.origins.iter().map(|(origin, place)| (*place, origin)).collect();
        crate::book::sort_by(&mut rows, |a, b| a.0.cmp(&b.0));
        out.count(sources.len());
        sources.keys().for_each(|source| out.text(source));
        out.count(rows.len());
        for (_, (source, ..)) in &rows {
            out.count(sources.get(&source.as_str()).copied().unwrap_or_default());
        }
        for (_, (_, state, _)) in &rows {
            out.0.push(STATES.iter().position(|known| known == state).unwrap_or_default() as u8);
        }
        out.steps(rows.iter().map(|(_, (_, _, time))| time.0));
    }
}

/// A date as days since 1970-01-01.
pub(super) fn day(expiry: Expiry) -> i64 {
    expiry.instant().0.div_euclid(DAY_MS)
}

/// The date of so many days since 1970-01-01.
pub(super) fn of_day(day: i64) -> Result<Expiry, SessionError> {
    let instant = day.checked_mul(DAY_MS).map(Time).ok_or(SessionError::Broken)?;
    Expiry::from_instant(instant)
        .map_err(|_| wrong("an expiry", format!("{day} days after 1970-01-01"), "a day of the years 2000 to 2099 is"))
}

/// How many rows a table has.
pub(super) fn rows(from: &mut In) -> Result<usize, SessionError> {
    let count = from.count()?;
    if count > MAX_ROWS { Err(SessionError::Rows(count)) } else { Ok(count) }
}

/// The tables of a session that is read.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) assets: Vec<Asset>,
    pub(super) instruments: Vec<Instrument>,
    pub(super) origins: Vec<Origin>,
}

impl Tables {
    pub(super) fn read_assets(&mut self, from: &mut In) -> Result<(), SessionError> {
        for _ in 0..rows(from)? {
            let name = from.text()?;
            let asset = name.parse().map_err(|_| wrong("an asset", name, "letters and digits such as BTC are"))?;
            self.assets.push(asset);
        }
        Ok(())
    }

    pub(super) fn asset(&self, place: usize) -> Result<Asset, SessionError> {
        self.assets.get(place).cloned().ok_or(SessionError::Broken)
    }

    pub(super) fn instrument(&self, place: usize) -> Result<Instrument, SessionError> {
        self.instruments.get(place).cloned().ok_or(SessionError::Broken)
    }

    /// Assets by a column of their places.
    pub(super) fn some_assets(&self, from: &mut In, count: usize) -> Result<Vec<Asset>, SessionError> {
        from.places(count, self.assets.len())?.into_iter().map(|place| self.asset(place)).collect()
    }

    /// Instruments by a column of their places.
    pub(super) fn some_instruments(&self, from: &mut In, count: usize) -> Result<Vec<Instrument>, SessionError> {
        from.places(count, self.instruments.len())?.into_iter().map(|place| self.instrument(place)).collect()
    }

    /// Origins by a column of their places.
    pub(super) fn some_origins(&self, from: &mut In, count: usize) -> Result<Vec<Origin>, SessionError> {
        let of = |place: i64| usize::try_from(place).ok().and_then(|place| self.origins.get(place)).cloned();
        from.steps(count)?.into_iter().map(|place| of(place).ok_or(SessionError::Broken)).collect()
    }

    pub(super) fn read_instruments(&mut self, from: &mut In) -> Result<(), SessionError> {
        let count = rows(from)?;
        let underlyings = from.steps(count)?;
        let settlements: Vec<u128> = (0..count).map(|_| from.whole()).collect::<Result<_, _>>()?;
        let kinds = from.heads(count)?;
        let dated = kinds.iter().filter(|kind| **kind >= 2).count();
        let mut days = from.steps(dated)?.into_iter();
        let mut strikes = from.exact(kinds.iter().filter(|kind| **kind >= 3).count())?.into_iter();
        for ((underlying, settlement), kind) in underlyings.into_iter().zip(settlements).zip(kinds) {
            let asset = |place: usize| self.asset(place);
            let underlying = asset(usize::try_from(underlying).map_err(|_| SessionError::Broken)?)?;
            let settlement = match usize::try_from(settlement) {
                Ok(0) => Settlement::Inverse,
                Ok(place) => Settlement::Linear { quote: asset(place - 1)? },
                Err(_) => return Err(SessionError::Broken),
            };
            let mut expiry = || of_day(days.next().ok_or(SessionError::Broken)?);
            let mut option = |right| -> Result<Kind, SessionError> {
                let (expiry, strike) = (expiry()?, strikes.next().ok_or(SessionError::Broken)?);
                Ok(Kind::Option { expiry, strike, right })
            };
            let kind = match kind {
                0 => Kind::Spot,
                1 => Kind::Perpetual,
                2 => Kind::Future { expiry: expiry()? },
                3 => option(Right::Call)?,
                4 => option(Right::Put)?,
                _ => return Err(SessionError::Broken),
            };
            let name = underlying.to_string();
            let made = Instrument::new(underlying, settlement, kind);
            self.instruments.push(made.map_err(|error| wrong("an instrument of", name, &error.to_string()))?);
        }
        Ok(())
    }

    pub(super) fn read_origins(&mut self, from: &mut In, notices: &mut Vec<Notice>) -> Result<(), SessionError> {
        let sources: Vec<String> = (0..rows(from)?).map(|_| from.text()).collect::<Result<_, _>>()?;
        let count = rows(from)?;
        let of: Vec<u128> = (0..count).map(|_| from.whole()).collect::<Result<_, _>>()?;
        let states = from.heads(count)?;
        let times = from.steps(count)?;
        for ((source, state), time) in of.into_iter().zip(states).zip(times) {
            let source = usize::try_from(source).ok().and_then(|place| sources.get(place)).cloned();
            let known = STATES.get(usize::from(*state)).copied();
            if known.is_none() {
                say(
                    notices,
                    &format!("state {state}"),
                    "a price’s state that this page does not know is read as imported",
                );
            }
            self.origins.push((source.ok_or(SessionError::Broken)?, known.unwrap_or_default(), Time(time)));
        }
        Ok(())
    }
}
