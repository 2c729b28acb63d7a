//! Applying a trade to an account gives another account.
//!
//! Premiums, fees and realised gains move the holding of the asset the instrument settles in; a trade at the mark
//! price without a fee leaves the account's equity where it was.

use rust_decimal::Decimal;

use super::{Account, Exact, Instrument, Kind, Position};

/// A trade: signed quantity (buy > 0) of an instrument at a price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// What is traded.
    pub instrument: Instrument,
    /// Contracts of size 1, buy > 0.
    pub quantity: Decimal,
    /// Price in the instrument's own price unit.
    pub price: Decimal,
    /// Fee in the settlement asset, ≥ 0.
    pub fee: Decimal,
}

/// Why a trade cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TradeError {
    /// A trade of nothing.
    #[error("the quantity of {0} is zero; a trade buys (above zero) or sells (below zero) something")]
    Nothing(Instrument),
    /// A price that cannot be.
    #[error("{price} is not a price for {instrument}; it has to be above zero")]
    Price {
        /// What was traded.
        instrument: Instrument,
        /// The price given.
        price: Decimal,
    },
    /// A figure that does not fit in 28 digits.
    #[error("{0} is too large in this trade of {1}")]
    Overflow(&'static str, Instrument),
}

impl Account {
    /// The account after the trade. Longs and shorts in one instrument net; what is closed realises its gain.
    pub fn with(&self, trade: &Trade) -> Result<Account, TradeError> {
        let Trade { instrument, quantity, price, fee } = trade;
        let too_large = |what| TradeError::Overflow(what, instrument.clone());
        if quantity.is_zero() {
            return Err(TradeError::Nothing(instrument.clone()));
        }
        let may_be_free = instrument.is_option();
        if *price < Decimal::ZERO || (price.is_zero() && !may_be_free) {
            return Err(TradeError::Price { instrument: instrument.clone(), price: *price });
        }
        let paid_in = instrument.settlement_asset();
        if instrument.kind() == Kind::Spot {
            let cost = quantity.times(*price).and_then(|c| c.plus(*fee)).ok_or_else(|| too_large("cost"))?;
            return self
                .with_holding(instrument.underlying(), *quantity)
                .and_then(|account| account.with_holding(paid_in, -cost))
                .ok_or_else(|| too_large("holding"));
        }
        let (account, realised) = self.netted(trade).ok_or_else(|| too_large("position"))?;
        let premium = if instrument.is_option() { quantity.times(*price) } else { Some(Decimal::ZERO) };
        let cash = premium
            .and_then(|premium| realised.minus(premium))
            .and_then(|cash| cash.minus(*fee))
            .ok_or_else(|| too_large("cost"))?;
        if cash.is_zero() {
            return Ok(account);
        }
        account.with_holding(paid_in, cash).ok_or_else(|| too_large("holding"))
    }

    /// The account with the trade netted into its position, and the gain realised by what it closes (options realise
    /// theirs through the premium). `None` on overflow.
    fn netted(&self, trade: &Trade) -> Option<(Account, Decimal)> {
        let Trade { instrument, quantity, price, .. } = trade;
        let mut account = self.clone();
        let place =
            account.positions.iter().position(|p| p.instrument == *instrument && p.contract_size == Decimal::ONE);
        let Some(place) = place else {
            account.positions.push(Position::new(instrument.clone(), *quantity, Some(*price)));
            return Some((account, Decimal::ZERO));
        };
        let held = account.positions.get_mut(place)?;
        let after = held.quantity.plus(*quantity)?;
        let grows = held.quantity.is_sign_positive() == quantity.is_sign_positive() || held.quantity.is_zero();
        let mut realised = Decimal::ZERO;
        if grows {
            held.entry = match held.entry {
                Some(entry) if !held.quantity.is_zero() => {
                    Some(average(instrument, held.quantity, entry, *quantity, *price)?)
                }
                Some(_) => Some(*price),
                None => None,
            };
        } else {
            let closed = if quantity.abs() < held.quantity.abs() { -*quantity } else { held.quantity };
            if let (Some(entry), false) = (held.entry, instrument.is_option()) {
                realised = gain(instrument, closed, entry, *price)?;
            }
            if after.is_sign_positive() != held.quantity.is_sign_positive() {
                held.entry = Some(*price);
            }
        }
        held.quantity = after;
        if after.is_zero() {
            account.positions.remove(place);
        }
        Some((account, realised))
    }
}

