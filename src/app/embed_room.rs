//! Where one makes the lines that put the calculator into a page of one's own, and sees what they show.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::export::CopyButton;
use super::made::{memo, watch};
use super::shared;
use super::state::State;
use crate::embed::element::{How, Shown, Wish, token};
use crate::embed::engine::Answer;
use crate::margin::venues;

/// Which book is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Mine,
    Nothing,
    Address,
}

/// Everything that is chosen here.
#[derive(Clone, Copy)]
struct Choices {
    how: RwSignal<How>,
    source: RwSignal<Source>,
    address: RwSignal<String>,
    mode: RwSignal<String>,
    rules: RwSignal<String>,
    theme: RwSignal<String>,
    prices: RwSignal<String>,
    keys: RwSignal<String>,
    readonly: RwSignal<bool>,
    width: RwSignal<u32>,
}

const MODES: [(&str, &str); 4] = [
    ("full", "Full: the whole calculator"),
    ("compact", "Compact: the answer alone"),
    ("preview", "Preview: the answer and the next trade"),
    ("teach", "Teach: the lessons"),
];
const THEMES: [(&str, &str); 3] = [("auto", "As the reader’s system"), ("light", "Light"), ("dark", "Dark")];
const PRICES: [(&str, &str); 3] = [
    ("auto", "From the sources, live"),
    ("manual", "Handed in by your page, or typed"),
    ("off", "Only those of the book"),
];
const WIDTHS: [(u32, &str); 3] = [(320, "320 px"), (480, "480 px"), (0, "As wide as there is room")];

/// The room.
pub(crate) fn room(state: State) -> AnyView {
    let choices = Choices {
        how: RwSignal::new(How::Element),
        source: RwSignal::new(Source::Mine),
        address: RwSignal::new(String::new()),
        mode: RwSignal::new("compact".to_owned()),
        rules: RwSignal::new(
            state.rules.with_untracked(|rules| rules.as_ref().map_or("reference", |of| shipped(&of.name)).to_owned()),
        ),
        theme: RwSignal::new("auto".to_owned()),
        prices: RwSignal::new("off".to_owned()),
        keys: RwSignal::new(String::new()),
        readonly: RwSignal::new(false),
        width: RwSignal::new(0),
    };
    // as the book is on arrival: a preview that followed every price could not be read
    let mine = untrack(|| my_token(state));
    let token = mine.clone().ok();
    let wish = memo(move || wished(choices, token.clone()));
    let lines = Signal::derive(move || wish.with(Wish::snippet));
    let no_token = mine.err();
    let why_not = move || {
        let wanted = choices.source.get() == Source::Mine;
        no_token.clone().filter(|_| wanted).map(|why| view! { <p class="wrong">{why}</p> })
    };
    view! {
        <div class="room embed-room" role=state.main_role()>
            <div class="room-head">
                <h1>"Put it into your page"</h1>
                <p class="words">
                    "Choose what it shows, copy the lines, paste them where it should stand. It runs in the reader’s browser; nothing is sent to us, or to you."
                </p>
            </div>
            <form class="card embed-form" on:submit=move |ev| ev.prevent_default()>
                {picks(choices)}
            </form>
            <section class="card embed-lines" aria-labelledby="embed-lines-title">
                <div class="title">
                    <h2 id="embed-lines-title">"The lines"</h2>
                    <span class="actions"><CopyButton text=lines /></span>
                </div>
                {why_not}
                <pre tabindex="0" role="group" aria-label="The lines to paste" data-testid="snippet">{move || lines.get()}</pre>
                <p class="words">{move || note(choices.how.get())}</p>
            </section>
            <section class="embed-seen" aria-labelledby="embed-seen-title">
                <div class="title">
                    <h2 id="embed-seen-title">"What your readers see"</h2>
                    {widths(choices)}
                </div>
                {preview(wish, choices.width)}
            </section>
        </div>
    }
    .into_any()
}

/// The name of a rule set, if it came with the page: others a page elsewhere does not know.
fn shipped(name: &str) -> &'static str {
    venues::named(name).map_or("reference", |rules| rules.name.as_str())
}

fn my_token(state: State) -> Result<String, String> {
    let book = state.history.with_untracked(|history| history.present().clone());
    let session = state.market.with_untracked(|market| shared::session(&book, market, None, Vec::new()));
    match token(&session) {
        Answer::Value { value, .. } => Ok(value),
        Answer::Faults(faults) => {
            let said = faults.first().map(|fault| format!("{}; {}.", fault.message, fault.remedy));
            Err(said.unwrap_or_default())
        }
    }
}

fn wished(choices: Choices, mine: Option<String>) -> Wish {
    let shown = match choices.source.get() {
        Source::Mine => mine.map_or(Shown::Nothing, Shown::Token),
        Source::Nothing => Shown::Nothing,
        Source::Address => Shown::Address(choices.address.get()),
    };
    Wish {
        how: choices.how.get(),
        base: base(),
        shown,
        mode: choices.mode.get(),
        rules: choices.rules.get(),
        theme: choices.theme.get(),
        prices: choices.prices.get(),
        readonly: choices.readonly.get(),
        keys: choices.keys.get(),
    }
}

/// Where this page's files are.
fn base() -> String {
    let address = document().base_uri().ok().flatten().unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default()
}

fn note(how: How) -> &'static str {
    match how {
        How::Element => {
            "One element and one script. Your page’s policy needs script-src and style-src and connect-src for these files, and 'wasm-unsafe-eval'."
        }
        How::Frame => {
            "For pages that let no script from elsewhere in. Everything is said by messages, to your origin and to no other."
        }
        How::Package => {
            "The same files out of npm: copy node_modules/cross-margin/element to where your site serves files."
        }
    }
}

