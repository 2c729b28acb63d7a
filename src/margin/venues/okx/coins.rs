//! Equity coin by coin: what is held or owed of it and what is gained in it, what of that counts, what is borrowed.
//!
//! The venue keeps gains and losses in the coin a contract settles in, so a loss beyond what is held of USDT is a loan of
//! USDT whatever else the account holds.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::discount::{DiscountTier, counted_amount};
use crate::book::{Asset, Exact};
use crate::margin::checked::decimal::{add, mul};
use crate::margin::venues::balance::reports;
use crate::margin::{Charge, ChargeName, Equity, HoldingReport, Part};
use crate::market::is_dollar;
use crate::risk::{FigureError, Leg, LegKind, LegOf, Shape, Valued, to_usd};

/// One coin of the account.
#[derive(Clone, Debug)]
pub(super) struct Coin {
    pub(super) asset: Asset,
    /// Dollars of one.
    pub(super) price: Decimal,
    /// Held less owed, and gains in it, dollars.
    pub(super) worth: Decimal,
    /// Of that, gains of perpetuals and futures.
    gained: Decimal,
    /// Of that, the value of options.
    options: Decimal,
    /// What of it counts, dollars.
    pub(super) counted: Decimal,
}

/// Coins of an account with what they count for.
pub(super) struct Coins {
    pub(super) list: Vec<Coin>,
    pub(super) holdings: Vec<HoldingReport>,
    pub(super) equity: Equity,
    pub(super) notes: Vec<String>,
}

fn entry<'a>(list: &'a mut Vec<Coin>, asset: &Asset, price: Decimal) -> Option<&'a mut Coin> {
    let place = list.iter().position(|coin| coin.asset == *asset).unwrap_or_else(|| {
        let none = Decimal::ZERO;
        let asset = asset.clone();
        list.push(Coin { asset, price, worth: none, gained: none, options: none, counted: none });
        list.len() - 1
    });
    list.get_mut(place)
}

/// What a leg's gains are kept in. Plain dollars are the first dollar held, else USDT.
fn settled(leg: &Leg, account: &Valued) -> Option<Asset> {
    let LegOf::Instrument(instrument) = &leg.of else { return None };
    let asset = instrument.settlement_asset();
    if *asset != Asset::usd() {
        return Some(asset.clone());
    }
    let held = account.held.iter().find(|held| is_dollar(&held.asset) && held.quantity > Decimal::ZERO);
    held.map(|held| held.asset.clone()).or_else(|| "USDT".parse().ok())
}

impl Coin {
    /// The part of it that counts, a fraction; what is owed counts in full.
    fn part(&self) -> Decimal {
        let part = if self.worth > Decimal::ZERO { self.counted.over(self.worth) } else { None };
        part.map_or(Decimal::ONE, |part| part.min(Decimal::ONE))
    }

    /// The share taken off what is held of it, and the dollars that count.
    fn held(&self) -> (Decimal, Decimal) {
        let part = self.part();
        let gains = self.gained.capped_plus(self.options);
        (Decimal::ONE.capped_minus(part), self.counted.capped_minus(gains.capped_times(part)))
    }
}

impl Coins {
    /// Of an account; `options` where the value of options is part of equity.
    pub(super) fn of(
        account: &Valued,
        discounts: &BTreeMap<String, Vec<DiscountTier>>,
        options: bool,
    ) -> Result<Self, FigureError> {
        let mut list: Vec<Coin> = Vec::new();
        for held in &account.held {
            let Some(price) = held.price.filter(|price| *price > Decimal::ZERO) else { continue };
            if let Some(coin) = entry(&mut list, &held.asset, price) {
                coin.worth = add("equity", coin.worth, mul("equity", held.quantity, price)?)?;
            }
        }
        for leg in &account.legs {
            let gain = match leg.shape {
                Shape::Option { .. } => leg.option_value().filter(|_| options).and_then(to_usd),
                _ => leg.gain.and(leg.pnl),
            };
            let (Some(gain), Some(asset)) = (gain, settled(leg, account)) else { continue };
            let index = account.underlyings.get(leg.underlying).map(|underlying| underlying.index);
            let price = index.filter(|_| !is_dollar(&asset)).unwrap_or(Decimal::ONE);
            if let Some(coin) = entry(&mut list, &asset, price) {
                coin.worth = add("equity", coin.worth, gain)?;
                let of = if leg.gain.is_some() { &mut coin.gained } else { &mut coin.options };
                *of = add("equity", *of, gain)?;
            }
        }
        let mut notes = Vec::new();
        let mut total = Decimal::ZERO;
        for coin in &mut list {
            coin.counted = match discounts.get(coin.asset.as_str()) {
                _ if coin.worth <= Decimal::ZERO => coin.worth,
                Some(tiers) => {
                    let amount = coin.worth.over(coin.price).ok_or_else(|| FigureError::overflow("equity"))?;
                    mul("equity", counted_amount("equity", amount, tiers)?, coin.price)?
                }
                None if is_dollar(&coin.asset) => coin.worth,
                None => {
                    notes.push(format!("No discount tiers of {} are given: it counts for nothing.", coin.asset));
                    Decimal::ZERO
                }
            };
            total = add("equity", total, coin.counted)?;
        }
        let counted = |asset: &Asset| list.iter().find(|coin| coin.asset == *asset).map(Coin::held).unwrap_or_default();
        let holdings = reports(account, counted);
        let sum = |of: fn(&Coin) -> Decimal| list.iter().map(of).fold(Decimal::ZERO, Decimal::capped_plus);
        let unrealised_pnl = sum(|coin| coin.gained.capped_times(coin.part()));
        let option_value = sum(|coin| coin.options.capped_times(coin.part()));
        let collateral = total.capped_minus(unrealised_pnl).capped_minus(option_value);
        Ok(Self { holdings, equity: Equity { total, collateral, unrealised_pnl, option_value }, list, notes })
    }

