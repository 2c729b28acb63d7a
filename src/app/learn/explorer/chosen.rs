//! What is chosen in the explorer, and the account that follows from it.

use std::sync::Arc;

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::books;
use super::offer::Offer;
use super::payoff::{self, Point, There};
use super::sampled::{self, Row};
use super::start::Start;
use crate::app::book::Book;
use crate::app::history::History;
use crate::app::standing::Standing;
use crate::app::state::State;
use crate::book::Account;
use crate::margin::{Assessment, Liquidation, venues};

/// The reader’s own book, among the books that are offered.
pub(super) const MINE: &str = "mine";
/// What was chosen at the last visit: book and place of the hedge, `long 3`.
const KEPT: &str = "explorer";

/// Everything the explorer’s views read and change. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    /// The page around.
    pub(super) state: State,
    /// Which book: a ready one by name, or the reader’s own.
    pub(super) book: RwSignal<String>,
    /// Counts how often the reader’s own book was taken.
    pub(super) taken: RwSignal<u32>,
    /// The book that is hedged; absent without rules.
    pub(super) start: Memo<Option<Arc<Start>>>,
    /// The place of the hedge among what is offered.
    pub(super) place: RwSignal<usize>,
    /// How much of it, contracts ≥ 0.
    pub(super) size: RwSignal<Decimal>,
    /// The hedge; absent where nothing can be offered.
    pub(super) offer: Memo<Option<Offer>>,
    /// The account with it.
    pub(super) account: Memo<Option<Arc<Account>>>,
    /// The hedge in a few sizes; empty until they are worked out.
    pub(super) rows: RwSignal<Arc<Vec<Row>>>,
    /// What the book without it gains over the price of the coin that is hedged.
    pub(super) bare: Memo<Vec<Point>>,
    /// The same of the account with it.
    pub(super) hedged: Memo<Vec<Point>>,
    /// The calculator beside, once it stands.
    pub(super) within: RwSignal<Option<State>>,
}

fn begun(state: State, book: &str) -> Option<Arc<Start>> {
    let start = match books::named(book) {
        Some(ready) => Start::ready(ready, Arc::new(venues::reference().ok()?.clone())).ok()?,
        // taken as it is now; it does not follow the market from here on
        None => {
            let (market, rules) = (state.market.get_untracked(), state.rules.get_untracked()?);
            Start::new(state.counted.get_untracked().account.clone(), market, rules)
        }
    };
    Some(Arc::new(start))
}

fn gains(start: &Start, places: &[There], account: &Account) -> Vec<Point> {
    payoff::curve(account, places, &start.rules, start.before.equity.total)
}

/// Told of whenever it is worked out: comparing would cost more than the few times it is the same save.
fn always<T>(_: Option<&T>, _: Option<&T>) -> bool {
    true
}

