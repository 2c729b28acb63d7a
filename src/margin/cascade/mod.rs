//! A cascade: a shock liquidates accounts, what they sell moves the price, and that liquidates others.
//!
//! It lives beside `deleverage` and not in `risk`, since it asks `assess` of every account in every round. The procedure
//! is one for all. A liquidation pays its impact whole; a stated share of the impact stays in the price and is what the next
//! round is judged at. Nothing refills meanwhile. There is no chance in it: the riskiest account goes first, and a crowd
//! ([`crowd`]) comes out of a seed, so the same question has the same answer everywhere.

mod apart;
mod course;
mod crowd;
mod fallout;

pub use apart::apart;
pub use course::Course;
pub use crowd::{Crowd, crowd};
pub use fallout::{Fall, Fallout, Round};

use super::deleverage::Procedure;
use super::{FigureError, RuleSet};
use crate::book::Account;
use crate::market::{Market, Shock, ShockError};
use crate::risk::{FillError, Impacts};

/// What happens to the accounts.
#[derive(Clone, Debug)]
pub struct Scene<'a> {
    /// The market before.
    pub market: &'a Market,
    /// The rules of all accounts.
    pub rules: &'a RuleSet,
    /// What is done to an account below maintenance.
    pub procedure: &'a Procedure,
    /// What starts it.
    pub shocks: &'a [Shock],
    /// What market orders pay.
    pub impacts: &'a Impacts,
    /// Share of an order's impact that stays in the price, a fraction.
    pub lasting: f64,
    /// Most rounds it is followed for.
    pub rounds: usize,
}

/// Why a cascade cannot be followed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CascadeError {
    /// The shock, or a price it leads to.
    #[error(transparent)]
    Shock(#[from] ShockError),
    /// A figure or a parameter that cannot be.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// What the market cannot take.
    #[error(transparent)]
    Fill(#[from] FillError),
}

/// Follows a shock through accounts that share one market. Positions without an entry price are entered at their marks before
/// the shock.
///
/// # Errors
/// A shock, a share or a number of accounts or rounds that cannot be; a price beyond what a decimal holds.
pub fn cascade(accounts: &[Account], scene: &Scene<'_>) -> Result<Fallout, CascadeError> {
    let mut course = Course::new(accounts, scene)?;
    while course.turn()? {}
    Ok(course.fallout())
}

#[cfg(test)]
mod tests;
