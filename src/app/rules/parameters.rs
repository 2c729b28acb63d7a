//! Parameters as fields that can be changed: what cannot be is refused beside the field, and the rules stay as they were.

use leptos::prelude::*;

use super::does::does;
use super::draft::{self, Change};
use super::layout::{Block, Field, Path, layout, path_text};
use super::own;
use crate::app::copy;
use crate::app::state::State;
use crate::margin::{RuleError, RuleSet};

/// Groups that are drawn; the rest is found by its name.
const MOST_GROUPS: usize = 40;

/// A text that was refused.
#[derive(Clone, Debug, PartialEq)]
struct Refused {
    path: Path,
    text: String,
    why: String,
}

/// What every field reads and changes.
#[derive(Clone, Copy)]
struct Desk {
    state: State,
    base: Memo<Option<RuleSet>>,
    changes: Memo<Vec<Change>>,
    refused: RwSignal<Option<Refused>>,
}

impl Desk {
    fn change(self, path: &Path, text: &str) {
        let Some((rules, base)) = self.state.rules.get_untracked().zip(self.base.get_untracked()) else { return };
        match draft::changed(&base, &rules, path, text) {
            Ok(changed) => {
                self.refused.set(None);
                if changed != *rules {
                    own::put(self.state, changed);
                }
            }
            Err(error) => {
                let why = match &error {
                    RuleError::Parameter { path: at, .. } if *at != path_text(path) => error.to_string(),
                    RuleError::Parameter { read, right, .. } => format!("{read}: {right}"),
                    RuleError::Form(_) => error.to_string(),
                };
                self.refused.set(Some(Refused { path: path.clone(), text: text.to_owned(), why }));
            }
        }
    }

    fn of(self, path: &Path) -> Option<Change> {
        self.changes.with(|changes| changes.iter().find(|change| change.path == *path).cloned())
    }
}

fn input(desk: Desk, field: Field, name: String) -> AnyView {
    let Field { path, text, .. } = field;
    let id = path_text(&path);
    let described = format!("about-{id}");
    let (here, at, of) = (path.clone(), path.clone(), path.clone());
    let bad = Memo::new(move |_| desk.refused.with(|refused| refused.clone().filter(|refused| refused.path == here)));
    let change = Memo::new(move |_| desk.of(&of));
    let width = text.chars().count().clamp(6, 40);
    let value = RwSignal::new(text.clone());
    let note = {
        let described = described.clone();
        move || {
            let wrong = bad.get().map(|refused| view! { <span class="wrong">{refused.why}</span> }.into_any());
            let changed = change.get().map(|change| {
                let (path, before) = (change.path.clone(), change.before.clone());
                let back = before.clone();
                view! {
                    <span class="was">
                        {if before.is_empty() { "new".to_owned() } else { format!("was {before}") }}
                        <button
                            type="button"
                            class="link"
                            aria-label=format!("Put {} back to {before}", path_text(&path))
                            on:click=move |_| {
                                value.set(back.clone());
                                desk.change(&path, &back);
                            }
                        >
                            "Put back"
                        </button>
                    </span>
                }
                .into_any()
            });
            view! { <span class="beside" id=described.clone() role="status">{wrong.or(changed)}</span> }
        }
    };
    view! {
        <input
            class="parameter"
            type="text"
            inputmode="decimal"
            spellcheck="false"
            autocomplete="off"
            size=width.to_string()
            data-path=id
            aria-label=name
            aria-describedby=described
            aria-invalid=move || bad.with(Option::is_some).then_some("true")
            data-changed=move || change.with(Option::is_some).then_some("true")
            prop:value=move || bad.get().map_or_else(|| value.get(), |refused| refused.text)
            on:change=move |ev| {
                let text = event_target_value(&ev);
                value.set(text.clone());
                desk.change(&at, &text);
            }
        />
        {note}
    }
    .into_any()
}

