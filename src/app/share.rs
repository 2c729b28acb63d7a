//! The link to the session on screen.

use leptos::prelude::*;

use super::export::CopyButton;
use super::state::State;
use super::ticket::Desk;
use super::{address, copy, intake, shared};
use crate::io::session::{self, Session};

/// A link that was made.
#[derive(Clone, Debug, PartialEq)]
struct Made {
    link: String,
    says: String,
}

/// The session on screen, at the prices of this moment: a link that changed with each of them could not be copied.
pub(crate) fn session(state: State) -> Session {
    // the book itself, also while the page shows what it would be after a trade
    let (book, rules) = (state.history.with(|history| history.present().clone()), state.rules.get());
    let trades = if state.trying.get() { Desk::of(state).positions() } else { Vec::new() };
    state.market.with_untracked(|market| shared::session(&book, market, rules.as_deref(), trades))
}

fn made(state: State) -> Result<Made, String> {
    let session = session(state);
    let fragment = session::fragment(&session).map_err(|error| intake::sentence(&error.to_string()))?;
    let link = address::with(&fragment).ok_or(copy::NO_ADDRESS)?;
    let says = format!("{} characters. It holds {}.", link.len(), shared::holds(&session));
    Ok(Made { link, says })
}

/// The link, how long it is and what it holds; or why there is none.
#[component]
pub(crate) fn ShareLink(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let link = Memo::new(move |_| made(state));
    view! {
        <section class="share" aria-labelledby="share-title" data-testid="share">
            <h3 id="share-title">"Share link"</h3>
            {move || match link.get() {
                Ok(Made { link, says }) => view! {
                    <div class="buttons">
                        <input
                            class="link-text"
                            type="text"
                            readonly=true
                            data-testid="session-link"
                            aria-label="Link to this book"
                            value=link.clone()
                        />
                        <CopyButton text=Signal::stored(link) />
                    </div>
                    <p class="words" data-testid="session-says">{says}" "{copy::SHARE_HELP}</p>
                }
                .into_any(),
                Err(why) => view! { <p class="wrong" data-testid="session-wrong">{why}</p> }.into_any(),
            }}
        </section>
    }
}
