//! The link to a scene, how long it is and what it holds.

use leptos::prelude::*;

use super::super::super::export::CopyButton;
use super::super::super::shape::changing;
use super::super::super::{address, copy, intake, shared};
use super::super::spoken::{say, with};
use crate::io::session::{self, Session};

struct Made {
    fragment: String,
    link: String,
    says: String,
}

fn made(session: &Session) -> Result<Made, String> {
    let fragment = session::scene_fragment(session).map_err(|error| intake::sentence(&error.to_string()))?;
    let link = address::with(&fragment).ok_or(copy::NO_ADDRESS)?;
    let says = with("scene.link-says", [("count", link.len().to_string()), ("holds", shared::holds(session))]);
    Ok(Made { fragment, link, says })
}

/// The link to a scene; or why there is none.
pub(super) fn link(session: Memo<Result<Session, String>>) -> AnyView {
    let of = move || session.with(|session| session.as_ref().map_err(String::clone).and_then(made));
    let body = changing(move || match of() {
        Ok(Made { fragment, link, says }) => view! {
            <div class="buttons">
                <input
                    class="link-text"
                    type="text"
                    readonly=true
                    data-testid="scene-link"
                    aria-label=say("scene.link")
                    value=link.clone()
                />
                <CopyButton text=Signal::stored(link) />
            </div>
            <p class="help" data-testid="scene-says">{says}" "{say("scene.link-help")}</p>
            <p class="ways">
                <a href=format!("#{fragment}") data-testid="scene-open">{say("scene.open-it")}</a>
                <a href=format!("#{fragment}/handout")>{say("scene.print")}</a>
            </p>
        }
        .into_any(),
        Err(why) => view! { <p class="wrong" data-testid="scene-wrong">{why}</p> }.into_any(),
    });
    view! {
        <section class="card made" aria-labelledby="scene-link-title">
            <h2 id="scene-link-title">{say("scene.link")}</h2>
            {body}
        </section>
    }
    .into_any()
}
