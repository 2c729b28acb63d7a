//! Collateral for a health: how much of one asset, which of several takes the fewest dollars, and which swaps reach it.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use rust_decimal::Decimal;

use super::answers;
use super::desk::Desk;
use super::wanted::{self, Goal};
use crate::app::asked_field::{ask, choice, picked, typed};
use crate::app::shape::maybe;
use crate::app::standing::spawn;
use crate::book::{Asset, sort_by};
use crate::margin::AskError;
use crate::margin::sizing::{Cheapest, Offered, Swap, Target, cheapest, collateral_to_add, swaps};

/// Every asset that was offered so far.
#[derive(Clone, Debug, Default, PartialEq)]
struct Compared {
    best: Vec<Cheapest>,
    refused: Vec<(Asset, AskError)>,
    swaps: Vec<Swap>,
    /// How many have been asked, and of how many.
    asked: (usize, usize),
}

/// What is asked.
#[derive(Clone, Copy)]
struct Question {
    desk: Desk,
    goal: RwSignal<String>,
    figure: RwSignal<String>,
    asset: RwSignal<String>,
    yields: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    /// What is wrong with the yields.
    unread: RwSignal<Option<String>>,
    said: RwSignal<Option<String>>,
    all: RwSignal<Option<Compared>>,
    /// Counts what was asked: what changes meanwhile ends it.
    round: StoredValue<u64>,
}

impl Question {
    fn target(self) -> Result<Target, String> {
        Goal::named(&self.goal.get()).read(&self.figure.get())
    }

    fn assets(self) -> Vec<Asset> {
        let market = self.desk.state.market.get();
        wanted::offered(&self.desk.after(), &market)
    }

    fn one(self) -> Result<String, String> {
        let (target, state) = (self.target()?, self.desk.state);
        let (market, rules) = (state.market.get(), state.rules.get().ok_or(crate::app::copy::NO_RULES)?);
        let chosen = self.asset.get();
        let asset = picked(&self.assets(), |asset| asset.as_str() == chosen).ok_or("No asset has a price.")?;
        let found = collateral_to_add(&self.desk.after(), &market, &rules, &asset, target);
        found.map(|found| answers::added(&found)).map_err(|why| answers::refused(&why))
    }

    /// Asks one asset a turn, so that the page stays live.
    async fn compare(self, target: Target, yields: Vec<(Asset, Decimal)>, this: u64) {
        let state = self.desk.state;
        let (account, market) = untrack(|| (self.desk.after(), state.market.get()));
        let Some(rules) = state.rules.get_untracked() else { return };
        let assets = untrack(|| self.assets());
        let offered: Vec<Offered> = assets.iter().map(|asset| offer(asset, &yields)).collect();
        for (place, offered) in offered.iter().enumerate() {
            TimeoutFuture::new(0).await;
            if self.round.try_get_value() != Some(this) {
                return;
            }
            let offered = std::slice::from_ref(offered);
            let (best, refused) = cheapest(&account, &market, &rules, offered, target);
            let swapped = swaps(&account, &market, &rules, offered, &yields, target);
            let _ = self.all.try_update(|all| {
                let all = all.get_or_insert_default();
                all.best.extend(best);
                all.refused.extend(refused);
                all.swaps.extend(swapped);
                sort_by(&mut all.best, Cheapest::order);
                sort_by(&mut all.swaps, Swap::order);
                all.asked = (place + 1, assets.len());
            });
        }
    }
}

/// An asset with what it earns elsewhere, where that was typed.
fn offer(asset: &Asset, yields: &[(Asset, Decimal)]) -> Offered {
    let earned = yields.iter().find(|(of, _)| of == asset).map(|(_, rate)| *rate);
    Offered { asset: asset.clone(), yield_per_year: earned }
}

