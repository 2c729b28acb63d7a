//! Prices: the pill in the head, and one line for each asset that the book rests on.

use leptos::prelude::*;

use super::book::Place;
use super::copy;
use super::field::Field;
use super::format::{self, Toward};
use super::made::{callback, derived, memo};
use super::number::Reads;
use super::shape::{choice, many, maybe, nothing, rows};
use super::state::State;
use crate::book::{Asset, Sorted, Time};
use crate::market::{PriceState, Quote};
use crate::oracle::FeedState;

/// Assets that figures rest on: underlyings, collateral, and what prices are in.
pub(crate) fn assets(state: State) -> Vec<Asset> {
    let book = state.book.get();
    let mut all: Sorted<Asset, ()> = Sorted::new();
    for row in &book.positions {
        all.insert(row.value.instrument.underlying().clone(), ());
        all.insert(row.value.instrument.settlement_asset().clone(), ());
    }
    all.extend(book.holdings.iter().map(|row| (row.value.asset.clone(), ())));
    all.into_iter().map(|(asset, ())| asset).filter(|asset| asset.as_str() != "USD").collect()
}

/// The state of the feed in words: word, then what follows it.
fn words(state: State) -> (FeedState, &'static str, String) {
    let now = state.clock.get();
    let status = state.feed.with(|feed| feed.status(now));
    let heard = status.sources.iter().filter(|source| source.last_ok.is_some()).count();
    let age = status.newest_age_ms.map(format::age);
    let sources = match heard {
        1 => "1 source".to_owned(),
        many => format!("{many} sources"),
    };
    let (word, more) = match (status.state, age) {
        (FeedState::Live, Some(age)) => ("Live", format!("{age} · {sources}")),
        (FeedState::Ageing, Some(age)) => ("Ageing", format!("{age} · {sources}")),
        (FeedState::Stale, Some(age)) => ("Stale", format!("{age} old")),
        (FeedState::Offline, Some(age)) => ("Offline", format!("last prices, {age}")),
        (FeedState::Offline, None) => ("Offline", "sample prices".to_owned()),
        _ => ("Sample", "not today’s prices".to_owned()),
    };
    (status.state, word, more)
}

/// The state of all prices, in the head; goes to the price bar.
#[component]
pub(crate) fn PricePill(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let said = memo(move || words(state));
    let typed = memo(move || state.book.with(|book| book.typed_count()));
    let kind = move || match said.with(|said| said.0) {
        FeedState::Live => "live",
        FeedState::Ageing => "ageing",
        FeedState::Stale => "stale",
        FeedState::Offline => "offline",
        FeedState::Sample => "sample",
    };
    view! {
        <a class="pill" href="#prices" data-testid="price-pill">
            <span class="lamp" data-state=kind aria-hidden="true"></span>
            <span class="unseen">"Prices: "</span>
            <b>{move || said.with(|said| said.1.to_owned())}</b>
            <span class="wide ticking">{move || said.with(|said| said.2.clone())}</span>
            {move || match typed.get() {
                0 => nothing(),
                count => view! { <span class="mark-word" data-state="typed">{format!("{count} typed")}</span> }.into_any(),
            }}
        </a>
    }
}

