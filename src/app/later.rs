//! What the page fetches only when it is first wanted.
//!
//! The build cuts the code behind each function marked here out of the first download. A part that cannot be fetched
//! is said on the page, and asked for again the next time.
#![allow(unsafe_code, reason = "the split-point macro declares the functions it cuts off as foreign")]

use std::pin::Pin;

use js_sys::Function;
use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::accounts;
use super::add_form::AddForm;
use super::arrive::LinkDialog;
use super::audit::AuditDialog;
use super::book::Book;
use super::copy;
use super::embed_room;
use super::explain_panel::ExplainPanel;
use super::export::ExportDialog;
use super::grid;
use super::hedge;
use super::hosting;
use super::import::ImportDialog;
use super::intake;
use super::learn;
use super::liquidation::LiquidationSheet;
use super::live;
use super::made::{callback, memo, signal, watch};
use super::price_sheet::PriceSheet;
use super::quick::Quick;
use super::quick_help;
use super::report::ReportSheet;
use super::rooms::{Room, room};
use super::rules::{self, CompareDialog, RulesDialog};
use super::self_check;
use super::shape::{changing, many, maybe};
use super::share::ShareLink;
use super::standing::{Standing, spawn};
use super::state::{Sheet, State};
use super::terms;
use super::ticket;
use super::unknown_rows;
use crate::book::Time;
use crate::io::ReadAccount;
use crate::margin::RuleSet;

/// A part of the page that could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What draws a part: the state of the page, and how to close it.
type Draw = fn(State, Callback<()>) -> AnyView;

#[wasm_split(dialogs, fallible)]
fn dialogs() -> Result<Draw, Missing> {
    Ok(|state, close| {
        view! {
            <ExplainPanel state=state />
            <ImportDialog state=state />
            <ExportDialog state=state />
            {opened(state, memo(move || state.sheet.get() == Some(Sheet::Report)), close, || Box::pin(report()), true)}
        }
        .into_any()
    })
}

#[wasm_split(rules, fallible)]
fn rule_sets() -> Result<Draw, Missing> {
    Ok(|state, close| {
        view! {
            <RulesDialog state=state />
            <CompareDialog state=state />
            {opened(state, memo(move || state.sheet.get() == Some(Sheet::Audit)), close, || Box::pin(audit()), true)}
        }
        .into_any()
    })
}

/// Reads the rules of the last visit.
#[wasm_split(kept_rules, fallible)]
pub(crate) fn read_rules(text: String) -> Result<Result<RuleSet, String>, Missing> {
    Ok(rules::in_force(&text))
}

#[wasm_split(audit, fallible)]
fn audit() -> Result<Draw, Missing> {
    Ok(|state, _| view! { <AuditDialog state=state /> }.into_any())
}

#[wasm_split(report, fallible)]
fn report() -> Result<Draw, Missing> {
    Ok(|state, _| view! { <ReportSheet state=state /> }.into_any())
}

/// What makes links to a session, and what opens them: they come with all rule sets.
#[wasm_split(links, fallible)]
fn links() -> Result<(Draw, Draw), Missing> {
    Ok((
        |state, _| view! { <ShareLink state=state /> }.into_any(),
        |state, _| view! { <LinkDialog state=state /> }.into_any(),
    ))
}

/// What the quick line is helped with.
#[derive(Clone, Copy)]
pub(crate) struct Line {
    /// Adds what is typed.
    pub(crate) enter: fn(Quick),
    /// Completes it and says how it is understood.
    pub(crate) helps: fn(Quick) -> AnyView,
}

/// What is wanted as soon as the book is touched.
#[derive(Clone, Copy)]
struct Editing {
    line: Line,
    /// Copying, pasting and moving about in the tables.
    grid: fn(State),
    /// The form for adding by parts.
    parts: Draw,
    /// The rows of what is not known.
    unknown: Draw,
}

#[wasm_split(editing, fallible)]
fn editing() -> Result<Editing, Missing> {
    Ok(Editing {
        line: Line { enter: quick_help::enter, helps: quick_help::helps },
        grid: grid::start,
        parts: |state, close| view! { <AddForm state=state close=close /> }.into_any(),
        unknown: |state, _| unknown_rows::unknown_rows(state),
    })
}

