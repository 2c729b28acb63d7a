//! What an import would do, row by row, before it is done.

use rust_decimal::Decimal;

use super::book::Book;
use super::format::{self, Toward};
use crate::book::{Asset, Exact};
use crate::io::ReadAccount;
use crate::market::Market;

/// A row of what is about to come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Asset or instrument.
    pub(crate) name: String,
    /// How much, signed; contracts of another size say so.
    pub(crate) quantity: String,
    /// Price paid, where there is one.
    pub(crate) entry: String,
    /// Price that comes with it, where there is one.
    pub(crate) price: String,
    /// What becomes of it.
    pub(crate) fate: String,
    /// Whether it stays out of every margin.
    pub(crate) unmargined: bool,
}

/// Whether what comes in is put to the book that is here, takes its place, or stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Rows after those that are here.
    Add,
    /// In place of what is here.
    Replace,
    /// An account of its own beside the one that is here.
    Beside,
}

/// The first rows of an account, and what becomes of each in the book that is here.
pub(crate) fn rows(of: &ReadAccount, book: &Book, way: Way, most: usize) -> Vec<Row> {
    let settled = |at: &crate::book::Position| at.instrument.expiry().is_some_and(|e| e.is_past(of.market.as_of));
    let positions = of.account.positions.iter().map(|position| {
        let same = book.positions.iter().any(|row| row.value.instrument == position.instrument);
        let fate = match way {
            _ if settled(position) => "added; has settled",
            Way::Add if same => "added beside the one here",
            _ => "added",
        };
        let size = position.contract_size;
        let quantity = format::quantity(position.quantity);
        Row {
            name: position.instrument.to_string(),
            quantity: if size == Decimal::ONE { quantity } else { format!("{quantity} × {}", plain(size)) },
            entry: position.entry.map(plain).unwrap_or_default(),
            price: of.market.marks.get(&position.instrument).map(|quote| price(quote.price)).unwrap_or_default(),
            fate: fate.to_owned(),
            unmargined: settled(position),
        }
    });
    let holdings = of.account.holdings.iter().map(|holding| {
        let here = book.holdings.iter().find(|row| row.value.asset == holding.asset).map(|row| row.value.quantity);
        let fate = match (way, here) {
            (Way::Add, Some(here)) => sum(here, holding.quantity),
            _ => "added".to_owned(),
        };
        Row {
            name: holding.asset.to_string(),
            quantity: plain(holding.quantity),
            entry: String::new(),
            price: index(&of.market, &holding.asset),
            fate,
            unmargined: false,
        }
    });
    let unknown = of.account.unknown.iter().map(|of| Row {
        name: of.name.clone(),
        quantity: format::quantity(of.quantity),
        entry: of.entry.map(plain).unwrap_or_default(),
        price: String::new(),
        fate: "kept, not margined".to_owned(),
        unmargined: true,
    });
    positions.chain(holdings).chain(unknown).take(most).collect()
}

/// A quantity that is no position, without a plus sign.
fn plain(quantity: Decimal) -> String {
    format::quantity(quantity).trim_start_matches('+').to_owned()
}

fn price(price: Decimal) -> String {
    format::price(price, Toward::Nearest)
}

fn index(market: &Market, asset: &Asset) -> String {
    market.index.get(asset).map(|quote| price(quote.price)).unwrap_or_default()
}

fn sum(here: Decimal, more: Decimal) -> String {
    match here.plus(more) {
        Some(sum) => format!("{} here become {}", plain(here), plain(sum)),
        None => "added in a row of its own".to_owned(),
    }
}

/// `1 position`, `4 positions`.
pub(crate) fn many(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `4 positions and 2 kinds of collateral`.
pub(crate) fn counted(of: &crate::book::Account) -> String {
    let mut said = format!(
        "{} and {}",
        many(of.positions.len(), "position", "positions"),
        many(of.holdings.len(), "kind of collateral", "kinds of collateral")
    );
    if !of.unknown.is_empty() {
        said.push_str(&format!(", {} not known here", of.unknown.len()));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Holding, Position, Time};
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn every_row_says_what_becomes_of_it() {
        let text = "name,quantity,entry,contract_size\nBTC-PERP,1.5,91200,\nBTC-PERPETUAL,-3,,100\nUSDC,2000,,\nNO-SUCH-THING,7,,\nBTC-27DEC24,1,,\n";
        let read = crate::io::read(text, NOW).unwrap();
        let mut book = Book::default();
        book.add_position(Position::new("BTC-PERP".parse().unwrap(), dec!(1), None));
        book.add_holding(Holding { asset: "USDC".parse().unwrap(), quantity: dec!(500) });
        let rows = rows(&read.accounts[0], &book, Way::Add, 10);
        let said: Vec<_> = rows.iter().map(|r| (r.name.as_str(), r.quantity.as_str(), r.fate.as_str())).collect();
        assert_eq!(
            said,
            [
                ("BTC-PERP", "+1.5", "added beside the one here"),
                ("BTC-PERPETUAL", "−3 × 100", "added"),
                ("BTC-27DEC24", "+1", "added; has settled"),
                ("USDC", "2,000", "500 here become 2,500"),
                ("NO-SUCH-THING", "+7", "kept, not margined"),
            ]
        );
        assert_eq!(rows[0].entry, "91,200");
        let beside = super::rows(&read.accounts[0], &book, Way::Beside, 4);
        assert_eq!(beside[3].fate, "added");
        assert_eq!(counted(&read.accounts[0].account), "3 positions and 1 kind of collateral, 1 not known here");
    }
}