/// Average entry of two lots on the same side: weighted by coins, for inverse contracts by dollars (harmonic).
fn average(instrument: &Instrument, held: Decimal, entry: Decimal, added: Decimal, price: Decimal) -> Option<Decimal> {
    let total = held.plus(added)?;
    if instrument.counts_dollars() {
        let coins = held.over(entry)?.plus(added.over(price)?)?;
        return total.over(coins);
    }
    held.times(entry)?.plus(added.times(price)?)?.over(total)
}

/// Gain of `units` from `entry` to `price`, in the settlement asset: quote for linear, coin for inverse.
pub(crate) fn gain(instrument: &Instrument, units: Decimal, entry: Decimal, price: Decimal) -> Option<Decimal> {
    if instrument.counts_dollars() {
        let per_dollar = Decimal::ONE.over(entry)?.minus(Decimal::ONE.over(price)?)?;
        return units.times(per_dollar);
    }
    units.times(price.minus(entry)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn trade(name: &str, quantity: Decimal, price: Decimal) -> Trade {
        Trade { instrument: name.parse().unwrap(), quantity, price, fee: Decimal::ZERO }
    }

    fn holding(account: &Account, asset: &str) -> Decimal {
        account.holdings.iter().find(|h| h.asset.as_str() == asset).map_or(Decimal::ZERO, |h| h.quantity)
    }

    #[test]
    fn buying_more_averages_the_entry() {
        let account = Account::default().with(&trade("BTC-PERP", dec!(1), dec!(60000))).unwrap();
        let account = account.with(&trade("BTC-PERP", dec!(3), dec!(64000))).unwrap();
        assert_eq!(account.positions.len(), 1);
        assert_eq!(account.positions[0].quantity, dec!(4));
        // (1 × 60,000 + 3 × 64,000) / 4
        assert_eq!(account.positions[0].entry, Some(dec!(63000)));
    }

    #[test]
    fn closing_realises_the_gain_in_quote() {
        let account = Account::default().with(&trade("BTC-PERP", dec!(2), dec!(60000))).unwrap();
        let account = account.with(&trade("BTC-PERP", dec!(-0.5), dec!(61000))).unwrap();
        assert_eq!(account.positions[0].quantity, dec!(1.5));
        assert_eq!(account.positions[0].entry, Some(dec!(60000)));
        assert_eq!(holding(&account, "USD"), dec!(500)); // 0.5 × 1,000
    }

    #[test]
    fn turning_over_realises_what_was_closed_and_starts_again() {
        let account = Account::default().with(&trade("ETH-PERP", dec!(-2), dec!(3000))).unwrap();
        let account = account.with(&trade("ETH-PERP", dec!(5), dec!(2900))).unwrap();
        assert_eq!(account.positions[0].quantity, dec!(3));
        assert_eq!(account.positions[0].entry, Some(dec!(2900)));
        assert_eq!(holding(&account, "USD"), dec!(200)); // -2 × (2,900 − 3,000)
    }

    #[test]
    fn an_inverse_gain_is_paid_in_coin() {
        let account = Account::default().with(&trade("BTC-PERPETUAL", dec!(100000), dec!(50000))).unwrap();
        let account = account.with(&trade("BTC-PERPETUAL", dec!(-100000), dec!(100000))).unwrap();
        assert!(account.positions.is_empty());
        assert_eq!(holding(&account, "BTC"), dec!(1)); // 100,000 × (1/50,000 − 1/100,000)
    }

    #[test]
    fn a_premium_is_paid_in_what_the_option_settles_in() {
        let account = Account::default().with(&trade("BTC-25DEC26-80000-P", dec!(5), dec!(0.031))).unwrap();
        assert_eq!(holding(&account, "BTC"), dec!(-0.155));
        let account = Account::default().with(&trade("BTC_USDC-25DEC26-80000-P", dec!(-2), dec!(1500))).unwrap();
        assert_eq!(holding(&account, "USDC"), dec!(3000));
    }

    #[test]
    fn spot_changes_two_holdings() {
        let account = Account::default().with(&trade("ETH/USDC", dec!(2), dec!(3000))).unwrap();
        assert_eq!(holding(&account, "ETH"), dec!(2));
        assert_eq!(holding(&account, "USDC"), dec!(-6000));
    }

    #[test]
    fn what_cannot_be_traded_says_so() {
        let nothing = Account::default().with(&trade("BTC-PERP", dec!(0), dec!(1)));
        assert!(matches!(nothing, Err(TradeError::Nothing(_))));
        let free = Account::default().with(&trade("BTC-PERP", dec!(1), dec!(0)));
        assert!(matches!(free, Err(TradeError::Price { .. })));
        let huge = Account::default().with(&trade("BTC/USDC", Decimal::MAX, dec!(2)));
        assert!(matches!(huge, Err(TradeError::Overflow(..))));
    }
}
