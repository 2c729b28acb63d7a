//! What the words of a line say, each kept with the word that says it.

use super::words::{Word, missing_at};
use super::{QuickError, date};
use crate::book::{Expiry, Right};
use crate::io::entry::{Name, Side};
use crate::io::number::Number;

/// Something said, and where.
pub(super) type At<'w, T> = (T, &'w Word<'w>);

/// What kind of instrument a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// `perp`, `perpetual`, `swap`.
    Perpetual,
    /// `future`.
    Future,
    /// `option`.
    Option,
    /// `spot`.
    Spot,
}

/// The parts of a line.
#[derive(Default)]
pub(super) struct Said<'w> {
    pub(super) side: Option<At<'w, Side>>,
    pub(super) quantity: Option<At<'w, Number>>,
    /// The name, or what a name in several words begins with.
    pub(super) head: Option<&'w Word<'w>>,
    pub(super) date: Option<At<'w, Expiry>>,
    pub(super) right: Option<At<'w, Right>>,
    pub(super) sort: Option<At<'w, Sort>>,
    /// Whether `inverse` or `linear` was said; true for inverse.
    pub(super) inverse: Option<At<'w, bool>>,
    /// Numbers after the head, in their order.
    pub(super) numbers: Vec<At<'w, Number>>,
    pub(super) price: Option<At<'w, Number>>,
}

impl<'w> Said<'w> {
    /// Takes a line's words; `end` is the place after the last.
    pub(super) fn read(words: &'w [Word<'w>], end: usize) -> Result<Self, QuickError> {
        let mut said = Self::default();
        let mut side_last = false;
        let mut words = words.iter().peekable();
        while let Some(word) = words.next() {
            if word.begins_price() {
                let Some(price) = words.next() else {
                    return Err(missing_at(end, "a price is missing after the @; write @ 65000"));
                };
                said.price = Some((price.number()?, price));
                return match words.next() {
                    None => Ok(said),
                    Some(word) => Err(word.fault("stands after the price; begin a new line for the next position")),
                };
            }
            let after_side = std::mem::take(&mut side_last);
            if said.side.is_none()
                && said.quantity.is_none()
                && let Some(side) = Side::read(word.text).filter(|_| word.text.len() > 2)
            {
                said.side = Some((side, word));
                side_last = true;
                continue;
            }
            let Some(head) = said.head else {
                match (word.begins_number(), said.quantity.is_some()) {
                    (false, _) => said.head = Some(word),
                    (true, false) => said.quantity = Some((word.number()?, word)),
                    // some symbols begin with a digit: 5 1INCH
                    (true, true) if word.number().is_err() && Name::is_like(word.text) => said.head = Some(word),
                    (true, true) => return Err(word.more()),
                }
                continue;
            };
            if word.begins_number() && said.quantity.is_none() && (after_side || head.is_whole_name()) {
                said.quantity = Some((word.number()?, word));
                continue;
            }
            if head.is_whole_name() {
                return Err(word.more());
            }
            let month = words.peek().is_some_and(|next| date::is_month(next.text));
            if month && word.text.len() <= 2 && word.begins_number() {
                let month = words.next().map_or("", |month| month.text);
                let Some(year) = words.next() else {
                    let day = word.text;
                    return Err(
                        word.fault(&format!("{month} is a date without its year; write it like {day}{month}27"))
                    );
                };
                let date = date::named(word.text, month, year.text).map_err(|message| word.wrong(message))?;
                put(&mut said.date, date, word, "date")?;
            } else {
                said.about(word)?;
            }
        }
        Ok(said)
    }

    /// A word after the head, of a name in several words.
    fn about(&mut self, word: &'w Word<'w>) -> Result<(), QuickError> {
        if let Some(date) = date::written(word.text) {
            return put(&mut self.date, date.map_err(|message| word.wrong(message))?, word, "date");
        }
        if word.begins_number() {
            if let Some((number, right)) = word.strike_and_right() {
                self.numbers.push((number, word));
                return put(&mut self.right, right, word, "call or put");
            }
            self.numbers.push((word.number()?, word));
            return Ok(());
        }
        match word.text.to_ascii_lowercase().as_str() {
            "call" | "calls" | "c" => put(&mut self.right, Right::Call, word, "call or put"),
            "put" | "puts" | "p" => put(&mut self.right, Right::Put, word, "call or put"),
            "perp" | "perps" | "perpetual" | "swap" => put(&mut self.sort, Sort::Perpetual, word, "kind of instrument"),
            "future" | "futures" => put(&mut self.sort, Sort::Future, word, "kind of instrument"),
            "option" | "options" => put(&mut self.sort, Sort::Option, word, "kind of instrument"),
            "spot" => put(&mut self.sort, Sort::Spot, word, "kind of instrument"),
            "inverse" => put(&mut self.inverse, true, word, "way of settling"),
            "linear" => put(&mut self.inverse, false, word, "way of settling"),
            // what is no name at all is the first mistake
            _ => Err(self.head.and_then(|head| head.name().err()).unwrap_or_else(|| word.more())),
        }
    }
}

/// Keeps what was said; saying it twice is an error at the second place.
fn put<'w, T>(place: &mut Option<At<'w, T>>, value: T, word: &'w Word<'w>, what: &str) -> Result<(), QuickError> {
    if let Some((_, before)) = place {
        return Err(word.fault(&format!("is a second {what} after “{}”; a line has one instrument", before.text)));
    }
    *place = Some((value, word));
    Ok(())
}
