//! A link to a session that brought one here: what it holds, and whether it takes the place of the book that is here.

use std::sync::Arc;

use leptos::prelude::*;

use super::book::Book;
use super::dialog::Dialog;
use super::made::watch;
use super::state::{Sheet, State};
use super::ticket::Desk;
use super::{address, copy, intake, rules, shared, storage};
use crate::io::Notice;
use crate::io::session::{self, Session};
use crate::margin::RuleSet;
use crate::market::Prudence;

/// A session with what there is to say about it.
type Found = (Session, Vec<Notice>);

/// What stands beside the book and goes with it.
#[derive(Clone, PartialEq)]
struct Beside {
    book: Arc<Book>,
    rules: Option<Arc<RuleSet>>,
    prudence: Prudence,
}

impl Beside {
    fn now(state: State) -> Self {
        let (book, rules) = (state.book.get_untracked(), state.rules.get_untracked());
        Self { book, rules, prudence: state.prudence.get_untracked() }
    }

    /// Rules and prudence as they were with this book.
    fn put(&self, state: State) {
        if let Some(rules) = &self.rules
            && state.rules.with_untracked(|now| now.as_ref() != Some(rules))
        {
            rules::put(state, RuleSet::clone(rules));
        }
        state.prudence.set(self.prudence);
    }
}

/// What was here before a link was opened, what it brought, and which of them is here.
struct Opened {
    before: Beside,
    after: Beside,
    is_after: bool,
}

/// Whether there is a book here that would be missed.
fn has_own(state: State) -> bool {
    let empty = |book: &Arc<Book>| book.account() == crate::book::Account::default();
    state.load(storage::BOOK).is_some() && !state.book.with_untracked(empty)
}

/// Puts a session in the place of the book, its rules in force, and its prices still.
fn put(state: State, (session, notices): Found) -> Opened {
    let before = Beside::now(state);
    state.seal();
    state.edit(None, |book| *book = Book::of_link(session.account, session.market.clone()));
    state.forget_typing();
    let rules = session.rules.map(Arc::new).or_else(|| before.rules.clone());
    let after = Beside { book: state.book.get_untracked(), rules, prudence: session.market.prudence };
    after.put(state);
    for notice in notices {
        state.say(intake::sentence(&notice.message));
    }
    if !session.what_if.trades.is_empty() {
        Desk::of(state).bring(&session.what_if.trades);
        state.trying.set(true);
    }
    Opened { before, after, is_after: true }
}

/// Lets the rules follow when opening the link is undone, and done again.
fn follow(state: State, opened: &mut Opened, book: &Book) {
    let goes = if opened.is_after { &opened.before } else { &opened.after };
    if *goes.book == *book {
        goes.put(state);
        opened.is_after = !opened.is_after;
    }
}

fn told((session, notices): &Found) -> AnyView {
    let name = session.name.as_ref().map(|name| format!("“{name}”: ")).unwrap_or_default();
    let notices = notices.iter().map(|notice| view! { <li>{intake::sentence(&notice.message)}</li> }).collect_view();
    view! {
        <p class="summary" data-testid="link-summary">{format!("This link holds a book: {name}{}.", shared::holds(session))}</p>
        <ul class="remarks">{notices}</ul>
        <p class="words">{copy::LINK_HELP}</p>
    }
    .into_any()
}

/// Says from when the prices are, while they are a link's, and goes back to live ones.
fn still(state: State) -> impl Fn() -> AnyView {
    let since = Memo::new(move |_| state.book.with(|book| book.still.then_some(book.prices.as_of)));
    move || {
        let Some(since) = since.get() else { return ().into_any() };
        let release = move |_| {
            state.seal();
            state.edit(None, |book| book.still = false);
        };
        view! {
            <aside class="still" data-testid="still" aria-label="Prices of a link">
                <span>{format!("Prices as of {}, from the link.", shared::instant(since))}</span>
                <button type="button" class="button" data-testid="still-release" on:click=release>"Use live prices"</button>
            </aside>
        }
        .into_any()
    }
}

/// Opens the link in the address: at once where no book would be missed, else when it is wanted.
#[component]
pub(crate) fn LinkDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let found = RwSignal::new(None::<Result<Found, String>>);
    let opened = StoredValue::new(None::<Opened>);
    let close = move || {
        found.set(None);
        if state.sheet.get_untracked() == Some(Sheet::Link) {
            state.sheet.set(None);
        }
    };
    let take = move |session: Found| {
        let made = put(state, session);
        // the same link once more changes nothing that could be followed
        opened.set_value((made.before != made.after).then_some(made));
        close();
    };
    watch(move || {
        // a second link over an open dialog sets the same sheet again
        if state.sheet.get() != Some(Sheet::Link) {
            return;
        }
        match address::taken(session::is_fragment).map(|hash| session::read(&hash)) {
            Some(Ok(session)) if !has_own(state) => take(session),
            Some(Ok(session)) => found.set(Some(Ok(session))),
            Some(Err(error)) => found.set(Some(Err(intake::sentence(&error.to_string())))),
            None if found.with_untracked(Option::is_none) => close(),
            None => {}
        }
    });
    watch(move || {
        let book = state.book.get();
        opened.update_value(|opened| {
            if let Some(opened) = opened {
                follow(state, opened, &book);
            }
        });
    });
    let accept = move |_| {
        if let Some(Ok(session)) = found.get_untracked() {
            take(session);
        }
    };
    let body = move || {
        match found.get() {
        None => ().into_any(),
        Some(Ok(session)) => view! {
            {told(&session)}
            <div class="buttons">
                <button type="button" class="button primary" data-testid="link-open" on:click=accept>"Open it"</button>
                <button type="button" class="button" data-testid="link-keep" on:click=move |_| close()>"Keep mine"</button>
                <span class="dim">"One undo takes it back."</span>
            </div>
        }
        .into_any(),
        Some(Err(why)) => view! {
            <p class="wrong" data-testid="link-wrong">{why}</p>
            <p class="dim">"Your book stays as it is."</p>
        }
        .into_any(),
    }
    };
    view! {
        <Dialog
            id="link-dialog"
            open=Signal::derive(move || state.sheet.get() == Some(Sheet::Link) && found.with(Option::is_some))
            close=Callback::new(move |()| close())
            title="Shared book"
        >
            {body}
        </Dialog>
        {still(state)}
    }
}
