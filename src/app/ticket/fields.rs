//! The fields of one leg, each with what is wrong beside it.

use leptos::prelude::*;

use super::desk::Desk;
use super::typed::{Charged, Fault, Part, Priced, Typed};
use super::words;
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

/// A text field with its label and what is wrong with it.
fn written(
    desk: Desk,
    id: u64,
    part: Part,
    label: &'static str,
    placeholder: &'static str,
    shows: impl Fn(Typed) -> String + Send + Sync + 'static,
    set: fn(&mut Typed, String),
    reads_only: Signal<bool>,
) -> AnyView {
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
                readonly=move || reads_only.get()
                aria-invalid=wrong
                aria-describedby=move || fault.get().map(|_| hint.clone())
                prop:value=move || desk.leg(id).map(&shows).unwrap_or_default()
                on:input=move |ev| {
                    let text = event_target_value(&ev);
                    desk.edit(id, |typed| set(typed, text));
                }
            />
            {said}
        </label>
        {options}
    }
    .into_any()
}

/// One of a few words.
fn chosen(
    desk: Desk,
    id: u64,
    test: &'static str,
    label: &'static str,
    options: [(&'static str, &'static str); 2],
    is_second: fn(&Typed) -> bool,
    set: fn(&mut Typed, bool),
) -> AnyView {
    let [first, second] = options;
    let value = move || desk.leg(id).map_or(first.0, |typed| if is_second(&typed) { second.0 } else { first.0 });
    view! {
        <label class=format!("form-part {test}")>
            <span>{label}</span>
            <select
                data-testid=format!("leg-{test}")
                prop:value=value
                on:change=move |ev| {
                    let is_second = event_target_value(&ev) == second.0;
                    desk.edit(id, |typed| set(typed, is_second));
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
    let free = Signal::stored(false);
    let at_mark = Signal::derive(move || desk.leg(id).is_some_and(|typed| typed.priced == Priced::Mark));
    let price = move |typed: Typed| match typed.priced {
        Priced::Limit => typed.price,
        Priced::Mark => desk.trade(id).map(|trade| format::grouped(words::few_digits(trade.price))).unwrap_or_default(),
    };
    let title = move || {
        let place = desk.legs.with(|legs| legs.iter().position(|row| row.id == id)).unwrap_or_default();
        format!("Leg {}", place + 1)
    };
    view! {
        <fieldset class="leg" data-testid="leg">
            <legend class="unseen">{title}</legend>
            <div class="leg-fields">
                {chosen(desk, id, "side", "Side", [("buy", "Buy"), ("sell", "Sell")], |typed| typed.sells, |typed, sells| typed.sells = sells)}
                {written(desk, id, Part::Size, "Size", "1", |typed| typed.size, |typed, text| typed.size = text, free)}
                {written(desk, id, Part::Instrument, "Instrument", "BTC-25DEC26-75000-P", |typed| typed.name, |typed, text| typed.name = text, free)}
                {chosen(desk, id, "priced", "Priced at", [("mark", "Mark"), ("limit", "Limit")], |typed| typed.priced == Priced::Limit, |typed, limit| {
                    typed.priced = if limit { Priced::Limit } else { Priced::Mark };
                })}
                {written(desk, id, Part::Price, "Price", "", price, |typed, text| typed.price = text, at_mark)}
                {written(desk, id, Part::Fee, "Fee", "none", |typed| typed.fee, |typed, text| typed.fee = text, free)}
                {chosen(desk, id, "charged", "Fee is", [("percent", "% of the trade"), ("each", "a contract")], |typed| typed.charged == Charged::Each, |typed, each| {
                    typed.charged = if each { Charged::Each } else { Charged::Percent };
                })}
            </div>
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
