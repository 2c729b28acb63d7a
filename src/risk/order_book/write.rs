//! Writes an order book as lines of a price and a size, which [`OrderBook::read`] takes back.

use std::fmt::Write;

use super::{OrderBook, Side};

impl OrderBook {
    /// The best levels of each side, `most` at most, best first: `bids`, `59990 1.5`, `asks`, `60010 2`. A side that is empty
    /// is not named.
    pub fn lines(&self, most: usize) -> String {
        let mut text = String::new();
        for side in [Side::Bids, Side::Asks] {
            let levels = self.levels(side);
            if !levels.is_empty() {
                // writing to a string cannot fail
                let _ = writeln!(text, "{side}");
            }
            for level in levels.iter().take(most) {
                let _ = writeln!(text, "{} {}", level.price.normalize(), level.size.normalize());
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let book = OrderBook::read(r#"{"bids":[[59990.00,"1.50"],[59980,2]],"asks":[[60010,"0.00000001"]]}"#).unwrap();
        let text = book.lines(10);
        assert_eq!(text, "bids\n59990 1.5\n59980 2\nasks\n60010 0.00000001\n");
        assert_eq!(OrderBook::read(&text), Ok(book.clone()));
        assert_eq!(book.lines(1), "bids\n59990 1.5\nasks\n60010 0.00000001\n");
        let one_sided = OrderBook::read("ask 60010 2").unwrap();
        assert_eq!(one_sided.lines(10), "asks\n60010 2\n");
    }
}
