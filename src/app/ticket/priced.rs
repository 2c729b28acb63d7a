//! How a leg is priced: at the mark, at a price of one's own, or through an order book that is fetched or pasted.

use leptos::prelude::*;

use super::desk::Desk;
use super::part::Part;
use super::pasted::Pasted;
use super::typed::Priced;
use crate::app::fetch_book::{Beside, fetch_book};
use crate::app::shape::maybe;

const WAYS: [(Priced, &str, &str); 3] =
    [(Priced::Mark, "mark", "Mark"), (Priced::Limit, "limit", "Limit"), (Priced::Book, "book", "Order book")];
const PLACEHOLDER: &str = "bids\n59990 1.5\nasks\n60010 2";
const HELP: &str = "Fetched, or pasted: what a venue answers about its order book, or lines “bid 59990 1.5”. Sizes count as the leg’s do: coins, or \
    dollars of an inverse perpetual or future. The leg pays the average of what fills it.";

/// The choice among the three.
pub(super) fn chosen(desk: Desk, id: u64) -> AnyView {
    let way = move || desk.leg(id).map(|typed| typed.priced).unwrap_or_default();
    let word = move || WAYS.iter().find(|(of, ..)| *of == way()).map_or("mark", |(_, word, _)| *word);
    let now = untrack(word);
    let options = WAYS.map(|(_, word, shown)| view! { <option value=word selected=word == now>{shown}</option> });
    view! {
        <label class="form-part priced">
            <span>"Priced at"</span>
            <select
                data-testid="leg-priced"
                prop:value=word
                on:change=move |ev| {
                    let chosen = event_target_value(&ev);
                    let way = WAYS.iter().find(|(_, word, _)| *word == chosen).map(|(way, ..)| *way).unwrap_or_default();
                    desk.edit(id, |typed| typed.priced = way);
                }
            >
                {options.into_iter().collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// The order book, while the leg is priced by one.
pub(super) fn book(desk: Desk, id: u64) -> AnyView {
    let wanted = Memo::new(move |_| desk.leg(id).is_some_and(|typed| typed.priced == Priced::Book));
    (move || maybe(wanted.get().then(|| pasted(desk, id)))).into_any()
}

fn pasted(desk: Desk, id: u64) -> AnyView {
    let hint = format!("leg-{id}-book-hint");
    let described = hint.clone();
    let fault = Memo::new(move |_| desk.faults(id).into_iter().find(|fault| fault.part == Part::Book));
    let says = move || {
        let read = desk.leg(id).and_then(|typed| typed.book.says());
        let paid = desk.through(id).map(|paid| format!(" {paid}"));
        match (fault.get(), read) {
            (Some(fault), _) if !fault.unfinished => {
                view! { <span class="wrong" data-testid="leg-book-said">{fault.right}</span> }.into_any()
            }
            (_, Some(read)) => view! { <span data-testid="leg-book-said">{read}{paid}</span> }.into_any(),
            _ => HELP.into_any(),
        }
    };
    let beside = Beside {
        of: Memo::new(move |_| desk.leg(id)?.instrument()),
        text: Memo::new(move |_| desk.leg(id).map(|typed| typed.book.text().to_owned()).unwrap_or_default()),
        from: Memo::new(move |_| desk.leg(id)?.book.from().map(str::to_owned)),
        put: Callback::new(move |came| desk.edit(id, |typed| typed.book = Pasted::fetched(&came))),
    };
    view! {
        <div class="form-part book">
            <label>
                <span>"Order book"</span>
                <textarea
                    rows="4"
                    data-testid="leg-book"
                    data-own-undo=""
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=PLACEHOLDER
                    aria-invalid=move || fault.get().filter(|fault| !fault.unfinished).map(|_| "true")
                    aria-describedby=described
                    prop:value=move || desk.leg(id).map(|typed| typed.book.text().to_owned())
                    on:input=move |ev| {
                        let text = event_target_value(&ev);
                        desk.edit(id, |typed| typed.write(Part::Book, text));
                    }
                ></textarea>
            </label>
            <p class="help" id=hint>{says}</p>
            {fetch_book(desk.state, beside)}
        </div>
    }
    .into_any()
}
