//! The calculator beside a lesson: it holds the book of the step, and the one that is asked about only with the answer.

use leptos::prelude::*;
use web_sys::Element;

use super::super::inner::inner;
use super::laid::Held;
use super::point;
use super::sitting::Sitting;
use super::words::say;
use crate::app::allowed::Allowed;
use crate::app::made::{memo, signal, watch};
use crate::app::shape::{changing, many};
use crate::app::state::{Sheet, State};
use crate::learn::Pointer;
use crate::margin::{RuleSet, venues};
use crate::market::Prudence;

/// The calculator of a sitting.
#[derive(Clone, Copy)]
pub(super) struct Beside {
    sitting: Sitting,
    /// Its state, once it stands.
    within: RwSignal<Option<State>>,
    /// The name of the figure that is pointed at.
    pub(super) pointed: RwSignal<String>,
}

/// What a reader may change once the lesson is answered.
const TRIED: Allowed = Allowed(Allowed::SIZES | Allowed::PRICES);

impl Beside {
    /// The calculator of a sitting, before it stands.
    pub(super) fn new(sitting: Sitting) -> Self {
        Self { sitting, within: signal(None), pointed: signal(String::new()) }
    }

    fn rules(self) -> Option<RuleSet> {
        venues::named(self.sitting.lesson.rules).cloned()
    }

    /// The book of the lesson again, at its prices and under its rules, whatever was tried.
    pub(super) fn put_back(self) {
        if let (Some(within), Some(place)) = (self.within.get_untracked(), self.sitting.at.try_get_untracked()) {
            within.put(self.sitting.with(|laid| laid.book(place)));
            within.rules.set(self.rules().map(Into::into));
            within.prudence.set(Prudence::default());
        }
    }

    /// Marks a figure, brings it into view and opens what explains it.
    pub(super) fn point(self, pointer: Pointer) {
        self.pointed.set(pointer.key());
        let Some(within) = self.within.get_untracked() else { return };
        let figure = point::selector(pointer).and_then(|selector| within.on(|stage| stage.first(&selector)));
        if let Some(figure) = figure {
            figure.scroll_into_view_with_bool(false);
        }
        match pointer {
            Pointer::Axes | Pointer::Cascade => within.sheet.set(Some(Sheet::Liquidation)),
            Pointer::Compare => within.sheet.set(Some(Sheet::Compare)),
            pointer => {
                let of = within.assessment.get_untracked();
                within.topic.set(of.and_then(|of| point::topic(pointer, &of)));
            }
        }
    }

    /// The calculator shows the book that may be seen, and takes what may be changed.
    fn follow(self) {
        let sitting = self.sitting;
        let mut shown = sitting.with(|laid| laid.may_show(0, false)).then_some(0);
        watch(move || {
            let (Some(within), seen, answered) = (self.within.get(), sitting.seen(), sitting.answered.get()) else {
                return;
            };
            if seen != shown {
                if let Some(place) = seen {
                    within.put(sitting.with(|laid| laid.book(place)));
                }
                shown = seen;
                self.pointed.set(String::new());
            }
            within.allowed.set(if answered { TRIED } else { Allowed(0) });
        });
        watch(move || {
            let Some(root) = self.within.get().and_then(root) else { return };
            let show = if sitting.presenting.get() { "lecture" } else { "lesson" };
            for (name, value) in [("data-show", show), ("data-still", ""), ("data-point", &self.pointed.get())] {
                drop(root.set_attribute(name, value));
            }
        });
    }
}

/// What the calculator’s parts stand in.
fn root(within: State) -> Option<Element> {
    within.on(|stage| stage.first(".cm-root"))
}

/// The calculator, or in its place what is held in the book that waits for a prediction.
pub(super) fn beside(sitting: Sitting, calculator: Beside) -> AnyView {
    let book = sitting.with(|laid| if laid.may_show(0, false) { laid.book(0) } else { laid.empty() });
    let drawn = inner(sitting.state, book, calculator.rules(), "lesson", move |within| {
        within.allowed.set(Allowed(0));
        calculator.within.set(Some(within));
    });
    calculator.follow();
    let veiled = memo(move || sitting.seen().is_none());
    view! {
        <div class="lesson-beside">
            <div class="lesson-calculator" data-testid="calculator" hidden=veiled>{drawn}</div>
            {changing(move || if veiled.get() { cover(sitting) } else { ().into_any() })}
        </div>
    }
    .into_any()
}

/// What is held in a book whose figures are not shown yet.
fn cover(sitting: Sitting) -> AnyView {
    let place = sitting.at.get_untracked();
    let (name, held) = sitting.with(|laid| (laid.told.steps.get(place).cloned().unwrap_or_default(), laid.held(place)));
    let row = |line: Held| {
        view! {
            <tr>
                <th scope="row">{line.name}</th>
                <td>{line.quantity}</td>
                <td>{line.entry}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <section class="card lesson-cover" data-testid="cover" aria-label=say("learn.lesson.held")>
            <h2>{name}</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say("learn.lesson.held")}</th>
                        <th scope="col">{say("learn.lesson.quantity")}</th>
                        <th scope="col">{say("learn.lesson.entry")}</th>
                    </tr>
                </thead>
                <tbody>{many(held.into_iter().map(row))}</tbody>
            </table>
            <p class="lesson-first">{say("learn.lesson.first")}</p>
        </section>
    }
    .into_any()
}
