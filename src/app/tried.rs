//! What is tried on the page and not done: the first screen knows where it shows, the ticket what it is.

use std::sync::Arc;

use leptos::prelude::*;

use super::book::Book;
use super::explain::Topic;
use crate::book::{Account, Instrument, Position};
use crate::margin::{Assessment, LegReport};

/// Draws what stands behind a figure: the same figure after the trade.
pub(crate) type Behind = Arc<dyn Fn(&Topic) -> AnyView + Send + Sync>;

/// The account after the trade, for figures that are read off it again.
#[derive(Clone)]
pub(crate) struct Then {
    /// Its answer.
    pub(crate) of: Arc<Assessment>,
    /// What it holds.
    pub(crate) account: Arc<Account>,
    /// How it stands, in a word.
    pub(crate) health: &'static str,
    /// Draws a figure behind another.
    pub(crate) draw: fn(String) -> AnyView,
}

impl Then {
    /// The same leg after the trade; none where it is closed.
    pub(crate) fn leg(&self, of: &LegReport) -> Option<&LegReport> {
        self.of.legs.iter().find(|leg| leg.kind == of.kind && leg.name == of.name)
    }

    /// The position in an instrument after the trade.
    pub(crate) fn position(&self, instrument: &Instrument) -> Option<&Position> {
        self.account.positions.iter().find(|position| position.instrument == *instrument)
    }
}

/// A trade that is tried.
#[derive(Clone, Default)]
pub(crate) struct Tried {
    /// What is traded: prices are asked for it.
    pub(crate) instruments: Vec<Instrument>,
    /// The book after it, where the whole page shows that instead of the book.
    pub(crate) book: Option<Arc<Book>>,
    /// What stands behind figures that open to a story, where they are shown before and after.
    pub(crate) behind: Option<Behind>,
    /// What the others are read off again.
    pub(crate) then: Option<Then>,
}
