//! The limits by which prices are judged, as they stand in the policy.

use leptos::prelude::*;

use crate::app::format;
use crate::oracle::Policy;
use crate::oracle::policy::{AgeLimits, percent};

fn ages(limits: AgeLimits) -> String {
    format!("live up to {}, ageing up to {}, then stale", format::age(limits.fresh_ms), format::age(limits.ageing_ms))
}

/// Every limit with what it does.
pub(super) fn limits() -> AnyView {
    let policy = Policy::default();
    let rows: [(&str, String); 17] = [
        ("Venues, exchanges, Pyth", ages(policy.ages.venue)),
        ("Contracts on a chain", ages(policy.ages.chain)),
        ("Those of dollars", ages(policy.ages.chain_dollar)),
        ("Aggregates", ages(policy.ages.check)),
        ("The embedding page", ages(policy.ages.host)),
        ("Option chains", ages(policy.ages.option_chain)),
        (
            "Price in use",
            "median of the freshest sources; a contract joins two of them and stands in for none".to_owned(),
        ),
        (
            "Outlier",
            format!(
                "of three or more, further than {} ({} for dollars) from the median: left out and named",
                percent(policy.divergence),
                percent(policy.divergence_dollar)
            ),
        ),
        (
            "Diverging",
            format!(
                "sources further apart than {} ({} for dollars)",
                percent(policy.divergence),
                percent(policy.divergence_dollar)
            ),
        ),
        (
            "Questioned",
            format!("further than {} from an aggregate, which makes no price itself", percent(policy.check)),
        ),
        (
            "Held",
            format!(
                "a jump of more than {} waits for a second source; of a source that is alone, for {} ticks",
                percent(policy.jump),
                policy.confirming_ticks
            ),
        ),
        (
            "Band",
            format!(
                "half the distance the sources keep, or what they state; pointed out above {}, refused above {}",
                percent(policy.confidence_warn),
                percent(policy.confidence_refuse)
            ),
        ),
        (
            "Peg",
            format!(
                "lost when a dollar is {} off, a staked asset {} off its rate",
                percent(policy.depeg_dollar),
                percent(policy.depeg_staked)
            ),
        ),
        (
            "Clock",
            format!(
                "a price more than {} ahead of this device’s clock is at best ageing",
                format::age(policy.future_ms)
            ),
        ),
        ("Unmoved", format!("a source that says the same for {} is at best ageing", format::age(policy.unmoved_ms))),
        ("Gap", format!("a silence of more than {} is shown, and averages begin anew", format::age(policy.gap_ms))),
        (
            "Averages",
            format!(
                "exponential with a half-life of {}; time-weighted over {}",
                format::age(policy.exponential_ms),
                format::age(policy.window_ms)
            ),
        ),
    ];
    let rows = rows.into_iter().map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> });
    view! {
        <table class="parameters">
            <caption class="unseen">"How prices are judged"</caption>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <p class="words">"Two of three sources that agree on a lie are believed: no median can see that."</p>
    }
    .into_any()
}
