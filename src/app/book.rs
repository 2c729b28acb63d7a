//! The book as the page holds it: rows that keep their identity while they are edited, and typed prices.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::book::{Account, Asset, Exact, Holding, Instrument, Position, Time, Unknown};
use crate::market::{Market, PriceState, Quote};

/// Who a row is, however often it is edited or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RowId(pub(crate) u32);

impl RowId {
    /// As the key of a row on screen.
    pub(crate) fn key(self) -> u64 {
        u64::from(self.0)
    }

    /// The row of a key.
    pub(crate) fn of(key: u64) -> Self {
        Self(key as u32)
    }
}

/// A value with its identity.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row<T> {
    /// Who it is.
    pub(crate) id: RowId,
    /// What it holds.
    pub(crate) value: T,
}

/// The columns that can be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Column {
    /// How much.
    Quantity,
    /// Price paid.
    Entry,
    /// Price now.
    Mark,
}

impl Column {
    /// Its word, for names and notices.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Entry => "entry",
            Self::Mark => "mark",
        }
    }
}

/// A place where something is typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// A cell of a row.
    Cell(RowId, Column),
    /// The price of an asset.
    Price(Asset),
}

/// What stands in a field and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// What was typed.
    pub(crate) text: String,
    /// What would be right.
    pub(crate) right: String,
}

/// What is held, and the prices that came with it or were typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Book {
    /// Positions in the owner's order.
    pub(crate) positions: Vec<Row<Position>>,
    /// Collateral and debts in the owner's order.
    pub(crate) holdings: Vec<Row<Holding>>,
    /// Rows in what is not known here, in the owner's order.
    pub(crate) unknown: Vec<Row<Unknown>>,
    /// Prices that came with the book or were typed.
    pub(crate) prices: Market,
    /// Fields of its file that the page has no use for: JSON without the braces, written back as they came.
    pub(crate) extra: Arc<str>,
    /// Such fields of rows, by row; those of rows that are gone count for nothing.
    row_extra: Arc<Vec<(RowId, String)>>,
    /// Whether these are all the prices there are, at their own instant: a link shows what its sender saw.
    pub(crate) still: bool,
    /// Prices as they came to a stand: what is typed over them moves the rest from here, and releasing it goes back here.
    stood: Arc<Market>,
    next: u32,
}

/// What is margined, and which row each part of it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Counted {
    /// The account, without the rows that cannot be read.
    pub(crate) account: Account,
    /// The row of each position in it.
    pub(crate) positions: Vec<RowId>,
    /// The row of each holding in it.
    pub(crate) holdings: Vec<RowId>,
}

impl Book {
    /// A book of an account and the prices that came with it.
    pub(crate) fn new(account: Account, prices: Market) -> Self {
        let mut book = Self { prices, ..Self::default() };
        book.append(account);
        book
    }

    /// The book of a link: its prices are all there are.
    pub(crate) fn of_link(account: Account, prices: Market) -> Self {
        let mut book = Self::new(account, prices);
        book.stand_still();
        book
    }

    /// Makes the prices that are here all there are.
    pub(crate) fn stand_still(&mut self) {
        self.still = true;
        self.stood = Arc::new(self.prices.clone());
    }

    fn place_of_extra(&self, id: RowId) -> Result<usize, usize> {
        self.row_extra.binary_search_by(|(other, _)| other.cmp(&id))
    }

    /// Fields of a row in its file that the page has no use for: JSON without the braces.
    pub(crate) fn extra_of(&self, id: RowId) -> &str {
        let place = self.place_of_extra(id).ok();
        place.and_then(|place| self.row_extra.get(place)).map_or("", |(_, fields)| fields)
    }

    /// Sets such fields of a row.
    pub(crate) fn set_extra(&mut self, id: RowId, fields: String) {
        let place = self.place_of_extra(id);
        let all = Arc::make_mut(&mut self.row_extra);
        match place {
            Ok(place) => all.get_mut(place).map_or((), |(_, before)| *before = fields),
            Err(place) => all.insert(place, (id, fields)),
        }
    }

