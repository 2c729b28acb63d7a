//! What a reader has to know about a figure: rows left out, prices that were derived or are not live.

use serde::Serialize;

use crate::book::Asset;

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A row of positions.
    Position(usize),
    /// A row of holdings.
    Holding(usize),
    /// A row whose instrument is not known.
    Unknown(usize),
    /// An asset's price.
    Asset(Asset),
    /// All of it.
    Account,
}

/// Something left out of the figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Which row.
    pub subject: Subject,
    /// Its name.
    pub name: String,
    /// Why, and what would help.
    pub reason: String,
}

/// What kind of thing a reader has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// A price is a sample, typed, old or held.
    Price,
    /// A figure was derived because no quote was at hand.
    Derived,
    /// An instrument has settled.
    Expired,
    /// An asset is not accepted as collateral.
    Collateral,
    /// Equity is below maintenance.
    Liquidatable,
    /// Equity is below initial margin.
    ShortOfInitial,
}

/// Something a reader has to know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Warning {
    /// What kind.
    pub kind: WarningKind,
    /// About what.
    pub subject: Subject,
    /// In a sentence.
    pub message: String,
}
