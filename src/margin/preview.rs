//! The next trade: what the account would be after it, and whether its rules let it be made.
//!
//! Both sides are answers of [`assess`]: of the account as it is, and of [`Account::with`] every leg. A leg that cannot be
//! traded, or whose position the figures would leave out, is named with its reason and the others are answered without it.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::tried::{is_liquidatable, safer};
use super::{Assessment, RuleSet, assess};
use crate::book::{Account, Asset, Exact, Instrument, Kind, Trade, TradeError};
use crate::market::Market;
use crate::risk::{LeftOut, Subject};

/// Before and after. Dollars throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The account with every leg that can be traded.
    pub after: Account,
    /// What is.
    pub before: Arc<Assessment>,
    /// What would be.
    pub then: Arc<Assessment>,
    /// What became of each leg, in the order they were given.
    pub legs: Vec<Result<Fill, NotTraded>>,
    /// Whether the legs that can be traded may be.
    pub verdict: Verdict,
}

/// A leg that can be traded.
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// The trade.
    pub trade: Trade,
    /// Units held before it, long > 0; of spot the coins.
    pub held: Decimal,
    /// Units held after it.
    pub holds: Decimal,
    /// Dollars paid for an option or a coin, negative where it is sold; nothing is paid for perpetuals and futures.
    /// Absent where the settlement asset has no price.
    pub premium_usd: Option<Decimal>,
    /// Dollars of the fee, ≥ 0; absent likewise.
    pub fee_usd: Option<Decimal>,
}

/// What a trade does to what is held of its instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing was held.
    Opens,
    /// More of the same side.
    Adds,
    /// Less of the same side.
    Reduces,
    /// Nothing is held any more.
    Closes,
    /// Long becomes short, or short long.
    TurnsOver,
}

/// Why a leg is not traded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTraded {
    /// The trade itself cannot be.
    #[error(transparent)]
    Trade(#[from] TradeError),
    /// The figures would leave out what it changes.
    #[error("{instrument} would be left out of every figure: {reason}")]
    LeftOut {
        /// What was to be traded.
        instrument: Instrument,
        /// Why, and what would help.
        reason: String,
    },
}

/// Whether a trade may be made: equity has to cover the initial margin afterwards, or the trade has to leave the account
/// safer. Venues let the second through too: Paradex an order that does not increase the requirement
/// (<https://docs.paradex.trade/risk/paradex-risk-checks>), Mango one after which initial health is no lower than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Equity covers the initial margin afterwards.
    Allowed,
    /// It does not, but the requirement does not rise or the shortfall shrinks, and the trade does not itself push equity
    /// below maintenance.
    ReducesRisk,
    /// It does not.
    Refused {
        /// What equity is short of the initial margin by, > 0.
        short: Decimal,
        /// Whether equity is below maintenance afterwards too.
        liquidatable: bool,
    },
}

impl Fill {
    /// What it does to what is held.
    pub fn turn(&self) -> Turn {
        let (held, holds) = (self.held, self.holds);
        match () {
            () if held.is_zero() => Turn::Opens,
            () if holds.is_zero() => Turn::Closes,
            () if held.is_sign_negative() != holds.is_sign_negative() => Turn::TurnsOver,
            () if holds.abs() < held.abs() => Turn::Reduces,
            () => Turn::Adds,
        }
    }
}

impl Preview {
    /// The legs that are traded.
    pub fn fills(&self) -> impl Iterator<Item = &Fill> {
        self.legs.iter().filter_map(|leg| leg.as_ref().ok())
    }

    /// Dollars paid for options and coins, less what is received for those sold; absent where one has no price.
    pub fn premium_usd(&self) -> Option<Decimal> {
        self.fills().try_fold(Decimal::ZERO, |sum, fill| sum.plus(fill.premium_usd?))
    }

    /// Dollars of all fees, ≥ 0; absent likewise.
    pub fn fee_usd(&self) -> Option<Decimal> {
        self.fills().try_fold(Decimal::ZERO, |sum, fill| sum.plus(fill.fee_usd?))
    }
}

