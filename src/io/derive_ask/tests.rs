use super::*;
use crate::book::{Holding, Position, Time};
use crate::market::{PriceState, Quote};
use rust_decimal_macros::dec;

/// 2026-11-22 00:00 UTC.
const NOW: Time = Time(1_795_305_600_000);

/// Positions as `-2 BTC-PERP @ 65000`, holdings as `100 USDC`.
fn book(positions: &[&str], holdings: &[&str]) -> Account {
    let position = |line: &&str| {
        let (size, entry) = line.split_once(" @ ").map_or((*line, None), |(size, entry)| (size, Some(entry)));
        let (quantity, name) = size.split_once(' ').unwrap();
        Position::new(name.parse().unwrap(), quantity.parse().unwrap(), entry.map(|price| price.parse().unwrap()))
    };
    let holding = |line: &&str| {
        let (quantity, asset) = line.split_once(' ').unwrap();
        Holding { asset: asset.parse().unwrap(), quantity: quantity.parse().unwrap() }
    };
    Account {
        positions: positions.iter().map(position).collect(),
        holdings: holdings.iter().map(holding).collect(),
        ..Account::default()
    }
}

fn market() -> Market {
    let quote = |price: &str| Quote::new(price.parse().unwrap(), "typed", NOW, PriceState::Manual);
    let mut market = Market::at(NOW);
    for (asset, price) in [("USDC", "1"), ("ETH", "2000"), ("BTC", "60000"), ("HYPE", "40"), ("wstETH", "2400")] {
        market.index.insert(asset.parse().unwrap(), quote(price));
    }
    for (name, price) in [("ETH_USDC-25DEC26-2500-C", "100"), ("HYPE_USDC-25DEC26-77d5-P", "40")] {
        market.marks.insert(name.parse().unwrap(), quote(price));
    }
    market
}

fn standard(positions: &[&str], holdings: &[&str]) -> Result<Ask, CannotAsk> {
    request(&book(positions, holdings), &market(), &Model::Standard)
}

fn portfolio(coin: &str, positions: &[&str], holdings: &[&str]) -> Result<Ask, CannotAsk> {
    request(&book(positions, holdings), &market(), &Model::Portfolio(coin.parse().unwrap()))
}

fn why(out: &[NotAsked]) -> Vec<(&str, &str)> {
    out.iter().map(|out| (out.name.as_str(), out.why.as_str())).collect()
}

#[test]
fn the_question_is_what_derive_documents() {
    let ask = standard(
        &["-10 ETH-PERP @ 2100", "2 ETH_USDC-25DEC26-2500-C @ 90", "-3 HYPE_USDC-25DEC26-77d5-P"],
        &["20000 USDC", "1.50 wstETH"],
    )
    .unwrap();
    let expected = concat!(
        r#"{"jsonrpc":"2.0","id":1,"method":"public/get_margin","params":{"margin_type":"SM","#,
        r#""simulated_collaterals":[{"asset_name":"USDC","amount":"20000"},{"asset_name":"WSTETH","amount":"1.5"}],"#,
        r#""simulated_positions":[{"instrument_name":"ETH-PERP","amount":"-10","entry_price":"2100"},"#,
        r#"{"instrument_name":"ETH-20261225-2500-C","amount":"2"},"#,
        r#"{"instrument_name":"HYPE-20261225-77_5-P","amount":"-3"}]}}"#,
    );
    assert_eq!(ask.message, expected);
    assert!(serde_json::from_str::<serde_json::Value>(&ask.message).is_ok());
    let named = ["20000 USDC", "1.5 WSTETH", "-10 ETH-PERP @ 2100", "2 ETH-20261225-2500-C", "-3 HYPE-20261225-77_5-P"];
    assert_eq!(ask.named, named);
    assert_eq!((ask.left_out, ask.notes), (vec![], vec![]));
}