    /// What is borrowed of each coin, dollars ≥ 0, with the leg that is the debt where it is one. A leg asked about by
    /// itself has no collateral, so its loss is no loan.
    pub(super) fn borrowed(&self, account: &Valued) -> Vec<(Option<usize>, Decimal)> {
        let legs = account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Borrowed);
        if account.held.is_empty() {
            return legs.map(|(place, leg)| (Some(place), leg.units.abs().capped_times(leg.mark))).collect();
        }
        let owed = self.list.iter().filter(|coin| coin.worth < Decimal::ZERO);
        let leg_of = |coin: &Coin| {
            let mut legs = account.legs.iter();
            legs.position(|leg| matches!(&leg.of, LegOf::Coin(asset) if *asset == coin.asset))
        };
        owed.map(|coin| (leg_of(coin), coin.worth.abs())).collect()
    }
}

static BORROWED: ChargeName =
    ChargeName { name: "Borrowing", words: "What is borrowed of each coin, in dollars, × the rate of borrowing." };
static LOSSES: ChargeName = ChargeName {
    name: "Losses on loan",
    words: "Losses and options sold beyond what is held of the coin they are paid in, in dollars, × the rate of borrowing.",
};

/// The charges of borrowing that come to `total` at `rate`: those of debts that are legs, and the rest.
pub(super) fn borrowing(owed: &[(Option<usize>, Decimal)], rate: Decimal, total: Decimal) -> Vec<Charge> {
    let legs = owed.iter().filter_map(|(leg, usd)| Some(Part { leg: (*leg)?, amount: usd.capped_times(rate) }));
    let mut coins = Charge::summed(&BORROWED, legs.collect());
    let rest = total.capped_minus(coins.amount);
    let elsewhere = owed.iter().any(|(leg, _)| leg.is_none());
    if !elsewhere {
        // what the two ways of adding up differ by in the last digits
        coins.amount = coins.amount.capped_plus(rest);
        if let Some(part) = coins.parts.first_mut() {
            part.amount = part.amount.capped_plus(rest);
        }
    }
    let others = elsewhere.then(|| Charge::named(&LOSSES, rest.max(Decimal::ZERO)));
    Some(coins).filter(|charge| !charge.parts.is_empty()).into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use crate::margin::assess;
    use crate::margin::venues::case::{account, market, rules};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    #[test]
    fn gains_in_a_coin_count_as_the_coin_does() {
        // no discount tiers of BTC are shipped: neither what is held of it nor 1,000·60,000·(1/50,000 − 1/60,000) = 200
        // dollars gained in it count
        let book = account(&["1000 BTC-PERPETUAL @ 50000"], &["1 BTC", "500 USDT"]);
        let of = assess(&book, &market(&[("BTC", "60000")]), rules("okx-portfolio"));
        let equity = of.equity;
        assert_eq!((equity.total, equity.collateral, equity.unrealised_pnl), (dec!(500), dec!(500), dec!(0)));
        let values: Vec<Decimal> = of.holdings.iter().map(|holding| holding.value).collect();
        assert_eq!(values, [dec!(0), dec!(500)]);
        // a loss counts in full
        let book = account(&["1000 BTC-PERPETUAL @ 80000"], &[]);
        let of = assess(&book, &market(&[("BTC", "60000")]), rules("okx-portfolio"));
        assert_eq!((of.equity.total, of.equity.unrealised_pnl), (dec!(-250), dec!(-250)));
    }

    #[test]
    fn a_position_of_more_coins_than_a_number_holds_is_left_out_by_name() {
        let book = account(&["100000000 BTC-PERPETUAL"], &[]);
        // 10⁸ dollars at 10⁻²⁸ are 10³⁶ coins
        let market = market(&[("BTC", "0.0000000000000000000000000001")]);
        for name in ["okx-portfolio", "bybit-portfolio"] {
            let of = assess(&book, &market, rules(name));
            assert_eq!(of.legs.len(), 0, "{name}");
            assert_eq!(of.left_out[0].name, "BTC-PERPETUAL");
            assert_eq!(of.left_out[0].reason, "coins of the position is too large to be computed exactly", "{name}");
        }
    }
}
