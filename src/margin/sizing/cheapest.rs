//! The cheapest collateral: which asset reaches a health for the fewest dollars, and which holding is better swapped.

use std::cmp::{Ordering, Reverse};

use rust_decimal::Decimal;

use super::collateral::{Added, Target, added, digit, price};
use super::search::{ceil, floor, ladder, narrowed};
use crate::book::{Account, Asset, Exact, sort_by};
use crate::margin::caps::Measure;
use crate::margin::{AskError, Assessment, RuleSet, Standing, assess};
use crate::market::Market;

/// An asset that could be posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub asset: Asset,
    /// What it would earn elsewhere in a year and does not earn as collateral, a fraction: 0.04 is 4 %. Absent when not
    /// known.
    pub yield_per_year: Option<Decimal>,
}

/// An asset that reaches the target, with what that costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cheapest {
    /// How much of it.
    pub added: Added,
    /// The part of its dollars that does not count, a fraction: haircut, and what its own risk takes back stands in
    /// [`Added::then`].
    pub haircut: Decimal,
    /// Dollars a year that it does not earn; absent when its yield is not known.
    pub lost_per_year: Option<Decimal>,
    /// Share of it in the account’s collateral afterwards, a fraction.
    pub share: Decimal,
}

/// The assets that reach a target, fewest dollars first, among equals the one that loses least yield, then the one that
/// makes up the smallest share; and those that do not, with the reason.
pub fn cheapest(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    offered: &[Offered],
    target: Target,
) -> (Vec<Cheapest>, Vec<(Asset, AskError)>) {
    let before = assess(account, market, rules);
    let (mut best, mut refused) = (Vec::new(), Vec::new());
    for Offered { asset, yield_per_year } in offered {
        match added(account, &before, market, rules, asset, target) {
            Err(error) => refused.push((asset.clone(), error)),
            Ok((added, then)) => {
                let counted = added.counted.over(added.usd).unwrap_or(Decimal::ONE);
                let share = Measure::Share(Some(asset.clone())).of(&then).unwrap_or_default();
                best.push(Cheapest {
                    haircut: Decimal::ONE.capped_minus(counted).round_dp(9),
                    lost_per_year: yield_per_year.and_then(|rate| added.usd.times(rate)),
                    share,
                    added,
                });
            }
        }
    }
    sort_by(&mut best, Cheapest::order);
    (best, refused)
}

impl Cheapest {
    /// Cheaper first: by dollars, then the yield that is lost, then the share of collateral.
    pub fn order(&self, other: &Self) -> Ordering {
        let lost = |of: &Self| of.lost_per_year.unwrap_or_default();
        let dollars = self.added.usd.cmp(&other.added.usd);
        dollars.then_with(|| lost(self).cmp(&lost(other))).then_with(|| self.share.cmp(&other.share))
    }
}

/// A holding given for another of the same worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Swap {
    /// What is given.
    pub from: Asset,
    /// How much of it.
    pub gives: Decimal,
    /// What is taken for it.
    pub to: Asset,
    /// How much of it, rounded down.
    pub gets: Decimal,
    /// What is given, dollars.
    pub usd: Decimal,
    /// Whether the target is reached.
    pub reached: bool,
    /// Free collateral gained, dollars.
    pub freed: Decimal,
    /// Dollars a year that are lost (or, below nothing, won) by it; absent when a yield is not known.
    pub lost_per_year: Option<Decimal>,
    /// How the account then stands.
    pub then: Standing,
}

/// The swaps of one holding for another, at today’s prices and without fees, that free collateral: those that reach the
/// target first, fewest dollars first, each of the least that does; then those of a whole holding, most freed first.
/// `yields` says what is earned a year by what is given and is not among the offered.
pub fn swaps(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    offered: &[Offered],
    yields: &[(Asset, Decimal)],
    target: Target,
) -> Vec<Swap> {
    let before = assess(account, market, rules);
    let mut held: Vec<(Asset, Decimal)> = Vec::new();
    for holding in &account.holdings {
        match held.iter_mut().find(|(asset, _)| *asset == holding.asset) {
            Some((_, sum)) => *sum = sum.capped_plus(holding.quantity),
            None => held.push((holding.asset.clone(), holding.quantity)),
        }
    }
    let mut all = Vec::new();
    for (from, whole) in held.iter().filter(|(_, whole)| *whole > Decimal::ZERO) {
        for to in offered.iter().filter(|to| to.asset != *from) {
            let of = Swapping { account, before: &before, market, rules, from, to: &to.asset };
            if let Some(swap) = of.best(*whole, target) {
                let known = || yields.iter().find(|(of, _)| of == from).map(|(_, rate)| *rate);
                let earned =
                    offered.iter().find(|of| of.asset == *from).and_then(|of| of.yield_per_year).or_else(known);
                let lost = to.yield_per_year.zip(earned).and_then(|(to, from)| swap.usd.times(to.minus(from)?));
                all.push(Swap { lost_per_year: lost, ..swap });
            }
        }
    }
    sort_by(&mut all, Swap::order);
    all
}

