//! The rules in force: chosen, read, changed, kept, shared.

use leptos::prelude::*;

use super::bring::{Bring, from_address};
use super::does::{fidelity, fidelity_word};
use super::draft::{self, Change};
use super::own;
use super::parameters::Parameters;
use crate::app::copy;
use crate::app::dialog::Dialog;
use crate::app::export::{CopyButton, download};
use crate::app::format::{self, Toward};
use crate::app::rules::kept;
use crate::app::state::{Sheet, State};
use crate::io::rule_set::fragment;
use crate::margin::{Assessment, RuleSet, assess, venues};

/// What the dialog holds beside the rules in force.
#[derive(Clone, Copy)]
struct Desk {
    state: State,
    /// One's own rule sets.
    own: RwSignal<Vec<RuleSet>>,
    /// The rules that those in force came from.
    base: Memo<Option<RuleSet>>,
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
    fn put(self, rules: RuleSet) {
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

fn keep(desk: Desk) -> AnyView {
    let title = RwSignal::new(String::new());
    let said = RwSignal::new(String::new());
    let save = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let Some(rules) = desk.state.rules.get_untracked() else { return };
        let given = title.get_untracked();
        if given.trim().is_empty() {
            said.set("Give it a name first.".to_owned());
            return;
        }
        let named = kept::titled(&rules, &given);
        if own::save(named.clone()) {
            desk.own.set(own::all());
            said.set(format!("Kept in this browser as “{}”.", named.title));
            title.set(String::new());
            desk.put(named);
        } else {
            said.set(copy::NOT_KEPT.to_owned());
        }
    };
    let is_own = Memo::new(move |_| {
        desk.base.with(|base| base.as_ref().is_some_and(|b| desk.own.with(|own| own.iter().any(|o| o.name == b.name))))
    });
    let forget = move |_| {
        if let Some(base) = desk.base.get_untracked() {
            own::forget(&base.name);
            desk.own.set(own::all());
            said.set(format!("“{}” is forgotten; the reference rules are in force.", base.title));
            if let Ok(reference) = venues::reference() {
                desk.put(reference.clone());
            }
        }
    };
    view! {
        <form class="keep" on:submit=save>
            <label>
                <span>"Keep as mine, named"</span>
                <input
                    type="text"
                    data-testid="own-title"
                    maxlength=kept::LONGEST_TITLE.to_string()
                    prop:value=move || title.get()
                    on:input=move |ev| title.set(event_target_value(&ev))
                />
            </label>
            <button type="submit" class="button" data-testid="own-save">"Keep"</button>
            {move || is_own.get().then(|| view! { <button type="button" class="button" data-testid="own-forget" on:click=forget>"Forget it"</button> })}
            <span class="dim" role="status">{move || said.get()}</span>
        </form>
        {move || {
            let bad = own::unusable();
            desk.own.track();
            (!bad.is_empty()).then(|| view! { <p class="wrong">{format!("{} of yours cannot be used by this page and is kept as it is: {}.", bad.len(), bad.join("; "))}</p> })
        }}
    }
    .into_any()
}

fn share(desk: Desk) -> AnyView {
    let json = Signal::derive(move || {
        desk.state.rules.with(|rules| rules.as_deref().map(RuleSet::to_json).unwrap_or_default())
    });
    let link = Memo::new(move |_| {
        let token = desk.state.rules.with(|rules| rules.as_deref().and_then(fragment))?;
        let location = window().location();
        Some(format!("{}{}#{token}", location.origin().ok()?, location.pathname().ok()?))
    });
    let name =
        move || desk.state.rules.with_untracked(|rules| rules.as_ref().map_or_else(String::new, |r| r.name.clone()));
    view! {
        <details class="fold" data-testid="share-rules">
            <summary>"Share"</summary>
            {move || match link.get() {
                Some(link) => view! {
                    <p class="words">"The link holds the whole rule set, and nothing of the book. It is opened in the page and sent to no server."</p>
                    <div class="buttons">
                        <input class="link-text" type="text" readonly=true data-testid="share-link" aria-label="Link to these rules" value=link.clone() />
                        <CopyButton text=Signal::stored(link) />
                    </div>
                }
                .into_any(),
                None => view! { <p class="words">"These rules are too long for a link; share the file."</p> }.into_any(),
            }}
            <div class="buttons">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        if !download(&format!("cross-margin-rules-{}.json", name()), "application/json", &json.get_untracked()) {
                            desk.state.say("The browser refused the download; copy the rules instead.");
                        }
                    }
                >
                    "Download JSON"
                </button>
                <CopyButton text=json />
            </div>
            <pre tabindex="0" role="group" aria-label="The rule set as JSON" data-testid="rules-json">{move || json.get()}</pre>
        </details>
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
    let own = RwSignal::new(own::all());
    let base = Memo::new(move |_| {
        own.track();
        state.rules.with(|rules| rules.as_deref().map(own::base))
    });
    let changes = Memo::new(move |_| {
        let rules = state.rules.get();
        base.with(|base| {
            base.as_ref().zip(rules).map(|(base, rules)| draft::differences(base, &rules)).unwrap_or_default()
        })
    });
    let arrived = from_address();
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
