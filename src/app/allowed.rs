//! What the reader of a page may change: everything, unless whoever shows it says otherwise.

use super::book::{Column, Place};

/// Which changes are allowed, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Allowed(pub(crate) u8);

impl Allowed {
    /// Quantities and entries of the rows that are there.
    pub(crate) const SIZES: u8 = 1;
    /// Prices, by typing them.
    pub(crate) const PRICES: u8 = 2;
    /// Which rows there are.
    pub(crate) const ROWS: u8 = 4;
    /// The rules in force.
    pub(crate) const RULES: u8 = 8;
    /// Everything.
    pub(crate) const ALL: Self = Self(15);

    /// Whether all of these changes are.
    pub(crate) fn has(self, changes: u8) -> bool {
        self.0 & changes == changes
    }

    /// Whether something may be typed at a place; without one, whether there may be other rows.
    pub(crate) fn at(self, place: Option<&Place>) -> bool {
        self.has(match place {
            Some(Place::Price(_) | Place::Cell(_, Column::Mark)) => Self::PRICES,
            Some(Place::Cell(_, Column::Quantity | Column::Entry)) => Self::SIZES,
            None => Self::ROWS,
        })
    }

    /// What may not be changed, in the words that the styles and links know.
    pub(crate) fn refused(self) -> String {
        let words = [(Self::SIZES, "sizes"), (Self::PRICES, "prices"), (Self::ROWS, "rows"), (Self::RULES, "rules")];
        let refused: Vec<_> = words.into_iter().filter(|(bit, _)| !self.has(*bit)).map(|(_, word)| word).collect();
        refused.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::book::RowId;

    #[test]
    fn a_place_is_open_where_its_kind_of_change_is_allowed() {
        let sizes = Allowed(Allowed::SIZES);
        assert!(sizes.at(Some(&Place::Cell(RowId(1), Column::Entry))));
        assert!(!sizes.at(Some(&Place::Cell(RowId(1), Column::Mark))) && !sizes.at(None));
        assert!(Allowed::ALL.at(None) && Allowed::ALL.has(Allowed::RULES | Allowed::PRICES));
    }

    #[test]
    fn what_is_refused_is_said_in_words() {
        assert_eq!(Allowed::ALL.refused(), "");
        assert_eq!(Allowed(Allowed::PRICES).refused(), "sizes rows rules");
        assert_eq!(Allowed(0).refused(), "sizes prices rows rules");
    }
}
