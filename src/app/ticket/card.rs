//! The ticket: a line, the legs, what they would do, whether they may, and what is done with them.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::columns::columns;
use super::desk::Desk;
use super::fields::fields;
use super::limits::limits;
use super::line::line;
use super::measures::{self, Row};
use super::typed::Typed;
use super::{caps_words, kept, other_way, shown, words};
use crate::app::later;
use crate::app::made::watch;
use crate::app::shape::{maybe, rows};
use crate::app::state::{Sheet, State};
use crate::margin::Verdict;

/// How long typing has to rest before the answer is read aloud.
const REST: Duration = Duration::from_millis(1200);
const PRICES: &str =
    "At the mark a trade changes nothing but its fee; at a price of your own the difference counts at once.";

/// Before and after, figure by figure.
fn difference(desk: Desk) -> AnyView {
    let pending =
        Memo::new(move |_| desk.rails.with(|rails| rails.pending) || desk.state.rails.with(|rails| rails.pending));
    let row = move |row: Row| {
        let waits = row.label.starts_with("Liquidation");
        let class = match row.good {
            Some(true) => "num by gain",
            Some(false) => "num by loss",
            None => "num by",
        };
        view! {
            <tr class:pending=move || waits && pending.get()>
                <th scope="row">{row.label}</th>
                <td class="num was">{row.before}</td>
                <td class="num is">{row.after}</td>
                <td class=class>{row.by}</td>
            </tr>
        }
    };
    let table = move |(before, after): (measures::Seen, measures::Seen)| {
        view! {
            <div class="scroll" tabindex="0" role="group" aria-label="Before and after">
                <table class="coming diff" data-testid="difference">
                    <caption class="unseen">"The account before and after the trade, dollars"</caption>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col" class="num">"Before"</th>
                            <th scope="col" class="num">"After"</th>
                            <th scope="col" class="num">"Difference"</th>
                        </tr>
                    </thead>
                    <tbody>{measures::rows(&before, &after).into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    (move || maybe(desk.sides().map(table))).into_any()
}

/// Whether it may be done and what it costs.
fn verdict(desk: Desk) -> AnyView {
    let said = Memo::new(move |_| {
        let asked = desk.asked.get()?;
        asked.seen.fills().next()?;
        let own = desk.checked.with(|all| caps_words::broken(all.iter().map(|(_, check)| check)));
        let refused = own.is_some() || matches!(asked.seen.verdict, Verdict::Refused { .. });
        Some((refused, words::verdict(&asked.seen), own, words::cost(&asked.seen)))
    });
    let nothing = "Nothing is tried yet. Type a trade above, or fill in a leg.";
    // prices tick all the time; what is read aloud is the answer to what was typed
    let aloud = RwSignal::new(String::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    watch(move || {
        desk.legs.track();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let text = move || {
            said.try_get_untracked()
                .flatten()
                .map_or_else(String::new, |(_, verdict, own, _)| format!("{verdict} {}", own.unwrap_or_default()))
        };
        let say = move || drop(aloud.try_set(text()));
        waiting.set_value(set_timeout_with_handle(say, REST).ok());
    });
    view! {
        <div>
            <p class="unseen" role="status">{move || aloud.get()}</p>
            {move || match said.get() {
                None => view! { <p class="help" data-testid="verdict">{nothing}</p> }.into_any(),
                Some((refused, verdict, own, cost)) => view! {
                    <p class="verdict" class:refused=refused data-testid="verdict">
                        {verdict}
                        {own.map(|own| view! { <span class="own-limit" data-testid="own-limit">{own}</span> })}
                    </p>
                    <p class="help" data-testid="cost">{cost}" "{PRICES}</p>
                }
                .into_any(),
            }}
        </div>
    }
    .into_any()
}

/// Figures before and after, or the whole page as if it were done.
fn switch(desk: Desk) -> AnyView {
    let choice = move |whole: bool, word: &'static str, test: &'static str| {
        view! {
            <button
                type="button"
                class="link"
                data-testid=test
                aria-pressed=move || (desk.whole.get() == whole).to_string()
                on:click=move |_| desk.whole.set(whole)
            >
                {word}
            </button>
        }
    };
    let bar = move || {
        view! {
            <div class="as-if" data-testid="as-if" role="group" aria-label="After the trade">
                <span role="status">"The page shows the account after the trade. The book itself is not changed."</span>
                <button type="button" class="button" data-testid="as-if-back" on:click=move |_| desk.whole.set(false)>
                    "Back to before → after"
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="switch" role="group" aria-label="What the page shows">
            {choice(false, "Before → after", "show-both")}
            {choice(true, "After only", "show-after")}
        </div>
        {move || maybe(desk.whole.get().then(bar))}
    }
    .into_any()
}

/// Applying, keeping, clearing.
fn doing(desk: Desk) -> AnyView {
    let name = RwSignal::new(None::<String>);
    let wrong = RwSignal::new(None::<String>);
    let offered = move || name.get().unwrap_or_else(|| desk.alternatives.with(|all| kept::next_name(all)));
    let keep = move || {
        let kept = desk.keep(&untrack(offered));
        if kept.is_ok() {
            name.set(None);
        }
        wrong.set(kept.err());
    };
    let none = Memo::new(move |_| {
        desk.asked.with(|asked| asked.as_ref().is_none_or(|asked| asked.seen.fills().next().is_none()))
    });
    view! {
        <div class="buttons">
            <button
                type="button"
                class="button primary"
                data-testid="apply"
                disabled=move || none.get()
                on:click=move |_| desk.apply()
            >
                "Apply"
            </button>
            <span class="keep-as">
                <input
                    type="text"
                    data-testid="keep-name"
                    data-own-undo=""
                    autocomplete="off"
                    aria-label="Name of the alternative"
                    aria-invalid=move || wrong.get().map(|_| "true")
                    aria-describedby="keep-wrong"
                    prop:value=offered
                    on:input=move |ev| {
                        wrong.set(None);
                        name.set(Some(event_target_value(&ev)));
                    }
                    on:keydown=move |ev: KeyboardEvent| {
                        if ev.key() == "Enter" {
                            ev.prevent_default();
                            keep();
                        }
                    }
                />
                <button type="button" class="button" data-testid="keep" on:click=move |_| keep()>"Keep as alternative"</button>
            </span>
            <button type="button" class="link" data-testid="another" on:click=move |_| desk.add(Typed::default())>"Another leg"</button>
            <button type="button" class="link" data-testid="clear" on:click=move |_| desk.put(vec![Typed::default()])>"Clear"</button>
        </div>
        <p class="help" id="keep-wrong">
            {move || match wrong.get() {
                Some(right) => view! { <span class="wrong" data-testid="keep-wrong">{right}</span> }.into_any(),
                None => "Apply changes the book; one undo takes it back. What is kept is compared beneath.".into_any(),
            }}
        </p>
    }
    .into_any()
}

/// Opens the search for hedges, which fills the ticket too.
fn hedge(state: State) -> AnyView {
    let open = move |_| state.sheet.set(Some(Sheet::Hedge));
    view! {
        <p class="help finds">
            <button type="button" class="link" data-testid="find-hedge" on:click=open>"Find a hedge"</button>
            " looks for the trades that free most margin, and shows what each leg adds."
        </p>
        {later::opened_hedge(state)}
    }
    .into_any()
}

/// The ticket.
pub(crate) fn ticket(state: State) -> AnyView {
    let desk = Desk::of(state);
    shown::show(desk);
    let ids = Memo::new(move |_| desk.legs.with(|legs| legs.iter().map(|row| row.id).collect::<Vec<_>>()));
    view! {
        <div class="ticket" data-testid="ticket">
            {line(desk)}
            {hedge(state)}
            {rows(ids, move |id| fields(desk, id))}
            {switch(desk)}
            {difference(desk)}
            {verdict(desk)}
            {other_way::other_way(desk)}
            {limits(desk)}
            {doing(desk)}
            {columns(desk)}
        </div>
    }
    .into_any()
}
