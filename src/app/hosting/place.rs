//! What is known of the place where a page is hosted: one for each page.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::telling::{said_of, written};
use crate::app::book::Book;
use crate::app::feed::{Prices as Feeding, clock};
use crate::app::intake::sentence;
use crate::app::live;
use crate::app::state::State;
use crate::app::stream::Stream;
use crate::embed::element::{Given, Prices};
use crate::embed::engine::{Answer, Fault, Said};
use crate::oracle::{Feed as Voices, Report, host};

/// Where prices come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feed {
    /// From the sources.
    Auto,
    /// From whoever types or hands them in.
    Manual,
    /// From nobody: those of the book are all there are.
    Off,
}

/// The place of a page. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) state: State,
    /// What was said on the page, and of what.
    said: StoredValue<Vec<(String, String)>>,
    /// The book that the host put here last.
    book: StoredValue<Option<Book>>,
    /// Whether the host gave rules: those of a book count for less.
    rules: StoredValue<bool>,
    feed: StoredValue<Feed>,
    /// Whether the host hands prices in.
    pushed: StoredValue<bool>,
    /// Whether the sources were asked.
    asking: StoredValue<bool>,
    /// Prices that wait for their frame.
    stream: StoredValue<Stream, LocalStorage>,
    /// Whom to tell.
    host: StoredValue<js_sys::Function, LocalStorage>,
    /// What takes the page off.
    remove: StoredValue<Option<Box<dyn FnOnce()>>, LocalStorage>,
}

impl Place {
    /// The place of a page.
    pub(super) fn new(state: State, remove: Box<dyn FnOnce()>, host: js_sys::Function) -> Self {
        state.owner.get_value().with(|| Self {
            state,
            said: StoredValue::new(Vec::new()),
            book: StoredValue::new(None),
            rules: StoredValue::new(false),
            feed: StoredValue::new(Feed::Auto),
            pushed: StoredValue::new(false),
            asking: StoredValue::new(false),
            stream: StoredValue::new_local(Stream::new(state)),
            host: StoredValue::new_local(host),
            remove: StoredValue::new_local(Some(remove)),
        })
    }

    /// Takes the page off, with all that it listens to and asks for.
    pub(super) fn remove(self) -> JsValue {
        if let Some(remove) = self.remove.try_update_value(Option::take).flatten() {
            remove();
        }
        JsValue::UNDEFINED
    }

    /// Tells the host something.
    pub(super) fn tell(self, what: &str, detail: &JsValue) {
        if let Some(host) = self.host.try_get_value() {
            drop(host.call2(&JsValue::NULL, &what.into(), detail));
        }
    }

    /// Says what is at fault with something, in the place of what was said of it before.
    pub(super) fn say(self, of: &str, words: Vec<String>) {
        self.said.update_value(|said| {
            said.retain(|(what, before)| {
                let stays = what != of || words.contains(before);
                if !stays {
                    self.state.unsay(before);
                }
                stays && what != of
            });
            said.extend(words.iter().map(|words| (of.to_owned(), words.clone())));
        });
        words.into_iter().for_each(|words| self.state.say(words));
    }

    /// Says what the shell of the element found at fault: `{ "of": "src", "words": "…" }`, with nothing to say it is right.
    pub(super) fn say_given(self, given: Given) -> JsValue {
        if let Given::Json(json) = given
            && let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(&json)
        {
            let text = |name| fields.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
            let words = text("words");
            self.say(text("of"), if words.is_empty() { Vec::new() } else { vec![sentence(words)] });
        }
        written(&super::done())
    }

    /// Remembers what the host put here.
    pub(super) fn remember(self, book: &Book) {
        self.book.set_value(Some(book.clone()));
    }

    /// Who made the present book.
    pub(super) fn maker(self) -> &'static str {
        let present = self
            .state
            .history
            .with_untracked(|history| self.book.with_value(|book| book.as_ref() == Some(history.present())));
        if present { "host" } else { "user" }
    }

    pub(super) fn rules_are_given(self) {
        self.rules.set_value(true);
    }

    pub(super) fn has_rules(self) -> bool {
        self.rules.get_value()
    }

    pub(super) fn feed(self) -> Feed {
        self.feed.get_value()
    }

    /// Writes something on the root of the page, for the styles.
    pub(super) fn mark(self, name: &str, value: &str) {
        set(self.state, ".cm-root", name, value);
    }

    /// Where prices come from; until it is said nobody is asked.
    pub(super) fn set_feed(self, given: Given) -> Answer<()> {
        let word = match super::word("prices", given, &["auto", "manual", "off"]) {
            Ok(word) => word,
            Err(fault) => return Answer::Faults(vec![fault]),
        };
        let feed = match word {
            "manual" => Feed::Manual,
            "off" => Feed::Off,
            _ => Feed::Auto,
        };
        self.feed.set_value(feed);
        self.mark("data-prices", word);
        self.follow();
        let still = feed == Feed::Off;
        if self.state.history.with_untracked(|history| history.present().still) != still {
            self.state
                .history
                .update(|history| history.amend(|book| if still { book.stand_still() } else { book.still = false }));
        }
        super::done()
    }

    /// Asks the sources, or leaves off.
    fn follow(self) {
        let asks = self.feed() == Feed::Auto && !self.pushed.get_value();
        let state = self.state;
        if asks && !self.asking.get_value() {
            self.asking.set_value(true);
            live::ask(state);
        }
        if state.settings.with_untracked(|settings| settings.silent) == asks {
            state.settings.update(|settings| settings.silent = !asks);
        }
    }

    /// Takes prices that the host hands in; what of them cannot be read is said.
    pub(super) fn hear(self, prices: Prices) -> Result<Vec<Said>, Fault> {
        let state = self.state;
        let now = clock();
        if !self.pushed.get_value() {
            // what the sources said before counts no more
            self.pushed.set_value(true);
            self.follow();
            state.feed.update(|feed| feed.listen(Box::<Voices>::default()));
        }
        match prices {
            Prices::Market(market) => {
                self.up_to_date();
                state.stream(|feed| feed.lay_beneath(&market, now));
                Ok(Vec::new())
            }
            Prices::Coins(json) => {
                let reading = host::parse(json.as_bytes(), now)
                    .map_err(|error| super::fault("prices", &error.to_string(), "{\"BTC\": \"93812\"} is right"))?;
                let left_out = reading.left_out.iter().map(said_of).collect();
                let report =
                    Report { source: host::SOURCE.name, ask: "host".to_owned(), outcome: Ok(reading), next_try: None };
                self.stream.with_value(|stream| stream.take(report));
                Ok(left_out)
            }
        }
    }

    /// Lays in the prices that wait, for whoever asks what they make.
    pub(super) fn up_to_date(self) {
        let _ = self.stream.with_value(Stream::lay);
    }

    /// The host hands no prices in any more.
    pub(super) fn take_prices_back(self) {
        if self.pushed.get_value() {
            self.up_to_date();
            self.pushed.set_value(false);
            self.state.feed.set(Feeding::new(clock()));
            self.state.feed.update(|feed| feed.listen(Box::<Voices>::default()));
            self.follow();
        }
    }
}

/// Sets an attribute of the first element that a selector means.
pub(super) fn set(state: State, selector: &str, name: &str, value: &str) {
    state.on(|stage| stage.first(selector)?.set_attribute(name, value).ok());
}
