//! What the page shows about prices: what every source says of an asset, and the state of the whole feed.

use rust_decimal::Decimal;
use serde::Serialize;

use super::fault::FetchFault;
use super::feed::Counts;
use super::policy::percent;
use crate::book::{Asset, Time};
use crate::market::{Averages, PriceState};

/// What became of one source's word about a price.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "standing", content = "detail")]
pub enum Standing {
    /// It is among those that make the price.
    Used,
    /// Others are fresher.
    Older,
    /// A contract's price, which stands by until venues fail or two of them need a third.
    Spare,
    /// It only calls others in question.
    Check,
    /// It lies too far from the others.
    Outlier,
    /// It jumped to this price, which nobody has confirmed.
    Jumped(Decimal),
    /// Its confidence band is this wide, a fraction of the price.
    Refused(Decimal),
}

impl Standing {
    /// Why it makes no price, in words; nothing for one that does.
    pub fn why_not(&self) -> Option<String> {
        match self {
            Self::Used => None,
            Self::Older => Some("others are fresher".to_owned()),
            Self::Spare => Some("written to a chain when it moves; stands by".to_owned()),
            Self::Check => Some("only a check on the others".to_owned()),
            Self::Outlier => Some("too far from the others".to_owned()),
            Self::Jumped(to) => Some(format!("jumped to {to}; nobody has confirmed it")),
            Self::Refused(width) => Some(format!("its band is {} of the price", percent(*width))),
        }
    }
}

/// One source's word about a price.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Voice {
    /// Whose.
    pub source: &'static str,
    /// What it says: a price in its own unit, or a fraction.
    pub value: Decimal,
    /// Half-width of its band.
    pub confidence: Option<Decimal>,
    /// Milliseconds since it was true.
    pub age_ms: i64,
    /// By its age.
    pub state: PriceState,
    /// What became of it.
    pub standing: Standing,
}

/// Something about a price that its state does not say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "flag", content = "detail")]
pub enum Flag {
    /// A source's time lies ahead of this device's clock.
    Clock(&'static str),
    /// Nothing that a source says has moved for minutes.
    Unmoved(&'static str),
    /// A source jumped from one price to another.
    Jump(&'static str, Decimal, Decimal),
    /// A source is too far from the others.
    Outlier(&'static str, Decimal),
    /// Sources are this far apart, a fraction.
    Apart(Decimal),
    /// An aggregate says something else.
    Questioned(&'static str, Decimal),
    /// The confidence band is this wide, a fraction.
    Wide(Decimal),
    /// A pegged asset is this far from its peg, a signed fraction.
    Depeg(Decimal),
}

impl Flag {
    /// In a word, for beside the price; nothing where the state says it.
    pub fn word(&self) -> Option<&'static str> {
        match self {
            Self::Clock(_) => Some("clock"),
            Self::Unmoved(_) => Some("unmoved"),
            Self::Outlier(..) => Some("outlier"),
            Self::Questioned(..) => Some("questioned"),
            Self::Wide(_) => Some("wide"),
            Self::Depeg(_) => Some("depeg"),
            Self::Jump(..) | Self::Apart(_) => None,
        }
    }

    /// In a sentence without its stop; `title` gives the name of a source on screen.
    pub fn sentence(&self, title: fn(&str) -> &str) -> String {
        match self {
            Self::Clock(source) => {
                format!("{} is ahead of this device’s clock: one of the two is wrong", title(source))
            }
            Self::Unmoved(source) => format!("nothing that {} says has moved for minutes", title(source)),
            Self::Jump(source, from, to) => format!(
                "{} jumped from {from} to {to}; the price before is kept until a second source says the same",
                title(source)
            ),
            Self::Outlier(source, value) => format!("{} says {value} and is left out: too far off", title(source)),
            Self::Apart(apart) => format!("sources are {} apart", percent(*apart)),
            Self::Questioned(source, value) => format!("{} calls it in question: it says {value}", title(source)),
            Self::Wide(width) => format!("its confidence band is {} of the price to either side", percent(*width)),
            Self::Depeg(off) if off.is_sign_negative() => {
                format!("it has lost its peg: {} below", percent(off.abs()))
            }
            Self::Depeg(off) => format!("it has lost its peg: {} above", percent(*off)),
        }
    }
}

/// Whether there is a price, and how far it can be trusted, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "detail")]
pub enum Known {
    /// A price in this state.
    Priced(PriceState),
    /// None, for this reason.
    Missing(String),
}

/// All there is to say about the index price of an asset, as the sources have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriceView {
    /// Which asset.
    pub asset: Asset,
    /// State, or why there is no price.
    pub known: Known,
    /// Its price, US dollars a coin.
    pub price: Option<Decimal>,
    /// Whose prices make it.
    pub sources: Vec<&'static str>,
    /// The same in a few words: `Kraken`, `median of 5`, `1.2214 × stETH`.
    pub from: String,
    /// Milliseconds since it was true.
    pub age_ms: Option<i64>,
    /// Half-width of its confidence band, US dollars.
    pub confidence: Option<Decimal>,
    /// Distance between the sources that make it, a fraction of their median; `None` for fewer than two.
    pub spread: Option<Decimal>,
    /// Its averages.
    pub averages: Option<Averages>,
    /// The exchange rate it was made with, and of what.
    pub rate: Option<(Decimal, Asset)>,
    /// What every source says.
    pub voices: Vec<Voice>,
    /// What else there is to say.
    pub flags: Vec<Flag>,
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
    pub name: &'static str,
    /// When it last answered with prices.
    pub last_ok: Option<Time>,
    /// Whether its prices are used; an aggregate's only check others.
    pub makes_prices: bool,
    /// What went wrong since with what it is asked; `None` when nothing did.
    pub last_error: Option<FetchFault>,
    /// What went wrong with what it sends by itself.
    pub stream_error: Option<FetchFault>,
    /// When it is asked again.
    pub next_try: Option<Time>,
    /// Rows of its latest answers that were not taken.
    pub left_out: usize,
    /// The latest silence longer than the policy allows: when it began and ended.
    pub gap: Option<(Time, Time)>,
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
    /// How far this device's clock seems to be ahead of the sources', milliseconds; `None` where they agree.
    pub clock_ahead_ms: Option<i64>,
    /// What became of the values that arrived.
    pub counts: Counts,
}

impl FeedStatus {
    /// Nothing was asked yet.
    pub fn silent() -> Self {
        Self {
            state: FeedState::Sample,
            sources: Vec::new(),
            newest_age_ms: None,
            clock_ahead_ms: None,
            counts: Counts::default(),
        }
    }
}
