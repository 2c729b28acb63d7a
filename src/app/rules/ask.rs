//! Derive itself asked about the book, beside our figures under its rules. Nothing is sent before the button is pressed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::copy;
use crate::app::format::{self, Toward};
use crate::app::standing::spawn;
use crate::app::state::State;
use crate::io::derive_ask::{self, ADDRESS, Ask, CannotAsk, Model, NotAsked, Row};
use crate::oracle::FetchFault;
use crate::oracle::transport;

const TIMEOUT_MS: u32 = 10_000;

/// How far a question has come.
#[derive(Clone, Debug, Default, PartialEq)]
enum Stage {
    /// Not asked.
    #[default]
    Silent,
    /// On its way.
    Asked,
    /// Answered: under which margin, ours beside theirs.
    Answered(String, Vec<Row>),
    /// Not answered, and why.
    Failed(String),
}

/// What the block reads and changes. It outlives a dialog that is closed.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    state: State,
    models: Memo<Vec<Model>>,
    /// Name of the model that is chosen.
    chosen: RwSignal<String>,
    /// What pressing the button would send.
    draft: Memo<Arc<Result<Ask, CannotAsk>>>,
    /// The question, as it would be sent: another book or another model is another one.
    question: Memo<Option<String>>,
    /// What became of a question, and which.
    asked: RwSignal<(Option<String>, Stage)>,
    /// Counts questions and what ends them, so that a late answer is not taken for another question’s.
    round: RwSignal<u32>,
}

impl Desk {
    /// A desk that writes its question while the comparison is open.
    pub(super) fn of(state: State, open: Memo<bool>) -> Self {
        let models =
            Memo::new(move |_| if open.get() { derive_ask::models(&state.counted.get().account) } else { Vec::new() });
        let chosen = RwSignal::new(String::new());
        let draft = Memo::new(move |_| {
            if !open.get() {
                return Arc::new(Err(CannotAsk::Nothing(Vec::new())));
            }
            // prices move all the time, and what is named does not go by them
            let (counted, market) = (state.counted.get(), state.market.get_untracked());
            Arc::new(derive_ask::request(&counted.account, &market, &model(models, chosen)))
        });
        let question =
            Memo::new(move |_| draft.with(|draft| draft.as_ref().as_ref().map(|ask| ask.message.clone()).ok()));
        let asked = RwSignal::new((None, Stage::Silent));
        Self { state, models, chosen, draft, question, asked, round: RwSignal::new(0) }
    }

    /// What became of the question that stands there now.
    fn stage(self) -> Stage {
        let question = self.question.get();
        self.asked.with(|(asked, stage)| if *asked == question { stage.clone() } else { Stage::Silent })
    }

    fn set(self, stage: Stage) {
        self.asked.set((self.question.get_untracked(), stage));
    }

    fn press(self) {
        if untrack(|| self.stage()) == Stage::Asked {
            return;
        }
        let (counted, market) = (self.state.counted.get_untracked(), self.state.market.get_untracked());
        let asked = derive_ask::request(&counted.account, &market, &untrack(|| model(self.models, self.chosen)));
        let ask = match asked {
            Ok(ask) => ask,
            Err(error) => return self.set(Stage::Failed(format!("Derive was not asked: {error}."))),
        };
        self.round.update_untracked(|round| *round = round.wrapping_add(1));
        let this = self.round.get_untracked();
        self.set(Stage::Asked);
        let question = self.question.get_untracked();
        spawn(async move {
            let heard = transport::ask_once(ADDRESS, &ask.message, derive_ask::is_answer, TIMEOUT_MS).await;
            if self.round.get_untracked() == this {
                self.asked.set((question, outcome(&ask, heard)));
            }
        });
    }
}

fn model(models: Memo<Vec<Model>>, chosen: RwSignal<String>) -> Model {
    let chosen = chosen.get();
    models.with(|models| models.iter().find(|model| model.title() == chosen).cloned()).unwrap_or(Model::Standard)
}

