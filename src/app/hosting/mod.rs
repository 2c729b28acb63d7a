//! What a page inside another one is asked for by its host.
//!
//! A word and a value come from the shell of the element; what a value means is read in [`crate::embed::element`], and done to
//! the page here. Every word is answered as the engine's functions answer: a value with notices, or faults. What is at fault
//! is also said on the page, until the same place is right again.

mod given;
mod place;
mod telling;

use std::sync::Arc;

use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::allowed::Allowed;
use super::book::Book;
use super::feed;
use super::fixed;
use super::history::History;
use super::intake::sentence;
use super::links;
use super::share::session;
use super::state::State;
use super::terms;
use super::theme::Theme;
use super::ticket::{Desk, Typed};
use crate::book::{Account, Position};
use crate::embed::element::{self, Given, Portfolio};
use crate::embed::engine::{Answer, Code, Fault, Said};
use crate::margin::{Assessment, RuleSet};
use given::given;
use place::{Feed, Place};
use telling::written;

/// What a host can style, by `::part()`; each stands where the page is drawn first.
const PARTS: [(&str, &str); 11] = [
    ("head", ".head"),
    ("main", ".page"),
    ("answer", ".hero"),
    ("notices", ".notices"),
    ("bar", ".bar"),
    ("tables", ".tables"),
    ("greeks", "[aria-labelledby=greeks-title]"),
    ("liquidation", "[aria-labelledby=liquidation-title]"),
    ("stress", "[aria-labelledby=stress-title]"),
    ("trade", "[aria-labelledby=trade-title]"),
    ("prices", "#prices"),
];

/// Begins to host a page, which `remove` takes off again; `heard` is told of what happens.
pub(crate) fn begin(state: State, remove: Box<dyn FnOnce()>, heard: Function) {
    fixed::keep(state);
    links::follow(state, true);
    terms::start(state);
    for (part, selector) in PARTS {
        place::set(state, selector, "part", part);
    }
    let place = Place::new(state, remove, heard);
    place.tell("ready", &telling::asked(place));
    telling::start(place);
}

/// Does what a word asks for; `what` is one of those below.
fn answer(place: Place, what: &str, value: &JsValue) -> JsValue {
    let state = place.state;
    let asked = || given(value);
    if what != "prices" {
        place.up_to_date();
    }
    match what {
        "remove" => place.remove(),
        "result" => telling::result(state),
        "tried" => telling::tried(state),
        "portfolio" => place.done(what, portfolio(place, asked())),
        "rules" => place.done(what, rules(place, asked())),
        "prices" => place.done(what, prices(place, asked())),
        "trade" => place.done(what, trade(state, asked())),
        "feed" => place.done(what, place.set_feed(asked())),
        "mode" => place.done(what, mode(place, asked())),
        "theme" => place.done(what, theme(state, asked())),
        "readonly" => place.done(what, readonly(state, asked())),
        "said" => place.say_given(asked()),
        "assess" => written(&assessed(state)),
        "preview" => previewed(place, asked()),
        "save" => written(&element::token(&untrack(|| session(state)))),
        // what a link cannot hold has none
        "token" => element::token(&untrack(|| session(state))).value().map_or(JsValue::NULL, |token| token.into()),
        other => written(&Answer::<()>::Faults(vec![fault(other, "nothing is asked by this word", "")])),
    }
}

fn fault(path: &str, message: &str, remedy: &str) -> Fault {
    Fault { code: Code::WrongValue, path: path.to_owned(), message: message.to_owned(), remedy: remedy.to_owned() }
}

