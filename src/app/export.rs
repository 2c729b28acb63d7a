//! The book as a file: JSON or CSV, to download or to copy.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::copy;
use super::dialog::Dialog;
use super::grid;
use super::intake;
use super::later;
use super::standing::spawn;
use super::state::{Sheet, State};

/// Offers a text as a download; whether the browser took it.
pub(crate) fn download(name: &str, kind: &str, text: &str) -> bool {
    let offered = || {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let parts = js_sys::Array::of1(&text.into());
        let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
        let address = Url::create_object_url_with_blob(&blob).ok()?;
        let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
        link.set_href(&address);
        link.set_download(name);
        link.click();
        // the browser reads it after this turn
        set_timeout(move || drop(Url::revoke_object_url(&address)), std::time::Duration::from_secs(10));
        Some(())
    };
    offered().is_some()
}

/// Copies a text, and says that it did or that the browser refused.
#[component]
pub(crate) fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says.
    #[prop(default = "Copy")]
    word: &'static str,
) -> impl IntoView {
    let said = RwSignal::new(word);
    let press = move |_| {
        spawn(async move {
            let copied = JsFuture::from(window().navigator().clipboard().write_text(&text.get_untracked())).await;
            said.set(if copied.is_ok() { "Copied" } else { "The browser refused; select and copy" });
        });
    };
    view! { <button type="button" class="button" on:click=press><span aria-live="polite">{move || said.get()}</span></button> }
}

/// Download, copy, and the link.
#[component]
pub(crate) fn ExportDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let json = Memo::new(move |_| {
        if state.sheet.get() == Some(Sheet::Export) { intake::to_json(&state.book.get()) } else { String::new() }
    });
    let rows = Memo::new(move |_| {
        if state.sheet.get() != Some(Sheet::Export) {
            return String::new();
        }
        state.book.track();
        grid::whole(state)
    });
    let refused = RwSignal::new(false);
    let with_prices = RwSignal::new(false);
    view! {
        <Dialog
            id="export-dialog"
            open=Signal::derive(move || state.sheet.get() == Some(Sheet::Export))
            close=Callback::new(move |()| state.sheet.set(None))
            title="Export"
        >
            <p class="words">{copy::EXPORT_HELP}</p>
            <div class="buttons">
                <button
                    type="button"
                    class="button primary"
                    data-testid="export-json"
                    on:click=move |_| refused.set(!download("cross-margin-book.json", "application/json", &json.get_untracked()))
                >
                    "Download JSON"
                </button>
                <button
                    type="button"
                    class="button primary"
                    data-testid="export-csv"
                    on:click=move |_| {
                        let of = state.assessment.get_untracked().filter(|_| with_prices.get_untracked());
                        let text = intake::to_csv(&state.book.get_untracked(), of.as_deref());
                        refused.set(!download("cross-margin-book.csv", "text/csv", &text));
                    }
                >
                    "Download CSV"
                </button>
                <CopyButton text=json />
                <button type="button" class="button" data-testid="report" on:click=move |_| state.sheet.set(Some(Sheet::Report))>
                    {copy::REPORT}
                </button>
                <CopyButton text=rows word="Copy rows for a spreadsheet" />
            </div>
            <label class="check">
                <input
                    type="checkbox"
                    data-testid="export-prices"
                    prop:checked=move || with_prices.get()
                    on:change=move |ev| with_prices.set(event_target_checked(&ev))
                />
                " CSV with the price of each row"
            </label>
            {later::opened_share(state)}
            {move || refused.get().then(|| view! { <p class="wrong">"The browser refused the download; copy the text instead."</p> })}
            <pre tabindex="0" role="group" aria-label="The book as JSON" data-testid="export-text">{move || json.get()}</pre>
        </Dialog>
    }
}
