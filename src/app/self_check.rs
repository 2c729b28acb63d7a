//! Self-check: the venue's own figures beside ours, for an account that is about to be imported.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::format::{self, Toward};
use super::state::State;
use crate::io::{CheckLine, Checked, ReadAccount, SelfCheck, self_check};

fn amount(of: &CheckLine, value: Decimal) -> String {
    match of.of {
        Checked::LiquidationPrice => format::price(value, Toward::Nearest),
        _ => format::signed(value, Toward::Nearest).trim_start_matches('+').to_owned(),
    }
}

/// How far apart, as an amount and in percent of theirs.
fn apart(of: &CheckLine) -> String {
    let Some(difference) = of.difference else { return "none found here".to_owned() };
    if difference.is_zero() {
        return "none".to_owned();
    }
    let share = format::share(difference, of.theirs.abs()).map(|share| format::small_percent(share).replace('-', "−"));
    let written = match of.of {
        Checked::LiquidationPrice => format::price(difference, Toward::Nearest),
        _ => format::signed(difference, Toward::Nearest),
    };
    match share {
        Some(share) => format!("{written} ({share})"),
        None => written,
    }
}

fn line(of: &CheckLine) -> AnyView {
    let name = match &of.instrument {
        Some(instrument) => format!("{} of {instrument}", of.of.title()),
        None => of.of.title().to_owned(),
    };
    view! {
        <tr data-testid="check-line">
            <th scope="row">{name}</th>
            <td class="num">{amount(of, of.theirs)}</td>
            <td class="num">{of.ours.map(|ours| amount(of, ours))}</td>
            <td class="num">{apart(of)}</td>
        </tr>
    }
    .into_any()
}

fn table(of: SelfCheck, venue: &'static str, name: Option<String>) -> AnyView {
    let heading = match name {
        Some(name) => format!("Self-check of {name}"),
        None => "Self-check".to_owned(),
    };
    let words = format!(
        "What {venue} says of this account, beside what the rules “{}” (dated {}) make of the same book at the prices that came with it.",
        of.rules.title, of.rules.as_of
    );
    let left_out = of.left_out.iter().map(|out| format!("Ours leave out {}: {}.", out.name, out.reason));
    let notes = of.notes.iter().map(|note| super::intake::sentence(note)).chain(left_out);
    let notes = notes.take(12).map(|note| view! { <li>{note}</li> }).collect_view();
    let (label, title) = (heading.clone(), heading.clone());
    view! {
        <section class="check-table" data-testid="self-check" aria-label=label>
            <h3>{title}</h3>
            <p class="words">{words}</p>
            <div class="scroll" tabindex="0" role="group" aria-label=heading>
                <table class="coming">
                    <thead>
                        <tr>
                            <th scope="col">"Figure"</th>
                            <th scope="col" class="num">{format!("{venue} says")}</th>
                            <th scope="col" class="num">"We say"</th>
                            <th scope="col" class="num">"Difference"</th>
                        </tr>
                    </thead>
                    <tbody>{of.lines.iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            <ul class="remarks">{notes}</ul>
        </section>
    }
    .into_any()
}

/// The self-checks of accounts whose venue said figures of its own.
pub(crate) fn self_checks(state: State, accounts: Vec<ReadAccount>) -> AnyView {
    let market = state.market.get_untracked();
    let tables = accounts.into_iter().filter_map(|of| {
        let check = self_check(&of, &market)?;
        Some(table(check, of.form.venue().unwrap_or("the file"), of.name))
    });
    tables.collect_view().into_any()
}
