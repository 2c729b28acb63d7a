//! A calculator of its own inside a view: a page in a shadow root, with a book and prices that stand still.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ShadowRootInit, ShadowRootMode};

use super::super::book::Book;
use super::super::fixed;
use super::super::links;
use super::super::page::{self, Begun};
use super::super::stage::Stage;
use super::super::state::State;
use super::super::terms;
use crate::margin::RuleSet;

/// A calculator that shows a book at prices that stand still, as long as the present owner lives. `show` names what of it
/// is on screen, as the `mode` of the element does; `ready` gets its state, once.
pub(crate) fn inner(
    around: State,
    book: Book,
    rules: Option<RuleSet>,
    show: &'static str,
    ready: impl FnOnce(State) + 'static,
) -> AnyView {
    let at = NodeRef::<html::Div>::new();
    let taken = StoredValue::new_local(Some((book, rules, ready)));
    let off = StoredValue::new_local(None::<Box<dyn FnOnce()>>);
    Effect::new(move |_| {
        let Some(at) = at.get() else { return };
        let Some((book, rules, ready)) = taken.try_update_value(Option::take).flatten() else { return };
        let style = around.on(|stage| stage.style());
        if let Some((state, remove)) = shown(&at, style, show, book, rules) {
            off.set_value(Some(remove));
            ready(state);
        }
    });
    on_cleanup(move || {
        if let Some(remove) = off.try_update_value(Option::take).flatten() {
            remove();
        }
    });
    view! { <div class="inner" node_ref=at></div> }.into_any()
}

fn shown(
    at: &HtmlElement,
    style: Option<String>,
    show: &str,
    book: Book,
    rules: Option<RuleSet>,
) -> Option<(State, Box<dyn FnOnce()>)> {
    // an element that is drawn again for another calculator has its root already
    let root = match at.shadow_root() {
        Some(root) => root,
        None => at.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok()?,
    };
    while let Some(child) = root.first_child() {
        root.remove_child(&child).ok()?;
    }
    let link = document().create_element("link").ok()?;
    drop(link.set_attribute("rel", "stylesheet"));
    drop(link.set_attribute("href", &style?));
    drop(root.append_child(&link));
    let within: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
    within.set_class_name("cm-root");
    drop(within.set_attribute("data-show", show));
    // without its styles nobody would want to see it
    within.set_hidden(true);
    let of = within.clone();
    let styled = Closure::once_into_js(move || of.set_hidden(false));
    for told in ["load", "error"] {
        drop(link.add_event_listener_with_callback(told, styled.unchecked_ref()));
    }
    drop(root.append_child(&within));
    let shown = page::apart(Stage::shadow(root, None)?, within, Begun { book, rules, troubles: Vec::new() })?;
    fixed::keep(shown.0);
    links::follow(shown.0, false);
    terms::start(shown.0);
    Some(shown)
}
