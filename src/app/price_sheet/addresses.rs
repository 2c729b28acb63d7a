//! The user's own addresses and key. They live in memory; the browser keeps them only where that is asked for.

use leptos::prelude::*;

use super::keep;
use super::reach::reachable;
use crate::app::copy;
use crate::app::state::State;
use crate::app::storage;
use crate::oracle::sources::{self, Settings};

/// What the browser kept of them.
pub(crate) fn kept(state: State) -> Settings {
    keep::read(&state.load(storage::SOURCES).unwrap_or_default())
}

/// One thing to set: of which source, whether it is its key, and words for it.
#[derive(Clone, Copy)]
struct Asked {
    source: &'static str,
    key: bool,
    label: &'static str,
    help: &'static str,
}

const ASKED: [Asked; 3] = [
    Asked {
        source: "chainlink",
        key: false,
        label: "Ethereum RPC, for Chainlink and staking rates",
        help: "Any node that answers eth_call and lets browsers read its answers.",
    },
    Asked {
        source: "pyth",
        key: true,
        label: "Pyth key",
        help: "Pyth’s price service has answered only with a key since August 2026 (HTTP 401 without one).",
    },
    Asked {
        source: "pyth",
        key: false,
        label: "Pyth address, or your proxy’s",
        help: "A proxy of yours may hold the key instead.",
    },
];

fn of(settings: &Settings, asked: Asked) -> String {
    let list = if asked.key { &settings.keys } else { &settings.origins };
    list.iter().find(|(of, _)| of == asked.source).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn put(settings: &mut Settings, asked: Asked, value: &str) {
    let list = if asked.key { &mut settings.keys } else { &mut settings.origins };
    list.retain(|(of, _)| of != asked.source);
    if !value.trim().is_empty() {
        list.push((asked.source.to_owned(), value.trim().to_owned()));
    }
}

fn policy() -> String {
    let meta = document().query_selector("meta[http-equiv='Content-Security-Policy']").ok().flatten();
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}

fn check(asked: Asked, value: &str) -> Result<(), String> {
    let value = value.trim();
    if asked.key {
        let plain = value.len() <= 500 && value.chars().all(|letter| letter.is_ascii_graphic());
        return if plain {
            Ok(())
        } else {
            Err("a key is letters, digits and signs without spaces, at most 500".to_owned())
        };
    }
    if value.is_empty() {
        return Ok(());
    }
    let policy = policy();
    if policy.is_empty() {
        return Ok(());
    }
    reachable(value, &policy, &window().location().origin().unwrap_or_default())
}

fn field(state: State, asked: Asked, wrong: RwSignal<Option<(usize, String)>>, place: usize) -> AnyView {
    let set = move |ev| {
        let value: String = event_target_value(&ev);
        match check(asked, &value) {
            Ok(()) => {
                wrong.set(None);
                let mut settings = state.settings.get_untracked();
                put(&mut settings, asked, &value);
                if settings != state.settings.get_untracked() {
                    state.settings.set(settings);
                }
            }
            Err(why) => wrong.set(Some((place, why))),
        }
    };
    let id = format!("address-{place}");
    let (named, tested) = (id.clone(), id.clone());
    let placeholder = match sources::named(asked.source) {
        Some(source) if !asked.key => source.origin.to_owned(),
        _ => "none".to_owned(),
    };
    let bad = move || wrong.with(|wrong| wrong.as_ref().is_some_and(|(at, _)| *at == place));
    view! {
        <label class="address" for=named>
            <span>{asked.label}</span>
            <input
                id=id
                data-testid=tested
                type=if asked.key { "password" } else { "url" }
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                prop:value=move || state.settings.with(|settings| of(settings, asked))
                aria-invalid=move || bad().then_some("true")
                on:change=set
            />
            <span class="sub">{asked.help}</span>
            {move || wrong.get().filter(|(at, _)| *at == place).map(|(_, why)| view! { <span class="wrong" role="alert">{why}</span> })}
        </label>
    }
    .into_any()
}

/// The form.
pub(super) fn form(state: State) -> AnyView {
    let wrong = RwSignal::new(None);
    let said = RwSignal::new(String::new());
    let keep_them = move |with_keys: bool| {
        let text = state.settings.with_untracked(|settings| keep::text(settings, with_keys));
        let kept = state.save(storage::SOURCES, &text).is_ok();
        let words =
            if with_keys { "Kept in this browser, the key too." } else { "Kept in this browser; the key is not." };
        said.set(if kept { words } else { copy::NOT_KEPT }.to_owned());
    };
    let forget = move |_| {
        state.forget(storage::SOURCES);
        state.settings.set(Settings::default());
        wrong.set(None);
        said.set("Forgotten, in this browser and in this page.".to_owned());
    };
    let fields = ASKED.into_iter().enumerate().map(|(place, asked)| field(state, asked, wrong, place));
    view! {
        <div class="addresses">{fields.collect_view()}</div>
        <label class="ticked">
            <input
                type="checkbox"
                data-testid="discreet"
                prop:checked=move || state.settings.with(|settings| settings.discreet)
                on:change=move |ev| state.settings.update(|settings| settings.discreet = event_target_checked(&ev))
            />
            <span>
                "Name no asset of the book to any source"
                <span class="sub">
                    "Some sources answer one asset at a time and so learn which ones a book holds, never how much. With this they are asked for the same five whatever is in it."
                </span>
            </span>
        </label>
        <p class="words">
            "Addresses and keys stay in this page’s memory, are never in a link or an export, and are kept in this browser only if you say so."
        </p>
        <div class="buttons">
            <button type="button" class="button" data-testid="keep-addresses" on:click=move |_| keep_them(false)>"Keep these, without the key"</button>
            <button type="button" class="button" data-testid="keep-key" on:click=move |_| keep_them(true)>"Keep the key too"</button>
            <button type="button" class="button" data-testid="forget-addresses" on:click=forget>"Forget all"</button>
            <span class="dim" role="status">{move || said.get()}</span>
        </div>
    }
    .into_any()
}
