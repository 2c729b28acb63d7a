//! The fold “Cascade”.

use std::sync::Arc;

use leptos::prelude::*;

use super::follow::{Seen, Wanted, round};
use super::result;
use super::typed::{Typed, assets, next_seed};
use crate::app::copy;
use crate::app::liquidation::fault::Fault;
use crate::app::liquidation::fields::{Desk, fixed, fold, said};
use crate::app::liquidation::moves;
use crate::app::liquidation::steps::view::Steps;
use crate::app::liquidation::turns::{Question, keep};
use crate::app::state::State;

/// A cascade, with what it rests on. It outlives the dialog's being closed.
#[derive(Clone, Copy)]
pub(in crate::app::liquidation) struct Cascading {
    state: State,
    desk: Desk<Typed>,
    open: RwSignal<bool>,
    pub(super) read: Memo<Result<Wanted, Vec<Fault>>>,
    pub(super) seen: RwSignal<Option<Arc<Seen>>>,
    pub(super) pending: RwSignal<bool>,
}

/// A cascade, followed while the dialog and the fold are open; procedure and market impact are those of the steps.
pub(in crate::app::liquidation) fn cascading(state: State, dialog: Memo<bool>, steps: Steps) -> Cascading {
    let typed = RwSignal::new(Typed::default());
    let open = RwSignal::new(false);
    let seen = RwSignal::new(None);
    let pending = RwSignal::new(false);
    let read = Memo::new(move |_| {
        let (counted, market) = (state.counted.get(), state.market.get());
        let Some(rules) = state.rules.get() else { return Err(Vec::new()) };
        let rails = state.rails.with(|rails| rails.all.clone());
        steps.typed().with(|of| {
            let procedure = of.procedure(&rules);
            let asked = typed.with(|typed| typed.read(&counted.account, &rails, procedure))?;
            let impacts = of.impact.read(&counted.account, &market, &asked.asset).map_err(|faults| {
                let why = faults.into_iter().next().map(|fault| fault.said).unwrap_or_default();
                vec![Fault::new("shocked", format!("Market impact, under “Step by step”, cannot be read: {why}"))]
            })?;
            Ok(Wanted { asked, procedure, impacts })
        })
    });
    let question = Memo::new(move |_| {
        if !(dialog.get() && open.get()) {
            return None;
        }
        Question::now(state, read.get().ok()?).map(Arc::new)
    });
    keep(question, move |of, still| round(of, still, seen, pending));
    let faults = Signal::derive(move || read.get().err().unwrap_or_default());
    Cascading { state, desk: Desk { typed, faults }, open, read, seen, pending }
}

fn form(of: Cascading) -> AnyView {
    let (state, desk) = (of.state, of.desk);
    let asset = move || {
        let rails = state.rails.with(|rails| rails.all.clone());
        state.counted.with(|counted| desk.typed.with(|typed| typed.asset(&counted.account, &rails)))
    };
    let choices = Memo::new(move |_| {
        let all = state.counted.with(|counted| assets(&counted.account));
        all.iter().map(|of| (of.to_string(), of.to_string())).collect::<Vec<_>>()
    });
    let chosen = Memo::new(move |_| asset().map(|of| of.to_string()).unwrap_or_default());
    let hint = move || {
        let rails = state.rails.with(|rails| rails.all.clone());
        asset().map(|asset| moves::shown(Typed::default_percent(&asset, &rails))).unwrap_or_default()
    };
    let another = move |_| desk.typed.update(|typed| typed.seed = next_seed(&typed.seed));
    view! {
        <div class="assumptions">
            {desk.choose("shocked", "What is shocked", choices, chosen, |typed, word| typed.asset = word)}
            {desk.line("shock", fixed("By how much, %"), said(hint), |typed| &mut typed.percent)}
            {desk.line("crowd", fixed("Accounts of the crowd, 2 to 50"), fixed("12"), |typed| &mut typed.crowd)}
            {desk.line("lasting", fixed("Impact that stays in the price, %"), fixed("67"), |typed| &mut typed.lasting)}
            <div class="seeded">
                {desk.line("seed", fixed("Seed of the crowd"), fixed("1"), |typed| &mut typed.seed)}
                <button type="button" class="button" data-testid="another-seed" on:click=another>"Another"</button>
            </div>
        </div>
    }
    .into_any()
}

/// The fold.
pub(in crate::app::liquidation) fn view(of: Cascading) -> AnyView {
    fold("cascade", "Cascade", of.open, move || {
        view! {
            <p class="words">{copy::CASCADE_HELP}</p>
            {form(of)}
            {result::result(of)}
        }
        .into_any()
    })
}
