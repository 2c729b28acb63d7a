//! Recorded answers of venues against books written by hand.
//!
//! `tests/fixtures/books/VENUE/FILE` is the book that `VENUE/FILE` has to be read as. The answer itself stands in
//! `tests/fixtures/accounts`, or, where its licence keeps it out of this repository, in the folder that
//! `CROSS_MARGIN_FIXTURES` names; a book whose answer is in neither is counted and passed over.
//!
//! A book has the form and the accounts in order; of each the holdings, the positions and what is unknown. Fields that a
//! book does not name are not compared (`entry`, prices under `marks` and `index`, `totals`); lists are compared whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use cross_margin::book::{Asset, Exact, Instrument, Time};
use cross_margin::io::{self, ReadAccount};
use rust_decimal::Decimal;
use serde::Deserialize;

const NOW: Time = Time(1_795_305_600_000);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    /// `a Deribit account`.
    form: String,
    accounts: Vec<Expected>,
    /// Words that have to occur in the notices, each in one of them.
    #[serde(default)]
    notices: Vec<String>,
    /// How the figures follow from the answer, for readers.
    #[serde(default)]
    #[allow(dead_code)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    name: Option<String>,
    #[serde(default)]
    holdings: Vec<(Asset, Decimal)>,
    #[serde(default)]
    positions: Vec<Position>,
    #[serde(default)]
    unknown: Vec<(String, Decimal)>,
    #[serde(default)]
    marks: BTreeMap<Instrument, Decimal>,
    #[serde(default)]
    index: BTreeMap<Asset, Decimal>,
    #[serde(default)]
    vols: BTreeMap<Instrument, f64>,
    totals: Option<Vec<Totals>>,
    /// The rule set our figures are compared under.
    rules: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Position {
    instrument: Instrument,
    /// Coins, or dollars for inverse perpetuals and futures: quantity × contract size.
    units: Decimal,
    entry: Option<Decimal>,
    contract_size: Option<Decimal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Totals {
    unit: Asset,
    equity: Option<Decimal>,
    initial_margin: Option<Decimal>,
    maintenance_margin: Option<Decimal>,
    free_collateral: Option<Decimal>,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn answer(name: &Path) -> Option<String> {
    let beside = std::env::var_os("CROSS_MARGIN_FIXTURES").map(PathBuf::from);
    let places = [Some(root().join("accounts")), beside];
    places.into_iter().flatten().find_map(|place| fs::read_to_string(place.join(name)).ok())
}

fn check(of: &ReadAccount, expected: &Expected, at: &str) {
    if let Some(name) = &expected.name {
        assert_eq!(of.name.as_ref(), Some(name), "{at}: name");
    }
    let holdings: Vec<_> = of.account.holdings.iter().map(|h| (h.asset.clone(), h.quantity)).collect();
    assert_eq!(holdings, expected.holdings, "{at}: holdings");
    let unknown: Vec<_> = of.account.unknown.iter().map(|u| (u.name.clone(), u.quantity)).collect();
    assert_eq!(unknown, expected.unknown, "{at}: unknown");
    let names = |all: &mut dyn Iterator<Item = String>| all.collect::<Vec<_>>();
    let ours = names(&mut of.account.positions.iter().map(|p| p.instrument.to_string()));
    assert_eq!(ours, names(&mut expected.positions.iter().map(|p| p.instrument.to_string())), "{at}: positions");
    for (ours, theirs) in of.account.positions.iter().zip(&expected.positions) {
        let name = &theirs.instrument;
        assert_eq!(ours.units(), Some(theirs.units), "{at}: units of {name}");
        if theirs.entry.is_some() {
            assert_eq!(ours.entry, theirs.entry, "{at}: entry of {name}");
        }
        if let Some(size) = theirs.contract_size {
            assert_eq!(ours.contract_size, size, "{at}: contract size of {name}");
        }
    }
    for (name, price) in &expected.marks {
        assert_eq!(of.market.marks.get(name).map(|q| q.price), Some(*price), "{at}: mark of {name}");
    }
    for (asset, price) in &expected.index {
        assert_eq!(of.market.index.get(asset).map(|q| q.price), Some(*price), "{at}: index of {asset}");
    }
    for (name, vol) in &expected.vols {
        let ours = of.market.vols.get(name).map(|q| q.vol).unwrap_or_default();
        assert!((ours - vol).abs() < 1e-12, "{at}: volatility of {name} is {ours}, not {vol}");
    }
    let venue = of.venue.as_ref();
    if let Some(rules) = &expected.rules {
        assert_eq!(venue.and_then(|v| v.rules), Some(rules.as_str()), "{at}: rules");
    }
    if let Some(totals) = &expected.totals {
        let ours = venue.map(|v| v.totals.as_slice()).unwrap_or_default();
        assert_eq!(ours.len(), totals.len(), "{at}: totals");
        for (ours, theirs) in ours.iter().zip(totals) {
            assert_eq!(ours.unit, theirs.unit, "{at}: unit");
            let unit = &theirs.unit;
            assert_eq!(ours.equity, theirs.equity, "{at}: equity in {unit}");
            assert_eq!(ours.initial_margin, theirs.initial_margin, "{at}: initial margin in {unit}");
            assert_eq!(ours.maintenance_margin, theirs.maintenance_margin, "{at}: maintenance margin in {unit}");
            assert_eq!(ours.free_collateral, theirs.free_collateral, "{at}: free collateral in {unit}");
        }
    }
}

#[test]
fn answers_are_read_as_the_books_written_by_hand() {
    let books = root().join("books");
    let (mut read, mut missing) = (0, 0);
    for file in files(&books) {
        let name = file.strip_prefix(&books).unwrap();
        let at = name.display().to_string();
        let Some(text) = answer(name) else {
            missing += 1;
            continue;
        };
        let book: Book = serde_json::from_str(&fs::read_to_string(&file).unwrap()).expect(&at);
        let imported = io::read(&text, NOW).unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(imported.form.to_string(), book.form, "{at}: form");
        assert_eq!(imported.accounts.len(), book.accounts.len(), "{at}: accounts");
        for (of, expected) in imported.accounts.iter().zip(&book.accounts) {
            check(of, expected, &at);
        }
        let said: Vec<String> = imported.notices.iter().map(ToString::to_string).collect();
        for words in &book.notices {
            assert!(said.iter().any(|notice| notice.contains(words)), "{at}: nothing says “{words}” in {said:#?}");
        }
        read += 1;
    }
    println!("{read} answers read as written by hand, {missing} not at hand");
    assert!(read > 0);
}

/// Whatever lies in the folder of further answers is read or refused with a sentence, and adds up.
#[test]
fn every_further_answer_is_read_or_refused_with_a_sentence() {
    let Some(folder) = std::env::var_os("CROSS_MARGIN_FIXTURES") else { return };
    for file in files(Path::new(&folder)) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        match io::read(&text, NOW) {
            Err(error) => assert!(error.to_string().len() > 20, "{}", file.display()),
            Ok(imported) => {
                for of in &imported.accounts {
                    for position in &of.account.positions {
                        assert!(!position.quantity.is_zero(), "{}", file.display());
                        assert!(position.units().is_some_and(|units| units.minus(units).is_some()));
                    }
                    assert!(of.account.holdings.iter().all(|held| !held.quantity.is_zero()), "{}", file.display());
                }
            }
        }
    }
}
