//! What the venue itself says of the account, kept to check our own figures by.

use rust_decimal::Decimal;

use super::answer::Answer;
use super::optional;
use crate::book::{Exact, Instrument, Time};
use crate::io::notice::{Notice, NoticeKind};
use crate::io::tree::Tree;

/// The venue's figures for the whole account, US dollars. What it did not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VenueFigures {
    /// When they were true.
    pub time: Option<Time>,
    /// Equity, isolated positions included.
    pub account_value: Option<Decimal>,
    /// Initial margin in use.
    pub total_margin_used: Option<Decimal>,
    /// Maintenance margin of the positions in cross margin.
    pub maintenance_margin: Option<Decimal>,
    /// What can be withdrawn.
    pub withdrawable: Option<Decimal>,
    /// The venue's figures position by position, in the order of the account's positions.
    pub positions: Vec<VenuePosition>,
}

/// The venue's figures for one position, US dollars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenuePosition {
    /// The position's instrument.
    pub instrument: Instrument,
    /// Liquidation price; `None` where the venue gives none.
    pub liquidation_price: Option<Decimal>,
    /// Margin the position uses.
    pub margin_used: Option<Decimal>,
    /// Unrealised gain at the mark price.
    pub unrealised_gain: Option<Decimal>,
    /// Highest leverage the venue allows in this market.
    pub max_leverage: Option<Decimal>,
    /// Whether it is margined by itself.
    pub isolated: bool,
}

impl VenueFigures {
    /// The figures of an answer; several accounts are added up.
    pub(super) fn of(answer: &Answer<'_>, notices: &mut Vec<Notice>) -> Self {
        let mut figures = Self::default();
        for (path, tree) in &answer.accounts {
            let at = |field: &str| {
                let dot = if path.is_empty() { "" } else { "." };
                format!("{path}{dot}{field}")
            };
            if let Some(time) = instant(tree, &at("time"), notices) {
                // The oldest part is the age of the whole.
                figures.time = Some(figures.time.map_or(time, |before| before.min(time)));
            }
            let summary = ["marginSummary", "crossMarginSummary"].into_iter().find_map(|name| {
                let summary = tree.get(name)?;
                summary.get("accountValue")?.word()?;
                Some((name, summary))
            });
            if let Some((name, summary)) = summary {
                let mut of = |field: &str| {
                    let path = at(&format!("{name}.{field}"));
                    optional(summary, field, &path, notices)
                };
                add(&mut figures.account_value, of("accountValue"));
                add(&mut figures.total_margin_used, of("totalMarginUsed"));
            }
            let mut of = |field: &str| optional(tree, field, &at(field), notices);
            add(&mut figures.maintenance_margin, of("crossMaintenanceMarginUsed"));
            add(&mut figures.withdrawable, of("withdrawable"));
        }
        figures
    }
}

/// Adds a figure that may be missing; a sum that is too large is no figure.
fn add(sum: &mut Option<Decimal>, figure: Option<Decimal>) {
    if let Some(figure) = figure {
        *sum = match *sum {
            None => Some(figure),
            Some(before) => before.plus(figure),
        };
    }
}

fn instant(tree: &Tree, path: &str, notices: &mut Vec<Notice>) -> Option<Time> {
    let value = tree.get("time").filter(|value| !value.is_absent())?;
    match value.word().map(|text| text.trim().parse()) {
        Some(Ok(ms)) => Some(Time(ms)),
        _ => {
            let message = "this is no time in milliseconds; the prices are taken to be of now";
            notices.push(Notice::new(NoticeKind::Kept, &value.shown(), message).in_column(path));
            None
        }
    }
}
