//! The sentence, and beneath it where the account is liquidated.

use std::time::Duration;

use leptos::prelude::*;

use super::copy;
use super::figure::{StateMark, spans};
use super::made::{derived, memo, signal, watch};
use super::sentence;
use super::shape::worded;
use super::state::State;
use crate::oracle::FeedState;

/// How long figures have to rest before they are read aloud.
const REST: Duration = Duration::from_millis(1200);

/// What the figures rest on, in a sentence that is always there, so that nothing moves when it changes.
fn rests_on(state: State) -> String {
    let status = state.feed.with(|feed| feed.status(state.clock.get()));
    let failed = status.sources.iter().any(|source| source.last_error.is_some());
    let said = match (status.state, status.newest_age_ms) {
        (FeedState::Live, _) => copy::LIVE,
        (FeedState::Ageing, _) => copy::AGEING,
        (_, Some(_)) => copy::OFFLINE_LAST,
        (_, None) if failed => copy::OFFLINE_SAMPLE,
        (_, None) => copy::ASKING,
    };
    said.to_owned()
}

/// The headline with its second line.
#[component]
pub(crate) fn Hero(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let headline = memo(move || state.assessment.get().map(|of| sentence::headline(&of)));
    let beneath = memo(move || {
        let of = state.assessment.get()?;
        Some(state.rails.with(|rails| sentence::beneath(&of, &rails.all)))
    });
    let pending = memo(move || state.rails.with(|rails| rails.pending));
    let worst = derived(move || state.assessment.get().filter(|of| !of.legs.is_empty()).map(|of| of.state));
    let rests = memo(move || rests_on(state));
    let aloud = signal(String::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    watch(move || {
        // prices tick all the time; what is read aloud is the answer to what was done
        state.counted.track();
        // by then the page may be gone
        let text = move || headline.try_with_untracked(|spans| spans.as_deref().map(sentence::text)).flatten();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || drop(aloud.try_set(text().unwrap_or_default())), REST).ok());
    });
    view! {
        <section class="hero" aria-label="The answer">
            <h1 data-testid="headline">
                {spans(state, headline, "", copy::NO_RULES)}
            </h1>
            <p class="beneath" data-testid="liquidated" class:pending=pending>
                {spans(state, beneath, "headline-", "")}
                <StateMark of=worst />
            </p>
            <p class="rests" role="status" data-testid="price-notice">{worded(move || rests.get())}</p>
            <p class="unseen" aria-live="polite">{worded(move || aloud.get())}</p>
        </section>
    }
}
