//! What was found in a text that is about to be imported, row by row.

use leptos::prelude::*;

use super::intake::{Found, Remark};
use super::preview::{Row, Way, counted, rows};
use super::state::State;
use crate::book::Account;
use crate::io::{ReadAccount, called};

/// Remarks shown before the rest is only counted.
const MOST_REMARKS: usize = 50;
/// Rows shown before the rest is only counted.
const MOST_ROWS: usize = 60;

fn remark(remark: Remark, file: Option<&str>) -> AnyView {
    let place = match (file, remark.place.is_empty()) {
        (None, _) => remark.place,
        (Some(file), true) => file.to_owned(),
        (Some(file), false) => format!("{file}, {}", remark.place),
    };
    let place = (!place.is_empty()).then(|| view! { <b>{place}": "</b> });
    view! {
        <li class:left-out=remark.left_out>
            {place}
            {remark.message}
            {remark.left_out.then_some(" Left out.")}
        </li>
    }
    .into_any()
}

fn row(of: Row) -> AnyView {
    view! {
        <tr class:unmargined=of.unmargined data-testid="import-row">
            <th scope="row">{of.name}</th>
            <td class="num">{of.quantity}</td>
            <td class="num">{of.entry}</td>
            <td class="num">{of.price}</td>
            <td>{of.fate}</td>
        </tr>
    }
    .into_any()
}

fn account(state: State, of: &ReadAccount, place: usize, several: bool, left: RwSignal<Vec<usize>>) -> AnyView {
    let all = state.book.with_untracked(|book| rows(of, book, if several { Way::Beside } else { Way::Add }, MOST_ROWS));
    let rows_in = of.account.positions.len() + of.account.holdings.len() + of.account.unknown.len();
    let more = rows_in.saturating_sub(MOST_ROWS);
    let name = called(of.name.as_deref(), of.form.venue(), place);
    let heading = format!("{name}: {}", counted(&of.account));
    let choose = several.then(|| {
        let toggled = move |ev| {
            let take = event_target_checked(&ev);
            left.update(|left| {
                left.retain(|other| *other != place);
                if !take {
                    left.push(place);
                }
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" data-testid="import-account" prop:checked=move || !left.with(|left| left.contains(&place)) on:change=toggled />
                {heading.clone()}
            </label>
        }
    });
    view! {
        {choose}
        <div class="scroll" tabindex="0" role="group" aria-label=heading>
            <table class="coming">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="num">"Quantity"</th>
                        <th scope="col" class="num">"Entry"</th>
                        <th scope="col" class="num">"Price"</th>
                        <th scope="col">"What happens"</th>
                    </tr>
                </thead>
                <tbody>{all.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="dim">{format!("and {more} more rows")}</p> })}
    }
    .into_any()
}

/// What was found: what it was taken for, the rows of each account, and what there is to say.
pub(crate) fn found(state: State, found: &Found, left: RwSignal<Vec<usize>>, file: Option<String>) -> AnyView {
    let several = found.accounts.len() > 1;
    let out = found.remarks.iter().filter(|remark| remark.left_out).count();
    let mut summary = match &file {
        Some(file) => format!("{file} is read as {}", found.taken_for),
        None => format!("Read as {}", found.taken_for),
    };
    summary.push_str(&match found.accounts.as_slice() {
        [one] => format!(": {} can be taken", counted(&one.account)),
        all => format!(
            ": {} accounts. Added, they are margined together as one; replacing the book or put beside it, each by itself",
            all.len()
        ),
    });
    summary.push_str(&match out {
        0 => ".".to_owned(),
        1 => "; 1 row is left out.".to_owned(),
        out => format!("; {out} rows are left out."),
    });
    let more = found.remarks.len().saturating_sub(MOST_REMARKS);
    let remarks =
        found.remarks.iter().take(MOST_REMARKS).cloned().map(|said| remark(said, file.as_deref())).collect_view();
    let here = state.book.with_untracked(|book| book.account());
    let goes = (here != Account::default()).then(|| {
        let goes = format!("Replacing takes out what is here: {}.", counted(&here));
        view! { <p class="dim" data-testid="import-goes">{goes}</p> }
    });
    let accounts = found.accounts.iter().enumerate().map(|(place, of)| account(state, of, place, several, left));
    view! {
        <p class="summary" data-testid="import-summary">{summary}</p>
        <ul class="remarks" data-testid="import-remarks">{remarks}</ul>
        {(more > 0).then(|| view! { <p class="dim">{format!("and {more} more remarks")}</p> })}
        {accounts.collect_view()}
        {goes}
    }
    .into_any()
}
