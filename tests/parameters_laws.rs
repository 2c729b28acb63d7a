//! Laws of every parameter file shipped: it can be read, and a key that is unknown, missing or of the wrong kind is refused
//! with its full path.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of a test may panic as the test does")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cross_margin::margin::venues::derive::{auction, pm1, pm2, sm};
use cross_margin::margin::venues::{
    aevo, binance, bybit, deribit, drift, dydx, gmx, hyperliquid, mango, okx, paradex, reg_t, span, synthetix, tims,
    vertex,
};
use cross_margin::margin::volatility::VolatilityParameters;
use cross_margin::margin::{Dated, Parameters};
use serde_json::Value;

/// The name a text goes by, or why it is refused.
type Read = fn(&str) -> Result<String, String>;

fn read<P: Parameters>(text: &str) -> Result<String, String> {
    Dated::<P>::from_json(text).map(|dated| dated.stamp().name).map_err(|why| why.to_string())
}

/// What reads a file, by the end of its path.
const READERS: [(&str, Read); 33] = [
    ("aevo/portfolio.json", read::<aevo::AevoRules>),
    ("binance/portfolio.json", read::<binance::PortfolioRules>),
    ("binance/usd_margin.json", read::<binance::BinanceRules>),
    ("bybit/cross.json", read::<bybit::CrossFile>),
    ("bybit/options.json", read::<bybit::OptionRules>),
    ("bybit/portfolio.json", read::<bybit::PortfolioRules>),
    ("deribit/haircuts.json", read::<deribit::HaircutRules>),
    ("deribit/portfolio_", read::<deribit::PortfolioRules>),
    ("deribit/standard.json", read::<deribit::StandardRules>),
    ("deribit/standard_2026_08.json", read::<deribit::SmallRules>),
    ("derive/auction.json", read::<auction::AuctionRules>),
    ("derive/pm1.json", read::<pm1::Pm1Rules>),
    ("derive/pm2_", read::<pm2::Pm2Rules>),
    ("derive/sm.json", read::<sm::SmRules>),
    ("drift.json", read::<drift::DriftRules>),
    ("dydx/parameters.json", read::<dydx::DydxRules>),
    ("gmx.json", read::<gmx::GmxRules>),
    ("hyperliquid/perps.json", read::<hyperliquid::HyperliquidRules>),
    ("hyperliquid/portfolio.json", read::<hyperliquid::PortfolioRules>),
    ("mango.json", read::<mango::MangoRules>),
    ("okx/cross.json", read::<okx::CrossFile>),
    ("okx/mr7_multipliers_2024.json", read::<Vec<okx::SizeMultiplier>>),
    ("okx/portfolio.json", read::<okx::PortfolioRules>),
    ("paradex/scan.json", read::<paradex::ScanRules>),
    ("paradex.json", read::<paradex::ParadexRules>),
    ("reg_t.json", read::<reg_t::RegTRules>),
    ("span/cme_account.json", read::<span::SpanProducts>),
    ("span/", read::<span::SpanRules>),
    ("volatility/forecasts.json", read::<VolatilityParameters>),
    ("synthetix.json", read::<synthetix::SynthetixRules>),
    ("tims.json", read::<tims::TimsRules>),
    ("vertex/products.json", read::<vertex::Products>),
    ("vertex.json", read::<vertex::VertexRules>),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "json")
            && !path.ends_with("reference.json")
            && !path.ends_with("deleverage/procedures.json")
        {
            found.push(path);
        }
    }
}

/// Every file of dated parameters but that of the scan family, which has a reader of its own, and the list of procedures,
/// which nobody hands in.
fn shipped() -> Vec<(String, String, Read)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/margin");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let reader = |path: &str| {
        let mut fit =
            READERS.iter().filter(|(end, _)| path.ends_with(end) || (!end.ends_with(".json") && path.contains(end)));
        fit.next().unwrap_or_else(|| panic!("nothing reads {path}")).1
    };
    let each = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        (name.clone(), std::fs::read_to_string(&path).unwrap(), reader(&name))
    };
    found.into_iter().map(each).collect()
}

/// The path of every object of a value, its own empty, and its keys.
fn objects(value: &Value, at: &str, found: &mut Vec<(String, Vec<String>)>) {
    match value {
        Value::Object(map) => {
            found.push((at.to_owned(), map.keys().cloned().collect()));
            for (key, inner) in map {
                objects(inner, &if at.is_empty() { key.clone() } else { format!("{at}.{key}") }, found);
            }
        }
        Value::Array(list) => {
            for (place, inner) in list.iter().enumerate() {
                objects(inner, &format!("{at}[{place}]"), found);
            }
        }
        _ => {}
    }
}

