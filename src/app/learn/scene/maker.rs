//! The form for a scene: what it is made of, what is asked, what may be changed; the link, and what students will see.

use leptos::prelude::*;

use super::super::super::allowed::Allowed;
use super::super::super::made::{memo, signal, watch};
use super::super::super::shape::{changing, many};
use super::super::super::state::State;
use super::super::super::{copy, shared};
use super::super::exercises::{Batch, exercises};
use super::super::spoken::say;
use super::fields::{fields, texts};
use super::link::link;
use super::played::played;
use super::{Draft, frozen};
use crate::io::session::{Place, Session};
use crate::market::Market;

/// Where the draft is kept.
const KEPT: &str = "scene";

/// The book of whoever makes a scene, as it stands, and all prices there are.
fn own(state: State) -> (Session, Market) {
    let (book, rules) = (state.history.with(|history| history.present().clone()), state.rules.get());
    // the prices of this moment: a link that changed with each of them could not be copied
    let market = state.market.with_untracked(|market| Market::clone(market));
    (shared::session(&book, &market, rules.as_deref(), Vec::new()), market)
}

/// The form.
pub(super) fn maker(state: State) -> AnyView {
    let draft = signal(Draft::read(&state.load(KEPT).unwrap_or_default()));
    watch(move || {
        if state.save(KEPT, &draft.with(Draft::text)).is_err() {
            state.say(copy::NOT_KEPT);
        }
    });
    let again = signal(0_u32);
    // what is frozen is worked out again when that changes, not with every letter of the task
    let of = memo(move || draft.with(|draft| (draft.scene().place, draft.allowed().has(Allowed::ROWS))));
    let frozen = memo(move || {
        again.track();
        let (place, rows) = of.get();
        frozen(&place, Allowed(if rows { Allowed::ROWS } else { 0 }), || own(state))
    });
    let session = memo(move || {
        let scene = draft.with(Draft::scene);
        frozen.get().map(|session| Session { scene: Some(scene), ..session })
    });
    let shown = memo(move || draft.with(|draft| draft.shown));
    let allowed = memo(move || draft.with(|draft| draft.allowed().0));
    let preview = changing(move || match (of.get().0, frozen.get()) {
        (Place::Exercises { .. }, _) => exercises(state, draft.with_untracked(|draft| Batch::of(&draft.exercises))),
        (_, Ok(session)) => {
            shown.track();
            let shown = draft.with_untracked(Draft::scene).shown;
            played(state, session, shown, move || Allowed(allowed.get()))
        }
        (_, Err(_)) => ().into_any(),
    });
    view! {
        <div class="scene">
            <h1>{say("scene.make")}</h1>
            <p class="intro">{say("scene.lead")}</p>
            <div class="making">
                <section class="card made" aria-label=say("scene.make")>
                    {many([fields(draft, again), texts(draft)])}
                </section>
                {link(session)}
            </div>
            <section class="previewed" aria-labelledby="scene-preview-title">
                <h2 id="scene-preview-title">{say("scene.preview")}</h2>
                {preview}
            </section>
        </div>
    }
    .into_any()
}
