//! The card of the next trade; what is in it is fetched when a trade is first tried.

use leptos::prelude::*;

use super::later;
use super::made::derived;
use super::state::State;

/// The card with the button that opens and closes the ticket.
pub(crate) fn next_trade(state: State) -> AnyView {
    view! {
        <section class="card" aria-labelledby="trade-title">
            <div class="title">
                <h2 id="trade-title">"Next trade"</h2>
                <span class="dim">"before → after"</span>
                <span class="actions">
                    <button
                        type="button"
                        class="link"
                        data-testid="try"
                        aria-expanded=derived(move || state.trying.get().to_string())
                        on:click=move |_| state.trying.update(|open| *open = !*open)
                    >
                        "Try a trade"
                    </button>
                </span>
            </div>
            {later::opened_ticket(state)}
        </section>
    }
    .into_any()
}
