//! Prices that stream, from sources or from a host: laid in at most every third frame. The second has the time to draw what
//! the first did not, the third is for whatever else goes on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use super::feed::clock;
use super::state::State;
use crate::oracle::Report;

/// A page that is not drawn has no frames; what waits for one is then no more than this.
const MOST_WAITING: usize = 64;

/// The reports that wait for their frame.
#[derive(Clone)]
pub(crate) struct Stream(Rc<Waiting>);

struct Waiting {
    state: State,
    reports: RefCell<Vec<Report>>,
    /// Whether a frame is asked for.
    asked: Cell<bool>,
}

impl Stream {
    /// Nothing waits.
    pub(crate) fn new(state: State) -> Self {
        Self(Rc::new(Waiting { state, reports: RefCell::default(), asked: Cell::new(false) }))
    }

    /// Takes a report.
    pub(crate) fn take(&self, report: Report) {
        let many = {
            let mut reports = self.0.reports.borrow_mut();
            reports.push(report);
            reports.len() >= MOST_WAITING
        };
        if many {
            self.lay();
        } else if !self.0.asked.replace(true) {
            let stream = self.clone();
            request_animation_frame(move || stream.turn());
        }
    }

    /// Lays in what waits, at once; whether anything did.
    pub(crate) fn lay(&self) -> bool {
        let reports = self.0.reports.take();
        let any = !reports.is_empty();
        if any {
            self.0.state.stream(|prices| prices.hear(reports, clock()));
        }
        any
    }

    /// In a frame: while there is anything, the third from here is asked for.
    fn turn(&self) {
        if self.lay() {
            let stream = self.clone();
            let second = move || request_animation_frame(move || stream.turn());
            request_animation_frame(move || request_animation_frame(second));
        } else {
            self.0.asked.set(false);
        }
    }
}
