//! The page as a whole: where each part stands, and what runs beside it.

use std::time::Duration;

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
use super::notices::Notices;
use super::positions::Positions;
use super::prices::PriceBar;
use super::state::State;
use super::stress::StressGrid;
use super::theme::{self, Theme};
use super::{intake, kept, keys, later, stopped, storage};
use crate::book::Time;

/// Puts the page into `#app`, or into the body where there is no such element; a book of the last visit is read first.
pub fn mount() {
    std::panic::set_hook(Box::new(stopped::report));
    let now = feed::clock();
    let Some(text) = storage::load(storage::BOOK) else {
        return show(intake::sample(now), None, now);
    };
    if let Some(book) = kept::read(&text) {
        return show(book, None, now);
    }
    spawn_local(async move {
        let (book, trouble) = storage::read_book(text, now).await;
        show(book, trouble, now);
    });
}

fn show(book: Book, trouble: Option<&'static str>, now: Time) {
    // the loading text goes in the same turn in which the page comes, so that nothing moves
    if let Some(loading) = document().get_element_by_id("boot") {
        loading.remove();
    }
    let at = document().get_element_by_id("app").or_else(|| document().body().map(Into::into));
    let page = move || page(book, trouble, now);
    if let Some(at) = at.and_then(|at| at.dyn_into::<HtmlElement>().ok()) {
        leptos::mount::mount_to(at, page).forget();
    }
}

fn page(book: Book, trouble: Option<&'static str>, now: Time) -> AnyView {
    let theme = Theme::named(&storage::load(storage::THEME).unwrap_or_default());
    let state = State::new(book, feed::Prices::new(now), theme, now);
    if let Some(trouble) = trouble {
        state.say(trouble);
    }
    theme::apply(state.theme);
    storage::keep(state);
    keys::listen(state);
    feed::run(state);
    if let Ok(ticking) = set_interval_with_handle(move || state.clock.set(feed::clock()), Duration::from_secs(1)) {
        on_cleanup(move || ticking.clear());
    }

    view! {
        <a class="skip" href="#book">"Skip to the positions"</a>
        <Header state=state />
        <main class="page">
            <Hero state=state />
            <Notices state=state />
            <MarginBar state=state />
            <div class="stack" id="book" tabindex="-1">
                <section class="card tables" aria-labelledby="positions-title">
                    <Positions state=state />
                    <Collateral state=state />
                </section>
                <GreeksCard state=state />
            </div>
            <div class="stack">
                <LiquidationCard state=state />
                <StressGrid state=state />
                <PriceBar state=state />
            </div>
        </main>
        <footer class="foot">
            <p>"Worked out in this page. Your positions are sent nowhere. Not advice."</p>
        </footer>
        {later::opened_dialogs(state)}
    }
    .into_any()
}
