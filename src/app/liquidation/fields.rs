//! Fields of a fold: a name, what is typed, and beneath it what cannot be read.

use std::sync::Arc;

use leptos::prelude::*;

use super::fault::Fault;
use crate::app::shape::many;

/// What is typed in a fold, and what of it cannot be read.
pub(super) struct Desk<T: Send + Sync + 'static> {
    /// As it is typed.
    pub(super) typed: RwSignal<T>,
    /// Field by field.
    pub(super) faults: Signal<Vec<Fault>>,
}

impl<T: Send + Sync + 'static> Clone for Desk<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Desk<T> {}

/// A text that follows what it rests on.
pub(super) type Said = Arc<dyn Fn() -> String + Send + Sync>;

/// A text that follows what it rests on.
pub(super) fn said(of: impl Fn() -> String + Send + Sync + 'static) -> Said {
    Arc::new(of)
}

/// A text that stays.
pub(super) fn fixed(of: &'static str) -> Said {
    Arc::new(move || of.to_owned())
}

impl<T: Send + Sync + 'static> Desk<T> {
    fn fault(self, field: &'static str) -> Option<String> {
        self.faults.with(|faults| faults.iter().find(|fault| fault.field == field).map(|fault| fault.said.clone()))
    }

    /// What cannot be read of a field, said to whoever cannot see it too.
    fn wrong(self, field: &'static str) -> AnyView {
        view! { <span class="wrong" role="status" id=format!("{field}-wrong")>{move || self.fault(field)}</span> }
            .into_any()
    }

    /// A line that is read when it is left.
    pub(super) fn line(self, field: &'static str, label: Said, hint: Said, part: fn(&mut T) -> &mut String) -> AnyView
    where
        T: Clone,
    {
        let shown = move || std::mem::take(part(&mut self.typed.get()));
        view! {
            <label class="assumed">
                <span>{move || label()}</span>
                <input
                    type="text" inputmode="decimal" autocomplete="off" size="8"
                    data-testid=field placeholder=move || hint() prop:value=shown
                    aria-invalid=move || self.fault(field).map(|_| "true")
                    aria-describedby=format!("{field}-wrong")
                    on:change=move |ev| self.typed.update(|typed| *part(typed) = event_target_value(&ev))
                />
                {self.wrong(field)}
            </label>
        }
        .into_any()
    }

    /// A text of several lines that is read as it comes.
    pub(super) fn text(
        self,
        field: &'static str,
        label: &'static str,
        hint: &'static str,
        part: fn(&mut T) -> &mut String,
    ) -> AnyView
    where
        T: Clone,
    {
        let shown = move || std::mem::take(part(&mut self.typed.get()));
        view! {
            <label class="assumed pasted">
                <span>{label}</span>
                <textarea
                    rows="5" spellcheck="false" autocomplete="off"
                    data-testid=field placeholder=hint prop:value=shown
                    aria-invalid=move || self.fault(field).map(|_| "true")
                    aria-describedby=format!("{field}-wrong")
                    on:input=move |ev| self.typed.update(|typed| *part(typed) = event_target_value(&ev))
                ></textarea>
                {self.wrong(field)}
            </label>
        }
        .into_any()
    }

    /// One of several: `choices` are words with their names on screen, `chosen` is the word in force.
    pub(super) fn choose(
        self,
        field: &'static str,
        label: &'static str,
        choices: Memo<Vec<(String, String)>>,
        chosen: Memo<String>,
        take: fn(&mut T, String),
    ) -> AnyView {
        let options = move || {
            many(choices.get().into_iter().map(|(word, name)| {
                let own = word.clone();
                view! { <option value=word prop:selected=move || chosen.get() == own>{name}</option> }.into_any()
            }))
        };
        view! {
            <label class="assumed">
                <span>{label}</span>
                <select
                    data-testid=field
                    aria-describedby=format!("{field}-wrong")
                    on:change=move |ev| self.typed.update(|typed| take(typed, event_target_value(&ev)))
                >
                    {options}
                </select>
                {self.wrong(field)}
            </label>
        }
        .into_any()
    }
}

/// A fold that opens and shuts, and keeps what it was while the dialog is away.
pub(super) fn fold(
    name: &'static str,
    title: &'static str,
    open: RwSignal<bool>,
    inside: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    // the browser tells of what was set, too
    let is_open = Memo::new(move |_| open.get());
    view! {
        <details
            class="fold"
            data-testid=name
            prop:open=move || is_open.get()
            on:toggle=move |ev| open.set(event_target::<web_sys::Element>(&ev).has_attribute("open"))
        >
            <summary>{title}</summary>
            {move || if is_open.get() { inside() } else { ().into_any() }}
        </details>
    }
    .into_any()
}
