//! What one contract stands for, where an answer does not say: a venue's list, dated, as JSON beside its reader.

use rust_decimal::Decimal;

use crate::io::tree::Tree;

/// A venue's contract sizes: tables by kind of instrument, in them sizes by coin, `others` for those not named.
pub(in crate::io) struct Contracts(Option<Tree>);

impl Contracts {
    pub(super) fn read(text: &'static str) -> Self {
        Self(Tree::read(text).ok())
    }

    /// Coins, or dollars of inverse perpetuals and futures, a contract.
    pub(super) fn size(&self, table: &str, coin: &str) -> Option<Decimal> {
        let table = self.0.as_ref()?.get(table)?;
        table.get(coin).or_else(|| table.get("others"))?.word()?.parse().ok()
    }

    /// The day as of which they are listed.
    pub(in crate::io) fn date(&self) -> &str {
        self.0.as_ref().and_then(|of| of.get("date")).and_then(Tree::word).unwrap_or("an unknown day")
    }
}
