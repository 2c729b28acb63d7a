//! The margin bar: what makes the unified margin, and what netting frees up to held apart.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::bar::{Bar, Segment, Tick, bar};
use super::explain::{self, Topic};
use super::figure::{Figure, plain, turned};
use super::format::{self, Toward};
use super::made::{derived, memo, stored};
use super::shape::{changing, many, maybe, worded};
use super::state::State;
use crate::margin::{Assessment, ChargeKind};

/// The shade of a segment: the reference's charges have their own, a venue's take them in turn.
fn class(kind: Option<ChargeKind>, place: usize) -> &'static str {
    const SHADES: [&str; 4] = ["seg scan", "seg basis", "seg short", "seg size"];
    match kind {
        Some(ChargeKind::Scan) => "seg scan",
        Some(ChargeKind::Basis) => "seg basis",
        Some(ChargeKind::ShortOption) => "seg short",
        Some(ChargeKind::Size) => "seg size",
        Some(ChargeKind::Venue(_)) => SHADES.get(place % SHADES.len()).copied().unwrap_or("seg scan"),
        None => "seg freed",
    }
}

fn name(kind: Option<ChargeKind>) -> &'static str {
    match kind {
        Some(ChargeKind::Scan) => "Scan risk",
        Some(ChargeKind::Basis) => "Basis",
        Some(ChargeKind::ShortOption) => "Short options",
        Some(ChargeKind::Size) => "Size",
        Some(ChargeKind::Venue(charge)) => charge.name,
        None => "freed by netting",
    }
}

fn amount(segment: &Segment) -> String {
    format::money(segment.amount, if segment.kind.is_some() { Toward::Up } else { Toward::Down })
}

/// The figure of a segment, with what it would be after the trade that is tried.
fn figure(segment: &Segment, then: Option<&Bar>) -> String {
    let was = amount(segment);
    let Some(then) = then else { return was };
    let same = then.segments.iter().find(|of| of.kind == segment.kind);
    match same.map_or_else(|| format::money(Decimal::ZERO, Toward::Up), amount) {
        is if is == was => was,
        is => format!("{was} → {is}"),
    }
}

fn drawn(of: &Assessment, bar: &Bar, then: Option<&Bar>) -> AnyView {
    let scenario = explain::binding(of);
    let segments = bar.segments.clone().into_iter().enumerate().map(move |(place, segment)| {
        let figure = figure(&segment, then);
        let full = match (segment.kind, &scenario) {
            (None, _) => format!("{figure} {}", name(None)),
            (Some(ChargeKind::Scan), Some(scenario)) => format!("{} {figure} · {scenario}", name(segment.kind)),
            (kind, _) => format!("{} {figure}", name(kind)),
        };
        let short = if segment.kind.is_none() { figure.clone() } else { format!("{} {figure}", name(segment.kind)) };
        view! {
            <div class=class(segment.kind, place) style:width=format::along(segment.width)>
                <span class="long">{full}</span>
                <span class="brief">{short}</span>
            </div>
        }
        .into_any()
    });
    let tick = |tick: Tick, kind: &'static str| {
        maybe(
            tick.at
                .map(|at| view! { <div class=format!("tick {kind}") style:left=format::along(at)></div> }.into_any()),
        )
    };
    view! {
        <div class="track" aria-hidden="true">
            <div class="segments">{many(segments)}</div>
            {tick(bar.maintenance, "maintenance")}
            {tick(bar.unified, "unified")}
            {tick(bar.equity, "equity")}
        </div>
    }
    .into_any()
}

/// Bar, ticks and legend; the legend says in words and figures all that the bar shows.
#[component]
pub(crate) fn MarginBar(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let laid = move || state.assessment.get().and_then(|of| bar(&of).map(|bar| (of, bar)));
    let beyond = memo(move || laid().is_some_and(|(_, bar)| bar.equity.at.is_none()));
    let text = move |read: fn(&Assessment) -> String| {
        derived(move || state.assessment.get().map_or_else(|| format::ABSENT.to_owned(), |of| read(&of)))
    };
    let item = move |key: &'static str, label: &'static str, topic: Topic, read: fn(&Assessment) -> String| {
        view! {
            <li>
                <span class=format!("key {key}") aria-hidden="true"></span>
                <span class="dim">{label}</span>
                " "
                <Figure state=state topic=stored(Some(topic)) text=text(read) name=label />
            </li>
        }
        .into_any()
    };
    view! {
        <section class="card bar" aria-label="Margin bar" data-testid="bar">
            {changing(move || {
                let after = state.tried.with(|tried| tried.then.as_ref().and_then(|then| bar(&then.of)));
                maybe(laid().map(|(of, bar)| drawn(&of, &bar, after.as_ref())))
            })}
            <ul class="legend">
                {item("maintenance", "maintenance", Topic::Maintenance, |of| format::money(of.maintenance_margin, Toward::Up))}
                {item("unified", "unified", Topic::Unified, |of| format::money(of.initial_margin, Toward::Up))}
                {item("apart", "held apart", Topic::Apart, |of| format::money(of.held_apart, Toward::Up))}
                {item("equity", "equity", Topic::Equity, |of| format::money(of.equity.total, Toward::Down))}
                {changing(move || maybe(beyond.get().then(|| view! { <li class="dim beyond">"beyond the bar →"</li> }.into_any())))}
                {item("none", "free", Topic::Free, |of| format::money(of.free_collateral, Toward::Down))}
                <li class="ratio">
                    <span class="dim">"margin ratio"</span>
                    " "
                    <b>
                        {plain(state, |of| of.margin_ratio.map_or_else(|| format::ABSENT.to_owned(), |ratio| format::percent(ratio, 1, Toward::Up)))}
                    </b>
                    " "
                    <span class="health" data-testid="health" data-health=derived(move || state.health.get())>{worded(move || state.health.get())}</span>
                    {changing(move || turned(state, &state.health.get(), &|then| Some(then.health.to_owned())))}
                </li>
            </ul>
        </section>
    }
}
