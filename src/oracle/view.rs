//! What the page shows about prices: one line an asset for the price bar, and the state of the whole feed.

use rust_decimal::Decimal;
use serde::Serialize;

use super::fault::FetchFault;
use super::feed::Feed;
use super::slot::Slot;
use crate::book::{Asset, Time};
use crate::market::{Market, PriceState};

/// One asset in the price bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceView {
    /// Which asset.
    pub asset: Asset,
    /// Its index price, US dollars a coin.
    pub price: Decimal,
    /// Whose price it is.
    pub sources: Vec<String>,
    /// Milliseconds since it was true; `None` for the sample, which never was.
    pub age_ms: Option<i64>,
    /// How far it can be trusted.
    pub state: PriceState,
    /// Distance between the sources that are not stale, a fraction of their median; `None` for fewer than two.
    pub spread: Option<Decimal>,
    /// What there is to say about it, in a sentence.
    pub note: Option<String>,
}

/// The feed as a whole, by its best index price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedState {
    /// Index prices arrive and are fresh.
    Live,
    /// The newest index price is past its prime.
    Ageing,
    /// The newest index price is past its limit.
    Stale,
    /// The device is offline: no source can be reached.
    Offline,
    /// No source has given a price yet.
    Sample,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceStatus {
    /// Its name.
    pub name: String,
    /// When it last answered with prices.
    pub last_ok: Option<Time>,
    /// What went wrong since; `None` when nothing did.
    pub last_error: Option<FetchFault>,
    /// When it is asked again.
    pub next_try: Option<Time>,
    /// Rows of its latest answers that were not taken.
    pub left_out: usize,
}

/// The feed as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeedStatus {
    /// In one word.
    pub state: FeedState,
    /// Source by source.
    pub sources: Vec<SourceStatus>,
    /// Milliseconds since the newest index price was true; `None` without any.
    pub newest_age_ms: Option<i64>,
}

impl Feed {
    /// The price bar: every asset that [`Feed::market`] has an index price of.
    pub fn prices(&self, base: &Market, now: Time) -> Vec<PriceView> {
        let market = self.market(base, now);
        market
            .index
            .into_iter()
            .map(|(asset, quote)| {
                let slot = Slot::Index(asset.clone());
                let by_hand = quote.state == PriceState::Manual;
                let judged =
                    self.judged(&slot, now).filter(|judged| judged.time == quote.time && judged.state == quote.state);
                let note = match &judged {
                    _ if by_hand => Some("typed here; release it to follow the sources".to_owned()),
                    Some(judged) => Some(judged.notes.join("; ")).filter(|note| !note.is_empty()),
                    None => None,
                };
                let sources = judged.as_ref().map_or_else(
                    || vec![quote.source.clone()],
                    |judged| judged.sources.iter().map(ToString::to_string).collect(),
                );
                let sample = quote.state == PriceState::Sample;
                PriceView {
                    asset,
                    price: quote.price,
                    sources,
                    age_ms: (!sample).then(|| now.since(quote.time)),
                    state: quote.state,
                    spread: judged.and_then(|judged| judged.spread),
                    note,
                }
            })
            .collect()
    }

    /// The state of the whole feed at `now`.
    pub fn status(&self, now: Time) -> FeedStatus {
        let newest_age_ms = self
            .slots
            .iter()
            .filter(|(slot, _)| matches!(slot, Slot::Index(_)))
            .flat_map(|(_, tracks)| tracks.values())
            .map(|track| track.believed.age_ms(now))
            .min();
        // A source that was never asked, because the page left it out, has no say.
        let mut asked =
            self.sources.values().filter(|heard| heard.last_ok.is_some() || !heard.faults.is_empty()).peekable();
        let offline =
            asked.peek().is_some() && asked.all(|heard| heard.faults.values().any(|f| *f == FetchFault::Offline));
        let state = match newest_age_ms {
            _ if offline => FeedState::Offline,
            None => FeedState::Sample,
            Some(age) => match self.policy.price_age.state(age) {
                PriceState::Live => FeedState::Live,
                PriceState::Ageing => FeedState::Ageing,
                _ => FeedState::Stale,
            },
        };
        let sources = self
            .sources
            .iter()
            .map(|(name, heard)| SourceStatus {
                name: (*name).to_owned(),
                last_ok: heard.last_ok,
                last_error: heard.faults.values().next().cloned(),
                next_try: heard.next_try,
                left_out: heard.left_out.values().map(Vec::len).sum(),
            })
            .collect();
        FeedStatus { state, sources, newest_age_ms }
    }
}
