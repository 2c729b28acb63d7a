//! Hyperliquid's account answers: `clearinghouseState`, alone or with `spotClearinghouseState`, and `subAccounts2`.
//!
//! - Each position becomes a linear perpetual `COIN-PERP` of `szi` coins (long > 0) entered at `entryPx`. Its mark
//!   price is `positionValue / |szi|`, which stands for the index price too, as no other price came with the answer.
//! - The venue reports an account value, not a balance. The USDC holding is chosen so that our equity equals it to the
//!   last digit: `USDC = accountValue − Σ szi × (mark − entry)`, a USDC counting as a dollar as it does there.
//! - Spot balances are added to the holdings. Under portfolio margin or a unified account the spot USDC balance
//!   already contains the account value, so there it takes the place of it: counted twice it would flatter.
//! - Isolated positions are kept and said to be isolated: the rules here margin all positions together.
//!
//! Source: recorded answers of the venue's info endpoint; their fields are strings or numbers, and several are absent
//! in older ones. Quotes carry the answer's `time` and the source `hyperliquid`.

mod answer;
mod figures;
mod position;

pub use figures::{VenueFigures, VenuePosition};

use rust_decimal::Decimal;

use super::notice::{ImportError, MAX_ROWS, Notice, NoticeKind};
use super::number;
use super::tree::Tree;
use crate::book::{Account, Asset, Exact, Holding, Time};
use crate::market::{Market, PriceState, Quote};
use answer::Answer;
use position::Row;

/// The name under which its prices are kept.
const SOURCE: &str = "hyperliquid";

/// An account as the venue reports it.
pub(super) struct Read {
    pub(super) account: Account,
    pub(super) market: Market,
    pub(super) notices: Vec<Notice>,
    pub(super) figures: VenueFigures,
}

/// Reads the answer; `None` where the JSON is none of Hyperliquid's.
pub(super) fn read(tree: &Tree, now: Time) -> Result<Option<Read>, ImportError> {
    let mut notices = Vec::new();
    let Some(answer) = Answer::find(tree, &mut notices) else {
        return Ok(None);
    };
    let found = answer.rows();
    if found > MAX_ROWS {
        return Err(ImportError::TooManyRows { found });
    }
    let figures = VenueFigures::of(&answer, &mut notices);
    let time = figures.time.unwrap_or(now);
    let mut read = Read { account: Account::default(), market: Market::at(time), notices, figures };
    let unrealised = read.positions(&answer);
    let spot_usdc = read.balances(&answer);
    read.cash(&answer, unrealised, spot_usdc);
    Ok(Some(read))
}

impl Read {
    fn say(&mut self, kind: NoticeKind, path: &str, read: &str, message: String) {
        self.notices.push(Notice::new(kind, read, message).in_column(path));
    }

    /// Takes the positions in; gives their unrealised gain at the venue's marks.
    fn positions(&mut self, answer: &Answer<'_>) -> Option<Decimal> {
        let mut unrealised = Some(Decimal::ZERO);
        for (path, tree) in answer.positions() {
            let Some(row) = Row::read(&path, tree, &mut self.notices) else {
                continue;
            };
            let instrument = row.position.instrument.clone();
            if let Some(mark) = row.mark {
                let quote = self.quote(mark);
                self.market.index.or_insert_with(instrument.underlying().clone(), || quote.clone());
                self.market.marks.insert(instrument, quote);
            }
            unrealised = row.unrealised().and_then(|gain| unrealised?.plus(gain));
            self.figures.positions.push(row.venue);
            self.account.positions.push(row.position);
        }
        unrealised
    }

    /// Takes the spot balances in, but for USDC, which it gives back.
    fn balances(&mut self, answer: &Answer<'_>) -> Option<Decimal> {
        let mut usdc: Option<Decimal> = None;
        for (path, tree) in answer.balances() {
            let coin = tree.get("coin").and_then(Tree::word).unwrap_or_default();
            let asset = match coin.parse::<Asset>() {
                Ok(asset) => asset,
                Err(error) => {
                    let at = format!("{path}.coin");
                    self.say(NoticeKind::LeftOut, &at, coin, error.to_string());
                    continue;
                }
            };
            let at = format!("{path}.total");
            let Some(total) = required(tree, "total", &at, &mut self.notices) else {
                continue;
            };
            if total.is_zero() {
                continue;
            }
            if asset.as_str() == "USDC" {
                usdc = usdc.unwrap_or(Decimal::ZERO).plus(total);
                continue;
            }
            match self.account.with_holding(&asset, total) {
                Some(account) => self.account = account,
                None => {
                    let message = format!("{asset} adds up to more than 28 digits");
                    self.say(NoticeKind::LeftOut, &at, coin, message);
                }
            }
        }
        usdc
    }

