//! Logs of transactions, with the headings of the venues' exports and invented rows.

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;

const DERIBIT: &str = "ID,UserSeq,Date,Instrument,Type,Side,Amount,Base Amount,Position,Price,Mark Price,Index Price,Cash Flow,Funding,Fee Rate,Fee Charged,Fee Balance,Change,Balance,Equity,Trade ID,Order ID,Info,Note";
const DERIBIT_1: &str = "ID,UserSeq,Date,Instrument,Type,Side,Size,Position,Price,Mark Price,Cash Flow,Funding,Fee Rate,Fee Paid,Fee Balance,Change,Balance,Equity,Trade ID,Order ID,Info";
const BYBIT: &str = "Time,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,Fee Rate,Trade ID,Order ID";
const OKX: &str = "id,Order id,Time,Trade Type,Instrument,Type,Amount,Unit,PL,Fee,Position Change,Position Balance,Balance Change,Balance,Unit";

fn rows(text: &str) -> Vec<(String, Decimal)> {
    let book = read(text).unwrap();
    assert!(book.notices.iter().any(|notice| notice.message.contains("log of transactions")), "{:?}", book.notices);
    let holdings = book.account.holdings.iter().map(|h| (h.asset.to_string(), h.quantity));
    let positions = book.account.positions.iter().map(|p| (p.instrument.to_string(), p.quantity));
    let unknown = book.account.unknown.iter().map(|u| (format!("? {}", u.name), u.quantity));
    holdings.chain(positions).chain(unknown).collect()
}

fn row(name: &str, quantity: Decimal) -> (String, Decimal) {
    (name.to_owned(), quantity)
}

/// The lines of a table turned round, the heading kept first.
fn turned(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    lines.join("\n")
}

#[test]
fn deribits_log_in_either_direction() {
    let text = format!(
        "{DERIBIT}
61312,6009,19 Feb 2021 08:10:30,,transfer,-,,,,,,,-2.5,,,0,0,-2.5,3001.22,3000.92,,,,
61311,6008,19 Feb 2021 08:05:44,BTC-PERPETUAL,settlement,long,1520,,1520,51807.07,,,0.002,,,0,0,0.002,3003.72,3003.42,,,,
61289,6006,19 Feb 2021 07:35:34,BTC-19FEB21-49200-C,trade,open buy,0.7,0.7,0.7,0.1537,0.048,51000,-0.1,,,0,0,-0.1,3003.07,3002.83,28349,67546,,
61280,6005,19 Feb 2021 07:35:34,BTC-26MAR21-50000-P,trade,open sell,2,2,-2,0.15,0.048,51000,-0.1,,,0,0,-0.1,3003.17,3002.83,28349,67546,,
61270,6004,19 Feb 2021 07:00:00,BTC-PERPETUAL,trade,open buy,2000,0.04,2000,51000,51000,51000,0,,,0,0,0,3003.2,3002.83,28348,67545,,
61260,6003,19 Feb 2021 06:00:00,BTC-25JUN21,trade,close sell,100,0.04,0,51000,51000,51000,0,,,0,0,0,3003.2,3002.83,28347,67544,,"
    );
    let held = row("BTC", dec!(3001.22));
    let expected =
        [row("BTC-PERPETUAL", dec!(1520)), row("BTC-19FEB21-49200-C", dec!(0.7)), row("BTC-26MAR21-50000-P", dec!(-2))];
    for text in [text.clone(), turned(&text)] {
        let read = rows(&text);
        assert_eq!(read[0], held);
        assert_eq!(read.len(), 4, "{read:?}");
        assert!(expected.iter().all(|row| read.contains(row)), "{read:?}");
    }
}

#[test]
fn the_oldest_deribit_log_and_shorts_without_a_sign() {
    let text = format!(
        "{DERIBIT_1}
1,1,2019-03-01 10:00:00,ETH-PERPETUAL,trade,open sell,500,500,130,130,0,0,0,0,0,0,10,10,1,1,
2,2,2019-03-01 11:00:00,ETH-PERPETUAL,trade,close buy,200,300,130,130,0,0,0,0,0,0,10.5,10.5,2,2,"
    );
    assert_eq!(rows(&text), [row("ETH", dec!(10.5)), row("ETH-PERPETUAL", dec!(-300))]);
}

#[test]
fn bybits_log_by_currency() {
    let text = format!(
        "{BYBIT}
2024-01-02 10:00:00,USDT,BTCUSDT,TRADE,SELL,0.5,-0.5,42000,0,1,-1,-1,9999,0.0006,a,b
2024-01-03 00:00:00,USDT,BTCUSDT,SETTLEMENT,SELL,0.5,-0.5,42500,2,0,2,2,10001,0.0001,,
2024-01-03 09:00:00,USDC,BTC-26JAN24-45000-C,TRADE,BUY,2,2,900,0,1,-1801,-1801,3199,0.0002,c,d
2024-01-03 09:00:00,USDC,ETH-26JAN24-2500-P,TRADE,BUY,1,1,50,0,1,-51,-51,3148,0.0002,c,d
2024-01-04 09:00:00,BTC,,TRANSFER_IN,,,,,,0,0.25,0.25,0.75,,,"
    );
    let mut expected = vec![
        row("USDT", dec!(10001)),
        row("USDC", dec!(3148)),
        row("BTC", dec!(0.75)),
        row("BTC_USDT-PERPETUAL", dec!(-0.5)),
        row("BTC_USDC-26JAN24-45000-C", dec!(2)),
        row("ETH_USDC-26JAN24-2500-P", dec!(1)),
    ];
    assert_eq!(rows(&text), expected);
    let mut read = rows(&turned(&text));
    read.sort();
    expected.sort();
    assert_eq!(read, expected);
}

