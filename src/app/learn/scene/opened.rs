//! A scene as a student sees it.

use leptos::prelude::*;

use super::super::super::allowed::Allowed;
use super::super::super::intake::sentence;
use super::super::super::shape::{many, maybe};
use super::super::super::state::State;
use super::super::exercises::{Batch, exercises, level};
use super::super::handout::Of;
use super::super::spoken::say;
use super::played::played;
use super::present::{present, presents};
use crate::io::Notice;
use crate::io::session::{self, Place, Scene, Session};
use crate::learn::exercise::Level;

/// The scene in the fragment of a link; or, calmly, why there is none.
pub(super) fn opened(state: State, fragment: String) -> AnyView {
    match session::read(&fragment) {
        Ok((session, notices)) => match session.scene.clone() {
            Some(scene) => scene_of(state, fragment, session, scene, notices),
            None => {
                let book = fragment.replacen("scene=", "s=", 1);
                let way =
                    view! { <p class="ways"><a href=format!("#{book}")>{say("scene.open-book")}</a></p> }.into_any();
                not_shown(say("scene.none"), way)
            }
        },
        Err(error) => not_shown(sentence(&error.to_string()), ().into_any()),
    }
}

fn not_shown(why: String, way: AnyView) -> AnyView {
    view! {
        <div class="scene">
            <h1>{say("scene.wrong-title")}</h1>
            <section class="card made" role="status">
                <p class="wrong" data-testid="scene-wrong">{why}</p>
                <p class="dim">{say("scene.wrong-help")}</p>
                {way}
                <p class="ways"><a href="#scene">{say("scene.make")}</a></p>
            </section>
        </div>
    }
    .into_any()
}

fn scene_of(state: State, fragment: String, session: Session, scene: Scene, notices: Vec<Notice>) -> AnyView {
    let Scene { title, task, shown, changes, place } = scene;
    let title = if title.is_empty() { say("scene.untitled") } else { title };
    let said =
        many(notices.into_iter().map(|notice| view! { <p class="help">{sentence(&notice.message)}</p> }.into_any()));
    let allowed = Allowed(changes);
    let way = |to: String, key| view! { <a href=to>{say(key)}</a> }.into_any();
    let further = match &place {
        Place::Lesson { id, .. } => Some(way(format!("#learn/{id}"), "scene.to-lesson")),
        Place::Explorer => Some(way("#explorer".to_owned(), "scene.to-explorer")),
        Place::Calculator | Place::Exercises { .. } => None,
    };
    let body = match place {
        Place::Exercises { seed, level: name, count } => {
            exercises(state, Batch { seed, level: level(&name).unwrap_or(Level::Easy), count })
        }
        Place::Calculator | Place::Lesson { .. } | Place::Explorer => played(state, session, shown, move || allowed),
    };
    let print = Of::Scene(fragment.clone());
    let presents = presents(state);
    view! {
        <div class="scene" class:presenting=presents data-testid="scene">
            <div class="scene-head">
                <h1 data-testid="scene-title">{title}</h1>
                <div class="ways">
                    {maybe(further)}
                    {present(state, fragment, presents)}
                    {way(format!("#{}", print.handout(false)), "scene.print")}
                    {way(format!("#{}", print.handout(true)), "scene.print-solved")}
                </div>
            </div>
            {maybe((!task.is_empty()).then(|| view! { <p class="task" data-testid="scene-task">{task}</p> }.into_any()))}
            {said}
            {body}
        </div>
    }
    .into_any()
}
