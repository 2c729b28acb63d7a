//! In and out: what a trader types, pastes or saves becomes a book, and a book becomes text again.
//!
//! [`read`] recognises the form by itself. Whatever form it is, nothing is lost without a word: a row that cannot be
//! read is left out with a notice that names its place, what was read and what would be right, and the others are
//! kept. No input panics. Nothing here looks at a clock: the present is an argument.
//!
//! | form | written by | module |
//! |---|---|---|
//! | our own JSON | the page itself, [`json::write`] | [`json`] |
//! | answers of eight venues about an account | their interfaces | `answers` |
//! | rows with commas, semicolons or tabs | spreadsheets, [`csv::write`] | [`csv`] |
//! | quick-entry lines | people | [`quick`] |
//!
//! A whole session (book, prices, rules) goes into a link and comes out of one by [`session`].
//!
//! Rules come in and go out beside books: a rule set as JSON or as a link is [`rule_set`]'s, parameters as a venue's own
//! interface answers them are [`parameters`]'. What was worked out goes out as a [`report`]. A venue that margins a made-up
//! account is asked about the book by [`derive_ask`].

mod answers;
mod by_address;
pub mod csv;
pub mod derive_ask;
mod entry;
mod form;
mod imported;
pub mod json;
mod notice;
pub mod number;
pub mod parameters;
pub mod quick;
pub mod report;
pub mod rule_set;
pub mod sample;
mod self_check;
pub mod session;
mod steps;
mod tree;

pub use answers::{VenueFigures, VenuePosition, VenueTotals, venue_name};
pub use by_address::{AccountRequest, PublicAddress};
pub use entry::Entry;
pub use form::{Form, called};
pub use imported::{Imported, ReadAccount, Sure, read};
pub use notice::{ImportError, MAX_BYTES, MAX_ROWS, Notice, NoticeKind};
pub use self_check::{CheckLine, Checked, SelfCheck, self_check};
pub use steps::{Step, Steps};

pub(crate) use tree::Tree;

use imported::{check_size, without_mark};
