//! “Largest that passes”: fills a leg's size, and says what ends it.

use leptos::prelude::*;

use super::answers;
use super::desk::Desk;
use super::part::Part;
use super::typed::Typed;
use crate::app::asked_field::ask;
use crate::app::intake;
use crate::app::shape::maybe;
use crate::margin::sizing::largest;

const NO_LEG: &str = "Write what is traded first; the size is looked for then.";

/// What was found for a leg, as it was typed then.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sized {
    leg: Typed,
    said: Result<String, String>,
    limits: Vec<(String, String)>,
}

fn found(desk: Desk, id: u64) -> Option<Sized> {
    let state = desk.state;
    let (leg, rules) = (desk.leg(id)?, state.rules.get()?);
    let market = state.market.get();
    let refuse = |leg: Typed, said: String| Sized { leg, said: Err(said), limits: Vec::new() };
    if leg.name.trim().is_empty() {
        return Some(refuse(leg, NO_LEG.to_owned()));
    }
    let terms = match leg.terms(&market) {
        Ok(terms) => terms,
        Err(faults) => {
            let said = faults.into_iter().map(|fault| fault.right).next().unwrap_or_default();
            return Some(refuse(leg, intake::sentence(&said)));
        }
    };
    let caps: Vec<_> = desk.limits.read().into_iter().map(|(_, cap)| cap).collect();
    Some(match largest(&desk.without(id), &market, &rules, &terms, &caps) {
        Err(why) => refuse(leg, answers::refused(&why)),
        Ok(of) => {
            let size = if of.size.is_zero() { leg.size.clone() } else { answers::size(of.size) };
            Sized { leg: Typed { size, ..leg }, said: Ok(answers::largest(&of)), limits: answers::limits(&of) }
        }
    })
}

/// The button beside the size.
pub(super) fn button(desk: Desk, id: u64, sized: RwSignal<Option<Sized>>) -> AnyView {
    let busy = RwSignal::new(false);
    let look = move |_| {
        ask(busy, move || {
            let found = untrack(|| found(desk, id));
            if let Some(of) = &found
                && of.said.is_ok()
            {
                let size = of.leg.size.clone();
                desk.edit(id, |typed| typed.write(Part::Size, size));
            }
            let _ = sized.try_set(found);
        });
    };
    view! {
        <button type="button" class="link small" data-testid="largest" aria-busy=move || busy.get().to_string() on:click=look>
            {move || if busy.get() { "Looking …" } else { "Largest that passes" }}
        </button>
    }
    .into_any()
}

/// What was found, until the leg is another.
pub(super) fn said(desk: Desk, id: u64, sized: RwSignal<Option<Sized>>) -> AnyView {
    let shown = Memo::new(move |_| sized.get().filter(|of| desk.leg(id).is_some_and(|leg| leg == of.leg)));
    let row = |(limit, size): (String, String)| view! { <div><dt>{limit}</dt><dd>{size}</dd></div> };
    let drawn = move |of: Sized| {
        let (class, said) = match of.said {
            Ok(said) => ("", said),
            Err(said) => ("wrong", said),
        };
        let limits = (!of.limits.is_empty()).then(|| {
            view! {
                <dl class="limit-sizes" data-testid="largest-limits">{of.limits.into_iter().map(row).collect_view()}</dl>
            }
        });
        view! {
            <p class=class data-testid="largest-said">{said}</p>
            {limits}
        }
        .into_any()
    };
    view! { <div class="sized-said" role="status">{move || maybe(shown.get().map(drawn))}</div> }.into_any()
}