    /// The USDC holding that makes our equity the venue's.
    fn cash(&mut self, answer: &Answer<'_>, unrealised: Option<Decimal>, spot: Option<Decimal>) {
        let value = self.figures.account_value;
        let contained = answer.is_unified() && spot.is_some();
        let total = match (value, spot) {
            (_, Some(spot)) if contained => Some(spot),
            (Some(value), spot) => value.plus(spot.unwrap_or_default()),
            (None, Some(spot)) => Some(spot),
            (None, None) => None,
        };
        let shown = |number: Option<Decimal>| number.map(|n| n.to_string()).unwrap_or_default();
        if value.is_none() && answer.has_account() && !contained {
            let message =
                "the answer has no account value, so the USDC behind the positions is unknown; write it as a holding";
            let path = "marginSummary.accountValue";
            self.say(NoticeKind::LeftOut, path, "", message.to_owned());
        }
        let Some(total) = total else {
            return;
        };
        // With an account value the unrealised gain is part of it; a spot balance alone has none in it.
        let within = if value.is_some() || contained { unrealised } else { Some(Decimal::ZERO) };
        let Some(quantity) = within.and_then(|gain| total.minus(gain)) else {
            let message =
                "the account value less the unrealised gain has more than 28 digits; write the USDC held as a holding";
            let path = "marginSummary.accountValue";
            self.say(NoticeKind::LeftOut, path, &shown(value), message.to_owned());
            return;
        };
        if contained {
            let message = "this account is under portfolio margin or unified: its spot USDC contains the account value, so it is counted once";
            self.say(NoticeKind::Info, "balances", &shown(spot), message.to_owned());
        }
        if value.is_some() {
            let message = format!(
                "USDC is set to {quantity}, so that equity is {total} as the venue reports it, a USDC counting as a dollar; the venue's own balance differs by funding and by the rounding of entry prices"
            );
            self.say(NoticeKind::Info, "accountValue", &shown(value), message);
        }
        let Ok(asset) = "USDC".parse::<Asset>() else {
            return;
        };
        let dollar = self.quote(Decimal::ONE);
        self.market.index.insert(asset.clone(), dollar);
        if !quantity.is_zero() {
            self.account.holdings.insert(0, Holding { asset, quantity });
        }
    }

    fn quote(&self, price: Decimal) -> Quote {
        Quote::new(price, SOURCE, self.market.as_of, PriceState::Imported)
    }
}

/// A number that may be missing, be null or be empty.
fn optional(tree: &Tree, field: &str, path: &str, notices: &mut Vec<Notice>) -> Option<Decimal> {
    let value = tree.get(field).filter(|value| !value.is_absent())?;
    let read = value
        .word()
        .ok_or_else(|| "this is not a number; the venue writes one such as \"1.5\"".to_owned())
        .and_then(|word| number::plain(word).map_err(|error| error.to_string()));
    match read {
        Ok(number) => {
            if number.rounded {
                let message = format!("rounded to the 28 digits that are kept: {}", number.value);
                notices.push(Notice::new(NoticeKind::Kept, &value.shown(), message).in_column(path));
            }
            Some(number.value)
        }
        Err(message) => {
            notices.push(Notice::new(NoticeKind::LeftOut, &value.shown(), message).in_column(path));
            None
        }
    }
}

/// A number that has to be there.
fn required(tree: &Tree, field: &str, path: &str, notices: &mut Vec<Notice>) -> Option<Decimal> {
    if tree.get(field).is_none_or(Tree::is_absent) {
        let message = format!("“{field}” is missing; copy the whole answer of the venue");
        notices.push(Notice::new(NoticeKind::LeftOut, &tree.shown(), message).in_column(path));
        return None;
    }
    optional(tree, field, path, notices)
}

#[cfg(test)]
mod tests;
