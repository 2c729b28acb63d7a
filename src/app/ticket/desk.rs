//! The state of the ticket: what is typed, what it would do, and what is kept. It outlives the card, which may be closed.

use std::sync::Arc;

use leptos::prelude::*;

use super::applied;
use super::kept::{self, Alternative, Kept};
use super::limits::Limits;
use super::typed::{Leg, Typed};
use crate::app::book::{Book, Counted};
use crate::app::state::{Rails, State, rows_out};
use crate::app::storage;
use crate::book::{Position, Trade};
use crate::margin::caps::{Cap, CapCheck, check};
use crate::margin::{Preview, preview};

/// A leg with who it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Who it is, however often it is edited.
    pub(crate) id: u64,
    /// What is typed.
    pub(crate) typed: Typed,
}

/// What is asked, and the answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The rows of the legs that are traded.
    pub(super) ids: Vec<u64>,
    /// The answer.
    pub(crate) seen: Preview,
}

/// Everything the ticket reads and changes. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// State of the page.
    pub(crate) state: State,
    /// The legs, as they are typed.
    pub(crate) legs: RwSignal<Vec<Row>>,
    /// Whether the whole page shows what would be.
    pub(crate) whole: RwSignal<bool>,
    /// What was kept under names.
    pub(crate) alternatives: RwSignal<Vec<Alternative>>,
    /// What is margined of the book itself, whatever the page shows.
    pub(crate) real: Memo<Arc<Counted>>,
    /// The legs, read at the market's prices.
    pub(super) read: Memo<Arc<Vec<(u64, Leg)>>>,
    /// What they would do; absent while none can be traded.
    pub(crate) asked: Memo<Option<Arc<Asked>>>,
    /// Liquidation prices of the account that the page does not show: the one after the trade, or the one before it.
    pub(crate) rails: RwSignal<Rails>,
    /// Limits of one's own.
    pub(crate) limits: Limits,
    /// Those that can be read, before and after; before on both sides while nothing can be traded.
    pub(crate) checked: Memo<Vec<(u64, CapCheck)>>,
}

impl Desk {
    /// The one desk of a page, made when it is first asked for.
    pub(crate) fn of(state: State) -> Self {
        state.owner.get_value().with(|| {
            use_context::<Self>().unwrap_or_else(|| {
                let desk = Self::new(state);
                provide_context(desk);
                desk
            })
        })
    }

    fn new(state: State) -> Self {
        let Kept { legs, alternatives } = Kept::read(&state.load(storage::TICKET).unwrap_or_default());
        let mut legs = numbered(legs, 0);
        never_empty(&mut legs);
        let legs = RwSignal::new(legs);
        let real = Memo::new(move |_| {
            let out = rows_out(state.unreadable);
            state.history.with(|history| Arc::new(history.present().counted(&out)))
        });
        let read = Memo::new(move |_| {
            let market = state.market.get();
            Arc::new(legs.with(|legs| legs.iter().map(|row| (row.id, row.typed.read(&market))).collect::<Vec<_>>()))
        });
        // always news, as the page's own assessment
        let asked = Memo::new_with_compare(
            move |_| {
                let rules = state.rules.get()?;
                let traded = |(id, leg): &(u64, Leg)| match leg {
                    Leg::Trade(trade) => Some((*id, trade.clone())),
                    Leg::Blank | Leg::Faults(_) => None,
                };
                let (ids, trades): (Vec<u64>, Vec<Trade>) = read.get().iter().filter_map(traded).unzip();
                if trades.is_empty() {
                    return None;
                }
                let seen = preview(&real.get().account, &state.market.get(), &rules, &trades);
                Some(Arc::new(Asked { ids, seen }))
            },
            |_, _| true,
        );
        let limits = Limits::kept(state);
        let checked = Memo::new(move |_| {
            let (ids, caps): (Vec<u64>, Vec<Cap>) = limits.read().into_iter().unzip();
            let asked = asked.get().filter(|asked| asked.seen.fills().next().is_some());
            let sides = match asked {
                Some(asked) => Some((Arc::clone(&asked.seen.before), Arc::clone(&asked.seen.then))),
                None => state.assessment.get().map(|of| (Arc::clone(&of), of)),
            };
            let all = sides.map(|(before, then)| check(&caps, &before, &then)).unwrap_or_default();
            ids.into_iter().zip(all).collect()
        });
        Self {
            state,
            legs,
            whole: RwSignal::new(false),
            alternatives: RwSignal::new(alternatives),
            real,
            read,
            asked,
            rails: RwSignal::new(Rails::default()),
            limits,
            checked,
        }
    }

    /// Puts a leg after the others; a blank one last is filled first.
    pub(crate) fn add(self, typed: Typed) {
        self.legs.update(|legs| {
            if legs.last().is_some_and(|row| row.typed.is_blank()) {
                legs.pop();
            }
            let id = next(legs);
            legs.push(Row { id, typed });
        });
    }

