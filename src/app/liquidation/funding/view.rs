//! The section “Funding”. Its rates and its horizon are those that are typed for the axes.

use std::sync::Arc;

use leptos::prelude::*;

use super::asked::asked;
use super::result;
use crate::app::copy;
use crate::app::liquidation::turns::{Question, keep};
use crate::app::state::State;
use crate::book::Time;
use crate::margin::axes::Outlook;
use crate::margin::funding::{Funding, over};

/// An answer, or why there is none, with what was asked and when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) of: Outlook,
    pub(super) now: Time,
    pub(super) answer: Result<Funding, String>,
}

/// What funding comes to, with what it rests on.
#[derive(Clone, Copy)]
pub(in crate::app::liquidation) struct Funded {
    /// What is asked, or what is missing for it.
    pub(super) read: Memo<Result<Outlook, String>>,
    pub(super) seen: RwSignal<Option<Arc<Seen>>>,
    pub(super) pending: RwSignal<bool>,
}

/// Funding, looked for in the turn after what it rests on changed, while the dialog is open.
pub(in crate::app::liquidation) fn funded(state: State, dialog: Memo<bool>, outlook: RwSignal<Outlook>) -> Funded {
    let seen = RwSignal::new(None);
    let pending = RwSignal::new(false);
    let read = Memo::new(move |_| {
        let counted = state.counted.get();
        outlook.with(|outlook| asked(&counted.account, outlook))
    });
    let question = Memo::new(move |_| {
        if !dialog.get() {
            return None;
        }
        Question::now(state, read.get().ok()?).map(Arc::new)
    });
    keep(question, move |of, still| {
        Box::pin(async move {
            let _ = pending.try_set(true);
            if still.after_a_turn().await {
                let answer = over(&of.counted.account, &of.market, &of.rules, &of.asked).map_err(|why| why.to_string());
                let (of, now) = (of.asked.clone(), of.market.as_of);
                let _ = seen.try_set(Some(Arc::new(Seen { of, now, answer })));
            }
            let _ = pending.try_set(false);
        })
    });
    Funded { read, seen, pending }
}

/// The section.
pub(in crate::app::liquidation) fn view(of: Funded) -> AnyView {
    view! {
        <section class="fold" aria-labelledby="funding-heading" data-testid="funding">
            <h3 id="funding-heading">"Funding"</h3>
            <p class="words">{copy::FUNDING_HELP}</p>
            {result::result(of)}
        </section>
    }
    .into_any()
}
