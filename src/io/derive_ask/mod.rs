//! Asking Derive itself for a book's margins: its `public/get_margin` margins an account that is made up, without a login.
//!
//! [`request`] says what of a book can be asked about and what cannot, and writes the message; [`answer`] reads what comes
//! back. Both sides of the comparison are of the same account: [`Ask::account`] is what was put into the message, and
//! [`Ask::ours`] what our rules ask of exactly that.
//!
//! Margins in the answer are **net**, dollars: what the account is worth less what is asked for, ≥ 0 when all is well. What
//! the account is worth is not in it, so what Derive asks for is our worth of the account less that.
//!
//! The message goes over a socket: Derive's HTTP address sends no CORS headers, so a browser would not let a page of
//! another origin read its answer. The methods of both are the same.
//!
//! Source: <https://docs.derive.xyz/api-reference/subaccounts/publicget_margin> (API v3: standard margin `SM` or portfolio
//! margin `PM2`, the latter of one market) and <https://docs.derive.xyz/error-codes>.

mod answer;
mod asked;
mod write;

use rust_decimal::Decimal;

pub use answer::{AnswerError, Margins, answer, is_answer};

use crate::book::{Account, Asset, Exact};
use crate::margin::venues::derive::pm2_managers;
use crate::margin::{assess, venues};
use crate::market::Market;
use crate::risk::{LeftOut, Subject};

/// Where Derive is asked.
pub const ADDRESS: &str = "wss://api.derive.xyz/v3/ws";

/// Under which of Derive's two margins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
    /// Standard margin, of all markets.
    Standard,
    /// Portfolio margin, a subaccount of its own for each underlying.
    Portfolio(Asset),
}

impl Model {
    /// The name of our rule set that is to give the same.
    pub fn rules(&self) -> &'static str {
        match self {
            Self::Standard => "derive-sm",
            Self::Portfolio(_) => "derive-pm2",
        }
    }

    /// Its name on screen.
    pub fn title(&self) -> String {
        match self {
            Self::Standard => "Standard margin".to_owned(),
            Self::Portfolio(coin) => format!("Portfolio margin of {coin}"),
        }
    }
}

/// The models that a book can be asked about under: standard margin, and portfolio margin of each underlying of a position
/// that has a manager.
pub fn models(account: &Account) -> Vec<Model> {
    let managers = pm2_managers().map(|dated| dated.parameters.managers).unwrap_or_default();
    let mut coins: Vec<&Asset> = account.positions.iter().map(|position| position.instrument.underlying()).collect();
    coins.sort();
    coins.dedup();
    let managed = coins.into_iter().filter(|coin| managers.contains_key(coin.as_str()));
    std::iter::once(Model::Standard).chain(managed.cloned().map(Model::Portfolio)).collect()
}

/// A row of the book that Derive is not asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAsked {
    /// Its name.
    pub name: String,
    /// Why not.
    pub why: String,
}

/// What our rules ask of an account. Dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ours {
    /// What the account is worth, as these rules count it.
    pub worth: Decimal,
    /// Initial margin.
    pub initial: Decimal,
    /// Maintenance margin.
    pub maintenance: Decimal,
}

/// A question to Derive.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Under which margin.
    pub model: Model,
    /// The message.
    pub message: String,
    /// What is named in it, collateral first: `20000 USDC`, `-10 ETH-PERP @ 2100`.
    pub named: Vec<String>,
    /// The account it describes.
    pub account: Account,
    /// What is not in it.
    pub left_out: Vec<NotAsked>,
    /// What a reader has to know: what stands for what.
    pub notes: Vec<String>,
    /// What our rules ask of the same account.
    pub ours: Ours,
}

/// Why there is no question.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CannotAsk {
    /// Our own rules could not be read, so there is nothing to compare with.
    #[error("our own rules for Derive cannot be used")]
    NoRules,
    /// Derive lists nothing of the book.
    #[error("nothing of this book is listed there")]
    Nothing(Vec<NotAsked>),
}

/// The question about what Derive can be asked of a book.
///
/// # Errors
/// When no position of the book can be asked about, with why of each.
pub fn request(account: &Account, market: &Market, model: &Model) -> Result<Ask, CannotAsk> {
    let rules = venues::named(model.rules()).ok_or(CannotAsk::NoRules)?;
    let mut about = asked::of(account, market.as_of, model).ok_or(CannotAsk::NoRules)?;
    // a row that our rules leave out for want of a price would stand on one side only
    let mut of = assess(&about.account, market, rules);
    let row = |out: &LeftOut| if let Subject::Position(row) = out.subject { Some(row) } else { None };
    let rows: Vec<usize> = of.left_out.iter().filter_map(row).collect();
    for out in of.left_out.iter().filter(|out| row(out).is_some()) {
        about.left_out.push(NotAsked { name: out.name.clone(), why: out.reason.clone() });
    }
    let mut place = 0_usize;
    about.account.positions.retain(|_| {
        place += 1;
        !rows.contains(&(place - 1))
    });
    if about.account.positions.is_empty() {
        return Err(CannotAsk::Nothing(about.left_out));
    }
    if !of.left_out.is_empty() {
        of = assess(&about.account, market, rules);
    }
    let ours = Ours { worth: of.equity.total, initial: of.initial_margin, maintenance: of.maintenance_margin };
    let (message, named) = write::message(&about.account, model);
    let asked::About { account, left_out, notes } = about;
    Ok(Ask { model: model.clone(), message, named, account, left_out, notes, ours })
}

/// One figure of both, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub name: &'static str,
    /// Whether it is what is left, and not what is asked for.
    pub left: bool,
    /// By our rules.
    pub ours: Decimal,
    /// By Derive.
    pub theirs: Decimal,
    /// Derive’s less ours.
    pub difference: Decimal,
}

/// Ours beside theirs: initial margin and what is left, maintenance margin and what is left.
pub fn beside(ours: Ours, theirs: Margins) -> Vec<Row> {
    let pair = |names: [&'static str; 2], asked: Decimal, net: Decimal| {
        let row = |name, left, ours: Decimal, theirs: Decimal| Row {
            name,
            left,
            ours,
            theirs,
            difference: theirs.capped_minus(ours),
        };
        [
            row(names[0], false, asked, ours.worth.capped_minus(net)),
            row(names[1], true, ours.worth.capped_minus(asked), net),
        ]
    };
    let initial = pair(["Initial margin", "Left after it"], ours.initial, theirs.initial);
    let maintenance = pair(["Maintenance margin", "Left after it"], ours.maintenance, theirs.maintenance);
    initial.into_iter().chain(maintenance).collect()
}

#[cfg(test)]
mod tests;
