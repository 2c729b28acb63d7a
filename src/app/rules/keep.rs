//! Keeping rules as one's own, and handing them on.

use leptos::prelude::*;

use super::dialog::Desk;
use super::{kept, own};
use crate::app::copy;
use crate::app::export::{CopyButton, download};
use crate::io::rule_set::fragment;
use crate::margin::{RuleSet, venues};

/// Keeping the rules in force among one's own, and forgetting one.
pub(super) fn keep(desk: Desk) -> AnyView {
    let state = desk.state;
    let title = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let Some(rules) = state.rules.get_untracked() else { return };
        let given = title.get_untracked();
        if given.trim().is_empty() {
            said.set("Give it a name first.".to_owned());
            return;
        }
        let named = kept::titled(&rules, &given);
        if own::save(state, named.clone()) {
            desk.own.set(own::all(state));
            said.set(format!("Kept in this browser as “{}”.", named.title));
            title.set(String::new());
            desk.put(named);
        } else {
            said.set(copy::NOT_KEPT.to_owned());
        }
    };
    let is_own = Memo::new(move |_| {
        desk.base.with(|base| base.as_ref().is_some_and(|b| desk.own.with(|own| own.iter().any(|o| o.name == b.name))))
    });
    let forget = move |_| {
        if let Some(base) = desk.base.get_untracked() {
            own::forget(state, &base.name);
            desk.own.set(own::all(state));
            said.set(format!("“{}” is forgotten; the reference rules are in force.", base.title));
            if let Ok(reference) = venues::reference() {
                desk.put(reference.clone());
            }
        }
    };
    view! {
        <form class="keep" on:submit=save>
            <label>
                <span>"Keep as mine, named"</span>
                <input
                    type="text"
                    data-testid="own-title"
                    maxlength=kept::LONGEST_TITLE.to_string()
                    prop:value=move || title.get()
                    on:input=move |ev| title.set(event_target_value(&ev))
                />
            </label>
            <button type="submit" class="button" data-testid="own-save">"Keep"</button>
            {move || is_own.get().then(|| view! { <button type="button" class="button" data-testid="own-forget" on:click=forget>"Forget it"</button> })}
            <span class="dim" role="status">{move || said.get()}</span>
        </form>
        {move || {
            let bad = own::unusable(state);
            desk.own.track();
            (!bad.is_empty()).then(|| view! { <p class="wrong">{format!("{} of yours cannot be used by this page and is kept as it is: {}.", bad.len(), bad.join("; "))}</p> })
        }}
    }
    .into_any()
}

/// Handing the rules on: a link, a file, the text.
pub(super) fn share(desk: Desk) -> AnyView {
    let json = Signal::derive(move || {
        desk.state.rules.with(|rules| rules.as_deref().map(RuleSet::to_json).unwrap_or_default())
    });
    let link = Memo::new(move |_| {
        let token = desk.state.rules.with(|rules| rules.as_deref().and_then(fragment))?;
        let location = window().location();
        Some(format!("{}{}#{token}", location.origin().ok()?, location.pathname().ok()?))
    });
    let name =
        move || desk.state.rules.with_untracked(|rules| rules.as_ref().map_or_else(String::new, |r| r.name.clone()));
    view! {
        <details class="fold" data-testid="share-rules">
            <summary>"Share"</summary>
            {move || match link.get() {
                Some(link) => view! {
                    <p class="words">"The link holds the whole rule set, and nothing of the book. It is opened in the page and sent to no server."</p>
                    <div class="buttons">
                        <input class="link-text" type="text" readonly=true data-testid="share-link" aria-label="Link to these rules" value=link.clone() />
                        <CopyButton text=Signal::stored(link) />
                    </div>
                }
                .into_any(),
                None => view! { <p class="words">"These rules are too long for a link; share the file."</p> }.into_any(),
            }}
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        if !download(&format!("cross-margin-rules-{}.json", name()), "application/json", &json.get_untracked()) {
                            desk.state.say("The browser refused the download; copy the rules instead.");
                        }
                    }
                >
                    "Download JSON"
                </button>
                <CopyButton text=json />
            </div>
            <pre tabindex="0" role="group" aria-label="The rule set as JSON" data-testid="rules-json">{move || json.get()}</pre>
        </details>
    }
    .into_any()
}
