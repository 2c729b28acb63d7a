//! What one of an instrument is worth and does.

use rust_decimal::Decimal;

use super::{AskError, LegKind, RuleSet, assess};
use crate::book::{Account, Asset, Exact, Instrument, Kind, Position};
use crate::market::{Market, PriceState};
use crate::risk::{Greeks, to_f64};

/// What one of an instrument is worth and does at the market’s prices, as `assess` says.
#[derive(Clone, Debug, PartialEq)]
pub struct Apiece {
    /// Which.
    pub instrument: Instrument,
    /// Price of the underlying, dollars a coin.
    pub index: Decimal,
    /// Its price in its own unit.
    pub mark: Decimal,
    /// Dollars a unit of the asset it is paid in.
    pub paid_usd: Decimal,
    /// Sensitivities of one.
    pub greeks: Greeks,
    /// Worst state of the prices it rests on.
    pub state: PriceState,
}

impl Apiece {
    /// One instrument’s, by one question.
    ///
    /// # Errors
    /// It has no price, or the rules do not margin it.
    pub fn of(instrument: &Instrument, market: &Market, rules: &RuleSet) -> Result<Self, AskError> {
        let mut one = Self::each(std::slice::from_ref(instrument), market, rules);
        one.pop().unwrap_or_else(|| Err(AskError::no_price(instrument)))
    }

    /// Each of many different instruments’, by one question of all together, or else by one of each.
    pub fn each(instruments: &[Instrument], market: &Market, rules: &RuleSet) -> Vec<Result<Self, AskError>> {
        let margined = instruments.iter().filter(|instrument| instrument.kind() != Kind::Spot);
        let positions = margined.map(|instrument| Position::new(instrument.clone(), Decimal::ONE, None)).collect();
        let all = assess(&Account { positions, ..Account::default() }, market, rules);
        // rules that margin each may be unable to margin all together
        if all.legs.is_empty() && instruments.len() > 1 {
            return instruments.iter().map(|instrument| Self::of(instrument, market, rules)).collect();
        }
        let price = |asset: &Asset| market.index_price(asset).ok_or_else(|| AskError::no_price(asset));
        let one = |instrument: &Instrument| {
            let instrument = instrument.clone();
            if instrument.kind() == Kind::Spot {
                let (index, paid_usd) = (price(instrument.underlying())?, price(instrument.settlement_asset())?);
                let mark = index.over(paid_usd).ok_or(AskError::TooLarge("price"))?;
                let greeks = Greeks { delta_usd: to_f64(index), delta_coin: 1.0, ..Greeks::default() };
                return Ok(Self { instrument, index, mark, paid_usd, greeks, state: PriceState::Live });
            }
            let name = instrument.to_string();
            let leg = all.legs.iter().find(|leg| leg.kind == LegKind::Position && leg.name == name);
            let Some(leg) = leg else {
                let out = all.left_out.iter().find(|out| out.name == name);
                let reason = out.map_or_else(|| "no price for it".to_owned(), |out| out.reason.clone());
                return Err(AskError::Unpriced { name, reason });
            };
            let underlying = all.underlyings.iter().find(|underlying| underlying.underlying == leg.underlying);
            let index = underlying.map(|u| u.index).ok_or_else(|| AskError::no_price(&leg.underlying))?;
            let paid_usd = if instrument.is_inverse() { index } else { price(instrument.settlement_asset())? };
            Ok(Self { instrument, index, mark: leg.mark, paid_usd, greeks: leg.greeks, state: leg.state })
        };
        instruments.iter().map(one).collect()
    }

    /// Whether one of it is a dollar, and not a coin.
    pub fn counts_dollars(&self) -> bool {
        self.instrument.counts_dollars()
    }

    /// Dollars of the underlying that one stands for.
    pub fn notional_usd(&self) -> Decimal {
        if self.counts_dollars() { Decimal::ONE } else { self.index }
    }
}
