//! What the host is told, and how often: of each kind once a frame.

use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::place::Place;
use crate::app::feed::follow_clock;
use crate::app::made::watch;
use crate::app::prices::assets;
use crate::app::state::State;
use crate::app::ticket::Desk;
use crate::embed::element::{self, Told};
use crate::embed::engine::Said;
use crate::oracle::LeftOut;

/// A plain object: what JSON holds.
pub(super) fn written(value: &impl Serialize) -> JsValue {
    let json = serde_json::to_string(value).unwrap_or_default();
    js_sys::JSON::parse(&json).unwrap_or_default()
}

/// What answers the words of the host from now on, at once.
pub(super) fn asked(place: Place) -> JsValue {
    let state = place.state;
    let asked = Closure::<dyn Fn(String, JsValue) -> JsValue>::new(move |what: String, value: JsValue| {
        super::answer(place, &what, &value)
    });
    let function = asked.as_ref().clone();
    state.owner.get_value().with(|| {
        let held = StoredValue::new_local(Some(asked));
        on_cleanup(move || drop(held.try_update_value(Option::take)));
    });
    function
}

/// What is on screen; null without rules.
pub(super) fn result(state: State) -> JsValue {
    let (Some(of), Some(rules)) = (state.assessment.get_untracked(), state.rules.get_untracked()) else {
        return JsValue::NULL;
    };
    let as_of = state.market.with_untracked(|market| market.as_of);
    state.rails.with_untracked(|rails| written(&Told::new(&of, &rails.all, &rules, as_of)))
}

/// What the trade in the ticket would do; null where there is none.
pub(super) fn tried(state: State) -> JsValue {
    let desk = Desk::of(state);
    let asked = desk.asked.get_untracked();
    asked.map_or(JsValue::NULL, |asked| written(&element::tried(asked.seen.clone(), &desk.trades())))
}

/// Tells of every change from now on.
pub(super) fn start(place: Place) {
    place.state.owner.get_value().with(|| watched(place));
}

fn watched(place: Place) {
    let state = place.state;
    once_a_frame(
        move || state.history.track(),
        move || place.tell("change", &written(&serde_json::json!({ "by": place.maker() }))),
    );
    once_a_frame(
        move || {
            state.assessment.track();
            state.rails.track();
        },
        move || place.tell("result", &JsValue::UNDEFINED),
    );
    once_a_frame(
        move || state.feed.track(),
        move || {
            let prices = state.market.with_untracked(|market| {
                let of = untrack(|| assets(state));
                let known = of.into_iter().filter_map(|asset| Some((asset.to_string(), market.index_price(&asset)?)));
                known.collect::<std::collections::BTreeMap<_, _>>()
            });
            place.tell("price", &written(&serde_json::json!({ "prices": prices })));
        },
    );
    // prices age also while none comes
    follow_clock(state, |_| ());
    let desk = Desk::of(state);
    once_a_frame(
        move || desk.asked.track(),
        move || {
            if desk.asked.with_untracked(Option::is_some) {
                place.tell("preview", &JsValue::UNDEFINED);
            }
        },
    );
}

/// Does something in the frame after what is heard has changed, the first time too.
fn once_a_frame(hears: impl Fn() + 'static, tell: impl Fn() + Clone + 'static) {
    let waiting = StoredValue::new(None::<AnimationFrameRequestHandle>);
    watch(move || {
        hears();
        if waiting.with_value(Option::is_some) {
            return;
        }
        let tell = tell.clone();
        let told = move || {
            if waiting.try_set_value(None).is_none() {
                tell();
            }
        };
        waiting.set_value(request_animation_frame_with_handle(told).ok());
    });
    on_cleanup(move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.cancel();
        }
    });
}

/// A price that was not taken.
pub(super) fn said_of(of: &LeftOut) -> Said {
    Said::new("left_out", Some(format!("prices.{}", of.name)), of.read.clone(), &of.why)
}
