//! Book summaries by example: recorded and made answers, and rows that cannot be.

use super::*;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_784_000_000_000);
const OPTIONS: &[u8] = include_bytes!("../../../tests/fixtures/oracle/deribit_options.json");
const FUTURES: &[u8] = include_bytes!("../../../tests/fixtures/oracle/deribit_futures.json");
const OF_2020: &[u8] = include_bytes!("../../../tests/fixtures/oracle/deribit_option_2020.json");

fn forward(reading: &Reading, expiry: &str) -> Decimal {
    let key = ("BTC".parse().unwrap(), Expiry::parse(expiry).unwrap());
    reading.forwards[&key].value
}

#[test]
fn an_old_row_has_a_mark_and_a_forward_but_no_volatility() {
    let reading = parse_options(OF_2020, NOW).unwrap();
    let option = "BTC-10MAR20-7750-C".parse().unwrap();
    assert_eq!(reading.marks[&option], Tick::new(dec!(0.01984559), Time(1_583_783_678_366)));
    assert_eq!(forward(&reading, "10MAR20"), dec!(7856.445926872601));
    assert!(reading.vols.is_empty());
}

#[test]
fn options_give_marks_volatilities_and_forwards() {
    let reading = parse_options(OPTIONS, NOW).unwrap();
    let vol = |name: &str| reading.vols.get(&name.parse().unwrap()).map(|t| t.value);
    assert_eq!(vol("BTC-25DEC26-100000-C"), Some(dec!(0.4837)));
    assert_eq!(vol("BTC-25DEC26-60000-P"), Some(dec!(0.5912)));
    assert_eq!(vol("BTC-25DEC26-400000-C"), None); // zero there: none
    assert_eq!(forward(&reading, "25DEC26"), dec!(94190.11));
    assert_eq!(forward(&reading, "4DEC26"), dec!(93884.7)); // SYN.BTC-4DEC26
    // the combination is passed over, nothing is listed
    assert!(reading.left_out.is_empty(), "{:?}", reading.left_out);
    assert_eq!(reading.marks.len(), 4);
}

#[test]
fn futures_give_marks_and_the_forwards_of_dated_ones() {
    let reading = parse_futures(FUTURES, NOW).unwrap();
    let mark = |name: &str| reading.marks[&name.parse().unwrap()].value;
    assert_eq!(mark("BTC-PERPETUAL"), dec!(93820.15));
    assert_eq!(mark("BTC-25DEC26"), dec!(94190.11));
    assert_eq!(forward(&reading, "25DEC26"), dec!(94190.11));
    assert_eq!(reading.forwards.len(), 2);
}

#[test]
fn a_row_that_cannot_be_is_listed_and_the_others_stay() {
    let good = r#"{"instrument_name":"BTC-25DEC26-100000-C","mark_price":0.04,"mark_iv":48.37}"#;
    for (bad, why) in [
        (r#"{"instrument_name":"BTC-25DEC26-100000-P","mark_price":80,"underlying_price":94000}"#, "no more"),
        (r#"{"instrument_name":"BTC-25DEC26-120000-C","mark_price":1.5}"#, "no more"),
        (r#"{"instrument_name":"BTC-25DEC26-120000-C","mark_iv":99999}"#, "2,000"),
        (r#"{"instrument_name":"BTC-25DEC26-120000-C","mark_iv":-50}"#, "above zero"),
        (r#"{"instrument_name":"BTC-25DEC26-120000-C","mark_price":"NaN"}"#, "number"),
        (r#"{"instrument_name":"BTC-25DEC26","mark_price":94000}"#, "not an option"),
        (r#"{"instrument_name":"BTC-99DEC26-1-C","mark_price":0.1}"#, "date"),
        (r#"{"instrument_name":"BTC_USDC-25DEC26-1-C","mark_price":0.1}"#, "coin"),
        (r#"{"instrument_name":"BTC-25DEC26-120000-C","mark_price":0.1,"creation_timestamp":0}"#, "2009"),
        (r#"{"instrument_name":7}"#, "names no"),
        ("null", "names no"),
    ] {
        let body = format!(r#"{{"result":[{good},{bad}]}}"#);
        let reading = parse_options(body.as_bytes(), NOW).unwrap();
        assert_eq!(reading.len(), if bad.contains("underlying") { 3 } else { 2 }, "{bad}");
        assert!(reading.left_out[0].why.contains(why), "{:?}", reading.left_out);
    }
}

#[test]
fn the_middle_of_the_stated_forwards_is_taken() {
    let row = |strike: u32, forward: &str| {
        format!(r#"{{"instrument_name":"BTC-25DEC26-{strike}-C","underlying_price":{forward}}}"#)
    };
    let rows = [row(1, "94000"), row(2, "9.4"), row(3, "94001"), row(4, "94000.5"), row(5, "0")];
    let body = format!(r#"{{"result":[{}]}}"#, rows.join(","));
    let reading = parse_options(body.as_bytes(), NOW).unwrap();
    assert_eq!(forward(&reading, "25DEC26"), dec!(94000.5));
}