#[test]
fn ours_is_of_what_is_asked_about() {
    let ask = standard(&["-10 ETH-PERP @ 2100", "1 BTC-25DEC26"], &["20000 USDC"]).unwrap();
    // 20,000 and 10·100 of gain; 10 % and 6.5 % of 10·2,000
    assert_eq!(ask.ours, Ours { worth: dec!(21000), initial: dec!(2000), maintenance: dec!(1300) });
    assert_eq!(why(&ask.left_out), [("BTC-25DEC26", "Derive lists no dated futures")]);
    let rows = beside(ask.ours, Margins { initial: dec!(18990), maintenance: dec!(19695.5) });
    let rows: Vec<_> = rows.iter().map(|row| (row.name, row.ours, row.theirs, row.difference)).collect();
    let expected = [
        ("Initial margin", dec!(2000), dec!(2010), dec!(10)),
        ("Left after it", dec!(19000), dec!(18990), dec!(-10)),
        ("Maintenance margin", dec!(1300), dec!(1304.5), dec!(4.5)),
        ("Left after it", dec!(19700), dec!(19695.5), dec!(-4.5)),
    ];
    assert_eq!(rows, expected);
}

#[test]
fn portfolio_margin_is_of_one_underlying_with_what_its_manager_takes() {
    let positions = ["1 ETH-PERP", "1 BTC-PERP", "2 ETH-PERPETUAL"];
    let ask = portfolio("ETH", &positions, &["500 USD", "1 ETH", "1 cbBTC", "-1 wstETH", "-200 USDC"]).unwrap();
    let expected = concat!(
        r#"{"jsonrpc":"2.0","id":1,"method":"public/get_margin","params":{"margin_type":"PM2","market":"ETH","#,
        r#""simulated_collaterals":[{"asset_name":"USDC","amount":"300"},{"asset_name":"ETH","amount":"1"}],"#,
        r#""simulated_positions":[{"instrument_name":"ETH-PERP","amount":"1"}]}}"#,
    );
    assert_eq!(ask.message, expected);
    let out = [
        ("cbBTC", "Derive takes no such collateral here"),
        ("wstETH", "Derive lends no coins, cash alone"),
        ("BTC-PERP", "portfolio margin there is of one underlying at a time, and this is of ETH"),
        ("ETH-PERPETUAL", "Derive lists no contracts paid in the coin"),
    ];
    assert_eq!(why(&ask.left_out), out);
    assert_eq!(ask.notes, ["USD is asked about as USDC, Derive’s cash."]);
    assert_eq!(ask.ours.worth, dec!(2300));
}

