//! How far each underlying goes when all move together.

use serde::Serialize;

use crate::book::{Asset, Kind};
use crate::market::Market;
use crate::risk::{Valued, to_f64};

/// How far one underlying goes when all move together: at `y` times the first one's price it is at `y^beta` times its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beta {
    /// Which.
    pub asset: Asset,
    /// The power.
    pub beta: f64,
    /// Where it is from.
    pub from: From,
}

/// Where a beta is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// It is the one the others are measured by.
    First,
    /// Given by hand.
    Given,
    /// Its volatility over the first one's: as if the two moved fully together.
    Volatilities,
    /// Nothing is known of one of the volatilities: one.
    Unknown,
}

impl From {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::First => "the others are measured by it",
            Self::Given => "given",
            Self::Volatilities => "its volatility over the first one’s",
            Self::Unknown => "no volatility known: moves alike",
        }
    }
}

/// Largest power that is taken for one.
const LARGEST: f64 = 5.0;

/// The beta of every underlying of the account: BTC is the first where it is there, else the first of the account.
pub fn betas(valued: &Valued, market: &Market, given: &[(Asset, f64)]) -> Vec<Beta> {
    let first = valued.underlyings.iter().find(|of| of.asset.as_str() == "BTC").or(valued.underlyings.first());
    let Some(first) = first.map(|of| of.asset.clone()) else { return Vec::new() };
    let measure = current_vol(market, &first);
    let beta = |asset: &Asset| {
        if *asset == first {
            return (1.0, From::First);
        }
        if let Some((_, beta)) = given.iter().find(|(of, beta)| of == asset && beta.is_finite()) {
            return (beta.clamp(-LARGEST, LARGEST), From::Given);
        }
        match (current_vol(market, asset), measure) {
            (Some(own), Some(first)) => ((own / first).min(LARGEST), From::Volatilities),
            _ => (1.0, From::Unknown),
        }
    };
    let of = |asset: &Asset| {
        let (beta, from) = beta(asset);
        Beta { asset: asset.clone(), beta, from }
    };
    valued.underlyings.iter().map(|underlying| of(&underlying.asset)).collect()
}

/// An underlying's volatility as of now, a fraction a year: its volatility index, else that of the option nearest to the
/// money and to 30 days; absent where neither is known.
pub fn current_vol(market: &Market, asset: &Asset) -> Option<f64> {
    let usable = |vol: f64| (vol.is_finite() && vol > 0.0).then_some(vol);
    if let Some(vol) = market.vol_indices.get(asset).and_then(|quote| usable(quote.vol)) {
        return Some(vol);
    }
    let index = to_f64(market.index_price(asset)?);
    let mut nearest: Option<(f64, f64)> = None;
    for (instrument, quote) in &market.vols {
        let Kind::Option { expiry, strike, .. } = instrument.kind() else { continue };
        let Some(vol) = usable(quote.vol) else { continue };
        if instrument.underlying() != asset || expiry.is_past(market.as_of) {
            continue;
        }
        let money = libm::log(to_f64(strike) / index).abs();
        let far = money + (expiry.years_after(market.as_of) - 30.0 / 365.0).abs();
        if nearest.is_none_or(|(least, _)| far < least) {
            nearest = Some((far, vol));
        }
    }
    nearest.map(|(_, vol)| vol)
}

/// Days whose move of one standard deviation reaches this multiple of today's price.
pub(super) fn days_of(vol: Option<f64>, factor: f64) -> Option<f64> {
    let way = libm::log(factor) / vol?;
    Some(way * way * 365.0).filter(|days| days.is_finite())
}
