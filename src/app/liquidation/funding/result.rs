//! What funding comes to: when it liquidates, a row a perpetual, the account at the horizon, a picture.

use leptos::prelude::*;

use super::lines::Lines;
use super::view::{Funded, Seen};
use super::words;
use crate::app::shape::{many, maybe};
use crate::book::Time;
use crate::margin::axes::Outlook;
use crate::margin::funding::Funding;

/// Equity and maintenance margin over the days, told apart by their dashes and their names.
fn drawn(of: &Funding, now: Time) -> Option<AnyView> {
    let lines = Lines::of(of)?;
    let meeting = lines.meet.map(|at| {
        let at = at.to_string();
        view! { <line x1=at.clone() x2=at y1="0" y2="100" class="curve meeting" /> }.into_any()
    });
    let names = [("worth", "equity"), ("needed", "maintenance margin"), ("meeting", "liquidated from here on")];
    let keys = names.into_iter().filter(|(kind, _)| *kind != "meeting" || lines.meet.is_some()).map(|(kind, name)| {
        view! {
            <span class="stroke-of">
                <svg width="34" height="8" class="stroke-line"><line x1="0" y1="4" x2="34" y2="4" class=format!("curve {kind}") /></svg>
                {name}
            </span>
        }
        .into_any()
    });
    Some(
        view! {
            <figure class="pictured" data-testid="funding-lines">
                <p class="in-words" aria-hidden="true">{many(keys)}</p>
                <p class="scale" aria-hidden="true">{format!("{} at the top, {} at the bottom", lines.high, lines.low)}</p>
                <svg
                    class="curves" width="100%" height="150" viewBox="0 0 100 100" preserveAspectRatio="none"
                    role="img" aria-label=words::pictured(of, now)
                >
                    {maybe(meeting)}
                    <polyline points=lines.maintenance class="curve needed" />
                    <polyline points=lines.equity class="curve worth" />
                </svg>
                <p class="scale" aria-hidden="true"><span>"today"</span><span>{words::end(of)}</span></p>
            </figure>
        }
        .into_any(),
    )
}

fn table(of: &Funding) -> AnyView {
    let rows = of.legs.iter().map(words::row).map(|row| {
        view! {
            <tr data-testid="funding-leg">
                <th scope="row">{row.name}<span class="sub">{row.rate}</span></th>
                <td class="figures">{row.paid}</td>
                <td class="figures">{row.usd}</td>
            </tr>
        }
        .into_any()
    });
    view! {
        <table class="levels funded">
            <caption class="unseen">"What each perpetual pays or receives a day"</caption>
            <thead>
                <tr>
                    <th scope="col">"Perpetual"</th>
                    <th scope="col" class="figures">"A day"</th>
                    <th scope="col" class="figures">"In dollars"</th>
                </tr>
            </thead>
            <tbody>{many(rows)}</tbody>
        </table>
    }
    .into_any()
}

fn figures(of: &Funding) -> AnyView {
    let each = words::figures(of)
        .into_iter()
        .map(|(name, shown)| view! { <div><dt>{name}</dt><dd>{shown}</dd></div> }.into_any());
    view! { <dl class="vitals" data-testid="funding-figures">{many(each)}</dl> }.into_any()
}

fn answer(seen: &Seen) -> AnyView {
    let of = match &seen.answer {
        Ok(of) => of,
        Err(why) => {
            return view! { <p class="wrong" role="status">{format!("This cannot be worked out: {why}.")}</p> }
                .into_any();
        }
    };
    if of.legs.is_empty() {
        return view! { <p class="none">"None of the perpetuals is margined here; a notice on the page says why."</p> }
            .into_any();
    }
    view! {
        <p class="lead" data-testid="funding-verdict">{words::verdict(of, seen.now)}</p>
        {table(of)}
        {figures(of)}
        {maybe(drawn(of, seen.now))}
    }
    .into_any()
}

/// The last answer; while another is looked for it stands. What is missing for one is said in its place.
pub(super) fn result(of: Funded) -> AnyView {
    let shown = move || match of.read.get() {
        Err(missing) => Some(view! { <p class="none">{missing}</p> }.into_any()),
        Ok(_) => of.seen.get().map(|seen| answer(&seen)),
    };
    let state = move || {
        let older = |wanted: &Outlook| of.seen.with(|seen| seen.as_ref().is_none_or(|seen| seen.of != *wanted));
        of.read.with(|read| read.as_ref().is_ok_and(|wanted| of.pending.get() && older(wanted)).then_some("Looking …"))
    };
    view! {
        <p class="none state" role="status">{state}</p>
        <div data-testid="funding-answer" aria-busy=move || of.pending.get().to_string()>{shown}</div>
    }
    .into_any()
}
