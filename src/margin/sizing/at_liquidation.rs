//! The size of a trade that puts liquidation at a chosen price.

use rust_decimal::Decimal;

use super::search::{ladder, narrowed};
use crate::book::{Account, Asset, Exact, Instrument};
use crate::margin::{
    Apiece, AskError, Assessment, Liquidation, Root, RuleSet, Standing, Terms, assess, liquidation, tried,
};
use crate::market::{Market, PriceState, Shock, VolQuote};

/// Largest notional looked at, dollars.
const MOST_USD: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0); // 10,000,000,000

/// Which way the account goes at the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It stands there now; a larger trade than this one takes it down.
    Falls,
    /// It is liquidated before it gets there; a trade at least this large carries it that far.
    Holds,
}

/// A size that puts liquidation at a price.
#[derive(Clone, Debug, PartialEq)]
pub struct AtLiquidation {
    /// Whole steps. At the chosen price the account of this size still stands, and one step on (`Falls`) or back (`Holds`)
    /// it does not.
    pub size: Decimal,
    /// Which of the two.
    pub edge: Edge,
    /// The liquidation price next to the chosen one, as `liquidation` finds it for the book after the trade.
    pub root: Option<Root>,
    /// One that lies nearer to today’s price on the same side: the account is liquidated there first.
    pub nearer: Option<Root>,
    /// How the account stands at today’s price after the trade; it may be short of initial margin.
    pub then: Standing,
    /// How many books were asked.
    pub asked: usize,
}

/// The smallest size of a trade at today’s price that puts a liquidation price of `underlying` at `price`.
///
/// Asked is whether equity reaches maintenance with the underlying at that price, volatilities kept, the others held: as
/// `liquidation` asks it. Looked at are the same sizes as by [`largest`](super::largest); between the first two that differ
/// by halving.
///
/// # Errors
/// A figure that cannot be; an instrument or underlying without a price; no size that gets there.
pub fn at_liquidation(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    terms: &Terms,
    underlying: &Asset,
    price: Decimal,
) -> Result<AtLiquidation, AskError> {
    terms.check()?;
    if price <= Decimal::ZERO {
        return Err(AskError::field("liquidation price", price, "a price above 0 is right"));
    }
    let of = Apiece::of(&terms.instrument, market, rules)?;
    let dollar = Decimal::ONE.over(of.notional_usd()).ok_or(AskError::TooLarge("size"))?;
    let most = dollar.times(MOST_USD).ok_or(AskError::TooLarge("size"))?;
    let last = terms.on_offer().map_or(most, |offered| offered.min(most));
    let rungs = ladder(dollar, last, &[], terms.step);
    let before = assess(account, market, rules);
    let smallest = rungs.first().ok_or_else(|| AskError::field("size on offer", last, "at least one step is right"))?;
    let first = tried(account, &before, &terms.trade(*smallest, &of)?, market, rules)?;
    let index = first.underlyings.iter().find(|of| of.underlying == *underlying).map(|of| of.index);
    let index = index.ok_or_else(|| AskError::no_price(underlying))?;
    if price == index {
        return Err(AskError::field("liquidation price", price, "another price than today’s is right"));
    }
    let factor = price.over(index).ok_or(AskError::TooLarge("liquidation price"))?;
    let moved = with_volatilities(market, &first).shocked(&Shock::Price { asset: underlying.clone(), factor });
    let moved = moved.map_err(|_| AskError::TooLarge("liquidation price"))?;
    let sized = |size: Decimal| match size {
        nothing if nothing.is_zero() => Ok(account.clone()),
        size => Ok::<_, AskError>(account.with(&terms.trade(size, &of)?)?),
    };
    let mut asked = 0;
    let mut stands = |size: Decimal| {
        asked += 1;
        let then = assess(&sized(size).ok()?, &moved, rules);
        let whole = then.left_out.iter().all(|out| before.left_out.iter().any(|was| was.name == out.name));
        whole.then_some(then.equity.total >= then.maintenance_margin)
    };
    let now = stands(Decimal::ZERO);
    let out_of_reach = |most: Decimal, best: &str| AskError::OutOfReach {
        what: format!("size of {}", terms.instrument),
        most: most.normalize(),
        target: format!("a liquidation price of {price}"),
        best: best.to_owned(),
    };
    let mut low = Decimal::ZERO;
    let mut bracket = None;
    for &size in &rungs {
        match stands(size) {
            None => break,
            answer if answer != now => {
                bracket = Some((low, size));
                break;
            }
            _ => low = size,
        }
    }
    let (Some((low, high)), Some(now)) = (bracket, now) else {
        return Err(out_of_reach(low, if now == Some(true) { "safe at that price" } else { "liquidated before it" }));
    };
    let (low, high) = narrowed(low, high, terms.step, &mut |size| stands(size).unwrap_or(!now));
    let (size, edge) = if now { (low, Edge::Falls) } else { (high, Edge::Holds) };
    let after = sized(size)?;
    let then = Standing::from(&assess(&after, market, rules));
    if then.equity < then.maintenance {
        return Err(out_of_reach(size, "liquidated at once"));
    }
    let (root, nearer) = roots(&liquidation(&after, market, rules), underlying, price);
    Ok(AtLiquidation { size, edge, root, nearer, then, asked })
}

