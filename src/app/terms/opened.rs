//! The card that is open: one at a time, beside the word that opened it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::card::{NAME, card};
use super::popover;
use crate::app::copy;
use crate::app::later;
use crate::app::state::State;

/// A press on the word closes the card before it is a press on the word; one so soon after does not open it again, ms.
const SAME_PRESS: f64 = 250.0;

/// What the page remembers of its cards.
#[derive(Clone, Default)]
pub(crate) struct Opened(Rc<RefCell<Kept>>);

#[derive(Default)]
struct Kept {
    /// Counts cards: what is told late of one that is gone is not of the next.
    turn: u32,
    /// Takes the open card off the page.
    off: Option<Box<dyn FnOnce()>>,
    /// The word whose card closed last, and when.
    last: Option<(Element, f64)>,
}

/// What draws the card of a term beside its word and shows it: fetched with the words, as most visits open none.
pub(crate) type Show = fn(&Opened, State, &Element, String);

/// Draws the card of a term beside its word, and shows it.
pub(crate) fn show(opened: &Opened, state: State, word: &Element, term: String) {
    opened.show(state, word, move |close| card(state, term, close));
}

impl Opened {
    /// Opens the card of a term beside its word, which was pressed at a time of the page's events, ms.
    pub(super) fn open(&self, state: State, word: Element, term: String, pressed: f64) {
        let just_closed = |(of, at): &(Element, f64)| *of == word && pressed - at < SAME_PRESS;
        if self.0.borrow().last.as_ref().is_some_and(just_closed) {
            return;
        }
        let opened = self.clone();
        spawn_local(async move {
            match later::term_card().await {
                Ok(show) => show(&opened, state, &word, term),
                Err(later::Missing) => state.say(copy::MISSING),
            }
        });
    }

    /// Takes what is open off the page.
    pub(super) fn close(&self) {
        let off = self.0.borrow_mut().off.take();
        if let Some(off) = off {
            off();
        }
    }

    /// A card tells that it closed.
    fn closed(&self, turn: u32, word: &Element, at: f64) {
        let is_open = {
            let mut kept = self.0.borrow_mut();
            kept.last = Some((word.clone(), at));
            kept.turn == turn
        };
        if is_open {
            self.close();
        }
    }

    fn show(&self, state: State, word: &Element, draw: impl FnOnce(Callback<()>) -> AnyView + 'static) {
        let Some(owner) = state.owner.try_get_value() else { return };
        // the word may be gone by now
        let within = word.closest("dialog, .cm-root, body").ok().flatten().filter(|_| word.is_connected());
        let Some(within) = within else { return };
        self.close();
        let turn = {
            let mut kept = self.0.borrow_mut();
            kept.turn = kept.turn.wrapping_add(1);
            kept.turn
        };
        let (opened, of) = (self.clone(), word.clone());
        let Some(at) = popover::empty(&within, move |at| opened.closed(turn, &of, at)) else { return };
        drop(at.set_attribute("aria-labelledby", NAME));
        let (of, node) = (word.clone(), at.clone());
        let drawing = move || {
            let node = StoredValue::new_local(node);
            draw(Callback::new(move |()| node.with_value(popover::hide)))
        };
        let drawn = owner.with(|| mount_to(at.clone(), drawing));
        drop(word.set_attribute("aria-expanded", "true"));
        popover::show(&at, word);
        self.0.borrow_mut().off = Some(Box::new(move || {
            drop(of.set_attribute("aria-expanded", "false"));
            drop(drawn);
            at.remove();
        }));
    }
}
