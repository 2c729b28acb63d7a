//! The page as a whole: where each part stands, and what runs beside it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::mount::UnmountHandle;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::book::Book;
use super::collateral::Collateral;
use super::feed;
use super::greeks::GreeksCard;
use super::header::Header;
use super::hero::Hero;
use super::liquidation::LiquidationCard;
use super::margin_bar::MarginBar;
use super::next_trade::next_trade;
use super::notices::Notices;
use super::positions::Positions;
use super::prices::PriceBar;
use super::stage::Stage;
use super::state::{Sheet, State};
use super::stress::StressGrid;
use super::theme::{self, Theme};
use super::{intake, kept, keys, later, prices, stopped, storage};
use crate::book::Time;
use crate::margin::{RuleSet, venues};

/// Puts the page into `#app`, or into the body where there is no such element; a book of the last visit is read first.
pub fn mount() {
    std::panic::set_hook(Box::new(stopped::report));
    // a document that only imports this has no page of ours in it
    if document().query_selector("meta[name=application-code]").is_ok_and(|code| code.is_some())
        && let Some(stage) = Stage::document()
    {
        begin(stage);
    }
}

/// Reads what was kept, then shows the page.
fn begin(stage: Stage) {
    let now = feed::clock();
    let kept_book = storage::load(&stage, storage::BOOK);
    let kept_rules = storage::load(&stage, storage::RULES).filter(|name| name != "reference");
    let book = match &kept_book {
        None => Some(intake::sample(now)),
        Some(text) => kept::read(text),
    };
    if let (Some(book), None) = (&book, &kept_rules) {
        return show(stage, book.clone(), None, Vec::new(), now);
    }
    spawn_local(async move {
        let mut troubles = Vec::new();
        let book = match (book, kept_book) {
            (Some(book), _) => book,
            (None, text) => {
                let (book, trouble) = storage::read_book(&stage, text.unwrap_or_default(), now).await;
                troubles.extend(trouble.map(str::to_owned));
                book
            }
        };
        let mut rules = None;
        if let Some(text) = kept_rules {
            let (read, trouble) = storage::read_rules(text).await;
            troubles.extend(trouble);
            rules = read;
        }
        show(stage, book, rules, troubles, now);
    });
}

fn show(stage: Stage, book: Book, rules: Option<RuleSet>, troubles: Vec<String>, now: Time) {
    // the loading text goes in the same turn in which the page comes, so that nothing moves
    if let Some(loading) = document().get_element_by_id("boot") {
        loading.remove();
    }
    let at = document().get_element_by_id("app").or_else(|| document().body().map(Into::into));
    if let Some(at) = at.and_then(|at| at.dyn_into::<HtmlElement>().ok()) {
        let (_, mounted) = mounted(at, Box::new(move || begun(stage, book, rules, troubles, now)));
        mounted.forget();
    }
}

/// Shows a page at an element of a shadow root, with a book of its own or the one that is kept for it. Nobody is asked for
/// prices. Gives its state, and what takes it off again.
pub(crate) fn apart(
    stage: Stage,
    at: HtmlElement,
    book: Option<Book>,
    rules: Option<RuleSet>,
) -> Option<(State, Box<dyn FnOnce()>)> {
    let now = feed::clock();
    let kept = || storage::load(&stage, storage::BOOK).and_then(|text| kept::read(&text)).unwrap_or_default();
    let book = book.unwrap_or_else(kept);
    let (state, mounted) = mounted(at, Box::new(move || begun(stage, book, rules, Vec::new(), now)));
    let state = state?;
    // the owner is also held by what it owns: it goes when it is told to, and not by itself
    let owner = state.owner.get_value();
    let remove = move || {
        drop(mounted);
        owner.cleanup();
    };
    Some((state, Box::new(remove)))
}

/// Draws the page of a state that is made for it, at an element.
fn mounted(
    at: HtmlElement,
    begun: Box<dyn FnOnce() -> State>,
) -> (Option<State>, UnmountHandle<<AnyView as Render>::State>) {
    let made = Rc::new(Cell::new(None));
    let given = Rc::clone(&made);
    let mounted = leptos::mount::mount_to(at, move || {
        let state = begun();
        given.set(Some(state));
        if state.is_own() {
            follow_address(state);
        }
        drawn(state)
    });
    (made.get(), mounted)
}

/// Goes where the page's own address says: to a room, to rules, or to a session.
fn follow_address(state: State) {
    let arrive = move || {
        let hash = window().location().hash().unwrap_or_default();
        state.room.set(hash.trim_start_matches('#').to_owned());
        // a link to a rule set opens the rules, which read it; likewise one to a session
        if hash.starts_with("#rules=") {
            state.sheet.set(Some(Sheet::Rules));
        } else if hash.starts_with("#s=") {
            state.sheet.set(Some(Sheet::Link));
        }
    };
    arrive();
    let arriving = window_event_listener_untyped("hashchange", move |_| arrive());
    on_cleanup(move || arriving.remove());
    feed::run(state);
}

/// The page's state, and what runs beside it.
fn begun(stage: Stage, book: Book, rules: Option<RuleSet>, troubles: Vec<String>, now: Time) -> State {
    let rules = rules.or_else(|| venues::reference().ok().cloned());
    let theme = Theme::named(&storage::load(&stage, storage::THEME).unwrap_or_default());
    let state = State::new(stage, book, rules, feed::Prices::new(now), theme, now);
    troubles.into_iter().for_each(|trouble| state.say(trouble));
    theme::apply(state);
    storage::keep_book(state);
    keys::listen(state);
    if let Some(kept) = state.load(storage::PRUDENCE) {
        prices::read_prudence(state, &kept);
    }
    if let Ok(ticking) = set_interval_with_handle(move || state.clock.set(feed::clock()), Duration::from_secs(1)) {
        on_cleanup(move || ticking.clear());
    }
    state
}

fn drawn(state: State) -> AnyView {
    view! {
        <a class="skip" href="#book">"Skip to the positions"</a>
        <Header state=state />
        <div class="page" role=state.main_role()>
            <Hero state=state />
            <Notices state=state />
            <MarginBar state=state />
            <div class="stack" id="book" tabindex="-1">
                {later::opened_accounts(state)}
                <section class="card tables" aria-labelledby="positions-title">
                    <Positions state=state />
                    <Collateral state=state />
                </section>
                <GreeksCard state=state />
            </div>
            <div class="stack">
                <LiquidationCard state=state />
                <StressGrid state=state />
                {next_trade(state)}
                <PriceBar state=state />
            </div>
        </div>
        {later::opened_rooms(state)}
        <footer class="foot">
            <p>"Worked out in this page. Your positions are sent nowhere. Not advice."</p>
        </footer>
        {later::opened_dialogs(state)}
    }
    .into_any()
}
