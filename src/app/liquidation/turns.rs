//! Answers that take a while are looked for off the input path, one after the other: what is asked meanwhile comes next.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use crate::app::book::Counted;
use crate::app::made::watch;
use crate::app::standing::Standing;
use crate::app::state::State;
use crate::margin::RuleSet;
use crate::market::Market;

/// How long the page waits at a stretch, unless one turn takes longer.
const SLICE_MS: f64 = 12.0;

/// What is asked, of which book, at which prices, under which rules.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Question<A> {
    pub(super) counted: Arc<Counted>,
    pub(super) market: Arc<Market>,
    pub(super) rules: Arc<RuleSet>,
    pub(super) asked: A,
}

impl<A> Question<A> {
    /// The question about the page as it is; nothing without rules.
    pub(super) fn now(state: State, asked: A) -> Option<Self> {
        let rules = state.rules.get()?;
        Some(Self { counted: state.counted.get(), market: state.market.get(), rules, asked })
    }
}

/// Whether a question is still asked. Prices that move do not end a round, or one would never be done while they stream.
pub(super) struct Still<A: Send + Sync + 'static> {
    now: Memo<Option<Arc<Question<A>>>>,
    of: Arc<Question<A>>,
    /// When the page has its turn again; not before the first.
    until: Cell<f64>,
}

impl<A: PartialEq + Send + Sync + 'static> Still<A> {
    /// Lets the page have its turn where it has waited long enough; whether the question still stands then.
    pub(super) async fn after_a_turn(&self) -> bool {
        if js_sys::Date::now() < self.until.get() {
            return true;
        }
        TimeoutFuture::new(0).await;
        self.until.set(js_sys::Date::now() + SLICE_MS);
        self.now.try_get_untracked().flatten().is_some_and(|now| {
            Arc::ptr_eq(&now, &self.of)
                || (Arc::ptr_eq(&now.counted, &self.of.counted)
                    && Arc::ptr_eq(&now.rules, &self.of.rules)
                    && now.asked == self.of.asked)
        })
    }
}

/// One round.
pub(super) type Round = Pin<Box<dyn Future<Output = ()>>>;

/// Begins a round whenever another question is asked, and while nothing is asked none.
pub(super) fn keep<A: PartialEq + Send + Sync + 'static>(
    question: Memo<Option<Arc<Question<A>>>>,
    round: impl Fn(Arc<Question<A>>, Still<A>) -> Round + Copy + 'static,
) {
    let running = StoredValue::new(false);
    let here = Standing::here();
    watch(move || {
        if question.with(Option::is_none) || running.get_value() {
            return;
        }
        running.set_value(true);
        here.spawn(Box::pin(async move {
            while let Some(of) = question.try_get_untracked().flatten() {
                round(of.clone(), Still { now: question, of: of.clone(), until: Cell::new(0.0) }).await;
                if question.try_get_untracked().flatten().is_none_or(|now| Arc::ptr_eq(&now, &of)) {
                    break;
                }
            }
            running.set_value(false);
        }));
    });
}
