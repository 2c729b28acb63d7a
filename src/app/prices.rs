//! Prices: the pill in the head, and one line for each asset that the book rests on.

use leptos::prelude::*;

use super::book::Place;
use super::copy;
use super::field::Field;
use super::format::{self, Toward};
use super::made::{callback, derived, memo};
use super::number::Reads;
use super::row_parts::let_go;
use super::shape::{changing, choice, many, maybe, nothing, rows, worded};
use super::state::{Sheet, State};
use super::storage;

use crate::book::{Asset, Exact, Sorted, Time};
use crate::market::{PriceState, Prudence, Quote};
use crate::oracle::{FeedState, Flag, Known, SourceStatus};

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

/// A source that answered this long ago still counts among those that answer.
const LATELY_MS: i64 = 60_000;

/// The state of the feed in words: word, then what follows it.
fn words(state: State) -> (FeedState, &'static str, String) {
    let now = state.clock.get();
    let status = state.feed.with(|feed| feed.status(now));
    let lately =
        |source: &&SourceStatus| source.makes_prices && source.last_ok.is_some_and(|last| now.since(last) <= LATELY_MS);
    let heard = status.sources.iter().filter(lately).count();
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
    let said = move || words(state);
    let typed = memo(move || state.book.with(|book| book.typed_count()));
    let kind = move || match said().0 {
        FeedState::Live => "live",
        FeedState::Ageing => "ageing",
        FeedState::Stale => "stale",
        FeedState::Offline => "offline",
        FeedState::Sample => "sample",
    };
    let kind = derived(move || kind().to_owned());
    view! {
        <a class="pill" href="#prices" data-testid="price-pill">
            <span class="lamp" data-state=kind aria-hidden="true"></span>
            <span class="unseen">"Prices: "</span>
            <b>{worded(move || said().1.to_owned())}</b>
            <span class="wide ticking">{worded(move || said().2)}</span>
            {changing(move || match typed.get() {
                0 => nothing(),
                count => view! { <span class="mark-word" data-state="typed">{format!("{count} typed")}</span> }.into_any(),
            })}
        </a>
    }
}

/// What a row says beside the price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Beside {
    /// Whose price it is.
    from: String,
    /// Band and distance between the sources.
    apart: String,
    /// The state, or that there is no price.
    word: &'static str,
    /// What the state does not say.
    flag: Option<&'static str>,
    /// Why there is no price.
    missing: Option<String>,
}

fn beside(state: State, asset: &Asset, quote: Option<&Quote>) -> Beside {
    let view = state.feed.with(|feed| feed.view(asset, state.clock.get()));
    let Some(quote) = quote else {
        let missing = view.map(|view| view.known);
        let why = missing.and_then(|known| if let Known::Missing(why) = known { Some(why) } else { None });
        return Beside {
            word: "missing",
            missing: why.or_else(|| Some("not asked for yet".to_owned())),
            ..Beside::default()
        };
    };
    let word = quote.state.word();
    let ours = matches!(quote.state, PriceState::Manual | PriceState::Sample | PriceState::Imported);
    let Some(view) = view.filter(|_| !ours) else {
        return Beside { from: if ours { word.to_owned() } else { quote.source.clone() }, word, ..Beside::default() };
    };
    let band = quote
        .confidence
        .and_then(|half| half.over(quote.price))
        .map(|part| format!("± {}", format::small_percent(part)));
    let apart = view.spread.map(|spread| format!("{} apart", format::small_percent(spread)));
    let apart: Vec<String> = band.into_iter().chain(apart).collect();
    let flag = view.flags.iter().find_map(Flag::word);
    Beside { from: view.from, apart: apart.join(" · "), word, flag, missing: None }
}

