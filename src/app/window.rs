//! How much of a long table is drawn: its first rows, more when asked, and always those just added at its end.
//!
//! A row costs some milliseconds to draw. A book of thousands is margined whole and drawn in part, so that bringing it
//! in and editing it stay within a frame.

/// Rows drawn at first, and more each time more are asked for.
pub(crate) const STEP: usize = 100;

/// Rows added by hand come one or a few at a time; more than this at once is an import.
const BY_HAND: usize = 3;

/// Which rows are drawn: those before `first`, and the last `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// Rows there are.
    pub(crate) total: usize,
    /// Rows drawn from the beginning.
    pub(crate) first: usize,
    /// Rows drawn from the end, none of them among the first.
    pub(crate) last: usize,
}

impl Window {
    /// The window on `total` rows after this one, when `asked` steps are wanted.
    pub(crate) fn next(before: Option<Self>, total: usize, asked: u32) -> Self {
        let first = total.min(STEP.saturating_mul(usize::try_from(asked).unwrap_or(usize::MAX)));
        let last = before.map_or(0, |before| match total.checked_sub(before.total) {
            Some(added) if added <= BY_HAND && total > first => before.last + added,
            Some(_) => 0,
            None => before.last.saturating_sub(before.total - total),
        });
        Self { total, first, last: last.min(total - first) }
    }

    /// Rows that are not drawn.
    pub(crate) fn hidden(self) -> usize {
        self.total - self.first - self.last
    }

    /// Whether the row at this place is drawn.
    pub(crate) fn shows(self, place: usize) -> bool {
        place < self.first || place >= self.total - self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(steps: &[(usize, u32)]) -> Window {
        let mut window = None;
        for &(total, asked) in steps {
            window = Some(Window::next(window, total, asked));
        }
        window.expect("at least one step")
    }

    #[test]
    fn a_short_table_is_drawn_whole() {
        assert_eq!(after(&[(4, 1)]).hidden(), 0);
        assert_eq!(after(&[(100, 1), (101, 2)]).hidden(), 0);
    }

    #[test]
    fn an_import_is_drawn_in_part_and_more_when_asked() {
        let window = after(&[(4, 1), (1_240, 1)]);
        assert_eq!((window.first, window.last, window.hidden()), (100, 0, 1_140));
        assert_eq!(after(&[(4, 1), (1_240, 1), (1_240, 2)]).hidden(), 1_040);
        assert!(window.shows(99) && !window.shows(100) && !window.shows(1_239));
    }

    #[test]
    fn a_row_added_to_a_long_table_is_drawn_and_goes_with_its_undo() {
        let added = after(&[(1_240, 1), (1_241, 1)]);
        assert!(added.shows(1_240) && !added.shows(1_239));
        assert_eq!(added.hidden(), 1_140);
        assert_eq!(after(&[(1_240, 1), (1_241, 1), (1_240, 1)]).last, 0);
        assert_eq!(after(&[(100, 1), (101, 1)]).hidden(), 0);
    }

    #[test]
    fn emptied_and_filled_again_it_starts_anew() {
        assert_eq!(after(&[(1_240, 1), (1_241, 1), (0, 1), (500, 1)]), Window { total: 500, first: 100, last: 0 });
    }
}
