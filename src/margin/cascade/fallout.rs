//! What comes of a cascade, round by round.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::book::{Asset, Exact};
use crate::risk::to_f64;

/// What comes of it. Dollars.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fallout {
    /// Round by round; the last has nobody to liquidate, unless it was stopped.
    pub rounds: Vec<Round>,
    /// How many accounts there were …
    pub accounts: usize,
    /// … and how many of them were liquidated, in part or whole.
    pub liquidated: usize,
    /// How many were left with a loss.
    pub bankrupt: usize,
    /// Prices before the shock, after it and in the end, by underlying.
    pub prices: Vec<Fall>,
    /// Dollars of exposure traded in the market.
    pub volume_usd: Decimal,
    /// Fees, impact and what was given up.
    pub cost_usd: Decimal,
    /// Losses left, which an insurance fund pays.
    pub insurance_usd: Decimal,
    /// Accounts that could not be deleveraged, by place, and why.
    pub stuck: Vec<(usize, String)>,
    /// Whether it came to rest within its rounds.
    pub at_rest: bool,
}

/// One round.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Round {
    /// Prices that accounts were judged at.
    pub prices: Vec<(Asset, Decimal)>,
    /// Places of the accounts that were liquidated, in order.
    pub liquidated: Vec<usize>,
    /// Dollars of exposure traded in the market.
    pub volume_usd: Decimal,
    /// What the insurance fund paid.
    pub insurance_usd: Decimal,
}

/// What became of a price.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fall {
    /// Of which underlying.
    pub asset: Asset,
    /// Before.
    pub before: Decimal,
    /// After the shock alone.
    pub shocked: Decimal,
    /// In the end.
    pub after: Decimal,
}

impl Fall {
    /// Change from before to the end, a fraction: −0.2 fell by a fifth.
    pub fn change(&self) -> Option<f64> {
        let ratio = self.after.over(self.before)?;
        Some(to_f64(ratio.minus(Decimal::ONE)?))
    }
}
