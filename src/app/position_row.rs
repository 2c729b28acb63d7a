//! One position: what it is, what is edited, what it gains, what it adds.

use leptos::prelude::*;

use super::book::{Column, Place, RowId};
use super::copy;
use super::explain::Topic;
use super::field::Field;
use super::figure::{Figure, StateMark, turned};
use super::format::{self, Toward};
use super::made::{callback, derived, memo};
use super::number::Reads;
use super::row_parts::{delete, release};
use super::shape::{changing, many, maybe, worded};
use super::state::State;
use crate::book::{Instrument, Kind, Position};
use crate::margin::LegReport;
use crate::market::PriceState;

fn kind_words(instrument: &Instrument) -> &'static str {
    match (instrument.kind(), instrument.is_inverse()) {
        (Kind::Spot, _) => "spot",
        (Kind::Perpetual, false) => "perpetual · linear",
        (Kind::Perpetual, true) => "perpetual · inverse, in $",
        (Kind::Future { .. }, false) => "linear",
        (Kind::Future { .. }, true) => "inverse, in $",
        (Kind::Option { .. }, false) => "linear",
        (Kind::Option { .. }, true) => "inverse",
    }
}

/// One row of the positions.
pub(crate) fn position_row(state: State, id: RowId) -> AnyView {
    let position = memo(move || state.book.get().position(id).cloned());
    let name = memo(move || position.with(|p| p.as_ref().map(|p| p.instrument.to_string()).unwrap_or_default()));
    let place = move || state.legs.with(|legs| legs.get(&id).copied());
    let leg = memo(move || {
        let place = place()?;
        let of = state.assessment.get()?;
        of.legs.get(place.leg).map(|leg| LegReport { scenarios: Vec::new(), ..leg.clone() })
    });
    let first = memo(move || place().is_none_or(|place| place.first));
    let is_out = memo(move || state.assessment.get().is_some() && place().is_none());
    let typed = memo(move || {
        let instrument = position.get().map(|p| p.instrument)?;
        state
            .book
            .get()
            .prices
            .marks
            .get(&instrument)
            .filter(|quote| quote.state == PriceState::Manual)
            .map(|q| q.price)
    });
    let sub = move || {
        let Some(position) = position.get() else { return String::new() };
        let kind = kind_words(&position.instrument);
        let mut words = match position.instrument.expiry() {
            Some(expiry) => format!("{} · {kind}", format::days(expiry.days_after(state.market.get().as_of))),
            None => kind.to_owned(),
        };
        if let Some(vol) = leg.with(|leg| leg.as_ref().and_then(|leg| leg.vol)) {
            words = format!("{words} · IV {}", format::percent_f64(vol, 1));
        }
        words
    };
    let figure = move |read: fn(&LegReport) -> String| {
        derived(move || {
            if !first.get() {
                return "above".to_owned();
            }
            leg.with(|leg| leg.as_ref().map_or_else(|| format::ABSENT.to_owned(), read))
        })
    };
    let quantity = derived(move || position.get().map(|p| format::grouped(p.quantity)).unwrap_or_default());
    let entry = derived(move || position.get().and_then(|p| p.entry).map(format::grouped).unwrap_or_default());
    let mark = derived(move || match typed.get() {
        Some(price) => format::grouped(price),
        None => leg
            .with(|leg| leg.as_ref().map(|leg| leg.mark))
            .or_else(|| {
                let instrument = position.get()?.instrument;
                Some(state.market.get().marks.get(&instrument)?.price)
            })
            .map(|mark| format::price(mark, Toward::Nearest))
            .unwrap_or_default(),
    });
    let set_quantity = callback(move |read: Option<rust_decimal::Decimal>| {
        if let Some(quantity) = read {
            state.edit(Some(Place::Cell(id, Column::Quantity)), |book| book.set_quantity(id, quantity));
        }
    });
    let set_entry = callback(move |read| {
        state.edit(Some(Place::Cell(id, Column::Entry)), |book| book.set_entry(id, read));
    });
    let set_mark = callback(move |read| {
        let Some(position) = position.get_untracked() else { return };
        let now = state.clock.get_untracked();
        state.edit(Some(Place::Cell(id, Column::Mark)), |book| book.type_mark(&position.instrument, read, now));
    });
    let pnl_class = move || {
        let sign = leg.with(|leg| leg.as_ref().and_then(|leg| leg.pnl));
        match sign {
            Some(pnl) if pnl.is_sign_negative() && !pnl.is_zero() => "pnl loss",
            Some(pnl) if !pnl.is_zero() => "pnl gain",
            _ => "pnl",
        }
        .to_owned()
    };
    let pnl_class = derived(pnl_class);
    let cell = move |read: fn(&LegReport) -> String| {
        let text = figure(read);
        changing(move || {
            let was = text.get();
            let again = |leg: &LegReport| turned(state, &was, &|then| then.leg(leg).map(read));
            let after = leg.with(|leg| leg.as_ref().filter(|_| first.get()).map(again));
            many([was.into_any(), maybe(after)])
        })
    };
    // of an instrument in several rows the trade changes but one
    let typed_after = move |read: fn(&Position) -> String| {
        changing(move || {
            let alone = leg.with(|leg| leg.as_ref().is_some_and(|leg| leg.rows.len() == 1));
            let again = |of: Position| turned(state, &read(&of), &|then| then.position(&of.instrument).map(read));
            maybe(position.get().filter(|_| alone).map(again))
        })
    };
    let part_class = memo(move || leg.with(|leg| leg.as_ref().is_some_and(|leg| leg.part.is_sign_negative())));
    view! {
        <tr data-testid="position" class:out=is_out>
            <th scope="row" class="name">
                <span class="instrument">{worded(move || name.get())}</span>
                <span class="sub">{worded(sub)}</span>
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
                {typed_after(|of| format::grouped(of.quantity.normalize()))}
            </td>
            <td class="entry" data-label="Entry">
                <Field
                    state=state
                    place=Place::Cell(id, Column::Entry)
                    reads=Reads::PriceOrNothing
                    column="entry"
                    value=entry
                    label=derived(move || format!("Entry price of {}", name.get()))
                    commit=set_entry
                    placeholder="none"
                />
                {typed_after(|of| of.entry.map_or_else(|| "none".to_owned(), |entry| format::price(entry, Toward::Nearest)))}
            </td>
            <td class="mark" data-label="Mark">
                <Field
                    state=state
                    place=Place::Cell(id, Column::Mark)
                    reads=Reads::TypedPrice
                    column="mark"
                    value=mark
                    label=derived(move || format!("Mark price of {}", name.get()))
                    commit=set_mark
                    placeholder="not priced"
                />
                <span class="sub">
                    {changing(move || {
                        maybe(typed.get().map(|_| view! { <span class="mark-word" data-state="typed" data-testid="state">"typed"</span> " " }.into_any()))
                    })}
                    <StateMark of=derived(move || {
                        leg.with(|leg| leg.as_ref().map(|leg| leg.state)).filter(|state| *state != PriceState::Manual)
                    }) />
                    {release(state, typed, set_mark, derived(move || format!("Release the typed mark of {}", name.get())))}
                </span>
            </td>
            <td class=pnl_class data-label="P&L">
                {cell(|leg| leg.pnl.map_or_else(|| format::ABSENT.to_owned(), |pnl| format::signed(pnl, Toward::Down)))}
            </td>
            <td class="delta" data-label="Delta">{cell(|leg| format::coins(leg.greeks.delta_coin))}</td>
            <td class="apart" data-label="Apart">{cell(|leg| format::money(leg.isolated.total, Toward::Up))}</td>
            <td class="part" class:gain=part_class data-label="Part of margin">
                <Figure
                    state=state
                    topic=derived(move || leg.with(|leg| leg.as_ref().map(|leg| Topic::Leg(leg.kind, leg.name.clone()))))
                    text=figure(|leg| format::money(leg.part, Toward::Up))
                    name=derived(move || format!("Part of margin of {}", name.get()))
                />
            </td>
            {delete(state, id, name)}
        </tr>
    }
    .into_any()
}