fn price_row(state: State, asset: Asset) -> AnyView {
    let name = asset.to_string();
    let (quoted, place, opened, about) = (asset.clone(), asset.clone(), asset.clone(), asset.clone());
    let quote = memo(move || state.market.get().index_of(&quoted).cloned());
    let said = memo(move || quote.with(|quote| beside(state, &about, quote.as_ref())));
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
    let release = move |_| let_go(state, commit);
    let open = move |_| {
        state.asset.set(Some(opened.clone()));
        state.sheet.set(Some(Sheet::Prices));
    };
    let release_name = format!("Release the typed price of {name}");
    let open_name = format!(": what every source says of {name}");
    let (label, heading) = (format!("Price of {name}"), name.clone());
    view! {
        <tr data-testid="price">
            <th scope="row" aria-label=heading>
                {name}
                <button
                    type="button"
                    class="link small from"
                    data-testid="from"
                    aria-haspopup="dialog"
                    on:click=open
                >
                    {worded(move || said.with(|said| if said.from.is_empty() { "sources".to_owned() } else { said.from.clone() }))}
                    <span class="unseen">{open_name}</span>
                </button>
            </th>
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
                <span class="apart" data-testid="apart">
                    {worded(move || said.with(|said| said.missing.clone().unwrap_or_else(|| said.apart.clone())))}
                </span>
            </td>
            <td class="ticking">{worded(age)}</td>
            <td class="state">
                {changing(move || {
                    let said = said.get();
                    let flag = said.flag.map(|flag| view! { <span class="mark-word" data-state="flag">{flag}</span> }.into_any());
                    view! {
                        <span class="mark-word" data-state=said.word data-testid="state">{said.word}</span>
                        {maybe(flag)}
                    }
                        .into_any()
                })}
            </td>
            <td class="act">
                <button
                    type="button"
                    class="link small"
                    data-testid="release"
                    aria-label=release_name
                    class:gone=memo(move || said.with(|said| said.word != PriceState::Manual.word()))
                    on:click=release
                >
                    "release"
                </button>
            </td>
        </tr>
    }
    .into_any()
}

const PRUDENCE: [(Prudence, &str, &str); 3] = [
    (Prudence::Middle, "Price in use", "middle"),
    (Prudence::Conservative, "Low edge", "conservative"),
    (Prudence::Strict, "Strict", "strict"),
];

/// Where collateral was counted at the last visit.
pub(crate) fn read_prudence(state: State, kept: &str) {
    if let Some((which, ..)) = PRUDENCE.iter().find(|(_, _, id)| *id == kept) {
        state.prudence.set(*which);
    }
}

/// Where collateral is counted.
fn prudence(state: State) -> AnyView {
    let choice = move |(which, word, id): (Prudence, &'static str, &'static str)| {
        view! {
            <button
                type="button"
                class="link"
                data-testid=id
                aria-pressed=derived(move || (state.prudence.get() == which).to_string())
                on:click=move |_| {
                    state.prudence.set(which);
                    if state.save(storage::PRUDENCE, id).is_err() {
                        state.say(copy::NOT_KEPT);
                    }
                }
            >
                {word}
            </button>
        }
        .into_any()
    };
    view! {
        <p class="prudence" role="group" aria-label="Where collateral is counted" title=copy::PRUDENCE>
            <span class="dim">"Collateral counts at"</span>
            {many(PRUDENCE.into_iter().map(choice))}
        </p>
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
    let table = move || {
        view! {
            <table class="rows prices">
                <caption class="unseen">"Prices of what the book rests on"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Asset"</th>
                        <th scope="col">"Price, $"</th>
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
                <span class="dim wide">"typed ones win until released"</span>
                <span class="actions">
                    <button
                        type="button"
                        class="link"
                        data-testid="sources"
                        aria-haspopup="dialog"
                        on:click=move |_| {
                            state.asset.set(None);
                            state.sheet.set(Some(Sheet::Prices));
                        }
                    >
                        "Sources"
                    </button>
                </span>
            </div>
            {choice(any, table, || view! { <p class="empty">"The book is empty."</p> }.into_any())}
            {prudence(state)}
        </section>
    }
}
