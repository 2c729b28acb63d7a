//! The state of the page: the book with its history, the prices, the settings. All else is a memo over these.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::allowed::Allowed;
use super::book::{Book, Counted, Place, RowId, Unreadable};
use super::explain::Topic;
use super::feed::Prices;
use super::history::History;
use super::made::{memo, signal, watch};
use super::stage::Stage;
use super::standing::Standing;
use super::storage::{self, NotKept};
use super::theme::Theme;
use super::tried::Tried;
use crate::book::{Asset, Sorted, Time};
use crate::margin::{Assessment, Liquidation, RuleSet, assess, liquidation};
use crate::market::{Market, Prudence};
use crate::oracle::sources::Settings;
use crate::oracle::stood;
use crate::risk::LegKind;

/// A search for liquidation prices that takes longer than this is said to be under way.
const PENDING: Duration = Duration::from_millis(150);

/// Liquidation prices and whether they belong to an earlier book.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rails {
    /// One for each underlying.
    pub(crate) all: Arc<Vec<Liquidation>>,
    /// A newer answer is under way.
    pub(crate) pending: bool,
}

/// The leg a row belongs to, and whether the row is the first of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LegOfRow {
    /// Place among the legs.
    pub(crate) leg: usize,
    /// Whether the leg's figures stand in this row.
    pub(crate) first: bool,
}

/// A dialog that can be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sheet {
    /// The rules in force, to read, choose and change.
    Rules,
    /// The book under every rule set.
    Compare,
    /// This project's cases, run by the page.
    Audit,
    /// Import.
    Import,
    /// Export.
    Export,
    /// The report.
    Report,
    /// What every source says, and how prices are judged.
    Prices,
    /// What a link holds that brought one here.
    Link,
    /// How the account stands, and what would liquidate it.
    Liquidation,
    /// Which trades free most margin, and what each leg adds.
    Hedge,
}

/// Everything the views read and change. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// The book, what it was, and what was undone.
    pub(crate) history: RwSignal<History>,
    /// Fields that cannot be read.
    pub(crate) unreadable: RwSignal<Sorted<Place, Unreadable>>,
    /// Counts undo, redo and imports: fields being typed in give way.
    pub(crate) replaced: RwSignal<u32>,
    /// Prices from the sources, or the sample.
    pub(crate) feed: RwSignal<Prices>,
    /// The asset whose sources are looked at; absent for all of them.
    pub(crate) asset: RwSignal<Option<Asset>>,
    /// Addresses and keys of sources that the user gave.
    pub(crate) settings: RwSignal<Settings>,
    /// At which price collateral is counted.
    pub(crate) prudence: RwSignal<Prudence>,
    /// What the reader may change.
    pub(crate) allowed: RwSignal<Allowed>,
    /// Where the page stands.
    stage: StoredValue<Stage, LocalStorage>,
    /// What the page as a whole owns: parts that come later live as long as it.
    pub(crate) owner: StoredValue<Owner>,
    /// The present, to the second, for ages.
    pub(crate) clock: RwSignal<Time>,
    /// Light, dark, or the system's choice.
    pub(crate) theme: RwSignal<Theme>,
    /// The figure being explained.
    pub(crate) topic: RwSignal<Option<Topic>>,
    /// The open dialog.
    pub(crate) sheet: RwSignal<Option<Sheet>>,
    /// The room that is open and the place in it, as the address has it: `learn/collar`; anything else is the calculator.
    pub(crate) room: RwSignal<String>,
    /// What the page has to say about itself.
    pub(crate) troubles: RwSignal<Vec<String>>,
    /// The rules in force; absent where those that came with the page cannot be used.
    pub(crate) rules: RwSignal<Option<Arc<RuleSet>>>,
    /// The book that is shown: as it is now, or as it would be after the trade that is tried.
    pub(crate) book: Memo<Arc<Book>>,
    /// What is margined of it.
    pub(crate) counted: Memo<Arc<Counted>>,
    /// All prices, typed ones over the others.
    pub(crate) market: Memo<Arc<Market>>,
    /// The answer; absent without rules.
    pub(crate) assessment: Memo<Option<Arc<Assessment>>>,
    /// The same answer, for the parts of the page that show it a frame later while prices stream.
    pub(crate) settled: RwSignal<Option<Arc<Assessment>>>,
    /// Whether the change that is under way is of prices that stream.
    streams: StoredValue<bool>,
    /// The leg of each row.
    pub(crate) legs: Memo<Arc<Sorted<RowId, LegOfRow>>>,
    /// Liquidation prices.
    pub(crate) rails: RwSignal<Rails>,
    /// Whether the ticket is open.
    pub(crate) trying: RwSignal<bool>,
    /// The trade that is tried in it.
    pub(crate) tried: RwSignal<Tried>,
    /// How the account stands, in a word; nothing until it is watched.
    pub(crate) health: RwSignal<String>,
}

