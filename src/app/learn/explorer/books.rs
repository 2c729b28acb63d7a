//! The ready books of the explorer, as quick-entry lines at typed prices.

use crate::learn::{Book, Stage, StageError, Step};

/// Round prices, forwards and one volatility a coin, as [`Stage::set`] reads them.
const PRICES: &str =
    "BTC 100000; ETH 4000; BTC-25DEC26 100400; BTC-25JUN27 103000; ETH-25DEC26 4016; BTC vol 0.5; ETH vol 0.7";

/// A ready book. Its name is `explorer.book.ID` in the copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ready {
    /// Short name: `long`.
    pub(super) id: &'static str,
    lines: &'static str,
}

/// Every ready book, in the order they are offered.
pub(super) const READY: [Ready; 5] = [
    Ready { id: "long", lines: "1 BTC-PERP @ 100000; 20000 USDC" },
    Ready { id: "short", lines: "-25 ETH-PERP @ 4000; 25000 USDC" },
    Ready { id: "month", lines: "10 BTC_USDC-25DEC26 @ 100400; 200000 USDC" },
    Ready { id: "calls", lines: "-10 BTC_USDC-25DEC26-100000-C; 300000 USDC" },
    Ready { id: "straddle", lines: "-1 BTC_USDC-25DEC26-100000-C; -1 BTC_USDC-25DEC26-100000-P; 40000 USDC" },
];

impl Ready {
    /// The book and the prices it stands at.
    ///
    /// # Errors
    /// A line or price that cannot be read.
    pub(super) fn stage(&self) -> Result<Stage, StageError> {
        Stage::set(PRICES, &[Step { name: self.id, book: Book::Whole(self.lines) }])
    }
}

/// The ready book of that name.
pub(super) fn named(id: &str) -> Option<&'static Ready> {
    READY.iter().find(|ready| ready.id == id)
}
