//! Figures on screen that words can point at, by name.

/// A figure on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// Unified margin.
    Unified,
    /// Held apart.
    Apart,
    /// Freed by hedging.
    Freed,
    /// Equity.
    Equity,
    /// Maintenance margin.
    Maintenance,
    /// Free collateral.
    Free,
    /// The named parts of the requirement.
    Charges,
    /// The grid of scenarios.
    Grid,
    /// Each leg's part in the requirement.
    Legs,
    /// What holdings count for.
    Holdings,
    /// Liquidation prices of a coin.
    Liquidation(&'static str),
    /// Where the account is lost along volatility, time and pegs.
    Axes,
    /// The cascade.
    Cascade,
    /// The comparison of rule sets.
    Compare,
    /// At which price collateral is counted.
    Prudence,
}

impl Pointer {
    /// The name of the figure: `unified`, `liquidation:BTC`.
    pub fn key(self) -> String {
        match self {
            Self::Unified => "unified",
            Self::Apart => "apart",
            Self::Freed => "freed",
            Self::Equity => "equity",
            Self::Maintenance => "maintenance",
            Self::Free => "free",
            Self::Charges => "charges",
            Self::Grid => "grid",
            Self::Legs => "legs",
            Self::Holdings => "holdings",
            Self::Liquidation(coin) => return format!("liquidation:{coin}"),
            Self::Axes => "axes",
            Self::Cascade => "cascade",
            Self::Compare => "compare",
            Self::Prudence => "prudence",
        }
        .to_owned()
    }
}