#[test]
fn okxs_log_counts_contracts_of_the_sizes_that_the_venue_lists() {
    let text = format!(
        "{OKX}
1,10,2024-01-02 10:00:00,Perpetual,BTC-USDT-SWAP,Open short,3,cont,0,-1,3,3,-1,999,USDT
2,11,2024-01-02 11:00:00,Perpetual,ETH-USDT-SWAP,Buy,0.4,ETH,0,-1,0.4,0.4,-1,998,USDT
3,12,2024-01-02 12:00:00,Spot,BTC-USDT,Buy,0.1,BTC,0,-1,,,0.1,0.1,BTC
4,13,2024-01-02 13:00:00,Perpetual,PEPE-USDT-SWAP,Buy,2,cont,0,-1,2,2,-1,997,USDT
5,14,2024-01-02 14:00:00,Perpetual,SOL-USDT-SWAP,Buy,5,USDT,0,-1,5,5,-1,996,USDT
6,15,2024-01-02 15:00:00,Perpetual,BTC-USD-SWAP,Buy,7,Cont,0,0,7,7,0,0.1,BTC"
    );
    let expected = [
        row("USDT", dec!(996)),
        row("BTC", dec!(0.1)),
        row("BTC_USDT-PERPETUAL", dec!(-3)),
        row("ETH_USDT-PERPETUAL", dec!(0.4)),
        row("BTC-PERPETUAL", dec!(7)),
        row("? PEPE-USDT-SWAP", dec!(2)),
        // neither coins nor contracts
        row("? SOL-USDT-SWAP", dec!(5)),
    ];
    assert_eq!(rows(&text), expected);
    let book = read(&text).unwrap();
    let units: Vec<Decimal> = book.account.positions.iter().filter_map(|position| position.units()).collect();
    // 3 contracts of 0.01 bitcoin; 7 of 100 dollars
    assert_eq!(units, [dec!(-0.03), dec!(0.4), dec!(700)]);
    let said = |words: &str| book.notices.iter().any(|notice| notice.message.contains(words));
    assert!(said(
        "BTC-USDT-SWAP is counted in contracts; one is taken to be 0.01, as the venue listed it on 2025-01-15"
    ));
    assert!(said("how large a contract of PEPE-USDT-SWAP is"));
}

#[test]
fn logs_without_a_position_or_an_order_are_refused() {
    for text in [
        "Date(UTC),type,Amount,Asset,Symbol,Transaction ID\n2024-01-02 10:00:00,COMMISSION,-1,USDT,BTCUSDT,1"
            .to_owned(),
        format!("{BYBIT}\n03/01/2024,USDT,BTCUSDT,TRADE,SELL,0.5,-0.5,1,0,1,-1,-1,9999,0.0006,a,b"),
        format!(
            "{BYBIT}\n2024-01-02 10:00:00,USDT,BTCUSDT,TRADE,SELL,0.5,-0.5,1,0,1,-1,-1,9999,0.0006,a,b\n2024-01-02 10:00:00,USDT,BTCUSDT,TRADE,SELL,0.5,-1,1,0,1,-1,-1,9998,0.0006,a,b"
        ),
    ] {
        assert!(matches!(read(&text), Err(ImportError::TradeLog { line: 1, .. })), "{text}");
    }
}

#[test]
fn a_heading_alone_is_no_book() {
    for heading in [DERIBIT, DERIBIT_1, BYBIT, OKX] {
        assert!(matches!(read(heading), Err(ImportError::TradeLog { line: 1, .. })), "{heading}");
    }
}

#[test]
fn a_cell_that_cannot_be_read_leaves_its_row_out() {
    let text = format!(
        "{BYBIT}
2024-01-02 10:00:00,USDT,BTCUSDT,TRADE,SELL,0.5,-0.5,42000,0,1,-1,-1,9999,0.0006,a,b
2024-01-03 10:00:00,USDT,BTCUSDT,TRADE,SELL,0.5,oops,42000,0,1,-1,-1,9998,0.0006,a,b"
    );
    let book = read(&text).unwrap();
    assert_eq!(book.account.positions[0].quantity, dec!(-0.5));
    let left = book.notices.iter().find(|notice| notice.kind == NoticeKind::LeftOut).unwrap();
    assert_eq!((left.line, left.column.as_deref(), left.read.as_str()), (Some(3), Some("Position"), "oops"));
}
