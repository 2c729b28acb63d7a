//! The loop that keeps one stream of a source open.
//!
//! It subscribes to what the book wants and does so anew when that changes. A line that fails, or on which nothing was
//! said for longer than it is ever silent, is opened again after a while, the longer the oftener it failed in a row.
//! A message that cannot be read marks the source until the next that can; many in a row close the line.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;

use super::line::Line;
use super::now;
use super::request::is_offline;
use super::switch::{REST_MS, Switch, Woken, is_hidden, wait_ms};
use crate::book::Time;
use crate::oracle::backoff::Circuit;
use crate::oracle::fault::FetchFault;
use crate::oracle::feed::{Report, STREAM};
use crate::oracle::frames::{LONGEST, TooLong};
use crate::oracle::reading::Reading;
use crate::oracle::source::{Said, Stream};
use crate::oracle::sources::Configured;

const OPEN_MS: u32 = 8_000;
/// Between two openings while a book changes or a page is hidden and shown, so that no venue sees a storm of them.
const REOPEN_MS: i64 = 1_000;
/// So many messages in a row that cannot be read are borne.
const UNREADABLE: u32 = 20;

/// Why a line is not open any more.
enum Ended {
    /// It is not wanted as it is: hidden, offline, stopped, or for another book.
    Unwanted,
    /// It failed.
    Failed(FetchFault),
}

/// One stream of a source and whom its messages are told.
struct Watch {
    of: Rc<Configured>,
    stream: Stream,
    switch: Rc<Switch>,
    on_report: Rc<dyn Fn(Report)>,
    circuit: Circuit,
    /// Messages in a row that could not be read.
    unreadable: u32,
}

/// Keeps the stream open until the switch says stop.
pub(super) async fn run(of: Rc<Configured>, stream: Stream, switch: Rc<Switch>, on_report: Rc<dyn Fn(Report)>) {
    let mut watch = Watch { of, stream, switch, on_report, circuit: Circuit::default(), unreadable: 0 };
    let (mut not_before, mut asked_to_wait) = (Time(i64::MIN), Time(i64::MIN));
    while !watch.switch.stopped.get() {
        if is_offline() {
            // The source's requests say so. What failed for want of a network says nothing about the source.
            (watch.circuit, not_before) = (Circuit::default(), asked_to_wait);
            watch.switch.sleep(REST_MS).await;
            continue;
        }
        let hello = watch.hello();
        if is_hidden() || hello.is_empty() {
            watch.switch.sleep(REST_MS).await;
            continue;
        }
        if let Some(wait) = wait_ms(not_before, asked_to_wait) {
            watch.switch.sleep(wait).await;
            continue;
        }
        let opened = now();
        match watch.keep(&hello).await {
            Ended::Failed(fault) if !is_offline() => {
                not_before = watch.circuit.failed(&fault, now(), js_sys::Math::random());
                if matches!(fault, FetchFault::RateLimited { .. }) {
                    asked_to_wait = not_before;
                }
                watch.report(Err(fault), Some(not_before));
            }
            _ => not_before = asked_to_wait.max(Time(opened.0.saturating_add(REOPEN_MS))),
        }
    }
}

impl Watch {
    /// What is said to subscribe to what the book wants now.
    fn hello(&self) -> Vec<String> {
        (self.stream.hello)(&self.switch.wanted.borrow())
    }

    /// Whether a line that was opened with these words is wanted as it is.
    fn wants(&self, hello: &[String]) -> bool {
        !self.switch.stopped.get() && !is_offline() && !is_hidden() && self.hello() == hello
    }

    fn report(&self, outcome: Result<Reading, FetchFault>, next_try: Option<Time>) {
        (self.on_report)(Report { source: self.of.source.name, ask: STREAM.to_owned(), outcome, next_try });
    }

    /// Opens a line and hears it until it ends; dropping it closes it.
    async fn keep(&mut self, hello: &[String]) -> Ended {
        let mut line = match Line::open(&self.of, &self.stream, hello) {
            Ok(line) => line,
            Err(fault) => return Ended::Failed(fault),
        };
        let mut timer = TimeoutFuture::new(OPEN_MS);
        loop {
            match self.switch.first(&mut timer, |context| line.poll_open(context)).await {
                Woken::Came(Ok(())) => break,
                Woken::Came(Err(fault)) => return Ended::Failed(fault),
                Woken::Changed if self.wants(hello) => {}
                Woken::Changed => return Ended::Unwanted,
                Woken::Late => return Ended::Failed(FetchFault::Timeout),
            }
        }
        for words in hello {
            line.say(words);
        }
        self.unreadable = 0;
        let (mut heard, mut pinged) = (now(), now());
        let mut timer = TimeoutFuture::new(self.quiet_ms(heard, pinged));
        loop {
            match self.switch.first(&mut timer, |context| line.poll_heard(context)).await {
                Woken::Came(Err(fault)) => return Ended::Failed(fault),
                Woken::Came(Ok(messages)) => {
                    heard = now();
                    for message in messages {
                        if let Err(fault) = self.take(&message, heard, &mut line) {
                            return Ended::Failed(fault);
                        }
                    }
                }
                Woken::Changed if self.wants(hello) => {}
                Woken::Changed => return Ended::Unwanted,
                Woken::Late => {
                    let at = now();
                    if at.since(heard) >= self.stream.silence_ms {
                        return Ended::Failed(FetchFault::Timeout);
                    }
                    if let Some((every_ms, words)) = self.stream.ping
                        && at.since(pinged) >= every_ms
                    {
                        line.say(words);
                        pinged = at;
                    }
                    timer = TimeoutFuture::new(self.quiet_ms(heard, pinged));
                }
            }
        }
    }

    /// Takes a message; an error ends the line.
    fn take(&mut self, message: &[u8], received: Time, line: &mut Line) -> Result<(), FetchFault> {
        let said = if message.len() > LONGEST {
            Err(FetchFault::Changed(TooLong.to_string()))
        } else {
            (self.stream.parse)(message, received).map_err(FetchFault::from)
        };
        let fault = match said {
            Ok(said) => {
                self.unreadable = 0;
                match said {
                    Said::Prices(reading) => {
                        self.circuit.succeeded(received, 0.0);
                        self.report(Ok(reading), None);
                    }
                    Said::Answer(words) => line.say(&words),
                    Said::Nothing => {}
                }
                return Ok(());
            }
            Err(fault) => fault,
        };
        self.unreadable += 1;
        if self.unreadable > UNREADABLE || matches!(fault, FetchFault::RateLimited { .. }) {
            return Err(fault);
        }
        self.report(Err(fault), None);
        Ok(())
    }

    /// Milliseconds until a ping is due, or the line has been silent for too long.
    fn quiet_ms(&self, heard: Time, pinged: Time) -> u32 {
        let until = |since: Time, ms: i64| ms.saturating_sub(now().since(since)).clamp(1, ms.max(1));
        let silent = until(heard, self.stream.silence_ms);
        let wait = self.stream.ping.map_or(silent, |(every_ms, _)| silent.min(until(pinged, every_ms)));
        u32::try_from(wait).unwrap_or(REST_MS)
    }
}
