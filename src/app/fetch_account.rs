//! An account by its public address: typed or pasted, fetched by this browser, and put into the box as it was answered.

use leptos::prelude::*;

use super::intake;
use super::made::{memo, signal, watch};
use super::standing::spawn;
use crate::io::PublicAddress;
use crate::oracle::FetchFault;
use crate::oracle::transport::fetch_once;

/// How long a venue has to answer, in milliseconds.
const TIMEOUT_MS: u32 = 15_000;

/// What became of asking.
#[derive(Clone, PartialEq)]
enum Asked {
    Not,
    Waiting,
    Wrong(String),
}

async fn fetched(address: &PublicAddress) -> Result<String, FetchFault> {
    let mut answers = Vec::new();
    for request in address.requests() {
        let bytes = fetch_once(&request.url, request.body, TIMEOUT_MS).await?;
        answers.push(String::from_utf8(bytes).map_err(|_| FetchFault::Changed("it is no text".to_owned()))?);
    }
    Ok(PublicAddress::together(&answers))
}

/// What went wrong, of a venue that was asked for an account.
fn said(venue: &str, fault: &FetchFault) -> String {
    match fault {
        FetchFault::Status(404) => format!("{venue} knows no account under this address."),
        FetchFault::Status(422 | 400) => format!("{venue} does not take this for an address."),
        other => format!("{venue}: {}. {other}", other.word()),
    }
}

/// Offers to fetch the account, while an address stands in the box.
#[component]
pub(crate) fn FetchAccount(
    /// What stands in the box.
    text: RwSignal<String>,
) -> impl IntoView {
    let asked = signal(Asked::Not);
    let address = memo(move || text.with(|text| PublicAddress::read(text)));
    watch(move || {
        address.track();
        asked.set(Asked::Not);
    });
    let press = move |_| {
        let Some(Ok(of)) = address.get_untracked() else { return };
        asked.set(Asked::Waiting);
        spawn(async move {
            let answer = fetched(&of).await;
            // another text may stand there by now
            if address.try_get_untracked().flatten() != Some(Ok(of.clone())) {
                return;
            }
            match answer {
                Ok(answer) => text.set(answer),
                Err(fault) => asked.set(Asked::Wrong(said(of.venue, &fault))),
            }
        });
    };
    move || {
        let of = match address.get()? {
            Ok(of) => of,
            Err(why) => {
                let why = format!("An address? {}", intake::sentence(&why));
                return Some(view! { <p class="wrong" data-testid="fetch-wrong">{why}</p> }.into_any());
            }
        };
        let venue = of.venue;
        Some(
            view! {
                <div class="fetch" data-testid="fetch">
                    <p class="words">
                        {format!("An address at {venue}. Your browser can ask {venue} for its public account; {venue} then learns that you look at it.")}
                    </p>
                    <button
                        type="button"
                        class="button primary"
                        data-testid="fetch-account"
                        disabled=move || asked.get() == Asked::Waiting
                        on:click=press
                    >
                        {move || if asked.get() == Asked::Waiting { format!("Asking {venue} …") } else { format!("Fetch from {venue}") }}
                    </button>
                    <div role="status">
                        {move || match asked.get() {
                            Asked::Wrong(why) => view! { <p class="wrong" data-testid="fetch-wrong">{why}</p> }.into_any(),
                            _ => ().into_any(),
                        }}
                    </div>
                </div>
            }
            .into_any(),
        )
    }
}
