//! One line in which a position or collateral is typed as one would say it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::copy;
use super::intake::Entry;
use super::later;
use super::made::signal;
use super::state::State;

/// The quick line. What cannot be read stays, with what would be right. What reads it is fetched when the line is
/// entered, so it is there by Enter.
#[component]
pub(crate) fn QuickLine(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let text = signal(String::new());
    let wrong = signal(None::<String>);
    let added = signal(String::new());
    let take = move |entry: Entry, remark: Option<String>| {
        let name = match &entry {
            Entry::Position(position) => position.instrument.to_string(),
            Entry::Holding(holding) => holding.asset.to_string(),
            Entry::Unknown(of) => of.name.clone(),
        };
        state.edit(None, |book| match entry {
            Entry::Position(position) => drop(book.add_position(position)),
            Entry::Holding(holding) => drop(book.add_holding(holding)),
            Entry::Unknown(of) => drop(book.add_unknown(of)),
        });
        added.set(remark.map_or_else(|| format!("Added {name}."), |remark| format!("Added {name}: {remark}")));
        text.set(String::new());
        wrong.set(None);
    };
    let add = move || {
        let line = text.get_untracked();
        if line.trim().is_empty() {
            wrong.set(None);
            return;
        }
        spawn_local(async move {
            let read = later::read_line(line.clone()).await;
            if text.get_untracked() != line {
                // more was typed meanwhile: it waits for its own Enter
                return;
            }
            if read.is_ok() {
                state.unsay(copy::MISSING);
            }
            match read {
                Ok(Ok((entry, remark))) => take(entry, remark),
                Ok(Err(right)) => wrong.set(Some(right)),
                Err(later::Missing) => state.say(copy::MISSING),
            }
        });
    };
    let key = move |ev: KeyboardEvent| match ev.key().as_str() {
        "Enter" => {
            ev.prevent_default();
            add();
        }
        "Escape" => {
            text.set(String::new());
            wrong.set(None);
        }
        _ => {}
    };
    view! {
        <div class="quick">
            <input
                type="text"
                id="quick"
                data-testid="quick"
                data-own-undo=""
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                enterkeyhint="done"
                placeholder=copy::QUICK_PLACEHOLDER
                aria-label="Add a position or collateral"
                aria-describedby="quick-help"
                aria-invalid=move || wrong.get().map(|_| "true".to_owned())
                prop:value=move || text.get()
                on:input=move |ev| {
                    text.set(event_target_value(&ev));
                    wrong.set(None);
                    added.set(String::new());
                }
                on:keydown=key
                on:focus=move |_| spawn_local(async { drop(later::ready_line().await) })
            />
            <button type="button" class="button" data-testid="quick-add" on:click=move |_| add()>"Add"</button>
            <p id="quick-help" class="help">
                {move || match wrong.get() {
                    Some(right) => view! { <span class="wrong" data-testid="quick-wrong">{right}</span> }.into_any(),
                    None if !added.with(String::is_empty) => added.get().into_any(),
                    None => copy::QUICK_HELP.into_any(),
                }}
            </p>
            <p class="unseen" role="status">{move || wrong.get().unwrap_or_else(|| added.get())}</p>
        </div>
    }
}
