//! The functions that JavaScript calls. `embed/package/cross-margin.js` stands before them and gives them their public names: it
//! fetches them when they are first wanted, and answers for a fault of ours.
//!
//! The package has several builds of them, each a file by itself: the questions, the same with the rules of venues, and
//! what reads texts.
#![allow(unreachable_pub, reason = "what JavaScript calls has to be public, and Rust has the functions themselves")]

use serde::Serialize;
use wasm_bindgen::prelude::JsValue;

use crate::book::Time;

/// Questions about an account.
#[cfg(feature = "engine-questions")]
mod questions {
    use serde::Serialize;
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    use super::{time, written};
    use crate::book::Time;
    use crate::embed::engine::handed::Handed;
    use crate::embed::engine::{self, Answer, Request};

    /// What the account must post under the rules at these prices.
    #[wasm_bindgen]
    pub fn assess(request: &JsValue, now: f64) -> JsValue {
        ask(request, now, engine::assess)
    }

    /// What the account would be after trades, and whether its rules let them be made.
    #[wasm_bindgen]
    pub fn preview(request: &JsValue, now: f64) -> JsValue {
        ask(request, now, engine::preview)
    }

    /// Where the account is liquidated.
    #[wasm_bindgen]
    pub fn liquidation(request: &JsValue, now: f64) -> JsValue {
        ask(request, now, engine::liquidation)
    }

    /// What each of many rule sets asks.
    #[cfg(feature = "venues")]
    #[wasm_bindgen]
    pub fn compare(request: &JsValue, now: f64) -> JsValue {
        ask(request, now, engine::compare)
    }

    fn ask<T: Serialize>(request: &JsValue, now: f64, question: fn(Request, Time) -> Answer<T>) -> JsValue {
        written(&match Handed::tree(request) {
            Ok(tree) => question(Request::of(tree), time(now)),
            Err(fault) => Answer::Faults(vec![fault]),
        })
    }
}

/// Every rule set that is shipped; script/package writes them into the package.
#[cfg(all(feature = "engine-questions", feature = "venues"))]
mod listed {
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    #[wasm_bindgen(js_name = ruleSets)]
    pub fn rule_sets() -> JsValue {
        super::written(&crate::embed::engine::rule_sets())
    }
}

/// Books out of texts.
#[cfg(feature = "engine-import")]
mod import {
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    use super::{time, written};
    use crate::embed::engine::handed::Handed;
    use crate::embed::engine::{self, Answer, Code, Fault};

    /// A text of any form that the page imports, as accounts.
    #[wasm_bindgen(js_name = parseBook)]
    pub fn parse_book(text: &JsValue, options: &JsValue, now: f64) -> JsValue {
        let Some(text) = text.as_string() else {
            let fault =
                Fault::new(Code::WrongType, "text", "this is no text", "what was pasted, as a string, is right");
            return written(&Answer::<()>::Faults(vec![fault]));
        };
        let options = Handed::tree(options).map_err(|fault| vec![fault]);
        written(&match options.and_then(|options| engine::options(options, time(now))) {
            Ok((format, now)) => engine::parse_book(&text, format.as_deref(), now),
            Err(faults) => Answer::Faults(faults),
        })
    }
}

/// Milliseconds since 1970 are far below 2⁵³.
fn time(now: f64) -> Time {
    Time(now as i64)
}

/// A plain object: what JSON would hold, absent figures as null.
fn written(value: &impl Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}