/// The rows of which something cannot be read.
pub(crate) fn rows_out(unreadable: RwSignal<Sorted<Place, Unreadable>>) -> Vec<RowId> {
    unreadable.with(|places| {
        let rows = places.keys().filter_map(|place| match place {
            Place::Cell(row, _) => Some(*row),
            Place::Price(_) => None,
        });
        rows.collect()
    })
}

impl State {
    /// Asks where the page stands; `None` where it stands no more.
    pub(crate) fn on<T>(self, ask: impl FnOnce(&Stage) -> Option<T>) -> Option<T> {
        self.stage().as_ref().and_then(ask)
    }

    /// Where the page stands.
    #[inline(never)]
    pub(crate) fn stage(self) -> Option<Stage> {
        self.stage.try_get_value()
    }

    /// Whether the address of the document, its links and its history are the page's own.
    pub(crate) fn is_own(self) -> bool {
        self.stage().is_some_and(|stage| stage.is_own())
    }

    /// The role of what is the main part of a document of the page's own; another document has one already.
    pub(crate) fn main_role(self) -> &'static str {
        if self.is_own() { "main" } else { "group" }
    }

    /// Hears an event that reaches all of the page, until what is asked for it here goes.
    pub(crate) fn listen(self, event: &'static str, heard: impl FnMut(web_sys::Event) + 'static) {
        if let Some(stage) = self.stage() {
            stage.listen(event, Box::new(heard));
        }
    }

    /// What the browser keeps under a key.
    pub(crate) fn load(self, key: &str) -> Option<String> {
        self.on(|stage| storage::load(stage, key))
    }

    /// Has the browser keep a text under a key.
    pub(crate) fn save(self, key: &str, text: &str) -> Result<(), NotKept> {
        self.on(|stage| Some(storage::save(stage, key, text))).unwrap_or(Err(NotKept))
    }

    /// Has the browser keep nothing under a key any more.
    pub(crate) fn forget(self, key: &str) {
        if let Some(stage) = self.stage() {
            storage::forget(&stage, key);
        }
    }

    /// State that begins with a book.
    pub(crate) fn new(stage: Stage, book: Book, rules: Option<RuleSet>, feed: Prices, theme: Theme, now: Time) -> Self {
        let rules = signal(rules.map(Arc::new));
        let history = signal(History::new(book));
        let unreadable = signal(Sorted::<Place, Unreadable>::new());
        let feed = signal(feed);
        let prudence = signal(Prudence::default());
        let tried = signal(Tried::default());
        let book = memo(move || {
            let after = tried.with(|tried| tried.book.clone());
            after.unwrap_or_else(|| history.with(|history| Arc::new(history.present().clone())))
        });
        let counted = memo(move || Arc::new(book.get().counted(&rows_out(unreadable))));
        let typed = memo(move || {
            let book = book.get();
            (book.prices_that_came(), book.typed_prices(), book.still)
        });
        let market = memo(move || {
            let prudence = prudence.get();
            typed.with(|(came, typed, still)| {
                Arc::new(if *still {
                    Market { prudence, ..stood(came, typed) }
                } else {
                    feed.with(|feed| feed.market(came, typed, prudence))
                })
            })
        });
        // always news: comparing two assessments would cost more than the few times they are equal save
        let assessment = Memo::new_with_compare(
            move |_| {
                let rules = rules.get()?;
                Some(Arc::new(assess(&counted.get().account, &market.get(), &rules)))
            },
            |_, _| true,
        );
        let legs = memo(move || {
            let counted = counted.get();
            let mut legs = Sorted::new();
            if let Some(of) = assessment.get() {
                for (place, leg) in of.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Position) {
                    for (nth, row) in leg.rows.iter().enumerate() {
                        if let Some(id) = counted.positions.get(*row) {
                            legs.insert(*id, LegOfRow { leg: place, first: nth == 0 });
                        }
                    }
                }
            }
            Arc::new(legs)
        });
        let state = Self {
            history,
            unreadable,
            replaced: signal(0),
            feed,
            asset: signal(None),
            settings: signal(Settings::default()),
            prudence,
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            clock: signal(now),
            theme: signal(theme),
            topic: signal(None),
            sheet: signal(None),
            room: signal(String::new()),
            troubles: signal(Vec::new()),
            rules,
            book,
            counted,
            market,
            assessment,
            settled: signal(assessment.get_untracked()),
            streams: StoredValue::new(false),
            legs,
            rails: signal(Rails::default()),
            trying: signal(false),
            allowed: signal(Allowed::ALL),
            stage: StoredValue::new_local(stage),
            tried,
            health: signal(String::new()),
        };
        state.settle();
        state.look_for_liquidation();
        state
    }

    /// Lays in what streams, not what its reader did.
    pub(crate) fn stream(self, change: impl FnOnce(&mut Prices)) {
        let _ = self.streams.try_set_value(true);
        self.feed.update(change);
        // what it changes is drawn by then
        spawn_local(async move {
            let _ = self.streams.try_set_value(false);
        });
    }

    /// An edit is on screen everywhere at once. Of prices that stream one frame shows the headline, the bar and the tables,
    /// the next the grid, the Greeks and the liquidation prices: drawing all of it takes longer than a frame may.
    fn settle(self) {
        let here = Standing::here();
        watch(move || {
            let now = self.assessment.get();
            if self.streams.get_value() {
                here.in_a_frame(move || self.settled.set(self.assessment.get_untracked()));
            } else {
                self.settled.set(now);
            }
        });
    }

    /// Looks for liquidation prices right before the next frame: several edits within one frame are one search, and its
    /// prices are on screen with the other figures.
    fn look_for_liquidation(self) {
        let waiting = StoredValue::new(None::<AnimationFrameRequestHandle>);
        let late = StoredValue::new(None::<TimeoutHandle>);
        let mut first = true;
        watch(move || {
            let (counted, market, rules) = (self.counted.get(), self.market.get(), self.rules.get());
            let look = move || {
                if let Some(rules) = rules {
                    let all = Arc::new(liquidation(&counted.account, &market, &rules));
                    self.rails.set(Rails { all, pending: false });
                }
                if let Some(handle) = late.try_update_value(Option::take).flatten() {
                    handle.clear();
                }
            };
            if std::mem::take(&mut first) {
                // the first time at once, so that nothing moves when they come
                return look();
            }
            // what is there in the next frame or two is not said to be under way: prices that stream would flicker
            if late.with_value(Option::is_none) {
                let pending = move || {
                    // a page that was busy with something else looks first
                    request_animation_frame(move || {
                        if late.try_with_value(Option::is_some) == Some(true) {
                            self.rails.update(|rails| rails.pending = true);
                        }
                    });
                };
                late.set_value(set_timeout_with_handle(pending, PENDING).ok());
            }
            if let Some(handle) = waiting.get_value() {
                handle.cancel();
            }
            // a venue's rules are asked again and again for it: the other figures come first
            let of_venue = self.rules.with_untracked(|rules| rules.as_ref().is_some_and(|rules| rules.is_venue()));
            let look = move || if of_venue { set_timeout(look, Duration::ZERO) } else { look() };
            waiting.set_value(request_animation_frame_with_handle(look).ok());
        });
    }

    /// Changes the book, where its reader may; edits of one place in a row are one step back.
    pub(crate) fn edit(self, place: Option<Place>, change: impl FnOnce(&mut Book)) {
        if self.allowed.get_untracked().at(place.as_ref()) {
            self.history.update(|history| history.edit(place, change));
        }
    }

    /// Puts a book in the place of the one that is here, whatever its reader may change: one step back.
    pub(crate) fn put(self, book: Book) {
        self.seal();
        self.history.update(|history| history.edit(None, |present| *present = book));
        self.forget_typing();
    }

    /// The next edit is a step of its own.
    pub(crate) fn seal(self) {
        self.history.update_untracked(History::seal);
    }

    /// One step back.
    pub(crate) fn undo(self) {
        if self.history.with_untracked(History::can_undo) {
            self.history.update(History::undo);
            self.forget_typing();
        }
    }

    /// One step forward again.
    pub(crate) fn redo(self) {
        if self.history.with_untracked(History::can_redo) {
            self.history.update(History::redo);
            self.forget_typing();
        }
    }

    /// Fields show the book again, whatever was being typed.
    pub(crate) fn forget_typing(self) {
        if self.unreadable.with_untracked(|places| !places.is_empty()) {
            self.unreadable.set(Sorted::new());
        }
        self.replaced.update(|times| *times = times.wrapping_add(1));
    }

    /// Takes a row out.
    pub(crate) fn delete(self, id: RowId) {
        self.edit(None, |book| book.remove(id));
        self.unreadable.update(|places| places.retain(|place, _| !matches!(place, Place::Cell(row, _) if *row == id)));
    }

    /// Takes back what no longer holds.
    pub(crate) fn unsay(self, trouble: &str) {
        if self.troubles.with_untracked(|troubles| troubles.iter().any(|said| said == trouble)) {
            self.troubles.update(|troubles| troubles.retain(|said| said != trouble));
        }
    }

    /// Says something about the page itself, once.
    pub(crate) fn say(self, trouble: impl Into<String>) {
        let trouble = trouble.into();
        self.troubles.update(|troubles| {
            if !troubles.contains(&trouble) {
                troubles.push(trouble);
            }
        });
    }
}
