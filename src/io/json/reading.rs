//! A book file that is read some entries at a time.

use super::fields::{FieldReader, join};
use super::manner::{AsFile, Manner};
use super::prices::MARKET;
use super::within::Within;
use super::{BookFile, FORMAT, check_rows, check_version};
use crate::book::{Instrument, Sorted, Time};
use crate::io::notice::{ImportError, Notice};
use crate::io::tree::Tree;
use crate::market::{Market, Quote, VolQuote};

/// What a file lists, in the order in which it is read.
#[derive(Clone, Copy)]
enum List {
    Holdings,
    Positions,
    Unknown,
    Index,
    Marks,
    Vols,
    Rates,
    Forwards,
}

const LISTS: [List; 8] =
    [List::Holdings, List::Positions, List::Unknown, List::Index, List::Marks, List::Vols, List::Rates, List::Forwards];

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Holdings => "holdings",
            Self::Positions => "positions",
            Self::Unknown => "unknown",
            Self::Index => "index",
            Self::Marks => "marks",
            Self::Vols => "vols",
            Self::Rates => "rates",
            Self::Forwards => "forwards",
        }
    }

    fn is_of_market(self) -> bool {
        matches!(self, Self::Index | Self::Marks | Self::Vols | Self::Rates | Self::Forwards)
    }

    /// Whether its entries stand under names.
    fn is_named(self) -> bool {
        self.is_of_market() && !matches!(self, Self::Forwards)
    }
}

/// A book file that is being read.
pub(in crate::io) struct Reading<M = AsFile> {
    tree: Tree,
    /// Whether the file is an account by itself.
    bare: bool,
    fields: FieldReader<M>,
    book: BookFile,
    /// Marks and volatilities as they come, in any order.
    marks: Vec<(Instrument, Quote)>,
    vols: Vec<(Instrument, VolQuote)>,
    /// How many entries each list has.
    counts: [usize; 8],
    /// The list that is read, and the next entry in it.
    next: (usize, usize),
    done: usize,
}

impl<M: Manner + Default> Reading<M> {
    /// Begins to read; a market without an instant is one of `now`.
    pub(in crate::io) fn begin(tree: Tree, now: Time) -> Result<Self, ImportError> {
        check_version(&tree)?;
        let mut fields = FieldReader::default();
        let mut book = BookFile { market: Market::at(now), ..BookFile::default() };
        if let Some(format) = tree.get("format").filter(|f| f.word() != Some(FORMAT)) {
            let message = format!("the format is read as “{FORMAT}”");
            fields.kept("format", format, message);
        }
        let bare = tree.get("account").is_none() && (tree.get("holdings").is_some() || tree.get("positions").is_some());
        if let Some(account) = tree.get("account") {
            if account.fields().is_none() && !account.is_absent() {
                let message = "an account is an object with the lists “holdings” and “positions”";
                fields.left_out("account", account, message);
            }
            let ours = ["holdings", "positions", "unknown"];
            fields.keep_others("account", account, &ours, || "account".to_owned());
        }
        match tree.get("market").filter(|market| !market.is_absent()) {
            Some(market) if market.fields().is_none() => {
                fields.left_out("market", market, "a market is an object with “index” and “marks”");
            }
            Some(market) => {
                fields.keep_others("market", market, MARKET, || "market".to_owned());
                book.market.as_of = fields.instant("market", market, "as_of").unwrap_or(now);
            }
            None => {}
        }
        let (marks, vols) = (Vec::new(), Vec::new());
        let mut reading = Self { tree, bare, fields, book, marks, vols, counts: [0; 8], next: (0, 0), done: 0 };
        check_rows(reading.parent(List::Positions))?;
        reading.count();
        Ok(reading)
    }

    /// The object in which a list stands.
    fn parent(&self, list: List) -> Option<&Tree> {
        parent(&self.tree, self.bare, list)
    }