/// One of a few words.
fn word(path: &str, given: Given, words: &[&'static str]) -> Result<&'static str, Fault> {
    let read = match &given {
        Given::Nothing => return words.first().copied().ok_or_else(|| fault(path, "nothing is right here", "")),
        Given::Text(text) | Given::Json(text) => text.trim().to_owned(),
        Given::Other(why) => why.clone(),
    };
    words.iter().copied().find(|word| *word == read).ok_or_else(|| {
        let read: String = read.chars().take(60).collect();
        fault(path, &format!("“{read}” is not known here"), &format!("one of {} is right", words.join(", ")))
    })
}

/// Another book in the place of this one; prices that came with it are taken, and its rules unless the host gave some.
fn portfolio(place: Place, given: Given) -> Answer<()> {
    element::portfolio(given, feed::clock()).map(|Portfolio { account, market, rules, trades }| {
        let mut book = Book::new(account, market);
        if place.feed() == Feed::Off {
            book.stand_still();
        }
        place.put_book(book);
        if let Some(rules) = rules.filter(|_| !place.has_rules()) {
            put_rules(place.state, rules);
        }
        if !trades.is_empty() {
            tried(place.state, &trades);
        }
    })
}

fn put_rules(state: State, rules: RuleSet) {
    state.rules.set(Some(Arc::new(rules)));
}

fn rules(place: Place, given: Given) -> Answer<()> {
    element::rules(given).map(|rules| {
        place.rules_are_given();
        put_rules(place.state, rules);
    })
}

/// Prices of the host's: nothing is fetched any more. With nothing the host takes them back.
fn prices(place: Place, given: Given) -> Answer<()> {
    if given == Given::Nothing {
        place.take_prices_back();
        return done();
    }
    match element::prices(given, feed::clock()) {
        Answer::Value { value, notices } => match place.hear(value) {
            Ok(said) => Answer::Value { value: (), notices: notices.into_iter().chain(said).collect() },
            Err(fault) => Answer::Faults(vec![fault]),
        },
        Answer::Faults(faults) => Answer::Faults(faults),
    }
}

/// A trade to be tried: it stands in the ticket. With nothing the ticket is emptied.
fn trade(state: State, given: Given) -> Answer<()> {
    if given == Given::Nothing {
        Desk::of(state).put(Vec::new());
        return done();
    }
    let Some(rules) = state.rules.get_untracked() else { return no_rules() };
    let account = account(state);
    let read = state.market.with_untracked(|market| element::trades(given, &account, market, &rules));
    read.map(|trades| {
        let legs = trades.into_iter().map(|of| Position::new(of.instrument, of.quantity, Some(of.price)));
        tried(state, &legs.collect::<Vec<_>>());
    })
}

fn tried(state: State, trades: &[Position]) {
    Desk::of(state).put(trades.iter().map(Typed::of).collect());
    state.trying.set(true);
}

/// It is done, and there is nothing to say.
fn done() -> Answer<()> {
    Answer::Value { value: (), notices: Vec::new() }
}

fn no_rules<T>() -> Answer<T> {
    Answer::Faults(vec![fault("rules", "no rules are in force", "the name of a rule set is right")])
}

/// What is margined: the book itself, whatever the page shows.
fn account(state: State) -> Account {
    let out = super::state::rows_out(state.unreadable);
    state.history.with_untracked(|history| history.present().counted(&out).account)
}

fn assessed(state: State) -> Answer<Assessment> {
    match state.assessment.get_untracked() {
        Some(of) => Answer::Value { value: Assessment::clone(&of), notices: Vec::new() },
        None => no_rules(),
    }
}

/// What a trade would do; the ticket is left as it is.
fn previewed(place: Place, given: Given) -> JsValue {
    let state = place.state;
    let Some(rules) = state.rules.get_untracked() else { return written(&no_rules::<()>()) };
    let account = account(state);
    let answer = state.market.with_untracked(|market| element::preview(given, &account, market, &rules));
    let answer = written(&answer);
    place.tell("preview", &answer);
    answer
}

fn mode(place: Place, given: Given) -> Answer<()> {
    let mode = match word("mode", given, &["full", "compact", "preview", "teach"]) {
        Ok(mode) => mode,
        Err(fault) => return Answer::Faults(vec![fault]),
    };
    let state = place.state;
    place.mark("data-mode", mode);
    state.room.set(if mode == "teach" { "learn".to_owned() } else { String::new() });
    if mode == "preview" {
        state.trying.set(true);
    }
    done()
}

fn theme(state: State, given: Given) -> Answer<()> {
    match word("theme", given, &["auto", "light", "dark"]) {
        Ok(theme) => {
            state.theme.set(Theme::named(theme));
            done()
        }
        Err(fault) => Answer::Faults(vec![fault]),
    }
}

fn readonly(state: State, given: Given) -> Answer<()> {
    let fixed = given == Given::Json("true".to_owned());
    state.allowed.set(if fixed { Allowed(0) } else { Allowed::ALL });
    done()
}

impl Place {
    /// The host's book in the place of the present one: a step back where something was done to that.
    fn put_book(self, book: Book) {
        let state = self.state;
        self.remember(&book);
        if state.history.with_untracked(History::can_undo) {
            state.put(book);
        } else {
            state.history.set(History::new(book));
            state.forget_typing();
        }
    }

    /// Tells of an answer, and says on the page what is at fault, until it is right.
    fn done(self, what: &str, answer: Answer<()>) -> JsValue {
        let said = match &answer {
            Answer::Faults(faults) => faults.iter().map(|of| format!("{}; {}", of.message, of.remedy)).collect(),
            Answer::Value { notices, .. } => {
                notices.iter().filter(|of| of.kind == "left_out").map(of_row).collect::<Vec<_>>()
            }
        };
        self.say(what, said.iter().map(|words| sentence(words)).collect());
        written(&answer)
    }
}

fn of_row(of: &Said) -> String {
    let path = of.path.as_deref().unwrap_or_default();
    format!("{path}: {}; {}", of.message, of.remedy.as_deref().unwrap_or("the row is left out"))
}