/// A table of figures under its heads; on a narrow screen each says its head itself.
fn table(test: &'static str, caption: &'static str, heads: [&'static str; 7], rows: Vec<[String; 7]>) -> AnyView {
    let row = move |cells: [String; 7]| {
        let cells = cells.into_iter().zip(heads).enumerate().map(|(place, (cell, head))| {
            if place == 0 {
                view! { <th scope="row" class="name">{cell}</th> }.into_any()
            } else {
                view! { <td data-label=head>{cell}</td> }.into_any()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label=caption>
            <table class="compared" data-testid=test>
                <caption class="unseen">{caption}</caption>
                <thead><tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).into_iter().collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn compared(of: Compared) -> AnyView {
    let (asked, whole) = of.asked;
    let status =
        if asked < whole { format!("{asked} of {whole} assets asked …") } else { format!("{whole} assets asked.") };
    let best = (!of.best.is_empty()).then(|| {
        let rows = of.best.iter().map(answers::cheapest).collect();
        table("cheapest-collateral", "What reaches it, fewest dollars first", answers::CHEAPEST, rows)
    });
    let swaps = (!of.swaps.is_empty()).then(|| {
        let rows = of.swaps.iter().map(answers::swap).collect();
        table("swaps", "Holdings given for others of the same worth", answers::SWAPS, rows)
    });
    let out = |(asset, why): (Asset, AskError)| view! { <li>{format!("{asset}: {}", answers::refused(&why))}</li> };
    let refused = (!of.refused.is_empty()).then(|| {
        view! { <ul class="remarks help" data-testid="not-cheapest">{of.refused.into_iter().map(out).collect_view()}</ul> }
    });
    let none = (whole > 0 && asked == whole && of.swaps.is_empty()).then(|| {
        view! { <p class="help">"No holding given for another of these frees anything that is needed."</p> }
    });
    view! {
        <p class="help" data-testid="compared-status">{status}</p>
        {best}
        {refused}
        {swaps}
        {none}
    }
    .into_any()
}

/// The questions about collateral.
pub(super) fn posted(desk: Desk) -> AnyView {
    let of = Question {
        desk,
        goal: RwSignal::new("free".to_owned()),
        figure: RwSignal::new(String::new()),
        asset: RwSignal::new(String::new()),
        yields: RwSignal::new(String::new()),
        wrong: RwSignal::new(None),
        unread: RwSignal::new(None),
        said: RwSignal::new(None),
        all: RwSignal::new(None),
        round: StoredValue::new(0),
    };
    let (busy, clear) = (RwSignal::new(false), move || {
        of.round.update_value(|round| *round = round.wrapping_add(1));
        of.wrong.set(None);
        of.unread.set(None);
        of.said.set(None);
        of.all.set(None);
    });
    crate::app::made::watch(move || {
        desk.legs.track();
        desk.real.track();
        of.goal.track();
        of.figure.track();
        of.asset.track();
        of.yields.track();
        clear();
    });
    let add = move |_| {
        ask(busy, move || match untrack(|| of.one()) {
            Ok(said) => drop(of.said.try_set(Some(said))),
            Err(why) => drop(of.wrong.try_set(Some(why))),
        });
    };
    let compare = move |_| {
        clear();
        match untrack(|| (of.target(), wanted::yields(&of.yields.get()))) {
            (Ok(target), Ok(yields)) => {
                of.all.set(Some(Compared::default()));
                spawn(of.compare(target, yields, of.round.get_value()));
            }
            (target, yields) => {
                of.wrong.set(target.err());
                of.unread.set(yields.err());
            }
        }
    };
    let goals = || {
        [("free", "Free collateral ≥, $"), ("ratio", "Margin ratio ≤, %")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .to_vec()
    };
    let assets = move || of.assets().iter().map(|asset| (asset.to_string(), asset.to_string())).collect();
    view! {
        <section aria-labelledby="post-title">
            <h3 id="post-title">"Collateral for a health"</h3>
            <div class="asked">
                {choice("post-goal", "To reach", goals, of.goal)}
                {typed("post-figure", "Figure", "500", of.figure, of.wrong.into())}
                {choice("post-asset", "By adding", assets, of.asset)}
                {typed("post-yields", "Yields a year, %", "USDC 4, wstETH 3", of.yields, of.unread.into())}
                <div class="buttons">
                    <button type="button" class="button" data-testid="post-ask" on:click=add>
                        {move || if busy.get() { "Looking …" } else { "How much?" }}
                    </button>
                    <button type="button" class="link" data-testid="post-compare" on:click=compare>
                        "Compare all assets and swaps"
                    </button>
                </div>
            </div>
            <div class="answer" role="status">
                {move || maybe(of.said.get().map(|said| view! { <p data-testid="post-said">{said}</p> }.into_any()))}
            </div>
            {move || maybe(of.all.get().map(compared))}
        </section>
    }
    .into_any()
}
