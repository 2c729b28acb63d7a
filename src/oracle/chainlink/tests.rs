use super::*;
use crate::book::Asset;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_601_000);
/// Three aggregators: ETH / USD, BTC / USD, and one that is out of service.
const RECORDED: &str = include_str!("../../../tests/fixtures/oracle/chainlink_multicall_2026.json");
const MADE: &str = include_str!("../../../tests/fixtures/oracle/chainlink_rates.json");
const OF_MADE: &str = "block,BTC,ETH,USDC,USDe,stETH,wstETH,sUSDe";

fn asset(name: &str) -> Asset {
    name.parse().unwrap()
}

fn read(about: &str, bytes: &str) -> Result<Reading, ParseError> {
    parse(about, bytes.as_bytes(), NOW)
}

fn left_out(reading: &Reading) -> Vec<(&str, &str)> {
    reading.left_out.iter().map(|row| (row.name.as_str(), row.why.as_str())).collect()
}

#[test]
fn a_recorded_answer_gives_prices_and_names_the_one_that_failed() {
    let reading = read("ETH,BTC,LINK", RECORDED).unwrap();
    // 0x2da39c073e = 2·16⁹ + 13·16⁸ + 10·16⁷ + 3·16⁶ + 9·16⁵ + 12·16⁴ + 0·16³ + 7·16² + 3·16 + 14
    //              = 196,018,439,998, with 8 decimals 1,960.18439998; 0x6a671e3f = 1,785,142,847 s
    let eth = reading.index[&asset("ETH")];
    assert_eq!((eth.value, eth.time), (dec!(1960.18439998), Time(1_785_142_847_000)));
    // 0x05eab7c98868 = 6,505,663,924,328
    assert_eq!(reading.index[&asset("BTC")].value, dec!(65056.63924328));
    assert_eq!(left_out(&reading), [("LINK/USD", "the contract refused the call")]);
    assert_eq!(reading.len(), 2);
}

#[test]
fn rates_stand_at_the_time_of_the_block() {
    let reading = read(OF_MADE, MADE).unwrap();
    let rate = |form, of| reading.rates[&(asset(form), asset(of))];
    assert_eq!(rate("wstETH", "stETH"), Tick::new(dec!(1.2213), Time(1_795_305_599_000)));
    assert_eq!(rate("sUSDe", "USDe").value, dec!(1.205));
    assert_eq!(reading.index[&asset("USDC")], Tick::new(dec!(1.0001), Time(1_795_303_800_000)));
    assert_eq!((reading.index.len(), reading.rates.len()), (5, 2));
    assert!(reading.left_out.is_empty());
    // a block without a time, and one that was not asked for
    let late = MADE.replacen(&word(1_795_305_599), &word(0), 1);
    let without = read(OF_MADE, &late).unwrap();
    assert_eq!((without.index.len(), without.rates.len(), without.left_out.len()), (5, 0, 2));
}

fn word(number: u64) -> String {
    format!("{number:064x}")
}

#[test]
fn the_request_is_one_call_of_every_contract_of_the_book() {
    let wanted = |names: &[&str]| Wanted { assets: names.iter().map(|n| asset(n)).collect(), instruments: Vec::new() };
    let asks = asks(&wanted(&["wstETH", "sUSDe", "USDC", "BTC", "ETH"]));
    let [ask] = asks.as_slice() else { panic!("{asks:?}") };
    assert_eq!(ask.about, OF_MADE);
    assert_eq!(ask.parse(MADE.as_bytes(), NOW).unwrap().len(), 7);
    let body = ask.body.as_deref().unwrap();
    let fields = Json::read(body).unwrap().fields().unwrap();
    assert_eq!(json::field(&fields, "id").unwrap().written(), ID);
    let params = json::field(&fields, "params").unwrap().list().unwrap();
    let call = params[0].fields().unwrap();
    assert_eq!(json::field(&call, "to").unwrap().text(), "0xcA11bde05977b3631167028862bE2a173976CA11");
    let data = json::field(&call, "data").unwrap().text();
    assert!(data.starts_with(&format!("0x82ad56cb{}{}", word(32), word(8))), "{data}");
    assert!(data.contains("F4030086522a5bEEa4988F8cA5B36dbC97BeE88c"));
    assert_eq!(params[1].text(), "latest");
    assert!(super::asks(&Wanted::default()).is_empty());
}

