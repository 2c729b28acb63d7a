//! Orders tried before they are placed: their price, fee and impact, and the account after them.

use rust_decimal::Decimal;

use super::run::Run;
use super::state::State;
use super::{Closed, Fees};
use crate::book::{Account, Exact, Instrument, Position, Sorted, Trade};
use crate::risk::{FillError, Leg, Order, Taken, Valued};

/// At which price orders are filled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pricing {
    /// By impact.
    Market,
    /// At the mark: handed over.
    Mark,
}

/// What is charged.
#[derive(Clone, Copy, Debug)]
pub(super) enum Charged<'a> {
    /// By rates.
    Rates(&'a Fees),
    /// These dollars, on the first order; below 0 they are paid to the account.
    Dollars(Decimal),
}

/// Orders that were tried.
#[derive(Clone, Debug)]
pub(super) struct Tried {
    pub(super) what: Vec<Closed>,
    pub(super) state: State,
    pub(super) taken: Sorted<(Instrument, bool), Taken>,
}

impl Tried {
    /// What the orders cost: fees and impact.
    pub(super) fn cost(&self) -> Decimal {
        let each = |closed: &Closed| closed.fee_usd.capped_plus(closed.impact_usd);
        self.what.iter().fold(Decimal::ZERO, |sum, closed| sum.capped_plus(each(closed)))
    }
}

impl Run<'_> {
    /// Tries orders of signed quantities. An order that its book fills in part is filled in part.
    ///
    /// Errs, in a sentence, where one cannot be priced or filled at all.
    pub(super) fn tried(
        &self,
        orders: &[(Instrument, Decimal)],
        pricing: Pricing,
        charged: Charged<'_>,
    ) -> Result<Tried, String> {
        let mut account = self.now.account.clone();
        let mut taken = self.taken.clone();
        let mut what = Vec::new();
        for (place, (instrument, quantity)) in orders.iter().filter(|(_, q)| !q.is_zero()).enumerate() {
            let hedge;
            let leg = match self.now.leg(instrument) {
                Some(leg) => leg,
                None => {
                    hedge = self.new_leg(instrument, *quantity)?;
                    &hedge
                }
            };
            let key = (instrument.clone(), quantity.is_sign_positive());
            let before = taken.get(&key).copied().unwrap_or_default();
            let (order, price) = self.priced(instrument, leg, *quantity, before, pricing)?;
            let closed = self.closed(
                instrument,
                leg,
                &order,
                price,
                match charged {
                    Charged::Dollars(_) if place > 0 => Charged::Dollars(Decimal::ZERO),
                    charged => charged,
                },
            );
            let (closed, fee) =
                closed.ok_or_else(|| format!("this order of {instrument} is too large to be computed"))?;
            let trade = Trade { instrument: instrument.clone(), quantity: order.quantity, price, fee };
            account = account.with(&trade).map_err(|error| error.to_string())?;
            if matches!(pricing, Pricing::Market) {
                let quantity = before.quantity.capped_plus(order.quantity.abs());
                taken.insert(key, Taken { quantity, usd: before.usd + order.usd });
            }
            what.push(closed);
        }
        Ok(Tried { what, state: State::new(account, self.market, self.rules), taken })
    }

    /// An order, cut to what its book holds, with its price.
    fn priced(
        &self,
        instrument: &Instrument,
        leg: &Leg,
        quantity: Decimal,
        before: Taken,
        pricing: Pricing,
    ) -> Result<(Order, Decimal), String> {
        let order = |quantity| Order::in_leg(leg, quantity).map_err(|error| error.to_string());
        let whole = order(quantity)?;
        if matches!(pricing, Pricing::Mark) {
            return Ok((whole, whole.mark));
        }
        let impact = self.impacts.on(instrument);
        let cut = match impact.price(&whole, &before) {
            Ok(priced) => return Ok((whole, priced.price)),
            Err(FillError::Short { available, .. }) if available > Decimal::ZERO => {
                order(if quantity.is_sign_negative() { -available } else { available })?
            }
            Err(error) => return Err(format!("{instrument}: {error}")),
        };
        let priced = impact.price(&cut, &before).map_err(|error| format!("{instrument}: {error}"))?;
        Ok((cut, priced.price))
    }

    /// The trade as it is reported, and its fee in what it is paid in.
    fn closed(
        &self,
        instrument: &Instrument,
        leg: &Leg,
        order: &Order,
        price: Decimal,
        charged: Charged<'_>,
    ) -> Option<(Closed, Decimal)> {
        let quantity = order.quantity;
        let index = self.now.index(leg);
        let in_coin = instrument.is_inverse();
        let settled_usd = if in_coin { index } else { leg.quote_usd };
        let worse = if in_coin && !instrument.is_option() {
            Decimal::ONE.over(leg.mark)?.minus(Decimal::ONE.over(price)?)?
        } else {
            price.minus(leg.mark)?
        };
        let impact_usd = quantity.times(worse)?.times(settled_usd)?;
        let fee_usd = match charged {
            Charged::Dollars(dollars) => dollars,
            Charged::Rates(fees) if instrument.is_option() => {
                let premium = quantity.abs().times(price)?.times(settled_usd)?;
                fees.of(quantity.abs().times(index)?, Some(premium))
            }
            Charged::Rates(fees) if in_coin => fees.of(quantity.abs(), None),
            Charged::Rates(fees) => fees.of(quantity.abs().times(price)?.times(settled_usd)?, None),
        };
        let fee = fee_usd.over(settled_usd)?;
        Some((Closed { instrument: instrument.clone(), quantity, price, fee_usd, impact_usd }, fee))
    }

    /// What a position that is not held yet would be.
    fn new_leg(&self, instrument: &Instrument, quantity: Decimal) -> Result<Leg, String> {
        let positions = vec![Position::new(instrument.clone(), quantity, None)];
        let valued = Valued::new(&Account { positions, ..Account::default() }, self.market);
        let why = valued.left_out.first().map(|out| out.reason.clone());
        let mut leg = valued.legs.into_iter().next().ok_or_else(|| why.unwrap_or_default())?;
        let place = self.now.valued.underlyings.iter().position(|of| of.asset == *instrument.underlying());
        leg.underlying = place.ok_or_else(|| format!("no price for {}", instrument.underlying()))?;
        Ok(leg)
    }
}
