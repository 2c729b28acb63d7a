//! The arrows between the rooms of this crate point one way, down. This test
//! reads the source and fails when one points up, when the engine reaches for a
//! browser, a clock or chance, and when a file names a place on somebody's machine.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "the helpers of a test may panic as the test does")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Top to bottom. A room may name itself and the rooms that come after it.
const ROOMS: [&str; 11] =
    ["app", "embed", "oracle", "learn", "io", "margin", "risk", "pricing", "market", "book", "json"];

/// Arrows that point down and are still not allowed: the oracle checks the
/// margin engine, so it must come to its answers without it, and teaches nothing.
const APART: [(&str, &str); 2] = [("oracle", "margin"), ("oracle", "learn")];

/// The same answer for the same book, natively and in any browser: these rooms
/// know no page, no clock, no chance and no hidden state. Lessons are held to it too.
const ENGINE: [&str; 7] = ["json", "book", "market", "pricing", "risk", "margin", "learn"];

/// The start of the program is not a place for logic.
const MAIN_LINES: usize = 15;

/// One word or mark of Rust source. Comments and the contents of literals are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Mark(char),
    /// `::`
    Path,
}

/// Splits source into tokens with the line each stands on, leaving out
/// comments, strings and characters.
fn tokens(source: &str) -> Vec<(usize, Token)> {
    let text: Vec<char> = source.chars().collect();
    let at = |i: usize| text.get(i).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let (mut i, mut line) = (0, 1);
    while i < text.len() {
        let start = i;
        let c = text[i];
        if c == '/' && at(i + 1) == '/' {
            while i < text.len() && text[i] != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            let mut depth = 0;
            loop {
                if at(i) == '/' && at(i + 1) == '*' {
                    (depth, i) = (depth + 1, i + 2);
                } else if at(i) == '*' && at(i + 1) == '/' {
                    (depth, i) = (depth - 1, i + 2);
                } else {
                    i += 1;
                }
                if depth == 0 || i >= text.len() {
                    break;
                }
            }
        } else if c == '"' {
            i = after_string(&text, i);
        } else if c == '\'' {
            // 'x' and '\n' are characters, 'x without a second mark is a lifetime
            if at(i + 1) == '\\' {
                i += 3;
                while i < text.len() && text[i] != '\'' {
                    i += 1;
                }
                i += 1;
            } else if at(i + 2) == '\'' {
                i += 3;
            } else {
                i += 1;
                while is_word(at(i)) {
                    i += 1;
                }
            }
        } else if is_word(c) {
            while is_word(at(i)) {
                i += 1;
            }
            let word: String = text[start..i].iter().collect();
            let raw = matches!(word.as_str(), "r" | "br" | "cr");
            if raw && at(i) == '#' && is_word(at(i + 1)) {
                i += 1; // r#word: the word follows
            } else if raw && matches!(at(i), '"' | '#') {
                i = after_raw_string(&text, i);
            } else if matches!(word.as_str(), "b" | "c") && at(i) == '"' {
                i = after_string(&text, i);
            } else {
                found.push((line, Token::Word(word)));
            }
        } else if c == ':' && at(i + 1) == ':' {
            found.push((line, Token::Path));
            i += 2;
        } else {
            if !c.is_whitespace() {
                found.push((line, Token::Mark(c)));
            }
            i += 1;
        }
        let end = i.min(text.len());
        line += text[start..end].iter().filter(|c| **c == '\n').count();
    }
    found
}

