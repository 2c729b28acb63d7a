//! The largest size that still passes, and the size at which each limit binds.

use rust_decimal::Decimal;

use super::search::{ladder, narrowed};
use super::verdicts::Verdicts;
use crate::book::{Account, Exact};
use crate::margin::caps::Cap;
use crate::margin::{Apiece, AskError, RuleSet, Standing, Terms};
use crate::market::Market;

/// Largest notional looked at, dollars.
const MOST_USD: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0); // 10,000,000,000

/// What stops a trade from being larger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Equity has to reach initial margin.
    InitialMargin,
    /// One of the user’s own.
    Cap(Cap),
    /// No more is on offer.
    Fill,
    /// Beyond this nothing is margined: too large for the rules, or for what is counted here.
    Counted,
}

/// A limit by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSize {
    /// Which.
    pub limit: Limit,
    /// The largest size it lets pass, zero if none; absent when it lets the largest pass that was looked at.
    pub size: Option<Decimal>,
}

/// The largest size that passes every limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Largest {
    /// Whole steps; zero when not one passes.
    pub size: Decimal,
    /// What one step more would break; absent when the largest size looked at passes.
    pub binding: Option<Limit>,
    /// No size reaches initial margin: passing here are those that leave the account safer than it is.
    pub mends: bool,
    /// Every limit by itself.
    pub limits: Vec<LimitSize>,
    /// How the account then stands.
    pub then: Standing,
    /// The smallest and the largest size looked at.
    pub searched: (Decimal, Decimal),
    /// How many books were asked.
    pub asked: usize,
}

/// The largest size of a trade that passes the initial-margin test (equity reaches what is asked to open) and the user’s
/// caps. Where no size reaches it, the largest that leaves the account safer: the requirement does not rise or free
/// collateral does, and equity is not pushed below maintenance.
///
/// Looked at are 1, 1.5, 2, 3, 5 and 7 of every power of ten of contracts from about a dollar’s worth to ten billion’s (or
/// to what is on offer), the size that closes what is held, and from the last that passes on to its neighbour by halving.
/// A passing stretch that lies wholly between two of them is not seen.
///
/// # Errors
/// A figure of the terms that cannot be; an instrument that has no price or is not margined under the rules.
pub fn largest(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    terms: &Terms,
    caps: &[Cap],
) -> Result<Largest, AskError> {
    terms.check()?;
    let of = Apiece::of(&terms.instrument, market, rules)?;
    let verdicts = Verdicts::new(account, market, rules, terms, caps, of);
    Search { terms, caps, verdicts }.answer()
}

struct Search<'a> {
    terms: &'a Terms,
    caps: &'a [Cap],
    verdicts: Verdicts<'a>,
}

