use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::book::Time;
use crate::margin::{assess as ask, liquidation as look, venues};

const NOW: Time = Time(1_795_305_600_000);

/// One bitcoin at 60,000 with 10,000 dollars behind it.
fn one_coin() -> Value {
    json!({
        "account": {
            "holdings": [{ "asset": "USD", "quantity": 10_000 }],
            "positions": [{ "instrument": "BTC-PERP", "quantity": "1", "entry": "60000" }],
        },
        "market": { "index": { "BTC": "60000" } },
    })
}

/// The question with a field of another value.
fn with(mut question: Value, field: &str, value: Value) -> Value {
    question[field] = value;
    question
}

fn request(question: &Value) -> Request {
    Request::from_json(&question.to_string()).unwrap()
}

fn written<T: Serialize>(answer: Answer<T>) -> Value {
    serde_json::to_value(answer).unwrap()
}

fn assessed(question: &Value) -> Value {
    written(assess(request(question), NOW))
}

/// The first fault: its code and its path.
fn fault(answer: &Value) -> (&str, &str) {
    let first = &answer["errors"][0];
    assert_eq!(answer["ok"], false, "{answer}");
    assert!(!first["message"].as_str().unwrap().is_empty() && !first["remedy"].as_str().unwrap().is_empty(), "{first}");
    (first["code"].as_str().unwrap(), first["path"].as_str().unwrap())
}

#[test]
fn an_assessment_has_every_figure_as_text_and_the_prices_are_the_hosts() {
    let answer = assessed(&one_coin());
    assert_eq!((&answer["ok"], &answer["notices"]), (&json!(true), &json!([])));
    let value = &answer["value"];
    // scan 15 % of 60,000 and basis 0.5 % of it; four fifths of that to keep; no gain at the entry
    for (field, figure) in
        [("initial_margin", dec!(9300)), ("maintenance_margin", dec!(7440)), ("free_collateral", dec!(700))]
    {
        let text = value[field].as_str().unwrap();
        assert_eq!(text.parse::<Decimal>().unwrap(), figure, "{field}");
    }
    assert_eq!(
        (&value["rules"]["name"], &value["state"], &value["as_of"]),
        (&json!("reference"), &json!("host"), &json!(NOW.0))
    );
}

#[test]
fn the_answer_is_what_the_engine_says_under_every_rule_set() {
    let book = include_str!("../../../docs/examples/hedged.json");
    let read = crate::io::read(book, NOW).unwrap();
    for rules in venues::all() {
        // the file as an object, and as its text
        for account in [serde_json::from_str(book).unwrap(), json!(book)] {
            let question = json!({ "account": account, "rules": rules.name });
            let expected = ask(read.account(), &read.market(), rules);
            assert_eq!(assess(request(&question), NOW).value(), Some(expected), "{}", rules.name);
        }
    }
    // the rule set that the file names, and one as JSON
    assert_eq!(assessed(&json!({ "account": book }))["value"]["rules"]["name"], "reference");
    let own: Value = serde_json::from_str(&venues::reference().unwrap().to_json()).unwrap();
    let own = with(own, "name", json!("own-mine"));
    for rules in [own.clone(), json!(own.to_string())] {
        assert_eq!(assessed(&json!({ "account": book, "rules": rules }))["value"]["rules"]["name"], "own-mine");
    }
}

#[test]
fn prices_of_the_question_count_for_more_than_the_books_own() {
    let book = json!({ "account": one_coin()["account"], "market": { "as_of": 7, "index": { "BTC": 50_000 } } });
    let alone = assessed(&json!({ "account": book }))["value"].clone();
    // 15.5 % of 50,000, at the book's own instant
    assert_eq!(
        (&alone["initial_margin"], &alone["as_of"], &alone["state"]),
        (&json!("7750"), &json!(7), &json!("imported"))
    );
    let given = assessed(&json!({ "account": book, "market": { "index": { "BTC": 60_000.5 } } }))["value"].clone();
    // 15.5 % of 60,000.50
    assert_eq!(given["initial_margin"].as_str().unwrap().parse::<Decimal>().unwrap(), dec!(9300.0775));
    assert_eq!(given["as_of"], 7);
}

