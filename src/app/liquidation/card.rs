//! Liquidation prices: for each underlying a rail with the safe interval around today's price.

use leptos::prelude::*;

use crate::app::explain::{Side, Topic};
use crate::app::figure::{Figure, behind};
use crate::app::format::{self, Toward};
use crate::app::made::{derived, memo, stored};
use crate::app::sentence;
use crate::app::shape::{changing, choice, many, maybe, nothing};
use crate::app::state::{Sheet, State};
use crate::margin::{Liquidation, Root};
use crate::risk::to_f64;

/// Where things stand on a rail, percent of its width.
#[derive(Clone, Copy, Debug)]
struct Rail {
    from: f64,
    to: f64,
    now: f64,
}

fn rail(of: &Liquidation) -> Rail {
    let now = to_f64(of.price);
    let below = of.below.map(|root| to_f64(root.price));
    let above = of.above.map(|root| to_f64(root.price));
    // the interval takes the middle of the rail; an open side runs to its end
    let reach_down = below.map_or(now * 0.35, |below| now - below);
    let reach_up = above.map_or(reach_down.max(now * 0.1), |above| above - now);
    let reach_down = if below.is_none() { reach_up.min(now) } else { reach_down };
    let margin = (reach_down + reach_up) * 0.22;
    let (low, high) = ((now - reach_down - margin).max(0.0), now + reach_up + margin);
    let at = |price: f64| ((price - low) / (high - low) * 100.0).clamp(0.0, 100.0);
    Rail { from: below.map_or(0.0, at), to: above.map_or(100.0, at), now: at(now) }
}

fn end(state: State, of: &Liquidation, root: Option<Root>, side: &'static str) -> AnyView {
    let name = of.underlying.clone();
    let (at, toward) = if side == "below" { (Side::Below, Toward::Up) } else { (Side::Above, Toward::Down) };
    maybe(root.map(|root| {
        let topic = Topic::Liquidation(name.clone(), at);
        let after = behind(state, &topic);
        view! {
            <Figure
                state=state
                after=after
                topic=stored(Some(topic))
                text=format::price(root.price, toward)
                name=format!("{name} liquidation price {side}")
            />
            <span class="distance">{format::distance(root.distance)}</span>
        }
        .into_any()
    }))
}

fn row(state: State, of: Liquidation) -> AnyView {
    let name = of.underlying.to_string();
    let shown = name.clone();
    let now = format::price(of.price, Toward::Nearest);
    let has_rail = of.below.is_some() || of.above.is_some();
    let told = format!("{name}: {}, now {now}", sentence::interval(&of));
    let drawn = maybe(has_rail.then(|| {
        let Rail { from, to, now: at } = rail(&of);
        let percent = format::along;
        // of an account that is liquidated at today's price the prices beyond the edges are the safe ones
        let (inside, outside) = if of.liquidatable_now { ("lost", "safe") } else { ("safe", "lost") };
        let edge = |at: f64, there: bool| {
            maybe(
                there.then(|| view! { <line x1=percent(at) x2=percent(at) y1="4" y2="28" class="edge" /> }.into_any()),
            )
        };
        view! {
            <svg class="rail" width="100%" height="32" role="img" aria-label=told>
                <rect x="0" y="4" width="100%" height="24" rx="6" class=outside />
                <rect x=percent(from) y="4" width=percent(to - from) height="24" class=inside />
                {edge(from, of.below.is_some())}
                {edge(to, of.above.is_some())}
                <line x1=percent(at) x2=percent(at) y1="0" y2="32" class="now" />
            </svg>
            <div class="ends">
                <span class="end low">{end(state, &of, of.below, "below")}</span>
                <span class="end mid"><span class="dim">"now"</span> " " {now.clone()}</span>
                <span class="end high">{end(state, &of, of.above, "above")}</span>
            </div>
        }
        .into_any()
    }));
    let reason = of
        .none
        .map(|why| why.reason(&of.underlying))
        .or_else(|| (!has_rail && of.liquidatable_now).then(|| format!("Liquidatable now at {now}.")));
    view! {
        <li class="liq-row" data-testid="liquidation" data-underlying=name.clone()>
            <b class="liq-name">{shown}</b>
            <div class="liq-body">
                {drawn}
                {maybe(reason.map(|reason| view! { <p class="none">{reason}</p> }.into_any()))}
            </div>
        </li>
    }
    .into_any()
}

/// A rail for each underlying, or the reason why it has none.
#[component]
pub(crate) fn LiquidationCard(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let pending = memo(move || state.rails.with(|rails| rails.pending));
    let all = memo(move || state.rails.with(|rails| rails.all.clone()));
    let none = memo(move || all.with(|all| all.is_empty()));
    view! {
        <section class="card" aria-labelledby="liquidation-title">
            <div class="title">
                <h2 id="liquidation-title">"Liquidation"</h2>
                <span class="dim">"each alone, the others held"</span>
                <button type="button" class="link" data-testid="all-axes" on:click=move |_| state.sheet.set(Some(Sheet::Liquidation))>
                    "All together · volatility · time"
                </button>
            </div>
            <ul class="liq" class:pending=pending aria-busy=derived(move || pending.get().to_string())>
                {changing(move || many(all.get().iter().cloned().map(|of| row(state, of))))}
            </ul>
            {choice(none, || view! { <p class="empty">"Nothing here can be liquidated."</p> }.into_any(), nothing)}
        </section>
    }
}
