//! The figures beside the slider: what stands still, and what moves.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::chosen::Chosen;
use crate::app::format;
use crate::app::learn::spoken::say;
use crate::app::sentence;
use crate::app::shape::{many, worded};
use crate::app::terms;
use crate::book::Exact;
use crate::learn::Value;
use crate::margin::{Assessment, Liquidation};

/// A figure with its name; the name opens to what it means.
fn figure(name: &'static str, term: &'static str, text: impl Fn() -> Option<String> + Send + 'static) -> AnyView {
    view! {
        <div data-testid=format!("explorer-{name}")>
            <dt>
                {terms::word(term, say(&format!("explorer.figure.{name}")))}
            </dt>
            <dd>{worded(move || text().unwrap_or_else(|| format::ABSENT.to_owned()))}</dd>
        </div>
    }
    .into_any()
}

/// What the hedge would need by itself.
fn adds(of: Chosen, after: &Assessment) -> Option<Decimal> {
    after.held_apart.minus(of.start.get()?.before.held_apart)
}

/// Where a coin liquidates an account, in a few words.
fn interval(rail: &Liquidation) -> String {
    let none = rail.none.map(|why| why.reason(&rail.underlying));
    none.unwrap_or_else(|| format!("{} {}", rail.underlying, sentence::interval(rail)))
}

/// The same of the book without the hedge.
fn bare(of: Chosen) -> Option<String> {
    of.start.get()?.rail(&of.offer.get()?.coin).map(interval)
}

/// And with it.
fn hedged(of: Chosen) -> Option<String> {
    of.rail().as_ref().map(interval)
}

/// A bar as long as an amount; all of them share one scale, which does not move with the slider.
fn bar(of: Chosen, name: &'static str, amount: impl Fn() -> Option<Decimal> + Send + Sync + 'static) -> AnyView {
    let wide = move || {
        let most = of.rows.with(|rows| rows.iter().map(|row| row.unified.max(row.apart)).max());
        let share = most.and_then(|most| format::share(amount()?, most)).unwrap_or_default();
        format::along(crate::risk::to_f64(share.clamp(Decimal::ZERO, Decimal::ONE)) * 100.0)
    };
    view! { <div class=format!("explorer-bar {name}") style:width=wide></div> }.into_any()
}

/// Isolated beside unified, and what else follows the slider.
pub(super) fn figures(of: Chosen) -> AnyView {
    let after = move |read: fn(&Assessment) -> Option<Value>| {
        move || of.assessment().and_then(|after| read(&after)).as_ref().map(Value::plain)
    };
    let still = move || of.start.get().map(|start| start.before.held_apart);
    let hedge = move || of.assessment().and_then(|after| adds(of, &after));
    let both = move || of.assessment().map(|after| after.initial_margin);
    view! {
        <section class="card explorer-figures" aria-label=say("explorer.figures")>
            <div class="explorer-bars" aria-hidden="true">
                <div class="explorer-track">{bar(of, "still", still)}{bar(of, "hedge", hedge)}</div>
                <div class="explorer-track">{bar(of, "both", both)}</div>
            </div>
            <dl class="explorer-list">
                {many([
                    figure("apart", "held-apart", move || still().map(|of| Value::Required(of).plain())),
                    figure("adds", "held-apart", move || hedge().map(|of| Value::Required(of).plain())),
                    figure("unified", "unified-margin", after(|of| Some(Value::Required(of.initial_margin)))),
                    figure("freed", "hedge-benefit", after(|of| Some(Value::Dollars(of.hedge_benefit)))),
                    figure("ratio", "margin-ratio", after(|of| of.margin_ratio.map(Value::Fraction))),
                    figure("delta", "delta", after(|of| crate::risk::to_usd(of.greeks.delta_usd).map(Value::Dollars))),
                    figure("interval", "liquidation-price", move || hedged(of)),
                    figure("bare", "liquidation-price", move || bare(of)),
                ])}
            </dl>
            <p class="help">{say("explorer.still")}</p>
        </section>
    }
    .into_any()
}
