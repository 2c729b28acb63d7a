//! A book and prices as a program hands them over, already taken apart.

use super::manner::{AsHanded, AsHost};
use super::{BookFile, Reading, recognises};
use crate::book::Time;
use crate::io::imported::as_imported;
use crate::io::notice::{ImportError, Notice};
use crate::io::tree::Tree;
use crate::market::Market;

/// Reads a book file, or the account in one by itself. Its own prices count for no more than imported ones, as those of
/// any file; a market without an instant is one of `now`.
///
/// # Errors
/// It has nothing that an account has, has too many rows, or is of a newer version.
pub(crate) fn handed_account(tree: Tree, now: Time) -> Result<(BookFile, Vec<Notice>), ImportError> {
    if !recognises(&tree) {
        return Err(ImportError::UnknownJson { found: tree.shown() });
    }
    let (mut book, notices) = Reading::<AsHanded>::begin(tree, now)?.finish();
    book.market = as_imported(book.market);
    Ok((book, notices))
}

/// Reads a market, as it stands in a book file. Prices that do not say how far they can be trusted are the host's.
///
/// # Errors
/// None that a market can have; the form is the reader's.
pub(crate) fn handed_market(tree: Tree, now: Time) -> Result<(Market, Vec<Notice>), ImportError> {
    let file = Tree::Fields(vec![("market".to_owned(), tree)]);
    let (book, notices) = Reading::<AsHost>::begin(file, now)?.finish();
    Ok((book.market, notices))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::PriceState;

    const NOW: Time = Time(1_795_305_600_000);

    fn tree(text: &str) -> Tree {
        Tree::read(text).unwrap()
    }

    #[test]
    fn prices_of_a_host_are_the_hosts_and_those_of_a_book_are_imported() {
        let prices = r#"{"as_of": 7, "index": {"BTC": 60000, "ETH": {"price": "3000", "state": "manual"}},
            "vols": {"BTC-25DEC26-60000-C": 0.5}}"#;
        let (market, notices) = handed_market(tree(prices), NOW).unwrap();
        assert_eq!((notices, market.as_of), (Vec::new(), Time(7)));
        let state = |asset: &str| market.index[&asset.parse().unwrap()].state;
        assert_eq!((state("BTC"), state("ETH")), (PriceState::Host, PriceState::Manual));
        assert_eq!(market.vols.values().next().unwrap().state, PriceState::Host);
        let book = format!(r#"{{"account": {{"holdings": []}}, "market": {prices}}}"#);
        let (book, _) = handed_account(tree(&book), NOW).unwrap();
        assert_eq!(book.market.index[&"BTC".parse().unwrap()].state, PriceState::Imported);
    }

    #[test]
    fn what_is_no_account_is_refused_by_what_it_has() {
        for (text, found) in [("{}", "an object with"), ("[1, 2]", "a list of 2"), ("{\"foo\": 1}", "foo")] {
            let error = handed_account(tree(text), NOW).unwrap_err();
            assert!(error.to_string().contains(found), "{text}: {error}");
        }
        assert_eq!(handed_account(tree(r#"{"positions": []}"#), NOW).unwrap().1, []);
    }

    #[test]
    fn what_json_has_no_word_for_is_named_where_it_stands() {
        let row = |quantity| {
            let text = |text: &str| Tree::Text(text.to_owned());
            let row = vec![("instrument".to_owned(), text("BTC-PERP")), ("quantity".to_owned(), quantity)];
            Tree::Fields(vec![("positions".to_owned(), Tree::List(vec![Tree::Fields(row)]))])
        };
        let (book, notices) = handed_account(row(Tree::Other("a function")), NOW).unwrap();
        assert!(book.account.positions.is_empty());
        let said = &notices[0];
        assert_eq!((said.column.as_deref(), said.read.as_str()), (Some("positions[0].quantity"), "a function"));
    }
}
