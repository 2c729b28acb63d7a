//! The fold of limits of one's own: rows that are typed, what becomes of each, and where they are kept.

use leptos::prelude::*;

use super::caps::{self, Field, MEASURES, OwnCap, Wrong};
use super::caps_words;
use super::desk::Desk;
use crate::app::shape::{maybe, rows};
use crate::app::state::State;
use crate::app::storage;
use crate::margin::caps::{Cap, Keeping};

const HELP: &str = "Checked with every trade that is tried, and counted in the largest size that passes. They are your own: no \
    venue knows of them. Notional counts an option at its underlying’s price; net delta and vega count whatever their sign.";

/// The limits, as they are typed. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    rows: RwSignal<Vec<(u64, OwnCap)>>,
}

impl Limits {
    /// Those that this browser keeps.
    pub(crate) fn kept(state: State) -> Self {
        let all = caps::kept(&state.load(storage::CAPS).unwrap_or_default());
        Self { rows: RwSignal::new((0..).zip(all).collect()) }
    }

    /// Those that can be read, each with its row.
    pub(crate) fn read(self) -> Vec<(u64, Cap)> {
        self.rows.with(|rows| rows.iter().filter_map(|(id, typed)| Some((*id, typed.read().ok()?))).collect())
    }

    fn typed(self, id: u64) -> OwnCap {
        let find = |rows: &Vec<(u64, OwnCap)>| rows.iter().find(|(of, _)| *of == id).map(|(_, typed)| typed.clone());
        self.rows.with(find).unwrap_or_default()
    }

    fn edit(self, id: u64, change: impl FnOnce(&mut OwnCap)) {
        self.rows.update(|rows| {
            if let Some((_, typed)) = rows.iter_mut().find(|(of, _)| *of == id) {
                change(typed);
            }
        });
    }

    fn add(self) {
        self.rows.update(|rows| {
            let id = rows.iter().map(|(id, _)| *id).max().map_or(0, |id| id.wrapping_add(1));
            rows.push((id, OwnCap::default()));
        });
    }

    /// Hears of a change of them.
    pub(super) fn hear(self) {
        self.rows.track();
    }

    /// As this browser keeps them.
    pub(super) fn text(self) -> String {
        let all = self.rows.with_untracked(|rows| rows.iter().map(|(_, typed)| typed.clone()).collect::<Vec<_>>());
        caps::written(&all)
    }
}

/// A text field of a limit, with what is wrong beside it.
fn field(limits: Limits, id: u64, of: Field) -> AnyView {
    let (word, label, placeholder) = match of {
        Field::Asset => ("asset", "Of", "BTC"),
        Field::Most => ("most", "At most", ""),
    };
    let hint = format!("cap-{id}-{word}-hint");
    let described = hint.clone();
    let text = move || {
        let typed = limits.typed(id);
        if of == Field::Asset { typed.asset } else { typed.most }
    };
    let wrong = Memo::new(move |_| limits.typed(id).read().err()?.into_iter().find(|wrong| wrong.field == of));
    let said = move || {
        let hint = hint.clone();
        let class = |wrong: &Wrong| if wrong.unfinished { "hint" } else { "wrong" };
        maybe(wrong.get().map(|wrong| {
            view! { <span class=class(&wrong) id=hint data-testid=format!("cap-{word}-said")>{wrong.right.clone()}</span> }
                .into_any()
        }))
    };
    view! {
        <label class=format!("form-part {word}")>
            <span>{label}</span>
            <input
                type="text"
                data-testid=format!("cap-{word}")
                data-own-undo=""
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                aria-invalid=move || wrong.get().filter(|wrong| !wrong.unfinished).map(|_| "true")
                aria-describedby=move || wrong.get().map(|_| described.clone())
                prop:value=text
                on:input=move |ev| {
                    let text = event_target_value(&ev);
                    limits.edit(id, |typed| if of == Field::Asset { typed.asset = text } else { typed.most = text });
                }
            />
            {said}
        </label>
    }
    .into_any()
}

fn row(desk: Desk, id: u64) -> AnyView {
    let limits = desk.limits;
    let on = Memo::new(move |_| limits.typed(id).on);
    let place = move || limits.rows.with(|rows| rows.iter().position(|(of, _)| *of == id)).unwrap_or_default() + 1;
    let now = untrack(move || on.get());
    let options = MEASURES.map(|(on, word, name)| view! { <option value=word selected=on == now>{name}</option> });
    let checked = Memo::new(move |_| {
        desk.checked.with(|all| {
            let check = all.iter().find(|(of, _)| *of == id).map(|(_, check)| check)?;
            Some((check.keeping() == Keeping::Kept, caps_words::line(check)))
        })
    });
    view! {
        <fieldset class="cap" data-testid="cap">
            <legend class="unseen">{move || format!("Limit {}", place())}</legend>
            <div class="cap-fields">
                <label class="form-part on">
                    <span>"Limit on"</span>
                    <select
                        data-testid="cap-on"
                        prop:value=move || on.get().word()
                        on:change=move |ev| {
                            let on = caps::On::named(&event_target_value(&ev));
                            limits.edit(id, |typed| typed.on = on);
                        }
                    >
                        {options.into_iter().collect_view()}
                    </select>
                </label>
                {move || maybe(on.get().of_one().then(|| field(limits, id, Field::Asset)))}
                {field(limits, id, Field::Most)}
            </div>
            <p class="leg-does">
                <span data-testid="cap-becomes" class:wrong=move || checked.get().is_some_and(|(kept, _)| !kept)>
                    {move || checked.get().map(|(_, line)| line)}
                </span>
                " "
                <button
                    type="button"
                    class="link small"
                    data-testid="cap-remove"
                    on:click=move |_| limits.rows.update(|rows| rows.retain(|(of, _)| *of != id))
                >
                    {move || format!("Remove limit {}", place())}
                </button>
            </p>
        </fieldset>
    }
    .into_any()
}

/// The fold.
pub(super) fn limits(desk: Desk) -> AnyView {
    let limits = desk.limits;
    let ids = Memo::new(move |_| limits.rows.with(|rows| rows.iter().map(|(id, _)| *id).collect::<Vec<_>>()));
    let full = Memo::new(move |_| ids.with(|ids| ids.len() >= caps::MOST));
    let title = move || match ids.with(Vec::len) {
        0 => "Limits of your own".to_owned(),
        count => format!("Limits of your own ({count})"),
    };
    view! {
        <details class="fold" data-testid="limits" open=untrack(move || !ids.with(Vec::is_empty))>
            <summary>{title}</summary>
            <p class="help">{HELP}</p>
            {rows(ids, move |id| row(desk, id))}
            <button
                type="button"
                class="button"
                data-testid="cap-add"
                disabled=move || full.get()
                on:click=move |_| limits.add()
            >
                "Add a limit"
            </button>
        </details>
    }
    .into_any()
}
