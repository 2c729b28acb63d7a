//! From a text of any form to a book.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::json::{BookFile, Within};
use super::notice::{ImportError, MAX_BYTES, Notice, NoticeKind, shown};
use super::steps::{Step, Steps};
use super::tree::Tree;
use super::{Form, VenueFigures, answers, called, json};
use crate::book::{Account, Time};
use crate::market::{Market, PriceState};

/// How sure it is what a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// Much of it could not be read: it may be something else.
    Guess,
    /// It looks like it; some of it could not be read.
    Likely,
    /// It says so, or has what nothing else has.
    Certain,
}

impl Sure {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Guess => "a guess",
        }
    }
}

/// What there was to import in a text, with what there was to say about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The form the text was recognised as; where several accounts are in it, that of the first.
    pub form: Form,
    /// How sure that is.
    pub sure: Sure,
    /// What gave it away, for people.
    pub why: String,
    /// The accounts in it, at least one. Each is margined by itself until they are put together.
    pub accounts: Vec<ReadAccount>,
    /// What was left out, read otherwise, or is worth knowing; in the order of the text.
    pub notices: Vec<Notice>,
    /// The rule set of a saved book.
    pub rules: Option<String>,
    /// Fields at the top of a saved book that are not ours.
    pub extra: Map<String, Value>,
}

/// One account out of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadAccount {
    /// The form it was read from.
    pub form: Form,
    /// What it is called, where the text says so.
    pub name: Option<String>,
    /// What is held.
    pub account: Account,
    /// The prices that came with the text, and no others. None of them counts for more than
    /// [`PriceState::Imported`]; one that was already worse, such as a typed price in a saved book, stays so.
    pub market: Market,
    /// What the venue itself says of the account, to check our figures by.
    pub venue: Option<VenueFigures>,
    /// Fields of an account beside a saved book that are not ours.
    pub extra: Map<String, Value>,
    /// Fields deeper in that are not ours.
    pub within: Within,
}

impl ReadAccount {
    /// An account without a name, of which nothing else is told.
    fn of(form: Form, account: Account, market: Market) -> Self {
        let (extra, within) = (Map::new(), Within::default());
        Self { form, name: None, account, market, venue: None, extra, within }
    }

    /// An account of a saved book.
    fn saved(of: BookFile) -> Self {
        let BookFile { name, account, market, rules, mut extra, within } = of;
        extra.extend(rules.map(|rules| ("rules".to_owned(), Value::String(rules))));
        Self { name, extra, within, ..Self::of(Form::Json, account, as_imported(market)) }
    }
}

/// Reads a book from text of any known form. `now` is the instant of prices that do not say when they were true, and
/// tells which contracts have settled.
///
/// ```
/// use cross_margin::{book::Time, io};
/// let read = io::read("BTC-PERP,1.5,91200\nUSDC,20000", Time(1_795_305_600_000))?;
/// assert_eq!(read.form, io::Form::Csv);
/// assert_eq!(read.account().positions[0].instrument.to_string(), "BTC-PERP");
/// # Ok::<(), io::ImportError>(())
/// ```
pub fn read(text: &str, now: Time) -> Result<Imported, ImportError> {
    let mut steps = Steps::of(text, now, usize::MAX);
    loop {
        if let Step::Done(read) = steps.step() {
            return *read;
        }
    }
}

impl Imported {
    pub(super) fn new(form: Form, account: Account, market: Market, notices: Vec<Notice>) -> Self {
        let accounts = vec![ReadAccount::of(form, account, market)];
        let (sure, why) = (Sure::Certain, String::new());
        Self { form, sure, why, accounts, notices, rules: None, extra: Map::new() }
    }

    /// What is held in the first account.
    pub fn account(&self) -> &Account {
        static NOTHING: Account = Account { holdings: Vec::new(), positions: Vec::new(), unknown: Vec::new() };
        self.accounts.first().map_or(&NOTHING, |first| &first.account)
    }

    /// The prices that came with the first account.
    pub fn market(&self) -> Market {
        self.accounts.first().map(|first| first.market.clone()).unwrap_or_default()
    }

    /// What the venue says of the first account.
    pub fn venue(&self) -> Option<&VenueFigures> {
        self.accounts.first()?.venue.as_ref()
    }
}

/// JSON whose reader is known.
pub(super) enum Recognised {
    /// A book of ours.
    Ours(Box<Ours>),
    /// Something else: a venue's answer, or nothing we know.
    Other {
        /// All of it.
        tree: Tree,
        /// Whether it looks like a book of ours as well.
        ours: bool,
    },
}

/// A book of ours that is being read.
pub(super) struct Ours {
    pub(super) reading: json::Reading,
    /// Whether the file says that it is one.
    says_so: bool,
}

/// Takes JSON apart and finds out whose it is.
pub(super) fn recognised(text: &str, now: Time) -> Result<Recognised, ImportError> {
    let tree = Tree::read(text)?;
    // Ours first: a book kept in a field of ours may well contain another venue's words.
    let ours = json::recognises(&tree);
    if json::says_so(&tree) || (ours && json::is_plain(&tree)) {
        return Ok(Recognised::Ours(Box::new(Ours::begin(tree, now)?)));
    }
    Ok(Recognised::Other { tree, ours })
}

