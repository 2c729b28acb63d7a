//! One book under many rule sets: what each asks, and which asks least.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Assessment, Liquidation, Root, RuleSet, RuleStamp, assess, liquidation};
use crate::book::{Account, Asset, sort_by};
use crate::market::Market;
use crate::risk::{LeftOut, Subject, WarningKind};

/// What one rule set asks of a book. Dollars throughout.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Which rules.
    pub rules: RuleStamp,
    /// Whether they are a venue's, and not this project's own or made from those.
    pub venue: bool,
    /// How many of the book's positions they margin …
    pub margined: usize,
    /// … of how many.
    pub positions: usize,
    /// Initial margin.
    pub initial_margin: Decimal,
    /// Maintenance margin.
    pub maintenance_margin: Decimal,
    /// Equity as these rules count it.
    pub equity: Decimal,
    /// Equity less initial margin; negative when short of it.
    pub free_collateral: Decimal,
    /// What netting frees under these rules.
    pub hedge_benefit: Decimal,
    /// Whether equity is below maintenance already.
    pub liquidatable: bool,
    /// The liquidation price nearest to today's, of any underlying; absent when not looked for, or when there is none.
    pub nearest: Option<(Asset, Root)>,
    /// Positions these rules do not margin, and why.
    pub left_out: Vec<LeftOut>,
    /// What was assumed.
    pub assumed: Vec<String>,
}

impl Compared {
    /// What `rules` ask of an account; the liquidation price is looked for by [`nearest_liquidation`].
    pub fn of(account: &Account, market: &Market, rules: &RuleSet) -> Self {
        Self::from(&assess(account, market, rules), rules.is_venue(), account.positions.len() + account.unknown.len())
    }

    fn from(of: &Assessment, venue: bool, positions: usize) -> Self {
        let row = |out: &&LeftOut| matches!(out.subject, Subject::Position(_) | Subject::Unknown(_));
        let left_out: Vec<LeftOut> = of.left_out.iter().filter(row).cloned().collect();
        let assumed = of.warnings.iter().filter(|said| {
            said.kind == WarningKind::Collateral
                || (said.kind == WarningKind::Derived && said.subject == Subject::Account)
        });
        Self {
            rules: of.rules.clone(),
            venue,
            margined: positions.saturating_sub(left_out.len()),
            positions,
            initial_margin: of.initial_margin,
            maintenance_margin: of.maintenance_margin,
            equity: of.equity.total,
            free_collateral: of.free_collateral,
            hedge_benefit: of.hedge_benefit,
            liquidatable: of.equity.total < of.maintenance_margin,
            nearest: None,
            left_out,
            assumed: assumed.map(|said| said.message.clone()).collect(),
        }
    }

    /// Whether these rules margin all of the book.
    pub fn whole(&self) -> bool {
        self.margined == self.positions
    }
}

/// The liquidation price nearest to today's.
pub fn nearest_liquidation(account: &Account, market: &Market, rules: &RuleSet) -> Option<(Asset, Root)> {
    nearest(&liquidation(account, market, rules))
}

fn nearest(rails: &[Liquidation]) -> Option<(Asset, Root)> {
    let roots = rails.iter().flat_map(|rail| rail.roots.iter().map(|root| (rail.underlying.clone(), *root)));
    roots.min_by(|(_, a), (_, b)| a.distance.abs().total_cmp(&b.distance.abs()))
}

/// A column to sort a comparison by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Least initial margin first.
    #[default]
    Initial,
    /// Least maintenance margin first.
    Maintenance,
    /// Most free collateral first.
    Free,
    /// Most freed by hedging first.
    Benefit,
    /// Furthest from liquidation first; one that cannot be liquidated before all others.
    Liquidation,
}

