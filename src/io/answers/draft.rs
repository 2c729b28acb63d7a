//! An account that is being put together from a venue's answers, with what there is to say about it.
//!
//! Numbers may be written as JSON numbers or as texts, with any number of digits; what is null, missing or an empty text
//! is absent and never zero. What cannot be read is left out with its path.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::figures::{VenueFigures, VenuePosition};
use super::find::join;
use crate::book::{Account, Asset, Exact, Expiry, Instrument, Position, Time, Unknown};
use crate::io::notice::{Notice, NoticeKind};
use crate::io::number;
use crate::io::tree::Tree;
use crate::market::{Market, PriceState, Quote, VolQuote};

/// Decimals of a price that is a quotient and does not come out even.
const QUOTIENT_DECIMALS: u32 = 12;

/// The account so far.
pub(super) struct Draft {
    pub(super) account: Account,
    /// The prices the answers bring.
    pub(super) market: Market,
    pub(super) notices: Vec<Notice>,
    /// The venue's own figures.
    pub(super) figures: VenueFigures,
    /// What to call the account, where the answers say so.
    pub(super) name: Option<String>,
    /// The name under which its prices are kept.
    source: &'static str,
    /// Rows that hold nothing.
    flat: usize,
    /// Instruments of which there is a row.
    seen: HashSet<Instrument>,
}

/// A position as a row says it. Quantities are signed; prices are in the instrument's own unit.
pub(super) struct PositionRow {
    /// Contracts, long > 0.
    pub(super) quantity: Decimal,
    /// Average price paid.
    pub(super) entry: Option<Decimal>,
    /// What one contract stands for.
    pub(super) contract_size: Decimal,
    /// Price now.
    pub(super) mark: Option<Decimal>,
    /// Whether the venue margins it by itself.
    pub(super) isolated: bool,
}

impl PositionRow {
    /// A row of contracts of one coin, or one dollar, each.
    pub(super) fn new(quantity: Decimal, entry: Option<Decimal>, mark: Option<Decimal>) -> Self {
        Self { quantity, entry, contract_size: Decimal::ONE, mark, isolated: false }
    }
}

impl Draft {
    pub(super) fn new(source: &'static str, now: Time) -> Self {
        Self {
            account: Account::default(),
            market: Market::at(now),
            notices: Vec::new(),
            figures: VenueFigures::default(),
            name: None,
            source,
            flat: 0,
            seen: HashSet::new(),
        }
    }

    /// Says something about a place.
    pub(super) fn say(&mut self, kind: NoticeKind, path: &str, read: &str, message: impl Into<String>) {
        self.notices.push(Notice::new(kind, read, message).in_column(path));
    }

    /// A number that may be missing, null or empty.
    pub(super) fn optional(&mut self, tree: &Tree, field: &str, path: &str) -> Option<Decimal> {
        let value = tree.get(field).filter(|value| !value.is_absent())?;
        self.number(value, path)
    }

    /// The first of several fields that is there.
    pub(super) fn first_of(&mut self, tree: &Tree, fields: &[&str], path: &str) -> Option<Decimal> {
        let field = fields.iter().find(|field| tree.get(field).is_some_and(|value| !value.is_absent()))?;
        self.optional(tree, field, &join(path, field))
    }

    /// A number that has to be there.
    pub(super) fn required(&mut self, tree: &Tree, field: &str, path: &str) -> Option<Decimal> {
        if tree.get(field).is_none_or(Tree::is_absent) {
            let message = format!("“{field}” is missing; copy the whole answer of the venue");
            self.say(NoticeKind::LeftOut, path, &tree.shown(), message);
            return None;
        }
        self.optional(tree, field, path)
    }

    /// A value as a number; said where it is none, or lost digits.
    pub(super) fn number(&mut self, value: &Tree, path: &str) -> Option<Decimal> {
        let read = value
            .word()
            .ok_or_else(|| "this is not a number; the venue writes one such as \"1.5\"".to_owned())
            .and_then(|word| number::plain(word).map_err(|error| error.to_string()));
        match read {
            Ok(number) => {
                if number.rounded {
                    let message = format!("rounded to the 28 digits that are kept: {}", number.value);
                    self.say(NoticeKind::Kept, path, &value.shown(), message);
                }
                Some(number.value)
            }
            Err(message) => {
                self.say(NoticeKind::LeftOut, path, &value.shown(), message);
                None
            }
        }
    }

    /// The answers' age: of several the oldest counts, for prices as for figures.
    pub(super) fn at(&mut self, time: Option<Time>) {
        let Some(time) = time.filter(|time| time.0 > 0) else {
            return;
        };
        let oldest = self.figures.time.map_or(time, |before| before.min(time));
        self.figures.time = Some(oldest);
        self.market.as_of = oldest;
    }

    /// A quote of the venue, of the answers' time.
    pub(super) fn quote(&self, price: Decimal) -> Quote {
        Quote::new(price, self.source, self.market.as_of, PriceState::Imported)
    }

    /// The index price of an asset, US dollars a coin. The first that is told counts.
    pub(super) fn index(&mut self, asset: &Asset, price: Option<Decimal>) {
        if let Some(price) = price.filter(|price| *price > Decimal::ZERO) {
            let quote = self.quote(price);
            self.market.index.or_insert_with(asset.clone(), || quote);
        }
    }

