//! A change tried: the account after it, asked like any other, and how it then stands.

use rust_decimal::Decimal;

use super::{AskError, Assessment, RuleSet, assess};
use crate::book::{Account, Trade};
use crate::market::Market;
use crate::risk::LeftOut;

/// How an account stands: the totals of an [`Assessment`]. Dollars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// What it is worth to the rules.
    pub equity: Decimal,
    /// What has to be there to open.
    pub initial: Decimal,
    /// Below this it is liquidated.
    pub maintenance: Decimal,
    /// Equity less initial margin; negative when short of it.
    pub free: Decimal,
    /// Maintenance over equity; absent when equity is not above zero.
    pub ratio: Option<Decimal>,
    /// Net delta, every underlying’s counted whatever its sign.
    pub delta_usd: f64,
}

impl From<&Assessment> for Standing {
    fn from(of: &Assessment) -> Self {
        Self {
            equity: of.equity.total,
            initial: of.initial_margin,
            maintenance: of.maintenance_margin,
            free: of.free_collateral,
            ratio: of.margin_ratio,
            delta_usd: of.underlyings.iter().map(|underlying| underlying.greeks.delta_usd.abs()).sum(),
        }
    }
}

/// The account after a trade, asked.
///
/// # Errors
/// The trade cannot be done, or what it trades, or anything that was margined before, no longer is.
pub fn tried(
    account: &Account,
    before: &Assessment,
    trade: &Trade,
    market: &Market,
    rules: &RuleSet,
) -> Result<Assessment, AskError> {
    let then = assess(&account.with(trade)?, market, rules);
    match dropped(before, &then, &trade.instrument.to_string()) {
        Some(out) => Err(AskError::Unpriced { name: out.name.clone(), reason: out.reason.clone() }),
        None => Ok(then),
    }
}

/// Whether a change leaves an account that is short of initial margin safer, as venues let it be made then: the requirement
/// does not rise or free collateral does, and equity is not pushed below maintenance.
pub(super) fn safer(before: &Assessment, then: &Assessment) -> bool {
    let safer = then.free_collateral > before.free_collateral || then.initial_margin <= before.initial_margin;
    safer && (is_liquidatable(before) || !is_liquidatable(then))
}

/// Whether equity is below maintenance.
pub(super) fn is_liquidatable(of: &Assessment) -> bool {
    of.equity.total < of.maintenance_margin
}

/// What is left out by the later answer and matters: `name`, or what the earlier one had.
pub(super) fn dropped<'a>(before: &Assessment, then: &'a Assessment, name: &str) -> Option<&'a LeftOut> {
    let was = |out: &LeftOut| before.left_out.iter().any(|other| other.name == out.name);
    then.left_out.iter().find(|out| out.name == name || !was(out))
}
