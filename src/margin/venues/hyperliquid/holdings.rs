//! An account's holdings under portfolio margin: rows of a coin put together, dollars as one balance.
//!
//! Coins and dollars; what is owed is > 0 where it is named so.

use rust_decimal::Decimal;

use super::portfolio::{Collateral, liquidation_threshold};
use super::portfolio_rules::PortfolioRules;
use crate::book::{Asset, Exact};
use crate::margin::HoldingReport;
use crate::margin::checked::decimal::{add, div, mul, sub};
use crate::market::is_dollar;
use crate::risk::{FigureError, Held, Valued};

/// All rows of one coin.
pub(super) struct Coin {
    /// Which.
    pub(super) asset: Asset,
    /// Dollars a coin.
    price: Decimal,
    /// Sum of what is held, coins ≥ 0.
    long: Decimal,
    /// Sum of what is owed, coins ≥ 0.
    owed: Decimal,
    /// Dollars that the net holding counts for; a net debt is no collateral.
    value: Decimal,
}

/// What an account holds and owes.
pub(super) struct Holdings {
    /// Dollars of any kind at their price, on balance.
    pub(super) dollars: Decimal,
    coins: Vec<Coin>,
}

impl Holdings {
    /// Of every row that has a price.
    pub(super) fn of(account: &Valued) -> Result<Self, FigureError> {
        let mut all = Self { dollars: Decimal::ZERO, coins: Vec::new() };
        for held in &account.held {
            // what has no price is left out and named
            let (field, Some(price)) = ("collateral value", held.price) else { continue };
            if is_dollar(&held.asset) {
                all.dollars = add(field, all.dollars, mul(field, held.quantity, price)?)?;
                continue;
            }
            let place = all.coins.iter().position(|coin| coin.asset == held.asset).unwrap_or(all.coins.len());
            if place == all.coins.len() {
                let (asset, zero) = (held.asset.clone(), Decimal::ZERO);
                all.coins.push(Coin { asset, price, long: zero, owed: zero, value: zero });
            }
            let Some(coin) = all.coins.get_mut(place) else { continue };
            let side = if held.quantity.is_sign_negative() { &mut coin.owed } else { &mut coin.long };
            *side = add(field, *side, held.quantity.abs())?;
            // what is left is priced as what it is: held or owed
            if held.quantity.is_sign_negative() == (coin.owed > coin.long) {
                coin.price = price;
            }
        }
        Ok(all)
    }

    /// Coins owed on balance.
    pub(super) fn owed(&self) -> impl Iterator<Item = &Coin> {
        self.coins.iter().filter(|coin| coin.owed > coin.long)
    }

    /// Dollars of coins owed on balance.
    pub(super) fn debts(&self) -> Result<Decimal, FigureError> {
        self.owed().try_fold(Decimal::ZERO, |sum, coin| {
            add("borrowed", sum, mul("borrowed", sub("borrowed", coin.owed, coin.long)?, coin.price)?)
        })
    }

    /// Coins of the parameters that are held on balance.
    pub(super) fn collateral(&self, rules: &PortfolioRules) -> Result<Vec<Collateral>, FigureError> {
        let listed = |coin: &Coin| {
            let token = rules.tokens.get(coin.asset.as_str())?;
            let net = coin.long.capped_minus(coin.owed);
            let (oracle, supply_cap) = (coin.price, token.supply_cap);
            (net > Decimal::ZERO).then_some(Collateral { quantity: net, oracle, ltv: token.ltv, supply_cap })
        };
        Ok(self.coins.iter().filter_map(listed).collect())
    }

    /// Sets what each coin counts for, `counted` of `all` that the thresholds allow.
    pub(super) fn count(&mut self, rules: &PortfolioRules, counted: Decimal, all: Decimal) -> Result<(), FigureError> {
        let field = "collateral value";
        for coin in &mut self.coins {
            let Some(token) = rules.tokens.get(coin.asset.as_str()).filter(|_| coin.long > coin.owed) else { continue };
            let net = sub(field, coin.long, coin.owed)?;
            let within = token.supply_cap.map_or(net, |cap| net.min(cap));
            let value = mul(field, mul(field, within, coin.price)?, liquidation_threshold(token.ltv, rules)?)?;
            coin.value = if counted < all { div(field, mul(field, value, counted)?, all)? } else { value };
        }
        Ok(())
    }

    /// A row as it counts: what is owed at its price, the rest of a coin so that all its rows add up.
    pub(super) fn report(&self, held: &Held) -> HoldingReport {
        let coin = self.coins.iter().find(|coin| coin.asset == held.asset);
        let kept = coin.map_or(Some(Decimal::ONE), |coin| {
            if coin.owed >= coin.long {
                return Some(Decimal::ONE);
            }
            coin.owed.times(coin.price)?.plus(coin.value)?.over(coin.long.times(coin.price)?)
        });
        HoldingReport::counted(held, Decimal::ONE.capped_minus(kept.unwrap_or_default()))
    }
}
