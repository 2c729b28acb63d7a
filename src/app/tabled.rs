//! A table of a document, as the report, exercises and handouts have it.

use leptos::prelude::*;

use super::shape::{many, maybe};
use crate::io::report::{Row, Table};

/// The table within an element of a class and a role. A wide one is scrolled by itself, with the keyboard too.
pub(crate) fn tabled(table: Table, class: &'static str, role: &'static str) -> AnyView {
    let figures: Vec<bool> = table.columns.iter().map(|column| column.figures).collect();
    let head = |(head, figures): (String, bool)| view! { <th scope="col" class:figures=figures>{head}</th> }.into_any();
    let heads = many(table.columns.into_iter().map(|column| head((column.head, column.figures))));
    let row = |Row { cells, marked }: Row| {
        let cell = |(nth, text): (usize, String)| {
            let figures = figures.get(nth).copied().unwrap_or_default();
            if nth == 0 {
                view! { <th scope="row">{text}</th> }.into_any()
            } else {
                view! { <td class:figures=figures>{text}</td> }.into_any()
            }
        };
        let cells = many(cells.into_iter().enumerate().map(cell));
        view! { <tr class:marked=marked>{cells}</tr> }.into_any()
    };
    let rows = many(table.rows.into_iter().map(row));
    let label = table.caption.clone();
    let caption = maybe((!label.is_empty()).then(|| view! { <caption>{table.caption}</caption> }.into_any()));
    view! {
        <div class=class role=role tabindex="0" aria-label=label>
            <table>
                {caption}
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
