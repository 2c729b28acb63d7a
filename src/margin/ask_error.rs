//! Why a question about a trade, a size or collateral has no answer.

use rust_decimal::Decimal;

use crate::book::TradeError;
use crate::risk::FillError;

/// Why a question about trades, sizes or collateral has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// A figure that cannot be.
    #[error("{field} is {read}; {right}")]
    Field {
        /// Which: `fee rate`.
        field: &'static str,
        /// What was read.
        read: String,
        /// What would be right.
        right: &'static str,
    },
    /// Something without a price, or that the rules do not margin.
    #[error("{name} is not margined: {reason}")]
    Unpriced {
        /// Instrument or asset.
        name: String,
        /// Why, and what would help.
        reason: String,
    },
    /// A trade that cannot be done.
    #[error(transparent)]
    Trade(#[from] TradeError),
    /// An order book that does not fill it.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// A figure that does not fit in 28 digits.
    #[error("{0} is too large to work out; smaller figures are right")]
    TooLarge(&'static str),
    /// Nothing that was looked at reaches what was asked for.
    #[error("no {what} up to {most} reaches {target}; the best found is {best}")]
    OutOfReach {
        /// What was looked for: `amount of USDC`.
        what: String,
        /// The largest looked at.
        most: Decimal,
        /// What was asked for: `free collateral of 500`.
        target: String,
        /// The nearest to it.
        best: String,
    },
}

impl AskError {
    /// A figure that is not what it has to be.
    pub(super) fn field(field: &'static str, read: Decimal, right: &'static str) -> Self {
        Self::Field { field, read: read.normalize().to_string(), right }
    }

    pub(super) fn no_price(name: impl ToString) -> Self {
        let name = name.to_string();
        Self::Unpriced { reason: format!("no price for {name}; type one, or fetch live prices"), name }
    }
}
