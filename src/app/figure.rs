//! A figure with a story: opens the explanation.

use leptos::prelude::*;

use super::explain::Topic;
use super::format;
use super::made::{derived, memo};
use super::sentence::{Span, Tone};
use super::shape::{changing, many, maybe, worded};
use super::state::State;
use super::tried::Then;
use crate::margin::Assessment;
use crate::market::PriceState;

/// The name tests and styles know a figure by.
fn testid(topic: &Topic) -> &'static str {
    match topic {
        Topic::Unified => "unified",
        Topic::Apart => "apart",
        Topic::Freed => "freed",
        Topic::Equity => "equity",
        Topic::Maintenance => "maintenance",
        Topic::Free => "free",
        Topic::Leg(..) => "part",
        Topic::Holding(_) => "counts-for",
        Topic::Liquidation(..) => "liquidation-price",
    }
}

/// What the figure would be after the trade that is tried, for a figure that is drawn anew with its price: what listens by
/// itself and is drawn anew would be remembered by what it listens to, which hardly ever changes.
pub(crate) fn behind(state: State, topic: &Topic) -> AnyView {
    maybe(state.tried.with(|tried| Some(tried.behind.as_ref()?(topic))))
}

/// What a figure without a story would be after the trade that is tried, where that is another; “none” where it is gone.
pub(crate) fn turned(state: State, was: &str, read: &dyn Fn(&Then) -> Option<String>) -> AnyView {
    maybe(state.tried.with(|tried| {
        let then = tried.then.as_ref()?;
        let is = read(then).unwrap_or_else(|| "none".to_owned());
        (is != was).then(|| (then.draw)(is))
    }))
}

/// A figure of the account that has no story, with what it would be behind it.
pub(crate) fn plain(state: State, read: fn(&Assessment) -> String) -> AnyView {
    changing(move || {
        let was = state.assessment.get().map_or_else(|| format::ABSENT.to_owned(), |of| read(&of));
        let after = turned(state, &was, &|then| Some(read(&then.of)));
        many([was.into_any(), after])
    })
}

/// A figure that opens to what made it.
#[component]
pub(crate) fn Figure(
    /// State of the page.
    state: State,
    /// What it is.
    #[prop(into)]
    topic: Signal<Option<Topic>>,
    /// The figure as text.
    #[prop(into)]
    text: Signal<String>,
    /// What a screen reader says before the figure.
    #[prop(into)]
    name: Signal<String>,
    /// Further classes.
    #[prop(optional)]
    class: &'static str,
    /// What stands behind it, where it is drawn anew; else it listens for that by itself.
    #[prop(optional)]
    after: Option<AnyView>,
) -> impl IntoView {
    let after = after.unwrap_or_else(|| changing(move || maybe(topic.get().map(|topic| behind(state, &topic)))));
    let shown = view! {
        <button
            type="button"
            class=format!("figure {class}")
            aria-haspopup="dialog"
            data-testid=derived(move || topic.get().as_ref().map(|topic| testid(topic).to_owned()))
            aria-label=derived(move || format!("{} {}: where it comes from", name.get(), text.get()))
            on:click=move |_| state.topic.set(topic.get_untracked())
        >
            {worded(move || text.get())}
        </button>
    };
    many([shown.into_any(), after])
}

/// A sentence whose figures open to what made them; other words where there is none. While it is put the same way, its
/// figures change where they stand: a sentence drawn anew with every price would cost most of a frame.
pub(crate) fn spans(
    state: State,
    of: Memo<Option<Vec<Span>>>,
    prefix: &'static str,
    otherwise: &'static str,
) -> AnyView {
    let put = memo(move || of.with(|of| Some(of.as_ref()?.iter().map(Span::put).collect::<Vec<_>>())));
    changing(move || match put.get() {
        Some(all) => many(all.into_iter().enumerate().map(|(place, span)| piece(state, of, place, span, prefix))),
        None => otherwise.into_any(),
    })
}

fn piece(state: State, of: Memo<Option<Vec<Span>>>, place: usize, span: Span, prefix: &str) -> AnyView {
    let text = worded(move || of.with(|of| Some(of.as_ref()?.get(place)?.text.clone())).unwrap_or_default());
    let Some(topic) = span.topic else {
        return match span.tone {
            Tone::Plain => text,
            _ => view! { <b class="strong">{text}</b> }.into_any(),
        };
    };
    let class = match span.tone {
        Tone::Plain => "figure",
        Tone::Figure => "figure strong",
        Tone::Freed => "figure strong freed",
        Tone::Alarm => "figure strong loss",
    };
    let id = format!("{prefix}{}", testid(&topic));
    let asked = topic.clone();
    let after = changing(move || behind(state, &asked));
    let shown = view! {
        <button
            type="button"
            class=class
            data-testid=id
            aria-haspopup="dialog"
            on:click=move |_| state.topic.set(Some(topic.clone()))
        >
            {text}
        </button>
    };
    many([shown.into_any(), after])
}

/// The word beside a figure that rests on a price which is not live.
#[component]
pub(crate) fn StateMark(
    /// State of the price.
    #[prop(into)]
    of: Signal<Option<PriceState>>,
) -> impl IntoView {
    let word = memo(move || of.get().filter(|state| state.needs_mark()).map(PriceState::word));
    changing(move || {
        maybe(
            word.get().map(|word| {
                view! { <span class="mark-word" data-state=word data-testid="state">{word}</span> }.into_any()
            }),
        )
    })
}
