//! All readers together: on every recorded answer one of them speaks, and none falls over whatever stands in it.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

const NOW: Time = Time(1_795_305_600_000);

/// The recorded answers: those of this repository, and of the folder that `CROSS_MARGIN_FIXTURES` names.
fn answers() -> Vec<(String, PathBuf)> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accounts");
    let beside = std::env::var_os("CROSS_MARGIN_FIXTURES").map(PathBuf::from);
    let mut files = Vec::new();
    for root in [Some(ours), beside].into_iter().flatten() {
        for folder in fs::read_dir(root).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
            let venue = folder.file_name().to_string_lossy().into_owned();
            let inside = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| (venue.clone(), entry.path()));
            files.extend(inside.filter(|(_, path)| path.extension().is_some_and(|of| of == "json")));
        }
    }
    files
}

fn tree(path: &Path) -> Option<Tree> {
    Tree::read(&fs::read_to_string(path).unwrap()).ok()
}

/// Asks all readers about a piece and what is in it.
fn ask(tree: &Tree, venue: &str, at: &str) {
    let speak: Vec<Form> = READERS.iter().filter(|of| (of.find)(tree).is_some()).map(|of| of.form).collect();
    assert!(speak.len() <= 1, "{at}: {speak:?}");
    for form in speak {
        let name = form.venue().unwrap_or_default().to_lowercase();
        assert_eq!(name, venue, "{at}");
    }
    for piece in tree.list().unwrap_or_default() {
        ask(piece, venue, at);
    }
    for (_, piece) in tree.fields().unwrap_or_default() {
        ask(piece, venue, at);
    }
}

#[test]
fn no_answer_is_taken_for_two_venues_or_for_anothers() {
    let files = answers();
    assert!(files.len() > 10);
    for (venue, path) in files {
        if let Some(tree) = tree(&path) {
            ask(&tree, &venue, &path.display().to_string());
        }
    }
}

/// The number of values that are neither lists nor objects.
fn leaves(tree: &Tree) -> usize {
    match tree {
        Tree::List(list) => list.iter().map(leaves).sum(),
        Tree::Fields(fields) => fields.iter().map(|(_, value)| leaves(value)).sum(),
        _ => 1,
    }
}

/// The same tree with one of its leaves replaced, and that leaf's field.
fn replaced(tree: &Tree, leaf: &mut usize, with: &Tree) -> Tree {
    match tree {
        Tree::List(list) => Tree::List(list.iter().map(|value| replaced(value, leaf, with)).collect()),
        Tree::Fields(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), replaced(value, leaf, with)));
            Tree::Fields(fields.collect())
        }
        _ => {
            let this = *leaf == 0;
            *leaf = leaf.wrapping_sub(1);
            if this { with.clone() } else { tree.clone() }
        }
    }
}

#[test]
fn whatever_stands_in_a_field_leaves_an_account_or_nothing() {
    let garbage = [
        Tree::Text("garbage".to_owned()),
        Tree::Text("-1e400".to_owned()),
        Tree::Number("79228162514264337593543950335".to_owned()),
        Tree::Number("0.0000000000000000000000000001".to_owned()),
        Tree::Null,
        Tree::List(Vec::new()),
        Tree::Fields(Vec::new()),
    ];
    for (_, path) in answers() {
        let Some(tree) = tree(&path).filter(|tree| leaves(tree) < 400) else { continue };
        if read(&tree, NOW).unwrap().is_empty() {
            continue;
        }
        for leaf in 0..leaves(&tree) {
            for with in &garbage {
                let _ = read(&replaced(&tree, &mut leaf.clone(), with), NOW);
            }
        }
    }
}

#[test]
fn a_number_that_is_none_is_said_and_costs_its_row_alone() {
    let row = |symbol: &str, amount: &str, entry: &str| {
        [
            format!(r#"{{"symbol":"{symbol}USDT","positionAmt":"{amount}","entryPrice":"{entry}","markPrice":"9"}}"#),
            format!(
                r#"{{"instId":"{symbol}-USDT-SWAP","posSide":"net","pos":"{amount}","avgPx":"{entry}","markPx":"9"}}"#
            ),
            format!(
                r#"{{"symbol":"{symbol}USDT","positionIdx":0,"side":"Buy","size":"{amount}","avgPrice":"{entry}","markPrice":"9"}}"#
            ),
        ]
    };
    let texts = row("BTC", "1", "8").into_iter().zip(row("ETH", "x", "8")).zip(row("LTC", "1", "y"));
    for ((good, bad), half) in texts {
        let read = read(&Tree::read(&format!("[{good},{bad},{half}]")).unwrap(), NOW).unwrap().swap_remove(0);
        let found: Vec<_> = read.account.positions.iter().map(|of| of.instrument.underlying().as_str()).collect();
        assert_eq!(found, ["BTC", "LTC"], "{bad}");
        assert_eq!(read.account.positions[1].entry, None);
        let lost = |of: &&Notice| of.kind == crate::io::notice::NoticeKind::LeftOut;
        assert_eq!(read.notices.iter().filter(lost).count(), 2, "{bad}");
    }
}
