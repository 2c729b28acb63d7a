//! A whole account: what it must have and what it has, part by part, cross and each isolated position apart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::perp::{PerpPart, PerpPosition, orders_charge, perp_part};
use super::price::{StrictPrice, token_value};
use super::spot::{Fill, SpotPosition, worst_fill};
use super::{DriftRules, Requires};
use crate::margin::FigureError;
use crate::margin::checked::integer;
use crate::margin::limits::wrong;

/// What an account holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Balances, one a market.
    pub spot: Vec<SpotPosition>,
    /// Perpetuals, one a market.
    pub perp: Vec<PerpPosition>,
    /// The account's own margin ratio, ten-thousandths; 0 for none. Counts for `Initial` only.
    #[serde(default)]
    pub own_ratio: u32,
}

/// One balance's part, millionths of a dollar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpotPart {
    /// Market's name.
    pub market: String,
    /// The balance once the worse side's orders are filled.
    pub fill: Fill,
    /// What it adds to collateral: weighted tokens held, quote received for asks.
    pub collateral: i128,
    /// What it adds to the requirement: weighted debt, quote paid for bids, the charge for open orders.
    pub requirement: i128,
    /// What of it is owed, unweighted: tokens and quote.
    pub liability_value: [i128; 2],
}

/// One pool of collateral with what it must cover, millionths of a dollar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// Balances.
    pub spot: Vec<SpotPart>,
    /// Perpetuals.
    pub perp: Vec<PerpPart>,
    /// Sum of what counts.
    pub total_collateral: i128,
    /// Sum of what is required.
    pub margin_requirement: i128,
}

/// An isolated position with its own collateral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IsolatedBucket {
    /// Market's name.
    pub market: String,
    /// What its own deposit is worth, millionths of a dollar.
    pub deposit: i128,
    /// The pool.
    pub bucket: Bucket,
}

/// What an account must have and has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Requirement {
    /// Which requirement.
    pub requires: Requires,
    /// Everything that is not isolated.
    pub cross: Bucket,
    /// One a position that is.
    pub isolated: Vec<IsolatedBucket>,
}

impl Bucket {
    /// Collateral less requirement; < 0 is a shortage.
    pub fn free(&self) -> Result<i128, FigureError> {
        integer::sub("free collateral", self.total_collateral, self.margin_requirement)
    }

    fn add(&mut self, collateral: i128, requirement: i128) -> Result<(), FigureError> {
        self.total_collateral = integer::add("total collateral", self.total_collateral, collateral)?;
        self.margin_requirement = integer::add("margin requirement", self.margin_requirement, requirement)?;
        Ok(())
    }
}

/// What the account must have and has. `prices` holds a price for each token market, `oracles` one in millionths for each
/// perpetual market of the account.
pub fn assess(
    account: &Account,
    rules: &DriftRules,
    prices: &BTreeMap<String, StrictPrice>,
    oracles: &BTreeMap<String, i64>,
    requires: Requires,
) -> Result<Requirement, FigureError> {
    let mut cross = Bucket::default();
    for position in &account.spot {
        let part = spot_part(position, rules, price_of(&position.market, prices)?, requires, account.own_ratio)?;
        cross.add(part.collateral, part.requirement)?;
        cross.spot.push(part);
    }
    let mut isolated = Vec::new();
    for position in &account.perp {
        let name = &position.market;
        let market = rules.perp.get(name).ok_or_else(|| no_market(name))?;
        let oracle = oracles.get(name).ok_or_else(|| no_price(name))?;
        let quote = price_of(&rules.quote, prices)?;
        let part = perp_part(position, market, rules, *oracle, quote, requires, account.own_ratio)?;
        match position.isolated_deposit_e6 {
            None => {
                cross.add(part.weighted_pnl, part.requirement()?)?;
                cross.perp.push(part);
            }
            Some(deposit) => {
                let decimals = rules.spot.get(&rules.quote).map_or(6, |quote| quote.decimals);
                let deposit = token_value(deposit, decimals, quote)?;
                let mut bucket = Bucket::default();
                bucket.add(deposit, 0)?;
                bucket.add(part.weighted_pnl, part.requirement()?)?;
                bucket.perp.push(part);
                isolated.push(IsolatedBucket { market: name.clone(), deposit, bucket });
            }
        }
    }
    Ok(Requirement { requires, cross, isolated })
}

