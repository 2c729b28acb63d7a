//! The positions, one row each, with what holds no row of its own: cover and borrowed coins.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::book::RowId;
use super::copy;
use super::explain::{self, Topic};
use super::figure::{Figure, plain, turned};
use super::format::{self, Toward};
use super::later;
use super::made::{derived, memo, signal, stored};
use super::position_row::position_row;
use super::quick::QuickLine;
use super::shape::{changing, choice, many, maybe, rows, worded};
use super::state::{Sheet, State};
use super::window::Window;
use crate::margin::{Assessment, LegReport};
use crate::risk::LegKind;

/// Sum of the profits and losses shown, absent on overflow.
fn total_pnl(of: &Assessment) -> Option<Decimal> {
    format::sum(of.legs.iter().filter_map(|leg| leg.pnl))
}

fn or_absent(value: Option<Decimal>, toward: Toward) -> String {
    value.map_or_else(|| format::ABSENT.to_owned(), |value| format::signed(value, toward))
}

fn extra(state: State, leg: LegReport) -> AnyView {
    let name = explain::leg_name(&leg);
    let topic = Topic::Leg(leg.kind, leg.name.clone());
    let note = match leg.kind {
        LegKind::Cover => "collateral that offsets a short, margined with it",
        _ => "has to be bought back",
    };
    let cell = |read: fn(&LegReport) -> String| {
        let was = read(&leg);
        let after = turned(state, &was, &|then| then.leg(&leg).map(read));
        many([was.into_any(), after])
    };
    view! {
        <tr class="extra" data-testid="extra-leg">
            <th scope="row" class="name">
                <span class="instrument">{name.clone()}</span>
                <span class="sub">{note}</span>
            </th>
            <td class="quantity" data-label="Quantity">{format::quantity(leg.units)}</td>
            <td class="entry" data-label="Entry">{format::ABSENT}</td>
            <td class="mark" data-label="Mark">{format::price(leg.mark, Toward::Nearest)}</td>
            <td class="pnl" data-label="P&L">{format::ABSENT}</td>
            <td class="delta" data-label="Delta">{cell(|leg| format::coins(leg.greeks.delta_coin))}</td>
            <td class="apart" data-label="Apart">{cell(|leg| format::money(leg.isolated.total, Toward::Up))}</td>
            <td class="part" data-label="Part of margin">
                <Figure
                    state=state
                    topic=stored(Some(topic))
                    text=format::money(leg.part, Toward::Up)
                    name=format!("Part of margin of {name}")
                />
            </td>
            <td class="act"></td>
        </tr>
    }
    .into_any()
}

/// What is taken off where the charges together exceed the positions' own needs, so that the column adds up.
fn credit(of: &Assessment) -> AnyView {
    view! {
        <tr class="extra" data-testid="credit">
            <th scope="row" class="name">
                <span class="instrument">"Never more than apart"</span>
                <span class="sub">"what all charges together exceed that by"</span>
            </th>
            <td class="quantity"></td>
            <td class="entry"></td>
            <td class="mark"></td>
            <td class="pnl"></td>
            <td class="delta"></td>
            <td class="apart"></td>
            <td class="part" data-label="Part of margin">{format::signed(-of.credit, Toward::Up)}</td>
            <td class="act"></td>
        </tr>
    }
    .into_any()
}

/// What of a long table is not drawn, and the way to more of it.
fn more(hidden: usize, of: usize, asked: RwSignal<u32>) -> AnyView {
    let said = format!("{hidden} of {of} positions are not drawn; all are margined. ");
    view! {
        <p class="more" data-testid="more">
            {said}
            <button type="button" class="link" on:click=move |_| asked.update(|asked| *asked += 1)>
                "Show more"
            </button>
        </p>
    }
    .into_any()
}

fn bring_sample(state: State) {
    state.seal();
    state.edit(None, |book| *book = super::intake::sample(super::feed::clock()));
    state.forget_typing();
}

