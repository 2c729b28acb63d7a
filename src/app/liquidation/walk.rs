//! Looks along every axis, one a turn, so that typing never waits. What changes meanwhile begins another round.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::app::made::watch;
use crate::app::standing::Standing;
use crate::app::state::State;
use crate::margin::axes::{Axis, Outlook, Path, along, axes};

/// What is known of each axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Walked {
    /// In the order shown; a path of an earlier round stands until its new one is there.
    pub(super) paths: Vec<(Axis, Option<Arc<Path>>)>,
    /// A round is under way.
    pub(super) pending: bool,
}

/// Keeps the paths up to date while `open`.
pub(super) fn walk(state: State, open: Memo<bool>, outlook: RwSignal<Outlook>) -> RwSignal<Walked> {
    let walked = RwSignal::new(Walked::default());
    // how often something changed, and whether a round is under way
    let wanted = StoredValue::new(0_u64);
    let running = StoredValue::new(false);
    let here = Standing::here();
    watch(move || {
        if !open.get() {
            return;
        }
        state.counted.track();
        state.market.track();
        state.rules.track();
        outlook.track();
        wanted.update_value(|times| *times += 1);
        if !running.get_value() {
            running.set_value(true);
            here.spawn(Box::pin(async move {
                while open.try_get_untracked() == Some(true) {
                    let this = wanted.get_value();
                    round(state, open, outlook, walked).await;
                    if wanted.try_get_value().is_none_or(|now| now == this) {
                        break;
                    }
                }
                running.set_value(false);
            }));
        }
    });
    walked
}

/// One round; it ends early where the book is another or the dialog was closed.
async fn round(state: State, open: Memo<bool>, outlook: RwSignal<Outlook>, walked: RwSignal<Walked>) {
    let (counted, market) = (state.counted.get_untracked(), state.market.get_untracked());
    let Some(rules) = state.rules.get_untracked() else { return };
    let outlook = outlook.get_untracked();
    let axes = axes(&counted.account, &market);
    walked.update(|walked| {
        let known = std::mem::take(&mut walked.paths);
        let path = |axis: &Axis| known.iter().find(|(of, _)| of == axis).and_then(|(_, path)| path.clone());
        walked.paths = axes.iter().map(|axis| (axis.clone(), path(axis))).collect();
        walked.pending = true;
    });
    for (place, axis) in axes.iter().enumerate() {
        TimeoutFuture::new(0).await;
        let same = state.counted.try_get_untracked().is_some_and(|now| Arc::ptr_eq(&now, &counted));
        if open.try_get_untracked() != Some(true) || !same {
            return;
        }
        let path = Arc::new(along(&counted.account, &market, &rules, &outlook, axis));
        walked.update(|walked| {
            if let Some((_, known)) = walked.paths.get_mut(place) {
                *known = Some(path);
            }
        });
    }
    walked.update(|walked| walked.pending = false);
}