impl Swap {
    /// Better first: those that reach the target by dollars, then the others by what they free.
    pub fn order(&self, other: &Self) -> Ordering {
        let cheap = |of: &Self| if of.reached { of.usd } else { Decimal::ZERO };
        let order = |of: &Self| (Reverse(of.reached), cheap(of), Reverse(of.freed));
        order(self).cmp(&order(other))
    }
}

struct Swapping<'a> {
    account: &'a Account,
    before: &'a Assessment,
    market: &'a Market,
    rules: &'a RuleSet,
    from: &'a Asset,
    to: &'a Asset,
}

impl Swapping<'_> {
    /// The least that reaches the target where the whole holding does; the whole where it at least frees something.
    fn best(&self, whole: Decimal, target: Target) -> Option<Swap> {
        target.check().ok()?;
        let prices = (price(self.market, self.rules, self.from).ok()?, price(self.market, self.rules, self.to).ok()?);
        let (swap, then) = self.swapped(whole, prices)?;
        if !target.reached(&then) {
            return (swap.freed > Decimal::ZERO).then_some(swap);
        }
        if target.reached(self.before) {
            return None; // nothing has to be done
        }
        let step = digit(prices.0).ok()?;
        let mut reaches = |gives| self.swapped(gives, prices).is_some_and(|(_, then)| target.reached(&then));
        let mut low = Decimal::ZERO;
        for gives in ladder(step, whole, &[], None) {
            if reaches(gives) {
                let (_, high) = narrowed(low, gives, Some(step), &mut reaches);
                let gives = ceil(high, step).map_or(whole, |gives| gives.min(whole));
                return self.swapped(gives, prices).map(|(swap, _)| Swap { reached: true, ..swap });
            }
            low = gives;
        }
        Some(Swap { reached: true, ..swap })
    }

    fn swapped(&self, gives: Decimal, (from, to): (Decimal, Decimal)) -> Option<(Swap, Assessment)> {
        let usd = gives.times(from)?;
        let gets = floor(usd.over(to)?, digit(to).ok()?)?;
        let changed = self.account.with_holding(self.from, -gives)?.with_holding(self.to, gets)?;
        let then = assess(&changed, self.market, self.rules);
        let was = |name: &str| self.before.left_out.iter().any(|out| out.name == name);
        if !then.left_out.iter().all(|out| was(&out.name)) {
            return None;
        }
        let swap = Swap {
            from: self.from.clone(),
            gives,
            to: self.to.clone(),
            gets,
            usd,
            reached: false,
            freed: then.free_collateral.capped_minus(self.before.free_collateral),
            lost_per_year: None,
            then: (&then).into(),
        };
        Some((swap, then))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market, rules};
    use rust_decimal_macros::dec;

    fn offered(all: &[(&str, &str)]) -> Vec<Offered> {
        let one =
            |(asset, rate): &(&str, &str)| Offered { asset: asset.parse().unwrap(), yield_per_year: rate.parse().ok() };
        all.iter().map(one).collect()
    }

    fn prices() -> Market {
        market(&[("BTC", "60000"), ("ETH", "3000"), ("PEPE", "0.00001")])
    }

    #[test]
    fn fewest_dollars_come_first() {
        let book = account(&["1 BTC-PERP"], &["5000 USD"]);
        let choice = offered(&[("ETH", "0.03"), ("PEPE", ""), ("USD", "0.05")]);
        let (best, refused) = cheapest(&book, &prices(), rules("reference"), &choice, Target::Free(dec!(0)));
        let names: Vec<&str> = best.iter().map(|of| of.added.asset.as_str()).collect();
        assert_eq!(names, ["USD", "ETH"]);
        assert_eq!(refused.len(), 1);
        // 4,300 of them at 5 %; nothing but dollars is held
        let dollars = &best[0];
        assert_eq!((dollars.haircut, dollars.lost_per_year, dollars.share), (dec!(0), Some(dec!(215)), dec!(1)));
        assert_eq!(best[1].haircut, dec!(0.07));
    }

    #[test]
    fn a_holding_is_swapped_as_far_as_needed() {
        let book = account(&["1 BTC-PERP"], &["3.2 ETH"]);
        // 9,600 × 0.93 = 8,928 counted of 9,300: 372 more; each dollar swapped counts 0.07 more: 5,314.29 / 3,000 = 1.771429
        let choice = offered(&[("USD", "0"), ("ETH", "0.03")]);
        let all = swaps(&book, &prices(), rules("reference"), &choice, &[], Target::Free(dec!(0)));
        assert_eq!(all.len(), 1);
        let swap = &all[0];
        assert!(swap.reached && swap.then.free >= dec!(0));
        // what is got is rounded down to a cent, and a cent less of it takes 14 cents more of what is given
        assert!((swap.gives - dec!(1.771429)).abs() <= dec!(0.00005), "{}", swap.gives);
        assert!(swap.lost_per_year.unwrap() < dec!(-159));
        // out of reach: the whole holding, for what it frees: 9,600 × 0.07
        let far = swaps(&book, &prices(), rules("reference"), &choice, &[], Target::Free(dec!(5000)));
        assert_eq!((far[0].reached, far[0].gives, far[0].freed), (false, dec!(3.2), dec!(672)));
    }
}