/// The object at a path as [`objects`] writes it.
fn at<'a>(value: &'a mut Value, path: &str) -> &'a mut Value {
    let pointer = path.replace('[', ".").replace(']', "");
    pointer.split('.').filter(|part| !part.is_empty()).fold(value, |inner, part| match inner {
        Value::Array(list) => list.get_mut(part.parse::<usize>().unwrap()).unwrap(),
        other => other.get_mut(part).unwrap(),
    })
}

/// As a refusal names it: below `parameters`.
fn below(path: &str) -> &str {
    path.strip_prefix("parameters.").unwrap_or(path)
}

/// Changes an object of the file in one way and says what came of it.
fn changed(text: &str, read: Read, path: &str, change: impl Fn(&mut serde_json::Map<String, Value>)) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).unwrap();
    change(at(&mut value, path).as_object_mut().unwrap());
    // on one line and on many: the place must be found in both
    let short = read(&value.to_string()).err();
    let long = read(&serde_json::to_string_pretty(&value).unwrap()).err();
    assert_eq!(short, long, "{path}");
    short
}

#[test]
fn every_file_shipped_can_be_read_and_has_a_name_of_its_own() {
    let mut names = BTreeMap::new();
    for (file, text, read) in shipped() {
        let name = read(&text).unwrap_or_else(|why| panic!("{file}: {why}"));
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{file}: {name}");
        if let Some(other) = names.insert(name, file.clone()) {
            panic!("{file} and {other} go by one name");
        }
    }
    assert!(names.len() > 25);
}

#[test]
fn an_unknown_key_is_refused_with_its_path_wherever_it_stands() {
    let mut refused = 0;
    for (file, text, read) in shipped() {
        let mut all = Vec::new();
        objects(&serde_json::from_str(&text).unwrap(), "", &mut all);
        for (path, _) in all {
            let said = changed(&text, read, &path, |object| {
                object.insert("not_there".into(), Value::Null);
            });
            let whole = if path.is_empty() { "not_there".to_owned() } else { format!("{path}.not_there") };
            let said = said.unwrap_or_else(|| panic!("{file}: {whole} was taken"));
            // of a map of names any key is right, and its value is refused
            assert!(said.starts_with(&format!("{} is ", below(&whole))), "{file}: {whole}: {said}");
            refused += 1;
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn a_missing_key_is_refused_with_its_path_or_may_be_left_out() {
    let (mut refused, mut left_out) = (0, 0);
    for (file, text, read) in shipped() {
        let mut all = Vec::new();
        objects(&serde_json::from_str(&text).unwrap(), "", &mut all);
        for (path, keys) in all {
            for key in keys {
                let said = changed(&text, read, &path, |object| {
                    object.remove(&key);
                });
                let whole = if path.is_empty() { key } else { format!("{path}.{key}") };
                match said {
                    Some(said) if said.contains(" is missing; ") => {
                        assert!(
                            said.starts_with(&format!("{} is missing; ", below(&whole))),
                            "{file}: {whole}: {said}"
                        );
                        refused += 1;
                    }
                    // a name of a map, or a key that has a default
                    _ => left_out += 1,
                }
            }
        }
    }
    assert!(refused > 2 * left_out, "{refused} refused, {left_out} left out");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_its_path() {
    for (file, text, read) in shipped() {
        let mut all = Vec::new();
        objects(&serde_json::from_str(&text).unwrap(), "", &mut all);
        for (path, keys) in all {
            for key in keys {
                let whole = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                for wrong in [Value::Bool(true), serde_json::json!([[]]), serde_json::json!({ "a": {} })] {
                    let said = changed(&text, read, &path, |object| {
                        object.insert(key.clone(), wrong.clone());
                    });
                    let Some(said) = said else { continue };
                    assert!(!said.starts_with("this is no rule set"), "{file}: {whole}: {said}");
                    assert!(said.contains(" is ") && said.contains("; "), "{file}: {whole}: {said}");
                    let named = said.split(" is ").next().unwrap_or_default();
                    // all of the parameters at once: their own paths begin below
                    assert!(
                        whole == "parameters" || named.starts_with(below(&whole)),
                        "{file}: {whole} := {wrong}: {said}"
                    );
                }
            }
        }
    }
}
