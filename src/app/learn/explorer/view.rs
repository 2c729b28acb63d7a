//! The explorer on screen.

use leptos::prelude::*;

use super::chosen::Chosen;
use super::controls::controls;
use super::figures::figures;
use super::pictured::pictured;
use crate::app::allowed::Allowed;
use crate::app::copy;
use crate::app::learn::inner::inner;
use crate::app::learn::spoken::say;
use crate::app::state::State;

/// The room of the explorer.
pub(in crate::app::learn) fn view(state: State) -> AnyView {
    let chosen = Chosen::new(state);
    let Some((book, start)) = chosen.shown().zip(chosen.start.get_untracked()) else {
        return view! { <h1>{say("explorer.title")}</h1><p class="empty">{copy::NO_RULES}</p> }.into_any();
    };
    let ready = move |within: State| {
        within.allowed.set(Allowed(0));
        chosen.within.set(Some(within));
    };
    // the views read nothing of a calculator that is gone
    on_cleanup(move || {
        let _ = chosen.within.try_set(None);
    });
    view! {
        <div class="explorer" data-testid="explorer">
            <h1>{say("explorer.title")}</h1>
            <p class="room-lead">{say("explorer.intro")}</p>
            {controls(chosen)}
            <div class="explorer-moving">
                <div class="explorer-own">
                    {figures(chosen)}
                    {pictured(chosen)}
                </div>
                {inner(state, book, Some((*start.rules).clone()), "explorer", ready)}
            </div>
        </div>
    }
    .into_any()
}
