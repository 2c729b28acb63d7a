//! The head of the page: word mark, rules, prices, history, theme.

use leptos::prelude::*;

use super::history::History;
use super::made::{derived, memo};
use super::prices::PricePill;
use super::rooms::{self, Room};
use super::shape::worded;
use super::state::{Sheet, State};
use super::theme::ThemeButton;

/// Word mark, rules pill, price pill, undo and redo, theme.
#[component]
pub(crate) fn Header(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let title = derived(move || state.rules.with(|rules| rules.as_ref().map_or_else(String::new, |r| r.title.clone())));
    let dated = derived(move || {
        state.rules.with(|rules| rules.as_ref().and_then(|r| r.as_of.get(..7).map(str::to_owned)).unwrap_or_default())
    });
    let nothing_done = memo(move || !state.history.with(History::can_undo));
    let nothing_undone = memo(move || !state.history.with(History::can_redo));
    view! {
        <header class="head">
            <p class="word">"cross"<span class="dot" aria-hidden="true">"·"</span><span class="unseen">" "</span>"margin"</p>
            <nav class="rooms" aria-label="Rooms">
                {room(state, "#", "Calculator")}
                {room(state, "#learn", "Learn")}
                {room(state, "#embed", "Embed")}
            </nav>
            <div class="pills">
                <button
                    type="button"
                    class="pill"
                    data-testid="rules"
                    aria-haspopup="dialog"
                    on:click=move |_| state.sheet.set(Some(Sheet::Rules))
                >
                    <span class="dim rules-word">"Rules"</span>
                    <b>{worded(move || title.get())}</b>
                    <span class="wide">{worded(move || dated.get())}</span>
                </button>
                <button
                    type="button"
                    class="pill"
                    data-testid="compare"
                    aria-haspopup="dialog"
                    on:click=move |_| state.sheet.set(Some(Sheet::Compare))
                >
                    "Compare"
                </button>
                <PricePill state=state />
                <span class="pair">
                    <button
                        type="button"
                        class="pill"
                        data-testid="undo"
                        aria-label="Undo"
                        title="Undo (Ctrl or Cmd + Z)"
                        disabled=nothing_done
                        on:click=move |_| state.undo()
                    >
                        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                            <path d="M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
                        </svg>
                    </button>
                    <button
                        type="button"
                        class="pill"
                        data-testid="redo"
                        aria-label="Redo"
                        title="Redo (Shift + Ctrl or Cmd + Z)"
                        disabled=nothing_undone
                        on:click=move |_| state.redo()
                    >
                        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                            <path d="M10 3l3.5 3.5L10 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
                        </svg>
                    </button>
                </span>
                <ThemeButton theme=state.theme />
            </div>
        </header>
    }
}

/// The way to a room.
fn room(state: State, way: &'static str, word: &'static str) -> AnyView {
    let here = derived(move || {
        let here = match state.room.with(|open| rooms::room(open)) {
            Some(Room::Learn) => "#learn",
            Some(Room::Embed) => "#embed",
            None => "#",
        };
        if here == way { "page" } else { "false" }.to_owned()
    });
    view! { <a href=way>{word}</a> }.attr("aria-current", here).into_any()
}
