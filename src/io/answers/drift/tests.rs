use rust_decimal_macros::dec;

use super::super::{Read, read};
use super::*;
use crate::book::Time;

const NOW: Time = Time(1_795_305_600_000);

fn account(text: &str) -> Read {
    let mut read = read(&Tree::read(text).unwrap(), NOW).unwrap();
    assert_eq!(read.len(), 1, "{text}");
    read.swap_remove(0)
}

fn user(position: &str) -> String {
    format!(
        r#"{{"account":{{"balance":"990","totalCollateral":"990","freeCollateral":"900","initialMargin":"90","maintenanceMargin":"45"}},
        "positions":[{{"symbol":"SOL-PERP","marketIndex":0,"baseAssetAmount":"-4","quoteEntryAmount":"600","settledPnl":"25","feesAndFunding":"-1.5","liquidationPrice":"0"}},{position}],
        "balances":[{{"symbol":"USDC","marketIndex":0,"balance":"1000"}},{{"symbol":"SOL","marketIndex":1,"balance":"-2.5"}}],"orders":[{{"symbol":"SOL-PERP","baseAssetAmount":"1"}}]}}"#
    )
}

#[test]
fn positions_have_their_entry_and_what_is_settled_is_not_counted_twice() {
    let of = account(&user(r#"{"symbol":"1KMEW-PERP","baseAssetAmount":"0","quoteEntryAmount":"0"}"#));
    let position = &of.account.positions[0];
    assert_eq!((position.instrument.to_string().as_str(), position.quantity), ("SOL-PERP", dec!(-4)));
    // 600 / 4
    assert_eq!(position.entry, Some(dec!(150)));
    let held: Vec<_> = of.account.holdings.iter().map(|h| (h.asset.as_str(), h.quantity)).collect();
    // 1,000 − 25
    assert_eq!(held, [("USDC", dec!(975)), ("SOL", dec!(-2.5))]);
    assert_eq!(of.figures.dollars().unwrap().initial_margin, Some(dec!(90)));
    assert_eq!((of.figures.rules, of.figures.positions[0].liquidation_price), (Some("drift"), None));
    for words in ["25 of the gain", "-1.5 USDC are not settled", "no price of SOL-PERP", "holds nothing"] {
        assert!(of.notices.iter().any(|notice| notice.message.contains(words)), "{words}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_kept() {
    for bad in [r#""x""#, "1e999", "{}", "null"] {
        let of = account(&user(&format!(r#"{{"symbol":"BTC-PERP","baseAssetAmount":{bad},"quoteEntryAmount":"1"}}"#)));
        assert_eq!(of.account.positions.len(), 1);
        let path = "positions[1].baseAssetAmount";
        assert!(of.notices.iter().any(|notice| notice.column.as_deref() == Some(path)), "{bad}");
    }
    let odd = account(&user(r#"{"symbol":"?","baseAssetAmount":"1","quoteEntryAmount":"1"}"#));
    assert_eq!(odd.account.unknown.len(), 1);
}
