//! A book as a host hands it over: the token of a share link, or a saved book.

use super::Given;
use crate::book::{Account, Position, Time};
use crate::embed::engine::{self, Answer, Code, Fault, Said};
use crate::io::json::handed_account;
use crate::io::session::{self, Session, SessionError};
use crate::io::{Notice, Tree};
use crate::margin::RuleSet;
use crate::market::Market;

const LIKE: &str = "the token of a share link (s=1.…) is right, or a saved book as JSON";

/// What a host handed over as a book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portfolio {
    /// Collateral and positions.
    pub account: Account,
    /// The prices that came with it.
    pub market: Market,
    /// The rules it names, if it does.
    pub rules: Option<RuleSet>,
    /// A trade to be tried.
    pub trades: Vec<Position>,
}

/// Reads a book. A market without an instant is of `now`.
pub fn portfolio(given: Given, now: Time) -> Answer<Portfolio> {
    let path = "portfolio";
    match given.tree(path, LIKE) {
        Ok(Tree::Text(text)) => match session::read(&text) {
            Ok((session, notices)) => Answer::Value { value: of_session(session), notices: said(notices, path) },
            Err(error) => Answer::Faults(vec![of_link(path, &error)]),
        },
        Ok(tree @ Tree::Fields(_)) => match handed_account(tree, now) {
            Ok((book, notices)) => {
                let mut notices = said(notices, path);
                let rules = book.rules.and_then(|name| match engine::rules("portfolio.rules", Tree::Text(name)) {
                    Ok(rules) => Some(rules.into_owned()),
                    Err(fault) => {
                        notices.push(Said::of_fault(fault));
                        None
                    }
                });
                // of a book of which nothing can be read the one that is there is better
                if book.account == Account::default() && notices.iter().any(|said| said.kind == "left_out") {
                    let of = notices.into_iter().filter(|said| said.kind == "left_out");
                    return Answer::Faults(of.map(|said| fault(said, path)).collect());
                }
                let value = Portfolio { account: book.account, market: book.market, rules, trades: Vec::new() };
                Answer::Value { value, notices }
            }
            Err(error) => Answer::Faults(vec![Fault::of_import(path, &error)]),
        },
        Ok(other) => Answer::Faults(vec![engine::wrong_type(path, &other, LIKE.to_owned())]),
        Err(fault) => Answer::Faults(vec![fault]),
    }
}

/// Reads rules: the name of a rule set that is shipped, the JSON of any, or the fragment of a link to one.
pub fn rules(given: Given) -> Answer<RuleSet> {
    let path = "rules";
    let right = "the name of a rule set is right, such as reference, or its JSON";
    let read = given.tree(path, right).and_then(|tree| match tree {
        Tree::Text(name) => engine::rules(path, Tree::Text(name.trim().to_owned())),
        tree => engine::rules(path, tree),
    });
    match read {
        Ok(rules) => Answer::Value { value: rules.into_owned(), notices: Vec::new() },
        Err(fault) => Answer::Faults(vec![fault]),
    }
}

/// A session as the token that [`portfolio`] reads.
pub fn token(session: &Session) -> Answer<String> {
    match session::fragment(session) {
        Ok(token) => Answer::Value { value: token, notices: Vec::new() },
        Err(error) => Answer::Faults(vec![of_link("", &error)]),
    }
}

fn fault(said: Said, path: &str) -> Fault {
    let Said { path: within, message, remedy, .. } = said;
    let remedy = remedy.unwrap_or_else(|| LIKE.to_owned());
    Fault::new(Code::WrongValue, within.as_deref().unwrap_or(path), message, remedy)
}

fn of_session(session: Session) -> Portfolio {
    let Session { account, market, rules, what_if, .. } = session;
    Portfolio { account, market, rules, trades: what_if.trades }
}

fn said(notices: Vec<Notice>, path: &str) -> Vec<Said> {
    notices.into_iter().map(|notice| Said::of(notice, path)).collect()
}

fn of_link(path: &str, error: &SessionError) -> Fault {
    let code = match error {
        SessionError::Length(_) | SessionError::Rows(_) => Code::TooLarge,
        SessionError::Version(_) => Code::NewerVersion,
        SessionError::Foreign | SessionError::Broken => Code::NoBook,
        SessionError::Value { .. } => Code::WrongValue,
        SessionError::Rules(_) => Code::WrongRules,
    };
    Fault::of_sentence(code, path, &error.to_string(), LIKE)
}
