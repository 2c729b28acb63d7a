//! At the margin: what closing a tenth of each leg frees, one leg a turn, and what is not in proportion.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::margin_words;
use crate::app::made::watch;
use crate::app::shape::maybe;
use crate::app::standing::spawn;
use crate::app::ticket::Desk;
use crate::margin::assess;
use crate::margin::marginal::{of_leg, parts};

const HELP: &str = "What closing a tenth of each leg at its mark frees, by asking again: below nothing where the leg is a hedge. \
    Beside it the leg’s part of the initial margin as it stands. Legs whose parts are in proportion free about a tenth of them.";

/// Rows that are known, and what is said of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
struct Margins {
    /// The leg's name and its figures.
    legs: Vec<(String, [String; 5])>,
    said: Vec<String>,
    /// Whether all legs were asked.
    done: bool,
}

async fn fill(desk: Desk, shown: RwSignal<Arc<Margins>>, goes_on: impl Fn() -> bool) {
    let state = desk.state;
    let (account, market) = untrack(|| (desk.real.get().account.clone(), state.market.get()));
    let Some(rules) = state.rules.get_untracked() else { return };
    let before = assess(&account, &market, &rules);
    let mut margins = Margins::default();
    for leg in &before.legs {
        TimeoutFuture::new(0).await;
        if !goes_on() {
            return;
        }
        let found = of_leg(leg, &account, &before, &market, &rules);
        margins.legs.push((leg.title(), margin_words::cells(&found, leg.part)));
        let _ = shown.try_set(Arc::new(margins.clone()));
    }
    TimeoutFuture::new(0).await;
    if goes_on() {
        margins.said = margin_words::said(&parts(&account, &market, &rules));
        margins.done = true;
        let _ = shown.try_set(Arc::new(margins));
    }
}

fn table(of: &Margins) -> AnyView {
    let row = |(name, cells): &(String, [String; 5])| {
        let cells = cells.iter().zip(margin_words::HEADS);
        let cells = cells.map(|(cell, head)| view! { <td data-label=head>{cell.clone()}</td> }).collect_view();
        view! { <tr data-testid="margin-leg"><th scope="row" class="name">{name.clone()}</th>{cells}</tr> }
    };
    let heads = margin_words::HEADS.map(|head| view! { <th scope="col">{head}</th> }).into_iter().collect_view();
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label="At the margin">
            <table class="compared margins" data-testid="margins">
                <caption class="unseen">"What closing a tenth of each leg frees, dollars"</caption>
                <thead><tr><th scope="col">"Leg"</th>{heads}</tr></thead>
                <tbody>{of.legs.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The section; it is worked out while `open`, once for each opening.
pub(super) fn margins(desk: Desk, open: Memo<bool>) -> AnyView {
    let shown = RwSignal::new(Arc::new(Margins::default()));
    let round = StoredValue::new(0_u64);
    watch(move || {
        let open = open.get();
        let this = round.get_value().wrapping_add(1);
        round.set_value(this);
        if open {
            shown.set(Arc::default());
            spawn(fill(desk, shown, move || round.try_get_value() == Some(this)));
        }
    });
    let body = move || {
        let of = shown.get();
        if of.done && of.legs.is_empty() {
            return view! { <p class="help">"The book has no legs that need margin."</p> }.into_any();
        }
        let said = of.said.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! {
            {maybe((!of.legs.is_empty()).then(|| table(&of)))}
            <ul class="remarks" data-testid="margins-said">{said}</ul>
        }
        .into_any()
    };
    view! {
        <section class="fold" aria-labelledby="margins-title">
            <h3 id="margins-title">"At the margin"</h3>
            <p class="words">{HELP}</p>
            {body}
        </section>
    }
    .into_any()
}
