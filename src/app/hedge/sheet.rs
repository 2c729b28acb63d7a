//! The dialog: what is wished, how far the search is, what was found, and what each leg adds.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::found::found;
use super::margins::margins;
use super::search::Search;
use super::wanted::WISHES;
use super::words;
use crate::app::asked_field::{choice, typed};
use crate::app::dialog::Dialog;
use crate::app::made::watch;
use crate::app::shape::maybe;
use crate::app::state::{Sheet, State};
use crate::app::ticket::Desk;

const HELP: &str = "Instruments of the book’s underlyings that have a price are bought and sold in many sizes, singly and in \
    pairs, each by asking the rules of the book after it. It is the book as it is, at the prices of when the search began.";

fn form(search: Search) -> AnyView {
    let wishes = || WISHES.map(|(_, word, name)| (word.to_owned(), name.to_owned())).to_vec();
    let underlyings = move || {
        let all = search.desk.underlyings();
        let named = all.iter().map(|asset| (asset.to_string(), asset.to_string()));
        std::iter::once((String::new(), "all underlyings".to_owned())).chain(named).collect()
    };
    let wrong = search.wrong;
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        search.start();
    };
    view! {
        <form class="asked" data-testid="hedge-form" on:submit=submit>
            {choice("hedge-wish", "Rank by what is freed", wishes, search.wish)}
            {choice("hedge-underlying", "Hedging", underlyings, search.underlying)}
            {typed("hedge-fee", "Fee, %", "none", search.fee, Signal::derive(move || wrong.get().fee))}
            {typed("hedge-spread", "Half spread, %", "none", search.half_spread, Signal::derive(move || wrong.get().half_spread))}
            <button type="submit" class="button primary" data-testid="hedge-search">"Search"</button>
        </form>
    }
    .into_any()
}

fn standing(search: Search) -> AnyView {
    let lead = Memo::new(move |_| {
        let done = search.progress.with(|of| of.is_some_and(|of| of.done)) || !search.running.get();
        search.best.with(|best| words::best(best.best.as_ref(), done))
    });
    let begun = Memo::new(move |_| search.progress.with(Option::is_some));
    let bar = move || {
        let of = search.progress.get();
        let said = of.map_or_else(|| "The search begins …".to_owned(), |of| words::progress(of, !search.running.get()));
        let running = search.running.get().then(|| {
            let (asked, most) = of.map_or((0, 1), |of| (of.asked, of.most.max(1)));
            view! {
                <progress max=most.to_string() value=asked.to_string() aria-label="Books asked"></progress>
                <button type="button" class="button" data-testid="hedge-cancel" on:click=move |_| search.stop()>
                    "Cancel"
                </button>
            }
        });
        let shown = of.is_some() || search.running.get();
        maybe(shown.then(|| {
            view! { <div class="busy"><span data-testid="hedge-progress">{said}</span>{running}</div> }.into_any()
        }))
    };
    let aloud = move || if search.running.get() || !begun.get() { String::new() } else { lead.get() };
    let not_tried = move || search.not_tried.with(|of| words::not_tried(of.left, &of.refused));
    view! {
        <p class="unseen" role="status">{aloud}</p>
        {bar}
        {move || match search.trouble.get() {
            Some(why) => view! { <p class="empty" data-testid="hedge-trouble">{why}</p> }.into_any(),
            None => maybe(begun.get().then(|| view! { <p class="lead" data-testid="hedge-best">{lead}</p> }.into_any())),
        }}
        {found(search)}
        {move || not_tried().map(|said| view! { <p class="help" data-testid="hedge-not-tried">{said}</p> })}
    }
    .into_any()
}

/// The dialog. A search begins when it opens and is stopped when it closes.
pub(crate) fn hedge_sheet(state: State) -> AnyView {
    let open = Memo::new(move |_| state.sheet.get() == Some(Sheet::Hedge));
    let search = Search::new(Desk::of(state));
    watch(move || {
        if open.get() {
            untrack(|| search.start());
        } else {
            search.stop();
        }
    });
    on_cleanup(move || search.stop());
    view! {
        <Dialog
            id="hedge-dialog"
            class="broad"
            open=open
            close=Callback::new(move |()| state.sheet.set(None))
            title="Find a hedge"
        >
            <p class="words">{HELP}</p>
            {form(search)}
            {standing(search)}
            {margins(search.desk, open)}
        </Dialog>
    }
    .into_any()
}
