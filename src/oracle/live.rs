//! What the page asks of a feed, whichever it is. The feed itself comes after the first screen stands.

use super::feed::Report;
use super::slot::Slot;
use super::view::{FeedStatus, PriceView};
use crate::book::{Asset, Sorted, Time};
use crate::market::Quote;

/// A feed that hears sources and says what their prices are worth.
pub trait Live: Send + Sync {
    /// Takes what was reported since the last time, and judges what that, or time, has changed.
    fn hear(&mut self, reports: Vec<Report>, now: Time);
    /// Every price it has, as judged when it last heard.
    fn given(&self) -> &Sorted<Slot, Quote>;
    /// The state of it all.
    fn status(&self, now: Time) -> FeedStatus;
    /// All about one asset.
    fn view(&self, asset: &Asset, now: Time) -> PriceView;
}
