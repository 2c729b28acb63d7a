//! Light, dark, or as the system has it.

use leptos::prelude::*;

use super::made::watch;
use super::shape::worded;
use super::state::State;

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Its word, in the settings and on the document.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that word.
    pub(crate) fn named(word: &str) -> Self {
        match word.trim() {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

/// Writes the theme on the document, where the style sheet reads it, and keeps it.
pub(crate) fn apply(state: State) {
    let theme = state.theme;
    let mut before = None;
    watch(move || {
        let theme = theme.get();
        state.on(|stage| stage.host().set_attribute("data-theme", theme.word()).ok());
        if before.is_some_and(|before: Theme| before != theme) {
            let _ = state.save(super::storage::THEME, theme.word());
        }
        before = Some(theme);
    });
}

/// The button that goes through the themes.
#[component]
pub(crate) fn ThemeButton(
    /// The theme chosen.
    theme: RwSignal<Theme>,
) -> impl IntoView {
    let label = move || format!("Theme: {}", theme.get().word());
    view! {
        <button
            type="button"
            class="pill"
            data-testid="theme"
            aria-label=label
            title="Theme: automatic, light, dark"
            on:click=move |_| theme.update(|theme| *theme = theme.next())
        >
            <svg class="theme-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
            </svg>
            <span class="theme-word">{worded(move || theme.get().word().to_owned())}</span>
        </button>
    }
}