fn outcome(ask: &Ask, heard: Result<Vec<u8>, FetchFault>) -> Stage {
    let bytes = match heard {
        Ok(bytes) => bytes,
        Err(fault) => {
            return Stage::Failed(match fault {
                FetchFault::Timeout => "Derive did not answer in time.".to_owned(),
                FetchFault::Blocked => "Derive could not be reached, or the browser does not allow it.".to_owned(),
                FetchFault::Closed => "Derive closed the connection before it answered.".to_owned(),
                other => other.to_string(),
            });
        }
    };
    match derive_ask::answer(&bytes) {
        Ok(theirs) => Stage::Answered(ask.model.title(), derive_ask::beside(ask.ours, theirs)),
        Err(error) => Stage::Failed(format!("{error}.")),
    }
}

fn row(of: Row) -> AnyView {
    let toward = if of.left { Toward::Down } else { Toward::Up };
    let money = |value| format::dollars(value, toward);
    view! {
        <tr data-testid="ask-row">
            <th scope="row">{of.name}</th>
            <td data-label="Ours">{money(of.ours)}</td>
            <td data-label="Derive">{money(of.theirs)}</td>
            <td data-label="Difference">{format::signed(of.difference, Toward::Nearest)}</td>
        </tr>
    }
    .into_any()
}

fn table(title: &str, rows: Vec<Row>) -> AnyView {
    let label = format!("{title}: ours and Derive’s");
    let caption = label.clone();
    view! {
        <div class="wide-table" tabindex="0" role="group" aria-label=label>
            <table class="compared">
                <caption class="unseen">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="unseen">"Figure"</span></th>
                        <th scope="col">"Ours"</th>
                        <th scope="col">"Derive"</th>
                        <th scope="col">"Difference"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p class="words">{copy::ASKED_HELP}</p>
    }
    .into_any()
}

fn not_asked(out: &[NotAsked]) -> Option<AnyView> {
    let rows = out.iter().map(|out| view! { <li>{format!("{}: {}.", out.name, out.why)}</li> }).collect_view();
    (!out.is_empty()).then(|| {
        view! {
            <details class="why-not" data-testid="ask-out">
                <summary>"Not asked about"</summary>
                <ul>{rows}</ul>
            </details>
        }
        .into_any()
    })
}

/// What would be sent, or that nothing can be.
fn draft(desk: Desk) -> AnyView {
    match desk.draft.get().as_ref() {
        Ok(ask) => view! {
            <p data-testid="ask-named">{format!("It is told of: {}.", ask.named.join(", "))}</p>
            {ask.notes.iter().map(|note| view! { <p class="words">{note.clone()}</p> }).collect_view()}
            {not_asked(&ask.left_out)}
            <button
                type="button"
                class="button"
                data-testid="ask-go"
                aria-disabled=move || (desk.stage() == Stage::Asked).then_some("true")
                on:click=move |_| desk.press()
            >
                "Ask Derive"
            </button>
        }
        .into_any(),
        Err(error) => {
            let out = if let CannotAsk::Nothing(out) = error { out.as_slice() } else { &[] };
            view! { <p data-testid="ask-named">{format!("It cannot be asked: {error}.")}</p> {not_asked(out)} }
                .into_any()
        }
    }
}

/// The block.
pub(super) fn block(desk: Desk) -> AnyView {
    let options = move || {
        let chosen = model(desk.models, desk.chosen);
        let option = |of: Model| {
            let (title, value) = (of.title(), of.title());
            view! { <option value=value selected={of == chosen}>{title}</option> }
        };
        desk.models.get().into_iter().map(option).collect_view()
    };
    let said = move || match desk.stage() {
        Stage::Silent => String::new(),
        Stage::Asked => "Derive is being asked…".to_owned(),
        Stage::Answered(title, _) => format!("{title}, as Derive answers just now:"),
        Stage::Failed(why) => why,
    };
    let answered = move || match desk.stage() {
        Stage::Answered(title, rows) => Some(table(&title, rows)),
        _ => None,
    };
    view! {
        <section data-testid="ask-derive" aria-labelledby="ask-derive-title">
            <h3 id="ask-derive-title">"Ask Derive itself"</h3>
            <p class="words">{copy::ASK_HELP}</p>
            <label>
                "Under "
                <select data-testid="ask-model" on:change=move |ev| desk.chosen.set(event_target_value(&ev))>{options}</select>
            </label>
            {move || draft(desk)}
            <p role="status" data-testid="ask-said">{said}</p>
            {answered}
        </section>
    }
    .into_any()
}
