//! One lesson: its story, its question, its answer, beside the calculator that holds its books.

use leptos::html;
use leptos::prelude::*;

use super::super::handout::Of;
use super::answer::{answer, why};
use super::beside::{Beside, beside};
use super::keys;
use super::laid::Laid;
use super::list::title;
use super::place;
use super::progress::Progress;
use super::question::question;
use super::sitting::Sitting;
use super::words::{fill, say};
use crate::app::made::{memo, watch};
use crate::app::shape::{maybe, worded};
use crate::app::state::State;
use crate::learn::{Figures, Lesson, Value, all};

/// The lesson at a place in the order.
pub(super) fn lesson(state: State, at: usize, progress: RwSignal<Progress>, presenting: Memo<bool>) -> AnyView {
    let Some(lesson) = all().get(at) else { return ().into_any() };
    let head = NodeRef::<html::H1>::new();
    watch(move || {
        if let Some(head) = head.get() {
            drop(head.focus());
        }
    });
    let toggle = NodeRef::<html::A>::new();
    let (taught, body) = match Laid::of(lesson) {
        Ok(laid) => {
            let sitting = Sitting::new(state, lesson, laid, progress, presenting);
            keys::listen(sitting, toggle);
            (true, body(sitting, all().get(at + 1)))
        }
        Err(why) => (false, untaught(why)),
    };
    let number = Figures::default().with("at", Value::Count(at + 1)).with("all", Value::Count(all().len()));
    let (address, word) = (
        move || if presenting.get() { place::of(lesson) } else { place::presented(lesson) },
        move || if presenting.get() { say("learn.lesson.leave") } else { say("learn.lesson.present") },
    );
    let present = taught.then(|| {
        view! {
            <a class="button" node_ref=toggle href=address aria-keyshortcuts="p" data-testid="present">
                {worded(move || word().to_owned())}
            </a>
        }
        .into_any()
    });
    // what is not taught is not handed out either
    let printed = taught.then(|| {
        let to = format!("#{}", Of::Lesson(lesson.id.to_owned()).handout(false));
        let word = super::super::spoken::say("handout.print");
        let hidden = move || presenting.get();
        view! { <a class="button" href=to hidden=hidden data-testid="lesson-print">{word}</a> }.into_any()
    });
    view! {
        <article class="lesson" class:presenting=presenting data-testid="lesson" data-lesson=lesson.id>
            <header class="lesson-head">
                <div>
                    <p class="dim">
                        <a href="#learn">{say("learn.lesson.all")}</a>
                        " · "
                        {fill("learn.lesson.number", number)}
                    </p>
                    <h1 tabindex="-1" node_ref=head>{title(lesson)}</h1>
                </div>
                {maybe(present)}
                {maybe(printed)}
            </header>
            {body}
        </article>
    }
    .into_any()
}

/// What stands in the place of a lesson that is not taught.
fn untaught(why: String) -> AnyView {
    view! {
        <div class="card lesson-untaught" role="status" data-testid="untaught">
            <p>{say("learn.lesson.untaught")}</p>
            <p class="dim">{why}</p>
        </div>
    }
    .into_any()
}

fn body(sitting: Sitting, next: Option<&'static Lesson>) -> AnyView {
    watch(move || {
        if sitting.presenting.get() {
            sitting.come_in();
        }
    });
    let calculator = Beside::new(sitting);
    let following = next.map(|next| {
        view! {
            <p class="lesson-following">
                <a href=place::of(next) data-testid="next-lesson">
                    {fill("learn.lesson.next", Figures::default().with("title", super::words::word(title(next))))}
                </a>
            </p>
        }
        .into_any()
    });
    view! {
        <div class="lesson-columns">
            <div class="lesson-words">
                {story(sitting)}
                {question(sitting)}
                {answer(sitting)}
                {why(sitting, calculator)}
                <div hidden=move || sitting.presenting.get() || !sitting.answered.get()>{maybe(following)}</div>
            </div>
            {beside(sitting, calculator)}
        </div>
        {slides(sitting)}
    }
    .into_any()
}

/// What is held and what is about to happen, and the way through the books.
fn story(sitting: Sitting) -> AnyView {
    let (setup, names) = sitting.with(|laid| (laid.told.setup.clone(), laid.told.steps.clone()));
    let last = sitting.books().saturating_sub(1);
    let place = move || {
        let at = sitting.at.get() + 1;
        fill("learn.lesson.place", Figures::default().with("at", Value::Count(at)).with("all", Value::Count(last + 1)))
    };
    let alone = move || last == 0 || sitting.presenting.get();
    let name = worded(move || names.get(sitting.at.get()).cloned().unwrap_or_default());
    view! {
        <section hidden=move || !sitting.parts.get().story aria-label=say("learn.lesson.story")>
            <p class="lesson-setup">{setup}</p>
            <div class="lesson-steps" role="group" aria-label=say("learn.lesson.books")>
                <button
                    type="button"
                    class="button"
                    data-testid="back"
                    hidden=alone
                    disabled=move || sitting.at.get() == 0
                    on:click=move |_| sitting.go(sitting.at.get_untracked().saturating_sub(1))
                >
                    {say("learn.lesson.back")}
                </button>
                <p aria-live="polite" data-testid="step">
                    <b>{name}</b>
                    " "
                    <span class="dim" hidden=alone>{worded(place)}</span>
                </p>
                <button
                    type="button"
                    class="button"
                    data-testid="next"
                    hidden=alone
                    disabled=move || sitting.at.get() == last
                    on:click=move |_| sitting.go(sitting.at.get_untracked() + 1)
                >
                    {say("learn.lesson.forward")}
                </button>
            </div>
        </section>
    }
    .into_any()
}

/// The way through the slides, in front of a class.
fn slides(sitting: Sitting) -> AnyView {
    let many = sitting.slides();
    let place = move || {
        let at = sitting.slide.get() + 1;
        fill("learn.lesson.place", Figures::default().with("at", Value::Count(at)).with("all", Value::Count(many)))
    };
    let asks = memo(move || sitting.slide.get() == sitting.books() && !sitting.answered.get());
    let word = move || if asks.get() { say("learn.lesson.show") } else { say("learn.lesson.forward") };
    view! {
        <nav class="lesson-slides" hidden=move || !sitting.presenting.get() aria-label=say("learn.lesson.slides")>
            <button
                type="button"
                class="button"
                data-testid="slide-back"
                disabled=move || sitting.slide.get() == 0
                on:click=move |_| sitting.turn(-1)
            >
                {say("learn.lesson.back")}
            </button>
            <p role="status" data-testid="slide">{worded(place)}</p>
            <button
                type="button"
                class="button primary"
                data-testid="slide-next"
                disabled={move || sitting.slide.get().saturating_add(1) >= many}
                on:click=move |_| sitting.turn(1)
            >
                {worded(move || word().to_owned())}
            </button>
        </nav>
    }
    .into_any()
}
