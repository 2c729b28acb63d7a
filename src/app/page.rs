//! The page as a whole: where each part stands, and what runs beside it.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::collateral::Collateral;
use super::feed;
use super::greeks::GreeksCard;
use super::header::Header;
use super::hero::Hero;
use super::later::Later;
use super::liquidation::LiquidationCard;
use super::margin_bar::MarginBar;
use super::notices::Notices;
use super::positions::Positions;
use super::prices::PriceBar;
use super::state::State;
use super::stress::StressGrid;
use super::theme::{self, Theme};
use super::{keys, stopped, storage};

/// Puts the page into `#app`, or into the body where there is no such element.
pub fn mount() {
    std::panic::set_hook(Box::new(stopped::report));
    // the loading text goes in the same turn in which the page comes, so that nothing moves
    if let Some(loading) = document().get_element_by_id("boot") {
        loading.remove();
    }
    match document().get_element_by_id("app").and_then(|at| at.dyn_into::<HtmlElement>().ok()) {
        Some(at) => leptos::mount::mount_to(at, Page).forget(),
        None => leptos::mount::mount_to_body(Page),
    }
}

#[component]
fn Page() -> impl IntoView {
    let now = feed::clock();
    let (book, trouble) = storage::load_book(now);
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
        <Later state=state />
    }
}
