//! Balances of venues that weigh each asset as a whole: what a coin counts for keeping positions is equity, what it counts
//! less for opening is a charge, and so is what a debt's weight exceeds one by.

use rust_decimal::Decimal;

use super::balance::{Balance, balances, reports};
use crate::book::{Asset, Exact};
use crate::margin::weights::Level;
use crate::margin::{Charge, ChargeName, Equity, HoldingReport, Part};
use crate::market::is_dollar;
use crate::risk::{FigureError, Valued};

static DEBTS: ChargeName = ChargeName {
    name: "Borrowed coins",
    words: "Each debt’s value × what its liability weight exceeds one by; the debt itself is already off equity.",
};
static DOLLAR_DEBTS: ChargeName = ChargeName {
    name: "Borrowed dollars",
    words: "Each dollar owed × what its liability weight exceeds one by; the debt itself is already off equity.",
};
static LOWER: ChargeName = ChargeName {
    name: "Collateral counted lower for opening",
    words: "Each coin held × its price × (its weight for keeping − its weight for opening).",
};

/// An asset with the dollars it adds to health: weighted if held, weighted and negative if owed.
struct Weighed<'a> {
    balance: Balance<'a>,
    /// For opening and for keeping; absent where the venue does not take it.
    adds: Option<[Decimal; 2]>,
}

/// Every asset of an account, weighed.
pub(super) struct Balances<'a>(Vec<Weighed<'a>>);

impl<'a> Balances<'a> {
    /// Weighs every asset by what it adds to health at a level, dollars.
    pub(super) fn new(
        account: &'a Valued,
        adds: impl Fn(&Balance<'a>, Level) -> Result<Option<Decimal>, FigureError>,
    ) -> Result<Self, FigureError> {
        let weighed = |balance| {
            let at = |level| adds(&balance, level);
            let adds = at(Level::Initial)?.zip(at(Level::Maintenance)?).map(|(opens, keeps)| [opens, keeps]);
            Ok(Weighed { balance, adds })
        };
        balances(account).into_iter().map(weighed).collect::<Result<_, _>>().map(Self)
    }

    /// Every holding at what it counts for keeping; a debt whole, charged apart.
    pub(super) fn holdings(&self, account: &Valued) -> Vec<HoldingReport> {
        let counted = |asset: &Asset| {
            let of = self.0.iter().find(|of| of.balance.held && of.balance.asset == asset);
            of.map_or((Decimal::ONE, Decimal::ZERO), Weighed::counted)
        };
        reports(account, counted)
    }

    /// What debts need beyond themselves at a level: coins with their legs, dollars without. A coin whose leg is not
    /// asked about needs nothing.
    pub(super) fn debts(&self, level: Level) -> [Charge; 2] {
        let (mut coins, mut dollars) = (Vec::new(), Decimal::ZERO);
        for of in self.0.iter().filter(|of| of.balance.quantity.is_sign_negative()) {
            let amount = of.adds(level).map_or(Decimal::ZERO, |adds| of.worth().capped_minus(adds));
            // a venue that rounds to its own digits may count a crumb for nothing
            let amount = amount.max(Decimal::ZERO);
            match of.balance.leg {
                Some(leg) => coins.push(Part { leg, amount }),
                None if is_dollar(of.balance.asset) => dollars = dollars.capped_plus(amount),
                None => {}
            }
        }
        coins.sort_by_key(|part| part.leg);
        [Charge::summed(&DEBTS, coins), Charge::named(&DOLLAR_DEBTS, dollars)]
    }

    /// What opening leaves uncounted of what is held.
    pub(super) fn counted_lower(&self) -> Charge {
        let held = self.0.iter().filter(|of| !of.balance.quantity.is_sign_negative());
        let lower = held.filter_map(|of| of.adds.map(|[opens, keeps]| keeps.capped_minus(opens)));
        Charge::named(&LOWER, lower.fold(Decimal::ZERO, Decimal::capped_plus))
    }

    /// Price of an asset held, dollars.
    pub(super) fn price(&self, asset: &str) -> Option<Decimal> {
        self.0.iter().find(|of| of.balance.asset.as_str() == asset)?.balance.price
    }

    /// Coins of an asset, owed < 0.
    pub(super) fn quantity(&self, asset: &str) -> Decimal {
        let of = self.0.iter().find(|of| of.balance.asset.as_str() == asset);
        of.map_or(Decimal::ZERO, |of| of.balance.quantity)
    }
}

impl Weighed<'_> {
    fn worth(&self) -> Decimal {
        self.balance.price.map_or(Decimal::ZERO, |price| price.capped_times(self.balance.quantity))
    }

    fn adds(&self, level: Level) -> Option<Decimal> {
        let [opens, keeps] = self.adds?;
        Some(if level == Level::Initial { opens } else { keeps })
    }

    /// The share taken off and the dollars counted.
    fn counted(&self) -> (Decimal, Decimal) {
        match self.adds(Level::Maintenance) {
            _ if self.balance.quantity.is_sign_negative() => (Decimal::ZERO, self.worth()),
            None => (Decimal::ONE, Decimal::ZERO),
            Some(keeps) => {
                let share = keeps.over(self.worth()).unwrap_or(Decimal::ONE);
                (Decimal::ONE.capped_minus(share.round_dp(12)).normalize(), keeps)
            }
        }
    }
}

/// Equity of holdings as counted and the gains of perpetuals as counted, dollars.
pub(super) fn weighed_equity(holdings: &[HoldingReport], unrealised_pnl: Decimal) -> Equity {
    let collateral = holdings.iter().fold(Decimal::ZERO, |sum, row| sum.capped_plus(row.value));
    Equity { total: collateral.capped_plus(unrealised_pnl), collateral, unrealised_pnl, option_value: Decimal::ZERO }
}

/// Charges that are something.
pub(super) fn charged(charges: impl IntoIterator<Item = Charge>) -> Vec<Charge> {
    charges.into_iter().filter(|charge| !charge.amount.is_zero()).collect()
}

/// What is said of dollars that a venue does not list: they count as its own.
pub(super) fn other_dollars(account: &Valued, own: &str, listed: impl Fn(&str) -> bool) -> Vec<String> {
    let other = |asset: &&Asset| is_dollar(asset) && asset.as_str() != own && !listed(asset.as_str());
    let mut others: Vec<&Asset> = account.held.iter().map(|held| &held.asset).filter(other).collect();
    others.sort();
    others.dedup();
    let said = others.iter().map(|asset| asset.as_str()).collect::<Vec<_>>().join(", ");
    (!others.is_empty()).then(|| format!("{said} counted as the venue’s own {own}.")).into_iter().collect()
}

/// With what is assumed of an account that has positions.
pub(super) fn assumed(mut notes: Vec<String>, account: &Valued, said: &str) -> Vec<String> {
    if !account.legs.is_empty() {
        notes.push(said.to_owned());
    }
    notes
}
