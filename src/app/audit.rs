//! The audit: this project's cases, run by the page when it is opened, one file a turn.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;

use super::audit_table::{Ran, Total, allowed, cells, failures, off, standing, verdict};
use super::copy;
use super::dialog::Dialog;
use super::made::{memo, signal, watch};
use super::standing::spawn;
use super::state::{Sheet, State};
use crate::margin::audit::{self, CaseReport, Compared, FileReport, Outcome};
use crate::oracle::transport;

const HEADS: [&str; 5] = ["Cases", "Agree", "Worst error", "Not run", "ms"];

const FIGURE_HEADS: [&str; 5] = ["Figure", "This page", "Expected", "Error", "Allowed"];

/// Runs the files, as long as `goes_on`.
async fn run(all: RwSignal<Vec<Ran>>, goes_on: impl Fn() -> bool) {
    all.set(Vec::new());
    for file in audit::shipped() {
        // the page draws and listens between two files
        TimeoutFuture::new(0).await;
        if !goes_on() {
            return;
        }
        let began = transport::now();
        let report = audit::file(file.stem, file.text, None).unwrap_or_else(|why| unreadable(file.stem, &why));
        // a clock may be set back
        let ms = transport::now().0.saturating_sub(began.0).max(0);
        all.update(|all| all.push(Ran { title: file.title, report, ms }));
    }
}

/// A file that cannot be run counts as a case that failed.
fn unreadable(stem: &str, why: &audit::AuditError) -> FileReport {
    let (name, outcome) = (copy::AUDIT_WHOLE_FILE.to_owned(), Outcome::Disagree(why.to_string()));
    let case = CaseReport { name, source: String::new(), outcome, figures: Vec::new() };
    FileReport { stem: stem.to_owned(), cases: vec![case] }
}

fn heads(heads: [&'static str; 5]) -> AnyView {
    let cells = heads.into_iter().map(|head| view! { <th scope="col">{head}</th> });
    view! { <thead><tr>{cells.collect_view()}</tr></thead> }.into_any()
}

fn figures(all: Vec<Compared>) -> AnyView {
    let row = |one: Compared| {
        let (off, allowed) = (off(&one), allowed(&one));
        view! {
            <tr class:wrong=!one.agrees>
                <th scope="row">{one.name}</th>
                <td>{one.ours.to_string()}</td>
                <td>{one.expected}</td>
                <td>{off}</td>
                <td>{allowed}</td>
            </tr>
        }
    };
    view! {
        <table class="parameters audit-figures">
            <caption class="unseen">"Figures of the case"</caption>
            {heads(FIGURE_HEADS)}
            <tbody>{all.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn case(one: CaseReport) -> AnyView {
    let failed = matches!(one.outcome, Outcome::Disagree(_) | Outcome::NotCovered(_));
    let verdict = verdict(&one);
    let source = (!one.source.is_empty()).then(|| view! { <p class="words">{one.source}</p> });
    let figures = (!one.figures.is_empty()).then(|| figures(one.figures));
    view! {
        <details open=failed data-testid="audit-case">
            <summary>
                <span>{one.name}</span>
                " "
                <span class=if failed { "wrong" } else { "words" }>{verdict}</span>
            </summary>
            {source}
            {figures}
        </details>
    }
    .into_any()
}

/// A file's row, and beneath it its cases once they are asked for.
fn file(place: usize, one: Ran) -> AnyView {
    let open = signal(false);
    let failed = Total::of(std::slice::from_ref(&one)).failed() > 0;
    let values = cells(&one).into_iter().map(|value| view! { <td>{value}</td> }).collect_view();
    let digest = one.report.digest().to_string();
    let beneath = format!("audit-cases-{place}");
    let (controls, shown) = (beneath.clone(), digest.clone());
    let stem = one.report.stem.clone();
    let cases = one.report.cases;
    view! {
        <tr class:wrong=failed data-testid="audit-row" data-stem=stem data-digest=digest>
            <th scope="row">
                <button
                    type="button"
                    class="link"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=controls
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    {one.title}
                </button>
            </th>
            {values}
        </tr>
        <tr id=beneath hidden=move || !open.get()>
            <td colspan="5">
                {move || {
                    open.get().then(|| {
                        view! {
                            <p class="words">"Digest " <code>{shown.clone()}</code></p>
                            {cases.iter().cloned().map(case).collect_view()}
                        }
                    })
                }}
            </td>
        </tr>
    }
    .into_any()
}

/// All shipped cases, run while the dialog is open; closing it stops the run.
#[component]
pub(crate) fn AuditDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let files = audit::shipped().len();
    let all = signal(Vec::<Ran>::new());
    let open = memo(move || state.sheet.get() == Some(Sheet::Audit));
    // counts openings and closings: a run goes on while nothing was opened or closed since it began
    let turn = signal(0_u32);
    watch(move || {
        let open = open.get();
        turn.update_untracked(|turn| *turn = turn.wrapping_add(1));
        let began = turn.get_untracked();
        if open {
            spawn(run(all, move || turn.get_untracked() == began));
        }
    });
    let wrong = memo(move || all.with(|all| failures(all)));
    let failing = move || wrong.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let total = move || {
        all.with(|all| Total::of(all).cells()).into_iter().map(|value| view! { <td>{value}</td> }).collect_view()
    };
    view! {
        <Dialog
            id="audit-dialog"
            open=open
            close=Callback::new(move |()| state.sheet.set(None))
            title=copy::AUDIT
        >
            <p class="words">{copy::AUDIT_HELP}</p>
            <p
                role="status"
                class="summary"
                class:wrong=move || wrong.with(|wrong| !wrong.is_empty())
                data-testid="audit-status"
                data-done=move || all.with(|all| (all.len() == files).to_string())
            >
                {move || all.with(|all| standing(all, files))}
            </p>
            <Show when=move || wrong.with(|wrong| !wrong.is_empty())>
                <ul class="remarks wrong" data-testid="audit-failures">{failing}</ul>
            </Show>
            <table class="parameters audit">
                <caption class="unseen">"Cases that agree, file by file"</caption>
                {heads(HEADS)}
                <tbody>
                    <For
                        each=move || 0..all.with(Vec::len)
                        key=|place| *place
                        children=move |place| {
                            all.with_untracked(|all| all.get(place).cloned()).map(|one| file(place, one))
                        }
                    />
                </tbody>
                <tfoot>
                    <tr data-testid="audit-total">
                        <th scope="row">"All"</th>
                        {total}
                    </tr>
                </tfoot>
            </table>
            <p class="words">{copy::AUDIT_BITS}</p>
        </Dialog>
    }
}
