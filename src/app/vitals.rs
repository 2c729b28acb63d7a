//! How the account stands while the page is open: a word, a log of when it became another, a notice if that is wanted.
//!
//! Fetched with what asks for prices, so the first screen carries only the place for the word.

use leptos::prelude::*;
use web_sys::{Notification, NotificationPermission};

use super::feed::clock;
use super::health::{Crossed, read, said, written};
use super::made::watch;
use super::standing::spawn;
use super::state::State;
use super::storage;
use crate::margin::health::{Health, Standing, Thresholds};

/// How many crossings are kept.
const KEPT: usize = 100;

/// What is known of the account's health.
#[derive(Clone, Copy)]
pub(crate) struct Vitals {
    /// From which ratios on it is watched, and in danger.
    pub(crate) thresholds: RwSignal<Thresholds>,
    /// How it stands; absent without rules.
    pub(crate) standing: Memo<Option<Standing>>,
    /// Crossings, the newest first.
    pub(crate) log: RwSignal<Vec<Crossed>>,
    /// Whether a notice is shown when it gets worse.
    pub(crate) notify: RwSignal<bool>,
}

/// Watches from now on.
pub(crate) fn start(state: State) {
    let thresholds = RwSignal::new(state.load(storage::HEALTH).and_then(|text| read(&text)).unwrap_or_default());
    let standing = Memo::new(move |_| {
        let of = state.assessment.get()?;
        Some(Standing::of(&of, thresholds.get()))
    });
    let vitals = Vitals { thresholds, standing, log: RwSignal::new(Vec::new()), notify: RwSignal::new(false) };
    // the dialog finds it there
    provide_context(vitals);
    let mut was: Option<Health> = None;
    watch(move || {
        let Some(of) = standing.get() else { return };
        state.health.set(of.health.word().to_owned());
        if state.tried.with_untracked(|tried| tried.book.is_some()) {
            // a trade that is only tried has not happened
            return;
        }
        let from = was.replace(of.health);
        if let Some(from) = from.filter(|from| *from != of.health) {
            let crossed = Crossed { time: clock(), from, to: of.health, ratio: of.margin_ratio };
            if of.health > from && vitals.notify.get_untracked() {
                notice(&crossed);
            }
            vitals.log.update(|log| {
                log.insert(0, crossed);
                log.truncate(KEPT);
            });
        }
    });
    let mut first = true;
    watch(move || {
        let kept = written(thresholds.get());
        if !std::mem::take(&mut first) {
            let _ = state.save(storage::HEALTH, &kept);
        }
    });
}

fn notice(of: &Crossed) {
    // a browser without notices, or one that forbids them by now, shows none; the log has it all the same
    let _ = Notification::new(&format!("cross-margin: {}", said(of)));
}

/// Asks the browser whether it may show notices; `on` is told what it says.
pub(crate) fn ask_for_notices(on: impl Fn(bool) + 'static) {
    let Ok(asked) = Notification::request_permission() else { return on(false) };
    spawn(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(asked).await;
        on(Notification::permission() == NotificationPermission::Granted);
    });
}
