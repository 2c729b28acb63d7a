//! The name that a line's parts make. What can be read in two ways is refused with both.

use super::QuickError;
use super::date;
use super::said::{At, Said, Sort};
use super::words::{Word, missing_at};
use crate::book::{Asset, Expiry, Instrument, Kind, Right, Settlement};
use crate::io::entry::Name;
use crate::io::number::Number;

/// What a line names, and how much of it where that is said.
pub(super) struct Named<'w> {
    pub(super) name: Name,
    pub(super) quantity: Option<At<'w, Number>>,
    /// Whether the name was said in several words.
    pub(super) spoken: bool,
}

impl<'w> Said<'w> {
    /// The name; `end` is the place after the line's last word.
    pub(super) fn named(&self, head: &'w Word<'w>, end: usize) -> Result<Named<'w>, QuickError> {
        match (self.sort, self.date, self.right) {
            (None, None, None) => self.plain(head),
            (Some((Sort::Perpetual, word)), None, None) => {
                Ok(self.spoken(self.instrument(head, word, Kind::Perpetual)?, self.only_quantity()?))
            }
            (Some((Sort::Spot, word)), None, None) => self.spot(head, word),
            (Some((sort @ (Sort::Perpetual | Sort::Spot), word)), date, right) => {
                let other = date.map(|(_, word)| word).or(right.map(|(_, word)| word)).unwrap_or(word);
                let what = if sort == Sort::Spot { "spot" } else { "a perpetual" };
                Err(other.fault(&format!("does not belong to {what}; leave it or “{}” out", word.text)))
            }
            (Some((Sort::Future, word)), _, Some((_, right))) => {
                Err(right.fault(&format!("does not belong to a future; leave it or “{}” out", word.text)))
            }
            (_, _, Some((right, word))) => self.option(head, right, word, end),
            (Some((Sort::Option, _)), _, None) => {
                Err(missing_at(end, "it is not said whether the option is a call or a put; add call or put"))
            }
            (sort, _, None) => self.future(head, sort, end),
        }
    }

    /// A name of one word.
    fn plain(&self, head: &'w Word<'w>) -> Result<Named<'w>, QuickError> {
        if let Some((_, word)) = self.inverse {
            return Err(word.fault("says how an instrument settles, and none is named; write BTC inverse perp"));
        }
        let quantity = match (self.quantity, self.numbers.as_slice()) {
            (quantity, []) => quantity,
            (None, [(_, word)]) if date::in_digits(word.text).is_some() => {
                let message = format!(
                    "can be a quantity or a date; write {0} {1}, or a date such as 28MAR27",
                    word.text, head.text
                );
                return Err(word.fault(&message));
            }
            (None, [number]) => Some(*number),
            (None, [.., (_, word)]) => return Err(word.more()),
            (Some(_), [(_, word), ..]) => {
                let message = format!(
                    "can be an entry price or a strike; write @ {number}, or a name such as {} 28MAR27 {number} call",
                    head.text,
                    number = word.text
                );
                return Err(word.fault(&message));
            }
        };
        Ok(Named { name: head.name()?, quantity, spoken: false })
    }

    fn spot(&self, head: &'w Word<'w>, word: &'w Word<'w>) -> Result<Named<'w>, QuickError> {
        if !head.text.contains(['/', '_']) {
            let name = head.text;
            return Err(word.fault(&format!("can mean {name} as collateral or a pair; write {name}, or {name}/USDC")));
        }
        Ok(self.spoken(self.instrument(head, word, Kind::Spot)?, self.only_quantity()?))
    }

    fn future(&self, head: &'w Word<'w>, sort: Option<At<'w, Sort>>, end: usize) -> Result<Named<'w>, QuickError> {
        let (expiry, date, numbers) = self.dated(head, end)?;
        let quantity = match (self.quantity, numbers.as_slice()) {
            (quantity, []) => quantity,
            (None, [number]) if sort.is_some() => Some(*number),
            (None, [(_, word), ..]) => {
                let (name, number) = (head.text, word.text);
                let message = format!(
                    "can be the quantity of a future or a strike; write {number} {name} {expiry} future, or add call or put"
                );
                return Err(word.fault(&message));
            }
            (Some(_), [(_, word), ..]) => {
                let number = word.text;
                let message = format!(
                    "can be a strike or an entry price; write {number} call, {number} put, or @ {number} for a future"
                );
                return Err(word.fault(&message));
            }
        };
        Ok(self.spoken(self.instrument(head, date, Kind::Future { expiry })?, quantity))
    }

    fn option(
        &self,
        head: &'w Word<'w>,
        right: Right,
        word: &'w Word<'w>,
        end: usize,
    ) -> Result<Named<'w>, QuickError> {
        let (expiry, date, numbers) = self.dated(head, end)?;
        let (strike, quantity) = match (self.quantity, numbers.as_slice()) {
            (_, []) => {
                let example = format!("a strike is missing; write {} {expiry} 4000 {}", head.text, word.text);
                return Err(missing_at(end, &example));
            }
            (quantity, [strike]) => (strike, quantity),
            (None, [strike, number]) if number.1.column > word.column.max(date.column) => (strike, Some(*number)),
            (None, [(_, first), (_, second), ..]) => {
                let (a, b) = (first.text, second.text);
                return Err(first.fault(&format!(
                    "and “{b}” can each be the strike; begin with the quantity: {a} {} …",
                    head.text
                )));
            }
            (Some(_), [(_, strike), (_, other), ..]) => {
                let message = format!(
                    "can be an entry price or, in place of {}, the strike; write @ {}",
                    strike.text, other.text
                );
                return Err(other.fault(&message));
            }
        };
        let kind = Kind::Option { expiry, strike: strike.0.value, right };
        Ok(self.spoken(self.instrument(head, strike.1, kind)?, quantity))
    }

    /// The date, and the numbers that are left. Six or eight digits are one where no other date is said.
    #[allow(clippy::type_complexity, reason = "said once")]
    fn dated(&self, head: &Word<'_>, end: usize) -> Result<(Expiry, &'w Word<'w>, Vec<At<'w, Number>>), QuickError> {
        if let Some((date, word)) = self.date {
            return Ok((date, word, self.numbers.clone()));
        }
        let mut found: Option<At<'w, Expiry>> = None;
        let mut numbers = Vec::new();
        for (number, word) in &self.numbers {
            match (date::in_digits(word.text), found) {
                (Some(date), None) => found = Some((date, word)),
                (Some(date), Some((_, before))) => {
                    let message = format!("and “{}” can each be the date; write one as {date}", before.text);
                    return Err(word.fault(&message));
                }
                (None, _) => numbers.push((*number, *word)),
            }
        }
        let Some((date, word)) = found else {
            return Err(missing_at(end, &format!("an expiry is missing; write {} 28MAR27 …", head.text)));
        };
        Ok((date, word, numbers))
    }

    /// A number that can only be the quantity, where none is said yet.
    fn only_quantity(&self) -> Result<Option<At<'w, Number>>, QuickError> {
        match (self.quantity, self.numbers.as_slice()) {
            (quantity, []) => Ok(quantity),
            (None, [number]) => Ok(Some(*number)),
            (_, [.., (_, word)]) => Err(word.more()),
        }
    }

    /// The instrument of a kind. A coin alone settles as its written name does: perpetuals in dollars, futures and
    /// options in coin.
    fn instrument(&self, head: &Word<'_>, at: &Word<'_>, kind: Kind) -> Result<Instrument, QuickError> {
        let asset = |text: &str| text.parse::<Asset>().map_err(|error| head.wrong(error.to_string()));
        let (base, quote) = match head.text.split_once(['_', '/']) {
            Some((base, quote)) => (asset(base)?, Some(asset(quote)?)),
            None => (asset(head.text)?, None),
        };
        let inverse = self.inverse.map(|(inverse, _)| inverse);
        let settlement = match (quote, inverse) {
            (Some(quote), Some(true)) => {
                return Err(head.fault(&format!("is paid in {quote}, which is not inverse; write {base} inverse")));
            }
            (Some(quote), _) => Settlement::Linear { quote },
            (None, Some(true)) => Settlement::Inverse,
            (None, None) if matches!(kind, Kind::Future { .. } | Kind::Option { .. }) => Settlement::Inverse,
            (None, _) => Settlement::Linear { quote: Asset::usd() },
        };
        Instrument::new(base, settlement, kind).map_err(|error| at.wrong(error.to_string()))
    }

    fn spoken(&self, instrument: Instrument, quantity: Option<At<'w, Number>>) -> Named<'w> {
        Named { name: Name::Instrument(instrument), quantity, spoken: true }
    }
}
