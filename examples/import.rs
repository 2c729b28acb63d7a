//! Reads a file as the page's import does and prints what it was recognised as, the books in it and the notices, as JSON.
//!
//! ```text
//! cargo run --release --example import -- FILE [--now MILLISECONDS]
//! ```
//!
//! `units` is the quantity times the contract size: coins for linear instruments and all options, dollars for inverse
//! perpetuals and futures. `now` is the instant of prices that do not say when they were true, and tells which contracts
//! have settled; without it that is 0.

use std::process::ExitCode;

use cross_margin::book::{Account, Position, Time};
use cross_margin::io::{self, Imported, Notice, NoticeKind, ReadAccount, VenueFigures};
use serde_json::{Value, json};

const USAGE: &str = "usage: cargo run --release --example import -- FILE [--now MILLISECONDS]";

fn main() -> ExitCode {
    match answer(std::env::args().skip(1)) {
        Ok((text, code)) => {
            println!("{text}");
            code
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn answer(mut arguments: impl Iterator<Item = String>) -> Result<(String, ExitCode), String> {
    let mut file = None;
    let mut now = Time(0);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--now" => now = arguments.next().and_then(|ms| ms.parse().ok()).map(Time).ok_or(USAGE)?,
            _ if file.is_none() => file = Some(argument),
            other => return Err(format!("“{other}” is one argument too many; {USAGE}")),
        }
    }
    let file = file.ok_or(USAGE)?;
    let bytes = std::fs::read(&file).map_err(|error| format!("{file}: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    let (answer, code) = match io::read(&text, now) {
        Ok(read) => (imported(&read), ExitCode::SUCCESS),
        Err(error) => (json!({ "error": error.to_string() }), ExitCode::FAILURE),
    };
    let text = serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())?;
    Ok((text, code))
}

fn imported(read: &Imported) -> Value {
    json!({
        "recognised": {
            "form": read.form.to_string(),
            "sentence": read.form.sentence(),
            "venue": read.form.venue(),
            "sure": read.sure.word(),
            "why": read.why,
        },
        "accounts": read.accounts.iter().map(account).collect::<Vec<_>>(),
        "rules": read.rules,
        "notices": read.notices.iter().map(notice).collect::<Vec<_>>(),
    })
}

fn account(of: &ReadAccount) -> Value {
    json!({
        "name": of.name,
        "venue": of.form.venue(),
        "account": book(&of.account),
        "market": of.market,
        "venue_figures": of.venue.as_ref().map(figures),
    })
}

fn book(account: &Account) -> Value {
    json!({
        "holdings": account.holdings,
        "positions": account.positions.iter().map(position).collect::<Vec<_>>(),
        "unknown": account.unknown,
    })
}

fn position(of: &Position) -> Value {
    let inverse = of.instrument.is_inverse() && !of.instrument.is_option();
    json!({
        "instrument": of.instrument,
        "quantity": of.quantity,
        "entry": of.entry,
        "contract_size": of.contract_size,
        "units": of.units(),
        "unit": if inverse { "USD" } else { of.instrument.underlying().as_str() },
    })
}

fn figures(of: &VenueFigures) -> Value {
    json!({
        "time": of.time,
        "rules": of.rules,
        "totals": of.totals.iter().map(|totals| json!({
            "unit": totals.unit,
            "equity": totals.equity,
            "initial_margin": totals.initial_margin,
            "maintenance_margin": totals.maintenance_margin,
            "free_collateral": totals.free_collateral,
        })).collect::<Vec<_>>(),
        "positions": of.positions.iter().map(|position| json!({
            "instrument": position.instrument,
            "liquidation_price": position.liquidation_price,
            "margin_used": position.margin_used,
            "unrealised_gain": position.unrealised_gain,
            "isolated": position.isolated,
        })).collect::<Vec<_>>(),
    })
}

fn notice(of: &Notice) -> Value {
    let kind = match of.kind {
        NoticeKind::LeftOut => "left out",
        NoticeKind::Kept => "kept",
        NoticeKind::Info => "info",
    };
    json!({ "kind": kind, "line": of.line, "column": of.column, "read": of.read, "message": of.message })
}