/// One balance's part.
pub(super) fn spot_part(
    position: &SpotPosition,
    rules: &DriftRules,
    price: &StrictPrice,
    requires: Requires,
    own_ratio: u32,
) -> Result<SpotPart, FigureError> {
    let name = &position.market;
    let market = rules.spot.get(name).ok_or_else(|| no_market(name))?;
    // the quote coin counts whole on both sides, whatever the account's own ratio
    let own_ratio = if *name == rules.quote { 0 } else { own_ratio };
    let fill = worst_fill(position, market, price, requires, own_ratio)?;
    let paid = integer::sub("orders", 0, fill.orders_value.min(0))?;
    let owed = integer::sub("liability value", 0, fill.token_value.min(0))?;
    let weighted_debt = integer::sub("liability value", 0, fill.weighted_value.min(0))?;
    let charges = integer::add("requirement", paid, orders_charge(position.open_orders, rules)?)?;
    Ok(SpotPart {
        market: name.clone(),
        collateral: integer::add("collateral", fill.weighted_value.max(0), fill.orders_value.max(0))?,
        requirement: integer::add("requirement", weighted_debt, charges)?,
        liability_value: [owed, paid],
        fill,
    })
}

fn price_of<'a>(market: &str, prices: &'a BTreeMap<String, StrictPrice>) -> Result<&'a StrictPrice, FigureError> {
    prices.get(market).ok_or_else(|| no_price(market))
}

fn no_market(name: &str) -> FigureError {
    wrong("market", name, "a market among the parameters is right")
}

fn no_price(name: &str) -> FigureError {
    wrong("price", format!("missing for {name}"), "a price for every market held is right")
}

#[cfg(test)]
mod tests {
    use super::super::parameters::tests::rules;
    use super::*;

    fn assess_at_100(account: &Account, requires: Requires) -> Requirement {
        let usdc = StrictPrice { current_e6: 1_000_000, mean_e6: Some(900_000) };
        let sol = StrictPrice { current_e6: 100_000_000, mean_e6: Some(110_000_000) };
        let prices = BTreeMap::from([("USDC".into(), usdc), ("SOL".into(), sol)]);
        let oracles = BTreeMap::from([("SOL-PERP".into(), 100_000_000)]);
        assess(account, &rules(), &prices, &oracles, requires).unwrap()
    }

    fn held(market: &str, amount: i128) -> SpotPosition {
        SpotPosition { market: market.into(), amount, ..Default::default() }
    }

    #[test]
    fn strict_prices_count_what_is_held_low_and_what_is_owed_high() {
        let account =
            Account { spot: vec![held("USDC", 10_000_000_000), held("SOL", -100_000_000_000)], ..Default::default() };
        let answer = assess_at_100(&account, Requires::Maintenance).cross;
        // 10,000 × 0.9; 100 × 110 × 1.1
        assert_eq!(answer.total_collateral, 9_000_000_000);
        assert_eq!(answer.margin_requirement, 12_100_000_000);
        assert_eq!(answer.free(), Ok(-3_100_000_000));
    }

    #[test]
    fn an_isolated_position_has_its_own_pool() {
        let account = Account {
            perp: vec![PerpPosition {
                market: "SOL-PERP".into(),
                base_e9: 1_000_000_000,
                quote_e6: -110_000_000,
                isolated_deposit_e6: Some(50_000_000),
                ..Default::default()
            }],
            ..Default::default()
        };
        let answer = assess_at_100(&account, Requires::Initial);
        assert_eq!(answer.cross, Bucket::default());
        let bucket = &answer.isolated[0].bucket;
        // 50 × 0.9 − 10; 100 × 10 %
        assert_eq!((bucket.total_collateral, bucket.margin_requirement), (35_000_000, 10_000_000));
    }

    #[test]
    fn what_has_no_price_or_market_says_so() {
        let account = Account { spot: vec![held("BTC", 1)], ..Default::default() };
        let said = assess(&account, &rules(), &BTreeMap::new(), &BTreeMap::new(), Requires::Initial).unwrap_err();
        assert_eq!(said.to_string(), "price is missing for BTC; a price for every market held is right");
    }
}
