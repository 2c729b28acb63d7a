//! The fields of one leg, each with what is wrong beside it.

use leptos::prelude::*;

use super::desk::Desk;
use super::part::{Fault, Part};
use super::typed::{Priced, Typed};
use super::words;
use super::{priced, sized};
use crate::app::complete;
use crate::app::format;
use crate::app::shape::maybe;

/// Names that the instrument may go on with, for the browser's own list.
fn offers(desk: Desk, typed: &str) -> Vec<(String, String)> {
    let state = desk.state;
    let book = state.book.get_untracked();
    let found = state.market.with_untracked(|market| complete::suggestions(&format!("1 {typed}"), &book, market));
    // collateral is not traded by its name alone
    found.into_iter().filter(|one| one.name.contains(['-', '/'])).map(|one| (one.name, one.about)).collect()
}

/// What a field shows: what is typed, or the mark where the leg is priced at it.
fn shows(desk: Desk, id: u64, part: Part) -> String {
    match desk.leg(id) {
        Some(typed) if part == Part::Price && typed.priced != Priced::Limit => {
            desk.trade(id).map(|trade| format::grouped(words::few_digits(trade.price))).unwrap_or_default()
        }
        Some(typed) => typed.text(part).to_owned(),
        None => String::new(),
    }
}

/// A text field with its label and what is wrong with it.
fn written(desk: Desk, id: u64, part: Part, label: &'static str, placeholder: &'static str) -> AnyView {
    let name = format!("leg-{id}-{}", part.word());
    let hint = format!("{name}-hint");
    let list = (part == Part::Instrument).then(|| format!("{name}-list"));
    let fault = Memo::new(move |_| desk.faults(id).into_iter().find(|fault| fault.part == part));
    let wrong = move || fault.get().filter(|fault| !fault.unfinished).map(|_| "true");
    let offered = Memo::new(move |_| {
        if part != Part::Instrument {
            return Vec::new();
        }
        desk.leg(id).map(|typed| offers(desk, &typed.name)).unwrap_or_default()
    });
    let said = {
        let hint = hint.clone();
        move || {
            let class = |fault: &Fault| if fault.unfinished { "hint" } else { "wrong" };
            let hint = hint.clone();
            maybe(fault.get().map(|fault| {
                view! { <span class=class(&fault) id=hint data-testid=format!("leg-{}-said", part.word())>{fault.right.clone()}</span> }
                    .into_any()
            }))
        }
    };
    let options = list.clone().map(|list| {
        view! {
            <datalist id=list>
                {move || offered.get().into_iter().map(|(name, about)| view! { <option value=name>{about}</option> }).collect_view()}
            </datalist>
        }
    });
    view! {
        <label class=format!("form-part {}", part.word())>
            <span>{label}</span>
            <input
                type="text"
                id=name
                data-testid=format!("leg-{}", part.word())
                data-own-undo=""
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                list=list
                inputmode=if part == Part::Instrument { "text" } else { "decimal" }
                readonly=move || part == Part::Price && desk.leg(id).is_some_and(|typed| typed.priced != Priced::Limit)
                aria-invalid=wrong
                aria-describedby=move || fault.get().map(|_| hint.clone())
                prop:value=move || shows(desk, id, part)
                on:input=move |ev| {
                    let text = event_target_value(&ev);
                    desk.edit(id, |typed| typed.write(part, text));
                }
            />
            {said}
        </label>
        {options}
    }
    .into_any()
}

/// One of two words; the second stands for yes.
fn chosen(
    desk: Desk,
    id: u64,
    test: &'static str,
    label: &'static str,
    options: [(&'static str, &'static str); 2],
    yes: fn(&mut Typed) -> &mut bool,
) -> AnyView {
    let [first, second] = options;
    let value = move || if desk.leg(id).is_some_and(|mut typed| *yes(&mut typed)) { second.0 } else { first.0 };
    view! {
        <label class=format!("form-part {test}")>
            <span>{label}</span>
            <select
                data-testid=format!("leg-{test}")
                prop:value=value
                on:change=move |ev| {
                    let is_yes = event_target_value(&ev) == second.0;
                    desk.edit(id, |typed| *yes(typed) = is_yes);
                }
            >
                {options.map(|(word, shown)| view! { <option value=word selected=word == untrack(value)>{shown}</option> }).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// The fields of a leg, and what it does.
pub(crate) fn fields(desk: Desk, id: u64) -> AnyView {
    let sized = RwSignal::new(None);
    let title = move || {
        let place = desk.legs.with(|legs| legs.iter().position(|row| row.id == id)).unwrap_or_default();
        format!("Leg {}", place + 1)
    };
    view! {
        <fieldset class="leg" data-testid="leg">
            <legend class="unseen">{title}</legend>
            <div class="leg-fields">
                {chosen(desk, id, "side", "Side", [("buy", "Buy"), ("sell", "Sell")], |typed| &mut typed.sells)}
                <div class="sized">
                    {written(desk, id, Part::Size, "Size", "1")}
                    {sized::button(desk, id, sized)}
                </div>
                {written(desk, id, Part::Instrument, "Instrument", "BTC-25DEC26-75000-P")}
                {priced::chosen(desk, id)}
                {written(desk, id, Part::Price, "Price", "")}
                {written(desk, id, Part::Fee, "Fee", "none")}
                {chosen(desk, id, "charged", "Fee is", [("percent", "% of the trade"), ("each", "a contract")], |typed| &mut typed.each)}
                {priced::book(desk, id)}
            </div>
            {sized::said(desk, id, sized)}
            <p class="leg-does">
                <span data-testid="leg-does">{move || desk.fill(id).map(|fill| words::leg(&fill))}</span>
                " "
                <button type="button" class="link small" data-testid="leg-remove" on:click=move |_| desk.remove(id)>
                    {move || format!("Remove {}", title().to_lowercase())}
                </button>
            </p>
        </fieldset>
    }
    .into_any()
}