/// Where the string that opens at `i` is over.
fn after_string(text: &[char], mut i: usize) -> usize {
    i += 1;
    while i < text.len() && text[i] != '"' {
        i += if text[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// Where the raw string whose `#`s or `"` stand at `i` is over.
fn after_raw_string(text: &[char], mut i: usize) -> usize {
    let mut marks = 0;
    while text.get(i) == Some(&'#') {
        (marks, i) = (marks + 1, i + 1);
    }
    i += 1;
    while i < text.len() {
        let closed = text[i] == '"' && (1..=marks).all(|k| text.get(i + k) == Some(&'#'));
        i += 1;
        if closed {
            return i + marks;
        }
    }
    i
}

/// Every path of the source that starts at this crate, with its line, whole
/// from the crate's root: `crate::a`, `cross_margin::a`, `super::a` and the
/// members of `{a, b}`.
fn paths(module: &[String], tokens: &[(usize, Token)]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    // The modules written out within the file, each with the depth of its brace.
    let mut inner: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut i = 0;
    while i < tokens.len() {
        let (line, token) = &tokens[i];
        match token {
            Token::Mark('{') => {
                depth += 1;
                if i >= 2
                    && let Token::Word(name) = &tokens[i - 1].1
                    && tokens[i - 2].1 == Token::Word("mod".into())
                {
                    inner.push((name.clone(), depth));
                }
            }
            Token::Mark('}') => {
                if inner.last().is_some_and(|(_, at)| *at == depth) {
                    inner.pop();
                }
                depth = depth.saturating_sub(1);
            }
            Token::Word(word) if matches!(word.as_str(), "crate" | "cross_margin" | "super") => {
                let goes_on = tokens.get(i + 1).is_some_and(|(_, t)| *t == Token::Path);
                // the end of a path to somewhere else, or of self::super
                let within = i > 0 && tokens[i - 1].1 == Token::Path;
                let after_self = i > 1 && tokens[i - 2].1 == Token::Word("self".into());
                let own_name = word == "cross_margin";
                if goes_on && (!within || after_self || own_name) {
                    let mut here: Vec<String> = module.to_vec();
                    here.extend(inner.iter().map(|(name, _)| name.clone()));
                    if word != "super" {
                        here.clear();
                    } else {
                        here.pop();
                    }
                    i = follow(tokens, i + 2, here, *line, &mut found);
                    continue;
                }
                // `use crate as c`, `use cross_margin as c`: what follows it would go unseen
                if tokens.get(i + 1).is_some_and(|(_, t)| *t == Token::Word("as".into())) {
                    found.push((*line, vec!["*".into()]));
                }
            }
            _ => {}
        }
        i += 1;
    }
    found
}

/// Reads the rest of a path, from after its `::`. Returns where it ends.
fn follow(
    tokens: &[(usize, Token)],
    mut i: usize,
    mut so_far: Vec<String>,
    line: usize,
    found: &mut Vec<(usize, Vec<String>)>,
) -> usize {
    loop {
        match tokens.get(i).map(|(_, token)| token) {
            Some(Token::Word(word)) if word == "super" => {
                so_far.pop();
            }
            Some(Token::Word(word)) if word == "self" => {}
            Some(Token::Word(word)) => so_far.push(word.clone()),
            Some(Token::Mark('*')) => {
                so_far.push("*".into());
                found.push((line, so_far));
                return i + 1;
            }
            Some(Token::Mark('{')) => {
                i += 1;
                while let Some((line, token)) = tokens.get(i) {
                    match token {
                        Token::Mark('}') => return i + 1,
                        Token::Mark(',') => i += 1,
                        Token::Word(word) if word == "as" => i += 2,
                        // at least one token on, whatever a macro may have written there
                        _ => i = follow(tokens, i, so_far.clone(), *line, found).max(i + 1),
                    }
                }
                return i;
            }
            _ => {
                found.push((line, so_far));
                return i;
            }
        }
        i += 1;
        if tokens.get(i).is_some_and(|(_, t)| *t == Token::Path) {
            i += 1;
        } else {
            // `self as c` on the crate itself ends here with nothing named: it hides what follows
            if so_far.is_empty() {
                so_far.push("*".into());
            }
            found.push((line, so_far));
            return i;
        }
    }
}

/// The module a file of src/ holds: src/book/entry.rs is book::entry.
fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> =
        file.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|name| name == "mod")
        || matches!(module.as_slice(), [root] if root == "lib" || root == "main")
    {
        module.pop();
    }
    module
}

/// What is wrong with one file of src/, given by its path below src/.
fn wrongs(file: &str, source: &str) -> Vec<String> {
    let module = module_of(Path::new(file));
    let tokens = tokens(source);
    let mut wrong = Vec::new();
    if file == "main.rs" && source.lines().count() > MAIN_LINES {
        wrong.push(format!("src/main.rs is longer than {MAIN_LINES} lines"));
    }
    let Some(room) = module.first() else {
        return wrong; // the crate's root names every room
    };
    let Some(height) = ROOMS.iter().position(|name| name == room) else {
        return vec![format!("src/{file}: {room} is none of the rooms {ROOMS:?}")];
    };
    for (line, path) in paths(&module, &tokens) {
        let Some(target) = path.first() else {
            continue;
        };
        let place = format!("src/{file}:{line}: {room} names {}", path.join("::"));
        if target == "*" {
            wrong.push(format!("{place}: name the rooms one by one"));
        } else if let Some(other) = ROOMS.iter().position(|name| name == target) {
            if other < height {
                wrong.push(format!("{place}, which is above it"));
            } else if APART.iter().any(|(a, b)| a == room && b == target) {
                wrong.push(format!("{place}, which it must do without"));
            }
        } else {
            wrong.push(format!("{place}, which is in no room"));
        }
    }
    if ENGINE.contains(&room.as_str()) {
        for (i, (line, token)) in tokens.iter().enumerate() {
            let Token::Word(word) = token else { continue };
            let next = |n: usize| tokens.get(i + n).map(|(_, token)| token);
            let next_is = |n: usize, word: &str| next(n) == Some(&Token::Word(word.into()));
            let after_use = i > 0 && tokens[i - 1].1 == Token::Word("use".into());
            let family = word.split('_').next().unwrap_or_default();
            let bad = match word.as_str() {
                "web_sys"
                | "js_sys"
                | "wasm_bindgen"
                | "wasm_bindgen_futures"
                | "serde_wasm_bindgen"
                | "wasm_bindgen_test"
                | "SystemTime"
                | "thread_local" => true,
                "Instant" => next(1) == Some(&Token::Path) && next_is(2, "now"),
                "static" => next_is(1, "mut"),
                _ if matches!(family, "leptos" | "gloo" | "rand" | "getrandom") => {
                    after_use || next(1) == Some(&Token::Path)
                }
                _ => false,
            };
            if bad {
                wrong.push(format!("src/{file}:{line}: the engine room {room} names {word}"));
            }
        }
    }
    wrong
}

/// The .rs files below a folder, as paths below it.
fn sources(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(place) = waiting.pop() {
        for entry in fs::read_dir(&place).expect("a folder of src/ can be read") {
            let path = entry.expect("an entry of src/ can be read").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let below = path.strip_prefix(folder).expect("it was found below");
                found.insert(below.to_path_buf());
            }
        }
    }
    found
}

