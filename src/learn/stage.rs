//! Where a lesson plays: books as quick-entry lines and prices as typed, so that its figures never change with the market.

use rust_decimal::Decimal;

use crate::book::{Account, Asset, Instrument, Kind, Position, Time, Trade, TradeError};
use crate::io::{Entry, quick};
use crate::market::{Market, PriceState, Quote, VolQuote};
use crate::risk::{mark, nearest_f64};

/// The instant of all lessons: 2026-11-25 08:00 UTC, thirty days before the December expiry.
pub(super) const NOW: Time = Time(1_795_593_600_000);

/// One book of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its words are `lesson.ID.step.NAME`.
    pub name: &'static str,
    /// What is held.
    pub book: Book,
}

/// What is held in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// Positions and collateral as quick-entry lines.
    Whole(&'static str),
    /// Trades as quick-entry lines, made at their marks in the book of the step before, so that equity stays where it was.
    Trades(&'static str),
}

/// The books of a lesson and the market they stand in.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Typed prices.
    pub market: Market,
    /// One a step.
    pub accounts: Vec<Account>,
}

/// Why a stage cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StageError {
    /// A line of a book.
    #[error("book line “{line}”: {why}")]
    Line {
        /// As it is written.
        line: String,
        /// What is the matter.
        why: String,
    },
    /// A typed price.
    #[error("price “{0}”: write BTC 100000, BTC-26MAR27 103000 for a forward, or BTC vol 0.5")]
    Price(String),
    /// A trade that cannot be made.
    #[error(transparent)]
    Trade(#[from] TradeError),
}

impl Stage {
    /// Sets a stage.
    ///
    /// # Errors
    /// A line that is no position, holding or price; an instrument that the prices do not value.
    pub fn set(prices: &str, steps: &[Step]) -> Result<Self, StageError> {
        let mut market = typed(prices)?;
        for step in steps {
            let (Book::Whole(lines) | Book::Trades(lines)) = step.book;
            for position in entries(lines)?.iter().filter_map(position) {
                flat(&mut market, &position.instrument);
            }
        }
        let mut accounts: Vec<Account> = Vec::new();
        for step in steps {
            let account = match step.book {
                Book::Whole(lines) => book(lines)?,
                Book::Trades(lines) => traded(accounts.last().cloned().unwrap_or_default(), lines, &market)?,
            };
            accounts.push(account);
        }
        Ok(Self { market, accounts })
    }
}

/// A market of typed prices: `BTC 100000; BTC-26MAR27 103000; BTC vol 0.5`, dollars and fractions a year.
pub(super) fn typed(prices: &str) -> Result<Market, StageError> {
    let mut market = Market::at(NOW);
    for dollar in ["USD", "USDC", "USDT"].into_iter().filter_map(|name| name.parse::<Asset>().ok()) {
        market.index.insert(dollar, quote(Decimal::ONE));
    }
    for line in prices.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let wrong = || StageError::Price(line.to_owned());
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [coin, "vol", vol] => {
                let vol = nearest_f64(vol.parse().map_err(|_| wrong())?);
                market.vol_indices.insert(coin.parse().map_err(|_| wrong())?, typed_vol(vol));
            }
            [name, price] => {
                let price = quote(price.parse().map_err(|_| wrong())?);
                if let Ok(asset) = name.parse::<Asset>() {
                    market.index.insert(asset, price);
                } else {
                    let future: Instrument = name.parse().map_err(|_| wrong())?;
                    let Kind::Future { expiry } = future.kind() else { return Err(wrong()) };
                    market.forwards.insert((future.underlying().clone(), expiry), price);
                }
            }
            _ => return Err(wrong()),
        }
    }
    Ok(market)
}

/// The typed volatility of a coin is that of each of its options.
pub(super) fn flat(market: &mut Market, instrument: &Instrument) {
    if instrument.is_option()
        && let Some(vol) = market.vol_indices.get(instrument.underlying()).map(|quote| quote.vol)
    {
        market.vols.insert(instrument.clone(), typed_vol(vol));
    }
}