#[test]
fn a_bad_row_is_told_with_its_path_and_the_rest_is_answered() {
    let mut question = one_coin();
    question["account"]["positions"].as_array_mut().unwrap().extend([
        json!({ "instrument": "BTC-PERP", "quantity": "many" }),
        json!({ "instrument": "NO SUCH THING", "quantity": 2 }),
        json!("a row"),
    ]);
    question["account"]["holdings"][0]["colour"] = json!("red");
    question["account"]["desk"] = json!("mine");
    question["market"]["index"]["ETH"] = json!(-1);
    question["colour"] = json!("red");
    let answer = assessed(&question);
    assert_eq!(answer["value"]["initial_margin"], "9300");
    let said: Vec<(&str, &str)> = answer["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| (said["kind"].as_str().unwrap(), said["path"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            ("info", "account.holdings[0].colour"),
            ("left_out", "account.positions[1].quantity"),
            ("kept", "account.positions[2].instrument"),
            ("left_out", "account.positions[3]"),
            ("left_out", "market.index.ETH"),
            ("info", "colour"),
        ]
    );
    let quantity = &answer["notices"][1];
    assert_eq!(
        (&quantity["message"], &quantity["remedy"]),
        (&json!("“many” is not a number"), &json!("write one such as 1.5 or -12"))
    );
    assert_eq!(quantity["read"], "many");
}

#[test]
fn what_is_no_question_is_refused_with_its_place() {
    let question = one_coin();
    for (question, code, path) in [
        (json!(null), "wrong_type", ""),
        (json!([1]), "wrong_type", ""),
        (json!({}), "missing", "account"),
        (with(question.clone(), "account", json!(7)), "wrong_type", "account"),
        (with(question.clone(), "account", json!({ "foo": 1 })), "no_book", "account"),
        (with(question.clone(), "account", json!("{\"holdings\": ")), "not_json", "account"),
        (with(question.clone(), "account", json!("[]")), "wrong_type", "account"),
        (with(question.clone(), "account", json!({ "version": 99, "holdings": [] })), "newer_version", "account"),
        (with(question.clone(), "account", json!({ "holdings": vec![0; 10_001] })), "too_large", "account"),
        (with(question.clone(), "market", json!([])), "wrong_type", "market"),
        (with(question.clone(), "rules", json!("nobody")), "unknown_rules", "rules"),
        (with(question.clone(), "rules", json!(7)), "wrong_type", "rules"),
        (with(question.clone(), "rules", json!({ "name": "x" })), "wrong_rules", "rules"),
        (with(question.clone(), "rules", json!({ "family": "nobody" })), "wrong_rules", "rules.family"),
    ] {
        assert_eq!(fault(&assessed(&question)), (code, path), "{question}");
    }
    let mut rules: Value = serde_json::from_str(&venues::reference().unwrap().to_json()).unwrap();
    rules["parameters"]["basis"]["least"] = json!(0.9);
    assert_eq!(
        fault(&assessed(&with(question.clone(), "rules", rules))),
        ("wrong_rules", "rules.parameters.basis.least")
    );
    let mut book = question["account"].clone();
    book["positions"][0]["quantity"] = json!(1);
    let file = json!({ "account": { "account": book, "market": {}, "rules": "nobody" } });
    assert_eq!(fault(&assessed(&file)), ("unknown_rules", "account.rules"));
    // both are told
    let both = assessed(&json!({ "market": 7 }));
    assert_eq!(both["errors"].as_array().unwrap().len(), 2);
    assert_eq!(Request::from_json("{").unwrap_err().code, Code::NotJson);
}

#[test]
fn a_trade_is_shown_before_and_after_and_judged() {
    // one more coin at the mark: 18,600 of 10,000
    let more = with(one_coin(), "trades", json!([{ "instrument": "BTC-PERP", "quantity": 1 }]));
    let answer = written(preview(request(&more), NOW))["value"].clone();
    assert_eq!(
        (&answer["before"]["initial_margin"], &answer["after"]["initial_margin"]),
        (&json!("9300"), &json!("18600"))
    );
    let verdict = &answer["verdict"];
    assert_eq!(
        (&verdict["allowed"], &verdict["kind"], &verdict["short"]),
        (&json!(false), &json!("refused"), &json!("8600"))
    );
    assert_eq!(
        verdict["why"],
        "equity would be 8600 dollars short of the initial margin, and below maintenance: the account could be liquidated at once"
    );
    let leg = &answer["legs"][0];
    assert_eq!(
        (&leg["traded"], &leg["turn"], &leg["price"], &leg["holds"]),
        (&json!(true), &json!("adds"), &json!("60000"), &json!("2"))
    );
    assert_eq!((&answer["account"]["positions"][0]["quantity"], &answer["premium_usd"]), (&json!("2"), &json!("0")));
    // half of it sold at 61,000 with a fee of 3: 497 of cash, 4,650 needed
    let less = json!([{ "instrument": "BTC-PERP", "quantity": "-0.5", "price": 61_000, "fee": "3" }, { "instrument": "BTC-PERP", "quantity": 0, "price": 1 }]);
    let answer = written(preview(request(&with(one_coin(), "trades", less)), NOW))["value"].clone();
    assert_eq!(
        (&answer["after"]["initial_margin"], &answer["account"]["holdings"][0]["quantity"]),
        (&json!("4650"), &json!("10497.0"))
    );
    assert_eq!(
        (&answer["verdict"]["kind"], &answer["fee_usd"], &answer["legs"][0]["turn"]),
        (&json!("allowed"), &json!("3"), &json!("reduces"))
    );
    let out = &answer["legs"][1];
    assert_eq!((&out["traded"], &out["turn"], &out["held"]), (&json!(false), &json!(null), &json!(null)));
    assert!(out["why_not"].as_str().unwrap().contains("zero"), "{out}");
}

