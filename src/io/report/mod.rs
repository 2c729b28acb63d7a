//! The report: a document from which someone else can check every figure of an assessment by hand.
//!
//! [`document`] puts it together once, as headings, sentences and tables; [`markdown`] and the page render the same
//! document, so they always agree. Figures are exact, not rounded for the eye: dollars unless something else is said,
//! gains > 0, requirements, charges and haircuts ≥ 0. Nothing is computed here that the assessment does not say.

mod charges;
mod doc;
mod figure;
mod held;
mod liquidations;
mod markdown;
mod prices;
mod rules;
mod scenarios;
mod totals;

pub use doc::{Block, Column, Doc, Row, Table};

use crate::book::{Account, Time};
use crate::margin::{Assessment, Liquidation, RuleSet};
use crate::market::Market;

/// What a report is made of. The assessment and the liquidation prices are those of the account in the market under the
/// rules; the report does not ask again.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What its owner calls it.
    pub title: &'a str,
    /// When it is made.
    pub time: Time,
    /// What is held.
    pub account: &'a Account,
    /// The prices.
    pub market: &'a Market,
    /// The rules in force.
    pub rules: &'a RuleSet,
    /// Their answer.
    pub assessment: &'a Assessment,
    /// Where each underlying's price liquidates the account.
    pub liquidations: &'a [Liquidation],
    /// Rows that are not in the account because a figure in them cannot be read: the name and why.
    pub unread: &'a [(String, String)],
}

/// The report as a document.
pub fn document(of: &Report<'_>) -> Doc {
    let mut doc = Doc::new(of.title);
    totals::add(&mut doc, of);
    held::add(&mut doc, of);
    prices::add(&mut doc, of);
    charges::add(&mut doc, of);
    scenarios::add(&mut doc, of);
    liquidations::add(&mut doc, of);
    rules::add(&mut doc, of);
    doc
}

/// The report as Markdown; its first line is the title. No text in it is more than text, wherever it came from.
///
/// ```
/// use cross_margin::book::{Account, Time};
/// use cross_margin::io::report::{Report, markdown};
/// use cross_margin::margin::{assess, venues};
/// use cross_margin::market::Market;
///
/// let (account, market) = (Account::default(), Market::at(Time(1_795_334_400_000)));
/// let rules = venues::reference()?;
/// let assessment = assess(&account, &market, rules);
/// let time = Time(1_795_334_400_000);
/// let title = "Nothing yet";
/// let (account, market, assessment) = (&account, &market, &assessment);
/// let of = Report { title, time, account, market, rules, assessment, liquidations: &[], unread: &[] };
/// assert!(markdown(&of).starts_with("# Nothing yet\n"));
/// # Ok::<(), cross_margin::margin::RuleError>(())
/// ```
pub fn markdown(of: &Report<'_>) -> String {
    markdown_of(&document(of))
}

/// A document as Markdown.
pub fn markdown_of(doc: &Doc) -> String {
    markdown::render(doc)
}

#[cfg(test)]
mod tests;
