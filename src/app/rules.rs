//! The rule set in force, printed in full.

use leptos::prelude::*;

use super::copy;
use super::dialog::Dialog;
use super::export::CopyButton;
use super::rules_table::{Group, fidelity, groups};
use super::state::{Sheet, State, rules};

fn table(group: Group) -> impl IntoView {
    let heads = group.heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view();
    let row = |cells: Vec<String>| {
        let cells = cells.into_iter().enumerate().map(|(place, cell)| match place {
            0 => view! { <th scope="row">{cell}</th> }.into_any(),
            _ => view! { <td>{cell}</td> }.into_any(),
        });
        view! { <tr>{cells.collect_view()}</tr> }
    };
    view! {
        <h3>{group.title}</h3>
        <table class="parameters">
            <thead>
                <tr>{heads}</tr>
            </thead>
            <tbody>{group.rows.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

/// All parameters with their date, source and fidelity, and the JSON to copy.
#[component]
pub(crate) fn RulesDialog(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let content = move || match rules() {
        Err(error) => view! { <p class="wrong">{copy::NO_RULES}{error.to_string()}</p> }.into_any(),
        Ok(rules) => {
            let json = serde_json::to_string_pretty(rules).unwrap_or_default();
            view! {
                <p class="words">{copy::RULES_HELP}</p>
                <dl class="rests-on">
                    <dt>"Dated"</dt>
                    <dd>{rules.as_of.clone()}</dd>
                    <dt>"Source"</dt>
                    <dd>{rules.source.clone()}</dd>
                    <dt>"Fidelity"</dt>
                    <dd>{fidelity(rules.fidelity)}</dd>
                </dl>
                {groups(rules).into_iter().map(table).collect_view()}
                <details class="json">
                    <summary>"As JSON"</summary>
                    <CopyButton text=Signal::stored(json.clone()) />
                    <pre tabindex="0" role="group" aria-label="The rule set as JSON">{json}</pre>
                </details>
                <p>
                    <button
                        type="button"
                        class="link"
                        data-testid="audit"
                        on:click=move |_| state.sheet.set(Some(Sheet::Audit))
                    >
                        {copy::AUDIT}
                    </button>
                </p>
            }
            .into_any()
        }
    };
    let title = rules().map_or_else(|_| "Rules".to_owned(), |rules| format!("{} rules", rules.title));
    view! {
        <Dialog
            id="rules-dialog"
            open=Signal::derive(move || state.sheet.get() == Some(Sheet::Rules))
            close=Callback::new(move |()| state.sheet.set(None))
            title=title
        >
            {content()}
        </Dialog>
    }
}
