use rust_decimal_macros::dec;

use super::*;
use crate::market::PriceState;

const NOW: Time = Time(1_795_305_600_000);

fn paths(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.column.as_deref().unwrap_or_default()).collect()
}

#[test]
fn numbers_keep_every_digit_however_they_are_written() {
    let text = r#"{"format":"cross-margin/book","version":1,"account":{
        "holdings":[{"asset":"usdc","quantity":12345678901234567890.12345678}],
        "positions":[{"instrument":"BTC-PERP","quantity":"0.1000000000000000055511151231","entry":91200.10}]}}"#;
    let (book, notices) = read(text, NOW).unwrap();
    assert_eq!(notices, []);
    assert_eq!(book.account.holdings[0].quantity, dec!(12345678901234567890.12345678));
    let position = &book.account.positions[0];
    assert_eq!(position.quantity, dec!(0.1000000000000000055511151231));
    assert_eq!(position.entry, Some(dec!(91200.1)));
    assert_eq!(book.market, Market::at(NOW));
}

#[test]
fn a_bad_entry_has_its_path_and_leaves_the_rest() {
    let text = r#"{"account":{"holdings":[{"asset":"U S","quantity":1},{"asset":"BTC","quantity":2},7],
        "positions":[{"instrument":"BTC-PERP","quantity":"1"},{"instrument":"BTC","quantity":1},
        {"instrument":"ETH-PERP","quantity":"many"},{"quantity":1},
        {"instrument":"ETH-PERP","quantity":1,"entry":-1},
        {"instrument":"ETH-PERP","quantity":1,"contract_size":0},
        {"instrument":"ETH-PERP","quantity":1,"note":"hedge"}]}}"#;
    let (book, notices) = read(text, NOW).unwrap();
    assert_eq!(book.account.holdings.len(), 1);
    assert_eq!(book.account.positions.len(), 2);
    assert_eq!(
        paths(&notices),
        [
            "account.holdings[0].asset",
            "account.holdings[2]",
            "account.positions[1].instrument",
            "account.positions[2].quantity",
            "account.positions[3].instrument",
            "account.positions[4].entry",
            "account.positions[5].contract_size",
            "account.positions[6].note",
        ]
    );
    assert!(notices[3].message.contains("“many” is not a number"));
}

#[test]
fn prices_are_read_quote_by_quote() {
    let text = r#"{"account":{"positions":[]},"market":{"as_of":5,
        "index":{"BTC":{"price":"93812","source":"typed","time":7,"state":"manual"},"ETH":3300,"S OL":{"price":1},"XRP":{}},
        "marks":{"BTC-PERP":{"price":93815.5,"state":"odd"}},
        "forwards":[{"underlying":"BTC","expiry":"26MAR27","price":"95000"},{"underlying":"BTC","expiry":"x","price":1}],
        "vols":{"BTC-26MAR27-80000-P":{"vol":0.1},"BTC-26MAR27-90000-P":{"vol":"abc"}},
        "rates":{"USD":0.043}}}"#;
    let (book, notices) = read(text, NOW).unwrap();
    let market = book.market;
    assert_eq!(market.as_of, Time(5));
    let btc = &market.index[&"BTC".parse().unwrap()];
    assert_eq!((btc.price, btc.state), (dec!(93812), PriceState::Manual));
    assert_eq!(market.index.len(), 2);
    assert_eq!((market.marks.len(), market.forwards.len()), (1, 1));
    assert_eq!(market.vols[&"BTC-26MAR27-80000-P".parse().unwrap()].vol, 0.1);
    assert_eq!(market.rates.len(), 1);
    assert_eq!(
        paths(&notices),
        [
            "market.index.S OL",
            "market.index.XRP.price",
            "market.marks.BTC-PERP.state",
            "market.vols.BTC-26MAR27-90000-P.vol",
            "market.forwards[1].expiry",
        ]
    );
}

#[test]
fn fields_that_are_not_ours_are_written_back() {
    let text = r#"{"format":"cross-margin/book","version":1,"account":{},"rules":{"own":[1,2.5]},
        "theme":"dark","pi":3.14159265358979323846264338327950288}"#;
    let (book, _) = read(text, NOW).unwrap();
    assert_eq!(book.rules, None);
    let (again, notices) = read(&write(&book), NOW).unwrap();
    assert_eq!(again, book);
    assert_eq!(notices, []);
    let names: Vec<&str> = again.extra.keys().map(String::as_str).collect();
    assert_eq!(names, ["pi", "rules", "theme"]);
    assert_eq!(again.extra["pi"].as_str(), Some("3.14159265358979323846264338327950288"));
}

#[test]
fn a_newer_file_says_so() {
    let error = read(r#"{"format":"cross-margin/book","version":2,"account":{}}"#, NOW);
    assert!(matches!(error, Err(ImportError::NewerVersion { known: 1, .. })));
}

#[test]
fn an_account_by_itself_is_a_book() {
    let (book, notices) = read(r#"{"holdings":[{"asset":"BTC","quantity":1}]}"#, NOW).unwrap();
    assert_eq!(book.account.holdings.len(), 1);
    assert!(book.extra.is_empty() && notices.is_empty());
}