#[test]
fn rows_of_one_contract_are_one_there() {
    let ask =
        standard(&["2 ETH-PERP @ 1900", "1 ETH_USDC-PERPETUAL @ 2200", "5 BTC-PERP", "-5 BTC-PERP"], &[]).unwrap();
    // (2·1,900 + 2,200) ÷ 3
    assert_eq!(ask.named, ["3 ETH-PERP @ 2000"]);
    assert!(ask.message.contains(r#""entry_price":"2000""#), "{}", ask.message);
    assert_eq!(why(&ask.left_out), [("BTC-PERP", "its rows net to nothing")]);
    // of one that has no entry price no gain is known, so none is asked about
    assert!(!standard(&["2 ETH-PERP @ 1900", "1 ETH-PERP"], &[]).unwrap().message.contains("entry_price"));
    let mut lots = book(&["3 ETH-PERP"], &[]);
    lots.positions[0].contract_size = dec!(0.1);
    assert_eq!(request(&lots, &market(), &Model::Standard).unwrap().named, ["0.3 ETH-PERP"]);
}

#[test]
fn what_cannot_be_asked_about_says_why() {
    let nothing = |positions: &[&str]| match standard(positions, &["1 USDC"]) {
        Err(CannotAsk::Nothing(out)) => out.into_iter().map(|out| out.why).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let positions =
        ["1 ETH/USDC", "1 ETH_BTC-PERPETUAL", "1 ETH_USDC-20NOV26-2000-C", "1 XRP-PERP", "1 PEPE_USDC-25DEC26-1-C"];
    let expected = [
        "what is bought is asked about as collateral; enter the coin there",
        "Derive lists no contracts paid in BTC",
        "it has expired",
        "Derive lists no perpetual of XRP",
        "Derive lists no options of PEPE",
    ];
    assert_eq!(nothing(&positions), expected);
    // of this one there is no price
    assert_eq!(nothing(&["1 SOL-PERP"]).len(), 1);
    assert_eq!(nothing(&[]), [""; 0]);
    let huge = standard(&["79228162514264337593543950335 ETH-PERP", "79228162514264337593543950335 ETH-PERP"], &[]);
    assert!(huge.is_err() || huge.is_ok_and(|ask| !ask.left_out.is_empty()));
}

#[test]
fn it_can_be_asked_under_the_models_of_what_is_held() {
    let all = models(&book(&["1 ETH-PERP", "1 XRP-PERP", "-1 BTC-PERP", "1 ETH_USDC-25DEC26-2500-C"], &[]));
    let titles: Vec<String> = all.iter().map(Model::title).collect();
    assert_eq!(titles, ["Standard margin", "Portfolio margin of BTC", "Portfolio margin of ETH"]);
    assert_eq!(models(&Account::default()), [Model::Standard]);
}

#[test]
fn an_answer_is_what_is_left() {
    // the result object is recorded (see the README.md of the fixtures), its envelope is the documented one
    let recorded = include_str!("../../../tests/fixtures/accounts/derive/get_margin_result.json");
    let whole = format!(r#"{{"id":1,"jsonrpc":"2.0","result":{recorded}}}"#);
    let expected = Margins { initial: dec!(110.25), maintenance: dec!(55) };
    assert_eq!(answer(whole.as_bytes()), Ok(expected));
    // more digits than are kept are rounded
    let long = r#"{"id":1,"result":{"post_initial_margin":"99031.927500030360533855855464935302734375","post_maintenance_margin":-1.5}}"#;
    let long = answer(long.as_bytes()).unwrap();
    assert_eq!((long.initial.round_dp(9), long.maintenance), (dec!(99031.927500030), dec!(-1.5)));
}

#[test]
fn an_error_is_said_in_its_own_words() {
    let said = |text: &str| answer(text.as_bytes()).unwrap_err().to_string();
    let refused =
        r#"{"id":1,"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params","data":"market: unknown"}}"#;
    assert_eq!(said(refused), "Derive refused the question: Invalid params: market: unknown (code -32602)");
    let short = r#"{"id":1,"error":{"code":12001,"message":"Instrument not found","data":null}}"#;
    assert_eq!(said(short), "Derive refused the question: Instrument not found (code 12001)");
    for often in
        [r#"{"error":{"code":-32000,"message":"Rate limit exceeded"}}"#, r#"{"error":{"code":429,"message":"?"}}"#]
    {
        assert_eq!(answer(often.as_bytes()), Err(AnswerError::TooOften));
    }
    for (changed, what) in [
        ("", "it breaks off"),
        ("<html>502</html>", "it is not JSON"),
        ("[]", "it is no object"),
        (r#"{"id":1}"#, "result is missing"),
        (r#"{"id":1,"result":[]}"#, "result is no object"),
        (r#"{"id":1,"result":{"post_initial_margin":"1"}}"#, "post_maintenance_margin is missing"),
        (r#"{"id":1,"result":{"post_initial_margin":"much","post_maintenance_margin":"1"}}"#, "“much” is not a number"),
    ] {
        assert!(
            said(changed).starts_with("Derive’s answer has changed its form") && said(changed).contains(what),
            "{changed}"
        );
    }
    assert!(said(r#"{"error":7}"#).contains("it does not say why"));
    assert!(answer(&[0xff, 0xfe]).is_err());
}

#[test]
fn what_derive_says_by_itself_is_no_answer() {
    assert!(is_answer(br#"{"id":1,"result":{}}"#) && is_answer(br#"{"id":"1","error":{}}"#));
    assert!(is_answer(br#"{"id":null,"error":{"code":-32700}}"#) && is_answer(b"<html>"));
    assert!(!is_answer(br#"{"id":2,"result":{}}"#));
    assert!(!is_answer(br#"{"method":"subscription","params":{}}"#));
}
