//! The gauge: the margin ratio on a line whose zones the user can move, with what else says how the account stands.

use leptos::prelude::*;
use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::app::format::{self, Toward};
use crate::app::health::{self, Crossed};
use crate::app::shape::many;
use crate::app::state::State;
use crate::app::vitals::{self, Vitals};
use crate::margin::health::{Health, Standing};

/// What the word means, in a sentence.
fn meaning(of: &Standing) -> String {
    let ratio = of.margin_ratio.map(|ratio| format::percent(ratio, 1, Toward::Up));
    match (of.health, ratio) {
        (Health::Liquidatable, _) => "Equity is below the maintenance margin.".to_owned(),
        (_, None) => "There is no equity, and nothing that needs it.".to_owned(),
        (_, Some(ratio)) => format!("Maintenance uses {ratio} of equity; at 100 % the account is liquidated."),
    }
}

fn percent(of: Decimal) -> f64 {
    of.to_f64().unwrap_or_default().clamp(0.0, 1.0) * 100.0
}

fn figures(state: State, of: &Standing) -> AnyView {
    let or_absent = |of: Option<String>| of.unwrap_or_else(|| format::ABSENT.to_owned());
    let nearest = state.rails.with(|rails| {
        let roots = rails
            .all
            .iter()
            .filter(|of| !of.liquidatable_now)
            .flat_map(|of| of.below.into_iter().chain(of.above).map(|root| (of.underlying.clone(), root.distance)));
        roots.min_by(|(_, a), (_, b)| a.abs().total_cmp(&b.abs()))
    });
    let rows = [
        ("Margin ratio", or_absent(of.margin_ratio.map(|ratio| format::percent(ratio, 1, Toward::Up)))),
        ("Free collateral", format::dollars(of.free_collateral, Toward::Down)),
        ("Utilisation", or_absent(of.utilisation.map(|of| format::percent(of, 1, Toward::Up)))),
        ("Leverage", or_absent(of.leverage.map(|of| format!("{}×", format::round(of, 2, Toward::Up).normalize())))),
        (
            "Nearest liquidation",
            nearest.map_or_else(|| "none".to_owned(), |(asset, far)| format!("{asset} {}", format::distance(far))),
        ),
    ];
    many(rows.into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd data-testid=format!("vital-{name}")>{value}</dd></div> }.into_any()
    }))
}

fn slider(vitals: Vitals, name: &'static str, read: fn(Vitals) -> Decimal, take: fn(Vitals, Decimal)) -> AnyView {
    let shown = move || format::percent(read(vitals), 0, Toward::Nearest);
    view! {
        <label class="slider">
            <span>{name}" "<b>{shown}</b></span>
            <input
                type="range" min="5" max="100" step="1"
                data-testid=format!("threshold-{name}")
                prop:value=move || percent(read(vitals)).round().to_string()
                aria-valuetext=shown
                on:input=move |ev| {
                    let value = event_target_value(&ev).parse::<f64>().ok().and_then(Decimal::from_f64);
                    if let Some(value) = value {
                        take(vitals, (value / Decimal::ONE_HUNDRED).round_dp(2));
                    }
                }
            />
        </label>
    }
    .into_any()
}

fn entry(of: &Crossed) -> AnyView {
    let time = js_sys::Date::new(&(of.time.0 as f64).into());
    let at = time.to_locale_time_string("en-GB").as_string().unwrap_or_default();
    view! { <li><time>{at}</time>" "{health::said(of)}</li> }.into_any()
}

fn log(vitals: Vitals) -> AnyView {
    let refused = RwSignal::new(false);
    let turn = move |ev| {
        if !event_target_checked(&ev) {
            return vitals.notify.set(false);
        }
        vitals::ask_for_notices(move |granted| {
            let _ = vitals.notify.try_set(granted);
            let _ = refused.try_set(!granted);
        });
    };
    let entries = move || {
        vitals.log.with(|log| {
            if log.is_empty() {
                view! { <li class="dim">"None yet."</li> }.into_any()
            } else {
                many(log.iter().map(entry))
            }
        })
    };
    view! {
        <details class="fold" data-testid="crossings">
            <summary>{move || format!("Crossings while the page is open ({})", vitals.log.with(Vec::len))}</summary>
            <ul class="crossings" aria-live="polite">{entries}</ul>
            <label class="ticked">
                <input type="checkbox" prop:checked=move || vitals.notify.get() on:change=turn />
                <span>"Notify me in this browser when it gets worse, while the page is open"</span>
            </label>
            {move || refused.get().then(|| view! { <p class="wrong">"The browser does not allow notices for this page."</p> })}
        </details>
    }
    .into_any()
}

/// The gauge with its figures, its thresholds and the log.
pub(super) fn gauge(state: State) -> AnyView {
    // it comes with what asks for prices, and says so by its first word
    let known = use_context::<Vitals>();
    if known.is_none() {
        state.health.track();
    }
    let Some(vitals) = known else {
        return view! { <p class="none" aria-busy="true">"Looking …"</p> }.into_any();
    };
    let standing = move || vitals.standing.get();
    let drawn = move || {
        let of = standing()?;
        let thresholds = vitals.thresholds.get();
        let (watch, danger) = (percent(thresholds.watch), percent(thresholds.danger));
        let at = match of.health {
            Health::Liquidatable => 100.0,
            _ => of.margin_ratio.map_or(0.0, percent),
        };
        let along = format::along;
        Some(view! {
            <svg class="gauge-line" width="100%" height="28" role="img" aria-label=meaning(&of)>
                <rect x="0" y="8" width=along(watch) height="12" class="zone-safe" />
                <rect x=along(watch) y="8" width=along(danger - watch) height="12" class="zone-watch" />
                <rect x=along(danger) y="8" width=along(100.0 - danger) height="12" class="zone-danger" />
                <line x1=along(at) x2=along(at) y1="2" y2="26" class="now" />
            </svg>
        })
    };
    view! {
        <section class="gauge" data-testid="gauge">
            <p class="lead">
                <b class="health" data-health=move || standing().map(|of| of.health.word())>
                    {move || standing().map(|of| of.health.word())}
                </b>
                " "
                {move || standing().map(|of| meaning(&of))}
            </p>
            {drawn}
            <div class="sliders">
                {slider(vitals, "Watch from", |of| of.thresholds.get().watch, |of, at| of.thresholds.update(|was| *was = was.moved(Some(at), None)))}
                {slider(vitals, "Danger from", |of| of.thresholds.get().danger, |of, at| of.thresholds.update(|was| *was = was.moved(None, Some(at))))}
            </div>
            <dl class="vitals">{move || standing().map(|of| figures(state, &of))}</dl>
            {log(vitals)}
        </section>
    }
    .into_any()
}
