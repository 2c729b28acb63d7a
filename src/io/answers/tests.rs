//! Every recorded answer belongs to one venue, and to the one whose folder it is in.

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
