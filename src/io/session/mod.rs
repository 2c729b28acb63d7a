//! A whole session in a link: book, prices as of an instant, rules, a what-if question, and the scene a teacher made of it.
//!
//! The link's fragment is `s=1.` and a token, which no browser sends to a server. The token is made to be short (a book of a
//! hundred options and futures with all their prices is below 4,000 letters) and to be read for ever: it is a row of parts,
//! each with its number and its length, so that a later version adds parts, or columns at the end of a part, and an earlier
//! one passes over them and says so. Every decimal comes back with all its digits and zeros, every float to the bit, rows in
//! their order. Prices come back as [`PriceState::Imported`](crate::market::PriceState::Imported) or worse, as from a file.
//! `docs/import.md` has the form of version 1.

mod account;
mod bytes;
mod figure;
mod market;
mod needed;
mod rules;
mod scene;
mod tables;
mod token;
mod what_if;

pub use needed::needed;
pub use scene::{LONGEST_TASK, LONGEST_TITLE, MOST_EXERCISES, Place, Scene, Shown};
pub use token::{is_fragment, is_scene};
pub use what_if::{Move, WhatIf};

use bytes::{In, Out};
use tables::{Gathered, Tables};

use super::imported::as_imported;
use super::notice::{MAX_ROWS, Notice, NoticeKind, shown};
use crate::book::{Account, Time};
use crate::margin::{RuleError, RuleSet};
use crate::market::Market;

/// Longest fragment that is offered and read: browsers, chats and mail cut longer ones.
pub const LONGEST_LINK: usize = 16_000;

/// Longest name.
const LONGEST_NAME: usize = 200;

/// What a link holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    /// What its owner calls it.
    pub name: Option<String>,
    /// Collateral and positions.
    pub account: Account,
    /// The prices, as of [`Market::as_of`].
    pub market: Market,
    /// The rules it is margined under.
    pub rules: Option<RuleSet>,
    /// What is asked of it.
    pub what_if: WhatIf,
    /// What a teacher made of it.
    pub scene: Option<Scene>,
}

/// Why there is no link, or no session in one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SessionError {
    /// More than a link holds.
    #[error("this is {0} characters long; a link has at most {LONGEST_LINK}. Share the book as a file instead")]
    Length(usize),
    /// No link to a session.
    #[error(
        "this link is not of this page: right would be one with #s=1. or #scene=1. and letters and digits after it"
    )]
    Foreign,
    /// Of a later version.
    #[error("this link is of version {0}; this page reads version 1. Reload the page to get its newest form")]
    Version(String),
    /// It lost something on its way.
    #[error("this link is cut off or changed; copy it again, the whole of it, or ask for the book as a file")]
    Broken,
    /// More rows than are read.
    #[error("this link holds {0} rows of a kind; at most {MAX_ROWS} are read")]
    Rows(usize),
    /// A value that cannot be.
    #[error("this link cannot be used: {field} is {read}; {right} right")]
    Value {
        /// What it is.
        field: String,
        /// What was read.
        read: String,
        /// What would be.
        right: String,
    },
    /// Rules that cannot be.
    #[error("the rules in this link cannot be used: {0}")]
    Rules(#[from] RuleError),
}

fn wrong(field: &str, read: impl AsRef<str>, right: &str) -> SessionError {
    SessionError::Value { field: field.to_owned(), read: shown(read.as_ref()), right: right.to_owned() }
}

fn say(notices: &mut Vec<Notice>, read: &str, message: &str) {
    let notice = Notice::new(NoticeKind::Kept, read, message);
    if !notices.contains(&notice) {
        notices.push(notice);
    }
}

/// The numbers of the parts of version 1; a number is never given to another.
mod part {
    pub(super) const NAME: usize = 1;
    pub(super) const AS_OF: usize = 2;
    pub(super) const ASSETS: usize = 3;
    pub(super) const INSTRUMENTS: usize = 4;
    pub(super) const ORIGINS: usize = 5;
    pub(super) const HOLDINGS: usize = 6;
    pub(super) const POSITIONS: usize = 7;
    pub(super) const INDEX: usize = 8;
    pub(super) const MARKS: usize = 9;
    pub(super) const FORWARDS: usize = 10;
    pub(super) const VOLS: usize = 11;
    pub(super) const RATES: usize = 12;
    pub(super) const VOL_INDICES: usize = 13;
    pub(super) const PRUDENCE: usize = 14;
    pub(super) const RULES: usize = 15;
    pub(super) const SHOCKS: usize = 16;
    pub(super) const TRADES: usize = 17;
    pub(super) const UNKNOWN: usize = 18;
    pub(super) const SCENE: usize = 19;
    /// The highest of them.
    pub(super) const LAST: usize = SCENE;
}

