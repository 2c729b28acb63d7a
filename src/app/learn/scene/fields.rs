//! The fields of the form for a scene.

use leptos::prelude::*;

use super::super::super::shape::{changing, many};
use super::super::exercises::{Batch, level};
use super::super::spoken::{say, with};
use super::draft::{Draft, Source};
use super::open_to::KINDS;
use crate::io::session::{LONGEST_TASK, LONGEST_TITLE, MOST_EXERCISES};
use crate::learn::exercise::Level;
use crate::learn::{Words, all};

/// What of the calculator is on screen, in the order of their numbers, with the last part of their keys.
const SHOWN: [(u8, &str); 3] = [(0, "everything"), (1, "figures"), (2, "tables")];

/// A choice of one of several, each its value and its name.
fn choice(
    test: &'static str,
    label: String,
    options: Vec<(String, String)>,
    now: String,
    put: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let option = |(value, name): (String, String)| {
        let selected = value == now;
        view! { <option value=value selected=selected>{name}</option> }.into_any()
    };
    let options = many(options.into_iter().map(option));
    view! {
        <label class="form-part">
            <span>{label}</span>
            <select data-testid=test on:change=move |ev| put(event_target_value(&ev))>{options}</select>
        </label>
    }
    .into_any()
}

/// One of several that stand beside each other.
fn radios(
    name: &'static str,
    legend: &'static str,
    options: impl IntoIterator<Item = (&'static str, String)>,
    is: impl Fn(&str) -> bool + Copy + Send + Sync + 'static,
    put: impl Fn(&str) + Copy + Send + Sync + 'static,
) -> AnyView {
    let one = |(value, word): (&'static str, String)| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name=name
                    value=value
                    data-testid=name
                    prop:checked=move || is(value)
                    on:change=move |_| put(value)
                />
                <span>{word}</span>
            </label>
        }
        .into_any()
    };
    let options = many(options.into_iter().map(one));
    view! { <fieldset class="options"><legend>{say(legend)}</legend>{options}</fieldset> }.into_any()
}

/// What it is made of, what is shown, and what may be changed.
pub(super) fn fields(draft: RwSignal<Draft>, again: RwSignal<u32>) -> AnyView {
    let sources = Source::ALL.map(|(_, word)| (word, say(&format!("{}{word}", "scene.source."))));
    let source = radios(
        "scene-source",
        "scene.source",
        sources,
        move |word| draft.with(|draft| Source::ALL.contains(&(draft.source, word_of(word)))),
        move |word| {
            if let Some((source, _)) = Source::ALL.into_iter().find(|(_, of)| *of == word) {
                draft.update(|draft| draft.source = source);
            }
        },
    );
    let more = Memo::new(move |_| draft.with(|draft| (draft.source, draft.lesson.clone())));
    let more = changing(move || match more.get().0 {
        Source::Lesson => lesson(draft),
        Source::Exercises => exercises(draft),
        Source::Book | Source::Explorer => view! {
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    data-testid="scene-again"
                    on:click=move |_| again.update(|times| *times = times.wrapping_add(1))
                >
                    {say("scene.again")}
                </button>
            </div>
        }
        .into_any(),
    });
    let shown = radios(
        "scene-shown",
        "scene.shown",
        SHOWN.map(|(_, word)| (word, say(&format!("{}{word}", "scene.shown.")))),
        move |word| draft.with(|draft| SHOWN.contains(&(draft.shown, word_of(word)))),
        move |word| {
            if let Some((shown, _)) = SHOWN.into_iter().find(|(_, of)| *of == word) {
                draft.update(|draft| draft.shown = shown);
            }
        },
    );
    many([source, more, shown, changes(draft)])
}

/// The same word with the life of the program, for comparing with tables of such.
fn word_of(word: &str) -> &'static str {
    let all = Source::ALL.map(|(_, word)| word).into_iter().chain(SHOWN.map(|(_, word)| word));
    all.into_iter().find(|of| *of == word).unwrap_or_default()
}

