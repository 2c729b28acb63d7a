//! The loops that ask the sources again and again, until their handle is dropped.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, EventTarget};

use super::now;
use super::request::{fetch_until, is_offline};
use super::stream;
use super::switch::{REST_MS, Switch, is_hidden, wait_ms};
use crate::book::Time;
use crate::oracle::backoff::Circuit;
use crate::oracle::fault::FetchFault;
use crate::oracle::feed::Report;
use crate::oracle::reading::Reading;
use crate::oracle::source::{Ask, Wanted};
use crate::oracle::sources::Configured;

const TIMEOUT_MS: u32 = 8_000;

/// Running loops. Dropping it stops them, ends what is in flight and takes the listeners away.
#[must_use = "dropping it stops the polling"]
pub struct Polling {
    switch: Rc<Switch>,
    listeners: Vec<(EventTarget, &'static str)>,
    on_change: Closure<dyn FnMut()>,
}

/// Starts a loop for each source, and one for its stream; `on_report` gets the outcome of each request and message.
pub fn poll(sources: Vec<Configured>, wanted: Wanted, on_report: impl Fn(Report) + 'static) -> Polling {
    let switch = Rc::new(Switch::of(wanted));
    let on_change = {
        let switch = Rc::clone(&switch);
        Closure::<dyn FnMut()>::new(move || switch.wake())
    };
    let mut listeners: Vec<(EventTarget, &'static str)> = Vec::new();
    if let Some(window) = web_sys::window() {
        if let Some(document) = window.document() {
            listeners.push((document.into(), "visibilitychange"));
        }
        listeners.push((window.clone().into(), "online"));
        listeners.push((window.into(), "offline"));
    }
    for (target, event) in &listeners {
        // Without its listener a loop goes on when its timer says so.
        let _ = target.add_event_listener_with_callback(event, on_change.as_ref().unchecked_ref());
    }
    let on_report: Rc<dyn Fn(Report)> = Rc::new(on_report);
    for of in sources {
        let of = Rc::new(of);
        if of.can_be_asked() {
            if let Some(stream) = of.source.stream {
                spawn_local(stream::run(Rc::clone(&of), stream, Rc::clone(&switch), Rc::clone(&on_report)));
            }
            spawn_local(run(of, Rc::clone(&switch), Rc::clone(&on_report)));
        } else {
            let outcome = Err(FetchFault::KeyNeeded(401));
            on_report(Report { source: of.source.name, ask: String::new(), outcome, next_try: None });
        }
    }
    Polling { switch, listeners, on_change }
}

impl Polling {
    /// Asks for what another book rests on from now on.
    pub fn want(&self, wanted: Wanted) {
        if *self.switch.wanted.borrow() != wanted {
            self.switch.wanted.replace(wanted);
            self.switch.wake();
        }
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        let callback = self.on_change.as_ref().unchecked_ref();
        for (target, event) in &self.listeners {
            let _ = target.remove_event_listener_with_callback(event, callback);
        }
        self.switch.stopped.set(true);
        for request in self.switch.in_flight.take() {
            request.abort();
        }
        self.switch.wake();
    }
}

impl Switch {
    async fn fetch(&self, of: &Configured, ask: &Ask) -> Result<Vec<u8>, FetchFault> {
        let abort = AbortController::new().map_err(|_| FetchFault::Blocked)?;
        self.in_flight.borrow_mut().push(abort.clone());
        let fetched = fetch_until(of, ask, TIMEOUT_MS, &abort).await;
        self.in_flight.borrow_mut().retain(|other| *other != abort);
        fetched
    }
}

/// A request, when it is due, and how often it failed.
type Due = (Ask, Time, Circuit);

async fn run(of: Rc<Configured>, switch: Rc<Switch>, on_report: Rc<dyn Fn(Report)>) {
    // Faults of the whole source slow all of it; a fault of one request slows that request.
    let mut whole = Circuit::default();
    let mut dues: Vec<Due> = Vec::new();
    let (mut not_before, mut asked_to_wait) = (Time(i64::MIN), Time(i64::MIN));
    let mut said_offline = false;
    while !switch.stopped.get() {
        let asks = (of.source.asks)(&switch.wanted.borrow());
        dues.retain(|(known, ..)| asks.iter().any(|ask| ask.is_same(known)));
        if is_offline() {
            for ask in asks.iter().filter(|_| !said_offline) {
                report(&on_report, &of, ask, Err(FetchFault::Offline), None);
            }
            said_offline = true;
            switch.sleep(REST_MS).await;
            continue;
        }
        if said_offline {
            // What failed for want of a network says nothing about the source; what the source asked of us stands.
            (said_offline, whole, not_before) = (false, Circuit::default(), asked_to_wait);
            dues.iter_mut().for_each(|(_, due, _)| *due = asked_to_wait);
        }
        if is_hidden() {
            switch.sleep(REST_MS).await;
            continue;
        }
        // what a changed book wants besides is asked for at once, unless the source fails
        let is_new = dues.len() < asks.len() && whole.failures() == 0;
        if let Some(wait) = wait_ms(if is_new { asked_to_wait } else { not_before }, asked_to_wait) {
            switch.sleep(wait).await;
            continue;
        }
        let mut refused = None;
        for ask in asks {
            if !dues.iter().any(|(known, ..)| known.is_same(&ask)) {
                dues.push((ask, Time(i64::MIN), Circuit::default()));
            }
        }
        for (ask, due, own) in &mut dues {
            if wait_ms(*due, asked_to_wait).is_some() {
                continue;
            }
            let fetched = switch.fetch(&of, ask).await;
            if switch.stopped.get() {
                return;
            }
            let (received, chance) = (now(), js_sys::Math::random());
            let outcome = fetched.and_then(|bytes| ask.parse(&bytes, received).map_err(FetchFault::from));
            match &outcome {
                Ok(_) => {
                    own.succeeded(received, chance);
                    *due = Time(received.0.saturating_add(ask.every_ms));
                }
                Err(fault) if fault.is_of_whole_source() => {
                    *due = whole.failed(fault, received, chance);
                    refused = Some(*due);
                    if matches!(fault, FetchFault::RateLimited { .. }) {
                        asked_to_wait = *due;
                    }
                }
                Err(fault) => *due = own.failed(fault, received, chance),
            }
            report(&on_report, &of, ask, outcome, Some(*due));
            if refused.is_some() {
                break;
            }
        }
        not_before = refused.unwrap_or_else(|| whole.succeeded(now(), js_sys::Math::random()));
    }
}

fn report(
    on_report: &Rc<dyn Fn(Report)>,
    of: &Configured,
    ask: &Ask,
    outcome: Result<Reading, FetchFault>,
    next_try: Option<Time>,
) {
    on_report(Report { source: of.source.name, ask: ask.name.clone(), outcome, next_try });
}