fn price_row(state: State, asset: Asset) -> AnyView {
    let name = asset.to_string();
    let (quoted, place, releasing) = (asset.clone(), asset.clone(), asset.clone());
    let quote = memo(move || state.market.get().index_of(&quoted).cloned());
    let word = memo(move || quote.with(|q: &Option<Quote>| q.as_ref().map(|q| q.state)));
    let value = derived(move || {
        quote.with(|quote| match quote {
            Some(quote) if quote.state == PriceState::Manual => format::grouped(quote.price),
            Some(quote) => format::price(quote.price, Toward::Nearest),
            None => String::new(),
        })
    });
    let age = move || {
        let now: Time = state.clock.get();
        quote.with(|quote| match quote {
            Some(quote) if quote.state != PriceState::Sample => format::age(now.since(quote.time)),
            _ => String::new(),
        })
    };
    let commit = callback(move |read| {
        let now = state.clock.get_untracked();
        state.edit(Some(Place::Price(asset.clone())), |book| book.type_index(&asset, read, now));
    });
    let release = move |_| {
        state.seal();
        state.edit(None, |book| book.type_index(&releasing, None, Time::default()));
        state.forget_typing();
    };
    let release_name = format!("Release the typed price of {name}");
    let label = format!("Price of {name}");
    view! {
        <tr data-testid="price">
            <th scope="row">{name}</th>
            <td class="mark">
                <Field
                    state=state
                    place=Place::Price(place)
                    reads=Reads::TypedPrice
                    column="price"
                    value=value
                    label=label
                    commit=commit
                    placeholder="no price"
                />
            </td>
            <td class="source">{move || quote.with(|q| q.as_ref().map(|q| q.source.clone()).unwrap_or_default())}</td>
            <td class="ticking">{age}</td>
            <td class="state">
                {move || match word.get() {
                    Some(state) => {
                        view! { <span class="mark-word" data-state=state.word() data-testid="state">{state.word()}</span> }.into_any()
                    }
                    None => view! { <span class="mark-word" data-state="none">"no price"</span> }.into_any(),
                }}
            </td>
            <td class="act">
                <button
                    type="button"
                    class="link small"
                    data-testid="release"
                    aria-label=release_name
                    class:gone=move || word.get() != Some(PriceState::Manual)
                    on:click=release
                >
                    "release"
                </button>
            </td>
        </tr>
    }
    .into_any()
}

/// The price bar: price, source, age, state; a typed price wins until it is released.
#[component]
pub(crate) fn PriceBar(
    /// State of the page.
    state: State,
) -> impl IntoView {
    // an asset's row has the number the asset was first seen with
    let seen = StoredValue::new(Vec::<Asset>::new());
    let number = move |asset: Asset| {
        seen.try_update_value(|seen| {
            let place = seen.iter().position(|known| *known == asset);
            place.unwrap_or_else(|| {
                seen.push(asset);
                seen.len() - 1
            })
        })
    };
    let all = memo(move || assets(state).into_iter().filter_map(number).map(|place| place as u64).collect::<Vec<_>>());
    let any = memo(move || all.with(|all| !all.is_empty()));
    let row = move |key: u64| {
        let asset = seen.with_value(|seen| seen.get(key as usize).cloned());
        maybe(asset.map(|asset| price_row(state, asset)))
    };
    let status = memo(move || {
        let now = state.feed.with(super::feed::Prices::now);
        state.feed.with(|feed| feed.status(now)).sources
    });
    let source = |source: crate::oracle::SourceStatus| {
        let said = match (&source.last_error, source.last_ok) {
            (Some(error), _) => error.to_string(),
            (None, Some(_)) => "answering".to_owned(),
            (None, None) => "being asked…".to_owned(),
        };
        view! {
            <li>
                <b>{source.name.to_owned()}</b>
                ": "
                {said}
            </li>
        }
        .into_any()
    };
    let table = move || {
        view! {
            <table class="rows prices">
                <caption class="unseen">"Prices of what the book rests on"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Asset"</th>
                        <th scope="col">"Price, $"</th>
                        <th scope="col">"Source"</th>
                        <th scope="col">"Age"</th>
                        <th scope="col">"State"</th>
                        <th scope="col"><span class="unseen">"Release"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows(all, row)}
                </tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="card" id="prices" tabindex="-1" aria-labelledby="prices-title" data-testid="price-bar">
            <div class="title">
                <h2 id="prices-title">"Prices"</h2>
                <span class="dim">"typed ones win until released"</span>
            </div>
            {choice(any, table, || view! { <p class="empty">"The book is empty."</p> }.into_any())}
            <details class="sources">
                <summary>"Sources"</summary>
                <ul>{move || many(status.get().into_iter().map(source))}</ul>
                <p class="help">{copy::PRICES_HELP}</p>
            </details>
        </section>
    }
}