/// The recorded answer with one word of ETH's put in another's place.
fn with(word_then: &str, word_now: &str) -> Result<Reading, ParseError> {
    let word_then = format!("{}{word_then}", "0".repeat(64 - word_then.len()));
    let changed = RECORDED.replacen(&word_then, word_now, 1);
    assert_ne!(changed, RECORDED);
    read("ETH,BTC,LINK", &changed)
}

#[test]
fn a_price_or_time_that_cannot_be_leaves_the_others() {
    for (bad, why) in [
        (word(0), "a price is above zero"),
        ("f".repeat(64), "a price is above zero"), // −1
        (format!("8{}", "0".repeat(63)), "a price lies between"),
        (format!("1{}", "0".repeat(63)), "a price lies between"),
        (format!("{}1{}", "0".repeat(39), "0".repeat(24)), "a price lies between"), // 2⁹⁶
        ("g".repeat(64), "it is not a number"),
    ] {
        let reading = with("2da39c073e", &bad).unwrap();
        assert_eq!(reading.index.len(), 1, "{bad}");
        let row = &reading.left_out[0];
        assert!(row.name == "ETH/USD" && row.why.starts_with(why), "{bad}: {row:?}");
    }
    // 1970, 2100, milliseconds in the place of seconds
    for bad in [word(0), word(86_400), word(4_102_444_800), word(1_785_142_847_000), "f".repeat(64)] {
        let reading = with("6a671e3f", &bad).unwrap();
        assert_eq!(left_out(&reading)[0], ("ETH/USD", "its time is not between 2009 and 2100"), "{bad}");
        assert_eq!(reading.index.len(), 1);
    }
}

#[test]
fn an_answer_to_something_else_is_not_read() {
    let shape = |about, bytes: &str| match read(about, bytes) {
        Err(ParseError::Shape { path, what }) => format!("{path}: {what}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(shape("ETH,BTC,LINK", &RECORDED.replace("\"id\": 1", "\"id\": 2")), "id: it answers request 2, not 1");
    assert_eq!(shape("ETH,BTC", RECORDED), "result: 3 answers to 2 calls");
    assert_eq!(shape("ETH", r#"{"id":1}"#), "result: there is none");
    assert_eq!(shape("ETH", r#"{"id":1,"result":5}"#), "result: there is none");
    assert!(shape("ETH", r#"{"jsonrpc":"2.0","id":1,"result":"0x"}"#).contains("no contract there"));
    assert!(shape("ETH", r#"{"result":"0x00"}"#).starts_with("id: "));
    for broken in ["", "null", "[]", "<html>", r#"{"id":1,"result":"0x"#, "Too Many Requests"] {
        assert!(read("ETH", broken).is_err(), "{broken}");
    }
    for about in ["", ",,", "XYZ,ABC,DEF"] {
        assert!(read(about, RECORDED).is_err(), "{about}");
    }
}

#[test]
fn another_network_has_no_contracts_there() {
    // calls of an address without a contract succeed and return nothing
    let text = [32, 1, 32, 1, 64, 0].map(word).concat();
    let read = read("ETH", &format!(r#"{{"id":1,"result":"0x{text}"}}"#));
    assert!(matches!(read, Err(ParseError::NothingUsable { why, .. }) if why.contains("main network")));
}

#[test]
fn a_node_that_refuses_says_why() {
    let refused = |code: i64, message: &str| {
        read("ETH", &format!(r#"{{"jsonrpc":"2.0","id":null,"error":{{"code":{code},"message":"{message}"}}}}"#))
    };
    let words = |code, message: &str| Err(ParseError::Venue { code, message: message.to_owned() });
    assert_eq!(refused(3, "execution reverted"), words(3, "execution reverted"));
    assert_eq!(refused(-32000, "header not found"), words(-32000, "header not found"));
    for (code, message) in [
        (-32005, "daily request count exceeded, request rate limited"),
        (-32016, "over rate limit"),
        (-32000, "429 Too Many Requests: over rate limit"),
        (429, "slow down"),
    ] {
        assert_eq!(refused(code, message), Err(ParseError::TooMany), "{message}");
    }
}