impl Chosen {
    /// Begins with what was chosen at the last visit.
    pub(super) fn new(state: State) -> Self {
        let kept = state.load(KEPT).unwrap_or_default();
        let (book, place) = kept.split_once(' ').unwrap_or_default();
        let known = book == MINE || books::named(book).is_some();
        let first = books::READY.first().map_or(MINE, |ready| ready.id);
        let book = RwSignal::new(if known { book } else { first }.to_owned());
        let place = RwSignal::new(place.parse().unwrap_or(0_usize));
        let taken = RwSignal::new(0_u32);
        let size = RwSignal::new(Decimal::ZERO);
        let begins = move |_: Option<&Option<Arc<Start>>>| {
            taken.track();
            book.with(|book| begun(state, book))
        };
        let start = Memo::new_with_compare(begins, always);
        let offer = Memo::new(move |_| {
            let start = start.get()?;
            start.offers.get(place.get()).or_else(|| start.offers.first()).cloned()
        });
        let account = Memo::new(move |_| {
            let start = start.get()?;
            let account = match offer.get() {
                Some(offer) => start.hedged(&offer, offer.within(size.get())),
                None => start.account.clone(),
            };
            Some(Arc::new(account))
        });
        let coin = Memo::new(move |_| offer.get().map(|offer| offer.coin));
        let markets = move |_: Option<&Option<Arc<Vec<There>>>>| {
            let (start, coin) = (start.get()?, coin.get()?);
            Some(Arc::new(payoff::places(&start.market, &coin)))
        };
        let places = Memo::new_with_compare(markets, always);
        let bare = Memo::new(move |_| {
            let of = start.get().zip(places.get());
            of.map(|(start, places)| gains(&start, &places, &start.account)).unwrap_or_default()
        });
        let hedged = Memo::new(move |_| {
            let of = start.get().zip(places.get()).zip(account.get());
            of.map(|((start, places), account)| gains(&start, &places, &account)).unwrap_or_default()
        });
        let rows = RwSignal::new(Arc::new(Vec::new()));
        let chosen = Self {
            state,
            book,
            taken,
            start,
            place,
            size,
            offer,
            account,
            rows,
            bare,
            hedged,
            within: RwSignal::new(None),
        };
        chosen.sample();
        chosen.keep();
        chosen.follow();
        chosen
    }

    /// The account with the hedge in the calculator beside.
    pub(super) fn assessment(self) -> Option<Arc<Assessment>> {
        self.within.get()?.assessment.get()
    }

    /// Where the coin that is hedged liquidates the account with the hedge.
    pub(super) fn rail(self) -> Option<Liquidation> {
        let coin = self.offer.get()?.coin;
        self.within.get()?.rails.with(|rails| rails.all.iter().find(|rail| rail.underlying == coin).cloned())
    }

    /// The size as it counts, within what the slider reaches.
    pub(super) fn counted(self) -> Decimal {
        self.offer.with(|offer| offer.as_ref().map_or(Decimal::ZERO, |offer| offer.within(self.size.get())))
    }

    /// Chooses a book: without a hedge at first.
    pub(super) fn choose_book(self, book: String) {
        self.size.set(Decimal::ZERO);
        self.place.set(0);
        self.book.set(book);
    }

    /// The book that the calculator beside begins with.
    pub(super) fn shown(self) -> Option<Book> {
        let (start, account) = (self.start.get_untracked()?, self.account.get_untracked()?);
        Some(Book::of_link((*account).clone(), (*start.market).clone()))
    }

    /// Works the few sizes out in a turn of their own, once for each hedge: dragging does not wait for them.
    fn sample(self) {
        Effect::new(move |_| {
            let of = self.start.get().zip(self.offer.get());
            self.rows.set(Arc::default());
            let work = move || {
                let still = of.filter(|(_, offer)| self.offer.try_get_untracked().flatten().as_ref() == Some(offer));
                if let Some((start, offer)) = still {
                    let _ = self.rows.try_set(Arc::new(sampled::sampled(&start, &offer)));
                }
            };
            // another run of this begins another
            let _ = Standing::here().after(std::time::Duration::ZERO, work);
        });
    }

    fn keep(self) {
        Effect::new(move |before: Option<String>| {
            let now = format!("{} {}", self.book.get(), self.place.get());
            if before.is_some_and(|before| before != now) {
                // what cannot be kept is chosen again the next time
                let _ = self.state.save(KEPT, &now);
            }
            now
        });
    }

    /// Keeps the calculator beside at the account with the hedge: no step of it can be undone, the slider goes back.
    fn follow(self) {
        Effect::new(move |_| {
            let (Some(within), Some(start), Some(account)) = (self.within.get(), self.start.get(), self.account.get())
            else {
                return;
            };
            if within.rules.with_untracked(|rules| rules.as_ref() != Some(&start.rules)) {
                within.rules.set(Some(Arc::clone(&start.rules)));
            }
            within.history.set(History::new(Book::of_link((*account).clone(), (*start.market).clone())));
        });
    }
}
