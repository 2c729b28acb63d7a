//! Tickers by example: a recorded answer, and one about something else.

use super::*;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000);
const LINEAR: &str = include_str!("../../../tests/fixtures/oracle/deribit_ticker_linear_usdc_perp_2026.json");

#[test]
fn what_is_settled_in_usdc_gives_its_mark_and_no_dollars() {
    let reading = parse_ticker("BTC_USDC-PERPETUAL", LINEAR.as_bytes(), NOW).unwrap();
    let expected = Tick::new(dec!(83768.02), Time(1_790_764_242_663));
    assert_eq!(reading.marks[&"BTC_USDC-PERPETUAL".parse().unwrap()], expected);
    assert_eq!((reading.len(), reading.left_out.len()), (1, 0)); // index_price is 83761.89 USDC
}

#[test]
fn a_linear_option_costs_at_most_what_it_can_pay() {
    let read = |name: &str, mark: &str| {
        let answer = format!(
            r#"{{"result":{{"instrument_name":"{name}","mark_price":{mark},"mark_iv":55.5,"underlying_price":150}}}}"#
        );
        parse_ticker(name, answer.as_bytes(), NOW).unwrap()
    };
    let (call, put) = ("SOL_USDC-25DEC26-140-C", "SOL_USDC-25DEC26-140-P");
    for (name, mark, taken) in
        [(call, "12.5", true), (call, "157.5", true), (call, "157.6", false), (put, "140", true), (put, "140.1", false)]
    {
        let reading = read(name, mark);
        let option = name.parse().unwrap();
        assert_eq!(reading.marks.contains_key(&option), taken, "{name} {mark}"); // 150 × 1.05 = 157.5
        assert_eq!(reading.vols[&option].value, dec!(0.555));
        assert!(reading.forwards.is_empty());
    }
}

#[test]
fn an_answer_about_another_instrument_is_refused() {
    for name in ["ETH_USDC-PERPETUAL", "BTC-PERPETUAL", ""] {
        assert!(matches!(parse_ticker(name, LINEAR.as_bytes(), NOW), Err(ParseError::Shape { .. })), "{name}");
    }
}

#[test]
fn what_is_no_ticker_is_an_error() {
    let good = |bad: &str| LINEAR.replace("83768.02", bad);
    for bad in ["null", "0", "-1", "1e300", "\"NaN\"", "[]"] {
        assert!(parse_ticker("BTC_USDC-PERPETUAL", good(bad).as_bytes(), NOW).is_err(), "{bad}");
    }
    for (from, to) in [("1790764242663", "0"), ("1790764242663", "4102444800000"), ("\"result\"", "\"resul\"")] {
        let answer = LINEAR.replace(from, to);
        assert!(parse_ticker("BTC_USDC-PERPETUAL", answer.as_bytes(), NOW).is_err(), "{to}");
    }
    let refused = parse_ticker("X", br#"{"error":{"code":10020,"message":"instrument_not_found"}}"#, NOW);
    assert!(matches!(refused, Err(ParseError::Venue { code: 10020, .. })));
}
