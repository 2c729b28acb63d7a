//! A hedge on offer: what is traded, at which price, and which sizes mean something.

use rust_decimal::Decimal;

use super::instruments::Wish;
use super::round::{self, SIZES};
use super::start::Start;
use crate::book::{Asset, Exact, Instrument, Kind, Trade};
use crate::margin::{Assessment, LegReport, assess};
use crate::risk::{mark, to_usd};

/// The slider reaches so many times the size of what is hedged.
const TIMES: Decimal = Decimal::TWO;
/// A neutral size further off than so many times the book's is not reached for.
const FURTHEST: Decimal = Decimal::from_parts(4, 0, 0, false, 0);
/// Steps of the slider, at least.
const STEPS: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// A hedge on offer. Sizes are contracts ≥ 0, whichever side is traded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    /// The coin of the book that is hedged.
    pub(super) coin: Asset,
    /// What is traded.
    pub(super) instrument: Instrument,
    /// Whether it is bought.
    pub(super) bought: bool,
    /// Its mark, in its own price unit.
    pub(super) price: Decimal,
    /// The size of what is held in the same coin.
    pub(super) same: Option<Decimal>,
    /// The size at which the delta of the hedged coin and the hedge is zero.
    pub(super) neutral: Option<Decimal>,
    /// The largest size.
    pub(super) most: Decimal,
    /// From one size to the next.
    pub(super) step: Decimal,
}

/// Coins of a leg, signed; those of an inverse future are its dollars at mark.
fn coins(leg: &LegReport) -> Option<Decimal> {
    let in_dollars = leg.name.parse::<Instrument>().is_ok_and(|of| of.counts_dollars());
    if in_dollars { leg.units.over(leg.mark) } else { Some(leg.units) }
}

/// The size of what is held in a coin: coins of its straight legs added up, or else of its largest option.
fn held(of: &Assessment, coin: &Asset) -> Option<Decimal> {
    let own = || of.legs.iter().filter(|leg| leg.underlying == *coin);
    let straight = own().filter(|leg| leg.vol.is_none()).filter_map(coins).try_fold(Decimal::ZERO, Decimal::plus)?;
    let option = || own().filter(|leg| leg.vol.is_some()).filter_map(coins).map(|of| of.abs()).max();
    let held = if straight.is_zero() { option()? } else { straight.abs() };
    Some(held).filter(|held| !held.is_zero())
}

fn delta_usd(of: &Assessment) -> f64 {
    of.greeks.delta_usd
}

impl Offer {
    /// The hedge that is wished for; `None` where it has no price, the rules refuse it, or no size of it means anything.
    pub(super) fn of(start: &Start, wish: Wish) -> Option<Self> {
        let price = mark(&wish.instrument, &start.market).ok().filter(|price| *price > Decimal::ZERO)?;
        let one = Decimal::ONE;
        let bare = Self {
            coin: wish.coin,
            instrument: wish.instrument,
            bought: wish.bought,
            price,
            same: None,
            neutral: None,
            most: one,
            step: one,
        };
        let with_one = start.account.with(&bare.trade(one)?).ok()?;
        let after = assess(&with_one, &start.market, &start.rules);
        if after.left_out.len() > start.before.left_out.len() {
            return None;
        }
        let mine = start.before.underlyings.iter().find(|of| of.underlying == bare.coin)?.greeks.delta_usd;
        let apiece = delta_usd(&after) - delta_usd(&start.before);
        let neutral = to_usd(-mine / apiece).map(|size| size.round_dp(3).normalize());
        let neutral = neutral.filter(|size| *size > Decimal::ZERO);
        let same = held(&start.before, &bare.coin).filter(|_| bare.is_in_its_coin()).map(|size| size.normalize());
        let size = same.or(neutral)?;
        let reach = size.times(FURTHEST)?;
        let neutral = neutral.filter(|neutral| *neutral <= reach);
        let most = round::above(size.times(TIMES)?.max(neutral.unwrap_or_default()), &SIZES)?;
        let step = round::below(most.over(STEPS)?, &SIZES)?;
        Some(Self { same, neutral, most, step, ..bare })
    }

    /// Whether the hedge is in the coin that is hedged.
    pub(super) fn is_in_its_coin(&self) -> bool {
        *self.instrument.underlying() == self.coin
    }

    /// The trade of a size; `None` below zero.
    pub(super) fn trade(&self, size: Decimal) -> Option<Trade> {
        let quantity = if self.bought { size } else { -size };
        (size >= Decimal::ZERO).then(|| Trade {
            instrument: self.instrument.clone(),
            quantity,
            price: self.price,
            fee: Decimal::ZERO,
        })
    }

    /// The key of its words: `explorer.offer.sell.put`.
    pub(super) fn key(&self) -> String {
        let kind = match self.instrument.kind() {
            Kind::Spot => "spot",
            Kind::Perpetual => "perpetual",
            Kind::Future { .. } => "future",
            Kind::Option { right: crate::book::Right::Call, .. } => "call",
            Kind::Option { right: crate::book::Right::Put, .. } => "put",
        };
        format!("explorer.offer.{}.{kind}", if self.bought { "buy" } else { "sell" })
    }

    /// A size that is asked for, within what the slider reaches.
    pub(super) fn within(&self, size: Decimal) -> Decimal {
        size.clamp(Decimal::ZERO, self.most)
    }
}
