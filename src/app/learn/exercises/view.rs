//! The exercises of the seed in the address.

use leptos::html;
use leptos::prelude::*;

use super::super::super::made::{memo, signal, watch};
use super::super::super::shape::{changing, many, maybe, worded};
use super::super::super::state::State;
use super::super::handout::Of;
use super::super::spoken::{say, with};
use super::Batch;
use super::one::{exercises, in_force};
use crate::learn::exercise::Level;

/// Where the exercises that were last looked at are kept.
const LAST: &str = "exercises";
/// How many a set may have here.
const COUNTS: [usize; 3] = [1, 5, 10];

/// The exercises.
pub(crate) fn room(state: State) -> AnyView {
    let set = Memo::new(move |before: Option<&Batch>| {
        let room = state.room.get();
        if room == "exercises" {
            return Batch::of(&state.load(LAST).unwrap_or_default());
        }
        // while the room is left, what was there stays
        let here = room.starts_with("exercises/") || before.is_none();
        before.copied().filter(|_| !here).unwrap_or_else(|| Batch::of(&room))
    });
    watch(move || {
        let _ = state.save(LAST, &set.get().place());
    });
    view! {
        <div class="exercises">
            <h1>{say("exercises.title")}</h1>
            <p class="intro">{say("exercises.lead")}</p>
            {choices(set)}
            {changing(move || many([in_force(set.get()), exercises(state, set.get())]))}
        </div>
    }
    .into_any()
}

/// A way to another set; the one that is there is marked.
fn way(set: Memo<Batch>, to: impl Fn(Batch) -> Batch + Copy + Send + Sync + 'static, word: String) -> AnyView {
    let here = move || if to(set.get()) == set.get() { "true" } else { "false" };
    view! { <a href=move || format!("#{}", to(set.get()).place()) aria-current=here>{word}</a> }.into_any()
}

fn choices(set: Memo<Batch>) -> AnyView {
    let levels = Level::ALL.map(|level| {
        let word = say(&format!("exercise.level.{}", level.key()));
        way(set, move |set| Batch { level, ..set }, word)
    });
    let counts = COUNTS.map(|count| {
        let word =
            if count == 1 { say("exercises.one") } else { with("exercises.several", [("count", count.to_string())]) };
        way(set, move |set| Batch { count, ..set }, word)
    });
    let print = move |solved| format!("#{}", Of::Exercises(set.get()).handout(solved));
    view! {
        <div class="card choices">
            <div class="ways" role="group" aria-label=say("exercises.level")>
                <span aria-hidden="true">{say("exercises.level")}</span>{many(levels)}
            </div>
            <div class="ways" role="group" aria-label=say("exercises.many")>
                <span aria-hidden="true">{say("exercises.many")}</span>{many(counts)}
            </div>
            {seed(set)}
            <div class="ways">
                <a href=move || format!("#{}", set.get().next().place()) class="button primary" data-testid="exercise-another">
                    {say("exercises.another")}
                </a>
                <a href=move || print(false) data-testid="exercise-print">{say("exercises.print")}</a>
                <a href=move || print(true) data-testid="exercise-print-solved">{say("exercises.print-solved")}</a>
            </div>
        </div>
    }
    .into_any()
}

/// The field for the seed. A link goes there: only links change the address.
fn seed(set: Memo<Batch>) -> AnyView {
    let text = signal(String::new());
    watch(move || text.set(set.get().seed.to_string()));
    let read = memo(move || text.with(|text| text.trim().parse::<u64>().ok()));
    let go = NodeRef::<html::A>::new();
    let to = move || format!("#{}", Batch { seed: read.get().unwrap_or(set.get().seed), ..set.get() }.place());
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if let (Some(link), Some(_)) = (go.get_untracked(), read.get_untracked()) {
            link.click();
        }
    };
    let wrong = changing(move || {
        let wrong = read.get().is_none();
        maybe(
            wrong
                .then(|| view! { <span class="wrong" id="seed-wrong">{say("exercises.seed-wrong")}</span> }.into_any()),
        )
    });
    view! {
        <form class="seed" on:submit=submit>
            <label class="form-part">
                <span>{say("exercises.seed")}</span>
                <input
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    data-testid="exercise-seed"
                    data-own-undo=""
                    aria-invalid=move || read.get().is_none().then_some("true")
                    aria-describedby=move || read.get().is_none().then_some("seed-wrong")
                    prop:value=move || text.get()
                    on:input=move |ev| text.set(event_target_value(&ev))
                />
                {wrong}
            </label>
            <a class="button" href=to node_ref=go data-testid="exercise-go">{worded(move || say("exercises.go"))}</a>
        </form>
    }
    .into_any()
}