/// A session as the fragment of a link, without the `#`.
///
/// ```
/// use cross_margin::io::session::{self, Session};
/// let session = Session { name: Some("Hedged bitcoin".into()), ..Session::default() };
/// let (again, notices) = session::read(&format!("https://example.org/#{}", session::fragment(&session)?))?;
/// assert_eq!(again, session);
/// assert!(notices.is_empty());
/// # Ok::<(), session::SessionError>(())
/// ```
///
/// # Errors
/// Its length where that is too much for a link; a value that could not be read back, such as a volatility that is no
/// number.
pub fn fragment(session: &Session) -> Result<String, SessionError> {
    let token = token::wrapped(&parts(session));
    if token.len() > LONGEST_LINK {
        return Err(SessionError::Length(token.len()));
    }
    // what could not be opened is not handed out
    read(&token).map(|_| token)
}

/// A session with a scene as the fragment of a link, without the `#`: the same token behind `scene=`.
///
/// # Errors
/// As [`fragment`].
pub fn scene_fragment(session: &Session) -> Result<String, SessionError> {
    fragment(session).map(|link| token::as_scene(&link))
}

fn parts(session: &Session) -> Vec<u8> {
    let mut tables = Gathered::of(session);
    let mut rows = Out::default();
    let (account, market) = (&session.account, &session.market);
    rows.part(part::HOLDINGS, |out| account::write_holdings(out, &tables, &account.holdings));
    rows.part(part::POSITIONS, |out| account::write_positions(out, &tables, &account.positions));
    rows.part(part::INDEX, |out| market::write_index(out, &mut tables, market));
    rows.part(part::MARKS, |out| market::write_marks(out, &mut tables, market));
    rows.part(part::FORWARDS, |out| market::write_forwards(out, &mut tables, market));
    rows.part(part::VOLS, |out| market::write_vols(out, &mut tables, market));
    rows.part(part::RATES, |out| market::write_rates(out, &tables, market));
    rows.part(part::VOL_INDICES, |out| market::write_vol_indices(out, &mut tables, market));
    rows.part(part::PRUDENCE, |out| market::write_prudence(out, market));
    rows.part(part::RULES, |out| rules::write_rules(out, session.rules.as_ref()));
    rows.part(part::SHOCKS, |out| what_if::write_shocks(out, &tables, &session.what_if));
    rows.part(part::TRADES, |out| what_if::write_trades(out, &tables, &session.what_if));
    rows.part(part::UNKNOWN, |out| account::write_unknown(out, &account.unknown));
    rows.part(part::SCENE, |out| scene::write_scene(out, session.scene.as_ref()));
    let mut all = Out::default();
    all.part(part::NAME, |out| {
        if let Some(name) = &session.name {
            out.text(name);
        }
    });
    all.part(part::AS_OF, |out| out.steps([market.as_of.0]));
    all.part(part::ASSETS, |out| tables.write_assets(out));
    all.part(part::INSTRUMENTS, |out| tables.write_instruments(out));
    all.part(part::ORIGINS, |out| tables.write_origins(out));
    all.0.append(&mut rows.0);
    all.0
}

