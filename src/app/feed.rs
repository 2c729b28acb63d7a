//! Prices for the page: fetched while it is looked at, gathered to one change a frame.

use crate::book::Time;
use crate::market::Market;

/// Prices from the sources, or the sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Feed {
    /// The bundled snapshot.
    pub(crate) sample: Market,
    /// What the sources said.
    pub(crate) live: Market,
    /// The instant the figures stand for.
    pub(crate) now: Time,
    /// What keeps the sources from answering.
    pub(crate) trouble: Option<String>,
}

impl Feed {
    /// Sample, then what came with the book, then the sources, then what was typed.
    pub(crate) fn market(&self, came: &Market, typed: &Market) -> Market {
        self.sample.with(came).with(&self.live).with(typed).at_time(self.now)
    }
}
