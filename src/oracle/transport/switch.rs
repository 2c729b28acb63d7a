//! What the loops of all sources and their handle share: whether to go on, and what the book wants.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use gloo_timers::future::TimeoutFuture;
use web_sys::AbortController;

use super::now;
use crate::book::Time;
use crate::oracle::backoff::{LONGEST_ASKED_MS, LONGEST_MS};
use crate::oracle::source::Wanted;

/// While the page is hidden nothing but an event wakes a loop; this is how long it waits at a time.
pub(super) const REST_MS: u32 = 3_600_000;

/// What the loops and their handle share.
#[derive(Default)]
pub(super) struct Switch {
    /// What the book rests on.
    pub(super) wanted: RefCell<Wanted>,
    pub(super) stopped: Cell<bool>,
    /// Counts the changes of visibility, network and book; a sleeper wakes when it moves.
    changes: Cell<u32>,
    sleepers: RefCell<Vec<Waker>>,
    pub(super) in_flight: RefCell<Vec<AbortController>>,
}

/// Why a wait is over.
pub(super) enum Woken<T> {
    /// What was waited for.
    Came(T),
    /// The page was hidden or shown, the network went or came, the book wants something else, or all is over.
    Changed,
    /// The timer.
    Late,
}

impl Switch {
    pub(super) fn of(wanted: Wanted) -> Self {
        Self { wanted: RefCell::new(wanted), ..Self::default() }
    }

    pub(super) fn wake(&self) {
        self.changes.set(self.changes.get().wrapping_add(1));
        for sleeper in self.sleepers.take() {
            sleeper.wake();
        }
    }

    /// Waits that long, or until something changes.
    pub(super) async fn sleep(&self, ms: u32) {
        let mut timer = TimeoutFuture::new(ms);
        self.first::<Infallible>(&mut timer, |_| Poll::Pending).await;
    }

    /// Waits for a change, for what `come` gives or for the timer, which must not have run out before.
    pub(super) async fn first<T>(
        &self,
        timer: &mut TimeoutFuture,
        mut come: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Woken<T> {
        let seen = self.changes.get();
        poll_fn(|context| {
            if self.changes.get() != seen {
                return Poll::Ready(Woken::Changed);
            }
            if let Poll::Ready(came) = come(context) {
                return Poll::Ready(Woken::Came(came));
            }
            let waker = context.waker();
            let mut sleepers = self.sleepers.borrow_mut();
            if !sleepers.iter().any(|known| known.will_wake(waker)) {
                sleepers.push(waker.clone());
            }
            drop(sleepers);
            Pin::new(&mut *timer).poll(context).map(|()| Woken::Late)
        })
        .await
    }
}

/// Milliseconds until an instant; nothing once it has come. Further off than a loop ever waits it can only be because
/// this device's clock was set back, and then it has come too.
pub(super) fn wait_ms(until: Time, asked_to_wait: Time) -> Option<u32> {
    let longest = if until <= asked_to_wait { 2 * LONGEST_ASKED_MS } else { 2 * LONGEST_MS };
    let wait = until.since(now());
    (1..=longest).contains(&wait).then(|| u32::try_from(wait).unwrap_or(REST_MS))
}

/// Whether nobody can see the page.
pub(super) fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}