/// The session in a link, in its fragment, or in the token alone; with what there is to say about it.
///
/// # Errors
/// A text that is too long, not of this page, of a later version, cut or changed; a value that cannot be.
pub fn read(text: &str) -> Result<(Session, Vec<Notice>), SessionError> {
    let bytes = token::unwrapped(text)?;
    let mut parts = Parts::split(In(&bytes))?;
    let (mut session, mut tables) = (Session::default(), Tables::default());
    parts.read(part::ASSETS, |from, _| tables.read_assets(from))?;
    parts.read(part::INSTRUMENTS, |from, _| tables.read_instruments(from))?;
    parts.read(part::ORIGINS, |from, notices| tables.read_origins(from, notices))?;
    let Session { name, account, market, rules, what_if, scene } = &mut session;
    parts.read(part::NAME, |from, _| {
        let text = from.text()?;
        if text.chars().nth(LONGEST_NAME).is_some() {
            return Err(wrong("the name", &text, "200 characters or fewer are"));
        }
        *name = Some(text);
        Ok(())
    })?;
    parts.put(part::AS_OF, &mut market.as_of, |from, _| {
        from.steps(1)?.first().copied().map(Time).ok_or(SessionError::Broken)
    })?;
    parts.put(part::HOLDINGS, &mut account.holdings, |from, _| account::read_holdings(from, &tables))?;
    parts.put(part::POSITIONS, &mut account.positions, |from, _| account::read_positions(from, &tables))?;
    parts.put(part::INDEX, &mut market.index, |from, _| market::read_index(from, &tables))?;
    parts.put(part::MARKS, &mut market.marks, |from, _| market::read_marks(from, &tables))?;
    parts.put(part::FORWARDS, &mut market.forwards, |from, _| market::read_forwards(from, &tables))?;
    parts.put(part::VOLS, &mut market.vols, |from, _| market::read_vols(from, &tables))?;
    parts.put(part::RATES, &mut market.rates, |from, _| market::read_rates(from, &tables))?;
    parts.put(part::VOL_INDICES, &mut market.vol_indices, |from, _| market::read_vol_indices(from, &tables))?;
    parts.put(part::PRUDENCE, &mut market.prudence, |from, _| market::read_prudence(from))?;
    parts.put(part::RULES, rules, rules::read_rules)?;
    parts.read(part::SHOCKS, |from, _| what_if::read_shocks(from, &tables, what_if))?;
    parts.read(part::TRADES, |from, _| what_if::read_trades(from, &tables, what_if))?;
    parts.put(part::UNKNOWN, &mut account.unknown, |from, _| account::read_unknown(from))?;
    parts.read(part::SCENE, |from, notices| {
        *scene = Some(scene::read_scene(from, notices)?);
        Ok(())
    })?;
    let Account { holdings, positions, unknown } = &session.account;
    let rows = holdings.len() + positions.len() + unknown.len();
    if rows > MAX_ROWS {
        return Err(SessionError::Rows(rows));
    }
    session.market = as_imported(session.market);
    Ok((session, parts.notices))
}

/// The parts of a token by their numbers, and what there was to say.
#[derive(Default)]
struct Parts<'a> {
    known: [Option<In<'a>>; part::LAST + 1],
    notices: Vec<Notice>,
}

impl<'a> Parts<'a> {
    fn split(mut from: In<'a>) -> Result<Self, SessionError> {
        let mut parts = Self::default();
        while !from.is_empty() {
            let number = from.whole()?;
            if number == 0 {
                return Err(SessionError::Broken);
            }
            let content = from.bytes()?;
            let place = usize::try_from(number).ok();
            match place.and_then(|number| parts.known.get_mut(number)) {
                Some(known @ None) => *known = Some(content),
                Some(Some(_)) => return Err(SessionError::Broken),
                None => parts.say_newer(&format!("part {number}")),
            }
        }
        Ok(parts)
    }

    fn say_newer(&mut self, what: &str) {
        const NEWER: &str =
            "this link also holds something that only a newer version of this page knows; it is left out";
        // once is enough, however much there is of it
        if !self.notices.iter().any(|notice| notice.message == NEWER) {
            self.notices.push(Notice::new(NoticeKind::LeftOut, what, NEWER));
        }
    }

    /// Puts what a part holds into its place, if the part is there.
    fn put<T>(
        &mut self,
        number: usize,
        to: &mut T,
        read: impl FnOnce(&mut In<'a>, &mut Vec<Notice>) -> Result<T, SessionError>,
    ) -> Result<(), SessionError> {
        self.read(number, |from, notices| {
            *to = read(from, notices)?;
            Ok(())
        })
    }

    /// Reads a part, if it is there; columns after those that are known are passed over.
    fn read(
        &mut self,
        number: usize,
        read: impl FnOnce(&mut In<'a>, &mut Vec<Notice>) -> Result<(), SessionError>,
    ) -> Result<(), SessionError> {
        let Some(mut content) = self.known.get(number).copied().flatten() else { return Ok(()) };
        read(&mut content, &mut self.notices)?;
        if !content.is_empty() {
            self.say_newer(&format!("part {number}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
