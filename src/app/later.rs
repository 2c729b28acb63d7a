//! What the page fetches only when it is first wanted: the dialogs and all they need.
//!
//! The build cuts the code behind [`dialogs`] out of the first download; opening any dialog brings it.
#![allow(unsafe_code, reason = "the split-point macro declares the function it cuts off as foreign")]

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::explain_panel::ExplainPanel;
use super::export::ExportDialog;
use super::import::ImportDialog;
use super::rules::RulesDialog;
use super::state::State;

#[wasm_split(dialogs)]
fn dialogs(state: State) -> AnyView {
    view! {
        <ExplainPanel state=state />
        <RulesDialog state=state />
        <ImportDialog state=state />
        <ExportDialog state=state />
    }
    .into_any()
}

/// The dialogs, fetched when one is first opened.
#[component]
pub(crate) fn Later(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let wanted = Memo::new(move |before: Option<&bool>| {
        let open = state.sheet.with(Option::is_some) || state.topic.with(Option::is_some);
        open || before.copied().unwrap_or_default()
    });
    move || wanted.get().then(|| Suspend::new(dialogs(state)))
}