    fn count(&mut self) {
        for (place, list) in LISTS.into_iter().enumerate() {
            let Some(value) = parent(&self.tree, self.bare, list).and_then(|of| of.get(list.name())) else { continue };
            let entries = match list.is_named() {
                true => value.fields().map(<[_]>::len),
                false => value.list().map(<[_]>::len),
            };
            let name = list.name();
            match entries {
                Some(entries) => self.counts.iter_mut().skip(place).take(1).for_each(|count| *count = entries),
                None if value.is_absent() => {}
                None if list.is_named() => {
                    self.fields.left_out(&path(self.bare, list), value, format!("“{name}” is an object: {{…}}"));
                }
                None => self.fields.left_out(&path(self.bare, list), value, format!("“{name}” is a list: […]")),
            }
        }
    }

    /// Entries read, and entries there are.
    pub(in crate::io) fn progress(&self) -> (usize, usize) {
        (self.done, self.counts.iter().sum())
    }

    /// Reads some more entries; whether those were all.
    pub(in crate::io) fn step(&mut self, entries: usize) -> bool {
        let mut left = entries;
        while left > 0 {
            let (at, place) = self.next;
            let (Some(list), Some(count)) = (LISTS.get(at), self.counts.get(at)) else { return true };
            if place >= *count {
                self.next = (at + 1, 0);
                continue;
            }
            self.entry(*list, place);
            self.next = (at, place + 1);
            self.done += 1;
            left -= 1;
        }
        self.done >= self.progress().1
    }

    fn entry(&mut self, list: List, place: usize) {
        let Self { tree, bare, fields, book, marks, vols, .. } = self;
        let Some(value) = parent(tree, *bare, list).and_then(|of| of.get(list.name())) else { return };
        let at = path(*bare, list);
        if list.is_named() {
            let Some((name, value)) = value.fields().and_then(|fields| fields.get(place)) else { return };
            let at = join(&at, name);
            match list {
                List::Index => fields.take_index(&at, name, value, &mut book.market),
                List::Marks => marks.extend(fields.mark(&at, name, value)),
                List::Vols => vols.extend(fields.vol_of(&at, name, value)),
                _ => fields.take_rate(&at, name, value, &mut book.market),
            }
            return;
        }
        let Some(value) = value.list().and_then(|list| list.get(place)) else { return };
        let at = format!("{at}[{place}]");
        match list {
            List::Holdings => fields.take_holding(&at, value, &mut book.account),
            List::Positions => fields.take_position(&at, value, &mut book.account),
            List::Unknown => fields.take_unknown(&at, value, &mut book.account),
            _ => fields.take_forward(&at, value, &mut book.market),
        }
    }

    /// The book, with what there was to say.
    pub(in crate::io) fn finish(mut self) -> (BookFile, Vec<Notice>) {
        self.step(usize::MAX);
        let Self { tree, bare, fields, mut book, marks, vols, .. } = self;
        book.market.marks = Sorted::of(marks);
        book.market.vols = Sorted::of(vols);
        for (field, value) in tree.fields().unwrap_or_default() {
            match field.as_str() {
                "name" | "rules" if value.is_absent() => {}
                "name" if value.word().is_some() => book.name = value.word().map(str::to_owned),
                "rules" if value.word().is_some() => book.rules = value.word().map(str::to_owned),
                "format" | "version" | "account" | "market" => {}
                "holdings" | "positions" | "unknown" if bare => {}
                _ => book.extra.extend(M::keep(value).map(|value| (field.clone(), value))),
            }
        }
        book.within = Within::take_from(&mut book.extra);
        book.within.extend(fields.within);
        (book, fields.notices)
    }
}

fn parent(tree: &Tree, bare: bool, list: List) -> Option<&Tree> {
    match (list.is_of_market(), bare) {
        (true, _) => tree.get("market"),
        (false, true) => Some(tree),
        (false, false) => tree.get("account"),
    }
}

fn path(bare: bool, list: List) -> String {
    match (list.is_of_market(), bare) {
        (true, _) => join("market", list.name()),
        (false, true) => list.name().to_owned(),
        (false, false) => join("account", list.name()),
    }
}
