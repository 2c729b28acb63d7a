//! The rules in force: chosen, read, changed, kept, shared.

use leptos::prelude::*;

use super::bring::Bring;
use super::does::{fidelity, fidelity_word};
use super::draft::{self, Change};
use super::keep::{keep, share};
use super::own;
use super::parameters::Parameters;
use crate::app::dialog::Dialog;
use crate::app::format::{self, Toward};
use crate::app::state::{Sheet, State};
use crate::app::{address, copy};
use crate::io::rule_set::is_fragment;
use crate::margin::{Assessment, RuleSet, assess, venues};

/// What the dialog holds beside the rules in force.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) state: State,
    /// One's own rule sets.
    pub(super) own: RwSignal<Vec<RuleSet>>,
    /// The rules that those in force came from.
    pub(super) base: Memo<Option<RuleSet>>,
    /// What was changed since.
    changes: Memo<Vec<Change>>,
    /// Counts up when the fields have to be drawn anew.
    drawn: RwSignal<u32>,
    /// What was brought in.
    brought: RwSignal<String>,
    /// Whether the box for bringing rules in is open.
    bringing: RwSignal<bool>,
}

impl Desk {
    /// Puts rules in force, and draws their fields.
    pub(super) fn put(self, rules: RuleSet) {
        own::put(self.state, rules);
        self.drawn.update(|times| *times = times.wrapping_add(1));
    }
}

fn choose(desk: Desk) -> AnyView {
    let named = move |name: &str| {
        let own = desk.own.with_untracked(|own| own.iter().find(|rules| rules.name == name).cloned());
        own.or_else(|| venues::named(name).cloned())
    };
    let option = move |rules: &RuleSet| {
        let (name, value) = (rules.name.clone(), rules.name.clone());
        let chosen = move || desk.base.with(|base| base.as_ref().is_some_and(|base| base.name == name));
        let words = format!("{} · {}", rules.title, fidelity_word(rules.fidelity));
        view! { <option value=value selected=chosen>{words}</option> }
    };
    let own = move || {
        desk.own.with(|own| {
            (!own.is_empty()).then(|| {
                let own = own.iter().map(option).collect_view();
                view! { <optgroup label="Yours">{own}</optgroup> }
            })
        })
    };
    // rules that came by link or paste and are not kept yet
    let loose = move || {
        let base = desk.base.get()?;
        let known = venues::named(&base.name).is_some() || desk.own.with(|own| own.iter().any(|o| o.name == base.name));
        (!known).then(|| option(&base))
    };
    view! {
        <label class="choose">
            <span>"Rule set"</span>
            <select
                data-testid="choose-rules"
                on:change=move |ev| {
                    if let Some(rules) = named(&event_target_value(&ev)) {
                        desk.put(rules);
                    }
                }
            >
                {loose}
                {own}
                <optgroup label="With this page">{venues::all().iter().map(option).collect_view()}</optgroup>
            </select>
        </label>
    }
    .into_any()
}

/// What the rules do to the book: their figures, beside those of the rules they came from.
fn effect(desk: Desk) -> AnyView {
    let before = Memo::new(move |_| {
        let base = desk.base.get().filter(|_| desk.changes.with(|changes| !changes.is_empty()))?;
        Some(assess(&desk.state.counted.get().account, &desk.state.market.get(), &base))
    });
    type Read = fn(&Assessment) -> String;
    let figures: [(&str, Read); 4] = [
        ("Unified margin", |of| format::dollars(of.initial_margin, Toward::Up)),
        ("Maintenance", |of| format::dollars(of.maintenance_margin, Toward::Up)),
        ("Free collateral", |of| format::dollars(of.free_collateral, Toward::Down)),
        ("Freed by hedging", |of| format::dollars(of.hedge_benefit, Toward::Down)),
    ];
    let one = move |(label, read): (&'static str, Read)| {
        let now = move || desk.state.assessment.get().map_or_else(|| format::ABSENT.to_owned(), |of| read(&of));
        let was = move || before.with(|before| before.as_ref().map(read));
        let said = move || {
            let (was, now) = (was()?, now());
            (was != now).then(|| view! { <span class="was">{was}" → "</span> })
        };
        view! { <div><dt>{label}</dt><dd>{said}<b>{now}</b></dd></div> }
    };
    let out = move || desk.state.assessment.with(|of| of.as_ref().map_or(0, |of| of.left_out.len()));
    view! {
        <dl class="effect" data-testid="effect" aria-live="polite">{figures.map(one).collect_view()}</dl>
        {move || {
            let count = out();
            (count > 0).then(|| view! { <p class="help">{format!("{count} of the book’s rows are not margined by these rules; the notices say which and why.")}</p> })
        }}
    }
    .into_any()
}

