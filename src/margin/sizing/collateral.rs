//! The collateral to add for a chosen health.

use rust_decimal::Decimal;

use super::search::{decade, ladder, narrowed};
use crate::book::{Account, Asset, Exact, Holding};
use crate::margin::{AskError, Assessment, RuleSet, Standing, assess};
use crate::market::Market;

/// Largest amount looked at, dollars.
const MOST_USD: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0); // 10,000,000,000
/// The last digit of an amount is worth no more than this, dollars: cents of a dollar, satoshis of a bitcoin.
const LAST_DIGIT_USD: Decimal = Decimal::from_parts(15, 0, 0, false, 3);

/// The health that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A margin ratio (maintenance over equity) of at most this, a fraction.
    Ratio(Decimal),
    /// Free collateral of at least this, dollars.
    Free(Decimal),
}

impl Target {
    pub(super) fn check(self) -> Result<(), AskError> {
        match self {
            Self::Ratio(ratio) if ratio <= Decimal::ZERO => {
                Err(AskError::field("margin ratio", ratio, "a fraction above 0 is right, 0.5 for 50 %"))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn reached(self, by: &Assessment) -> bool {
        match self {
            Self::Ratio(most) => by.margin_ratio.is_some_and(|ratio| ratio <= most),
            Self::Free(least) => by.free_collateral >= least,
        }
    }

    fn text(self) -> String {
        match self {
            Self::Ratio(ratio) => format!("a margin ratio of {}", ratio.normalize()),
            Self::Free(free) => format!("free collateral of {}", free.normalize()),
        }
    }

    fn figure(self, of: &Assessment) -> String {
        match self {
            Self::Ratio(_) => {
                of.margin_ratio.map_or_else(|| "no equity".to_owned(), |ratio| ratio.round_dp(6).to_string())
            }
            Self::Free(_) => of.free_collateral.round_dp(2).to_string(),
        }
    }
}

/// An amount of collateral, and how the account stands with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    /// Of what.
    pub asset: Asset,
    /// How much, rounded up to a digit worth about a cent; nothing when the account is there already.
    pub quantity: Decimal,
    /// What it costs at today’s price, dollars.
    pub usd: Decimal,
    /// What it adds to equity, dollars.
    pub counted: Decimal,
    /// How the account then stands.
    pub then: Standing,
}

/// The least of an asset that, added to the account, reaches a target.
///
/// Looked at are 1, 1.5, 2, 3, 5 and 7 of every power of ten of it up to ten billion dollars’ worth, rising, and before
/// the first that reaches the target by halving: more of a coin is also more risk, so the last is not always the safest.
///
/// # Errors
/// A target that cannot be; an asset without a price or that counts for nothing; no amount that gets there.
pub fn collateral_to_add(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    asset: &Asset,
    target: Target,
) -> Result<Added, AskError> {
    let before = assess(account, market, rules);
    added(account, &before, market, rules, asset, target).map(|(added, _)| added)
}

pub(super) fn added(
    account: &Account,
    before: &Assessment,
    market: &Market,
    rules: &RuleSet,
    asset: &Asset,
    target: Target,
) -> Result<(Added, Assessment), AskError> {
    target.check()?;
    let price = price(market, rules, asset)?;
    let answer = |quantity: Decimal, then: &Assessment| {
        let usd = quantity.times(price).ok_or(AskError::TooLarge("amount"))?;
        let counted = then.equity.total.capped_minus(before.equity.total);
        Ok((Added { asset: asset.clone(), quantity, usd, counted, then: then.into() }, then.clone()))
    };
    if target.reached(before) {
        return answer(Decimal::ZERO, before);
    }
    let ask = |quantity: Decimal| {
        let then = assess(&account.with_holding(asset, quantity)?, market, rules);
        let was = |name: &str| before.left_out.iter().any(|out| out.name == name);
        then.left_out.iter().all(|out| was(&out.name)).then_some(then)
    };
    let step = digit(price)?;
    let most = MOST_USD.over(price).ok_or(AskError::TooLarge("amount"))?;
    let mut best = before.clone();
    let mut low = Decimal::ZERO;
    for quantity in ladder(step, most, &[], Some(step)) {
        let Some(then) = ask(quantity) else { break };
        if target.reached(&then) {
            let reached = |quantity| ask(quantity).is_some_and(|then| target.reached(&then));
            let (_, high) = narrowed(low, quantity, Some(step), &mut { reached });
            return answer(high, &ask(high).unwrap_or(then));
        }
        low = quantity;
        if then.free_collateral > best.free_collateral {
            best = then;
        }
    }
    if best.equity.total <= before.equity.total {
        let reason = format!("it counts for nothing as collateral under {}", before.rules.title);
        return Err(AskError::Unpriced { name: asset.to_string(), reason });
    }
    Err(AskError::OutOfReach {
        what: format!("amount of {asset}"),
        most: low.normalize(),
        target: target.text(),
        best: target.figure(&best),
    })
}

/// Dollars a unit.
pub(super) fn price(market: &Market, rules: &RuleSet, asset: &Asset) -> Result<Decimal, AskError> {
    if let Some(price) = market.index_price(asset).filter(|price| *price > Decimal::ZERO) {
        return Ok(price);
    }
    // what stands in for an index price is known to who values the account
    let holdings = vec![Holding { asset: asset.clone(), quantity: Decimal::ONE }];
    let of = assess(&Account { holdings, ..Account::default() }, market, rules);
    let price = of.holdings.first().and_then(|holding| holding.price).filter(|price| *price > Decimal::ZERO);
    price.ok_or_else(|| AskError::no_price(asset))
}

/// The last digit of an amount that matters.
pub(super) fn digit(price: Decimal) -> Result<Decimal, AskError> {
    LAST_DIGIT_USD.over(price).map(decade).ok_or(AskError::TooLarge("amount"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market, rules};
    use rust_decimal_macros::dec;

    fn asked(asset: &str, target: Target) -> Result<Added, AskError> {
        let book = account(&["1 BTC-PERP"], &["5000 USD"]);
        let market = market(&[("BTC", "60000"), ("ETH", "3000"), ("PEPE", "0.00001")]);
        collateral_to_add(&book, &market, rules("reference"), &asset.parse().unwrap(), target)
    }

    #[test]
    fn dollars_are_added_to_the_cent() {
        // initial 9,300, maintenance 7,440
        let free = asked("USD", Target::Free(dec!(0))).unwrap();
        assert_eq!((free.quantity, free.counted, free.then.free), (dec!(4300), dec!(4300), dec!(0)));
        // 7,440 / 0.7 = 10,628.571…
        let ratio = asked("USD", Target::Ratio(dec!(0.7))).unwrap();
        assert_eq!((ratio.quantity, ratio.usd), (dec!(5628.58), dec!(5628.58)));
    }

    #[test]
    fn coins_are_added_after_their_haircut() {
        // 4,300 / (3,000 × 0.93) = 1.541218637…; a digit is worth three tenths of a cent
        let eth = asked("ETH", Target::Free(dec!(0))).unwrap();
        assert_eq!(eth.quantity, dec!(1.541219));
        assert_eq!(eth.usd, dec!(4623.657));
        assert!(eth.then.free >= dec!(0) && eth.then.free < dec!(0.01));
    }

    #[test]
    fn nothing_is_added_where_the_target_is_met() {
        let there = asked("USD", Target::Ratio(dec!(2))).unwrap();
        assert_eq!((there.quantity, there.counted), (dec!(0), dec!(0)));
    }

    #[test]
    fn what_does_not_help_says_why() {
        let said = |asset, target| asked(asset, target).unwrap_err().to_string();
        assert!(said("PEPE", Target::Free(dec!(0))).contains("counts for nothing as collateral"));
        assert!(said("SOL", Target::Free(dec!(0))).contains("no price for SOL"));
        assert!(said("USD", Target::Ratio(dec!(0))).starts_with("margin ratio is 0; a fraction above 0"));
        let far = said("USD", Target::Free(dec!(100000000000)));
        assert!(far.starts_with("no amount of USD up to 10000000000 reaches free collateral of 100000000000"), "{far}");
    }
}