/// What reads the quick line.
pub(crate) async fn line() -> Result<Line, Missing> {
    Ok(editing().await?.line)
}

/// Sees to it that the tables are listened to; where the part cannot be fetched, the next cell asks again.
pub(crate) fn ready_grid(state: State) {
    spawn(async move {
        if let Ok(editing) = editing().await {
            (editing.grid)(state);
        }
    });
}

/// The rows of what is not known, fetched when there are any.
pub(crate) fn opened_unknown(state: State, any: Memo<bool>) -> AnyView {
    opened(state, any, callback(|()| ()), || Box::pin(async { Ok(editing().await?.unknown) }), false)
}

/// What draws something of accounts that are about to come in.
type DrawAccounts = fn(State, Vec<ReadAccount>) -> AnyView;

/// Accounts side by side; and what a venue says of an account beside what its rules say, which comes with all rule sets.
#[wasm_split(accounts, fallible)]
fn beside() -> Result<(Draw, DrawAccounts), Missing> {
    Ok((|state, _| accounts::accounts(state), self_check::self_checks))
}

/// The self-checks of accounts that are about to come in, fetched for those whose venue said figures of its own.
pub(crate) fn self_checks(state: State, accounts: Vec<ReadAccount>) -> AnyView {
    if accounts.iter().all(|of| of.venue.is_none()) {
        return ().into_any();
    }
    let draw = RwSignal::new(None::<DrawAccounts>);
    spawn(async move {
        match beside().await {
            Ok((_, found)) => draw.set(Some(found)),
            Err(Missing) => state.say(copy::MISSING),
        }
    });
    changing(move || maybe(draw.get().map(|draw| draw(state, accounts.clone()))))
}

/// Accounts side by side, while there is more than one.
pub(crate) fn opened_accounts(state: State) -> AnyView {
    let any = memo(move || state.book.with(|book| book.extra.contains("\"aside\":")));
    opened(state, any, callback(|()| ()), || Box::pin(async { Ok(beside().await?.0) }), false)
}

#[wasm_split(ticket, fallible)]
fn ticket() -> Result<Draw, Missing> {
    Ok(|state, _| ticket::ticket(state))
}

/// The ticket, fetched when a trade is first tried, there while it is open.
pub(crate) fn opened_ticket(state: State) -> AnyView {
    let close = callback(move |()| state.trying.set(false));
    opened(state, memo(move || state.trying.get()), close, || Box::pin(ticket()), false)
}

/// The search for hedges, and what each leg adds at the margin.
#[wasm_split(hedge, fallible)]
fn hedge() -> Result<Draw, Missing> {
    Ok(|state, _| hedge::hedge_sheet(state))
}

/// The search for hedges, fetched when it is first opened from the ticket.
pub(crate) fn opened_hedge(state: State) -> AnyView {
    let close = callback(move |()| state.sheet.set(None));
    opened(state, memo(move || state.sheet.get() == Some(Sheet::Hedge)), close, || Box::pin(hedge()), true)
}

/// Reads a book that was kept, and whether all of it could be read.
#[wasm_split(files, fallible)]
pub(crate) fn read_book(text: String, now: Time) -> Result<Result<(Book, bool), String>, Missing> {
    Ok(intake::from_json(&text, now))
}

/// Lessons, the explorer, terms and exercises.
#[wasm_split(learn, fallible)]
fn learn() -> Result<Draw, Missing> {
    Ok(|state, _| learn::room(state))
}

/// What draws the card of a term; the words of the glossary come with it.
#[wasm_split(terms, fallible)]
pub(crate) fn term_card() -> Result<terms::Show, Missing> {
    Ok(terms::show)
}

/// What makes the snippet for another page.
#[wasm_split(embedding, fallible)]
fn embedding() -> Result<Draw, Missing> {
    Ok(|state, _| embed_room::room(state))
}

/// The rooms beside the calculator, each fetched when it is first entered, there while one is in it.
pub(crate) fn opened_rooms(state: State) -> AnyView {
    let leave = callback(move |()| state.room.set(String::new()));
    let of = move |wanted| memo(move || state.room.with(|open| room(open)) == Some(wanted));
    many([
        opened(state, of(Room::Learn), leave, || Box::pin(learn()), false),
        opened(state, of(Room::Embed), leave, || Box::pin(embedding()), false),
    ])
}

