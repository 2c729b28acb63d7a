//! What a lesson answers, and why, on the live figures.

use leptos::html;
use leptos::prelude::*;

use super::beside::Beside;
use super::point;
use super::scale::Scale;
use super::sitting::Sitting;
use super::words::{fill, say, word};
use crate::app::made::{memo, watch};
use crate::app::shape::{changing, many, maybe};
use crate::learn::{Figures, Pointer, Prediction};

/// The answer: what is said to the prediction, what is right, and what is to be kept. Read aloud when it comes.
pub(super) fn answer(sitting: Sitting) -> AnyView {
    let head = NodeRef::<html::H2>::new();
    let shown = memo(move || sitting.parts.get().answer);
    watch(move || {
        // the button that was pressed is gone: whoever reads goes on here
        if sitting.answered.get()
            && !sitting.presenting.get_untracked()
            && let Some(head) = head.get()
        {
            drop(head.focus());
        }
    });
    let said = move || {
        let (reveal, conclusion) = sitting.with(|laid| (laid.told.reveal.clone(), laid.told.conclusion.clone()));
        view! {
            <h2 tabindex="-1" node_ref=head>{say("learn.lesson.answer")}</h2>
            {maybe(predicted(sitting).map(|words| view! { <p class="dim">{words}</p> }.into_any()))}
            {maybe(sitting.said().map(|words| view! { <p class="lesson-judged" data-testid="judged">{words}</p> }.into_any()))}
            <p class="lesson-reveal" data-testid="reveal">{reveal}</p>
            <p class="lesson-conclusion" data-testid="conclusion">{conclusion}</p>
        }
        .into_any()
    };
    view! {
        <div class="lesson-answer" role="status" data-testid="answer">
            {changing(move || maybe(shown.get().then(said)))}
        </div>
    }
    .into_any()
}

/// The number that was predicted.
fn predicted(sitting: Sitting) -> Option<String> {
    let Some(Prediction::Value(value)) = sitting.chosen.get_untracked() else { return None };
    let scale = Scale::of(sitting.lesson.question)?;
    let value = word(scale.said(scale.shown(value)));
    Some(fill("learn.lesson.predicted", Figures::default().with("value", value)))
}

/// The whys, each figure a button, and what may be tried.
pub(super) fn why(sitting: Sitting, calculator: Beside) -> AnyView {
    let shown = memo(move || sitting.parts.get().why);
    let said = move || {
        let words = sitting.with(|laid| laid.told.why.clone());
        let points = sitting.lesson.points.iter().map(|pointer| pointed(*pointer, calculator));
        let (words, points) = (view! { <p data-testid="why-words">{words}</p> }.into_any(), many(points));
        view! {
            <h2>{say("learn.lesson.why")}</h2>
            {words}
            <p class="lesson-points-head dim" id="lesson-points">{say("learn.lesson.look")}</p>
            <div class="lesson-points" role="group" aria-labelledby="lesson-points">{points}</div>
            <div class="lesson-try">
                <h3>{say("learn.lesson.try")}</h3>
                <p>{say("learn.lesson.try-words")}</p>
                <div class="buttons">
                    <button type="button" class="button" data-testid="put-back" on:click=move |_| calculator.put_back()>
                        {say("learn.lesson.put-back")}
                    </button>
                    <button type="button" class="link" data-testid="again" on:click=move |_| sitting.again()>
                        {say("learn.lesson.again")}
                    </button>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="lesson-why" aria-label=say("learn.lesson.why") hidden=move || !shown.get()>
            {changing(move || maybe(shown.get().then(said)))}
        </section>
    }
    .into_any()
}

fn pointed(pointer: Pointer, calculator: Beside) -> AnyView {
    let key = pointer.key();
    let now = key.clone();
    view! {
        <button
            type="button"
            class="pill"
            data-testid="point"
            data-figure=key
            aria-pressed=move || (calculator.pointed.with(|pointed| *pointed == now)).to_string()
            on:click=move |_| calculator.point(pointer)
        >
            {point::name(pointer)}
        </button>
    }
    .into_any()
}
