//! A small crowd out of a seed: accounts with positions like a given one's, more or less leveraged.

use rust_decimal::Decimal;

use crate::book::{Account, Asset, Exact, Holding, Kind, Position};
use crate::margin::deleverage::entered;
use crate::margin::{RuleSet, assess};
use crate::market::{Market, is_dollar};
use crate::risk::{Seeded, Valued};

/// What a crowd is like. Fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// Where its chance comes from.
    pub seed: u64,
    /// How many accounts.
    pub accounts: usize,
    /// How likely each position is on the side of the account it is like.
    pub same_side: Decimal,
    /// Sizes, of that account's: from …
    pub least_size: Decimal,
    /// … to.
    pub most_size: Decimal,
    /// Maintenance margin over equity: from …
    pub least_ratio: Decimal,
    /// … to.
    pub most_ratio: Decimal,
}

impl Default for Crowd {
    /// Fifty accounts, seven in ten on the same side, of a tenth to the whole of the size, needing a fifth to nine tenths of
    /// their equity.
    fn default() -> Self {
        let tenths = |tenths| Decimal::new(tenths, 1);
        Self {
            seed: 1,
            accounts: 50,
            same_side: tenths(7),
            least_size: tenths(1),
            most_size: Decimal::ONE,
            least_ratio: tenths(2),
            most_ratio: tenths(9),
        }
    }
}

/// Accounts with the positions of `like` in other sizes and sides, entered at their marks, with as many dollars as bring
/// each to a ratio of its own. The same seed makes the same crowd.
pub fn crowd(of: &Crowd, like: &Account, market: &Market, rules: &RuleSet) -> Vec<Account> {
    let mut chance = Seeded::new(of.seed);
    let dollars = like.holdings.iter().find(|held| is_dollar(&held.asset) && held.quantity > Decimal::ZERO);
    let cash = dollars.map_or_else(Asset::usd, |held| held.asset.clone());
    (0..of.accounts).map(|_| one(of, &mut chance, (like, &cash), market, rules)).collect()
}

fn one(of: &Crowd, chance: &mut Seeded, (like, cash): (&Account, &Asset), market: &Market, rules: &RuleSet) -> Account {
    let between = |low: Decimal, high: Decimal, at: Decimal| low.capped_plus(high.capped_minus(low).capped_times(at));
    let mut positions = Vec::new();
    for position in like.positions.iter().filter(|position| position.instrument.kind() != Kind::Spot) {
        let size = between(of.least_size, of.most_size, chance.fraction());
        let same = chance.fraction() < of.same_side;
        let quantity = position.units().unwrap_or_default().capped_times(size).round_dp(8);
        let quantity = if same { quantity } else { -quantity };
        positions.push(Position::new(position.instrument.clone(), quantity, None));
    }
    positions.retain(|position| !position.quantity.is_zero());
    let ratio = between(of.least_ratio, of.most_ratio, chance.fraction());
    let bare = Account { positions, ..Account::default() };
    let asked = assess(&bare, market, rules);
    // options sold or bought without cash are equity already
    let wanted = asked.maintenance_margin.over(ratio).unwrap_or_default();
    let quantity = wanted.capped_minus(asked.equity.total).max(Decimal::ZERO).round_dp(2);
    let of = Account { holdings: vec![Holding { asset: cash.clone(), quantity }], ..bare };
    entered(&of, &Valued::new(&of, market))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market, rules};

    #[test]
    fn a_seed_makes_one_crowd_and_another_seed_another() {
        let like = account(&["10 BTC-PERP", "-50 ETH-PERP"], &["1 BTC", "1000 USDC"]);
        let market = market(&[("BTC", "60000"), ("ETH", "3000")]);
        let of = |seed| crowd(&Crowd { seed, accounts: 30, ..Crowd::default() }, &like, &market, rules("hyperliquid"));
        assert_eq!(of(3), of(3));
        assert_ne!(of(3), of(4));
        let longs = of(3).iter().filter(|account| account.positions[0].quantity > Decimal::ZERO).count();
        assert!((14..=28).contains(&longs), "{longs}");
        for account in of(3) {
            let asked = assess(&account, &market, rules("hyperliquid"));
            let ratio = asked.maintenance_margin / asked.equity.total;
            assert!(ratio > Decimal::new(19, 2) && ratio < Decimal::new(91, 2), "{ratio}");
        }
    }
}
