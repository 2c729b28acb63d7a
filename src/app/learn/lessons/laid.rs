//! A lesson laid out for the page: what it says, and the book of each step as the calculator holds it.

use super::super::still;
use super::words::{fill, word};
use crate::app::book::Book;
use crate::app::format::{self, Toward};
use crate::book::Account;
use crate::learn::{Answer, Figures, Lesson, Stage, Told, Value, Words, told};

/// A lesson that can be taught.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Laid {
    /// Its books and prices.
    pub(super) stage: Stage,
    /// What is right.
    pub(super) answer: Answer,
    /// What it says.
    pub(super) told: Told,
}

/// A line of a book: what is held, how much, and at which price it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Instrument or asset.
    pub(super) name: String,
    /// Signed, long > 0.
    pub(super) quantity: String,
    /// Nothing where there is none.
    pub(super) entry: String,
}

impl Laid {
    /// Lays a lesson out.
    ///
    /// # Errors
    /// Why it is not taught: it cannot be computed, or what it concludes does not hold under the rules.
    pub(super) fn of(lesson: &Lesson) -> Result<Self, String> {
        let said = |why: String| fill("learn.lesson.broken", Figures::default().with("why", word(why)));
        let answer = lesson.answer().map_err(|why| said(why.to_string()))?;
        let stage = lesson.stage().map_err(|why| said(why.to_string()))?;
        let told = told(lesson, &answer, Words::english(), &Value::plain).map_err(|why| said(why.to_string()))?;
        if !answer.holds {
            let conclusion = Figures::default().with("conclusion", word(told.conclusion));
            return Err(fill("learn.lesson.untrue", conclusion));
        }
        Ok(Self { stage, answer, told })
    }

    /// How many books there are, at least one.
    pub(super) fn books(&self) -> usize {
        self.stage.accounts.len().max(1)
    }

    /// Whether a book may be seen: the one that is asked about only with the answer.
    pub(super) fn may_show(&self, place: usize, answered: bool) -> bool {
        answered || place + 1 < self.books()
    }

    /// The book of a step as the calculator holds it.
    pub(super) fn book(&self, place: usize) -> Book {
        let account = self.stage.accounts.get(place).cloned().unwrap_or_default();
        still::book(account, self.stage.market.clone())
    }

    /// No book, at the lesson’s prices.
    pub(super) fn empty(&self) -> Book {
        still::book(Account::default(), self.stage.market.clone())
    }

    /// What is held in a step, line by line.
    pub(super) fn held(&self, place: usize) -> Vec<Held> {
        let Some(account) = self.stage.accounts.get(place) else { return Vec::new() };
        let positions = account.positions.iter().map(|position| Held {
            name: position.instrument.to_string(),
            quantity: format::quantity(position.quantity),
            entry: position.entry.map(|entry| format::price(entry, Toward::Nearest)).unwrap_or_default(),
        });
        let holdings = account.holdings.iter().map(|holding| Held {
            name: holding.asset.to_string(),
            quantity: format::quantity(holding.quantity),
            entry: String::new(),
        });
        positions.chain(holdings).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::all;
    use crate::margin::{assess, venues};
    use crate::market::PriceState;

    #[test]
    fn the_calculator_says_what_the_lesson_says() {
        for lesson in all() {
            let laid = Laid::of(lesson).unwrap();
            let rules = venues::named(lesson.rules).unwrap();
            for (place, account) in laid.stage.accounts.iter().enumerate() {
                let book = laid.book(place);
                assert_eq!(book.typed_count(), 0, "{}: a price of the lesson is not one that was typed", lesson.id);
                let shown = assess(&book.account(), &book.prices_that_came(), rules);
                let of = assess(account, &laid.stage.market, rules);
                assert_eq!(shown.initial_margin, of.initial_margin, "{} {place}", lesson.id);
                assert_eq!(shown.equity.total, of.equity.total, "{} {place}", lesson.id);
                assert_eq!(shown.state, PriceState::Host, "{} {place}", lesson.id);
            }
        }
    }

    #[test]
    fn the_book_that_is_asked_about_is_seen_only_with_the_answer() {
        for lesson in all() {
            let laid = Laid::of(lesson).unwrap();
            let last = laid.books() - 1;
            assert!((0..last).all(|place| laid.may_show(place, false)), "{}", lesson.id);
            assert!(!laid.may_show(last, false) && laid.may_show(last, true), "{}", lesson.id);
            assert!(!laid.held(last).is_empty() && laid.empty().account() == Account::default());
        }
    }

    #[test]
    fn a_book_line_by_line() {
        let isolated = Laid::of(&all()[0]).unwrap();
        let lines: Vec<_> = isolated.held(1).into_iter().map(|line| [line.name, line.quantity, line.entry]).collect();
        assert_eq!(
            lines,
            [["BTC-PERP", "+1", "100,000"], ["ETH-PERP", "−25", "4,000"], ["USD", "+32,000", ""]]
                .map(|line| line.map(str::to_owned))
        );
        assert_eq!(isolated.held(9), []);
    }

    #[test]
    fn a_lesson_that_does_not_hold_is_not_taught() {
        let mut lesson = all()[0];
        lesson.prices = "BTC 100000";
        let why = Laid::of(&lesson).unwrap_err();
        assert!(why.contains("lesson isolated"), "{why}");
        lesson.steps = &[];
        assert!(Laid::of(&lesson).is_err());
    }

    #[test]
    fn what_a_lesson_concludes_is_taught_only_where_it_holds() {
        let mut untrue = 0;
        for name in ["reference", "dydx", "hyperliquid", "deribit-portfolio"] {
            for id in ["hedge", "collar", "carry", "size"] {
                let mut lesson = *all().iter().find(|lesson| lesson.id == id).unwrap();
                lesson.rules = name;
                match (lesson.answer(), Laid::of(&lesson)) {
                    (Ok(answer), Ok(_)) => assert!(answer.holds, "{id} {name}"),
                    (Ok(answer), Err(why)) => {
                        assert!(!answer.holds && why.starts_with("Under the rules in force"), "{id} {name}: {why}");
                        untrue += 1;
                    }
                    (Err(error), told) => assert!(told.unwrap_err().contains(&error.to_string()), "{id} {name}"),
                }
            }
        }
        assert!(untrue > 0, "under some rules some conclusion falls");
    }
}