#[test]
fn a_trade_that_cannot_be_read_is_a_fault() {
    let asked = |trades: Value| written(preview(request(&with(one_coin(), "trades", trades)), NOW));
    let coin = |field: &str, value: Value| with(json!({ "instrument": "BTC-PERP", "quantity": 1 }), field, value);
    for (trades, code, path) in [
        (json!(null), "missing", "trades"),
        (json!({}), "wrong_type", "trades"),
        (json!([7]), "wrong_type", "trades[0]"),
        (json!([{ "quantity": 1 }]), "missing", "trades[0].instrument"),
        (json!([{ "instrument": "BTC-PERP" }]), "missing", "trades[0].quantity"),
        (json!([coin("quantity", json!("x"))]), "wrong_value", "trades[0].quantity"),
        (json!([coin("instrument", json!("what is it"))]), "wrong_value", "trades[0].instrument"),
        (json!([coin("instrument", json!(7))]), "wrong_type", "trades[0].instrument"),
        (json!([coin("fee", json!(-1))]), "wrong_value", "trades[0].fee"),
        (json!([coin("price", json!({}))]), "wrong_type", "trades[0].price"),
        (json!([coin("fee", json!(1)), coin("instrument", json!("SOL-PERP"))]), "missing", "trades[1].price"),
        (json!(vec![0; 1001]), "too_large", "trades"),
    ] {
        assert_eq!(fault(&asked(trades.clone())), (code, path), "{trades}");
    }
    // an empty list changes nothing, and a field that is not known is said
    let none = asked(json!([]));
    assert_eq!((&none["ok"], &none["value"]["verdict"]["kind"]), (&json!(true), &json!("allowed")));
    let odd = asked(json!([coin("colour", json!("red"))]));
    assert_eq!(odd["notices"][0]["path"], "trades[0].colour");
}

#[test]
fn liquidation_prices_are_the_engines_with_the_reason_where_there_is_none() {
    let answer = written(liquidation(request(&one_coin()), NOW))["value"].clone();
    // 10,000 + (p − 60,000) = 0.8 × 15.5 % of p
    let exact = dec!(50000) / dec!(0.876);
    let found: Decimal = answer["prices"][0]["below"]["price"].as_str().unwrap().parse().unwrap();
    assert!((found - exact).abs() < dec!(0.000001), "{found}");
    assert_eq!((&answer["prices"][0]["reason"], &answer["axes"]), (&json!(null), &json!(null)));
    let mut safe = one_coin();
    safe["account"]["holdings"][0]["quantity"] = json!(100_000);
    safe["axes"] = json!(true);
    let answer = written(liquidation(request(&safe), NOW))["value"].clone();
    let price = &answer["prices"][0];
    assert_eq!(
        (&price["none"], &price["reason"]),
        (&json!("safe_throughout"), &json!("BTC alone cannot liquidate this account."))
    );
    let axes: Vec<&Value> = answer["axes"].as_array().unwrap().iter().map(|path| &path["axis"]).collect();
    assert_eq!(axes, [&json!({ "price": "BTC" }), &json!("volatility"), &json!("time")]);
    assert_eq!(answer["axes"][1]["reason"], "No option here: volatility changes nothing.");
    // 0.1 % a day of 60,000 is 60 dollars; 10,000 − 7,440 = 2,560 last 42 2/3 days
    let funded = with(
        with(one_coin(), "axes", json!(true)),
        "outlook",
        json!({ "funding_per_day": { "BTC": "0.001" }, "horizon_days": 100 }),
    );
    let answer = written(liquidation(request(&funded), NOW))["value"].clone();
    let days = answer["axes"][2]["maintenance"][0]["at"].as_f64().unwrap();
    assert!((days - 2560.0 / 60.0).abs() < 0.001, "{days}");
    for (outlook, path) in [
        (json!(7), "outlook"),
        (json!({ "horizon_days": 0 }), "outlook.horizon_days"),
        (json!({ "betas": { "E T H": 1 } }), "outlook.betas.E T H"),
        (json!({ "betas": [] }), "outlook.betas"),
    ] {
        let answer = written(liquidation(request(&with(one_coin(), "outlook", outlook)), NOW));
        assert_eq!(fault(&answer).1, path);
    }
}

