//! Every recorded answer belongs to one venue, and to the one whose folder it is in; none of them, spoilt anywhere, stops
//! the reading.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// No piece of a text is an answer of two venues.
fn check(tree: &Tree, at: &str) {
    let venues: Vec<Form> = READERS.iter().filter(|reader| (reader.find)(tree).is_some()).map(|of| of.form).collect();
    assert!(venues.len() < 2, "{at} is an answer of {venues:?}");
    if venues.is_empty() {
        tree.list().unwrap_or_default().iter().for_each(|entry| check(entry, at));
        tree.fields().unwrap_or_default().iter().for_each(|(_, value)| check(value, at));
    }
}

#[test]
fn no_recorded_answer_is_two_venues_and_each_is_its_own() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accounts");
    let further = std::env::var_os("CROSS_MARGIN_FIXTURES").map(PathBuf::from);
    let mut seen = 0;
    for folder in [Some(shipped.clone()), further].into_iter().flatten() {
        for file in files(&folder) {
            let Ok(text) = fs::read_to_string(&file) else { continue };
            let Ok(tree) = Tree::read(&text) else { continue };
            let at = file.display().to_string();
            check(&tree, &at);
            let venue = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().to_string();
            for of in read(&tree, Time(0)).unwrap() {
                let found = of.form.venue().unwrap_or_default().to_lowercase();
                assert_eq!(found, venue, "{at}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

/// Replaces the text or number that stands at a place, counted through the whole tree; false where there are not so many.
fn spoil(tree: &mut Tree, place: &mut usize, with: &Tree) -> bool {
    match tree {
        Tree::List(list) => list.iter_mut().any(|entry| spoil(entry, place, with)),
        Tree::Fields(fields) => fields.iter_mut().any(|(_, value)| spoil(value, place, with)),
        Tree::Number(_) | Tree::Text(_) if *place == 0 => {
            *tree = with.clone();
            true
        }
        Tree::Number(_) | Tree::Text(_) => {
            *place -= 1;
            false
        }
        _ => false,
    }
}

#[test]
fn nothing_in_an_answer_can_stop_the_reading() {
    let garbage = [
        Tree::Null,
        Tree::Text("garbage".to_owned()),
        Tree::Number("1e400".to_owned()),
        Tree::Number("79228162514264337593543950335".to_owned()),
        Tree::Text("-0.0000000000000000000000000001".to_owned()),
        Tree::List(vec![Tree::Null]),
    ];
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accounts")) {
        let tree = Tree::read(&fs::read_to_string(&file).unwrap()).unwrap();
        for with in &garbage {
            for place in 0.. {
                let mut spoilt = tree.clone();
                if !spoil(&mut spoilt, &mut place.clone(), with) {
                    break;
                }
                for of in read(&spoilt, Time(0)).unwrap() {
                    let worthless =
                        of.account.positions.iter().any(|of| of.quantity.is_zero() || of.contract_size.is_zero());
                    assert!(!worthless, "{} with {with:?} at {place}", file.display());
                }
            }
        }
    }
}
