//! The collateral: what is held, at which price, and what it counts for after haircuts.

use leptos::prelude::*;

use super::book::{Column, Place, RowId};
use super::copy;
use super::explain::Topic;
use super::field::Field;
use super::figure::{Figure, StateMark, plain, turned};
use super::format::{self, Toward};
use super::made::{callback, derived, memo};
use super::number::Reads;
use super::row_parts::{delete, release};
use super::shape::{changing, choice, many, maybe, nothing, rows, worded};
use super::state::State;
use super::tried::Then;
use crate::margin::HoldingReport;
use crate::market::PriceState;

fn holding_row(state: State, id: RowId) -> AnyView {
    let held = memo(move || state.book.get().holding(id).cloned());
    let asset = move || held.get().map(|holding| holding.asset);
    let name = memo(move || asset().map(|asset| asset.to_string()).unwrap_or_default());
    let report = memo(move || -> Option<HoldingReport> {
        let row = state.counted.get().holdings.iter().position(|row| *row == id)?;
        state.assessment.get()?.holdings.iter().find(|report| report.row == row).cloned()
    });
    let typed = memo(move || {
        let asset = asset()?;
        state.book.get().prices.index.get(&asset).filter(|quote| quote.state == PriceState::Manual).map(|q| q.price)
    });
    let is_out = memo(move || state.assessment.get().is_some() && report.get().is_none());
    let quantity = derived(move || held.get().map(|h| format::grouped(h.quantity)).unwrap_or_default());
    let price = derived(move || match typed.get() {
        Some(price) => format::grouped(price),
        None => report.get().and_then(|r| r.price).map(|p| format::price(p, Toward::Nearest)).unwrap_or_default(),
    });
    let set_quantity = callback(move |read: Option<rust_decimal::Decimal>| {
        if let Some(quantity) = read {
            state.edit(Some(Place::Cell(id, Column::Quantity)), |book| book.set_quantity(id, quantity));
        }
    });
    let set_price = callback(move |read| {
        let Some(asset) = held.get_untracked().map(|holding| holding.asset) else { return };
        let now = state.clock.get_untracked();
        state.edit(Some(Place::Cell(id, Column::Mark)), |book| book.type_index(&asset, read, now));
    });
    let haircut = move || {
        let show = |report: &HoldingReport| format::percent(report.haircut, 2, Toward::Up);
        let Some(of) = report.get() else { return nothing() };
        let same = |then: &Then| then.of.holdings.iter().find(|held| held.asset == of.asset).map(show);
        let was = show(&of);
        let after = turned(state, &was, &same);
        many([was.into_any(), after])
    };
    let covered = move || {
        maybe(report.get().filter(|report| !report.covered.is_zero()).map(|report| {
            let covered = format::grouped(report.covered.normalize());
            let text = format!("{covered} covers a short and counts in full");
            view! { <span class="sub" data-testid="covered">{text}</span> }.into_any()
        }))
    };
    let counts = move || {
        report.get().map_or_else(
            || format::ABSENT.to_owned(),
            |report| {
                if report.value.is_sign_negative() {
                    format::signed(report.value, Toward::Down)
                } else {
                    format::money(report.value, Toward::Down)
                }
            },
        )
    };
    view! {
        <tr data-testid="holding" class:out=is_out>
            <th scope="row" class="name">
                <span class="instrument">{worded(move || name.get())}</span>
                {changing(covered)}
                {changing(move || maybe(is_out.get().then(|| view! { <span class="sub warn">{copy::LEFT_OUT_CELL}</span> }.into_any())))}
            </th>
            <td class="quantity" data-label="Quantity">
                <Field
                    state=state
                    place=Place::Cell(id, Column::Quantity)
                    reads=Reads::Quantity
                    column="quantity"
                    value=quantity
                    label=derived(move || format!("Quantity of {}", name.get()))
                    commit=set_quantity
                />
            </td>
            <td class="mark" data-label="Price">
                <Field
                    state=state
                    place=Place::Cell(id, Column::Mark)
                    reads=Reads::TypedPrice
                    column="mark"
                    value=price
                    label=derived(move || format!("Price of {}", name.get()))
                    commit=set_price
                    placeholder="no price"
                />
                <span class="sub">
                    <StateMark of=derived(move || report.get().filter(|r| r.price.is_some()).map(|r| r.state)) />
                    {release(state, typed, set_price, derived(move || format!("Release the typed price of {}", name.get())))}
                </span>
            </td>
            <td class="haircut" data-label="Haircut">{changing(haircut)}</td>
            <td class="counts" data-label="Counts for">
                <Figure
                    state=state
                    topic=derived(move || report.get().map(|report| Topic::Holding(report.row)))
                    text=derived(counts)
                    name=derived(move || format!("{} counts for", name.get()))
                />
            </td>
            {delete(state, id, name)}
        </tr>
    }
    .into_any()
}

/// The collateral table.
#[component]
pub(crate) fn Collateral(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let ids = memo(move || state.book.get().holdings.iter().map(|row| row.id.key()).collect::<Vec<_>>());
    let any = memo(move || ids.with(|ids| !ids.is_empty()));
    let after = move || {
        let counted = || plain(state, |of| format::money(of.equity.collateral, Toward::Down));
        many(["after haircut ".into_any(), counted()])
    };
    let table = move || {
        view! {
            <table class="rows holdings" data-testid="collateral">
                <caption class="unseen">"Collateral"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Asset"</th>
                        <th scope="col">"Quantity"</th>
                        <th scope="col">"Price"</th>
                        <th scope="col">"Haircut"</th>
                        <th scope="col">"Counts for"</th>
                        <th scope="col"><span class="unseen">"Delete"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows(ids, move |key| holding_row(state, RowId::of(key)))}
                </tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <div class="title second">
            <h2>"Collateral"</h2>
            <span class="dim">{choice(any, after, nothing)}</span>
        </div>
        {choice(any, table, || view! { <p class="empty">{copy::NO_COLLATERAL}</p> }.into_any())}
    }
}