#[test]
fn a_comparison_has_a_row_for_each_rule_set_asked_for() {
    let answer =
        written(compare(request(&with(one_coin(), "rules", json!(["hyperliquid", "reference"]))), NOW))["value"]
            .clone();
    let rows: Vec<&str> =
        answer["rows"].as_array().unwrap().iter().map(|row| row["rules"]["name"].as_str().unwrap()).collect();
    // 60,000 at 40 times asks 1,500
    assert_eq!((rows, &answer["rows"][0]["initial_margin"]), (vec!["hyperliquid", "reference"], &json!("1500")));
    assert_eq!((&answer["cheapest"], &answer["rows"][0]["nearest"][0]), (&json!("hyperliquid"), &json!("BTC")));
    let all = written(compare(request(&with(one_coin(), "liquidation", json!(false))), NOW))["value"].clone();
    assert_eq!(all["rows"].as_array().unwrap().len(), venues::all().len());
    assert!(all["rows"].as_array().unwrap().iter().all(|row| row["nearest"].is_null()));
    let nobody = written(compare(request(&with(one_coin(), "rules", json!(["reference", "nobody"]))), NOW));
    assert_eq!(fault(&nobody), ("unknown_rules", "rules[1]"));
    let one = written(compare(request(&with(one_coin(), "rules", json!("reference"))), NOW));
    assert_eq!(fault(&one), ("wrong_type", "rules"));
}

#[test]
fn a_text_becomes_accounts_that_can_be_asked_about() {
    let answer = written(parse_book("BTC-PERP,1,60000\nUSD,10000\nwhat,x", None, NOW));
    let value = &answer["value"];
    assert_eq!(
        (&value["format"], &value["sure"], &answer["notices"][0]["line"]),
        (&json!("csv"), &json!("likely"), &json!(3))
    );
    let question = json!({ "account": value["accounts"][0], "market": one_coin()["market"] });
    let assessed = assessed(&question);
    assert_eq!((&assessed["value"]["initial_margin"], &assessed["notices"]), (&json!("9300"), &json!([])));
    assert_eq!(fault(&written(parse_book("1 BTC-PERP", Some("json"), NOW))), ("other_format", "format"));
    assert_eq!(fault(&written(parse_book("1 BTC-PERP", Some("pdf"), NOW))), ("wrong_value", "format"));
    assert_eq!(fault(&written(parse_book(" ", None, NOW))), ("no_book", "text"));
    assert_eq!(fault(&written(parse_book("{\"a\": ", None, NOW))), ("not_json", "text"));
    assert_eq!(parse_book("1 BTC-PERP", Some("lines"), NOW).value().unwrap().accounts.len(), 1);
}

#[test]
fn options_of_a_reading_are_checked() {
    let options = |text: &str| super::parse_book::options(crate::io::Tree::read(text).unwrap(), NOW);
    assert_eq!(options("null"), Ok((None, NOW)));
    assert_eq!(options("{\"format\": \"csv\", \"now\": 5}"), Ok((Some("csv".to_owned()), Time(5))));
    for (text, path) in [("7", "options"), ("{\"format\": 7}", "options.format"), ("{\"now\": 1e25}", "options.now")] {
        assert_eq!(options(text).unwrap_err()[0].path, path, "{text}");
    }
}

#[test]
fn every_rule_set_is_listed_by_the_name_it_is_asked_by() {
    let listed = rule_sets();
    assert_eq!(
        listed.iter().map(|of| of.of.name.as_str()).collect::<Vec<_>>(),
        venues::all().iter().map(|of| of.name.as_str()).collect::<Vec<_>>()
    );
    assert_eq!((listed[0].family, listed[0].venue, listed[1].venue), ("scan", false, true));
}

#[test]
fn the_liquidations_are_those_of_the_engine() {
    let book = include_str!("../../../docs/examples/hedged.json");
    let read = crate::io::read(book, NOW).unwrap();
    let rules = venues::named("deribit-portfolio").unwrap();
    let question = json!({ "account": book, "rules": "deribit-portfolio" });
    let prices = liquidation(request(&question), NOW).value().unwrap().prices;
    assert_eq!(
        prices.into_iter().map(|price| price.of).collect::<Vec<_>>(),
        look(read.account(), &read.market(), rules)
    );
}
