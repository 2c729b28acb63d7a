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

/// What only a document of the page's own has.
pub(crate) const OWN: &str = "meta[name=application-code]";

/// Puts the page into `#app`, or into the body where there is no such element; a book of the last visit is read first.
pub fn mount() {
    std::panic::set_hook(Box::new(stopped::report));
    // a document that only imports this has no page of ours in it
    if document().query_selector(OWN).is_ok_and(|code| code.is_some())
        && let Some(stage) = Stage::document()
    {
        begin(stage);
    }
}

/// What a page begins with.
pub(crate) struct Begun {
    /// The book.
    pub(crate) book: Book,
    /// The rules; those that come with the page where there are none.
    pub(crate) rules: Option<RuleSet>,
    /// What there is to say about them.
    pub(crate) troubles: Vec<String>,
}

/// What was kept of the last visit; where there was none, or none that can be read, a fresh book.
pub(crate) async fn kept(stage: &Stage, fresh: fn(Time) -> Book, now: Time) -> Begun {
    let mut troubles = Vec::new();
    let book = match storage::load(stage, storage::BOOK) {
        None => fresh(now),
        Some(text) => match kept::read(&text) {
            Some(book) => book,
            None => {
                let (book, trouble) = storage::read_book(stage, text, now).await;
                troubles.extend(trouble.map(str::to_owned));
                book.unwrap_or_else(|| fresh(now))
            }
        },
    };
    let mut rules = None;
    if let Some(text) = storage::load(stage, storage::RULES).filter(|name| name != "reference") {
        let (read, trouble) = storage::read_rules(text).await;
        troubles.extend(trouble);
        rules = read;
    }
    Begun { book, rules, troubles }
}

/// Reads what was kept, then shows the page.
fn begin(stage: Stage) {
    spawn_local(async move {
        let now = feed::clock();
        let begun = kept(&stage, intake::sample, now).await;
        // the loading text goes in the same turn in which the page comes, so that nothing moves
        if let Some(loading) = document().get_element_by_id("boot") {
            loading.remove();
        }
        let at = document().get_element_by_id("app").or_else(|| document().body().map(Into::into));
        if let Some(at) = at.and_then(|at| at.dyn_into::<HtmlElement>().ok()) {
            let (_, mounted) = mounted(at, Box::new(move || state_of(stage, begun, now)));
            mounted.forget();
        }
    });
}

/// Shows a page at an element of a shadow root. Nobody is asked for prices. Gives its state, and what takes it off again.
pub(crate) fn apart(stage: Stage, at: HtmlElement, begun: Begun) -> Option<(State, Box<dyn FnOnce()>)> {
    let now = feed::clock();
    let (state, mounted) = mounted(at, Box::new(move || state_of(stage, begun, now)));
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
#[inline(never)]
fn state_of(stage: Stage, Begun { book, rules, troubles }: Begun, now: Time) -> State {
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