/// The root next to the price that was asked for, and one between that and today’s.
fn roots(rails: &[Liquidation], underlying: &Asset, price: Decimal) -> (Option<Root>, Option<Root>) {
    let Some(rail) = rails.iter().find(|rail| rail.underlying == *underlying) else { return (None, None) };
    let away = |root: &&Root| root.price.capped_minus(price).abs();
    let root = rail.roots.iter().min_by(|a, b| away(a).cmp(&away(b))).copied();
    let side = if price < rail.price { rail.below } else { rail.above };
    (root, side.filter(|side| root.is_some_and(|root| root.price != side.price)))
}

/// The market with every volatility that was used typed in, so that prices may move and these stay.
fn with_volatilities(market: &Market, of: &Assessment) -> Market {
    let mut market = market.clone();
    for leg in &of.legs {
        if let (Some(vol), Ok(option)) = (leg.vol, leg.name.parse::<Instrument>()) {
            let (time, state) = (market.as_of, PriceState::Manual);
            market.vols.insert(option, VolQuote { vol, source: "kept".to_owned(), time, state });
        }
    }
    market
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::Side;
    use crate::margin::venues::case::{account, market, rules};
    use rust_decimal_macros::dec;

    fn asked(positions: &[&str], side: Side, price: Decimal) -> Result<AtLiquidation, AskError> {
        let terms = Terms { step: Some(dec!(0.0001)), ..Terms::at("BTC-PERP".parse().unwrap(), side, dec!(60000)) };
        let book = account(positions, &["10000 USD"]);
        at_liquidation(&book, &market(&[("BTC", "60000")]), rules("reference"), &terms, &"BTC".parse().unwrap(), price)
    }

    #[test]
    fn a_long_is_sized_to_be_liquidated_where_wanted() {
        // 10,000 − q·10,000 = 0.8 · 15.5 % · 50,000 · q, so q = 10,000 / 16,200 = 0.61728
        let answer = asked(&[], Side::Buy, dec!(50000)).unwrap();
        assert_eq!((answer.size, answer.edge, answer.nearer), (dec!(0.6172), Edge::Falls, None));
        // rounded down, so a little below what was asked for: p = (60,000 − 10,000/q) / 0.876
        let exact = (dec!(60000) - dec!(10000) / dec!(0.6172)) / dec!(0.876);
        assert!((answer.root.unwrap().price - exact).abs() < dec!(0.0001), "{:?}", answer.root);
    }

    #[test]
    fn a_trade_that_closes_carries_the_account_further() {
        // long 1 is liquidated at (60,000 − 10,000) / 0.876 = 57,078; long 0.61728 at 50,000
        let answer = asked(&["1 BTC-PERP @ 60000"], Side::Sell, dec!(50000)).unwrap();
        assert_eq!((answer.size, answer.edge), (dec!(0.3828), Edge::Holds));
        assert!(answer.root.unwrap().price <= dec!(50000));
    }

    #[test]
    fn a_price_that_no_size_reaches_is_said() {
        // a rise liquidates a long only where it is so large, by the charge on size, that it is liquidated as it is
        let error = asked(&[], Side::Buy, dec!(70000)).unwrap_err();
        assert!(matches!(&error, AskError::OutOfReach { best, .. } if best == "liquidated at once"), "{error}");
        assert!(matches!(asked(&[], Side::Buy, dec!(60000)), Err(AskError::Field { .. })));
        assert!(matches!(asked(&[], Side::Buy, dec!(-1)), Err(AskError::Field { .. })));
    }
}