    /// The forward price of an underlying for an expiry, US dollars a coin.
    pub(super) fn forward(&mut self, asset: &Asset, expiry: Expiry, price: Option<Decimal>) {
        if let Some(price) = price.filter(|price| *price > Decimal::ZERO) {
            let quote = self.quote(price);
            self.market.forwards.insert((asset.clone(), expiry), quote);
        }
    }

    /// The implied volatility of an option, a fraction a year.
    pub(super) fn vol(&mut self, option: &Instrument, vol: Option<f64>) {
        if let Some(vol) = vol.filter(|vol| vol.is_finite() && *vol > 0.0 && option.is_option()) {
            let (source, time) = (self.source.to_owned(), self.market.as_of);
            self.market.vols.insert(option.clone(), VolQuote { vol, source, time, state: PriceState::Imported });
        }
    }

    /// Takes a position in, or says why its name is not known and keeps it as such. Gives the instrument where it is
    /// known and the row holds something.
    pub(super) fn position(
        &mut self,
        path: &str,
        name: &str,
        instrument: Result<Instrument, String>,
        row: PositionRow,
    ) -> Option<Instrument> {
        if row.quantity.is_zero() {
            self.flat += 1;
            return None;
        }
        let instrument = match instrument {
            Ok(instrument) => instrument,
            Err(why) => {
                self.unknown(path, name, row.quantity, row.entry, why);
                return None;
            }
        };
        let positive = |price: &Decimal| *price > Decimal::ZERO || (price.is_zero() && instrument.is_option());
        let entry = row.entry.filter(positive);
        if let Some(mark) = row.mark.filter(positive) {
            let quote = self.quote(mark);
            self.market.marks.insert(instrument.clone(), quote);
        }
        if row.isolated {
            let message =
                format!("{instrument} is isolated at the venue; here it is margined together with the others");
            self.say(NoticeKind::Kept, path, name, message);
        }
        if !self.seen.insert(instrument.clone()) {
            let message = format!("{instrument} occurs before; both rows are kept, side by side");
            self.say(NoticeKind::Info, path, name, message);
        }
        let contract_size = if row.contract_size > Decimal::ZERO { row.contract_size } else { Decimal::ONE };
        let position = Position { instrument: instrument.clone(), quantity: row.quantity, entry, contract_size };
        self.account.positions.push(position);
        Some(instrument)
    }

    /// Keeps a row in something that is not known here.
    pub(super) fn unknown(&mut self, path: &str, name: &str, quantity: Decimal, entry: Option<Decimal>, why: String) {
        let message = format!("kept and shown, and left out of the margin: {why}");
        self.say(NoticeKind::Kept, path, name, message);
        let name = name.chars().take(100).collect();
        self.account.unknown.push(Unknown { name, quantity, entry, why });
    }

    /// Adds to what is held of an asset; negative = borrowed. What is no asset is kept as unknown.
    pub(super) fn hold(&mut self, path: &str, symbol: &str, quantity: Decimal) -> Option<Asset> {
        if quantity.is_zero() {
            self.flat += 1;
            return None;
        }
        let asset = match symbol.parse::<Asset>() {
            Ok(asset) => asset,
            Err(error) => {
                self.unknown(path, symbol, quantity, None, error.to_string());
                return None;
            }
        };
        if self.account.hold(&asset, quantity).is_none() {
            let message = format!("{asset} adds up to more than 28 digits");
            self.say(NoticeKind::LeftOut, path, symbol, message);
        }
        Some(asset)
    }

    /// Keeps what the venue says of a position, to check ours by.
    pub(super) fn venue_says(&mut self, of: VenuePosition) {
        self.figures.positions.push(of);
    }

    /// The last word: rows that held nothing are counted.
    pub(super) fn finish(&mut self) {
        let message = match self.flat {
            0 => return,
            1 => "one row holds nothing and so is not taken".to_owned(),
            many => format!("{many} rows hold nothing and so are not taken"),
        };
        self.notices.push(Notice::new(NoticeKind::Info, "0", message));
    }
}

/// A price that is a quotient: US dollars or coins a coin, to twelve decimals.
pub(super) fn quotient(above: Decimal, below: Decimal) -> Option<Decimal> {
    let price = above.over(below)?.round_dp(QUOTIENT_DECIMALS).normalize();
    (price > Decimal::ZERO).then_some(price)
}

/// A word of an object; empty where it is missing.
pub(super) fn word<'t>(tree: &'t Tree, field: &str) -> &'t str {
    tree.get(field).and_then(Tree::word).unwrap_or_default().trim()
}

/// Whether a field says true, as a flag or in a word.
pub(super) fn flag(tree: &Tree, field: &str) -> bool {
    match tree.get(field) {
        Some(Tree::Flag(flag)) => *flag,
        Some(value) => value.word().is_some_and(|word| word.eq_ignore_ascii_case("true")),
        None => false,
    }
}

/// An instant written as a number, or a text with one, of milliseconds; microseconds and seconds are known by their size.
pub(super) fn instant(tree: &Tree, field: &str) -> Option<Time> {
    let written: i64 = tree.get(field)?.word()?.trim().parse().ok()?;
    match written {
        1_000_000_000..=99_999_999_999 => written.checked_mul(1000).map(Time),
        100_000_000_000..=99_999_999_999_999 => Some(Time(written)),
        100_000_000_000_000..=99_999_999_999_999_999 => Some(Time(written / 1000)),
        100_000_000_000_000_000.. => Some(Time(written / 1_000_000)),
        _ => None,
    }
}
