//! What a book could be hedged with: perpetual, dated future, put and call at strikes that its prices suggest, and the
//! perpetual of another coin. Which side follows from the book's delta.

use rust_decimal::Decimal;

use super::round::{self, STRIKES};
use super::start::Start;
use crate::book::{Asset, Exact, Expiry, Instrument, Kind, Right, Settlement};
use crate::margin::UnderlyingReport;
use crate::market::is_dollar;

/// Coins whose perpetual is offered against another coin.
pub(super) const LARGE: [&str; 2] = ["BTC", "ETH"];
/// Coins that are looked at, those with the largest needs first.
const MOST_COINS: usize = 2;
/// A dated contract has at least so many days.
const LEAST_DAYS: f64 = 14.0;
/// Below this share of its legs' deltas a book leans to no side.
const LEANS: f64 = 0.1;

/// A trade that may hedge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// The coin of the book that it is meant for.
    pub(super) coin: Asset,
    /// What is traded.
    pub(super) instrument: Instrument,
    /// Whether it is bought.
    pub(super) bought: bool,
}

/// Whether a coin's legs gain when it rises (`Some(true)`), lose, or lean to no side.
fn leans(start: &Start, of: &UnderlyingReport) -> Option<bool> {
    let own = start.before.legs.iter().filter(|leg| leg.underlying == of.underlying);
    let gross: f64 = own.map(|leg| leg.greeks.delta_usd.abs()).sum();
    (of.greeks.delta_usd.abs() > gross * LEANS).then_some(of.greeks.delta_usd > 0.0)
}

/// The dollar that contracts settle in: the one that is held, or that a position is in.
fn dollar(start: &Start) -> Option<Asset> {
    let held = start.account.holdings.iter().map(|holding| &holding.asset);
    let paid = start.account.positions.iter().map(|position| position.instrument.settlement_asset());
    held.chain(paid).find(|asset| is_dollar(asset)).cloned().or_else(|| "USDC".parse().ok())
}

/// The nearest day on which something of the coin settles that is not too near.
fn expiry(start: &Start, coin: &Asset) -> Option<Expiry> {
    let market = &start.market;
    let options = market.vols.keys().filter(|of| of.underlying() == coin).filter_map(Instrument::expiry);
    let mut days: Vec<Expiry> = market.forwards_of(coin).map(|(expiry, _)| expiry).chain(options).collect();
    days.retain(|expiry| expiry.days_after(market.as_of) >= LEAST_DAYS);
    days.into_iter().min()
}

/// The strike nearest to a multiple of today's price: a listed one, or else a round one.
fn strike(start: &Start, of: &UnderlyingReport, expiry: Expiry, times: Decimal) -> Option<Decimal> {
    let target = of.index.times(times)?;
    let step = round::below(of.index.over(Decimal::from(20))?, &STRIKES)?;
    let listed = start.market.vols.keys().filter(|option| *option.underlying() == of.underlying);
    let strikes = listed.filter_map(|option| match option.kind() {
        Kind::Option { expiry: day, strike, .. } if day == expiry => Some(strike),
        _ => None,
    });
    let near = strikes.filter(|strike| (*strike - target).abs() <= step).min_by_key(|strike| (*strike - target).abs());
    near.or_else(|| round::nearest(target, step))
}

/// What one coin of the book can be hedged with.
fn of_coin(start: &Start, of: &UnderlyingReport, dollar: &Asset) -> Vec<Wish> {
    let coin = &of.underlying;
    let leans = leans(start, of);
    let mut kinds = Vec::new();
    if let Some(long) = leans {
        kinds.push((Kind::Perpetual, !long));
    }
    if let Some(expiry) = expiry(start, coin) {
        kinds.extend(leans.map(|long| (Kind::Future { expiry }, !long)));
        let mut option = |right, tenths: u32, bought| {
            let times = Decimal::new(i64::from(tenths), 1);
            kinds.extend(
                strike(start, of, expiry, times).map(|strike| (Kind::Option { expiry, strike, right }, bought)),
            );
        };
        match leans {
            Some(true) => {
                option(Right::Put, 9, true);
                option(Right::Put, 10, true);
                option(Right::Call, 11, false);
            }
            Some(false) => {
                option(Right::Call, 11, true);
                option(Right::Call, 10, true);
                option(Right::Put, 9, false);
            }
            None => {
                option(Right::Put, 9, true);
                option(Right::Call, 11, true);
            }
        }
    }
    let linear = Settlement::Linear { quote: dollar.clone() };
    let made = |(kind, bought): (Kind, bool)| {
        let instrument = match kind {
            Kind::Perpetual => Instrument::perpetual(coin.clone()).ok()?,
            kind => Instrument::new(coin.clone(), linear.clone(), kind).ok()?,
        };
        Some(Wish { coin: coin.clone(), instrument, bought })
    };
    kinds.into_iter().filter_map(made).collect()
}

/// The perpetual of another large coin, for the coin that needs most.
fn other_coin(start: &Start, of: &UnderlyingReport) -> Option<Wish> {
    let long = leans(start, of)?;
    let mut large = LARGE.into_iter().filter_map(|name| name.parse::<Asset>().ok());
    let other = large.find(|coin| start.before.underlyings.iter().all(|of| of.underlying != *coin))?;
    let instrument = Instrument::perpetual(other).ok()?;
    Some(Wish { coin: of.underlying.clone(), instrument, bought: !long })
}

/// Everything that may hedge the book, without what it holds already: selling that would close it and not hedge it.
pub(super) fn all(start: &Start) -> Vec<Wish> {
    let needs = |of: &&UnderlyingReport| start.before.legs.iter().any(|leg| leg.underlying == of.underlying);
    let mut coins: Vec<&UnderlyingReport> = start.before.underlyings.iter().filter(needs).collect();
    crate::book::sort_by(&mut coins, |a, b| b.held_apart.cmp(&a.held_apart));
    coins.truncate(MOST_COINS);
    let Some(dollar) = dollar(start) else { return Vec::new() };
    let mut all: Vec<Wish> = coins.iter().flat_map(|of| of_coin(start, of, &dollar)).collect();
    all.extend(coins.first().and_then(|of| other_coin(start, of)));
    all.retain(|wish| start.account.positions.iter().all(|position| position.instrument != wish.instrument));
    all
}
