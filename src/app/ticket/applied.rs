//! The book after a trade: rows keep who they are, so that the page shows the same ones.

use crate::app::book::Book;
use crate::book::Trade;

/// The book with a trade put into its rows as [`crate::book::Account::with`] nets it; `None` where it cannot be traded.
pub(crate) fn with(book: &Book, trade: &Trade) -> Option<Book> {
    let after = book.account().with(trade).ok()?;
    let mut book = book.clone();
    if after.positions.len() < book.positions.len() {
        // the one row that was closed
        let same = |row: &crate::app::book::Row<crate::book::Position>| {
            row.value.instrument == trade.instrument && row.value.contract_size == rust_decimal::Decimal::ONE
        };
        let closed = book.positions.iter().position(same)?;
        book.positions.remove(closed);
    }
    let mut positions = after.positions.into_iter();
    for (row, value) in book.positions.iter_mut().zip(positions.by_ref()) {
        row.value = value;
    }
    for position in positions {
        book.add_position(position);
    }
    let mut holdings = after.holdings.into_iter();
    for (row, value) in book.holdings.iter_mut().zip(holdings.by_ref()) {
        row.value = value;
    }
    for holding in holdings {
        book.add_holding(holding);
    }
    Some(book)
}

/// The book with all of them, one after the other; those that cannot be traded are passed over.
pub(crate) fn with_all<'a>(book: &Book, trades: impl Iterator<Item = &'a Trade>) -> Book {
    trades.fold(book.clone(), |book, trade| with(&book, trade).unwrap_or(book))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Account, Holding, Position};
    use crate::market::Market;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    fn trade(name: &str, quantity: Decimal, price: Decimal) -> Trade {
        Trade { instrument: name.parse().unwrap(), quantity, price, fee: dec!(1) }
    }

    fn book() -> Book {
        let position = |name: &str, quantity, contract_size| Position {
            contract_size,
            ..Position::new(name.parse().unwrap(), quantity, Some(dec!(60000)))
        };
        let positions = vec![
            position("BTC-PERP", dec!(7), dec!(0.1)),
            position("BTC-PERP", dec!(2), dec!(1)),
            position("ETH-PERP", dec!(-3), dec!(1)),
        ];
        let holdings = vec![Holding { asset: "USDC".parse().unwrap(), quantity: dec!(100) }];
        Book::new(Account { holdings, positions, ..Account::default() }, Market::default())
    }

    #[test]
    fn the_book_is_the_accounts_and_its_rows_are_the_same_ones() {
        let before = book();
        let ids: Vec<_> = before.positions.iter().map(|row| row.id).collect();
        for (name, quantity, kept) in [
            ("BTC-PERP", dec!(1), vec![ids[0], ids[1], ids[2]]),
            ("BTC-PERP", dec!(-2), vec![ids[0], ids[2]]),
            ("BTC-PERP", dec!(-5), vec![ids[0], ids[1], ids[2]]),
            ("SOL-PERP", dec!(5), vec![ids[0], ids[1], ids[2]]),
            ("ETH/USDC", dec!(1), vec![ids[0], ids[1], ids[2]]),
        ] {
            let trade = trade(name, quantity, dec!(61000));
            let after = with(&before, &trade).unwrap();
            assert_eq!(after.account(), before.account().with(&trade).unwrap(), "{name} {quantity}");
            let still: Vec<_> = after.positions.iter().map(|row| row.id).filter(|id| ids.contains(id)).collect();
            assert_eq!(still, kept, "{name} {quantity}");
            assert_eq!(after.holdings[0].id, before.holdings[0].id);
        }
    }

    #[test]
    fn what_cannot_be_traded_leaves_the_book_as_it_is() {
        let before = book();
        let (none, one) = (trade("BTC-PERP", dec!(0), dec!(1)), trade("ETH-PERP", dec!(3), dec!(3000)));
        assert_eq!(with(&before, &none), None);
        let after = with_all(&before, [&none, &one].into_iter());
        assert_eq!(after.account(), before.account().with(&one).unwrap());
    }
}
