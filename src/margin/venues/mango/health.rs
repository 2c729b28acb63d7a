//! Health of an account, part by part.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::orders::{OpenOrders, OrderPart, both_ways, effect};
use super::perp::{PerpPosition, unsettled_pnl, weighted_pnl};
use super::token::{TokenPrice, TokenState, contribution, weights};
use super::{HealthKind, MangoRules};
use crate::margin::FigureError;
use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::weights::WeightPair;

/// What an account holds, by token and market.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Balances, native units; owed < 0.
    pub balances: BTreeMap<String, Decimal>,
    /// Open spot orders.
    #[serde(default)]
    pub orders: Vec<OpenOrders>,
    /// Perpetuals.
    #[serde(default)]
    pub perps: Vec<PerpPosition>,
}

/// One token's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenPart {
    /// Token's name.
    pub token: String,
    /// Balance, native units.
    pub balance: Decimal,
    /// Weighted profit of the perpetuals that settle in it, native units.
    pub perps: Decimal,
    /// Weights used.
    pub weights: WeightPair,
    /// Price used.
    pub price: Decimal,
    /// What it adds to health, dollars.
    pub contribution: Decimal,
}

/// One perpetual's part, in its settle token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PerpPart {
    /// Market's name.
    pub market: String,
    /// Profit after the worse fill, base weighted.
    pub unsettled: Decimal,
    /// What of it counts.
    pub weighted: Decimal,
}

/// Health with its parts, dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Which health.
    pub kind: HealthKind,
    /// Sum of all contributions.
    pub health: Decimal,
    /// Sum of those above 0.
    pub assets: Decimal,
    /// Sum of those below 0, ≥ 0.
    pub liabilities: Decimal,
    /// Tokens.
    pub tokens: Vec<TokenPart>,
    /// Open orders.
    pub orders: Vec<OrderPart>,
    /// Perpetuals.
    pub perps: Vec<PerpPart>,
    /// Tokens left out for want of a price: they only lower health.
    pub left_out: Vec<String>,
}

impl Health {
    /// `100·(assets − liabilities)/liabilities`; `None` when nothing is owed.
    pub fn ratio_percent(&self) -> Option<Decimal> {
        let over = self.assets.checked_sub(self.liabilities)?.checked_mul(Decimal::ONE_HUNDRED)?;
        over.checked_div(self.liabilities)
    }
}

struct Priced<'a> {
    weights: WeightPair,
    price: &'a TokenPrice,
    balance: Decimal,
    perps: Decimal,
    reserved: Decimal,
}

/// Health of an account. A token or settle token whose state is missing is left out if it only adds; if it is owed, that is
/// an error: health would be overstated. `oracles` are the perpetuals' own prices.
pub fn health(
    account: &Account,
    rules: &MangoRules,
    states: &BTreeMap<String, TokenState>,
    oracles: &BTreeMap<String, TokenPrice>,
    kind: HealthKind,
) -> Result<Health, FigureError> {
    let (mut priced, mut left_out) = (BTreeMap::new(), Vec::new());
    let names = rules.tokens.keys().chain(account.balances.keys().filter(|name| !rules.tokens.contains_key(*name)));
    for name in names {
        let balance = account.balances.get(name).copied().unwrap_or_default();
        match (rules.tokens.get(name), states.get(name)) {
            (Some(token), Some(state)) => {
                state.price.check(name)?;
                let weights = weights(token, state, kind)?;
                let entry =
                    Priced { weights, price: &state.price, balance, perps: Decimal::ZERO, reserved: Decimal::ZERO };
                priced.insert(name.as_str(), entry);
            }
            _ if balance < Decimal::ZERO => return Err(missing(name)),
            _ => left_out.push(name.clone()),
        }
    }
    let perps = settle(account, rules, oracles, kind, &mut priced)?;
    let orders = reserve(account, rules, kind, &mut priced)?;
    let orders = orders.into_iter().map(|(part, base, quote)| judged(part, &priced, base, quote, kind));
    let orders = orders.collect::<Result<Vec<_>, _>>()?;
    let mut tokens = Vec::new();
    for (name, token) in &priced {
        let amount = decimal::add("token balance", token.balance, token.perps)?;
        tokens.push(TokenPart {
            token: (*name).to_owned(),
            balance: token.balance,
            perps: token.perps,
            weights: token.weights,
            price: token.price.of(amount, kind),
            contribution: contribution(amount, &token.weights, token.price, kind)?,
        });
    }
    let all = || tokens.iter().map(|part| part.contribution).chain(orders.iter().map(|part| part.contribution));
    let assets = decimal::sum("assets", all().filter(|part| *part > Decimal::ZERO))?;
    let liabilities = decimal::sum("liabilities", all().filter(|part| *part < Decimal::ZERO).map(|part| -part))?;
    let health = decimal::sub("health", assets, liabilities)?;
    Ok(Health { kind, health, assets, liabilities, tokens, orders, perps, left_out })
}

