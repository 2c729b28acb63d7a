//! The fold “Step by step”.

use std::sync::Arc;

use leptos::prelude::*;

use super::typed::{Asked, Known, Typed};
use super::{form, result};
use crate::app::copy;
use crate::app::liquidation::fault::Fault;
use crate::app::liquidation::fields::{Desk, fold};
use crate::app::liquidation::turns::{Question, Still, keep};
use crate::app::liquidation::walk::Walked;
use crate::app::state::State;
use crate::margin::axes::{Axis, Outlook};
use crate::margin::deleverage::{After, Closing, Going};

/// What the steps are, with what they rest on. It outlives the dialog's being closed.
#[derive(Clone, Copy)]
pub(in crate::app::liquidation) struct Steps {
    pub(super) state: State,
    pub(super) desk: Desk<Typed>,
    pub(super) open: RwSignal<bool>,
    /// What is asked, or why it cannot be read.
    pub(super) read: Memo<Result<Asked, Vec<Fault>>>,
    /// The last answer, with what was asked.
    pub(super) shown: RwSignal<Option<Arc<(Asked, After)>>>,
    pub(super) pending: RwSignal<bool>,
    pub(super) together: Memo<Option<f64>>,
}

impl Steps {
    /// What is typed.
    pub(in crate::app::liquidation) fn typed(self) -> RwSignal<Typed> {
        self.desk.typed
    }
}

/// The nearest place along all prices at which the account is liquidated.
fn nearest_together(walked: &Walked) -> Option<f64> {
    let (_, path) = walked.paths.iter().find(|(axis, _)| *axis == Axis::Together)?;
    let path = path.as_ref()?;
    let (below, above) = path.nearest(&path.maintenance);
    let distance = |at: f64| libm::log(at).abs();
    let both = below.into_iter().chain(above).map(|crossing| crossing.at);
    both.min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
}

/// All steps, a turn at a time; `None` where something else is asked meanwhile.
async fn followed(of: &Question<Asked>, still: &Still<Asked>) -> Option<After> {
    if !still.after_a_turn().await {
        return None;
    }
    let Asked { shocks, procedure, impacts, .. } = &of.asked;
    let mut closing = Closing::new(shocks, &of.counted.account, &of.market, &of.rules, procedure, impacts).ok()?;
    loop {
        match closing.turn() {
            Going::On(on) => closing = *on,
            Going::Over(after) => return Some(*after),
        }
        if !still.after_a_turn().await {
            return None;
        }
    }
}

/// The steps, looked for while the dialog and the fold are open.
pub(in crate::app::liquidation) fn steps(
    state: State,
    dialog: Memo<bool>,
    walked: RwSignal<Walked>,
    outlook: RwSignal<Outlook>,
) -> Steps {
    let typed = RwSignal::new(Typed::default());
    let open = RwSignal::new(false);
    let shown = RwSignal::new(None);
    let pending = RwSignal::new(false);
    let together = Memo::new(move |_| walked.with(nearest_together));
    let read = Memo::new(move |_| {
        let (counted, market) = (state.counted.get(), state.market.get());
        let Some(rules) = state.rules.get() else { return Err(Vec::new()) };
        let rails = state.rails.with(|rails| rails.all.clone());
        let known = Known {
            account: &counted.account,
            market: &market,
            rules: &rules,
            rails: &rails,
            together: together.get(),
            betas: &outlook.with(|outlook| outlook.betas.clone()),
        };
        typed.with(|typed| typed.read(&known))
    });
    let question = Memo::new(move |_| {
        if !(dialog.get() && open.get()) {
            return None;
        }
        Question::now(state, read.get().ok()?).map(Arc::new)
    });
    keep(question, move |of, still| {
        Box::pin(async move {
            let _ = pending.try_set(true);
            if let Some(after) = followed(&of, &still).await {
                let _ = shown.try_set(Some(Arc::new((of.asked.clone(), after))));
            }
            let _ = pending.try_set(false);
        })
    });
    let faults = Signal::derive(move || read.get().err().unwrap_or_default());
    Steps { state, desk: Desk { typed, faults }, open, read, shown, pending, together }
}

/// The fold.
pub(in crate::app::liquidation) fn view(steps: Steps) -> AnyView {
    fold("steps", "Step by step", steps.open, move || {
        view! {
            <p class="words">{copy::STEPS_HELP}</p>
            {form::form(steps)}
            {result::result(steps)}
        }
        .into_any()
    })
}
