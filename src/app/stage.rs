//! Where the page stands, and under which name the browser keeps things for it: in a document of its own, or in a shadow root
//! inside somebody else's page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, HtmlElement, Node, NodeList, ShadowRoot};

/// Beside the page: its styles, made for a shadow root.
const STYLE: &str = "cross-margin-element.css";

/// Where the page stands. What is looked for, listened to and kept is looked for, listened to and kept here, so that two of
/// them in one document know nothing of each other.
#[derive(Clone)]
pub(crate) struct Stage {
    /// A document has what is asked of a shadow root here, under the same names, so that one type does for both.
    root: ShadowRoot,
    /// What the theme is written on, and what is added goes into.
    host: HtmlElement,
    /// Whether the document is the page's own: its address, its head and its history are.
    own: bool,
    /// What stands before every key of the browser's storage; nothing is kept without.
    keys: Option<String>,
}

impl Stage {
    /// The document of the page's own.
    pub(crate) fn document() -> Option<Self> {
        let document = leptos::prelude::document();
        let host = document.document_element()?.dyn_into().ok()?;
        Some(Self { root: document.unchecked_into(), host, own: true, keys: Some(String::new()) })
    }

    /// A shadow root; what is kept is kept under a name, or not at all.
    pub(crate) fn shadow(root: ShadowRoot, keys: Option<&str>) -> Option<Self> {
        let host = root.host().dyn_into().ok()?;
        Some(Self { root, host, own: false, keys: keys.map(|name| format!("{name}/")) })
    }

    /// Whether the address of the document, its links and its history are the page's own.
    pub(crate) fn is_own(&self) -> bool {
        self.own
    }

    /// What the theme is written on.
    pub(crate) fn host(&self) -> &HtmlElement {
        &self.host
    }

    /// The address of the styles that a page in a shadow root needs: those of the root it stands in itself, or the file
    /// beside the page.
    pub(crate) fn style(&self) -> Option<String> {
        match self.first("link[rel=stylesheet]").filter(|_| !self.own) {
            Some(link) => link.get_attribute("href"),
            None => Some(STYLE.to_owned()),
        }
    }

    /// All of it.
    pub(crate) fn root(&self) -> &Node {
        &self.root
    }

    /// The element of an id.
    pub(crate) fn find(&self, id: &str) -> Option<Element> {
        self.root.get_element_by_id(id)
    }

    /// The first element that a selector means.
    pub(crate) fn first(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).ok().flatten()
    }

    /// Every element that a selector means.
    pub(crate) fn all(&self, selector: &str) -> Option<NodeList> {
        self.root.query_selector_all(selector).ok()
    }

    /// The element that has the focus.
    pub(crate) fn focused(&self) -> Option<Element> {
        self.root.active_element()
    }

    /// Hears an event that reaches all of the page, until the present owner goes.
    pub(crate) fn listen(&self, event: &'static str, heard: Box<dyn FnMut(Event)>) {
        let target: EventTarget = if self.own { window().into() } else { self.root.clone().into() };
        let heard = Closure::wrap(heard);
        drop(target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()));
        let listening = StoredValue::new_local(Some((target, heard)));
        on_cleanup(move || {
            if let Some((target, heard)) = listening.try_update_value(Option::take).flatten() {
                drop(target.remove_event_listener_with_callback(event, heard.as_ref().unchecked_ref()));
            }
        });
    }

    /// Puts an element beside the page.
    pub(crate) fn add(&self, element: &Element) {
        if !self.own {
            drop(self.root.append_child(element));
        } else if let Some(body) = document().body() {
            drop(body.append_child(element));
        }
    }

    /// The key under which the browser keeps something; none where nothing is kept.
    pub(crate) fn key(&self, of: &str) -> Option<String> {
        self.keys.as_ref().map(|name| format!("cross-margin/v1/{name}{of}"))
    }
}
