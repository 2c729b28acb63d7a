//! The dialog: how the account stands, what would liquidate it along every axis, what funding takes, and what would then be
//! done.

use leptos::prelude::*;

use super::{axis, cascade, funding, gauge, outlook, steps, walk};
use crate::app::copy;
use crate::app::dialog::Dialog;
use crate::app::shape::many;
use crate::app::state::{Sheet, State};
use crate::margin::axes::Outlook;

/// Liquidation in full.
#[component]
pub(crate) fn LiquidationSheet(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let open = Memo::new(move |_| state.sheet.get() == Some(Sheet::Liquidation));
    let outlook = RwSignal::new(Outlook::default());
    let walked = walk::walk(state, open, outlook);
    let funded = funding::view::funded(state, open, outlook);
    let steps = steps::view::steps(state, open, walked, outlook);
    let cascading = cascade::view::cascading(state, open, steps);
    let items = move || {
        let now = state.market.with_untracked(|market| market.as_of);
        walked.with(|walked| many(walked.paths.iter().map(|(of, path)| axis::item(of, path.as_deref(), now))))
    };
    let pending = move || walked.with(|walked| walked.pending);
    view! {
        <Dialog
            id="liquidation-sheet"
            class="broad"
            open=open
            close=Callback::new(move |()| state.sheet.set(None))
            title="Liquidation"
        >
            {move || gauge::gauge(state)}
            <section class="fold" aria-labelledby="axes-title">
                <h3 id="axes-title">"What would liquidate it"</h3>
                <p class="words">{copy::AXES_HELP}</p>
                <ul class="axes" data-testid="axes" aria-busy=move || pending().to_string()>{items}</ul>
                {move || walked.with(|walked| walked.paths.is_empty()).then(|| view! { <p class="empty">"Nothing here can be liquidated."</p> })}
            </section>
            {outlook::form(state, outlook)}
            {funding::view::view(funded)}
            {steps::view::view(steps)}
            {cascade::view::view(cascading)}
        </Dialog>
    }
}