impl Search<'_> {
    fn of(&mut self, rungs: &[Decimal]) -> Vec<Option<Vec<bool>>> {
        rungs.iter().map(|size| self.verdicts.of(*size)).collect()
    }

    fn answer(&mut self) -> Result<Largest, AskError> {
        let dollar = Decimal::ONE.over(self.verdicts.apiece.notional_usd()).ok_or(AskError::TooLarge("size"))?;
        let most = dollar.times(MOST_USD).ok_or(AskError::TooLarge("size"))?;
        let last = self.terms.on_offer().map_or(most, |offered| offered.min(most));
        let mut rungs = vec![Decimal::ZERO];
        rungs.extend(ladder(dollar, last, &[self.verdicts.held()], self.terms.step));
        let mut verdicts = self.of(&rungs);
        let reaches =
            |verdict: &Option<Vec<bool>>| verdict.as_ref().is_some_and(|limits| limits.first() == Some(&true));
        if !verdicts.iter().any(reaches) {
            self.verdicts.mending = true;
            verdicts = self.of(&rungs);
        }
        let all =
            |verdict: &Option<Vec<bool>>| verdict.as_ref().is_some_and(|limits| limits.iter().all(|passes| *passes));
        let (size, beyond) = match verdicts.iter().rposition(all) {
            Some(place) => self.edge(&rungs, place, &mut |verdict| all(verdict)),
            None => (Decimal::ZERO, rungs.get(1).copied()),
        };
        let mut limits = Vec::new();
        for limit in 0..=self.caps.len() {
            limits.push(LimitSize { limit: self.limit(limit), size: self.alone(&rungs, &verdicts, limit) });
        }
        let top = rungs.last().copied().unwrap_or_default();
        let offered = self.terms.on_offer().filter(|offered| *offered <= most).map(|_| top);
        limits.push(LimitSize { limit: Limit::Fill, size: offered });
        let counted = verdicts.iter().rposition(Option::is_some);
        let counted = counted.filter(|place| place + 1 < rungs.len());
        let counted = counted.map(|place| self.edge(&rungs, place, &mut |verdict| verdict.is_some()).0);
        limits.push(LimitSize { limit: Limit::Counted, size: counted });
        let binding = match beyond {
            Some(beyond) => Some(match self.verdicts.of(beyond) {
                Some(limits) => self.limit(limits.iter().position(|passes| !passes).unwrap_or_default()),
                None => Limit::Counted,
            }),
            None => offered.map(|_| Limit::Fill),
        };
        let then = self.verdicts.standing(size);
        let searched = (rungs.get(1).copied().unwrap_or_default(), top);
        let (mends, asked) = (self.verdicts.mending, self.verdicts.asked());
        Ok(Largest { size, binding, mends, limits, then, searched, asked })
    }

    fn limit(&self, place: usize) -> Limit {
        match place.checked_sub(1).and_then(|place| self.caps.get(place)) {
            Some(cap) => Limit::Cap(cap.clone()),
            None => Limit::InitialMargin,
        }
    }

    /// From a rung that passes on towards its neighbour that does not: the last size that passes and the first that does
    /// not; none where it has no neighbour.
    fn edge(
        &mut self,
        rungs: &[Decimal],
        place: usize,
        passes: &mut dyn FnMut(&Option<Vec<bool>>) -> bool,
    ) -> (Decimal, Option<Decimal>) {
        let low = rungs.get(place).copied().unwrap_or_default();
        let Some(high) = rungs.get(place + 1).copied() else { return (low, None) };
        let step = self.terms.step;
        let (size, beyond) = narrowed(low, high, step, &mut |size| passes(&self.verdicts.of(size)));
        (size, Some(beyond))
    }

    /// The largest size that one limit by itself lets pass.
    fn alone(&mut self, rungs: &[Decimal], verdicts: &[Option<Vec<bool>>], limit: usize) -> Option<Decimal> {
        let lets = |verdict: &Option<Vec<bool>>| verdict.as_ref().is_some_and(|all| all.get(limit) == Some(&true));
        let Some(place) = verdicts.iter().rposition(lets) else { return Some(Decimal::ZERO) };
        // where its neighbour cannot be asked, it is not this limit that ends there
        match verdicts.get(place + 1) {
            Some(Some(_)) => Some(self.edge(rungs, place, &mut |verdict| lets(verdict)).0),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Fee;
    use crate::margin::caps::Measure;
    use crate::margin::venues::case::{account, market, rules};
    use crate::margin::{Price, Side};
    use crate::risk::OrderBook;
    use rust_decimal_macros::dec;
    use std::sync::Arc;

    fn asked(positions: &[&str], usd: &str, terms: &Terms, caps: &[Cap]) -> Result<Largest, AskError> {
        largest(&account(positions, &[usd]), &market(&[("BTC", "60000")]), rules("reference"), terms, caps)
    }

    fn perp(side: Side) -> Terms {
        Terms { step: Some(dec!(0.001)), ..Terms::at("BTC-PERP".parse().unwrap(), side, dec!(60000)) }
    }

    #[test]
    fn initial_margin_ends_it_to_the_step() {
        // 15.5 % of 60,000 is 9,300 a coin: 100,000 / 9,300 = 10.7527
        let answer = asked(&[], "100000 USD", &perp(Side::Buy), &[]).unwrap();
        assert_eq!((answer.size, answer.binding), (dec!(10.752), Some(Limit::InitialMargin)));
        assert_eq!(answer.then.free, dec!(100000) - dec!(10.752) * dec!(9300));
        assert!(answer.asked < 140, "{}", answer.asked);
    }

    #[test]
    fn a_fee_is_paid_out_of_what_is_free() {
        // 9,300 and 0.1 % of 60,000 a coin: 100,000 / 9,360 = 10.6837
        let terms = Terms { fee: Fee::Fraction(dec!(0.001)), ..perp(Side::Sell) };
        assert_eq!(asked(&[], "100000 USD", &terms, &[]).unwrap().size, dec!(10.683));
    }

    #[test]
    fn each_limit_binds_at_a_size_of_its_own() {
        let caps =
            [Cap::new(Measure::Notional, dec!(300000)), Cap::new(Measure::Leverage, dec!(20))].map(Result::unwrap);
        let terms = Terms { most: Some(dec!(8)), ..perp(Side::Buy) };
        let answer = asked(&[], "100000 USD", &terms, &caps).unwrap();
        assert_eq!((answer.size, &answer.binding), (dec!(5), &Some(Limit::Cap(caps[0].clone()))));
        let sizes: Vec<Option<Decimal>> = answer.limits.iter().map(|limit| limit.size).collect();
        // 8 coins need 74,400 and are 4.8 times equity: neither stops them
        assert_eq!(sizes, [None, Some(dec!(5)), None, Some(dec!(8)), None]);
    }

    #[test]
    fn an_order_book_is_walked_with_every_size() {
        // up to 2 at 61,000: each is 1,000 lost and 9,300 asked for; 20,000 / 10,300 = 1.9417
        let deep = OrderBook::read("ask 61000 2\nask 70000 5").unwrap();
        let terms = |book: OrderBook| Terms { price: Price::Through(Arc::new(book)), ..perp(Side::Buy) };
        let answer = asked(&[], "20000 USD", &terms(deep.clone()), &[]).unwrap();
        assert_eq!((answer.size, answer.binding), (dec!(1.941), Some(Limit::InitialMargin)));
        // the third is 10,000 lost: 30,000 − 2,000 − 18,600 = 9,400 of 19,300
        let answer = asked(&[], "30000 USD", &terms(deep), &[]).unwrap();
        assert_eq!(answer.size, dec!(2.487));
        let thin = OrderBook::read("ask 60000 1").unwrap();
        let answer = asked(&[], "30000 USD", &terms(thin), &[]).unwrap();
        assert_eq!((answer.size, answer.binding), (dec!(1), Some(Limit::Fill)));
        let empty = OrderBook::read("bid 60000 1").unwrap();
        assert_eq!(asked(&[], "30000 USD", &terms(empty), &[]).unwrap().size, dec!(0));
    }

    #[test]
    fn closing_helps_before_turning_over_hurts() {
        // short 12 needs 111,600 of 100,000: nothing more can be sold; bought, up to 10.752 long again
        let short = ["-12 BTC-PERP"];
        let more = asked(&short, "100000 USD", &perp(Side::Sell), &[]).unwrap();
        assert_eq!((more.size, more.mends), (dec!(0), true));
        let answer = asked(&short, "100000 USD", &perp(Side::Buy), &[]).unwrap();
        assert_eq!((answer.size, answer.binding, answer.mends), (dec!(22.752), Some(Limit::InitialMargin), false));
    }

    #[test]
    fn an_account_that_no_size_saves_may_still_be_mended() {
        // 37,200 for a short of 4, nothing to post
        let answer = asked(&["-4 BTC-PERP"], "0 USD", &perp(Side::Buy), &[]).unwrap();
        assert_eq!((answer.size, answer.mends), (dec!(4), false)); // closed, nothing is needed
        let fee = Terms { fee: Fee::Fraction(dec!(0.001)), ..perp(Side::Buy) };
        let answer = asked(&["-4 BTC-PERP"], "0 USD", &fee, &[]).unwrap();
        // the fee keeps it short; a long of 4 asks for as much as the short of 4
        assert_eq!((answer.size, answer.mends), (dec!(8), true));
    }

    #[test]
    fn what_cannot_be_asked_says_why() {
        let sol = Terms::at("SOL-PERP".parse().unwrap(), Side::Buy, dec!(150));
        assert!(matches!(asked(&[], "1 USD", &sol, &[]), Err(AskError::Unpriced { .. })));
        let free = Terms { price: Price::At(dec!(0)), ..perp(Side::Buy) };
        assert!(matches!(asked(&[], "1 USD", &free, &[]), Err(AskError::Field { field: "price", .. })));
        // less than the smallest step is to be had
        let little = Terms { most: Some(dec!(0.0001)), ..perp(Side::Buy) };
        assert_eq!(asked(&[], "100000 USD", &little, &[]).unwrap().size, dec!(0));
    }
}
