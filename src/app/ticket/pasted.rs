//! An order book as it was pasted into a leg, or fetched for it: read once, however often prices change.

use std::sync::Arc;

use super::part::{Fault, Part};
use crate::app::fetch_book::Came;
use crate::app::format::{self, Toward};
use crate::app::intake;
use crate::app::preview::many;
use crate::risk::{OrderBook, Side};

/// What was pasted, and the book in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pasted {
    text: Arc<str>,
    /// Absent while nothing is pasted.
    read: Option<Result<Arc<OrderBook>, String>>,
    /// From whom it came and when, where it was fetched and is as it came.
    from: Option<Arc<str>>,
}

impl Pasted {
    /// Reads what was pasted.
    pub(crate) fn of(text: &str) -> Self {
        let read = || OrderBook::read(text).map(Arc::new).map_err(|why| intake::sentence(&why.to_string()));
        Self { text: text.into(), read: (!text.trim().is_empty()).then(read), from: None }
    }

    /// What was fetched.
    pub(crate) fn fetched(came: &Came) -> Self {
        Self { from: Some(came.from.as_str().into()), ..Self::of(&came.text) }
    }

    /// As it was pasted.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// From whom it came and when, where it was fetched and is as it came.
    pub(crate) fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The book.
    pub(crate) fn book(&self) -> Result<Arc<OrderBook>, Fault> {
        match &self.read {
            None => Err(Fault::missing(
                Part::Book,
                "Fetch the order book, or paste it: what a venue answers, or lines of a price and a size.",
            )),
            Some(Err(why)) => Err(Fault::wrong(Part::Book, why.clone())),
            Some(Ok(book)) => Ok(Arc::clone(book)),
        }
    }

    /// What was read: `1 bid for 1.5, the best 59,990; 2 asks for 4, the best 60,010.`
    pub(crate) fn says(&self) -> Option<String> {
        let Some(Ok(book)) = &self.read else { return None };
        let side = |side: Side, one: &str, several: &str| {
            let levels = book.levels(side);
            let count = many(levels.len(), one, several);
            levels.first().map_or_else(
                || format!("no {several}"),
                |best| {
                    let held = format::grouped(book.depth(side).normalize());
                    format!("{count} for {held}, the best {}", format::price(best.price, Toward::Nearest))
                },
            )
        };
        let said = format!("{}; {}", side(Side::Bids, "bid", "bids"), side(Side::Asks, "ask", "asks"));
        Some(intake::sentence(&said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_says_what_was_read_of_it() {
        let pasted = Pasted::of("bid 59990 1.5\nask 60010 1\nask 60020.5 3");
        assert_eq!(pasted.says().as_deref(), Some("1 bid for 1.5, the best 59,990; 2 asks for 4, the best 60,010."));
        assert_eq!(Pasted::of("ask 60010 1").says().as_deref(), Some("No bids; 1 ask for 1, the best 60,010."));
        assert!(pasted.book().is_ok());
    }

    #[test]
    fn what_was_fetched_says_from_whom_until_it_is_changed() {
        let came = Came { text: "bid 59990 1.5".into(), from: "Hyperliquid, 12:03:41: 1 bid, no asks.".into() };
        let fetched = Pasted::fetched(&came);
        assert_eq!((fetched.text(), fetched.from()), ("bid 59990 1.5", Some(came.from.as_str())));
        assert!(fetched.book().is_ok());
        assert_eq!(Pasted::of(&came.text).from(), None);
    }

    #[test]
    fn what_is_no_book_says_where_and_nothing_is_only_missing() {
        let wrong = Pasted::of("bid 59990").book().unwrap_err();
        assert!(!wrong.unfinished && wrong.right.starts_with("Line 1 is “bid 59990”; "), "{}", wrong.right);
        assert_eq!((wrong.part, Pasted::of("bid 59990").text()), (Part::Book, "bid 59990"));
        assert!(Pasted::of(" ").book().unwrap_err().unfinished);
        assert_eq!((Pasted::of("bid 59990").says(), Pasted::of("").says()), (None, None));
    }
}
