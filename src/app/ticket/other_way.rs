//! The fold of questions asked the other way round: a size for a liquidation price, collateral for a health.

use leptos::prelude::*;

use super::answers;
use super::desk::Desk;
use super::part::Part;
use super::posted;
use super::wanted;
use crate::app::asked_field::{ask, choice, picked, typed};
use crate::app::shape::maybe;
use crate::book::Asset;
use crate::margin::sizing::at_liquidation;

const HELP: &str = "Each is found by asking the rules of changed books, never by a formula of its own. A size is of one leg, done \
    at its price today after the other legs; collateral is for the account after all of them.";

/// A size that was found: of which leg, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
struct Found {
    leg: u64,
    size: String,
    said: String,
}

/// What is asked of a leg.
#[derive(Clone, Copy)]
struct Question {
    desk: Desk,
    leg: RwSignal<String>,
    underlying: RwSignal<String>,
    price: RwSignal<String>,
    found: RwSignal<Option<Found>>,
    wrong: RwSignal<Option<String>>,
}

impl Question {
    fn ids(self) -> Vec<u64> {
        self.desk.legs.with(|legs| legs.iter().map(|row| row.id).collect())
    }

    fn leg(self) -> Option<u64> {
        let chosen = self.leg.get();
        picked(&self.ids(), |id| id.to_string() == chosen)
    }

    fn underlyings(self) -> Vec<Asset> {
        let typed = self.desk.typed();
        let traded: Vec<Asset> = typed.iter().filter_map(|leg| Some(leg.instrument()?.underlying().clone())).collect();
        wanted::underlyings(&self.desk.real.get().account, traded.iter())
    }

    fn answer(self) -> Result<Found, String> {
        let state = self.desk.state;
        let price = wanted::price(&self.price.get())?;
        let id = self.leg().ok_or("There is no leg.")?;
        let leg = self.desk.leg(id).unwrap_or_default();
        let (market, rules) = (state.market.get(), state.rules.get().ok_or(crate::app::copy::NO_RULES)?);
        let fault = |faults: Vec<super::part::Fault>| faults.into_iter().map(|of| of.right).next().unwrap_or_default();
        let terms = leg.terms(&market).map_err(fault)?;
        let chosen = self.underlying.get();
        let of = picked(&self.underlyings(), |asset| asset.as_str() == chosen).ok_or("Write what is traded first.")?;
        let found = at_liquidation(&self.desk.without(id), &market, &rules, &terms, &of, price);
        let found = found.map_err(|why| answers::refused(&why))?;
        Ok(Found { leg: id, size: answers::size(found.size), said: answers::at_liquidation(&found, &of, price) })
    }
}

fn of_liquidation(desk: Desk) -> AnyView {
    let empty = || RwSignal::new(String::new());
    let (leg, underlying, price) = (empty(), empty(), empty());
    let of = Question { desk, leg, underlying, price, found: RwSignal::new(None), wrong: RwSignal::new(None) };
    let busy = RwSignal::new(false);
    // an answer is of what stood in the ticket and in the fields when it was asked
    crate::app::made::watch(move || {
        desk.legs.track();
        leg.track();
        underlying.track();
        price.track();
        of.found.set(None);
        of.wrong.set(None);
    });
    let look = move |_| {
        ask(busy, move || match untrack(|| of.answer()) {
            Ok(found) => drop(of.found.try_set(Some(found))),
            Err(why) => drop(of.wrong.try_set(Some(why))),
        });
    };
    let legs = move || {
        let name = |place: usize| format!("Leg {}", place + 1);
        of.ids().into_iter().enumerate().map(|(place, id)| (id.to_string(), name(place))).collect()
    };
    let assets = move || of.underlyings().iter().map(|asset| (asset.to_string(), asset.to_string())).collect();
    let answer = move |found: Found| {
        let size = found.size.clone();
        let put = move |_| {
            let size = size.clone();
            desk.edit(found.leg, |typed| typed.write(Part::Size, size));
        };
        view! {
            <p data-testid="at-said">{found.said}</p>
            <button type="button" class="link" data-testid="at-use" on:click=put>"Put this size into the leg"</button>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="at-title">
            <h3 id="at-title">"Size that puts liquidation at a price"</h3>
            <div class="asked">
                {choice("at-leg", "Of", legs, leg)}
                {choice("at-underlying", "Liquidation of", assets, underlying)}
                {typed("at-price", "At the price", "50,000", price, of.wrong.into())}
                <button type="button" class="button" data-testid="at-ask" on:click=look>
                    {move || if busy.get() { "Looking …" } else { "Find the size" }}
                </button>
            </div>
            <div class="answer" role="status">{move || maybe(of.found.get().map(answer))}</div>
        </section>
    }
    .into_any()
}

/// The fold; what is in it is made when it is first opened.
pub(super) fn other_way(desk: Desk) -> AnyView {
    let open = RwSignal::new(false);
    view! {
        <details class="fold" data-testid="other-way" on:toggle=move |_| open.set(true)>
            <summary>"Ask the other way round"</summary>
            {move || maybe(open.get().then(|| view! {
                <p class="help">{HELP}</p>
                {of_liquidation(desk)}
                {posted::posted(desk)}
            }
            .into_any()))}
        </details>
    }
    .into_any()
}
