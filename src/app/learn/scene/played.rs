//! A scene in play: the calculator with its book, what may be changed, and how far it is from what was frozen.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::super::allowed::Allowed;
use super::super::super::book::Book;
use super::super::super::made::{signal, watch};
use super::super::super::shape::{changing, maybe, worded};
use super::super::super::shared::instant;
use super::super::super::state::{Sheet, State};
use super::super::inner::inner;
use super::super::sheet;
use super::super::sheet_view::table;
use super::super::spoken::{say, with};
use super::{Change, changes, open_to};
use crate::io::session::{Session, Shown};
use crate::margin::{Assessment, assess, venues};

/// A session in a calculator of its own, and what a student does with it.
pub(super) fn played(
    state: State,
    session: Session,
    shown: Shown,
    allowed: impl Fn() -> Allowed + Copy + Send + Sync + 'static,
) -> AnyView {
    let Session { account, market, rules, .. } = session;
    let Some(rules) = rules.or_else(|| venues::reference().ok().cloned()) else { return ().into_any() };
    let as_of = with(
        "scene.as-of",
        [("instant", instant(market.as_of)), ("rules", format!("{}, {}", rules.title, rules.as_of))],
    );
    let before = Arc::new(assess(&account, &market, &rules));
    let prudence = market.prudence;
    let book = Book::of_link(account, market);
    let within = signal(None::<State>);
    let calculator = inner(state, book.clone(), Some(rules.clone()), mode(shown), move |inner| {
        inner.prudence.set(prudence);
        watch(move || inner.allowed.set(allowed()));
        within.set(Some(inner));
    });
    let rules = Arc::new(rules);
    let back = move |_| {
        if let Some(inner) = within.get_untracked() {
            inner.put(book.clone());
            inner.rules.set(Some(Arc::clone(&rules)));
            inner.prudence.set(prudence);
        }
    };
    let change_rules = changing(move || {
        let press = move |_| {
            if let Some(inner) = within.get_untracked() {
                inner.sheet.set(Some(Sheet::Rules));
            }
        };
        maybe(allowed().has(Allowed::RULES).then(|| {
            let word = say("scene.change-rules");
            view! { <button type="button" class="button" data-testid="scene-rules" on:click=press>{word}</button> }
                .into_any()
        }))
    });
    let compares = signal(false);
    let compared = changing(move || {
        let now = compares.get().then(|| within.get()?.assessment.get()).flatten();
        maybe(now.map(|now| difference(&before, &now)))
    });
    let word = move || say(if compares.get() { "scene.changed-hide" } else { "scene.changed" });
    view! {
        <div class="played">
            <p class="help" data-testid="scene-as-of">{as_of}</p>
            <p class="open-to" data-testid="scene-open-to">{worded(move || open_to(allowed()))}</p>
            <div class="buttons">
                <button type="button" class="button" data-testid="scene-back" on:click=back>{say("scene.back")}</button>
                <button
                    type="button"
                    class="button"
                    data-testid="scene-changed"
                    aria-expanded=move || compares.get().to_string()
                    on:click=move |_| compares.update(|compares| *compares = !*compares)
                >
                    {worded(word)}
                </button>
                {change_rules}
            </div>
            {compared}
            {calculator}
        </div>
    }
    .into_any()
}

/// What of the calculator is on screen, as its styles know it.
fn mode(shown: Shown) -> &'static str {
    match shown {
        Shown::Everything => "scene",
        Shown::Figures => "scene figures",
        Shown::Tables => "scene tables",
    }
}

fn difference(before: &Assessment, now: &Assessment) -> AnyView {
    let row = |Change { name, before, now, by }: Change| {
        let by = if by.is_empty() { say("scene.same") } else { by };
        vec![say(name), before, now, by]
    };
    let heads = ["scene.figure", "scene.before", "scene.now", "scene.by"];
    let rows = changes(before, now).into_iter().map(row);
    view! { <div data-testid="scene-difference">{table(sheet::table("scene.changed-title", &heads, rows))}</div> }
        .into_any()
}