fn changes(draft: RwSignal<Draft>) -> AnyView {
    let one = |(bit, word): (u8, &'static str)| {
        view! {
            <label class="option">
                <input
                    type="checkbox"
                    data-testid=format!("scene-may-{word}")
                    prop:checked=move || draft.with(|draft| draft.allowed().has(bit))
                    on:change=move |ev| {
                        let on = event_target_checked(&ev);
                        draft.update(|draft| draft.changes = if on { draft.changes | bit } else { draft.changes & !bit });
                    }
                />
                <span>{say(&format!("{}{word}", "scene.may."))}</span>
            </label>
        }
        .into_any()
    };
    let kinds = many(KINDS.into_iter().map(one));
    view! { <fieldset class="options"><legend>{say("scene.changes")}</legend>{kinds}</fieldset> }.into_any()
}

/// Which lesson, and which of its books.
fn lesson(draft: RwSignal<Draft>) -> AnyView {
    let (id, step, lesson) = draft.with_untracked(|draft| (draft.lesson.clone(), draft.step, draft.lesson()));
    let title = |id: &str| Words::english().get(&format!("lesson.{id}.title")).unwrap_or(id).to_owned();
    let lessons = all().iter().map(|lesson| (lesson.id.to_owned(), title(lesson.id))).collect();
    let which = choice("scene-lesson", say("scene.lesson"), lessons, id, move |id| {
        draft.update(|draft| (draft.lesson, draft.step) = (id, 0));
    });
    let names = lesson.into_iter().flat_map(|lesson| lesson.steps.iter().map(move |step| (lesson.id, step.name)));
    let name = |(nth, (id, step)): (usize, (&str, &str))| {
        let key = format!("lesson.{id}.step.{step}");
        (nth.to_string(), Words::english().get(&key).unwrap_or(step).to_owned())
    };
    let steps = names.enumerate().map(name).collect();
    let book = choice("scene-step", say("scene.step"), steps, step.to_string(), move |step| {
        draft.update(|draft| draft.step = step.parse().unwrap_or_default());
    });
    many([which, book])
}

/// Which exercises.
fn exercises(draft: RwSignal<Draft>) -> AnyView {
    let now = move || draft.with(|draft| Batch::of(&draft.exercises));
    let put = move |set: Batch| draft.update(|draft| draft.exercises = set.place());
    let Batch { level: of, count, .. } = untrack(now);
    let levels = Level::ALL.map(|level| (level.key().to_owned(), say(&format!("exercise.level.{}", level.key()))));
    let levels = choice("scene-level", say("exercises.level"), levels.to_vec(), of.key().to_owned(), move |name| {
        put(Batch { level: level(&name).unwrap_or(of), ..untrack(now) });
    });
    let count_of = |count: usize| {
        let word =
            if count == 1 { say("exercises.one") } else { with("exercises.several", [("count", count.to_string())]) };
        (count.to_string(), word)
    };
    let counts = (1..=MOST_EXERCISES).map(count_of).collect();
    let many_of = choice("scene-count", say("exercises.many"), counts, count.to_string(), move |count| {
        put(Batch { count: count.parse().unwrap_or(1), ..untrack(now) });
    });
    let seed = view! {
        <label class="form-part">
            <span>{say("exercises.seed")}</span>
            <input
                type="text"
                inputmode="numeric"
                autocomplete="off"
                data-testid="scene-seed"
                data-own-undo=""
                value=untrack(now).seed.to_string()
                on:input=move |ev| {
                    if let Ok(seed) = event_target_value(&ev).trim().parse() {
                        put(Batch { seed, ..untrack(now) });
                    }
                }
            />
        </label>
    }
    .into_any();
    many([levels, many_of, seed])
}

/// The title and the task.
pub(super) fn texts(draft: RwSignal<Draft>) -> AnyView {
    view! {
        <label class="form-part">
            <span>{say("scene.name")}</span>
            <input
                type="text"
                data-testid="scene-name"
                data-own-undo=""
                maxlength=LONGEST_TITLE.to_string()
                prop:value=move || draft.with(|draft| draft.title.clone())
                on:input=move |ev| draft.update(|draft| draft.title = event_target_value(&ev))
            />
        </label>
        <label class="form-part">
            <span>{say("scene.task")}</span>
            <textarea
                rows="4"
                data-testid="scene-text"
                maxlength=LONGEST_TASK.to_string()
                prop:value=move || draft.with(|draft| draft.task.clone())
                on:input=move |ev| draft.update(|draft| draft.task = event_target_value(&ev))
            ></textarea>
        </label>
    }
    .into_any()
}
