//! Accounts beside the book: each margined by itself, kept in a field of the book's file that the page has else no use for.
//!
//! The book on the page is one account. The others lie in [`Book::extra`], so that undo, saving and exporting take them
//! along, and a page that never has any carries none of this.

use serde_json::Value;

use super::book::Book;
use super::intake::{Found, extra_fields, extra_text};
use super::preview::Way;
use crate::book::{Account, Time};
use crate::io::json::{self, BookFile};
use crate::market::Market;

/// An account with the prices that came with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Aside {
    /// What it is called; empty where it has no name.
    pub(crate) name: String,
    /// What is held.
    pub(crate) account: Account,
    /// Prices that came with it or were typed.
    pub(crate) prices: Market,
}

/// What the account on the page is called.
pub(crate) fn name(extra: &str) -> String {
    extra_fields(extra).get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The accounts beside the book.
pub(crate) fn read(extra: &str) -> Vec<Aside> {
    let (books, _) = json::take_aside(&mut extra_fields(extra), Time(0));
    let one = |of: BookFile| Aside { name: of.name.unwrap_or_default(), account: of.account, prices: of.market };
    books.into_iter().map(one).collect()
}

/// The same fields with another name and other accounts beside the book.
pub(crate) fn written(extra: &str, name: &str, all: &[Aside]) -> String {
    let mut fields = extra_fields(extra);
    if name.is_empty() {
        fields.remove("name");
    } else {
        fields.insert("name".to_owned(), Value::String(name.to_owned()));
    }
    let file = |of: &Aside| BookFile {
        name: (!of.name.is_empty()).then(|| of.name.clone()),
        account: of.account.clone(),
        market: of.prices.clone(),
        ..BookFile::default()
    };
    json::put_aside(&mut fields, &all.iter().map(file).collect::<Vec<_>>());
    extra_text(fields)
}

/// Takes what was found into the book.
pub(crate) fn take(book: &mut Book, found: Found, way: Way) {
    let named = |place: usize, of: crate::io::ReadAccount| Aside {
        name: of.name.unwrap_or_else(|| match of.form.venue() {
            Some(venue) if place == 0 => venue.to_owned(),
            Some(venue) => format!("{venue} {}", place + 1),
            None => format!("Account {}", place + 1),
        }),
        account: of.account,
        prices: of.market,
    };
    let first_name = found.accounts.first().and_then(|of| of.name.clone()).unwrap_or_default();
    let mut accounts = found.accounts.into_iter().enumerate().map(|(place, of)| named(place, of)).collect::<Vec<_>>();
    match way {
        Way::Add => {
            for of in accounts {
                book.append(of.account);
                book.take_prices(&of.prices);
            }
            if book.extra.is_empty() {
                book.extra = written(&found.extra, &first_name, &[]).into();
            }
        }
        Way::Replace if accounts.is_empty() => {}
        Way::Replace => {
            let first = accounts.remove(0);
            *book = Book::new(first.account, first.prices);
            let name = if accounts.is_empty() { first_name } else { first.name };
            book.extra = written(&found.extra, &name, &accounts).into();
        }
        Way::Beside => {
            let mut all = read(&book.extra);
            all.extend(accounts);
            book.extra = written(&book.extra, &name(&book.extra), &all).into();
        }
    }
}

/// Puts an account beside the book on the page, and the one that was there beside it.
pub(crate) fn open(book: &mut Book, place: usize) {
    let mut all = read(&book.extra);
    let Some(of) = all.get_mut(place) else { return };
    let here = Aside { name: name(&book.extra), account: book.account(), prices: book.prices.clone() };
    let opened = std::mem::replace(of, here);
    let extra = written(&book.extra, &opened.name, &all);
    book.exchange(opened.account, opened.prices);
    book.extra = extra.into();
}

/// Takes an account out that is beside the book.
pub(crate) fn remove(book: &mut Book, place: usize) {
    let mut all = read(&book.extra);
    if place < all.len() {
        all.remove(place);
        book.extra = written(&book.extra, &name(&book.extra), &all).into();
    }
}

/// Makes one account of the book and all beside it.
pub(crate) fn unite(book: &mut Book) {
    for of in read(&book.extra) {
        book.append(of.account);
        book.take_prices(&of.prices);
    }
    book.extra = written(&book.extra, &name(&book.extra), &[]).into();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    fn found() -> Found {
        let state = |value: u32, coin: &str| {
            format!(
                r#"{{"name":"{coin} desk","subAccountUser":"{coin}","clearinghouseState":{{"marginSummary":{{"accountValue":"{value}"}},
                "assetPositions":[{{"position":{{"coin":"{coin}","szi":"1","entryPx":"100","positionValue":"100"}}}}]}}}}"#
            )
        };
        Found::of(io::read(&format!("[{},{}]", state(500, "BTC"), state(700, "ETH")), NOW).unwrap())
    }

    #[test]
    fn several_accounts_stand_beside_each_other_and_change_places() {
        let mut book = Book::default();
        take(&mut book, found(), Way::Replace);
        assert_eq!((book.positions.len(), name(&book.extra).as_str()), (1, "BTC desk"));
        let beside = read(&book.extra);
        assert_eq!((beside.len(), beside[0].name.as_str()), (1, "ETH desk"));
        open(&mut book, 0);
        assert_eq!(name(&book.extra), "ETH desk");
        assert_eq!(book.holdings[0].value.quantity, dec!(700));
        assert_eq!(read(&book.extra)[0].account.holdings[0].quantity, dec!(500));
        unite(&mut book);
        assert_eq!((book.positions.len(), book.holdings[0].value.quantity), (2, dec!(1200)));
        assert!(read(&book.extra).is_empty());
    }

    #[test]
    fn added_they_are_one_account_and_beside_they_leave_the_book_alone() {
        let mut book = Book::default();
        take(&mut book, found(), Way::Add);
        assert_eq!((book.positions.len(), read(&book.extra).len()), (2, 0));
        let before = book.account();
        take(&mut book, found(), Way::Beside);
        assert_eq!((book.account(), read(&book.extra).len()), (before, 2));
        remove(&mut book, 0);
        assert_eq!(read(&book.extra)[0].name, "ETH desk");
    }
}