/// Adds every perpetual's weighted profit to its settle token.
fn settle(
    account: &Account,
    rules: &MangoRules,
    oracles: &BTreeMap<String, TokenPrice>,
    kind: HealthKind,
    priced: &mut BTreeMap<&str, Priced<'_>>,
) -> Result<Vec<PerpPart>, FigureError> {
    let mut parts = Vec::new();
    for position in &account.perps {
        let name = &position.market;
        let market = rules.perps.get(name).ok_or_else(|| missing(name))?;
        let price = oracles.get(name).ok_or_else(|| missing(name))?;
        let unsettled = unsettled_pnl(position, market, price, kind)?;
        let weighted = weighted_pnl(unsettled, market, kind)?;
        match priced.get_mut(market.settle_token.as_str()) {
            Some(token) => token.perps = decimal::add("token balance", token.perps, weighted)?,
            None if weighted < Decimal::ZERO => return Err(missing(&market.settle_token)),
            None => {}
        }
        parts.push(PerpPart { market: name.clone(), unsettled, weighted });
    }
    Ok(parts)
}

/// Converts every market's funds both ways and counts them as reserved on both tokens; a market of which a token is left
/// out counts for nothing.
fn reserve<'a>(
    account: &Account,
    rules: &'a MangoRules,
    kind: HealthKind,
    priced: &mut BTreeMap<&str, Priced<'_>>,
) -> Result<Vec<(OrderPart, &'a str, &'a str)>, FigureError> {
    let mut parts = Vec::new();
    for orders in &account.orders {
        orders.check()?;
        let market = rules.markets.get(&orders.market).ok_or_else(|| missing(&orders.market))?;
        let (base, quote) = (market.base.as_str(), market.quote.as_str());
        let (Some(base_token), Some(quote_token)) = (priced.get(base), priced.get(quote)) else { continue };
        let (all_as_base, all_as_quote) = both_ways(orders, base_token.price, quote_token.price, kind)?;
        for (name, amount) in [(base, all_as_base), (quote, all_as_quote)] {
            if let Some(token) = priced.get_mut(name) {
                token.reserved = decimal::add("open orders", token.reserved, amount)?;
            }
        }
        let (base_case, quote_case, contribution) = Default::default();
        let market = orders.market.clone();
        let part = OrderPart { market, all_as_base, all_as_quote, base_case, quote_case, contribution };
        parts.push((part, base, quote));
    }
    Ok(parts)
}

/// The worse of the two cases, each against the worst of all other markets.
fn judged(
    part: OrderPart,
    priced: &BTreeMap<&str, Priced<'_>>,
    base: &str,
    quote: &str,
    kind: HealthKind,
) -> Result<OrderPart, FigureError> {
    let case = |name: &str, amount: Decimal| {
        let token = priced.get(name).ok_or_else(|| missing(name))?;
        let balance = decimal::add("token balance", token.balance, token.perps)?;
        effect(amount, balance, token.reserved, &token.weights, token.price, kind)
    };
    let (base_case, quote_case) = (case(base, part.all_as_base)?, case(quote, part.all_as_quote)?);
    Ok(OrderPart { base_case, quote_case, contribution: base_case.min(quote_case), ..part })
}

fn missing(name: &str) -> FigureError {
    wrong("price", format!("missing for {name}"), "a price and parameters for everything owed are right")
}

#[cfg(test)]
#[path = "health_tests.rs"]
mod tests;