fn rests_on(desk: Desk) -> AnyView {
    let said = move |read: fn(&RuleSet) -> String| {
        move || desk.state.rules.with(|rules| rules.as_deref().map(read).unwrap_or_default())
    };
    view! {
        <dl class="rests-on">
            <dt>"Dated"</dt>
            <dd>{said(|rules| rules.as_of.clone())}</dd>
            <dt>"Source"</dt>
            <dd data-testid="rules-source">{said(|rules| rules.source.clone())}</dd>
            <dt>"Fidelity"</dt>
            <dd data-testid="rules-fidelity">{said(|rules| fidelity(rules.fidelity).to_owned())}</dd>
        </dl>
    }
    .into_any()
}

fn changed(desk: Desk) -> AnyView {
    let put_back = move |_| {
        if let Some(base) = desk.base.get_untracked() {
            desk.put(base);
        }
    };
    (move || {
        let count = desk.changes.with(Vec::len);
        (count > 0).then(|| {
            let said = if count == 1 { "1 value changed".to_owned() } else { format!("{count} values changed") };
            view! {
                <p class="changed" data-testid="changed">
                    <b>{said}</b>
                    <button type="button" class="link" on:click=put_back>"Put all back"</button>
                </p>
            }
        })
    })
    .into_any()
}

/// All of it.
#[component]
pub(crate) fn RulesDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let own = RwSignal::new(own::all(state));
    let base = Memo::new(move |_| {
        own.track();
        state.rules.with(|rules| rules.as_deref().map(|rules| own::base(state, rules)))
    });
    let changes = Memo::new(move |_| {
        let rules = state.rules.get();
        base.with(|base| {
            base.as_ref().zip(rules).map(|(base, rules)| draft::differences(base, &rules)).unwrap_or_default()
        })
    });
    let arrived = address::taken(is_fragment);
    let desk = Desk {
        state,
        own,
        base,
        changes,
        drawn: RwSignal::new(0),
        bringing: RwSignal::new(arrived.is_some()),
        brought: RwSignal::new(arrived.unwrap_or_default()),
    };
    let done = Callback::new(move |()| {
        desk.bringing.set(false);
        desk.drawn.update(|times| *times = times.wrapping_add(1));
    });
    let title = Signal::derive(move || {
        state
            .rules
            .with(|rules| rules.as_ref().map_or_else(|| "Rules".to_owned(), |rules| format!("Rules: {}", rules.title)))
    });
    view! {
        <Dialog
            id="rules-dialog"
            class="broad"
            open=Signal::derive(move || state.sheet.get() == Some(Sheet::Rules))
            close=Callback::new(move |()| state.sheet.set(None))
            title=title
        >
            <p class="words">{copy::RULES_HELP}</p>
            <div class="rules-top">
                {choose(desk)}
                <button type="button" class="button" data-testid="to-compare" on:click=move |_| state.sheet.set(Some(Sheet::Compare))>
                    "Compare all"
                </button>
                <button type="button" class="button" data-testid="audit" on:click=move |_| state.sheet.set(Some(Sheet::Audit))>
                    {copy::AUDIT}
                </button>
            </div>
            {effect(desk)}
            {rests_on(desk)}
            <details
                class="fold"
                data-testid="bring"
                prop:open=move || desk.bringing.get()
                on:toggle=move |ev| {
                    let details = event_target::<web_sys::Element>(&ev);
                    desk.bringing.set(details.has_attribute("open"));
                }
            >
                <summary>"Bring in a rule set, or a venue’s own parameters"</summary>
                <Bring state=state text=desk.brought done=done />
            </details>
            {share(desk)}
            {keep(desk)}
            <h3 class="parameters-title">"Parameters"</h3>
            {changed(desk)}
            <Parameters state=state base=base changes=changes drawn=desk.drawn />
        </Dialog>
    }
}
