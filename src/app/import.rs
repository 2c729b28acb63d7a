//! Import: paste, drop, choose or fetch; what it was taken for, what it would do, and what is left out and why.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlInputElement};

use super::aside;
use super::copy;
use super::dialog::Dialog;
use super::export::download;
use super::feed;
use super::fetch_account::FetchAccount;
use super::import_found::found;
use super::intake;
use super::later;
use super::paste_link::PasteLink;
use super::preview::Way;
use super::reading::{Read, Reading};
use super::standing::spawn;
use super::state::{Sheet, State};

/// A text of more bytes than this is not put into the box: it is named instead.
const MOST_SHOWN: usize = 200_000;

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
    spawn(async move {
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
    let reading = Reading::of(text);
    let left = RwSignal::new(Vec::<usize>::new());
    let close = move || {
        state.sheet.set(None);
        text.set(String::new());
        file_trouble.set(None);
    };
    let ready = Memo::new(move |_| reading.now.with(|read| matches!(read, Read::Found(found) if !found.is_nothing())));
    let take = move |way: Way| {
        let Some(mut taken) = reading.now.with_untracked(|read| match read {
            Read::Found(found) => Some((**found).clone()),
            _ => None,
        }) else {
            return;
        };
        let out = left.get_untracked();
        let mut place = 0..;
        taken.accounts.retain(|_| !place.next().is_some_and(|place| out.contains(&place)));
        state.seal();
        state.edit(None, move |book| aside::take(book, taken, way));
        state.forget_typing();
        close();
    };
    let too_large = "The file is larger than 10 MB; at most 10,000,000 bytes are read.";
    // the file that the text came from, as long as nothing else was typed
    let from = RwSignal::new(None::<String>);
    let take_file = move |file: File| {
        from.set(Some(file.name()));
        read_file(file, (10_000_000.0, too_large), text, file_trouble);
    };
    let dropped = move |ev: DragEvent| {
        ev.prevent_default();
        over.set(false);
        let Some(data) = ev.data_transfer() else { return };
        match data.files().and_then(|files| files.get(0)) {
            Some(file) => take_file(file),
            None => {
                from.set(None);
                text.set(data.get_data("text").unwrap_or_default());
            }
        }
    };
    let large = Memo::new(move |_| text.with(|text| (text.len() > MOST_SHOWN).then_some(text.len())));
    let button = move |way: Way, class: &'static str, id: &'static str, word: &'static str| {
        view! {
            <button type="button" class=class data-testid=id disabled=move || !ready.get() on:click=move |_| take(way)>
                {word}
            </button>
        }
    };
    let body = move || {
        left.set(Vec::new());
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
                {move || match large.get() {
                    Some(bytes) => view! {
                        <p class="large" data-testid="import-large">
                            {format!("{} kB of text, too much to show here.", bytes / 1000)}
                            " "
                            <button type="button" class="link" on:click=move |_| text.set(String::new())>"Clear"</button>
                        </p>
                    }
                    .into_any(),
                    None => view! {
                        <textarea
                            rows="9"
                            data-testid="import-text"
                            aria-label="Text to import"
                            spellcheck="false"
                            placeholder=copy::IMPORT_PLACEHOLDER
                            prop:value=move || text.get()
                            on:input=move |ev| {
                                from.set(None);
                                text.set(event_target_value(&ev));
                            }
                        ></textarea>
                    }
                    .into_any(),
                }}
                <label class="file">
                    <span>"Or choose a file"</span>
                    <input
                        type="file"
                        data-testid="import-file"
                        accept=".csv,.tsv,.json,.txt,text/csv,application/json,text/plain"
                        on:change=move |ev| {
                            let input = event_target::<HtmlInputElement>(&ev);
                            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                                take_file(file);
                            }
                        }
                    />
                </label>
            </div>
            <FetchAccount text=text />
            <PasteLink state=state text=text />
            <div role="status">
                {move || file_trouble.get().map(|trouble| view! { <p class="wrong">{trouble}</p> })}
                {move || match reading.now.get() {
                    Read::Nothing => ().into_any(),
                    Read::Busy { done, total } => busy(reading, done, total),
                    Read::Found(what) => found(state, &what, left, from.get_untracked()),
                    Read::Wrong(why) => {
                        let why = match from.get_untracked() {
                            Some(file) => format!("{file}: {why}"),
                            None => why,
                        };
                        view! { <p class="wrong" data-testid="import-wrong">{why}</p> }.into_any()
                    }
                }}
            </div>
            <div class="buttons">
                {button(Way::Add, "button primary", "import-add", "Add to book")}
                {button(Way::Replace, "button", "import-replace", "Replace book")}
                {button(Way::Beside, "button", "import-beside", "Put beside it")}
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
            {move || match reading.now.get() {
                Read::Found(what) => later::self_checks(state, what.accounts.clone()),
                _ => ().into_any(),
            }}
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

/// How far a long reading is, and a way to stop it.
fn busy(reading: Reading, done: usize, total: usize) -> AnyView {
    view! {
        <div class="busy" data-testid="import-busy">
            <progress max=total.max(1) value=done aria-label="Rows read"></progress>
            <span>{if total == 0 { "Taking the text apart".to_owned() } else { format!("{done} of {total} rows read") }}</span>
            <button type="button" class="button" data-testid="import-cancel" on:click=move |_| reading.cancel()>"Cancel"</button>
        </div>
    }
    .into_any()
}
