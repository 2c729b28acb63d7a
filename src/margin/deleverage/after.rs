//! Deleveraging after a move: where prices go to, how the account stands there, and what is done to it.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Deleveraging, Paused, Procedure, Run, Turn, entered};
use crate::book::{Account, Asset, Exact, Sorted};
use crate::margin::RuleSet;
use crate::market::{Market, Shock, ShockError};
use crate::risk::{Impacts, Valued};

/// An account after a move of prices, and what is done to it there. Dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct After {
    /// Prices that moved: before, and after.
    pub prices: Vec<(Asset, Decimal, Decimal)>,
    /// Equity after the move, before anything is done.
    pub equity: Decimal,
    /// Maintenance margin then.
    pub maintenance: Decimal,
    /// What is done.
    pub done: Deleveraging,
}

impl After {
    /// Maintenance margin over equity after the move, a fraction; `None` without equity.
    pub fn margin_ratio(&self) -> Option<Decimal> {
        ratio(self.maintenance, self.equity)
    }
}

/// Maintenance margin over equity; `None` without equity.
pub(super) fn ratio(maintenance: Decimal, equity: Decimal) -> Option<Decimal> {
    if equity > Decimal::ZERO { maintenance.over(equity) } else { None }
}

/// Moves prices, then does to the account what the procedure does. A position without an entry price is entered at its mark
/// before the move, so it loses by it.
///
/// # Errors
/// A move that leaves no price.
pub fn after(
    shocks: &[Shock],
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    procedure: &Procedure,
    impacts: &Impacts,
) -> Result<After, ShockError> {
    let mut closing = Closing::new(shocks, account, market, rules, procedure, impacts)?;
    loop {
        match closing.turn() {
            Going::On(on) => closing = *on,
            Going::Over(after) => return Ok(*after),
        }
    }
}

/// The same a turn at a time, so that a page stays live meanwhile.
pub struct Closing<'a> {
    rules: &'a RuleSet,
    procedure: &'a Procedure,
    impacts: &'a Impacts,
    /// The market after the move.
    there: Market,
    prices: Vec<(Asset, Decimal, Decimal)>,
    equity: Decimal,
    maintenance: Decimal,
    paused: Paused,
}

/// What a turn leads to.
pub enum Going<'a> {
    /// There is more to do.
    On(Box<Closing<'a>>),
    /// It is done.
    Over(Box<After>),
}

impl<'a> Closing<'a> {
    /// The account right after the move.
    ///
    /// # Errors
    /// A move that leaves no price.
    pub fn new(
        shocks: &[Shock],
        account: &Account,
        market: &Market,
        rules: &'a RuleSet,
        procedure: &'a Procedure,
        impacts: &'a Impacts,
    ) -> Result<Self, ShockError> {
        let mut there = market.clone();
        for shock in shocks {
            there = there.shocked(shock)?;
        }
        let account = entered(account, &Valued::new(account, market));
        let run = Run::new(&account, &there, rules, impacts);
        let (equity, maintenance) = (run.now.equity(), run.now.maintenance());
        let paused = Paused::new(run, procedure, Sorted::new());
        let price = |shock: &Shock| {
            let Shock::Price { asset, .. } = shock else { return None };
            Some((asset.clone(), market.index_price(asset)?, there.index_price(asset)?))
        };
        let prices = shocks.iter().filter_map(price).collect();
        Ok(Self { rules, procedure, impacts, there, prices, equity, maintenance, paused })
    }

    /// The next piece of the cheapest way; all of any other procedure.
    #[must_use]
    pub fn turn(self) -> Going<'a> {
        match self.paused.turn(&self.there, self.rules, self.impacts, self.procedure) {
            Turn::On(paused) => Going::On(Box::new(Self { paused: *paused, ..self })),
            Turn::Over(ended) => {
                let Self { prices, equity, maintenance, .. } = self;
                Going::Over(Box::new(After { prices, equity, maintenance, done: ended.done }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::margin::deleverage::End;
    use crate::margin::venues::case::{account, market, rules};

    fn fall(factor: Decimal) -> [Shock; 1] {
        [Shock::Price { asset: "BTC".parse().unwrap(), factor }]
    }

    #[test]
    fn a_position_without_an_entry_price_loses_by_the_move() {
        let market = market(&[("BTC", "60000")]);
        let rules = rules("reference");
        for position in ["1 BTC-PERP", "1 BTC-PERP @ 60000"] {
            let book = account(&[position], &["10000 USD"]);
            let of =
                after(&fall(dec!(0.95)), &book, &market, rules, Procedure::of(rules), &Impacts::default()).unwrap();
            assert_eq!(of.prices, [("BTC".parse().unwrap(), dec!(60000), dec!(57000))]);
            // 10,000 − 3,000, and 0.8 · 15.5 % of 57,000
            assert_eq!((of.equity, of.maintenance), (dec!(7000), dec!(7068)));
            // 7,000 − 28.5 n = 7,068 (1 − n): n = 68 / 7,039.5
            let sold = of.done.steps[0].what[0].quantity;
            assert!((sold + dec!(68) / dec!(7039.5)).abs() < dec!(0.0000001), "{sold}");
            assert_eq!(of.done.end, End::Healthy);
            let cost = of.done.cost();
            assert_eq!(of.done.steps[0].equity, dec!(7000) - cost);
            assert!((of.done.steps[0].margin_ratio().unwrap() - dec!(1)).abs() < dec!(0.000001));
        }
    }

    #[test]
    fn without_equity_there_is_no_ratio_and_a_price_of_nothing_is_refused() {
        let market = market(&[("BTC", "60000")]);
        let rules = rules("reference");
        let book = account(&["1 BTC-PERP @ 60000"], &["6000 USD"]);
        let of = |factor| after(&fall(factor), &book, &market, rules, Procedure::of(rules), &Impacts::default());
        let gone = of(dec!(0.9)).unwrap();
        assert_eq!((gone.equity, gone.margin_ratio()), (dec!(0), None));
        // the fee on 54,000
        assert_eq!(gone.done.end, End::Bankrupt { loss_usd: dec!(27) });
        assert_eq!(of(dec!(0)), Err(ShockError::Factor(dec!(0))));
    }
}