/// What the account would be after trades made one after the other, and whether its rules let them be made.
///
/// Never fails and never panics: a leg that cannot be traded is named in [`Preview::legs`], and the rest stands.
///
/// ```
/// use cross_margin::book::{Account, Holding, Time, Trade};
/// use cross_margin::margin::{Verdict, preview, venues};
/// use cross_margin::market::{Market, PriceState, Quote};
///
/// let account = Account {
///     holdings: vec![Holding { asset: "USD".parse()?, quantity: "10000".parse()? }],
///     ..Account::default()
/// };
/// let mut market = Market::at(Time(0));
/// market.index.insert("BTC".parse()?, Quote::new("60000".parse()?, "typed", Time(0), PriceState::Manual));
/// let buy = |quantity: &str| -> Result<Trade, Box<dyn std::error::Error>> {
///     let (instrument, quantity) = ("BTC-PERP".parse()?, quantity.parse()?);
///     Ok(Trade { instrument, quantity, price: "60000".parse()?, fee: "0".parse()? })
/// };
/// // one needs 15.5 % of 60,000 = 9,300; two need 18,600, and 8,600 are missing
/// assert_eq!(preview(&account, &market, venues::reference()?, &[buy("1")?]).verdict, Verdict::Allowed);
/// let two = preview(&account, &market, venues::reference()?, &[buy("2")?]);
/// assert_eq!(two.verdict, Verdict::Refused { short: "8600".parse()?, liquidatable: true });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn preview(account: &Account, market: &Market, rules: &RuleSet, trades: &[Trade]) -> Preview {
    let before = Arc::new(assess(account, market, rules));
    let mut out: Vec<Option<NotTraded>> = vec![None; trades.len()];
    loop {
        let (after, legs) = traded(account, market, trades, &out);
        let then = if after == *account { Arc::clone(&before) } else { Arc::new(assess(&after, market, rules)) };
        let mut more = false;
        for (leg, out) in legs.iter().zip(&mut out) {
            let Ok(fill) = leg else { continue };
            if let Some(left) = left_out(&fill.trade.instrument, account, &after, &then.left_out) {
                let (instrument, reason) = (fill.trade.instrument.clone(), left.reason.clone());
                *out = Some(NotTraded::LeftOut { instrument, reason });
                more = true;
            }
        }
        // each round takes at least one leg out, so there are no more rounds than legs
        if !more {
            let verdict = verdict(&before, &then);
            return Preview { after, before, then, legs, verdict };
        }
    }
}

/// The account after all trades but those that are out, and what became of each.
fn traded(
    account: &Account,
    market: &Market,
    trades: &[Trade],
    out: &[Option<NotTraded>],
) -> (Account, Vec<Result<Fill, NotTraded>>) {
    let mut after = account.clone();
    let legs = trades.iter().zip(out).map(|(trade, out)| {
        if let Some(why) = out {
            return Err(why.clone());
        }
        let held = units(&after, &trade.instrument);
        after = after.with(trade)?;
        let usd = market.index_price(trade.instrument.settlement_asset());
        let paid = match trade.instrument.kind() {
            Kind::Spot | Kind::Option { .. } => trade.quantity.times(trade.price),
            Kind::Perpetual | Kind::Future { .. } => Some(Decimal::ZERO),
        };
        let dollars = |amount: Decimal| if amount.is_zero() { Some(amount) } else { amount.times(usd?) };
        Ok(Fill {
            trade: trade.clone(),
            held,
            holds: units(&after, &trade.instrument),
            premium_usd: paid.and_then(dollars),
            fee_usd: dollars(trade.fee),
        })
    });
    let legs = legs.collect();
    (after, legs)
}

/// Units held of an instrument, rows of any contract size counted as one; of spot what is held of the coin.
fn units(account: &Account, instrument: &Instrument) -> Decimal {
    if instrument.kind() == Kind::Spot {
        return holds(account, instrument.underlying());
    }
    let rows = account.positions.iter().filter(|position| position.instrument == *instrument);
    rows.filter_map(|position| position.units()).fold(Decimal::ZERO, Decimal::capped_plus)
}

fn holds(account: &Account, asset: &Asset) -> Decimal {
    let rows = account.holdings.iter().filter(|holding| holding.asset == *asset);
    rows.fold(Decimal::ZERO, |sum, holding| sum.capped_plus(holding.quantity))
}

/// What the figures leave out of what a trade changes: its position, or a holding it is paid from.
fn left_out<'a>(
    instrument: &Instrument,
    before: &Account,
    after: &Account,
    left_out: &'a [LeftOut],
) -> Option<&'a LeftOut> {
    let touched = |asset: &Asset| {
        let mine = asset == instrument.settlement_asset()
            || (instrument.kind() == Kind::Spot && asset == instrument.underlying());
        mine && holds(before, asset) != holds(after, asset)
    };
    left_out.iter().find(|out| match out.subject {
        Subject::Position(row) => after.positions.get(row).is_some_and(|position| position.instrument == *instrument),
        Subject::Holding(row) => after.holdings.get(row).is_some_and(|holding| touched(&holding.asset)),
        Subject::Unknown(_) | Subject::Asset(_) | Subject::Account => false,
    })
}

fn verdict(before: &Assessment, then: &Assessment) -> Verdict {
    if then.free_collateral >= Decimal::ZERO {
        return Verdict::Allowed;
    }
    if safer(before, then) {
        return Verdict::ReducesRisk;
    }
    Verdict::Refused { short: -then.free_collateral, liquidatable: is_liquidatable(then) }
}

#[cfg(test)]
#[path = "preview_tests.rs"]
mod tests;
