//! Accounts side by side: what each needs by itself, and what they would need as one. Fetched when there is more than one.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::aside;
use super::book::Book;
use super::format::{self, Toward};
use super::state::State;
use crate::io::called;
use crate::io::json::BookFile;
use crate::margin::{Beside, Needs, side_by_side};
use crate::market::Market;

/// What each account is called, and what they need.
fn asked(state: State, all: &[BookFile], here: &str) -> Option<(Vec<String>, Beside)> {
    let rules = state.rules.get()?;
    let market = state.market.get();
    let mut names = vec![called(Some(here), None, 0)];
    let mut accounts = vec![(state.counted.get().account.clone(), Market::clone(&market))];
    for (place, of) in all.iter().enumerate() {
        names.push(called(of.name.as_deref(), None, place + 1));
        // prices that came with an account lie under the live ones, as they do for the book
        accounts.push((of.account.clone(), of.market.with(&market)));
    }
    Some((names, side_by_side(&accounts, &rules)))
}

fn row(name: String, of: &Needs, class: &'static str, button: Option<AnyView>) -> AnyView {
    let need = |value: Decimal| format::money(value, Toward::Up);
    let have = |value: Decimal| format::money(value, Toward::Down);
    view! {
        <tr class=class data-testid="account">
            <th scope="row">{name}</th>
            <td class="num">{have(of.equity)}</td>
            <td class="num">{need(of.initial_margin)}</td>
            <td class="num">{need(of.maintenance_margin)}</td>
            <td class="num">{have(of.free_collateral)}</td>
            <td class="num">{of.margin_ratio.map(|ratio| format::percent(ratio, 1, Toward::Up))}</td>
            <td class="do">{button}</td>
        </tr>
    }
    .into_any()
}

/// What making one account of them would free.
fn sentence(beside: &Beside) -> String {
    let count = beside.each.len();
    let end = match beside.freed {
        None => return String::new(),
        Some(freed) if freed > Decimal::ZERO => format!("${} less", format::money(freed, Toward::Down)),
        Some(freed) if freed < Decimal::ZERO => format!("${} more", format::money(freed.abs(), Toward::Up)),
        Some(_) => "the same".to_owned(),
    };
    format!("As one account these {count} would need {end}.")
}

/// The accounts, to compare, to open and to put together.
pub(crate) fn accounts(state: State) -> AnyView {
    let extra = Memo::new(move |_| state.book.with(|book| book.extra.clone()));
    let all = Memo::new(move |_| extra.with(|extra| aside::read(extra)));
    let here = Memo::new(move |_| extra.with(|extra| aside::name(extra)));
    let change = move |change: Box<dyn FnOnce(&mut Book)>| {
        state.seal();
        state.edit(None, change);
        state.forget_typing();
    };
    let body = move || {
        let (names, beside) = all.with(|all| here.with(|here| asked(state, all, here)))?;
        let said = sentence(&beside);
        let rows = names.into_iter().zip(&beside.each).enumerate().map(|(place, (name, needs))| {
            let Some(at) = place.checked_sub(1) else {
                let open = view! { <span class="dim">"open"</span> }.into_any();
                return row(name, needs, "here", Some(open));
            };
            let (open_name, gone_name) = (format!("Open {name}"), format!("Remove {name}"));
            let buttons = view! {
                <button type="button" class="link" data-testid="account-open" aria-label=open_name on:click=move |_| change(Box::new(move |book| aside::open(book, at)))>
                    "Open"
                </button>
                <button type="button" class="link" data-testid="account-remove" aria-label=gone_name on:click=move |_| change(Box::new(move |book| aside::remove(book, at)))>
                    "Remove"
                </button>
            };
            row(name, needs, "", Some(buttons.into_any()))
        });
        let rows = rows.collect::<Vec<_>>();
        let unite = view! {
            <button type="button" class="link" data-testid="account-unite" on:click=move |_| change(Box::new(aside::unite))>
                "Put together"
            </button>
        };
        Some(view! {
            <section class="card accounts" data-testid="accounts" aria-labelledby="accounts-title">
                <h2 id="accounts-title">"Accounts side by side"</h2>
                <p class="words" data-testid="accounts-said">{said}</p>
                <div class="scroll" tabindex="0" role="group" aria-label="Accounts side by side">
                    <table class="coming">
                        <thead>
                            <tr>
                                <th scope="col">"Account"</th>
                                <th scope="col" class="num">"Equity"</th>
                                <th scope="col" class="num">"Initial"</th>
                                <th scope="col" class="num">"Maintenance"</th>
                                <th scope="col" class="num">"Free"</th>
                                <th scope="col" class="num">"Margin ratio"</th>
                                <td></td>
                            </tr>
                        </thead>
                        <tbody>
                            {rows}
                            {beside.apart.as_ref().map(|needs| row("Added up, apart".to_owned(), needs, "sum", None))}
                            {row("As one account".to_owned(), &beside.one, "sum", Some(unite.into_any()))}
                        </tbody>
                    </table>
                </div>
            </section>
        })
    };
    body.into_any()
}
