//! Accounts beside the book: each margined by itself, kept in a field of the book's file that the page has else no use for.
//!
//! The book on the page is one account. The others lie in [`Book::extra`], so that undo, saving and exporting take them
//! along, and a page that never has any carries none of this.

use serde_json::Value;

use super::book::Book;
use super::file;
use super::intake::{Found, extra_fields, extra_text};
use super::preview::Way;
use crate::book::Time;
use crate::io::json::{self, BookFile};
use crate::io::{ReadAccount, called};
use crate::market::Market;

/// What the account on the page is called.
pub(crate) fn name(extra: &str) -> String {
    extra_fields(extra).get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The accounts beside the book.
pub(crate) fn read(extra: &str) -> Vec<BookFile> {
    json::take_aside(&mut extra_fields(extra), Time(0)).0
}

/// The same fields with another name and other accounts beside the book.
fn written(extra: &str, name: &str, all: &[BookFile]) -> String {
    let mut fields = extra_fields(extra);
    if name.is_empty() {
        fields.remove("name");
    } else {
        fields.insert("name".to_owned(), Value::String(name.to_owned()));
    }
    json::put_aside(&mut fields, all);
    extra_text(fields)
}

/// Takes what was found into the book.
pub(crate) fn take(book: &mut Book, found: Found, way: Way) {
    let named = |(place, of): (usize, ReadAccount)| BookFile {
        name: Some(called(of.name.as_deref(), of.form.venue(), place)),
        account: of.account,
        market: of.market,
        rules: None,
        extra: of.extra,
        within: of.within,
    };
    let first_name = found.accounts.first().and_then(|of| of.name.clone()).unwrap_or_default();
    let mut accounts = found.accounts.into_iter().enumerate().map(named).collect::<Vec<_>>();
    match way {
        Way::Add => {
            if book.extra.is_empty() {
                book.extra = written(&found.extra, &first_name, &[]).into();
            }
            for of in accounts {
                file::append(book, of.account, &of.market, of.within);
            }
        }
        Way::Replace if accounts.is_empty() => {}
        Way::Replace => {
            let first = accounts.remove(0);
            let name = if accounts.is_empty() { first_name } else { first.name.unwrap_or_default() };
            *book = Book::default();
            book.extra = written(&found.extra, &name, &accounts).into();
            file::append(book, first.account, &first.market, first.within);
        }
        Way::Beside => {
            let mut all = read(&book.extra);
            // what stands at the top of a file belongs to its first account then
            if let Some(first) = accounts.first_mut() {
                first.extra.extend(extra_fields(&found.extra));
            }
            all.extend(accounts);
            book.extra = written(&book.extra, &name(&book.extra), &all).into();
        }
    }
}

/// Puts an account beside the book on the page, and the one that was there beside it, each with all that its file has.
pub(crate) fn open(book: &mut Book, place: usize) {
    let mut here = file::of(book);
    let mut all = json::take_aside(&mut here.extra, Time(0)).0;
    let Some(of) = all.get_mut(place) else { return };
    let mut opened = std::mem::replace(of, here);
    json::put_aside(&mut opened.extra, &all);
    book.exchange(Default::default(), Market::at(opened.market.as_of));
    book.extra = file::top(opened.name, opened.rules, opened.extra).into();
    file::append(book, opened.account, &opened.market, opened.within);
}

/// Takes an account out that is beside the book.
pub(crate) fn remove(book: &mut Book, place: usize) {
    let mut all = read(&book.extra);
    if place < all.len() {
        all.remove(place);
        book.extra = written(&book.extra, &name(&book.extra), &all).into();
    }
}

/// Makes one account of the book and all beside it; fields at the top that the book has not come with them.
pub(crate) fn unite(book: &mut Book) {
    let mut fields = extra_fields(&book.extra);
    let all = json::take_aside(&mut fields, Time(0)).0;
    for (field, value) in all.iter().flat_map(|of| &of.extra) {
        fields.entry(field.clone()).or_insert_with(|| value.clone());
    }
    book.extra = extra_text(fields).into();
    for of in all {
        file::append(book, of.account, &of.market, of.within);
    }
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
        assert_eq!((beside.len(), beside[0].name.as_deref()), (1, Some("ETH desk")));
        open(&mut book, 0);
        assert_eq!(name(&book.extra), "ETH desk");
        assert_eq!(book.holdings[0].value.quantity, dec!(700));
        assert_eq!(read(&book.extra)[0].account.holdings[0].quantity, dec!(500));
        unite(&mut book);
        assert_eq!((book.positions.len(), book.holdings[0].value.quantity), (2, dec!(1200)));
        assert!(read(&book.extra).is_empty());
    }

    #[test]
    fn what_a_file_has_beside_goes_with_its_account() {
        let text = |note: &str| {
            format!(
                r#"{{"format":"cross-margin/book","version":1,"name":"{note}","desk":"{note}",
                "account":{{"holdings":[{{"asset":"USDC","quantity":"5","note":"{note}"}}],"positions":[]}},
                "market":{{"as_of":5,"index":{{"USDC":{{"price":"1","bid":"{note}"}}}}}}}}"#
            )
        };
        let found = |note: &str| Found::of(io::read(&text(note), NOW).unwrap());
        let mut book = Book::default();
        take(&mut book, found("a"), Way::Replace);
        let before = super::super::intake::to_json(&book);
        take(&mut book, found("b"), Way::Beside);
        open(&mut book, 0);
        let out = |book: &Book| serde_json::from_str::<Value>(&super::super::intake::to_json(book)).unwrap();
        let opened = out(&book);
        for (file, note) in [(&opened, "b"), (&opened["aside"][0], "a")] {
            assert_eq!((&file["name"], &file["desk"]), (&note.into(), &note.into()));
            assert_eq!(file["account"]["holdings"][0]["note"], note);
            assert_eq!(file["market"]["index"]["USDC"]["bid"], note);
        }
        open(&mut book, 0);
        remove(&mut book, 0);
        assert_eq!(super::super::intake::to_json(&book), before);
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
        assert_eq!(read(&book.extra)[0].name.as_deref(), Some("ETH desk"));
    }
}
