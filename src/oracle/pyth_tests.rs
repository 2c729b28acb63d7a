use super::*;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_601_000);
const MADE: &str = include_str!("../../tests/fixtures/oracle/pyth_latest.json");

fn asset(name: &str) -> Asset {
    name.parse().unwrap()
}

fn read(text: &str) -> Result<Reading, ParseError> {
    parse(text.as_bytes(), NOW)
}

#[test]
fn recorded_answers_give_price_band_average_and_time() {
    let recorded = include_str!("../../tests/fixtures/oracle/pyth_latest_2024.json");
    let reading = read(recorded).unwrap();
    let expected = Tick {
        value: dec!(61409.93501),            // "6140993501000" × 10⁻⁸
        confidence: Some(dec!(32.87868567)), // "3287868567" × 10⁻⁸
        average: Some(dec!(60940.047)),      // "6094004700000" × 10⁻⁸
        time: Time(1_714_746_101_000),       // 2024-05-03
    };
    assert_eq!(reading.index[&asset("BTC")], expected);
    // the other id of the recording is not in our list
    assert_eq!((reading.len(), reading.left_out.len()), (1, 1));
    assert!(reading.left_out[0].name.starts_with("c96458d393fe9deb"));

    let recorded = include_str!("../../tests/fixtures/oracle/pyth_latest_2026.json");
    let reading = read(recorded).unwrap();
    let eth = reading.index[&asset("ETH")];
    assert_eq!((eth.value, eth.confidence), (dec!(1956.56091864), Some(dec!(0.87908136))));
    assert_eq!(eth.time, Time(1_785_143_368_000));
}

#[test]
fn an_event_of_the_stream_is_the_same_object() {
    let event = include_bytes!("../../tests/fixtures/oracle/pyth_stream_event_2024.json");
    let Said::Prices(reading) = (STREAM.parse)(event, NOW).unwrap() else { panic!("no prices") };
    assert_eq!(reading.index[&asset("BTC")].value, dec!(61632.6)); // "6163260000000" × 10⁻⁸
    assert!((STREAM.parse)(b"Error receiving update: Lagged(3)", NOW).is_err());
}

#[test]
fn the_scale_is_the_answers_own() {
    let five = MADE.replace("\"9381245000000\"", "\"9381245000\"").replacen("\"expo\":-8", "\"expo\":-5", 1);
    assert_eq!(read(&five).unwrap().index[&asset("BTC")].value, dec!(93812.45));
}

#[test]
fn only_what_is_wanted_and_known_is_asked_for() {
    let wanted = Wanted { assets: vec![asset("ETH"), asset("XYZ"), asset("BTC")], instruments: Vec::new() };
    let asks = asks(&wanted);
    let query: Vec<_> = asks[0].query.iter().map(|(name, value)| (*name, value.get(..4).unwrap_or(value))).collect();
    let ids = [("ids[]", "e62d"), ("ids[]", "ff61")];
    assert_eq!(query[..2], ids);
    assert_eq!(query.len(), 5);
    let parameters = parameters(&wanted);
    assert_eq!(parameters[1], "ids[]=ff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace");
    assert_eq!(parameters[2..], ["encoding=hex", "parsed=true", "ignore_invalid_price_ids=true"]);
    assert!(super::asks(&Wanted::default()).is_empty());
    assert!(super::parameters(&Wanted::default()).is_empty());
}

#[test]
fn every_id_is_of_one_asset() {
    for (place, (name, id)) in IDS.iter().enumerate() {
        assert_eq!(asset(name).as_str(), *name);
        assert!(id.len() == 64 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{name}");
        assert!(IDS.iter().skip(place + 1).all(|(other, of)| other != name && of != id), "{name}");
    }
}

/// The made answer with one text in another's place, once.
fn with(then: &str, now: &str) -> Reading {
    let changed = MADE.replacen(then, now, 1);
    assert_ne!(changed, MADE, "{then}");
    read(&changed).unwrap()
}

#[test]
fn one_bad_field_leaves_the_row_out_and_says_which() {
    let price = "\"9381245000000\"";
    for bad in ["\"0\"", "\"-9381245000000\"", "\"NaN\"", "\"\"", "null", "true", "[]", "{}", "1e300", "93812.45"] {
        let reading = with(price, bad);
        assert_eq!((reading.len(), reading.left_out[0].name.as_str()), (2, "BTC price"), "{bad}");
    }
    for (field, bad) in
        [("price", ["-40", "40", "-2147483648", "2147483647"]), ("expo", ["9999999999", "null", "-8.5", "1e1"])]
    {
        for bad in bad {
            let reading = with("\"expo\":-8", &format!("\"expo\":{bad}"));
            assert_eq!((reading.len(), reading.left_out[0].name.as_str()), (2, &*format!("BTC {field}")), "{bad}");
        }
    }
    for bad in ["\"-1\"", "\"NaN\"", "null", "1e300"] {
        let reading = with("\"5125000000\"", bad);
        assert_eq!((reading.len(), reading.left_out[0].name.as_str()), (2, "BTC conf"), "{bad}");
    }
    for bad in ["0", "86400", "4102444800", "-5", "null", "\"soon\"", "1e300"] {
        let reading = with("1795305599", bad);
        assert_eq!((reading.len(), reading.left_out[0].name.as_str()), (2, "BTC publish_time"), "{bad}");
    }
    let without = with("\"9379000000000\"", "\"NaN\"");
    assert_eq!(without.index[&asset("BTC")].average, None);
}

#[test]
fn an_id_that_comes_twice_or_was_not_asked_for_is_left_out() {
    let (btc, eth) = (IDS[0].1, IDS[1].1);
    let twice = with(eth, btc);
    assert_eq!((twice.len(), twice.left_out.len()), (1, 2));
    assert!(!twice.index.contains_key(&asset("BTC")));
    let wrong = with(btc, &"0".repeat(64));
    assert_eq!((wrong.len(), wrong.left_out[0].why.as_str()), (2, "its id is not one that is asked for"));
    assert_eq!(with(btc, &format!("0x{}", btc.to_uppercase())).len(), 3);
}

#[test]
fn a_refusal_in_plain_text_is_shown_as_it_is() {
    for words in ["Price ids not found: 0xc96458d393fe9deb", "Update data not found"] {
        let refused = read(words).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
    for shape in ["{}", r#"{"parsed":null}"#, r#"{"parsed":{}}"#, r#"{"parsed":[]}"#, "[]", "null", "", "<html>"] {
        assert!(read(shape).is_err(), "{shape}");
    }
    for row in ["null", "5", "{}", r#"{"id":5}"#, r#"{"id":null,"price":[]}"#] {
        assert!(read(&format!(r#"{{"parsed":[{row}]}}"#)).is_err(), "{row}");
    }
    let cut = &MADE[..MADE.len() / 2];
    assert!(matches!(read(cut), Err(ParseError::Truncated { .. })));
}
