//! The line in which a trade is typed as one would say it.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::desk::Desk;
use super::typed::of_lines;

const LINE_HELP: &str = "Type a trade as you would say it, several parted by “;”. Enter puts it in the fields below.";

/// The line; what cannot be read stays in it, with what would be right.
pub(crate) fn line(desk: Desk) -> AnyView {
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let enter = move || match of_lines(&text.get_untracked()) {
        Ok(legs) => {
            legs.into_iter().for_each(|leg| desk.add(leg));
            text.set(String::new());
            wrong.set(None);
        }
        Err(right) => wrong.set(Some(right)),
    };
    let key = move |ev: KeyboardEvent| match ev.key().as_str() {
        "Enter" if !ev.is_composing() => {
            ev.prevent_default();
            enter();
        }
        "Escape" => {
            text.set(String::new());
            wrong.set(None);
        }
        _ => {}
    };
    view! {
        <div class="trade-line">
            <input
                type="text"
                data-testid="trade-line"
                data-own-undo=""
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                enterkeyhint="done"
                placeholder="buy 1 BTC-25DEC26-75000-P @ 0.0102"
                aria-label="A trade to try"
                aria-describedby="trade-line-help"
                aria-invalid=move || wrong.get().map(|_| "true")
                prop:value=move || text.get()
                on:input=move |ev| {
                    wrong.set(None);
                    text.set(event_target_value(&ev));
                }
                on:keydown=key
            />
            <button type="button" class="button" data-testid="trade-line-add" on:click=move |_| enter()>"Add leg"</button>
            <p id="trade-line-help" class="help">
                {move || match wrong.get() {
                    Some(right) => view! { <span class="wrong" data-testid="trade-line-wrong">{right}</span> }.into_any(),
                    None => LINE_HELP.into_any(),
                }}
            </p>
        </div>
    }
    .into_any()
}
