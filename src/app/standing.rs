//! What goes on later, for as long as what began it stands.
//!
//! A page inside another one is taken off while parts of it are still being fetched or worked out. What would go on then
//! finds none of the values it reads, so it does not go on.

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The owner that was current when this was made. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Standing(StoredValue<()>);

/// What goes on later.
type Task = Pin<Box<dyn Future<Output = ()>>>;

impl Standing {
    /// The present owner: a component's, that of an event it hears, or that of one run of an effect.
    #[inline(never)]
    pub(crate) fn here() -> Self {
        Self(StoredValue::new(()))
    }

    /// Whether it stands.
    #[inline(never)]
    pub(crate) fn stands(self) -> bool {
        !self.0.is_disposed()
    }

    /// Goes on with a task while it stands.
    #[inline(never)]
    pub(crate) fn spawn(self, mut task: Task) {
        spawn_local(std::future::poll_fn(
            move |context| {
                if self.stands() { task.as_mut().poll(context) } else { Poll::Ready(()) }
            },
        ));
    }

    /// Does something in the next frame, if it stands by then.
    pub(crate) fn in_a_frame(self, work: impl FnOnce() + 'static) {
        #[inline(never)]
        fn asked(here: Standing, work: Box<dyn FnOnce()>) {
            request_animation_frame(move || here.run(work));
        }
        asked(self, Box::new(work));
    }

    /// Does something after a while, if it stands by then.
    pub(crate) fn after(self, while_: Duration, work: impl FnOnce() + 'static) -> Option<TimeoutHandle> {
        #[inline(never)]
        fn asked(here: Standing, while_: Duration, work: Box<dyn FnOnce()>) -> Option<TimeoutHandle> {
            set_timeout_with_handle(move || here.run(work), while_).ok()
        }
        asked(self, while_, Box::new(work))
    }

    fn run(self, work: Box<dyn FnOnce()>) {
        if self.stands() {
            work();
        }
    }
}

/// Goes on with a task while what is the owner now stands.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    Standing::here().spawn(Box::pin(task));
}
