//! Import: paste, drop or choose; what it was taken for, what is good, what is left out and why.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, File, HtmlInputElement};

use super::copy;
use super::dialog::Dialog;
use super::export::download;
use super::feed;
use super::intake::{self, Found, Remark};
use super::state::{Sheet, State};
use crate::app::book::Book;

/// Remarks shown before the rest is only counted.
const MOST_REMARKS: usize = 50;

fn remark(remark: Remark) -> impl IntoView {
    let place = (!remark.place.is_empty()).then(|| view! { <b>{remark.place}": "</b> });
    view! {
        <li class:left-out=remark.left_out>
            {place}
            {remark.message}
            {remark.left_out.then_some(" Left out.")}
        </li>
    }
}

fn found(found: &Found) -> impl IntoView + use<> {
    let (positions, holdings) = (found.account.positions.len(), found.account.holdings.len());
    let counted = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let out = found.remarks.iter().filter(|remark| remark.left_out).count();
    let mut summary = format!(
        "Read as {}: {} and {} can be taken",
        found.form,
        counted(positions, "position", "positions"),
        counted(holdings, "kind of collateral", "kinds of collateral")
    );
    summary.push_str(&match out {
        0 => ".".to_owned(),
        out => format!("; {} left out.", counted(out, "row is", "rows are")),
    });
    let more = found.remarks.len().saturating_sub(MOST_REMARKS);
    let remarks = found.remarks.iter().take(MOST_REMARKS).cloned().map(remark).collect_view();
    view! {
        <p class="summary" data-testid="import-summary">{summary}</p>
        <ul class="remarks" data-testid="import-remarks">{remarks}</ul>
        {(more > 0).then(|| format!("and {more} more"))}
    }
}

/// Puts a file's text where text is typed. One of more bytes than `most`, or one that cannot be read, is said and leaves what
/// stands there.
pub(crate) fn read_file(
    file: File,
    (most, too_large): (f64, &'static str),
    text: RwSignal<String>,
    trouble: RwSignal<Option<&'static str>>,
) {
    if file.size() > most {
        trouble.set(Some(too_large));
        return;
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) {
            Some(content) => {
                trouble.set(None);
                text.set(content);
            }
            None => trouble.set(Some("The browser could not read the file.")),
        }
    });
}

/// The import dialog.
#[component]
pub(crate) fn ImportDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let over = RwSignal::new(false);
    let file_trouble = RwSignal::new(None::<&'static str>);
    let close = move || {
        state.sheet.set(None);
        text.set(String::new());
        file_trouble.set(None);
    };
    let read = Memo::new(move |_| {
        let text = text.get();
        (!text.trim().is_empty()).then(|| intake::read(&text, feed::clock()))
    });
    let ready = Memo::new(move |_| read.with(|read| matches!(read, Some(Ok(found)) if !found.is_nothing())));
    let take = move |replace: bool| {
        if let Some(Ok(found)) = read.get_untracked() {
            state.seal();
            state.edit(None, move |book| {
                if replace {
                    *book = Book::new(found.account, found.prices);
                    book.extra = found.extra;
                } else {
                    book.append(found.account);
                    book.take_prices(&found.prices);
                    if book.extra.is_empty() {
                        book.extra = found.extra;
                    }
                }
            });
            state.forget_typing();
            close();
        }
    };
    let too_large = "The file is larger than 10 MB; a book is smaller.";
    let take_file = move |file: File| read_file(file, (10_000_000.0, too_large), text, file_trouble);
    let dropped = move |ev: DragEvent| {
        ev.prevent_default();
        over.set(false);
        let Some(data) = ev.data_transfer() else { return };
        match data.files().and_then(|files| files.get(0)) {
            Some(file) => take_file(file),
            None => text.set(data.get_data("text").unwrap_or_default()),
        }
    };
    let body = move || {
        view! {
            <p class="words">{copy::IMPORT_HELP}</p>
            <div
                class="drop"
                class:over=move || over.get()
                on:dragover=move |ev: DragEvent| {
                    ev.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=dropped
            >
                <textarea
                    rows="9"
                    data-testid="import-text"
                    aria-label="Text to import"
                    spellcheck="false"
                    placeholder=copy::IMPORT_PLACEHOLDER
                    prop:value=move || text.get()
                    on:input=move |ev| text.set(event_target_value(&ev))
                ></textarea>
                <label class="file">
                    <span>"Or choose a file"</span>
                    <input
                        type="file"
                        data-testid="import-file"
                        accept=".csv,.json,.txt,text/csv,application/json,text/plain"
                        on:change=move |ev| {
                            let input = event_target::<HtmlInputElement>(&ev);
                            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                                take_file(file);
                            }
                        }
                    />
                </label>
            </div>
            <div role="status">
                {move || file_trouble.get().map(|trouble| view! { <p class="wrong">{trouble}</p> })}
                {move || match read.get() {
                    None => ().into_any(),
                    Some(Ok(what)) => found(&what).into_any(),
                    Some(Err(why)) => view! { <p class="wrong" data-testid="import-wrong">{why}</p> }.into_any(),
                }}
            </div>
            <div class="buttons">
                <button type="button" class="button primary" data-testid="import-add" disabled=move || !ready.get() on:click=move |_| take(false)>
                    "Add to book"
                </button>
                <button type="button" class="button" data-testid="import-replace" disabled=move || !ready.get() on:click=move |_| take(true)>
                    "Replace book"
                </button>
                <button
                    type="button"
                    class="link"
                    data-testid="import-template"
                    on:click=move |_| {
                        if !download("cross-margin-template.csv", "text/csv", &intake::template(feed::clock())) {
                            file_trouble.set(Some("The browser refused the download."));
                        }
                    }
                >
                    "Download a CSV to fill in"
                </button>
                <span class="dim">"One undo takes it back."</span>
            </div>
        }
    };
    view! {
        <Dialog
            id="import-dialog"
            open=Signal::derive(move || state.sheet.get() == Some(Sheet::Import))
            close=Callback::new(move |()| close())
            title="Import"
        >
            {body()}
        </Dialog>
    }
}
