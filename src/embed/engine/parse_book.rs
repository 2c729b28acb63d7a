//! A text of any form that the page imports, as accounts.

use rust_decimal::Decimal;
use serde::Serialize;

#[cfg(any(test, all(target_arch = "wasm32", feature = "engine-import")))]
use super::fields::Fields;
use super::{Answer, Code, Fault, Said};
use crate::book::{Account, Asset, Instrument, Time};
use crate::io::{self, Form, ReadAccount, VenueFigures};
use crate::market::Market;

/// The forms there are.
pub const FORMATS: [Form; 11] = [
    Form::Json,
    Form::Csv,
    Form::Lines,
    Form::Hyperliquid,
    Form::Dydx,
    Form::Deribit,
    Form::Derive,
    Form::Binance,
    Form::Okx,
    Form::Bybit,
    Form::Drift,
];

/// What there was in a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParsedBook {
    /// The form it was recognised as.
    pub format: &'static str,
    /// How sure that is: `certain`, `likely`, `a guess`.
    pub sure: &'static str,
    /// What gave it away.
    pub why: String,
    /// The accounts in it, at least one; each can be asked about as it stands.
    pub accounts: Vec<ParsedAccount>,
    /// The rule set of a saved book.
    pub rules: Option<String>,
}

/// An account out of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParsedAccount {
    /// What it is called, where the text says so.
    pub name: Option<String>,
    /// The venue that answered, where one did.
    pub venue: Option<&'static str>,
    /// What is held.
    pub account: Account,
    /// The prices that came with the text.
    pub market: Market,
    /// What the venue itself says of the account.
    pub figures: Option<ParsedFigures>,
}

/// What a venue itself says of an account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParsedFigures {
    /// When it was true.
    pub time: Option<Time>,
    /// The rule set that is meant to give the same.
    pub rules: Option<&'static str>,
    /// Figures of the whole account, an entry for each currency the venue counts in.
    pub totals: Vec<ParsedTotals>,
    /// Position by position.
    pub positions: Vec<ParsedPosition>,
}

/// A venue's figures in one currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParsedTotals {
    /// What they are counted in.
    pub unit: Asset,
    /// What the account is worth.
    pub equity: Option<Decimal>,
    /// Initial margin, ≥ 0.
    pub initial_margin: Option<Decimal>,
    /// Maintenance margin, ≥ 0.
    pub maintenance_margin: Option<Decimal>,
    /// What is free.
    pub free_collateral: Option<Decimal>,
}

/// A venue's figures of one position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParsedPosition {
    /// Which.
    pub instrument: Instrument,
    /// Liquidation price, in the instrument's price unit.
    pub liquidation_price: Option<Decimal>,
    /// Margin it uses, in what the venue counts in.
    pub margin_used: Option<Decimal>,
    /// Gain at the mark, in what gains are paid in.
    pub unrealised_gain: Option<Decimal>,
    /// Highest leverage the venue allows.
    pub max_leverage: Option<Decimal>,
    /// Whether it is margined by itself.
    pub isolated: bool,
}

/// Reads a text as the page's import does. Where a `format` is named, a text of another is refused. `now` is the instant
/// of prices that do not say when they were true, and tells which contracts have settled.
pub fn parse_book(text: &str, format: Option<&str>, now: Time) -> Answer<ParsedBook> {
    parsed(text, format, now).map_err(|fault| vec![fault]).into()
}

fn parsed(text: &str, format: Option<&str>, now: Time) -> Result<(ParsedBook, Vec<Said>), Fault> {
    let wanted = format.map(known).transpose()?;
    let read = io::read(text, now).map_err(|error| Fault::of_import("text", &error))?;
    let format = word(read.form);
    if let Some(wanted) = wanted.filter(|wanted| *wanted != read.form) {
        let message = format!("this is {} and not “{}”", read.form, word(wanted));
        let remedy = format!("the format “{format}” is right, or none");
        return Err(Fault::new(Code::OtherFormat, "format", message, remedy));
    }
    let accounts = read.accounts.into_iter().map(ParsedAccount::of).collect();
    let notices = read.notices.into_iter().map(|notice| Said::of(notice, "")).collect();
    Ok((ParsedBook { format, sure: read.sure.word(), why: read.why, accounts, rules: read.rules }, notices))
}

/// The options of a reading: the format that is wanted, and the instant, `now` where none is named.
#[cfg(any(test, all(target_arch = "wasm32", feature = "engine-import")))]
pub(super) fn options(given: io::Tree, now: Time) -> Result<(Option<String>, Time), Vec<Fault>> {
    if given.is_absent() {
        return Ok((None, now));
    }
    let mut fields = Fields::of("options", given, "{\"format\": \"csv\"}").map_err(|fault| vec![fault])?;
    let format = fields.text("format", "\"csv\"");
    let ms = fields.number("now");
    let now = match ms.map(i64::try_from) {
        None => now,
        Some(Ok(ms)) => Time(ms),
        Some(Err(_)) => {
            let (path, message) = (fields.path("now"), "there is no such instant");
            let remedy = "milliseconds since 1970 are right, such as 1795305600000";
            fields.wrong::<()>(Fault::new(Code::WrongValue, &path, message, remedy));
            now
        }
    };
    if fields.faults.is_empty() { Ok((format, now)) } else { Err(fields.faults) }
}

fn known(name: &str) -> Result<Form, Fault> {
    FORMATS.into_iter().find(|form| word(*form) == name).ok_or_else(|| {
        let (known, name) = (FORMATS.map(word).join(", "), name.chars().take(60).collect::<String>());
        let message = format!("“{name}” is no format");
        Fault::new(Code::WrongValue, "format", message, format!("one of {known} is right, or none"))
    })
}

/// The word for a form: `csv`.
pub fn word(form: Form) -> &'static str {
    match form {
        Form::Json => "json",
        Form::Csv => "csv",
        Form::Lines => "lines",
        Form::Hyperliquid => "hyperliquid",
        Form::Dydx => "dydx",
        Form::Deribit => "deribit",
        Form::Derive => "derive",
        Form::Binance => "binance",
        Form::Okx => "okx",
        Form::Bybit => "bybit",
        Form::Drift => "drift",
    }
}

impl ParsedAccount {
    fn of(of: ReadAccount) -> Self {
        Self {
            name: of.name,
            venue: of.form.venue(),
            account: of.account,
            market: of.market,
            figures: of.venue.map(ParsedFigures::of),
        }
    }
}

impl ParsedFigures {
    fn of(of: VenueFigures) -> Self {
        let totals = of.totals.into_iter().map(|of| ParsedTotals {
            unit: of.unit,
            equity: of.equity,
            initial_margin: of.initial_margin,
            maintenance_margin: of.maintenance_margin,
            free_collateral: of.free_collateral,
        });
        let positions = of.positions.into_iter().map(|of| ParsedPosition {
            instrument: of.instrument,
            liquidation_price: of.liquidation_price,
            margin_used: of.margin_used,
            unrealised_gain: of.unrealised_gain,
            max_leverage: of.max_leverage,
            isolated: of.isolated,
        });
        Self { time: of.time, rules: of.rules, totals: totals.collect(), positions: positions.collect() }
    }
}
