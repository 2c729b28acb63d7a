//! Where a figure comes from: one panel, fed by data, that follows the figure while it changes.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::explain::{Line, explain};
use super::shape::maybe;
use super::state::State;
use super::terms;

/// Words that open to what they mean, where they are a term.
fn label(words: String) -> AnyView {
    match terms::of_words(&words) {
        Some(term) => terms::word(term, words),
        None => words.into_any(),
    }
}

fn lines(all: Vec<Line>, is_top: bool) -> AnyView {
    let last = all.len().saturating_sub(1);
    let one = move |(place, line): (usize, Line)| {
        let total = is_top && place == last && last > 0;
        let children = (!line.children.is_empty()).then(|| lines(line.children, false));
        view! {
            <li class:total=total>
                <div class="line">
                    <span class="label">{label(line.label)}</span>
                    <span class="value">{line.value}</span>
                </div>
                {line.note.map(|note| view! { <p class="note">{note}</p> })}
                {children}
            </li>
        }
    };
    view! { <ul class="lines">{all.into_iter().enumerate().map(one).collect_view()}</ul> }.into_any()
}

/// The explanation of the figure that was asked about.
#[component]
pub(crate) fn ExplainPanel(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let told = Memo::new(move |_| {
        let topic = state.topic.get()?;
        let of = state.assessment.get()?;
        let rules = state.rules.get()?;
        state.rails.with(|rails| explain(&topic, &of, &rules, &rails.all))
    });
    let asked = Memo::new(move |_| state.topic.with(|topic| topic.as_ref().map(terms::of_figure)));
    // where what asks for prices could not be fetched, nothing listens yet
    terms::start(state);
    let title =
        Signal::derive(move || told.with(|told| told.as_ref().map(|told| told.title.clone()).unwrap_or_default()));
    view! {
        <Dialog
            id="explain"
            class="side"
            open=Signal::derive(move || told.with(Option::is_some))
            close=Callback::new(move |()| state.topic.set(None))
            title=title
        >
            <p class="what">{move || maybe(asked.get().map(|term| terms::word(term, "What is this?".to_owned())))}</p>
            {move || {
                told.get().map(|told| {
                    view! {
                        <p class="big-figure" data-testid="explained">{told.figure}</p>
                        <p class="words">{told.words}</p>
                        {lines(told.lines, true)}
                        <dl class="rests-on">
                            <dt>"Rounding"</dt>
                            <dd>{told.rounding}</dd>
                            <dt>"Rule"</dt>
                            <dd>{told.rule}</dd>
                            <dt>"Prices"</dt>
                            <dd>{told.prices}</dd>
                        </dl>
                    }
                })
            }}
        </Dialog>
    }
}