fn picks(choices: Choices) -> AnyView {
    let rules: Vec<_> = venues::all().iter().map(|of| (of.name.as_str(), of.title.as_str())).collect();
    view! {
        {choose("How", "how", choices.how, &[(How::Element, "An element"), (How::Frame, "A frame"), (How::Package, "The npm package")])}
        {choose("Book", "source", choices.source, &[(Source::Mine, "My book, as it stands"), (Source::Nothing, "None: the reader brings one"), (Source::Address, "One at an address")])}
        {move || (choices.source.get() == Source::Address).then(|| text("Address of the book, as JSON", "address", choices.address, "https://example.org/book.json"))}
        {pick("Shows", "mode", choices.mode, &MODES)}
        {pick("Rules", "rules", choices.rules, &rules)}
        {pick("Theme", "theme", choices.theme, &THEMES)}
        {pick("Prices", "prices", choices.prices, &PRICES)}
        {text("Keep what readers do, named", "keys", choices.keys, "nothing is kept")}
        <label class="check">
            <input
                type="checkbox"
                data-testid="embed-readonly"
                prop:checked=move || choices.readonly.get()
                on:change=move |ev| choices.readonly.set(event_target_checked(&ev))
            />
            " Readers can change nothing of the book"
        </label>
    }
    .into_any()
}

/// One of a few, by their place.
fn choose<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    name: &'static str,
    chosen: RwSignal<T>,
    all: &[(T, &'static str)],
) -> AnyView {
    let options = all
        .iter()
        .enumerate()
        .map(|(place, (value, word))| {
            let value = *value;
            view! { <option value=place.to_string() selected=move || chosen.get() == value>{*word}</option> }
        })
        .collect_view();
    let values: Vec<T> = all.iter().map(|(value, _)| *value).collect();
    let pick = move |ev: web_sys::Event| {
        if let Some(value) = event_target_value(&ev).parse::<usize>().ok().and_then(|place| values.get(place)) {
            chosen.set(*value);
        }
    };
    view! { <label><span>{label}</span><select data-testid=format!("embed-{name}") on:change=pick>{options}</select></label> }
        .into_any()
}

/// One of a few words.
fn pick(
    label: &'static str,
    name: &'static str,
    chosen: RwSignal<String>,
    all: &[(&'static str, &'static str)],
) -> AnyView {
    let options = all
        .iter()
        .map(|(value, word)| {
            let value = *value;
            view! { <option value=value selected=move || chosen.with(|chosen| chosen == value)>{*word}</option> }
        })
        .collect_view();
    view! {
        <label>
            <span>{label}</span>
            <select data-testid=format!("embed-{name}") on:change=move |ev| chosen.set(event_target_value(&ev))>{options}</select>
        </label>
    }
    .into_any()
}

fn text(label: &'static str, name: &'static str, typed: RwSignal<String>, placeholder: &'static str) -> AnyView {
    view! {
        <label>
            <span>{label}</span>
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                data-testid=format!("embed-{name}")
                placeholder=placeholder
                prop:value=move || typed.get()
                on:input=move |ev| typed.set(event_target_value(&ev))
            />
        </label>
    }
    .into_any()
}

fn widths(choices: Choices) -> AnyView {
    let buttons = WIDTHS.map(|(width, word)| {
        let pressed = move || if choices.width.get() == width { "true" } else { "false" };
        view! {
            <button type="button" class="link" aria-pressed=pressed on:click=move |_| choices.width.set(width)>{word}</button>
        }
    });
    view! { <span class="actions" role="group" aria-label="Width of the preview">{buttons.collect_view()}</span> }
        .into_any()
}

/// The element itself, as a page elsewhere would have it; it keeps nothing here.
fn preview(wish: Memo<Wish>, width: RwSignal<u32>) -> AnyView {
    let at = NodeRef::<html::Div>::new();
    watch(move || {
        let Some(at) = at.get() else { return };
        let element = at.first_element_child().or_else(|| {
            let element = document().create_element("cross-margin").ok()?;
            drop(at.append_child(&element));
            fetched();
            Some(element)
        });
        let Some(element) = element else { return };
        let attributes = wish.with(Wish::attributes);
        for name in ["portfolio", "src", "mode", "rules", "theme", "prices", "readonly"] {
            let value = attributes.iter().find(|(of, _)| *of == name).map(|(_, value)| value.as_str());
            match value {
                Some(value) if element.get_attribute(name).as_deref() != Some(value) => {
                    drop(element.set_attribute(name, value))
                }
                None if element.has_attribute(name) => drop(element.remove_attribute(name)),
                _ => {}
            }
        }
        if let Some(element) = element.dyn_ref::<HtmlElement>() {
            let width = width.get();
            let style = element.style();
            drop(if width == 0 {
                style.remove_property("max-width").map(drop)
            } else {
                style.set_property("max-width", &format!("{width}px"))
            });
        }
    });
    view! { <div class="embed-place" data-testid="embed-preview" node_ref=at></div> }.into_any()
}

/// Fetches the element's script, once for the document.
fn fetched() {
    let document = document();
    if document.query_selector("script[data-element]").is_ok_and(|script| script.is_some()) {
        return;
    }
    let Ok(script) = document.create_element("script") else { return };
    for (name, value) in [("type", "module"), ("src", "./cross-margin-element.js"), ("data-element", "")] {
        drop(script.set_attribute(name, value));
    }
    if let Some(head) = document.head() {
        drop(head.append_child(&script));
    }
}
