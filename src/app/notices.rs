//! What a reader has to know: rows left out and why, prices that are not live, fields that cannot be read.

use leptos::prelude::*;

use super::book::Place;
use super::format;
use super::made::memo;
use super::shape::{changing, many, maybe};
use super::state::State;
use crate::book::{Sorted, sort_by};
use crate::risk::{Subject, WarningKind};

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Alarm,
    Warn,
    Quiet,
}

/// One notice.
#[derive(Clone, Debug, PartialEq)]
struct Notice {
    weight: Weight,
    lead: String,
    text: String,
}

fn unreadable(state: State) -> Vec<Notice> {
    let book = state.book.get();
    state.unreadable.with(|places| {
        let said = places.iter().map(|(place, bad)| {
            let (lead, what) = match place {
                Place::Cell(row, column) => {
                    let name = book
                        .position(*row)
                        .map(|p| p.instrument.to_string())
                        .or_else(|| book.holding(*row).map(|h| h.asset.to_string()))
                        .unwrap_or_default();
                    (format!("{name} is left out."), column.word().to_owned())
                }
                Place::Price(asset) => (format!("The typed price of {asset} is not used."), "price".to_owned()),
            };
            let typed: String = bad.text.chars().take(40).collect();
            Notice {
                weight: Weight::Warn, lead, text: format!("Its {what} “{typed}” cannot be read. {}", bad.right)
            }
        });
        said.collect()
    })
}

/// Remarks drawn before the rest is only counted: a book of thousands has thousands.
const MOST: usize = 24;

/// What the engine has to say: of each weight no more than can be drawn, and how many more there are.
fn engine(state: State) -> (Vec<Notice>, usize) {
    let Some(of) = state.assessment.get() else { return (Vec::new(), 0) };
    let mut reasons: Sorted<&str, Vec<&str>> = Sorted::new();
    for out in &of.left_out {
        reasons.or_default(&out.reason).push(&out.name);
    }
    let said = |(reason, names): (&str, Vec<&str>)| {
        let lead = match names.as_slice() {
            [name] => format!("{name} is left out."),
            [first, second] => format!("{first} and {second} are left out."),
            [first, .., _] => format!("{first} and {} more are left out.", names.len() - 1),
            [] => String::new(),
        };
        Notice { weight: Weight::Warn, lead, text: capital(reason) }
    };
    let mut all: Vec<Notice> = reasons.into_iter().map(said).collect();
    let mut assumed = String::new();
    let mut of_weight = [0_usize; 3];
    for warning in &of.warnings {
        if warning.kind == WarningKind::Derived && warning.subject == Subject::Account {
            assumed.push(' ');
            assumed.push_str(&capital(&warning.message));
            continue;
        }
        let weight = match warning.kind {
            // the sentence, the marks and the price bar say these already
            WarningKind::Liquidatable | WarningKind::Price => continue,
            WarningKind::ShortOfInitial => Weight::Alarm,
            WarningKind::Derived => Weight::Quiet,
            _ => Weight::Warn,
        };
        if let Some(count) = of_weight.get_mut(weight as usize) {
            *count += 1;
            if *count > MOST {
                continue;
            }
        }
        all.push(Notice { weight, lead: String::new(), text: capital(&warning.message) });
    }
    if !assumed.is_empty() {
        all.push(Notice { weight: Weight::Quiet, lead: String::new(), text: format!("Assumed:{assumed}") });
    }
    (all, of_weight.iter().map(|count| count.saturating_sub(MOST)).sum())
}

/// A clock that is wrong makes every age wrong.
fn clock(state: State) -> Option<Notice> {
    let ahead = state.feed.with(|feed| feed.status(feed.now())).clock_ahead_ms?;
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    Some(Notice {
        weight: Weight::Warn,
        lead: "This device’s clock is wrong.".to_owned(),
        text: format!(
            "It seems to be {} {way} the price sources’; ages of prices are wrong by as much.",
            format::age(ahead.abs())
        ),
    })
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first)
            if text.split(' ').next().is_some_and(|word| word.chars().all(|letter| letter.is_ascii_lowercase())) =>
        {
            let rest = chars.as_str();
            let stop = if rest.ends_with(['.', '!', '?']) { "" } else { "." };
            format!("{}{rest}{stop}", first.to_ascii_uppercase())
        }
        Some(_) if text.ends_with(['.', '!', '?']) => text.to_owned(),
        Some(_) => format!("{text}."),
        None => String::new(),
    }
}

/// All notices, the gravest first.
#[component]
pub(crate) fn Notices(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let all = memo(move || {
        let (mut all, beyond) = engine(state);
        all.extend(unreadable(state));
        all.extend(clock(state));
        all.extend(state.troubles.get().into_iter().map(|text| Notice {
            weight: Weight::Warn,
            lead: String::new(),
            text,
        }));
        sort_by(&mut all, |a, b| a.weight.cmp(&b.weight));
        if let Some(more) = (all.len() + beyond).checked_sub(MOST).filter(|more| *more > 1) {
            all.truncate(MOST);
            let text = format!("And {more} more such remarks; the report, under Export, has them all.");
            all.push(Notice { weight: Weight::Quiet, lead: String::new(), text });
        }
        all
    });
    let one = |notice: Notice| {
        let class = match notice.weight {
            Weight::Alarm => "alarm",
            Weight::Warn => "warn",
            Weight::Quiet => "quiet",
        };
        let lead = maybe((!notice.lead.is_empty()).then(|| view! { <b>{notice.lead}" "</b> }.into_any()));
        view! {
            <li class=class data-testid="notice">
                {lead}
                {notice.text}
            </li>
        }
        .into_any()
    };
    view! {
        <section class="notices" aria-label="Notices" data-testid="notices">
            <ul role="list" aria-live="polite">
                {changing(move || many(all.get().into_iter().map(one)))}
            </ul>
        </section>
    }
}
