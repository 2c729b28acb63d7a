//! The one question of a lesson: sentences to choose from, or a number on a slider.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::scale::Scale;
use super::sitting::Sitting;
use super::words::say;
use crate::app::made::{memo, signal};
use crate::app::shape::{changing, many, maybe, worded};
use crate::learn::{Correct, Prediction};

/// The question with its button.
pub(super) fn question(sitting: Sitting) -> AnyView {
    let (asked, options) = sitting.with(|laid| (laid.told.question.clone(), laid.told.options.clone()));
    let fields = match Scale::of(sitting.lesson.question) {
        Some(scale) => slider(sitting, scale, &asked),
        None => many(options.into_iter().enumerate().map(|(place, words)| option(sitting, place, words))),
    };
    let complaint = move || {
        let words = sitting.complaint.get();
        (!words.is_empty())
            .then(|| view! { <p class="wrong" role="alert" data-testid="choose-first">{words}</p> }.into_any())
    };
    view! {
        <form
            class="lesson-question"
            hidden=move || !sitting.parts.get().question
            data-testid="question"
            on:submit=move |ev| {
                ev.prevent_default();
                if !sitting.answered.get_untracked() {
                    sitting.predict();
                }
            }
        >
            <fieldset disabled=move || sitting.answered.get()>
                <legend>{asked}</legend>
                {fields}
            </fieldset>
            {changing(move || maybe(complaint()))}
            <button type="submit" class="button primary" data-testid="predict" hidden=move || sitting.answered.get()>
                {say("learn.lesson.predict")}
            </button>
        </form>
    }
    .into_any()
}

/// A sentence to choose. With the answer it says in words which was right and which was chosen.
fn option(sitting: Sitting, place: usize, words: String) -> AnyView {
    let right = sitting.with(|laid| laid.answer.correct == Correct::Choice(place));
    let chosen = memo(move || sitting.chosen.get() == Some(Prediction::Choice(place)));
    let mark = move || {
        let word = match (sitting.answered.get(), right, chosen.get()) {
            (true, true, true) => say("learn.lesson.mark-both"),
            (true, true, false) => say("learn.lesson.mark-right"),
            (true, false, true) => say("learn.lesson.mark-chosen"),
            _ => return None,
        };
        Some(view! { <b class="lesson-mark">{word}</b> }.into_any())
    };
    view! {
        <label class="lesson-option" class:chosen=chosen class:right=move || right && sitting.answered.get()>
            <input
                type="radio"
                name="prediction"
                data-testid="option"
                value=place.to_string()
                prop:checked=chosen
                on:change=move |_| {
                    sitting.complaint.set("");
                    sitting.chosen.set(Some(Prediction::Choice(place)));
                }
            />
            <span>{words} " " {changing(move || maybe(mark()))}</span>
        </label>
    }
    .into_any()
}

/// A number: dragged, or typed beside it.
fn slider(sitting: Sitting, scale: Scale, asked: &str) -> AnyView {
    let shown = signal(scale.middle());
    let choose = move |number: Decimal| {
        shown.set(number);
        sitting.chosen.set(Some(Prediction::Value(scale.value(number))));
    };
    // begun again it stands in the middle again
    let value = memo(move || if sitting.chosen.get().is_some() { shown.get() } else { scale.middle() });
    let text = move || value.get().normalize().to_string();
    let said = move || scale.said(value.get());
    let input = move |ev: web_sys::Event| {
        if let Some(number) = scale.read(&event_target_value(&ev)) {
            choose(number);
        }
    };
    let (min, max, step) = (scale.min.to_string(), scale.max.to_string(), scale.step.to_string());
    let (least, most) = (scale.said(scale.min), scale.said(scale.max));
    view! {
        <output class="lesson-number-said" data-testid="slider-said">{worded(said)}</output>
        <input
            type="range"
            class="lesson-slider"
            data-testid="slider"
            min=min.clone()
            max=max.clone()
            step=step
            aria-label=asked.to_owned()
            aria-valuetext=said
            prop:value=text
            on:input=input
        />
        <div class="lesson-range">
            <span class="dim">{least}</span>
            <label>
                <span class="unseen">{say("learn.lesson.number-label")}</span>
                <input type="number" data-testid="number" required step="any" min=min max=max prop:value=text on:change=input />
                <span class="dim">{scale.sign()}</span>
            </label>
            <span class="dim">{most}</span>
        </div>
    }
    .into_any()
}