    fn id(&mut self) -> RowId {
        self.next = self.next.wrapping_add(1);
        RowId(self.next)
    }

    /// Puts all of an account after what is here; collateral of an asset already here is added to it.
    pub(crate) fn append(&mut self, account: Account) {
        for position in account.positions {
            self.add_position(position);
        }
        for holding in account.holdings {
            self.add_holding(holding);
        }
        for unknown in account.unknown {
            self.add_unknown(unknown);
        }
    }

    /// Another account and its prices in place of these; rows of both keep apart.
    pub(crate) fn exchange(&mut self, account: Account, prices: Market) {
        self.positions.clear();
        self.holdings.clear();
        self.unknown.clear();
        self.row_extra = Arc::default();
        self.prices = prices;
        self.append(account);
    }

    /// Puts what is not known here after the others.
    pub(crate) fn add_unknown(&mut self, value: Unknown) -> RowId {
        let id = self.id();
        self.unknown.push(Row { id, value });
        id
    }

    /// Puts a position after the others.
    pub(crate) fn add_position(&mut self, value: Position) -> RowId {
        let id = self.id();
        self.positions.push(Row { id, value });
        id
    }

    /// Adds collateral, to the same asset's row if there is one.
    pub(crate) fn add_holding(&mut self, value: Holding) -> RowId {
        let same = self.holdings.iter_mut().find(|row| row.value.asset == value.asset);
        if let Some(row) = same
            && let Some(sum) = row.value.quantity.plus(value.quantity)
        {
            row.value.quantity = sum;
            return row.id;
        }
        let id = self.id();
        self.holdings.push(Row { id, value });
        id
    }

    /// Takes prices of a file in.
    pub(crate) fn take_prices(&mut self, prices: &Market) {
        self.prices = self.prices.with(prices);
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, id: RowId) {
        self.positions.retain(|row| row.id != id);
        self.holdings.retain(|row| row.id != id);
        self.unknown.retain(|row| row.id != id);
    }

    /// The position in a row.
    pub(crate) fn position(&self, id: RowId) -> Option<&Position> {
        self.positions.iter().find(|row| row.id == id).map(|row| &row.value)
    }

    /// The holding in a row.
    pub(crate) fn holding(&self, id: RowId) -> Option<&Holding> {
        self.holdings.iter().find(|row| row.id == id).map(|row| &row.value)
    }

    /// Sets how much a row holds.
    pub(crate) fn set_quantity(&mut self, id: RowId, quantity: Decimal) {
        for row in self.positions.iter_mut().filter(|row| row.id == id) {
            row.value.quantity = quantity;
        }
        for row in self.holdings.iter_mut().filter(|row| row.id == id) {
            row.value.quantity = quantity;
        }
    }

    /// Sets the price paid for a position.
    pub(crate) fn set_entry(&mut self, id: RowId, entry: Option<Decimal>) {
        for row in self.positions.iter_mut().filter(|row| row.id == id) {
            row.value.entry = entry;
        }
    }

    /// Types the mark of an instrument, or with `None` goes back to the market's.
    pub(crate) fn type_mark(&mut self, instrument: &Instrument, price: Option<Decimal>, now: Time) {
        match price {
            Some(price) => {
                self.prices.marks.insert(instrument.clone(), typed(price, now));
            }
            None => {
                self.prices.marks.remove(instrument);
            }
        }
    }

    /// Types the price of an asset, or with `None` goes back to the market's.
    pub(crate) fn type_index(&mut self, asset: &Asset, price: Option<Decimal>, now: Time) {
        match price {
            Some(price) => {
                self.prices.index.insert(asset.clone(), typed(price, now));
            }
            None => {
                self.prices.index.remove(asset);
            }
        }
    }

