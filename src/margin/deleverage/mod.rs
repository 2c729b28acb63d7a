//! Deleveraging, step by step: what a venue would do to an account below its maintenance margin, and what the account
//! would better do itself.
//!
//! A [`Procedure`] is data: one venue's way, with its parameters, their date and source. Every step says what is closed, at
//! which price, for which fee and impact, and what `assess` says of the account after it. The market stands still
//! meanwhile; [`super::cascade`] lets it move. Dollars throughout; fees and impact are costs > 0.
//!
//! Where an account is settled and counted in dollars at its marks, each step changes equity by what it cost: fees, impact
//! and what was given up. Coins that are paid in instead count after their haircut.

mod after;
mod binance;
mod deribit;
mod derive;
mod drift;
mod dydx;
mod entered;
mod fees;
mod hyperliquid;
mod paused;
mod procedure;
mod reference;
mod run;
mod state;
mod target;
mod tried;

use rust_decimal::Decimal;
use serde::Serialize;

pub use after::{After, Closing, Going, after};
pub use fees::Fees;
pub use procedure::{How, Procedure};

use super::RuleSet;
use crate::book::{Account, Exact, Instrument, Sorted};
use crate::market::Market;
use crate::risk::Impacts;
pub(super) use entered::entered;
pub(super) use paused::{Ended, Paused, Turn};
use reference::Pieces;
pub(super) use run::Run;

/// What becomes of an account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deleveraging {
    /// What is done, in order; nothing where the account is healthy.
    pub steps: Vec<Step>,
    /// How it ends.
    pub end: End,
    /// What was assumed and what the venue does not publish, a sentence each.
    pub notes: Vec<String>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Seconds since the account fell below maintenance.
    pub at_seconds: u64,
    /// What is traded.
    pub what: Vec<Closed>,
    /// What is given up beside prices and fees: an auction's discount, margin that whoever takes over keeps.
    pub given_usd: Decimal,
    /// Why this is done, in a sentence.
    pub why: String,
    /// The account after it.
    pub account: Account,
    /// Its equity.
    pub equity: Decimal,
    /// Its initial margin.
    pub initial: Decimal,
    /// Its maintenance margin.
    pub maintenance: Decimal,
}

impl Deleveraging {
    /// Fees, impact and what was given up, of all steps. Dollars.
    pub fn cost(&self) -> Decimal {
        self.steps.iter().fold(Decimal::ZERO, |sum, step| sum.capped_plus(step.cost()))
    }
}

impl Step {
    /// Fees, impact and what is given up. Dollars.
    pub fn cost(&self) -> Decimal {
        let costs = self.what.iter().map(|closed| closed.fee_usd.capped_plus(closed.impact_usd));
        costs.fold(self.given_usd, Decimal::capped_plus)
    }

    /// Maintenance margin over equity after it, a fraction; `None` without equity.
    pub fn margin_ratio(&self) -> Option<Decimal> {
        after::ratio(self.maintenance, self.equity)
    }
}

/// What is traded in one instrument.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Closed {
    /// In what.
    pub instrument: Instrument,
    /// Signed quantity, buy > 0, in contracts of size 1.
    pub quantity: Decimal,
    /// Price in the instrument's own unit.
    pub price: Decimal,
    /// Fee; below 0 where an insurance fund pays.
    pub fee_usd: Decimal,
    /// What the price is worse than the mark by.
    pub impact_usd: Decimal,
}

/// How it ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// Equity covers what the procedure wants covered, and positions are left.
    Healthy,
    /// Nothing is left to close, and nobody lost but the account.
    Empty,
    /// Nothing is left to close, and a loss is.
    Bankrupt {
        /// What others bear, > 0.
        loss_usd: Decimal,
    },
    /// It cannot go on.
    Stuck {
        /// Why.
        why: String,
    },
}

/// What the procedure does to the account under the rules, step by step. Never fails: what cannot go on is
/// [`End::Stuck`] with the reason.
///
/// ```
/// use cross_margin::book::{Account, Holding, Position, Time};
/// use cross_margin::margin::deleverage::{End, Procedure, deleverage};
/// use cross_margin::margin::venues;
/// use cross_margin::market::{Market, PriceState, Quote};
/// use cross_margin::risk::Impacts;
///
/// let account = Account {
///     holdings: vec![Holding { asset: "USD".parse()?, quantity: "6000".parse()? }],
///     positions: vec![Position::new("BTC-PERP".parse()?, "1".parse()?, None)],
///     ..Account::default()
/// };
/// let mut market = Market::at(Time(0));
/// market.index.insert("BTC".parse()?, Quote::new("60000".parse()?, "typed", Time(0), PriceState::Manual));
/// let rules = venues::reference()?;
/// // maintenance is 80 % of 9,300 dollars
/// let done = deleverage(&account, &market, rules, Procedure::of(rules), &Impacts::default());
/// assert_eq!(done.end, End::Healthy);
/// assert_eq!(done.steps.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn deleverage(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    procedure: &Procedure,
    impacts: &Impacts,
) -> Deleveraging {
    let mut going = Paused::new(Run::new(account, market, rules, impacts), procedure, Sorted::new());
    loop {
        match going.turn(market, rules, impacts, procedure) {
            Turn::On(on) => going = *on,
            Turn::Over(ended) => return ended.done,
        }
    }
}

/// A turn of a procedure on an account that is not healthy: a piece of the cheapest way, all of any other. How it ends, if it
/// ends.
fn turn(run: &mut Run<'_>, procedure: &Procedure, pieces: &mut Option<Pieces>) -> Option<End> {
    Some(match &procedure.how {
        How::Reference { piece, fees } => {
            return pieces.get_or_insert_with(|| Pieces::of(run)).turn(run, *piece, fees);
        }
        How::Hyperliquid { fees } => hyperliquid::close(run, fees),
        How::Dydx { seconds_per_block } => dydx::close(run, *seconds_per_block),
        How::Derive { auction, bid_after_seconds } => derive::close(run, auction, *bid_after_seconds),
        How::Deribit { portion, seconds_per_round, fees } => deribit::close(run, *portion, *seconds_per_round, fees),
        How::Drift(how) => drift::close(run, how),
        How::Target { ratio, seconds, fees } => target::close(run, *ratio, *seconds, fees),
        How::Tiers { seconds, fees } => binance::close(run, *seconds, fees),
    })
}

#[cfg(test)]
mod tests;
