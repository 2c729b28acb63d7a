//! What is chosen and dragged: book, hedge, size.

use leptos::html;
use leptos::prelude::*;
use rust_decimal::Decimal;

use super::books::READY;
use super::chosen::{Chosen, MINE};
use super::offer::Offer;
use super::sampled;
use crate::app::learn::spoken::{fill, say};
use crate::app::number::{self, Reads};
use crate::app::shape::{changing, many, maybe, worded};
use crate::learn::{Figures, Value};

/// The words of a hedge on offer.
pub(super) fn named(offer: &Offer) -> String {
    fill(&offer.key(), &Figures::default().with("instrument", Value::Word(offer.instrument.to_string())))
}

fn books(of: Chosen) -> AnyView {
    let ready = READY.into_iter().map(|ready| (ready.id, say(&format!("explorer.book.{}", ready.id))));
    let one = move |(id, words): (&'static str, String)| {
        view! { <option value=id prop:selected=move || of.book.get() == id>{words}</option> }.into_any()
    };
    let all = ready.chain([(MINE, say("explorer.book.mine"))]).map(one);
    let mine = move || of.book.get() == MINE;
    view! {
        <label class="form-part">
            <span>{say("explorer.book")}</span>
            <select data-testid="explorer-book" on:change=move |event| of.choose_book(event_target_value(&event))>
                {many(all)}
            </select>
        </label>
        {changing(move || maybe(mine().then(|| view! {
            <button type="button" class="button" data-testid="explorer-again" on:click=move |_| of.taken.update(|taken| *taken = taken.wrapping_add(1))>
                {say("explorer.again")}
            </button>
        }.into_any())))}
    }
    .into_any()
}

fn hedges(of: Chosen) -> AnyView {
    let offered = Memo::new(move |_| {
        of.start.get().map(|start| start.offers.iter().map(named).collect::<Vec<_>>()).unwrap_or_default()
    });
    let choose = move |event| of.place.set(event_target_value(&event).parse().unwrap_or(0));
    let drawn = move || {
        let all = offered.get();
        if all.is_empty() {
            return view! { <p class="empty">{say("explorer.nothing")}</p> }.into_any();
        }
        // as the hedge itself: a place that is not there is the first
        let count = all.len();
        let at = move || Some(of.place.get()).filter(|place| *place < count).unwrap_or_default();
        let one = move |(place, words): (usize, String)| {
            view! { <option value=place.to_string() prop:selected=move || at() == place>{words}</option> }.into_any()
        };
        view! {
            <label class="form-part">
                <span>{say("explorer.hedge")}</span>
                <select data-testid="explorer-hedge" on:change=choose>{many(all.into_iter().enumerate().map(one))}</select>
            </label>
        }
        .into_any()
    };
    changing(drawn)
}

/// A size with its name, to go to by a press.
fn mark(of: Chosen, name: &'static str, at: Memo<Option<Decimal>>) -> AnyView {
    let here = move || (at.get() == Some(of.counted())).to_string();
    let button = move || {
        maybe(at.get().map(|size| {
            view! {
                <button type="button" class="link" data-testid=format!("mark-{name}") aria-pressed=here on:click=move |_| of.size.set(size)>
                    {say(&format!("explorer.mark.{name}"))} " " {Value::Coins(size).plain()}
                </button>
            }
            .into_any()
        }))
    };
    changing(button)
}

fn marks(of: Chosen) -> AnyView {
    let read = move |read: fn(&Offer) -> Option<Decimal>| {
        Memo::new(move |_| of.offer.with(|offer| offer.as_ref().and_then(read)))
    };
    let least = Memo::new(move |_| of.rows.with(|rows| sampled::least(rows).map(|row| row.size)));
    view! {
        <p class="explorer-marks" role="group" aria-label=say("explorer.marks")>
            {mark(of, "none", read(|_| Some(Decimal::ZERO)))}
            {mark(of, "neutral", read(|offer| offer.neutral))}
            {mark(of, "same", read(|offer| offer.same))}
            {mark(of, "least", least)}
        </p>
    }
    .into_any()
}

/// What is heard of a size: how much of what, and what the account then needs.
fn spoken(of: Chosen) -> String {
    let Some((offer, after)) = of.offer.get().zip(of.assessment()) else { return String::new() };
    let figures = Figures::default()
        .with("size", Value::Coins(of.counted()))
        .with("instrument", Value::Word(offer.instrument.to_string()))
        .with("unified", Value::Required(after.initial_margin));
    fill("explorer.spoken", &figures)
}

fn slider(of: Chosen) -> AnyView {
    let range = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        let (Some(range), Some(offer)) = (range.get(), of.offer.get()) else { return };
        // what it reaches first: a value beyond that would be cut off
        range.set_max(&offer.most.to_string());
        range.set_step(&offer.step.to_string());
        range.set_value(&of.counted().to_string());
    });
    let drag = move |event| {
        if let Ok(size) = event_target_value(&event).parse::<Decimal>() {
            of.size.set(size.normalize());
        }
    };
    let wrong = RwSignal::new(false);
    Effect::new(move |_| {
        of.size.track();
        wrong.set(false);
    });
    let typed = move |event| {
        let read = number::read(&event_target_value(&event), Reads::Quantity).ok().flatten();
        let size = read.filter(|size| {
            of.offer.with_untracked(|offer| offer.as_ref().is_some_and(|offer| offer.within(*size) == *size))
        });
        wrong.set(size.is_none());
        if let Some(size) = size {
            of.size.set(size);
        }
    };
    let right = move || {
        let most = of.offer.with(|offer| offer.as_ref().map_or(Decimal::ZERO, |offer| offer.most));
        let figures = Figures::default().with("from", Value::Coins(Decimal::ZERO)).with("most", Value::Coins(most));
        fill("explorer.size.right", &figures)
    };
    view! {
        <div class="explorer-size">
            <label class="explorer-drag">
                <span>{say("explorer.drag")}</span>
                <input
                    type="range" min="0" data-testid="explorer-size" node_ref=range
                    aria-valuetext=move || spoken(of) on:input=drag
                />
            </label>
            <label class="form-part">
                <span>{say("explorer.size")}</span>
                <input
                    type="text" inputmode="decimal" autocomplete="off" data-own-undo="" data-testid="explorer-typed"
                    prop:value=move || of.counted().normalize().to_string()
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby="explorer-size-right"
                    on:change=typed
                />
                <span id="explorer-size-right" class:wrong=wrong class:unseen=move || !wrong.get()>{worded(right)}</span>
            </label>
        </div>
        {marks(of)}
    }
    .into_any()
}

/// All that is chosen.
pub(super) fn controls(of: Chosen) -> AnyView {
    let any = Memo::new(move |_| of.offer.with(Option::is_some));
    view! {
        <section class="card explorer-controls" aria-label=say("explorer.controls")>
            <div class="explorer-choices">{books(of)}{hedges(of)}</div>
            {changing(move || maybe(any.get().then(|| slider(of))))}
        </section>
    }
    .into_any()
}
