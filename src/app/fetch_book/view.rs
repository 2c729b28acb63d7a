//! The buttons, what is asked meanwhile, and what became of it.

use leptos::prelude::*;

use super::{Came, MOST, words};
use crate::app::made::watch;
use crate::app::shape::{many, maybe};
use crate::app::standing::spawn;
use crate::app::state::State;
use crate::book::Instrument;
use crate::oracle::order_books::{self, BookFault, Offer};
use crate::oracle::sources;
use crate::oracle::transport::{fetch_once, meta_content};
use crate::risk::OrderBook;

/// How long a venue has to answer, in milliseconds.
const TIMEOUT_MS: u32 = 15_000;

/// The box that it stands beside.
#[derive(Clone, Copy)]
pub(crate) struct Beside {
    /// Whose book is wanted; absent while no instrument is named.
    pub(crate) of: Memo<Option<Instrument>>,
    /// What stands in the box.
    pub(crate) text: Memo<String>,
    /// From whom that came and when; absent where it did not, or was changed.
    pub(crate) from: Memo<Option<String>>,
    /// Puts a book into the box.
    pub(crate) put: Callback<Came>,
}

/// What became of asking.
#[derive(Clone, PartialEq)]
enum Asked {
    Not,
    Waiting(&'static str),
    Wrong(String),
}

async fn fetched(offer: &Offer) -> Result<OrderBook, BookFault> {
    order_books::read(&fetch_once(&offer.url, offer.body.clone(), TIMEOUT_MS).await?)
}

/// Now, as the clock on the wall shows it.
fn clock() -> String {
    js_sys::Date::new_0().to_locale_time_string("en-GB").as_string().unwrap_or_default()
}

/// Offers to fetch a book from those that list the instrument.
pub(crate) fn fetch_book(state: State, beside: Beside) -> AnyView {
    let Beside { of, text, from, put } = beside;
    let asked = RwSignal::new(Asked::Not);
    // which question an answer is to; what comes after another instrument was named, or the box was changed, is dropped
    let question = StoredValue::new(0_u64);
    let next = move || question.try_update_value(|now| *now = now.wrapping_add(1));
    watch(move || {
        of.track();
        text.track();
        next();
        asked.set(Asked::Not);
    });
    let offers = Memo::new(move |_| {
        let sources = state.settings.with(|settings| sources::configured(meta_content, settings));
        of.with(|of| of.as_ref().map(|of| order_books::offers(&sources, of)).unwrap_or_default())
    });
    let press = move |offer: Offer| {
        let Some(of) = of.get_untracked() else { return };
        next();
        let this = question.get_value();
        asked.set(Asked::Waiting(offer.source));
        spawn(async move {
            let answer = fetched(&offer).await;
            if question.try_get_value() != Some(this) {
                return;
            }
            match answer {
                Ok(book) => {
                    put.run(Came { text: book.lines(MOST), from: words::from(offer.title, &clock(), &book) });
                    asked.set(Asked::Not);
                }
                Err(why) => asked.set(Asked::Wrong(words::fault(offer.title, &of, &why))),
            }
        });
    };
    let button = move |offer: Offer| {
        let Offer { source, title, .. } = offer;
        let name = move || match asked.get() {
            Asked::Waiting(whom) if whom == source => format!("Asking {title} …"),
            _ => format!("Fetch from {title}"),
        };
        view! {
            <button
                type="button"
                class="button"
                data-testid="book-fetch"
                data-source=source
                disabled=move || matches!(asked.get(), Asked::Waiting(_))
                on:click=move |_| press(offer.clone())
            >
                {name}
            </button>
        }
        .into_any()
    };
    let said = move || {
        let of = of.get()?;
        let offered = offers.with(|offers| !offers.is_empty());
        Some(if offered { words::promise(&of) } else { words::unlisted(&of) })
    };
    let became = move || {
        maybe(match asked.get() {
            Asked::Wrong(why) => {
                Some(view! { <span class="wrong" data-testid="book-fetch-wrong">{why}</span> }.into_any())
            }
            _ => from.get().map(|from| view! { <span data-testid="book-from">{from}</span> }.into_any()),
        })
    };
    view! {
        <div class="fetch" data-testid="book-offers">
            {move || many(offers.get().into_iter().map(button))}
            <span role="status">{became}</span>
            <p class="words help" data-testid="book-fetch-words">{said}</p>
        </div>
    }
    .into_any()
}
