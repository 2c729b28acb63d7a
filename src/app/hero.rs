//! The sentence, and beneath it where the account is liquidated.

use std::time::Duration;

use leptos::prelude::*;

use super::copy;
use super::figure::{StateMark, spans};
use super::sentence;
use super::state::{State, rules};

/// How long figures have to rest before they are read aloud.
const REST: Duration = Duration::from_millis(1200);

/// The headline with its second line.
#[component]
pub(crate) fn Hero(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let headline = Memo::new(move |_| state.assessment.get().map(|of| sentence::headline(&of)));
    let beneath = Memo::new(move |_| {
        let of = state.assessment.get()?;
        Some(state.rails.with(|rails| sentence::beneath(&of, &rails.all)))
    });
    let pending = Memo::new(move |_| state.rails.with(|rails| rails.pending));
    let worst = Memo::new(move |_| state.assessment.get().filter(|of| !of.legs.is_empty()).map(|of| of.state));
    let aloud = RwSignal::new(String::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        // prices tick all the time; what is read aloud is the answer to what was done
        state.counted.track();
        let text = move || headline.with_untracked(|spans| spans.as_deref().map(sentence::text)).unwrap_or_default();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(move || aloud.set(text()), REST).ok());
    });
    let no_rules = move || match rules() {
        Ok(_) => String::new(),
        Err(error) => format!("{}{error}", copy::NO_RULES),
    };
    view! {
        <section class="hero" aria-label="The answer">
            <h1 data-testid="headline">
                {move || match headline.get() {
                    Some(pieces) => spans(state, pieces, "").into_any(),
                    None => no_rules().into_any(),
                }}
            </h1>
            <p class="beneath" data-testid="liquidated" class:pending=move || pending.get()>
                {move || beneath.get().map(|pieces| spans(state, pieces, "headline-"))}
                <StateMark of=worst />
            </p>
            <p class="unseen" aria-live="polite">{move || aloud.get()}</p>
        </section>
    }
}
