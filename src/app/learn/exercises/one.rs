//! One exercise on screen: its book, its question, a field for the answer, the way there, and the calculator.

use leptos::prelude::*;

use super::super::super::made::{callback, memo, signal, watch};
use super::super::super::shape::{changing, many, maybe, worded};
use super::super::super::state::State;
use super::super::inner::inner;
use super::super::sheet;
use super::super::sheet_view::{table, tables};
use super::super::spoken::{say, with};
use super::super::still;
use super::{Answers, Batch, Line, Said, held, question, said, solution};
use crate::learn::Correct;
use crate::learn::exercise::Exercise;
use crate::margin::venues;

/// Where answers are kept.
const ANSWERS: &str = "exercise-answers";

/// The exercises of a set, one under the other; answers are kept between visits.
pub(crate) fn exercises(state: State, set: Batch) -> AnyView {
    let answers = signal(Answers::read(&state.load(ANSWERS).unwrap_or_default()));
    watch(move || {
        let text = answers.with(Answers::text);
        // what cannot be kept is still there while the page is
        let _ = state.save(ANSWERS, &text);
    });
    many(set.exercises().into_iter().enumerate().map(|(nth, exercise)| one(state, exercise, nth, answers)))
}

fn one(state: State, exercise: Exercise, nth: usize, answers: RwSignal<Answers>) -> AnyView {
    let title = with("handout.exercise", [("nth", (nth + 1).to_string()), ("seed", exercise.seed.to_string())]);
    let id = format!("exercise-{nth}");
    let asks = question(&exercise);
    let lines = solution(&exercise);
    let market = exercise.stage.market.clone();
    let account = exercise.stage.accounts.first().cloned().unwrap_or_default();
    let book = tables(sheet::book(&account, &market));
    let shows = signal(false);
    let calculator = changing(move || {
        let book = still::book(account.clone(), market.clone());
        maybe(shows.get().then(|| inner(state, book, None, "scene", |_| ())))
    });
    let word = move || say(if shows.get() { "exercises.hide" } else { "exercises.see" });
    view! {
        <article class="card exercise" data-testid="exercise" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            <div class="sheets">{book}</div>
            <p class="asks" data-testid="exercise-question">{asks}</p>
            {answer(exercise, &id, answers)}
            <details class="fold">
                <summary data-testid="exercise-solution">{say("exercises.solution")}</summary>
                {worked(lines)}
            </details>
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    data-testid="exercise-see"
                    aria-expanded=move || shows.get().to_string()
                    on:click=move |_| shows.update(|shows| *shows = !*shows)
                >
                    {worded(word)}
                </button>
            </div>
            {calculator}
        </article>
    }
    .into_any()
}

/// The field for an answer, and what is said to it once it is checked.
fn answer(exercise: Exercise, id: &str, answers: RwSignal<Answers>) -> AnyView {
    let hint = format!("{id}-said");
    let exercise = StoredValue::new(exercise);
    let typed = memo(move || exercise.with_value(|of| answers.with(|answers| answers.of(of).to_owned())));
    let put = callback(move |text: String| {
        exercise.with_value(|of| answers.update(|answers| answers.put(of, &text)));
    });
    // what was checked; another answer has to be checked again
    let checked = signal(None::<String>);
    let found = memo(move || match checked.get() {
        Some(text) if text == typed.get() => exercise.with_value(|of| said(of, &text)),
        _ => Said::Nothing,
    });
    let field = match exercise.with_value(|of| of.correct) {
        Correct::Choice(_) => {
            let one = |(place, option): (usize, String)| {
                let value = place.to_string();
                let same = value.clone();
                view! {
                    <label class="option">
                        <input
                            type="radio"
                            name=id.to_owned()
                            data-testid="exercise-option"
                            prop:checked=move || typed.get() == same
                            on:change=move |_| put.run(value.clone())
                        />
                        <span>{option}</span>
                    </label>
                }
                .into_any()
            };
            let options = many(exercise.with_value(|of| of.options.clone()).into_iter().enumerate().map(one));
            view! { <fieldset class="options"><legend>{say("exercises.choose")}</legend>{options}</fieldset> }
                .into_any()
        }
        Correct::Value(_) => {
            let described = hint.clone();
            view! {
                <label class="form-part">
                    <span>{say("exercises.answer")}</span>
                    <input
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        spellcheck="false"
                        data-testid="exercise-answer"
                        data-own-undo=""
                        aria-describedby=described
                        aria-invalid=move || matches!(found.get(), Said::Unread(_)).then_some("true")
                        prop:value=move || typed.get()
                        on:input=move |ev| put.run(event_target_value(&ev))
                    />
                </label>
                <p class="help">{say("exercises.close")}</p>
            }
            .into_any()
        }
    };
    let says = changing(move || match found.get() {
        Said::Nothing => ().into_any(),
        Said::Right(text) => view! { <span class="gain">"✓ "{text}</span> }.into_any(),
        Said::Unread(text) | Said::Wrong(text) => view! { <span class="wrong">{text}</span> }.into_any(),
    });
    let check = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        checked.set(Some(typed.get_untracked()));
    };
    view! {
        <form class="answering" on:submit=check>
            {field}
            <div class="buttons">
                <button type="submit" class="button primary" data-testid="exercise-check">{say("exercises.check")}</button>
                <span role="status" id=hint data-testid="exercise-said">{says}</span>
            </div>
        </form>
    }
    .into_any()
}

/// A worked solution: lines with their formula and what goes in; the last stands out.
pub(crate) fn worked(lines: Vec<Line>) -> AnyView {
    let last = lines.len().saturating_sub(1);
    let line = |(place, line): (usize, Line)| {
        let term = |(of, amount): (String, String)| view! { <li><span>{of}</span>" "<b>{amount}</b></li> }.into_any();
        let terms = (!line.terms.is_empty()).then(|| {
            let terms = many(line.terms.into_iter().map(term));
            view! { <ul class="terms">{terms}</ul> }.into_any()
        });
        view! {
            <li class:total=place == last>
                <span class="name">{line.name}</span>
                <b class="value">{line.value}</b>
                <span class="formula">{line.formula}</span>
                {maybe(terms)}
            </li>
        }
        .into_any()
    };
    let lines = many(lines.into_iter().enumerate().map(line));
    view! { <ol class="worked" data-testid="worked">{lines}</ol> }.into_any()
}

/// The rules that are in force in the exercises of a set, with those of their parameters that touch the books.
pub(crate) fn in_force(set: Batch) -> AnyView {
    let Ok(rules) = venues::reference() else { return ().into_any() };
    let said = with("handout.foot", [("rules", rules.title.clone()), ("date", rules.as_of.clone())]);
    view! {
        <details class="fold">
            <summary data-testid="exercise-rules">{say("exercises.rules")}</summary>
            <p>{said}</p>
            {maybe(sheet::rules(rules, &held(&set.exercises())).map(table))}
        </details>
    }
    .into_any()
}
