//! Gain and loss as a picture, in a sentence, and in numbers.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::chart::Chart;
use super::chosen::Chosen;
use super::payoff::Point;
use super::sampled;
use crate::app::format::{self, Toward};
use crate::app::learn::spoken::{fill, say};
use crate::app::shape::{changing, many, maybe};
use crate::book::Exact;
use crate::learn::{Figures, Value};

/// Of the sizes that are worked out every second is written down.
const EVERY: usize = 2;

fn price(times: Decimal, index: Decimal) -> String {
    times.times(index).map_or_else(|| format::ABSENT.to_owned(), |price| format::price(price, Toward::Nearest))
}

/// The picture in a sentence: what both ends gain or lose.
fn told(coin: &str, index: Decimal, bare: &[Point], hedged: &[Point]) -> String {
    let gain = |of: Option<&Point>| Value::Dollars(of.map_or(Decimal::ZERO, |point| point.gain));
    let ends = bare.first().zip(bare.last()).map(|(first, last)| (first.times, last.times)).unwrap_or_default();
    let figures = Figures::default()
        .with("coin", Value::Word(coin.to_owned()))
        .with("low", Value::Word(price(ends.0, index)))
        .with("high", Value::Word(price(ends.1, index)))
        .with("bare_low", gain(bare.first()))
        .with("hedged_low", gain(hedged.first()))
        .with("bare_high", gain(bare.last()))
        .with("hedged_high", gain(hedged.last()));
    fill("explorer.pictured", &figures)
}

fn key(class: &'static str, words: &str) -> AnyView {
    view! {
        <span class="payoff-key">
            <svg width="34" height="8" aria-hidden="true"><line x1="0" y1="4" x2="34" y2="4" class=class /></svg>
            {say(words)}
        </span>
    }
    .into_any()
}

fn picture(of: Chosen) -> Option<AnyView> {
    let (start, offer) = (of.start.get()?, of.offer.get()?);
    let index = start.before.underlyings.iter().find(|of| of.underlying == offer.coin)?.index;
    let (bare, hedged) = (of.bare.get(), of.hedged.get());
    let chart = Chart::of(&bare, &hedged, of.rail().as_ref())?;
    let across = |at: f64, class: &'static str| {
        let at = format::along(at);
        view! { <line x1=at.clone() x2=at y1="0" y2="100%" class=class /> }.into_any()
    };
    let zero = format::along(chart.zero);
    let dollars = |of| Value::Dollars(of).plain();
    Some(
        view! {
            <p class="scale" aria-hidden="true"><span>{dollars(chart.high)}</span></p>
            <svg class="payoff" width="100%" height="220" role="img" data-testid="payoff" aria-label=told(offer.coin.as_str(), index, &bare, &hedged)>
                <line x1="0" x2="100%" y1=zero.clone() y2=zero class="payoff-zero" />
                {across(chart.today, "payoff-today")}
                {many(chart.lost.iter().map(|at| across(*at, "payoff-lost")))}
                <svg width="100%" height="100%" viewBox="0 0 100 100" preserveAspectRatio="none">
                    <polyline points=chart.bare class="payoff-bare" />
                    <polyline points=chart.hedged class="payoff-hedged" />
                </svg>
            </svg>
            <p class="scale" aria-hidden="true">
                <span>{dollars(chart.low)}</span>
            </p>
            <p class="scale payoff-prices" aria-hidden="true">
                <span>{price(chart.ends.0, index)}</span>
                <span>{format!("{} {}", offer.coin, price(Decimal::ONE, index))}</span>
                <span>{price(chart.ends.1, index)}</span>
            </p>
        }
        .into_any(),
    )
}

/// Size, margin, benefit, ratio: what the slider says, all at once.
fn sizes(of: Chosen) -> AnyView {
    let body = move || {
        let rows = of.rows.get();
        let least = sampled::least(&rows).map(|row| row.size);
        let row = |row: &sampled::Row| {
            let note = (least == Some(row.size))
                .then(|| view! { <span class="sub">{say("explorer.least")}</span> }.into_any());
            view! {
                <tr>
                    <th scope="row">{Value::Coins(row.size).plain()}{maybe(note)}</th>
                    <td>{Value::Required(row.unified).plain()}</td>
                    <td>{Value::Dollars(row.freed).plain()}</td>
                    <td>{row.ratio.map_or_else(|| format::ABSENT.to_owned(), |ratio| Value::Fraction(ratio).plain())}</td>
                </tr>
            }
            .into_any()
        };
        let shown = rows.iter().enumerate().filter(|(place, row)| place % EVERY == 0 || least == Some(row.size));
        many(shown.map(|(_, of)| row(of)))
    };
    let heads = ["size", "figure.unified", "figure.freed", "figure.ratio"];
    let heads = many(heads.map(|head| view! { <th scope="col">{say(&format!("explorer.{head}"))}</th> }.into_any()));
    view! {
        <details class="fold">
            <summary>{say("explorer.numbers")}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label=say("explorer.numbers")>
                <table class="plain" data-testid="explorer-sizes">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{changing(body)}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// The card.
pub(super) fn pictured(of: Chosen) -> AnyView {
    view! {
        <section class="card explorer-payoff" aria-labelledby="payoff-title">
            <div class="title">
                <h2 id="payoff-title">{say("explorer.payoff")}</h2>
                <span class="dim">{say("explorer.payoff.about")}</span>
            </div>
            <figure>
                <p class="payoff-keys" aria-hidden="true">
                    {key("payoff-bare", "explorer.key.bare")}
                    {key("payoff-hedged", "explorer.key.hedged")}
                    {key("payoff-today", "explorer.key.today")}
                    {key("payoff-lost", "explorer.key.lost")}
                </p>
                {changing(move || maybe(picture(of)))}
            </figure>
            {sizes(of)}
        </section>
    }
    .into_any()
}