/// Sorts best first. Rules that margin only part of the book come after those that margin all of it, most of it first: a
/// requirement for half a book is no bargain.
pub fn sort(all: &mut Vec<Compared>, by: By) {
    let distance = |of: &Compared| match (&of.nearest, of.liquidatable) {
        (_, true) => 0.0,
        (Some((_, root)), _) => root.distance.abs(),
        (None, false) => f64::INFINITY,
    };
    sort_by(all, |a, b| {
        let coverage = b.margined.cmp(&a.margined);
        let figure = match by {
            By::Initial => a.initial_margin.cmp(&b.initial_margin),
            By::Maintenance => a.maintenance_margin.cmp(&b.maintenance_margin),
            By::Free => b.free_collateral.cmp(&a.free_collateral),
            By::Benefit => b.hedge_benefit.cmp(&a.hedge_benefit),
            By::Liquidation => distance(b).total_cmp(&distance(a)),
        };
        coverage.then(figure).then_with(|| a.rules.title.cmp(&b.rules.title))
    });
}

/// The rules of a venue that margin all of the book for the least initial margin; none where no venue margins all of it, or
/// where there is nothing to margin.
pub fn cheapest(all: &[Compared]) -> Option<&Compared> {
    let venues = all.iter().filter(|of| of.venue && of.positions > 0 && of.whole());
    venues.min_by(|a, b| a.initial_margin.cmp(&b.initial_margin).then_with(|| a.rules.title.cmp(&b.rules.title)))
}

/// One book under each of the rule sets, with liquidation prices, least initial margin first.
pub fn compare(account: &Account, market: &Market, rule_sets: &[RuleSet]) -> Vec<Compared> {
    let asked = |rules: &RuleSet| Compared {
        nearest: nearest_liquidation(account, market, rules),
        ..Compared::of(account, market, rules)
    };
    let mut all: Vec<Compared> = rule_sets.iter().map(asked).collect();
    sort(&mut all, By::Initial);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market};
    use crate::margin::venues::{self, named};
    use rust_decimal_macros::dec;

    #[test]
    fn each_row_is_what_assess_and_liquidation_say() {
        let book = account(&["1 BTC-PERP @ 60000"], &["10000 USDC"]);
        let market = market(&[("BTC", "62000")]);
        let all = compare(&book, &market, venues::all());
        assert_eq!(all.len(), venues::all().len());
        for row in &all {
            let rules = named(&row.rules.name).unwrap();
            let of = assess(&book, &market, rules);
            assert_eq!((row.initial_margin, row.maintenance_margin), (of.initial_margin, of.maintenance_margin));
            assert_eq!(row.free_collateral, of.free_collateral);
            assert_eq!(row.nearest, nearest(&liquidation(&book, &market, rules)), "{}", row.rules.name);
        }
        // at 40 times: 62,000 / 40; maintenance half of it
        let row = all.iter().find(|row| row.rules.name == "hyperliquid").unwrap();
        assert_eq!((row.initial_margin, row.maintenance_margin), (dec!(1550), dec!(775)));
        // 12,000 + (p − 62,000) = p / 80
        let (_, root) = row.nearest.clone().unwrap();
        let exact = dec!(50000) / (dec!(1) - dec!(1) / dec!(80));
        assert!((root.price - exact).abs() < dec!(0.0000001), "{}", root.price);
    }

    fn row(name: &str, margined: usize, initial: i64) -> Compared {
        let of = assess(&Account::default(), &Market::default(), venues::reference().unwrap());
        let mut row = Compared::from(&of, name != "reference", 2);
        row.rules.name = name.to_owned();
        row.rules.title = name.to_owned();
        row.margined = margined;
        row.initial_margin = initial.into();
        row
    }

    #[test]
    fn half_a_book_is_no_bargain() {
        let mut all = vec![row("half", 1, 10), row("dear", 2, 300), row("reference", 2, 100), row("fair", 2, 200)];
        sort(&mut all, By::Initial);
        let order: Vec<&str> = all.iter().map(|row| row.rules.name.as_str()).collect();
        assert_eq!(order, ["reference", "fair", "dear", "half"]);
        // the reference is nobody's venue
        assert_eq!(cheapest(&all).map(|row| row.rules.name.as_str()), Some("fair"));
        assert_eq!(cheapest(&all[3..]), None);
    }
}
