//! The limits by which prices are judged, as they stand in the policy.

use leptos::prelude::*;

use crate::app::format;
use crate::oracle::Policy;
use crate::oracle::policy::AgeLimits;

fn ages(limits: AgeLimits) -> String {
    format!("live up to {}, ageing up to {}, then stale", span(limits.fresh_ms), span(limits.ageing_ms))
}

/// A length of time that loses nothing: 66 minutes are no hour.
fn span(ms: i64) -> String {
    let minutes = ms / 60_000;
    match ms {
        0..120_000 => format!("{} s", ms / 1_000),
        120_000..7_200_001 => format!("{minutes} min"),
        _ => format!("{} h", minutes / 60),
    }
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
                format::small_percent(policy.divergence),
                format::small_percent(policy.divergence_dollar)
            ),
        ),
        (
            "Diverging",
            format!(
                "sources further apart than {} ({} for dollars)",
                format::small_percent(policy.divergence),
                format::small_percent(policy.divergence_dollar)
            ),
        ),
        (
            "Questioned",
            format!(
                "further than {} from an aggregate, which makes no price itself",
                format::small_percent(policy.check)
            ),
        ),
        (
            "Held",
            format!(
                "a jump of more than {} waits for a second source; of a source that is alone, for {} ticks",
                format::small_percent(policy.jump),
                policy.confirming_ticks
            ),
        ),
        (
            "Band",
            format!(
                "half the distance the sources keep, or what they state; pointed out above {}, refused above {}",
                format::small_percent(policy.confidence_warn),
                format::small_percent(policy.confidence_refuse)
            ),
        ),
        (
            "Peg",
            format!(
                "lost when a dollar is {} off, a staked asset {} off its rate",
                format::small_percent(policy.depeg_dollar),
                format::small_percent(policy.depeg_staked)
            ),
        ),
        (
            "Clock",
            format!("a price more than {} ahead of this device’s clock is at best ageing", span(policy.future_ms)),
        ),
        ("Unmoved", format!("a source that says the same for {} is at best ageing", span(policy.unmoved_ms))),
        ("Gap", format!("a silence of more than {} is shown, and averages begin anew", span(policy.gap_ms))),
        (
            "Averages",
            format!(
                "exponential with a half-life of {}; time-weighted over {}",
                span(policy.exponential_ms),
                span(policy.window_ms)
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
