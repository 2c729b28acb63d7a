//! A question: an account, prices and rules.

use std::borrow::Cow;

use super::fields::{Fields, wrong_type};
use super::rules::{named, rules};
use super::{Answer, Fault, Said};
use crate::book::{Account, Time};
use crate::io::json::{BookFile, handed_account, handed_market};
use crate::io::{ImportError, MAX_BYTES, Notice, Tree};
use crate::margin::RuleSet;
use crate::market::Market;

/// A question as it was handed over.
///
/// `account` is an account, a saved book (`docs/book.schema.json`) or the text of either; `market` has prices as such a
/// book has them, and counts for more than the book's own; `rules` is the name of a rule set that is shipped or the JSON
/// of any, where nothing is said the book's own, else `reference`. Each function has further fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Request(Tree);

impl Request {
    /// A question that is written as JSON.
    ///
    /// # Errors
    /// Text that is not JSON.
    pub fn from_json(text: &str) -> Result<Self, Fault> {
        Tree::handed(text).map(Self).map_err(|error| Fault::not_json("", error))
    }

    #[cfg(all(target_arch = "wasm32", feature = "engine-questions"))]
    pub(super) fn of(tree: Tree) -> Self {
        Self(tree)
    }
}

/// An account with its prices, as they were understood.
pub(super) struct Asked {
    pub(super) account: Account,
    pub(super) market: Market,
    /// The name of the rule set that the book was margined under.
    rules: Option<String>,
    notices: Vec<Said>,
    /// The fields beside `account` and `market`.
    pub(super) fields: Fields,
}

/// Answers a question with what `work` makes of it; `ours` are its fields beside `account` and `market`.
pub(super) fn answer<T>(
    request: Request,
    now: Time,
    ours: &[&str],
    work: impl FnOnce(&mut Asked) -> Option<T>,
) -> Answer<T> {
    let mut asked = match Asked::read(request, now) {
        Ok(asked) => asked,
        Err(faults) => return Answer::Faults(faults),
    };
    let value = work(&mut asked);
    let Asked { mut fields, mut notices, .. } = asked;
    match value {
        Some(value) if fields.faults.is_empty() => {
            let ours: Vec<&str> = ["account", "market"].iter().chain(ours).copied().collect();
            notices.extend(fields.rest(&ours));
            Answer::Value { value, notices }
        }
        _ => Answer::Faults(std::mem::take(&mut fields.faults)),
    }
}

impl Asked {
    /// A question about an account that is here already.
    pub(super) fn about(account: Account, market: Market, fields: Vec<(String, Tree)>) -> Result<Self, Fault> {
        let fields = Fields::of("", Tree::Fields(fields), "{trades}")?;
        Ok(Self { account, market, rules: None, notices: Vec::new(), fields })
    }

    fn read(request: Request, now: Time) -> Result<Self, Vec<Fault>> {
        let mut fields = Fields::of("", request.0, "{account, market, rules}").map_err(|fault| vec![fault])?;
        let mut notices = Vec::new();
        let (account, market) = (fields.take("account"), fields.take("market"));
        let like = "{\"holdings\": […], \"positions\": […]}";
        let book = match account {
            None => fields.missing("account", like),
            Some(account) => match book(account, now) {
                Ok((book, said)) => {
                    notices.extend(said.into_iter().map(|notice| Said::of(notice, "account")));
                    Some(book)
                }
                Err(fault) => fields.wrong(fault),
            },
        };
        let as_of = book.as_ref().map_or(now, |book| book.market.as_of);
        let market = market.and_then(|given| match market_of(given, as_of) {
            Ok((market, said)) => {
                notices.extend(said.into_iter().map(|notice| Said::of(notice, "")));
                Some(market)
            }
            Err(fault) => fields.wrong(fault),
        });
        let Some(book) = book.filter(|_| fields.faults.is_empty()) else {
            return Err(fields.faults);
        };
        let market = match market {
            Some(market) => book.market.with(&market),
            None => book.market,
        };
        Ok(Self { account: book.account, market, rules: book.rules, notices, fields })
    }

    /// The rule set that is asked for, else the book's own, else the reference.
    pub(super) fn rules(&mut self) -> Option<Cow<'static, RuleSet>> {
        let found = match (self.fields.take("rules"), &self.rules) {
            (Some(given), _) => rules("rules", given),
            (None, Some(name)) => named("account.rules", name),
            (None, None) => named("rules", "reference"),
        };
        found.map_or_else(|fault| self.fields.wrong(fault), Some)
    }
}

/// A book, or the text of one.
fn book(given: Tree, now: Time) -> Result<(BookFile, Vec<Notice>), Fault> {
    let at = "account";
    let tree = match given {
        Tree::Text(text) if text.len() > MAX_BYTES => {
            return Err(Fault::of_import(at, &ImportError::TooLarge { found: text.len() }));
        }
        Tree::Text(text) => Tree::handed(&text).map_err(|error| Fault::not_json(at, error))?,
        tree => tree,
    };
    match tree {
        Tree::Fields(_) => handed_account(tree, now).map_err(|error| Fault::of_import(at, &error)),
        other => {
            let right = "an object with “holdings” and “positions” is right, or the text of one";
            Err(wrong_type(at, &other, right.to_owned()))
        }
    }
}

fn market_of(given: Tree, now: Time) -> Result<(Market, Vec<Notice>), Fault> {
    match given {
        Tree::Fields(_) => handed_market(given, now).map_err(|error| Fault::of_import("market", &error)),
        other => {
            let right = "an object such as {\"index\": {\"BTC\": \"93812\"}} is right";
            Err(wrong_type("market", &other, right.to_owned()))
        }
    }
}