/// Reads venues' answers; what looks like a book of ours and is no answer is one.
pub(super) fn read_other(tree: Tree, ours: bool, now: Time) -> Result<Imported, ImportError> {
    let mut read = answers::read(&tree, now)?;
    let Some(first) = read.first() else {
        return match answers::refusal(&tree) {
            _ if ours => Ours::begin(tree, now)?.finish(now),
            Some(said) => Err(ImportError::Refused { said }),
            None => Err(ImportError::UnknownJson { found: tree.shown() }),
        };
    };
    let (form, why) = (first.form, first.why.to_owned());
    let several = read.len() > 1;
    let mut notices = Vec::new();
    for (place, of) in read.iter_mut().enumerate() {
        let name = called(of.name.as_deref(), of.form.venue(), place);
        notices.extend(of.notices.drain(..).map(|notice| if several { notice.of_account(&name) } else { notice }));
    }
    let accounts = read.into_iter().map(|of| ReadAccount {
        name: of.name,
        venue: Some(of.figures),
        ..ReadAccount::of(of.form, of.account, of.market)
    });
    let (sure, rules, extra) = (Sure::Certain, None, Map::new());
    Ok(Imported { form, sure, why, accounts: accounts.collect(), notices, rules, extra })
}

impl Ours {
    fn begin(tree: Tree, now: Time) -> Result<Self, ImportError> {
        let says_so = json::says_so(&tree);
        Ok(Self { reading: json::Reading::begin(tree, now)?, says_so })
    }

    /// What was read, once all of it was.
    pub(super) fn finish(self, now: Time) -> Result<Imported, ImportError> {
        let (mut book, notices) = self.reading.finish();
        let left_out = |notice: &Notice| notice.kind == NoticeKind::LeftOut;
        if !self.says_so && book.account == Account::default() && notices.iter().any(left_out) {
            return Err(ImportError::Nothing { form: Form::Json, notices });
        }
        let (sure, why) = if self.says_so {
            (Sure::Certain, "its “format” says so")
        } else {
            (Sure::Likely, "it has “holdings” or “positions” as a saved book has them")
        };
        let (rules, mut extra) = (book.rules.take(), std::mem::take(&mut book.extra));
        let (aside, said) = json::take_aside(&mut extra, now);
        let accounts = std::iter::once(book).chain(aside).map(ReadAccount::saved).collect();
        let notices = notices.into_iter().chain(said).collect();
        Ok(Imported { form: Form::Json, sure, why: why.to_owned(), accounts, notices, rules, extra })
    }
}

/// Refuses more text than is read.
pub(super) fn check_size(text: &str) -> Result<(), ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { found: text.len() });
    }
    Ok(())
}

/// The text without the byte order mark that some programs put in front.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A lone carriage return ends a line too.
pub(super) fn lines_as_lf(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// What was live when it was saved is not live now.
pub(super) fn as_imported(mut market: Market) -> Market {
    let quotes = market
        .index
        .values_mut()
        .chain(market.marks.values_mut())
        .chain(market.forwards.values_mut())
        .map(|quote| &mut quote.state);
    let vols = market.vols.values_mut().chain(market.vol_indices.values_mut()).map(|quote| &mut quote.state);
    for state in quotes.chain(vols) {
        *state = PriceState::Imported.max(*state);
    }
    market
}

pub(super) fn say_settled(imported: &mut Imported, now: Time) {
    let positions = imported.accounts.iter().flat_map(|of| &of.account.positions);
    for position in positions {
        let instrument = &position.instrument;
        if instrument.expiry().is_some_and(|e| e.is_past(now)) {
            let name = instrument.to_string();
            let message = format!("{} has settled; remove it or write its successor", shown(&name));
            let notice = Notice::new(NoticeKind::Info, &name, message);
            imported.notices.push(notice);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::notice::MAX_ROWS;
    use super::*;

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn the_form_is_recognised() {
        for (text, form) in [
            ("\u{feff}BTC-PERP,1.5,91200", Form::Csv),
            ("Symbol;Size\rBTC-PERP;2\r", Form::Csv),
            ("-2 BTC-PERP @ 65000", Form::Lines),
            ("10,000 USDC", Form::Lines),
            ("{\"account\":{\"holdings\":[]}}", Form::Json),
            ("{\"assetPositions\":[]}", Form::Hyperliquid),
            ("[{\"assetPositions\":[]},{\"balances\":[]}]", Form::Hyperliquid),
        ] {
            assert_eq!(read(text, NOW).map(|r| r.form), Ok(form), "{text}");
        }
    }

    #[test]
    fn where_there_is_no_book_the_reason_is_said() {
        assert_eq!(read(" \n# nothing\n", NOW), Err(ImportError::Empty));
        let error = |text: &str| read(text, NOW).unwrap_err().to_string();
        assert!(error("{\"a\": }").contains("line 1, character 7"));
        assert!(error("{\"foo\": 1}").contains("an object with foo"));
        assert!(error("{\"positions\":[{\"market\":\"BTC-USD\",\"size\":\"1\"}]}").contains("“instrument” is missing"));
        assert!(error("hello world").contains("Line 1, character 7"));
        assert!(error(&"x".repeat(MAX_BYTES + 1)).contains("10000001"));
        assert!(error(&"USDC,1\n".repeat(MAX_ROWS + 1)).contains("10001"));
    }

    #[test]
    fn a_saved_live_price_comes_back_as_imported_and_a_worse_one_as_it_was() {
        let text = r#"{"account":{},"market":{"index":{"BTC":{"price":1,"state":"live"},"ETH":{"price":1,"state":"manual"}}}}"#;
        let market = read(text, NOW).unwrap().market();
        let state = |asset: &str| market.index[&asset.parse().unwrap()].state;
        assert_eq!(state("BTC"), PriceState::Imported);
        assert_eq!(state("ETH"), PriceState::Manual);
    }

    #[test]
    fn what_has_settled_is_kept_and_said() {
        let read = read("1 BTC-27DEC24", NOW).unwrap();
        assert_eq!(read.account().positions.len(), 1);
        assert!(read.notices[0].message.contains("has settled"));
    }
}