fn quote(price: Decimal) -> Quote {
    Quote::new(price, "typed", NOW, PriceState::Manual)
}

fn typed_vol(vol: f64) -> VolQuote {
    VolQuote { vol, source: "typed".to_owned(), time: NOW, state: PriceState::Manual }
}

fn position(entry: &Entry) -> Option<&Position> {
    if let Entry::Position(position) = entry { Some(position) } else { None }
}

fn entries(lines: &str) -> Result<Vec<Entry>, StageError> {
    let read = |piece: quick::Piece<'_>| match quick::line(piece.text) {
        Ok(line) => Ok(line.entry),
        Err(error) => Err(StageError::Line { line: piece.text.trim().to_owned(), why: error.to_string() }),
    };
    quick::pieces(lines).into_iter().map(read).collect()
}

/// An account of quick-entry lines.
pub(super) fn book(lines: &str) -> Result<Account, StageError> {
    let mut account = Account::default();
    for entry in entries(lines)? {
        match entry {
            Entry::Holding(holding) => account.holdings.push(holding),
            Entry::Position(position) => account.positions.push(position),
            Entry::Unknown(unknown) => account.unknown.push(unknown),
        }
    }
    Ok(account)
}

/// An account after trades at their marks.
fn traded(mut account: Account, lines: &str, market: &Market) -> Result<Account, StageError> {
    for entry in entries(lines)? {
        let Entry::Position(position) = entry else {
            let why = "a trade is in an instrument; write 1 BTC-PERP".to_owned();
            return Err(StageError::Line { line: lines.to_owned(), why });
        };
        let instrument = position.instrument;
        let price = mark(&instrument, market).map_err(|why| StageError::Line { line: instrument.to_string(), why })?;
        account = account.with(&Trade { instrument, quantity: position.quantity, price, fee: Decimal::ZERO })?;
    }
    Ok(account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    const PRICES: &str = "BTC 100000; BTC-25DEC26 101000; BTC vol 0.5";

    #[test]
    fn prices_are_as_they_are_typed() {
        let market = typed(PRICES).unwrap();
        assert_eq!(market.index_price(&"BTC".parse().unwrap()), Some(dec!(100000)));
        let key = ("BTC".parse().unwrap(), "25DEC26".parse::<String>().map(|d| crate::book::Expiry::parse(&d)));
        let expiry = key.1.unwrap().unwrap();
        assert_eq!(market.forwards.get(&(key.0, expiry)).unwrap().price, dec!(101000));
        assert_eq!(expiry.days_after(NOW), 30.0);
        assert_eq!(market.index_price(&"USDC".parse().unwrap()), Some(dec!(1)));
    }

    #[test]
    fn a_trade_at_the_mark_is_paid_for() {
        let steps = [
            Step { name: "before", book: Book::Whole("10k USDC") },
            Step { name: "after", book: Book::Trades("1 BTC_USDC-25DEC26-100000-C; -1 BTC_USDC-25DEC26") },
        ];
        let stage = Stage::set(PRICES, &steps).unwrap();
        let call = mark(&"BTC_USDC-25DEC26-100000-C".parse().unwrap(), &stage.market).unwrap();
        let after = &stage.accounts[1];
        assert_eq!(after.holdings[0].quantity, dec!(10000) - call);
        assert_eq!(after.positions[1].entry, Some(dec!(101000)));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let said = |prices: &str, book| Stage::set(prices, &[Step { name: "a", book }]).unwrap_err().to_string();
        assert!(said("BTC x", Book::Whole("")).starts_with("price “BTC x”: write BTC 100000"));
        assert!(said("BTC-PERP 5", Book::Whole("")).starts_with("price “BTC-PERP 5”"));
        assert!(said("", Book::Whole("1 BTC-PER")).starts_with("book line “1 BTC-PER”"));
        assert!(said("", Book::Trades("1 BTC-PERP")).contains("no price for BTC"));
    }
}
