//! What asks the sources: fetched once the first screen stands. Their reports are laid in as they stream.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::feed::clock;
use super::price_sheet::kept;
use super::state::State;
use super::stream::Stream;
use super::{prices, terms, vitals};
use crate::oracle::source::Wanted;
use crate::oracle::sources;
use crate::oracle::transport::{self, Polling};
use crate::oracle::{Feed, FetchFault, Report, host};

/// Starts asking; a second call does nothing.
pub(crate) fn start(state: State) {
    if state.feed.try_update(|prices| prices.is_live()) == Some(false) {
        ask(state);
    }
}

/// Asks the sources from now on.
pub(crate) fn ask(state: State) {
    state.feed.update(|prices| prices.listen(Box::<Feed>::default()));
    state.settings.set(kept(state));
    state.owner.get_value().with(|| {
        let wanted = super::made::memo(move || wanted(state));
        let polling = StoredValue::new_local(None::<Polling>);
        super::made::watch(move || {
            let of = state.settings.with(|settings| sources::configured(transport::meta_content, settings));
            polling.set_value(Some(transport::poll(of, wanted.get_untracked(), gathered(state))));
        });
        super::made::watch(move || {
            let wanted = wanted.get();
            polling.with_value(|polling| polling.iter().for_each(|polling| polling.want(wanted.clone())));
        });
        on_cleanup(move || drop(polling.try_update_value(Option::take)));
        if state.is_own() {
            listen_to_host(state);
        }
        vitals::start(state);
        terms::start(state);
    });
}

/// The event with which the page around hands in prices.
const HANDED_IN: &str = "cross-margin:prices";

/// Takes prices that the page around hands in, as an object or as JSON.
fn listen_to_host(state: State) {
    let take = gathered(state);
    let listening = window_event_listener_untyped(HANDED_IN, move |event| {
        let received = clock();
        let detail = event.dyn_ref::<web_sys::CustomEvent>().map(web_sys::CustomEvent::detail).unwrap_or_default();
        let text = detail.as_string().or_else(|| js_sys::JSON::stringify(&detail).ok()?.as_string());
        let outcome = host::parse(text.unwrap_or_default().as_bytes(), received).map_err(FetchFault::from);
        take(Report { source: host::SOURCE.name, ask: HANDED_IN.to_owned(), outcome, next_try: None });
    });
    on_cleanup(move || listening.remove());
}

/// What the book on screen rests on.
fn wanted(state: State) -> Wanted {
    if state.settings.with(|settings| settings.discreet) {
        return sources::usual();
    }
    let mut instruments: Vec<_> =
        state.book.with(|book| book.positions.iter().map(|row| row.value.instrument.clone()).collect());
    let mut assets = prices::assets(state);
    // of a trade that is tried the book holds nothing yet
    state.tried.with(|tried| {
        for of in &tried.instruments {
            for asset in [of.underlying(), of.settlement_asset()] {
                if asset.as_str() != "USD" && !assets.contains(asset) {
                    assets.push(asset.clone());
                }
            }
            instruments.push(of.clone());
        }
    });
    Wanted { assets, instruments }
}

/// Takes reports.
fn gathered(state: State) -> impl Fn(Report) + 'static {
    let stream = Stream::new(state);
    move |report| stream.take(report)
}
