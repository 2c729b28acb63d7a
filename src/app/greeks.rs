//! Sensitivities in dollars, of the account and one by one.

use leptos::prelude::*;

use super::copy;
use super::explain;
use super::figure::turned;
use super::format::{self, Toward};
use super::made::{derived, signal};
use super::shape::{changing, many, maybe};
use super::state::State;
use crate::margin::Assessment;
use crate::risk::Greeks;

/// How the sensitivities are taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Account,
    Leg,
    Underlying,
    Expiry,
}

const ALL: [(By, &str); 4] =
    [(By::Account, "Account"), (By::Underlying, "Underlying"), (By::Expiry, "Expiry"), (By::Leg, "Leg")];

fn rows(of: &Assessment, by: By) -> Vec<(String, Greeks)> {
    match by {
        By::Account => vec![("Account".to_owned(), of.greeks)],
        By::Leg => of.legs.iter().map(|leg| (explain::leg_name(leg), leg.greeks)).collect(),
        By::Underlying => of.underlyings.iter().map(|u| (u.underlying.to_string(), u.greeks)).collect(),
        By::Expiry => {
            let name = |e: &crate::margin::ExpiryReport| match e.expiry {
                Some(expiry) => format!("{} {expiry}", e.underlying),
                None => format!("{} perpetual", e.underlying),
            };
            of.expiries.iter().map(|e| (name(e), e.greeks)).collect()
        }
    }
}

fn four(greeks: &Greeks) -> [String; 4] {
    let show = |value| format::signed_f64(value, Toward::Nearest);
    [
        show(greeks.delta_usd_per_pct()),
        show(greeks.gamma_usd_per_pct),
        show(greeks.vega_usd_per_point),
        show(greeks.theta_usd_per_day),
    ]
}

const HEADS: [&str; 4] = ["Delta, per 1 %", "Gamma, per 1 %", "Vega, per vol point", "Theta, per day"];

fn account(state: State, of: &Assessment) -> AnyView {
    let item = |(place, (head, value)): (usize, (&'static str, String))| {
        let after = turned(state, &value, &|then| four(&then.of.greeks).get(place).cloned());
        view! {
            <div>
                <dt>{head}</dt>
                <dd>{value}{after}</dd>
            </div>
        }
        .into_any()
    };
    let items = many(HEADS.into_iter().zip(four(&of.greeks)).enumerate().map(item));
    view! { <dl class="greeks" data-testid="greeks">{items}</dl> }.into_any()
}

fn table(state: State, of: &Assessment, by: By) -> AnyView {
    let later = state.tried.with(|tried| tried.then.as_ref().map(|then| rows(&then.of, by))).unwrap_or_default();
    let row = |(name, greeks): (String, Greeks)| {
        let same = later.iter().find(|(of, _)| *of == name).map(|(_, greeks)| four(greeks));
        let cell = |(place, value): (usize, String)| {
            let after = turned(state, &value, &|_| same.as_ref()?.get(place).cloned());
            view! { <td>{value}{after}</td> }.into_any()
        };
        let cells = many(four(&greeks).into_iter().enumerate().map(cell));
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells}
            </tr>
        }
        .into_any()
    };
    let heads = many(HEADS.into_iter().map(|head| view! { <th scope="col">{head}</th> }.into_any()));
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Sensitivities">
            <table class="plain" data-testid="greeks-table">
                <thead>
                    <tr>
                        <td></td>
                        {heads}
                    </tr>
                </thead>
                <tbody>{many(rows(of, by).into_iter().map(row))}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The card.
#[component]
pub(crate) fn GreeksCard(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let by = signal(By::Account);
    let choice = move |(which, word): (By, &'static str)| {
        view! {
            <button
                type="button"
                class="link"
                aria-pressed=derived(move || (by.get() == which).to_string())
                on:click=move |_| by.set(which)
            >
                {word}
            </button>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="greeks-title">
            <div class="title">
                <h2 id="greeks-title">"Greeks"</h2>
                <span class="dim wide">{copy::GREEKS_HELP}</span>
                <span class="actions">{many(ALL.into_iter().map(choice))}</span>
            </div>
            {changing(move || {
                maybe(state.settled.get().map(|of| match by.get() {
                    By::Account => account(state, &of),
                    by => table(state, &of, by),
                }))
            })}
        </section>
    }
}
