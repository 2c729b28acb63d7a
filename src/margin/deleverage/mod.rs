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
mod procedure;
mod reference;
mod run;
mod state;
mod target;
mod tried;

use rust_decimal::Decimal;
use serde::Serialize;

pub use after::{After, after};
pub use fees::Fees;
pub use procedure::{How, Procedure};

use super::RuleSet;
use crate::book::{Account, Exact, Instrument};
use crate::market::Market;
use crate::risk::Impacts;
pub(super) use entered::entered;
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
    through(Run::new(account, market, rules, impacts), procedure).0
}

/// The same of a run that may have begun with a book already traded in; with the run as it ends.
pub(super) fn through<'a>(mut run: Run<'a>, procedure: &Procedure) -> (Deleveraging, Run<'a>) {
    run.notes.extend(procedure.notes.iter().cloned());
    let end = match run.end() {
        Some(end) => end,
        None => match &procedure.how {
            How::Reference { piece, fees } => reference::close(&mut run, *piece, fees),
            How::Hyperliquid { fees } => hyperliquid::close(&mut run, fees),
            How::Dydx { seconds_per_block } => dydx::close(&mut run, *seconds_per_block),
            How::Derive { auction, bid_after_seconds } => derive::close(&mut run, auction, *bid_after_seconds),
            How::Deribit { portion, seconds_per_round, fees } => {
                deribit::close(&mut run, *portion, *seconds_per_round, fees)
            }
            How::Drift(how) => drift::close(&mut run, how),
            How::Target { ratio, seconds, fees } => target::close(&mut run, *ratio, *seconds, fees),
            How::Tiers { seconds, fees } => binance::close(&mut run, *seconds, fees),
        },
    };
    let done = Deleveraging { steps: std::mem::take(&mut run.steps), end, notes: std::mem::take(&mut run.notes) };
    (done, run)
}

#[cfg(test)]
mod tests;
