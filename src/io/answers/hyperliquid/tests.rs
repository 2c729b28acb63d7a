use rust_decimal_macros::dec;

use super::super::{Read, read};
use super::*;
use crate::book::Time;

const NOW: Time = Time(1_795_305_600_000);

fn account(text: &str) -> Read {
    read(&Tree::read(text).unwrap(), NOW).unwrap().swap_remove(0)
}

fn row(fields: &str) -> String {
    format!(
        r#"{{"marginSummary":{{"accountValue":"100"}},"assetPositions":[{{"type":"oneWay","position":{{{fields}}}}}]}}"#
    )
}

#[test]
fn numbers_may_be_numbers_and_the_answer_may_be_old() {
    let read = account(&row(r#""coin":"kPEPE","szi":-1000,"entryPx":0.01,"positionValue":9"#));
    let position = &read.account.positions[0];
    assert_eq!(position.instrument.to_string(), "kPEPE-PERP");
    assert_eq!(position.quantity, dec!(-1000));
    // 9 / 1,000
    assert_eq!(read.market.marks[&position.instrument].price, dec!(0.009));
    assert_eq!(read.market.marks[&position.instrument].time, NOW);
    // 100 − (−1,000 × (0.009 − 0.01))
    assert_eq!(read.account.holdings[0].quantity, dec!(99));
    assert_eq!(read.figures.positions[0].max_leverage, None);
}

#[test]
fn rows_of_nothing_are_dropped_and_bad_ones_have_their_path() {
    let read = account(&row(r#""coin":"BTC","szi":"0.0""#));
    assert!(read.account.positions.is_empty());
    assert!(read.notices.iter().any(|notice| notice.message.contains("holds nothing")));
    for coin in ["B C", "USD"] {
        let read = account(&row(&format!(r#""coin":"{coin}","szi":"1""#)));
        assert_eq!((read.account.positions.len(), read.account.unknown[0].name.as_str()), (0, coin));
        assert_eq!(read.notices[0].column.as_deref(), Some("assetPositions[0].position.coin"));
    }
    for (fields, path) in [
        (r#""coin":"BTC""#, "assetPositions[0].position.szi"),
        (r#""coin":"BTC","szi":"x""#, "assetPositions[0].position.szi"),
    ] {
        let read = account(&row(fields));
        assert!(read.account.positions.is_empty(), "{fields}");
        assert_eq!(read.notices[0].column.as_deref(), Some(path));
        assert_eq!(read.notices[0].kind, NoticeKind::LeftOut);
        assert_eq!(read.account.holdings[0].quantity, dec!(100));
    }
}

#[test]
fn builders_markets_and_unknown_names_are_kept_and_said() {
    for name in ["xyz:TSLA", "@107", "+10"] {
        let read = account(&row(&format!(r#""coin":"{name}","szi":"1","entryPx":"2","positionValue":"3""#)));
        assert_eq!(read.account.positions[0].instrument.underlying().as_str(), name);
        assert!(read.notices[0].message.contains(name));
    }
}

#[test]
fn a_mark_that_does_not_come_out_even_still_gives_the_account_value() {
    let read = account(&row(r#""coin":"BTC","szi":"3","entryPx":"30","positionValue":"100""#));
    let position = &read.account.positions[0];
    let mark = read.market.marks[&position.instrument].price;
    let gain = position.quantity * (mark - position.entry.unwrap());
    assert_eq!(read.account.holdings[0].quantity + gain, dec!(100));
}

#[test]
fn without_an_account_value_the_cash_is_unknown() {
    let read = account(r#"{"assetPositions":[{"position":{"coin":"BTC","szi":"1"}}]}"#);
    assert!(read.account.holdings.is_empty());
    let last = read.notices.last().unwrap();
    assert_eq!(last.column.as_deref(), Some("marginSummary.accountValue"));
    assert_eq!(last.kind, NoticeKind::LeftOut);
}

#[test]
fn wrapped_or_side_by_side() {
    let perps = row(r#""coin":"BTC","szi":"1""#);
    let spot =
        r#"{"balances":[{"coin":"USDC","total":"5"},{"coin":"HYPE","total":"2"},{"coin":"PURR","total":"0.0"}]}"#;
    for text in [
        format!("[{perps},{spot}]"),
        format!("[{spot},{perps}]"),
        format!(r#"{{"clearinghouseState":{perps},"spotState":{spot}}}"#),
        format!(r#"{{"data":{{"a":{perps},"b":{spot}}}}}"#),
    ] {
        let read = account(&text);
        let held: Vec<_> = read.account.holdings.iter().map(|h| (h.asset.as_str(), h.quantity)).collect();
        assert_eq!(held, [("USDC", dec!(105)), ("HYPE", dec!(2))], "{text}");
    }
    let spot_only = account(spot);
    assert_eq!(spot_only.account.holdings.len(), 2);
    assert_eq!(spot_only.figures.dollars(), None);
}

#[test]
fn other_venues_are_not_taken_for_this_one() {
    for text in [
        r#"{"balances":[{"asset":"BTC","free":"1"}]}"#,
        r#"[1,2,3]"#,
        r#"{"result":[{"instrument_name":"BTC-PERPETUAL","size":1}]}"#,
    ] {
        let tree = Tree::read(text).unwrap();
        assert!(read(&tree, NOW).unwrap().iter().all(|of| of.form != Form::Hyperliquid), "{text}");
    }
}

#[test]
fn sub_accounts_and_two_states_are_accounts_side_by_side() {
    let sub = |value: u32| {
        format!(
            r#"{{"name":"s{value}","dexToClearinghouseState":[["",{{"marginSummary":{{"accountValue":"{value}"}},"assetPositions":[]}}]]}}"#
        )
    };
    let accounts = |text: &str| read(&Tree::read(text).unwrap(), NOW).unwrap();
    let subs = accounts(&format!("[{},{}]", sub(7), sub(8)));
    let equity = |of: &Read| of.figures.dollars().unwrap().equity.unwrap();
    assert_eq!(subs.iter().map(equity).collect::<Vec<_>>(), [dec!(7), dec!(8)]);
    assert_eq!(subs[1].name.as_deref(), Some("s8"));

    let (one, two) = (row(r#""coin":"BTC","szi":"1""#), row(r#""coin":"ETH","szi":"2""#));
    let spot = |usdc: u32| format!(r#"{{"balances":[{{"coin":"USDC","total":"{usdc}"}}]}}"#);
    let two = accounts(&format!("[{one},{two},{},{}]", spot(5), spot(6)));
    let held: Vec<_> = two.iter().map(|of| of.account.holdings[0].quantity).collect();
    assert_eq!(held, [dec!(105), dec!(106)]);
    let built = row(r#""coin":"xyz:TSLA","szi":"1""#);
    let together = accounts(&format!("[{one},{built}]"));
    assert_eq!((together.len(), together[0].account.positions.len()), (1, 2));
}