fn fields(desk: Desk, all: Vec<Field>) -> AnyView {
    let row = |field: Field| {
        let path = path_text(&field.path);
        let label = field.label.clone();
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td>{input(desk, field, label)}</td>
                <td class="does">{does(&path).unwrap_or_default()}</td>
            </tr>
        }
    };
    view! {
        <table class="parameters">
            <thead class="unseen">
                <tr><th scope="col">"Parameter"</th><th scope="col">"Value"</th><th scope="col">"What it does"</th></tr>
            </thead>
            <tbody>{all.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn block(desk: Desk, of: Block, level: u8) -> AnyView {
    let heading = |title: &str| match (title.is_empty(), level) {
        (true, _) => ().into_any(),
        (_, 0) => view! { <h3>{title.to_owned()}</h3> }.into_any(),
        _ => view! { <h4>{title.to_owned()}</h4> }.into_any(),
    };
    match of {
        Block::Fields { title, fields: all } => view! { {heading(&title)} {fields(desk, all)} }.into_any(),
        Block::Table { title, heads, rows } => {
            let names = heads.clone();
            let row = |(name, cells): (String, Vec<Option<Field>>)| {
                let cells = cells.into_iter().zip(&names).map(|(cell, head)| {
                    let cell = cell.map(|field| input(desk, field, format!("{name}, {head}")));
                    view! { <td>{cell}</td> }
                });
                view! { <tr><th scope="row">{name.clone()}</th>{cells.collect_view()}</tr> }
            };
            let rows = rows.into_iter().map(row).collect_view();
            let heads = heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view();
            view! {
                {heading(&title)}
                <div class="wide-table" tabindex="0" role="group" aria-label=title.clone()>
                    <table class="parameters">
                        <thead><tr><td></td>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        }
        Block::Group { title, blocks } => {
            let few = blocks.iter().map(|block| block.fields().len()).sum::<usize>() <= 60;
            if few {
                let below = if title.is_empty() { level } else { level + 1 };
                let inner = blocks.into_iter().map(|inner| block(desk, inner, below)).collect_view();
                let class = if title.is_empty() { "" } else { "inner" };
                view! { {heading(&title)} <div class=class>{inner}</div> }.into_any()
            } else {
                view! { {heading(&title)} {folded(desk, blocks)} }.into_any()
            }
        }
    }
}

/// Many like parts: each opens by itself and is drawn when it does; one is found by its name.
fn folded(desk: Desk, blocks: Vec<Block>) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let count = blocks.len();
    let many = count > MOST_GROUPS;
    let find = many.then(|| {
        view! {
            <label class="find">
                <span>{format!("{count} of them. Find one:")}</span>
                <input type="search" spellcheck="false" on:input=move |ev| wanted.set(event_target_value(&ev)) />
            </label>
        }
    });
    let blocks = StoredValue::new(blocks);
    let part = move |of: Block| {
        let open = RwSignal::new(false);
        let title = if of.title().is_empty() { "general".to_owned() } else { of.title().to_owned() };
        let of = StoredValue::new(of);
        view! {
            <details class="part" on:toggle=move |_| open.set(true)>
                <summary>{title}</summary>
                {move || {
                    open.get().then(|| {
                        let of = match of.get_value() {
                            Block::Fields { fields, .. } => Block::Fields { title: String::new(), fields },
                            Block::Table { heads, rows, .. } => Block::Table { title: String::new(), heads, rows },
                            Block::Group { blocks, .. } => Block::Group { title: String::new(), blocks },
                        };
                        block(desk, of, 2)
                    })
                }}
            </details>
        }
        .into_any()
    };
    let shown = move || {
        let wanted = wanted.get().to_lowercase();
        let found: Vec<Block> = blocks.with_value(|blocks| {
            let of = blocks.iter().filter(|block| block.title().to_lowercase().contains(&wanted));
            of.take(MOST_GROUPS).cloned().collect()
        });
        found.into_iter().map(part).collect_view()
    };
    view! { {find} <div class="inner">{shown}</div> }.into_any()
}

/// All parameters of the rules in force. Drawn again when other rules are chosen, not when a value changes.
#[component]
pub(super) fn Parameters(
    /// State of the page.
    state: State,
    /// The rules they came from.
    base: Memo<Option<RuleSet>>,
    /// What was changed.
    changes: Memo<Vec<Change>>,
    /// Counts up when the fields have to be drawn anew.
    drawn: RwSignal<u32>,
) -> impl IntoView {
    let desk = Desk { state, base, changes, refused: RwSignal::new(None) };
    move || {
        base.track();
        drawn.track();
        desk.refused.set(None);
        let rules = state.rules.get_untracked()?;
        let blocks = layout(&draft::parameters(&rules));
        Some(view! {
            <p class="help">{copy::PARAMETERS_HELP}</p>
            <div class="blocks">{blocks.into_iter().map(|of| block(desk, of, 0)).collect_view()}</div>
        })
    }
}
