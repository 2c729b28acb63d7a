//! One asset: the price in use, and what every source says of it.

use leptos::prelude::*;
use rust_decimal::Decimal;

use crate::app::copy;
use crate::app::format::{self, Toward};
use crate::app::state::State;
use crate::book::{Asset, Exact};
use crate::market::{Prudence, Quote};
use crate::oracle::{Known, PriceView, Standing, Voice, sources};

fn written(price: Decimal) -> String {
    format::price(price, Toward::Nearest)
}

/// How far a source's price lies from the price in use.
fn from_price(value: Decimal, price: Option<Decimal>) -> String {
    let Some(price) = price else { return String::new() };
    let share = value.minus(price).and_then(|off| off.over(price)).and_then(|part| part.times(Decimal::ONE_HUNDRED));
    share.map_or_else(String::new, |share| {
        let share = share.round_dp(2);
        let sign = if share.is_sign_negative() && !share.is_zero() { "−" } else { "+" };
        if share.is_zero() { "0.00 %".to_owned() } else { format!("{sign}{:.2} %", share.abs()) }
    })
}

fn voice(of: &Voice, price: Option<Decimal>) -> AnyView {
    let used = of.standing == Standing::Used;
    let band = of.confidence.map(|half| format!("± {}", written(half))).unwrap_or_default();
    let word = of.standing.why_not().unwrap_or_else(|| of.state.word().to_owned());
    view! {
        <tr data-testid="voice" data-source=of.source data-used=used.to_string()>
            <th scope="row">
                <span aria-hidden="true" class="voice-dot" data-used=used.to_string()></span>
                {sources::title(of.source)}
            </th>
            <td data-label="Says">{written(of.value)}</td>
            <td data-label="Band">{band}</td>
            <td data-label="From the price">{from_price(of.value, price)}</td>
            <td data-label="Age">{format::age(of.age_ms)}</td>
            <td class="words" data-label="Counts">{if used { format!("counts · {word}") } else { format!("left out: {word}") }}</td>
        </tr>
    }
    .into_any()
}

/// The price in a sentence, and what else there is to say.
fn said(view: &PriceView, quote: Option<&Quote>) -> String {
    let mut said = match (quote, &view.known) {
        (Some(quote), Known::Priced(_)) if quote.source == "typed" => {
            "You typed this price; the sources below wait until you release it.".to_owned()
        }
        (_, Known::Priced(state)) => format!("{} · {}.", view.from, state.word()),
        (Some(quote), Known::Missing(why)) => format!("{why}; the {} price is shown.", quote.state.word()),
        (None, Known::Missing(why)) => format!("There is no price: {why}."),
    };
    for flag in &view.flags {
        said.push(' ');
        let sentence = flag.sentence(sources::title);
        let mut letters = sentence.chars();
        if let Some(first) = letters.next() {
            said.extend(first.to_uppercase());
            said.push_str(letters.as_str());
            said.push('.');
        }
    }
    said
}

fn facts(view: &PriceView, quote: Option<&Quote>, prudence: Prudence) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let (Some(quote), Some(half)) = (quote, quote.and_then(|quote| quote.confidence)) {
        let low = quote.counted(Prudence::Conservative, false);
        let high = quote.counted(Prudence::Conservative, true);
        let share = half.over(quote.price).map(format::small_percent).unwrap_or_default();
        facts.push(("Band", format!("{} to {} (± {share})", written(low), written(high))));
    }
    if let Some(spread) = view.spread {
        facts.push(("Sources apart", format::small_percent(spread)));
    }
    if let Some((rate, of)) = &view.rate {
        facts.push((
            "Exchange rate",
            format!("{} {of} for one {}, by its contract", rate.round_dp(8).normalize(), view.asset),
        ));
    }
    if let Some(averages) = view.averages {
        facts.push(("Exponential average", format!("{} (half-life 5 min)", written(averages.exponential))));
        facts.push(("Time-weighted average", format!("{} (last 5 min)", written(averages.time_weighted))));
    }
    if let Some(quote) = quote.filter(|_| prudence != Prudence::Middle) {
        let (held, owed) = (quote.counted(prudence, false), quote.counted(prudence, true));
        facts.push(("As collateral", format!("held counts at {}, owed at {}", written(held), written(owed))));
    }
    facts
}

/// The whole of it.
pub(super) fn asset(state: State, asset: &Asset) -> AnyView {
    let quote = state.market.get().index_of(asset).cloned();
    let view = state.feed.with(|feed| feed.view(asset, state.clock.get()));
    let Some(view) = view else {
        return view! { <p class="words">"The sources have not been asked yet."</p> }.into_any();
    };
    let price = quote.as_ref().map(|quote| quote.price);
    let facts = facts(&view, quote.as_ref(), state.prudence.get()).into_iter();
    let facts = facts.map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view();
    let voices: Vec<AnyView> = view.voices.iter().map(|of| voice(of, price)).collect();
    let none = voices.is_empty();
    view! {
        <p class="big-figure" data-testid="sheet-price">{price.map_or_else(|| "no price".to_owned(), |price| format!("${}", written(price)))}</p>
        <p class="words" data-testid="sheet-said">{said(&view, quote.as_ref())}</p>
        <dl class="rests-on">{facts}</dl>
        {if none {
            view! { <p class="words">{copy::NO_VOICES}</p> }.into_any()
        } else {
            view! {
                <table class="compared voices">
                    <caption class="unseen">"What every source says"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Source"</th>
                            <th scope="col">"Says, $"</th>
                            <th scope="col">"Band"</th>
                            <th scope="col">"From the price"</th>
                            <th scope="col">"Age"</th>
                            <th scope="col" class="words">"Counts"</th>
                        </tr>
                    </thead>
                    <tbody>{voices}</tbody>
                </table>
            }
                .into_any()
        }}
    }
    .into_any()
}
