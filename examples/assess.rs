//! Assesses a book file and prints the whole answer as JSON.
//!
//! ```text
//! cargo run --release --example assess -- BOOK.json [--rules NAME]
//! ```
//!
//! The file is the one that the page saves: a book with its market (`docs/import.md`). Anything else that the page can
//! import is read too, as far as it brings its own prices. What was left out of it goes to standard error.

use std::process::ExitCode;

use cross_margin::book::Time;
use cross_margin::io;
use cross_margin::margin::{self, venues};
use serde_json::json;

const USAGE: &str = "usage: cargo run --release --example assess -- BOOK.json [--rules NAME]";

fn main() -> ExitCode {
    match answer(std::env::args().skip(1)) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn answer(arguments: impl Iterator<Item = String>) -> Result<String, String> {
    let mut file = None;
    let mut rules_name = None;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rules" => rules_name = Some(arguments.next().ok_or(USAGE)?),
            _ if file.is_none() => file = Some(argument),
            other => return Err(format!("“{other}” is one argument too many; {USAGE}")),
        }
    }
    let file = file.ok_or(USAGE)?;
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    let book = io::read(&text, Time(0)).map_err(|error| format!("{file}: {error}"))?;
    for notice in &book.notices {
        eprintln!("{file}: {notice}");
    }
    let name = rules_name.or(book.rules.clone()).unwrap_or_else(|| "reference".to_owned());
    let rules = venues::named(&name).ok_or_else(|| {
        let known = venues::all().iter().map(|rules| rules.name.as_str()).collect::<Vec<_>>().join(", ");
        format!("no rule set is called “{name}”; there is {known}")
    })?;
    let assessment = margin::assess(book.account(), &book.market(), rules);
    let liquidation = margin::liquidation(book.account(), &book.market(), rules);
    let answer = json!({ "assessment": assessment, "liquidation": liquidation });
    serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
}
