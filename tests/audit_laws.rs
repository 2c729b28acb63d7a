//! Laws of the audit over the shipped cases, each spoilt in every place.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "the helpers of a test may panic as the test does")]

use cross_margin::margin::audit::{self, Outcome, Vectors};
use serde_json::{Value, json};

/// Paths to every leaf below a value, `/inputs/positions/0/mark`.
fn leaves(of: &Value, path: &str, found: &mut Vec<String>) {
    match of {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                leaves(value, &format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (place, value) in list.iter().enumerate() {
                leaves(value, &format!("{path}/{place}"), found);
            }
        }
        _ => found.push(path.to_owned()),
    }
}

fn document(file: &Vectors) -> Value {
    serde_json::from_str(file.text).expect("shipped files are JSON")
}

fn cases(document: &Value) -> &[Value] {
    document["cases"].as_array().expect("shipped files have cases")
}

#[test]
fn every_shipped_case_agrees() {
    for file in audit::shipped() {
        let report = audit::file(file.stem, file.text, None).expect("shipped files can be run");
        let wrong: Vec<_> = report.disagreements().map(|(case, why)| format!("{}: {why}", case.name)).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.stem);
        assert_eq!(report.agree() + report.excepted().count(), cases(&document(file)).len(), "{}", file.stem);
        let shown = report.cases.iter().filter(|case| !matches!(case.outcome, Outcome::Excepted(_)));
        assert!(shown.clone().all(|case| !case.name.is_empty() && !case.figures.is_empty()), "{}", file.stem);
    }
}

/// Another number than the one expected, by more than any tolerance.
fn spoilt(figure: &Value) -> Option<Value> {
    match figure {
        Value::Number(number) => Some(json!(number.as_f64()? * 1.5 + 1e6)),
        Value::Bool(said) => Some(json!(!said)),
        Value::String(written) => Some(json!((written.parse::<f64>().ok()? * 1.5 + 1e6).to_string())),
        _ => None,
    }
}

#[test]
fn no_expected_figure_can_be_wrong_unnoticed() {
    let mut missed = Vec::new();
    let mut spoiled = 0;
    for file in audit::shipped() {
        let document = document(file);
        for case in cases(&document) {
            let mut places = Vec::new();
            leaves(&case["expected"], "", &mut places);
            for place in places {
                let mut changed = case.clone();
                let leaf = changed["expected"].pointer_mut(&place).expect("a leaf");
                let Some(wrong) = spoilt(leaf) else { continue };
                *leaf = wrong;
                spoiled += 1;
                let outcome = audit::case(file.stem, &document, &changed, None).outcome;
                if matches!(outcome, Outcome::Agree(_)) {
                    missed.push(format!("{} {} {place}", file.stem, case["name"]));
                }
            }
        }
    }
    assert!(spoiled > 400, "{spoiled}");
    assert!(missed.is_empty(), "{} of {spoiled} unnoticed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn whatever_stands_in_a_file_is_answered() {
    let largest = "79228162514264337593543950335";
    let hostile = [
        json!(null),
        json!(0),
        json!(-1),
        json!(1e308),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(largest),
        json!(format!("-{largest}")),
        json!(i128::MIN.to_string()),
        json!("0.0000000000000000000000000001"),
        json!("1e-400"),
        json!("1e99999999999"),
        json!("é/0=("),
        json!(true),
        json!([]),
        json!({}),
    ];
    let mut run = 0;
    for file in audit::shipped() {
        let document = document(file);
        let mut shared = Vec::new();
        for (key, value) in document.as_object().expect("a file is an object").iter().filter(|(key, _)| *key != "cases")
        {
            leaves(value, &format!("/{key}"), &mut shared);
        }
        for (place, case) in cases(&document).iter().enumerate() {
            let mut places = Vec::new();
            leaves(case, &format!("/cases/{place}"), &mut places);
            // the file's own parameters once, with its first case
            places.append(&mut shared);
            for leaf in places {
                for value in &hostile {
                    let mut changed = document.clone();
                    *changed.pointer_mut(&leaf).expect("a leaf") = value.clone();
                    let _ = audit::case(file.stem, &changed, &changed["cases"][place], None);
                    run += 1;
                }
            }
        }
    }
    assert!(run > 20_000, "{run}");
}

#[test]
fn a_file_that_is_none_says_so() {
    let said =
        |text: &str| audit::file("okx", text, None).map(|report| report.cases.len()).map_err(|why| why.to_string());
    assert_eq!(said("{\"cases\": []}"), Ok(0));
    assert_eq!(said("{\"cases\": 3}"), Err("okx has no cases; an array under \"cases\" is right".into()));
    assert!(said("{").is_err_and(|why| why.starts_with("okx is no JSON: ")));
    let odd = audit::file("okx", "{\"cases\": [null, 3, {}, {\"inputs\": {\"positions\": []}}]}", None);
    assert_eq!(odd.expect("a list of cases").disagreements().count(), 4);
    let unknown = audit::file("nobody", "{\"cases\": [{}]}", None).expect("a list of cases");
    assert!(matches!(&unknown.cases[0].outcome, Outcome::NotCovered(why) if why == "no runner for a file nobody"));
}
