//! An account: its collateral and its positions.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Asset, Exact, Instrument};

/// A quantity of a collateral asset; negative = borrowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// What is held.
    pub asset: Asset,
    /// How much of it, in its own units.
    pub quantity: Decimal,
}

/// A signed quantity of an instrument; long > 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// What it is in.
    pub instrument: Instrument,
    /// Contracts, long > 0. With the usual contract size of 1 these are coins (linear instruments and all options)
    /// or dollars (inverse perpetuals and futures).
    pub quantity: Decimal,
    /// Average price paid, in the instrument's own price unit. Without one there is no profit or loss to show, and
    /// none is counted in equity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Decimal>,
    /// How many coins (or, for inverse perpetuals and futures, dollars) one contract stands for.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub contract_size: Decimal,
}

fn one() -> Decimal {
    Decimal::ONE
}

fn is_one(size: &Decimal) -> bool {
    *size == Decimal::ONE
}

impl Position {
    /// A position of the usual contract size.
    pub fn new(instrument: Instrument, quantity: Decimal, entry: Option<Decimal>) -> Self {
        Self { instrument, quantity, entry, contract_size: Decimal::ONE }
    }

    /// Quantity in coins (linear, options) or dollars (inverse perpetuals and futures); `None` on overflow.
    pub fn units(&self) -> Option<Decimal> {
        self.quantity.times(self.contract_size)
    }
}

/// A row in something that is not known here: kept as it was written, shown, and left out of every margin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// The name as it was written.
    pub name: String,
    /// How much of it, signed as it was written.
    pub quantity: Decimal,
    /// Average price paid, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Decimal>,
    /// Why it is not known, and what would be right.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// One account, margined as one risk unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Collateral and debts.
    #[serde(default)]
    pub holdings: Vec<Holding>,
    /// Positions, in the order the owner keeps them.
    #[serde(default)]
    pub positions: Vec<Position>,
    /// Rows whose instrument is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Unknown>,
}

impl Account {
    /// Holds `quantity` more of `asset` (less, if negative); `None` on overflow, and nothing is changed.
    pub fn hold(&mut self, asset: &Asset, quantity: Decimal) -> Option<()> {
        match self.holdings.iter_mut().find(|holding| holding.asset == *asset) {
            Some(holding) => holding.quantity = holding.quantity.plus(quantity)?,
            None => self.holdings.push(Holding { asset: asset.clone(), quantity }),
        }
        Some(())
    }

    /// The same account holding `quantity` more of `asset` (less, if negative); `None` on overflow.
    #[must_use]
    pub fn with_holding(&self, asset: &Asset, quantity: Decimal) -> Option<Self> {
        let mut account = self.clone();
        account.hold(asset, quantity)?;
        Some(account)
    }
}
