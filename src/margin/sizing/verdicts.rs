//! Which limits let a size pass, each size asked once.

use rust_decimal::Decimal;

use crate::book::{Account, Exact, Kind, Position, Sorted};
use crate::margin::caps::{Cap, check};
use crate::margin::tried::safer;
use crate::margin::{Apiece, Assessment, RuleSet, Standing, Terms, assess, tried};
use crate::market::Market;

/// Sizes of one trade of one account.
pub(super) struct Verdicts<'a> {
    account: &'a Account,
    market: &'a Market,
    rules: &'a RuleSet,
    terms: &'a Terms,
    caps: &'a [Cap],
    pub(super) apiece: Apiece,
    before: Assessment,
    /// Whether an account that is safer passes though it does not reach initial margin.
    pub(super) mending: bool,
    /// Whether initial margin is reached, whether the account is safer, and which caps are kept; nothing where the book
    /// could not be asked.
    known: Sorted<Decimal, Option<Vec<bool>>>,
}

impl<'a> Verdicts<'a> {
    pub(super) fn new(
        account: &'a Account,
        market: &'a Market,
        rules: &'a RuleSet,
        terms: &'a Terms,
        caps: &'a [Cap],
        apiece: Apiece,
    ) -> Self {
        let before = assess(account, market, rules);
        Self { account, market, rules, terms, caps, apiece, before, mending: false, known: Sorted::new() }
    }

    /// Which limits let a size pass, the initial margin first, then the caps; nothing where the book cannot be asked.
    pub(super) fn of(&mut self, size: Decimal) -> Option<Vec<bool>> {
        if !self.known.contains_key(&size) {
            let all = self.then(size).map(|then| {
                let margin = [then.free_collateral >= Decimal::ZERO, safer(&self.before, &then)];
                let caps = check(self.caps, &self.before, &then);
                margin.into_iter().chain(caps.iter().map(|cap| cap.allowed)).collect()
            });
            self.known.insert(size, all);
        }
        // of the two about margin the one in force
        let (skipped, all) = (usize::from(!self.mending), self.known.get(&size)?.as_ref()?);
        Some(all.iter().enumerate().filter(|(place, _)| *place != skipped).map(|(_, passes)| *passes).collect())
    }

    fn then(&self, size: Decimal) -> Option<Assessment> {
        if size.is_zero() {
            return Some(self.before.clone());
        }
        let trade = self.terms.trade(size, &self.apiece).ok()?;
        tried(self.account, &self.before, &trade, self.market, self.rules).ok()
    }

    /// How the account stands with a size; where that cannot be asked, as it stands now.
    pub(super) fn standing(&self, size: Decimal) -> Standing {
        self.then(size).as_ref().map_or_else(|| Standing::from(&self.before), Standing::from)
    }

    /// How many sizes were asked.
    pub(super) fn asked(&self) -> usize {
        self.known.len()
    }

    /// The size that closes what is held on the other side; nothing when nothing is.
    pub(super) fn held(&self) -> Decimal {
        let instrument = &self.terms.instrument;
        let held = if instrument.kind() == Kind::Spot {
            let its = self.account.holdings.iter().filter(|holding| holding.asset == *instrument.underlying());
            its.fold(Decimal::ZERO, |sum, holding| sum.capped_plus(holding.quantity))
        } else {
            let its = self.account.positions.iter().filter(|position| position.instrument == *instrument);
            its.filter_map(Position::units).fold(Decimal::ZERO, Decimal::capped_plus)
        };
        self.terms.side.signed(-held).max(Decimal::ZERO)
    }
}