    /// Only the prices that were typed: they win over all others.
    pub(crate) fn typed_prices(&self) -> Market {
        let is_typed = |quote: &Quote| quote.state == PriceState::Manual;
        let mut prices = Market::at(self.prices.as_of);
        prices.index =
            self.prices.index.iter().filter(|(_, q)| is_typed(q)).map(|(k, q)| (k.clone(), q.clone())).collect();
        prices.marks =
            self.prices.marks.iter().filter(|(_, q)| is_typed(q)).map(|(k, q)| (k.clone(), q.clone())).collect();
        prices
    }

    /// Only the prices that came with the book: they lie under the live ones, or are all there are.
    pub(crate) fn prices_that_came(&self) -> Market {
        let mut prices = self.prices.clone();
        prices.index.retain(|_, quote| quote.state != PriceState::Manual);
        prices.marks.retain(|_, quote| quote.state != PriceState::Manual);
        if self.still { self.stood.with(&prices) } else { prices }
    }

    /// How many prices are typed.
    pub(crate) fn typed_count(&self) -> usize {
        let typed = self.typed_prices();
        typed.index.len() + typed.marks.len()
    }

    /// The account without the rows that cannot be read.
    pub(crate) fn counted(&self, unreadable: &[RowId]) -> Counted {
        let mut counted = Counted::default();
        for row in self.positions.iter().filter(|row| !unreadable.contains(&row.id)) {
            counted.account.positions.push(row.value.clone());
            counted.positions.push(row.id);
        }
        for row in self.holdings.iter().filter(|row| !unreadable.contains(&row.id)) {
            counted.account.holdings.push(row.value.clone());
            counted.holdings.push(row.id);
        }
        counted.account.unknown = self.unknown.iter().map(|row| row.value.clone()).collect();
        counted
    }

    /// All of the account.
    pub(crate) fn account(&self) -> Account {
        self.counted(&[]).account
    }
}

fn typed(price: Decimal, now: Time) -> Quote {
    Quote::new(price, "typed", now, PriceState::Manual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn a_row_that_cannot_be_read_is_left_out_and_the_rest_keep_their_places() {
        let mut book = Book::default();
        let first = book.add_position(Position::new("BTC-PERP".parse().unwrap(), dec!(1), None));
        let second = book.add_position(Position::new("ETH-PERP".parse().unwrap(), dec!(-2), None));
        let counted = book.counted(&[first]);
        assert_eq!(counted.positions, [second]);
        assert_eq!(counted.account.positions.len(), 1);
    }

    #[test]
    fn collateral_of_an_asset_already_held_is_added_to_it() {
        let mut book = Book::default();
        let usdc = |quantity| Holding { asset: "USDC".parse().unwrap(), quantity };
        let id = book.add_holding(usdc(dec!(100)));
        assert_eq!(book.add_holding(usdc(dec!(50))), id);
        assert_eq!(book.holding(id).map(|h| h.quantity), Some(dec!(150)));
    }

    #[test]
    fn a_typed_price_is_marked_and_can_be_released() {
        let mut book = Book::default();
        let btc: Asset = "BTC".parse().unwrap();
        book.type_index(&btc, Some(dec!(90000)), Time(5));
        assert_eq!(book.typed_prices().index_price(&btc), Some(dec!(90000)));
        book.type_index(&btc, None, Time(6));
        assert!(book.typed_prices().index.is_empty());
    }

    #[test]
    fn a_price_typed_over_one_that_stands_still_gives_it_back() {
        let btc: Asset = "BTC".parse().unwrap();
        let quote = Quote::new(dec!(60000), "link", Time(5), PriceState::Live);
        let mut book = Book::of_link(Account::default(), Market::at(Time(5)).with_index(btc.clone(), quote));
        book.type_index(&btc, Some(dec!(90000)), Time(6));
        assert_eq!(book.prices_that_came().index_price(&btc), Some(dec!(60000)));
        book.type_index(&btc, None, Time(7));
        assert!(book.typed_prices().index.is_empty());
        assert_eq!(book.prices_that_came().index_price(&btc), Some(dec!(60000)));
    }
}