#[test]
fn every_arrow_of_the_source_points_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&folder);
    assert!(files.contains(Path::new("lib.rs")));
    let mut wrong = Vec::new();
    for file in files {
        let source = fs::read_to_string(folder.join(&file)).expect("a source file can be read");
        wrong.extend(wrongs(&file.to_string_lossy(), &source));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn arrows_down_and_within_a_room_are_right() {
    for (file, source) in [
        ("app/mod.rs", "use crate::embed::mount; use crate::book::Book;"),
        ("margin/mod.rs", "use crate::{book::{Book, Entry as E}, risk, pricing::*};"),
        ("margin/cross.rs", "use super::super::risk::Grid; use super::Rules; use crate::margin::x;"),
        ("oracle/mod.rs", "use cross_margin::io::read; fn f() { crate::pricing::price(); }"),
        ("book/mod.rs", "mod tests { use super::*; use super::entry::Entry; }"),
        ("book/entry.rs", "mod tests { mod deep { use super::super::*; } } use super::Book;"),
        ("book.rs", "pub(crate) struct Book; pub(in crate::book) struct Entry;"),
        ("lib.rs", "pub mod app; pub use crate::margin::assess;"),
        ("main.rs", "fn main() { cross_margin::app::start(); }"),
        ("io/csv.rs", "use crate::margin::{self, Rules}; use crate::risk::{self as r};"),
    ] {
        assert_eq!(wrongs(file, source), Vec::<String>::new(), "{file}: {source}");
    }
}

#[test]
fn arrows_up_are_wrong_however_they_are_written() {
    for (file, source) in [
        ("book/mod.rs", "use crate::market::Quote;"),
        ("book/mod.rs", "use cross_margin::market::Quote;"),
        ("book/mod.rs", "use ::cross_margin::market::Quote;"),
        ("book/mod.rs", "use super::market::Quote;"),
        ("book/entry.rs", "use super::super::market::Quote;"),
        ("book/entry.rs", "use self::super::super::market::Quote;"),
        ("book/entry.rs", "mod tests { use super::super::super::market::Quote; }"),
        ("book/entry.rs", "mod a {} mod b { fn f() { super::super::super::risk::f(); } }"),
        ("market/mod.rs", "use crate::{book::Book, pricing::{self as p}};"),
        ("market/mod.rs", "use crate :: /* so */\n r#risk::Grid;"),
        ("pricing/mod.rs", "fn f() -> crate::risk::Grid { todo() }"),
        ("pricing/mod.rs", "macro_rules! m { () => { $crate::margin::assess() } }"),
        ("pricing/mod.rs", "use {super::risk::Grid, std::fmt};"),
        ("oracle/mod.rs", "use crate::margin::assess;"),
        ("oracle/a/b.rs", "use crate::{io, book, margin};"),
        ("learn/lesson.rs", "use crate::app::Topic;"),
        ("io/mod.rs", "use crate::learn::all;"),
        ("embed/mod.rs", "pub use crate::app::App;"),
        ("io/mod.rs", "use crate::oracle;"),
        ("risk/mod.rs", "use crate::*;"),
        ("risk/mod.rs", "use super::*;"),
        ("risk/mod.rs", "use crate as all;"),
        ("risk/mod.rs", "use crate::{self as all};"),
        ("risk/mod.rs", "use crate::Hidden;"),
        ("cellar/mod.rs", ""),
    ] {
        assert_eq!(wrongs(file, source).len(), 1, "{file}: {source}: {:?}", wrongs(file, source));
    }
}

#[test]
fn names_that_only_a_macro_knows_are_wrong() {
    let source = "macro_rules! m { ($($x:ident),*) => { use $crate::{$($x),*}; } }";
    assert!(!wrongs("margin/mod.rs", source).is_empty());
}

#[test]
fn what_a_comment_or_a_literal_says_is_no_arrow() {
    for source in [
        "// use crate::margin::assess;",
        "/// See [`crate::margin`].\nstruct A;",
        "/* a /* nested */ use crate::margin::assess; */",
        r#"const A: &str = "crate::margin \" crate::margin";"#,
        r##"const A: &str = r#"" crate::margin"#; const B: &[u8] = b"crate::risk";"##,
        "fn f<'a>(x: &'a str) -> char { if x == \"'\" { '\"' } else { '\\'' } } // crate::margin",
        "const A: char = '\"'; const B: char = '\\u{22}'; const C: &str = \"crate::risk\";",
    ] {
        assert_eq!(wrongs("book/mod.rs", source), Vec::<String>::new(), "{source}");
    }
    // and what follows a literal is seen
    for source in [
        "const A: char = '\"'; use crate::risk::A;",
        "const A: &str = r#\"\"\"#; use crate::risk::A;",
        "fn f<'a>() {} use crate::risk::A;",
        "const A: &str = \"\\\\\"; use crate::risk::A;",
    ] {
        assert_eq!(wrongs("book/mod.rs", source).len(), 1, "{source}");
    }
    assert_eq!(
        wrongs("book/mod.rs", "\n/* \n */ const A: &str = \"\n\";\nuse crate::risk::A;"),
        ["src/book/mod.rs:5: book names risk::A, which is above it"]
    );
}

#[test]
fn the_engine_knows_no_page_no_clock_and_no_chance() {
    for source in [
        "use leptos::prelude::*;",
        "use leptos_router::Router;",
        "use web_sys::Window;",
        "fn f() { js_sys::Date::now(); }",
        "use wasm_bindgen::prelude::*;",
        "use gloo_net::http::Request;",
        "use std::time::{Duration, SystemTime};",
        "fn f() { let start = Instant::now(); }",
        "fn f() { std::time::Instant::now(); }",
        "fn f() { rand::random::<u8>(); }",
        "thread_local! { static A: u8 = 1; }",
        "static mut A: u8 = 1;",
    ] {
        assert_eq!(wrongs("pricing/kernel.rs", source).len(), 1, "{source}");
        assert_eq!(wrongs("app/mod.rs", source), Vec::<String>::new(), "{source}");
    }
    for source in [
        "static A: u8 = 1; fn f(operand: u8, rand: u8) -> u8 { operand + rand }",
        "fn f(now: Instant) {} // never SystemTime::now()",
    ] {
        assert_eq!(wrongs("pricing/kernel.rs", source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn main_stays_short() {
    assert_eq!(wrongs("main.rs", &"//\n".repeat(MAIN_LINES)).len(), 0);
    assert_eq!(wrongs("main.rs", &"//\n".repeat(MAIN_LINES + 1)).len(), 1);
}

/// The first address in a text of a place on one machine only.
fn machine_path(text: &str) -> Option<&str> {
    // in pieces, so that this file does not hold what it looks for
    let roots = ["work", "root", "tmp", "home", "Users"].map(|name| format!("/{name}/"));
    roots.iter().find_map(|root| {
        text.match_indices(root.as_str()).find_map(|(at, _)| {
            // within an address or a longer path it is something else
            let inside =
                text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._-/~*}])$".contains(c));
            let rest = &text[at..];
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (!inside).then(|| &rest[..end])
        })
    })
}

#[test]
fn no_tracked_file_names_a_place_on_one_machine() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(folder).output();
    let Some(listed) = listed.ok().filter(|listed| listed.status.success()) else {
        return; // not a checkout: nothing is tracked
    };
    let mut wrong = Vec::new();
    for name in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
        // Bytes that are no text, or a file that is tracked and was taken away, name nothing.
        let Ok(text) = fs::read_to_string(folder.join(name)) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(path) = machine_path(line) {
                wrong.push(format!("{name}:{}: {path}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn machine_paths_are_told_from_addresses() {
    let path = ["", "tmp", "a.txt"].join("/");
    assert_eq!(machine_path(&format!("see `{path} there")), Some(path.as_str()));
    assert_eq!(machine_path(&format!("PATH={path}")), Some(path.as_str()));
    assert_eq!(machine_path(&path), Some(path.as_str()));
    for other in ["https://example.com", "target", "..", "$HOME"] {
        assert_eq!(machine_path(&format!("{other}{path}")), None);
    }
}
