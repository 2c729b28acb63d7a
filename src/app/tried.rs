//! What is tried on the page and not done: the first screen knows where it shows, the ticket what it is.

use std::sync::Arc;

use leptos::prelude::*;

use super::book::Book;
use super::explain::Topic;
use crate::book::Instrument;

/// Draws what stands behind a figure: the same figure after the trade.
pub(crate) type Behind = Arc<dyn Fn(&Topic) -> AnyView + Send + Sync>;

/// A trade that is tried.
#[derive(Clone, Default)]
pub(crate) struct Tried {
    /// What is traded: prices are asked for it.
    pub(crate) instruments: Vec<Instrument>,
    /// The book after it, where the whole page shows that instead of the book.
    pub(crate) book: Option<Arc<Book>>,
    /// What stands behind figures, where they are shown before and after.
    pub(crate) behind: Option<Behind>,
}