/// Quick line, adding by parts, table, net.
#[component]
pub(crate) fn Positions(
    /// State of the page.
    state: State,
) -> impl IntoView {
    let adding = signal(false);
    let ids = memo(move || state.book.get().positions.iter().map(|row| row.id.key()).collect::<Vec<_>>());
    let count = memo(move || ids.with(Vec::len));
    let unknown = memo(move || !state.book.get().unknown.is_empty());
    let any = memo(move || count.get() > 0 || unknown.get());
    let asked = signal(1_u32);
    let before = StoredValue::new(None::<Window>);
    let drawn = memo(move || {
        let window = Window::next(before.get_value(), count.get(), asked.get());
        before.set_value(Some(window));
        ids.with(|ids| ids.iter().enumerate().filter(|(place, _)| window.shows(*place)).map(|(_, id)| *id).collect())
    });
    let hidden = memo(move || {
        drawn.track();
        before.get_value().map_or(0, Window::hidden)
    });
    let about = move || match count.get() {
        0 => String::new(),
        1 => "1".to_owned(),
        many => format!("{many}, margined as one risk unit"),
    };
    let extras = memo(move || {
        let legs = state.assessment.get().map(|of| of.legs.clone()).unwrap_or_default();
        legs.into_iter().filter(|leg| leg.kind != LegKind::Position).collect::<Vec<_>>()
    });
    let empty = move || {
        view! {
            <p class="empty">
                {copy::NO_POSITIONS} " "
                <button type="button" class="link" data-testid="sample" on:click=move |_| bring_sample(state)>
                    "Put the sample book back"
                </button>
            </p>
        }
        .into_any()
    };
    let table = move || {
        view! {
            <table class="rows positions" data-testid="positions">
                <caption class="unseen">"Positions"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Instrument"</th>
                        <th scope="col">"Quantity"</th>
                        <th scope="col">"Entry"</th>
                        <th scope="col">"Mark"</th>
                        <th scope="col">"P&L"</th>
                        <th scope="col">"Delta"</th>
                        <th scope="col">"Apart"</th>
                        <th scope="col">"Part of margin"</th>
                        <th scope="col"><span class="unseen">"Delete"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {rows(drawn, move |key| position_row(state, RowId::of(key)))}
                    {changing(move || many(extras.get().into_iter().map(|leg| extra(state, leg))))}
                    {later::opened_unknown(state, unknown)}
                    {changing(move || maybe(state.assessment.get().filter(|of| !of.credit.is_zero()).map(|of| credit(&of))))}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row" class="name">"Net"</th>
                        <td class="quantity"></td>
                        <td class="entry"></td>
                        <td class="mark"></td>
                        <td class="pnl" data-label="P&L">{plain(state, |of| or_absent(total_pnl(of), Toward::Down))}</td>
                        <td class="delta"></td>
                        <td class="apart" data-label="Apart">{plain(state, |of| format::money(of.held_apart, Toward::Up))}</td>
                        <td class="part" data-label="Part of margin">{plain(state, |of| format::money(of.initial_margin, Toward::Up))}</td>
                        <td class="act"></td>
                    </tr>
                </tfoot>
            </table>
            {changing(move || maybe((hidden.get() > 0).then(|| more(hidden.get(), count.get(), asked))))}
        }
        .into_any()
    };
    view! {
        <div class="title">
            <h2 id="positions-title">"Positions"</h2>
            <span class="dim">{worded(about)}</span>
            <span class="actions">
                <button
                    type="button"
                    class="link"
                    data-testid="add"
                    aria-expanded=derived(move || adding.get().to_string())
                    on:click=move |_| adding.update(|open| *open = !*open)
                >
                    "Add by parts"
                </button>
                <button type="button" class="link" data-testid="import" aria-haspopup="dialog" on:click=move |_| state.sheet.set(Some(Sheet::Import))>
                    "Import"
                </button>
                <button type="button" class="link" data-testid="export" aria-haspopup="dialog" on:click=move |_| state.sheet.set(Some(Sheet::Export))>
                    "Export"
                </button>
            </span>
        </div>
        <QuickLine state=state />
        {later::opened_parts(state, adding)}
        {choice(any, table, empty)}
    }
}