/// Begins to host a page: what takes it off again, and whom to tell.
type Begin = fn(State, Box<dyn FnOnce()>, Function);

/// What the page inside another one is asked for by its host.
#[wasm_split(hosting, fallible)]
pub(crate) fn hosting() -> Result<Begin, Missing> {
    Ok(hosting::begin)
}

/// Where an account is lost along every axis.
#[wasm_split(liquidation, fallible)]
fn liquidation() -> Result<Draw, Missing> {
    Ok(|state, _| view! { <LiquidationSheet state=state /> }.into_any())
}

#[wasm_split(prices, fallible)]
fn prices() -> Result<Draw, Missing> {
    Ok(|state, _| view! { <PriceSheet state=state /> }.into_any())
}

/// What asks the sources of prices.
#[wasm_split(sources, fallible)]
pub(crate) fn sources() -> Result<fn(State), Missing> {
    Ok(live::start)
}

/// A part that is on its way.
type Coming = Pin<Box<dyn Future<Output = Result<Draw, Missing>>>>;

/// The dialogs, each fetched with its like when it is first opened; they stay then.
pub(crate) fn opened_dialogs(state: State) -> AnyView {
    let close = callback(move |()| {
        state.sheet.set(None);
        state.topic.set(None);
    });
    let of = move |wanted: fn(Option<Sheet>) -> bool| memo(move || wanted(state.sheet.get()));
    let figures = memo(move || state.topic.with(Option::is_some));
    let files = of(|sheet| matches!(sheet, Some(Sheet::Import | Sheet::Export)));
    let plain = memo(move || figures.get() || files.get());
    let of_prices = of(|sheet| sheet == Some(Sheet::Prices));
    let of_rules = of(|sheet| matches!(sheet, Some(Sheet::Rules | Sheet::Compare)));
    many([
        opened(state, plain, close, || Box::pin(dialogs()), true),
        opened(state, of_rules, close, || Box::pin(rule_sets()), true),
        opened(state, of_prices, close, || Box::pin(prices()), true),
        opened(state, of(|sheet| sheet == Some(Sheet::Liquidation)), close, || Box::pin(liquidation()), true),
        opened(state, of(|sheet| sheet == Some(Sheet::Link)), close, || Box::pin(async { Ok(links().await?.1) }), true),
    ])
}

/// The form for adding by parts, fetched when it is first opened, there while it is open.
pub(crate) fn opened_parts(state: State, open: RwSignal<bool>) -> AnyView {
    let close = callback(move |()| open.set(false));
    opened(state, memo(move || open.get()), close, || Box::pin(async { Ok(editing().await?.parts) }), false)
}

/// The link to the session, fetched with what it stands in; without it the rest can be used.
pub(crate) fn opened_share(state: State) -> AnyView {
    let wanted = memo(move || state.sheet.get() == Some(Sheet::Export));
    opened(state, wanted, callback(|()| ()), || Box::pin(async { Ok(links().await?.0) }), false)
}

/// A part that is fetched when it is first wanted; it stays, or is there while it is wanted.
fn opened(state: State, wanted: Memo<bool>, close: Callback<()>, fetch: fn() -> Coming, stays: bool) -> AnyView {
    let draw = signal(None::<Draw>);
    let here = Standing::here();
    watch(move || {
        if wanted.get() && draw.get_untracked().is_none() {
            here.spawn(Box::pin(async move { fetched(state, draw, close, fetch().await) }));
        }
    });
    changing(move || match draw.get() {
        Some(draw) if stays || wanted.get() => draw(state, close),
        None if wanted.get() => view! { <p class="under-way" role="status">{copy::UNDER_WAY}</p> }.into_any(),
        _ => ().into_any(),
    })
}

fn fetched(state: State, draw: RwSignal<Option<Draw>>, close: Callback<()>, found: Result<Draw, Missing>) {
    match found {
        // of two that were asked for, one is enough
        Ok(_) if draw.with_untracked(Option::is_some) => {}
        Ok(found) => {
            state.unsay(copy::MISSING);
            draw.set(Some(found));
        }
        Err(Missing) => {
            close.run(());
            state.say(copy::MISSING);
        }
    }
}
