//! All lessons in their order, and how far one is.

use leptos::html;
use leptos::prelude::*;

use super::place;
use super::progress::{KEY, Outcome, Progress};
use super::words::{fill, say};
use crate::app::made::{memo, watch};
use crate::app::shape::{changing, many, maybe, worded};
use crate::app::state::State;
use crate::learn::{Figures, Lesson, Value, Words, all};

/// The list. `unknown` says that the address means no lesson; `back`, that one comes back from a lesson.
pub(super) fn list(state: State, progress: RwSignal<Progress>, unknown: bool, back: bool) -> AnyView {
    let head = NodeRef::<html::H1>::new();
    watch(move || {
        if let Some(head) = head.get().filter(|_| back) {
            drop(head.focus());
        }
    });
    let done = memo(move || progress.with(Progress::done));
    let next = memo(move || progress.with(|progress| progress.next().map(|lesson| lesson.id)));
    let forget = move |_| {
        state.forget(KEY);
        progress.set(Progress::default());
        // the button goes with what it forgot
        if let Some(head) = head.get_untracked() {
            drop(head.focus());
        }
    };
    let so_far = move || {
        let figures = Figures::default().with("done", Value::Count(done.get())).with("all", Value::Count(all().len()));
        fill("learn.lesson.progress", figures)
    };
    let go_on = move || {
        let lesson = all().iter().find(|lesson| Some(lesson.id) == next.get())?;
        let word = if done.get() == 0 { say("learn.lesson.begin") } else { say("learn.lesson.go-on") };
        Some(
            view! {
                <a class="button primary" href=place::of(lesson) data-testid="go-on">
                    {word}
                    <span class="unseen">": "{title(lesson)}</span>
                </a>
            }
            .into_any(),
        )
    };
    let forgets = move || {
        (done.get() > 0).then(|| {
            view! {
                <button type="button" class="link" data-testid="forget" on:click=forget>{say("learn.lesson.forget")}</button>
            }
            .into_any()
        })
    };
    view! {
        <div class="lesson-list" data-testid="lessons">
            <h1 tabindex="-1" node_ref=head>{say("learn.lesson.all")}</h1>
            {maybe(unknown.then(|| view! { <p role="status">{say("learn.lesson.unknown")}</p> }.into_any()))}
            <p class="lesson-lead">{say("learn.lesson.lead")}</p>
            <div class="buttons">
                {changing(move || go_on().unwrap_or_else(|| view! { <p>{say("learn.lesson.done-all")}</p> }.into_any()))}
                <p class="dim" role="status" data-testid="progress">{worded(so_far)}</p>
                {changing(move || maybe(forgets()))}
            </div>
            <ol class="card">{many(all().iter().enumerate().map(|(at, lesson)| row(at, lesson, progress)))}</ol>
        </div>
    }
    .into_any()
}

/// The name of a lesson.
pub(super) fn title(lesson: &Lesson) -> &'static str {
    Words::english().get(&format!("lesson.{}.title", lesson.id)).unwrap_or(lesson.id)
}

fn row(at: usize, lesson: &'static Lesson, progress: RwSignal<Progress>) -> AnyView {
    let summary = Words::english().get(&format!("lesson.{}.summary", lesson.id)).unwrap_or_default();
    let outcome = memo(move || progress.with(|progress| progress.of(lesson.id)));
    let (word, kind) = (
        move || match outcome.get() {
            None => say("learn.lesson.new"),
            Some(Outcome::Right) => say("learn.lesson.right"),
            Some(Outcome::Seen) => say("learn.lesson.seen"),
        },
        move || match outcome.get() {
            None => "new",
            Some(Outcome::Right) => "right",
            Some(Outcome::Seen) => "seen",
        },
    );
    view! {
        <li data-testid="lesson-row" data-lesson=lesson.id data-state=kind>
            <span class="lesson-number" aria-hidden="true">{at + 1}</span>
            <div>
                <a href=place::of(lesson)>{title(lesson)}</a>
                <p class="dim">{summary}</p>
            </div>
            <span class="lesson-state">{worded(move || word().to_owned())}</span>
        </li>
    }
    .into_any()
}
