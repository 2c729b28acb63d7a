//! Reads a text that is being imported: a short one at once, a long one in steps between which the page goes on.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::feed;
use super::intake::{self, Found};
use super::made::{signal, watch};
use super::paste_link::is_link;
use super::standing::spawn;
use crate::io::{PublicAddress, Step, Steps};

/// A text of more bytes than this is read in steps.
const AT_ONCE: usize = 50_000;

/// What is known of the text.
#[derive(Clone)]
pub(crate) enum Read {
    /// There is none.
    Nothing,
    /// It is being read: rows read, rows there are.
    Busy { done: usize, total: usize },
    /// What was found in it.
    Found(Arc<Found>),
    /// Why there is no book in it.
    Wrong(String),
}

/// A text that is read anew whenever it changes.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// What is known now.
    pub(crate) now: RwSignal<Read>,
    text: RwSignal<String>,
    /// Counts texts: a reading whose text is no longer there ends.
    turn: RwSignal<u32>,
}

impl Reading {
    /// Reads what stands in `text`.
    pub(crate) fn of(text: RwSignal<String>) -> Self {
        let reading = Self { now: signal(Read::Nothing), text, turn: signal(0) };
        watch(move || {
            let text = text.get();
            reading.turn.update_untracked(|turn| *turn = turn.wrapping_add(1));
            reading.begin(text);
        });
        reading
    }

    fn begin(self, text: String) {
        if text.trim().is_empty() || PublicAddress::read(&text).is_some() || is_link(&text) {
            return self.now.set(Read::Nothing);
        }
        let at_once = text.len() <= AT_ONCE;
        let mut steps = Steps::new(&text, feed::clock());
        if at_once {
            while !self.step(&mut steps) {}
            return;
        }
        let turn = self.turn.get_untracked();
        spawn(async move {
            while self.turn.get_untracked() == turn {
                if self.step(&mut steps) {
                    return;
                }
                next_task().await;
            }
        });
    }

    /// Reads some more; whether that was all.
    fn step(self, steps: &mut Steps) -> bool {
        match steps.step() {
            Step::More { done, total } => {
                self.now.set(Read::Busy { done, total });
                false
            }
            Step::Done(read) => {
                self.now.set(match *read {
                    Ok(read) => Read::Found(Arc::new(Found::of(read))),
                    Err(error) => Read::Wrong(intake::wrong(&error)),
                });
                true
            }
        }
    }

    /// Stops reading and takes the text away.
    pub(crate) fn cancel(self) {
        self.text.set(String::new());
    }
}

/// Lets the browser draw and take input.
async fn next_task() {
    let promise = js_sys::Promise::new(&mut |done, _| {
        // a timer that cannot be set goes on at once
        if window().set_timeout_with_callback(&done).is_err() {
            let _ = done.unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL);
        }
    });
    let _ = JsFuture::from(promise).await;
}
