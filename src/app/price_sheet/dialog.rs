//! The dialog.

use leptos::prelude::*;

use super::{addresses, heard, limits, voices};
use crate::app::dialog::Dialog;
use crate::app::format;
use crate::app::prices::assets;
use crate::app::state::{Sheet, State};
use crate::book::Asset;

fn clock(state: State) -> Option<AnyView> {
    let ahead = state.feed.with(|feed| feed.status(state.clock.get())).clock_ahead_ms?;
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    let text = format!(
        "This device’s clock seems to be {} {way} the sources’: ages are wrong by as much. Set it right.",
        format::age(ahead.abs())
    );
    Some(view! { <p class="wrong" data-testid="clock">{text}</p> }.into_any())
}

/// Prices in full.
#[component]
pub(crate) fn PriceSheet(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let open = Memo::new(move |_| state.sheet.get() == Some(Sheet::Prices));
    let close = Callback::new(move |()| state.sheet.set(None));
    let title = Signal::derive(move || match state.asset.get() {
        Some(asset) => format!("Prices: {asset}"),
        None => "Prices: all sources".to_owned(),
    });
    let all = Memo::new(move |_| assets(state));
    let choose = move |ev| {
        let name: String = event_target_value(&ev);
        state.asset.set(name.parse().ok());
    };
    let option = move |asset: Asset| {
        let name = asset.to_string();
        let chosen = move || state.asset.with(|of| of.as_ref() == Some(&asset));
        view! { <option value=name.clone() selected=chosen>{name.clone()}</option> }
    };
    view! {
        <Dialog open=open close=close title=title id="price-sheet" class="broad">
            <div class="rules-top">
                <label class="choose">
                    <span>"Asset"</span>
                    <select data-testid="sheet-asset" on:change=choose>
                        <option value="" selected=move || state.asset.with(Option::is_none)>"all sources"</option>
                        {move || all.get().into_iter().map(option).collect_view()}
                    </select>
                </label>
            </div>
            {move || clock(state)}
            {move || state.asset.get().map(|asset| voices::asset(state, &asset))}
            <section class="fold">
                <h3>"Sources"</h3>
                {move || heard::sources(state)}
            </section>
            <details class="fold">
                <summary>"Addresses and keys"</summary>
                {addresses::form(state)}
            </details>
            <details class="fold" data-testid="limits">
                <summary>"How prices are judged"</summary>
                {limits::limits()}
            </details>
        </Dialog>
    }
}