    /// Other legs in the place of those that are here.
    pub(crate) fn put(self, typed: Vec<Typed>) {
        self.legs.update(|legs| *legs = numbered(typed, next(legs)));
    }

    /// Puts the legs of an alternative into the ticket.
    pub(crate) fn load(self, name: &str) {
        let find = |all: &Vec<Alternative>| all.iter().find(|of| of.name == name).map(|of| of.legs.clone());
        if let Some(legs) = self.alternatives.with_untracked(find) {
            self.put(legs);
        }
    }

    /// Trades that a link brought. What was typed before is kept under a name.
    pub(crate) fn bring(self, trades: &[Position]) {
        self.try_out(trades.iter().map(Typed::of).collect());
    }

    /// Puts trades that were found into the ticket. What was typed before is kept under a name.
    pub(crate) fn try_out(self, legs: Vec<Typed>) {
        let before = self.typed();
        if legs != before {
            // with no leg there is nothing to keep, and where there is no room the oldest stay
            let _ = self.alternatives.try_update(|all| kept::keep(all, &kept::next_name(all), &before));
        }
        self.put(legs);
    }

    /// Changes a leg.
    pub(crate) fn edit(self, id: u64, change: impl FnOnce(&mut Typed)) {
        self.legs.update(|legs| {
            if let Some(row) = legs.iter_mut().find(|row| row.id == id) {
                change(&mut row.typed);
            }
        });
    }

    /// Takes a leg out.
    pub(crate) fn remove(self, id: u64) {
        self.legs.update(|legs| {
            legs.retain(|row| row.id != id);
            never_empty(legs);
        });
    }

    /// What is typed in a leg.
    pub(crate) fn leg(self, id: u64) -> Option<Typed> {
        self.legs.with(|legs| legs.iter().find(|row| row.id == id).map(|row| row.typed.clone()))
    }

    /// What is typed, blank legs left out.
    pub(crate) fn typed(self) -> Vec<Typed> {
        let typed = |row: &Row| (!row.typed.is_blank()).then(|| row.typed.clone());
        self.legs.with(|legs| legs.iter().filter_map(typed).collect())
    }

    /// The trades that are asked about, in their order.
    pub(crate) fn trades(self) -> Vec<Trade> {
        let trade = |(_, leg): &(u64, Leg)| if let Leg::Trade(trade) = leg { Some(trade.clone()) } else { None };
        self.read.with_untracked(|read| read.iter().filter_map(trade).collect())
    }

    /// The book after what can be traded; absent where nothing can.
    pub(crate) fn book(self) -> Option<Book> {
        let asked = self.asked.get()?;
        asked.seen.fills().next()?;
        let trades = asked.seen.fills().map(|fill| &fill.trade);
        Some(self.state.history.with(|history| applied::with_all(history.present(), trades)))
    }

    /// Does it: one step back takes all of it back. Legs that cannot be traded stay in the ticket.
    pub(crate) fn apply(self) {
        let Some(book) = untrack(|| self.book()) else { return };
        let done = untrack(|| {
            let ids = self.legs.with(|legs| legs.iter().map(|row| row.id).collect::<Vec<_>>());
            ids.into_iter().filter(|id| self.fill(*id).is_some()).collect::<Vec<_>>()
        });
        self.state.seal();
        self.state.edit(None, |now| *now = book);
        self.state.seal();
        self.legs.update(|legs| {
            legs.retain(|row| !done.contains(&row.id));
            never_empty(legs);
        });
    }

    /// Keeps what is typed under a name.
    pub(crate) fn keep(self, name: &str) -> Result<(), String> {
        let legs = untrack(|| self.typed());
        self.alternatives.try_update(|all| kept::keep(all, name, &legs)).unwrap_or(Ok(()))
    }

    /// The legs as positions, for a link; those that cannot be read are not in it.
    pub(crate) fn positions(self) -> Vec<Position> {
        let market = self.state.market.get_untracked();
        self.typed().iter().filter_map(|leg| leg.position(&market)).collect()
    }

    /// Hears of a change of what the browser keeps.
    pub(super) fn hear(self) {
        self.legs.track();
        self.alternatives.track();
    }

    /// What the browser keeps of it.
    pub(crate) fn kept_now(self) -> Kept {
        untrack(|| Kept { legs: self.typed(), alternatives: self.alternatives.get() })
    }
}

fn numbered(typed: Vec<Typed>, from: u64) -> Vec<Row> {
    (from..).zip(typed).map(|(id, typed)| Row { id, typed }).collect()
}

/// There is always a leg to write in.
fn never_empty(legs: &mut Vec<Row>) {
    if legs.is_empty() {
        legs.push(Row { id: 0, typed: Typed::default() });
    }
}

/// A number that no leg here has.
fn next(legs: &[Row]) -> u64 {
    legs.iter().map(|row| row.id).max().map_or(0, |id| id.wrapping_add(1))
}
