//! One leg's prices: its mark, how its value answers to the underlying, and its gain against entry.

use rust_decimal::Decimal;

use super::leg::{Gain, Shape};
use super::notice::{Subject, WarningKind};
use super::to_f64;
use super::valuation::Valuer;
use crate::book::{Exact, Instrument, Kind, Position};
use crate::market::{PriceState, is_dollar};
use crate::pricing::Black76;

/// What a leg needs beside its instrument.
pub(super) struct Priced {
    pub(super) mark: Decimal,
    pub(super) shape: Shape,
    pub(super) gain: Option<Gain>,
    pub(super) pnl: Option<Decimal>,
    pub(super) state: PriceState,
}

/// What is asked of a leg's prices.
pub(super) struct Wanted<'a> {
    pub(super) instrument: &'a Instrument,
    pub(super) units: Decimal,
    /// Place of the underlying, and its price.
    pub(super) place: usize,
    pub(super) index: Decimal,
    /// Dollars a unit of what the instrument is quoted in.
    pub(super) quote_usd: Decimal,
    pub(super) subject: &'a Subject,
}

impl Valuer<'_> {
    pub(super) fn delta_one(&mut self, wanted: &Wanted<'_>, positions: &[&Position]) -> Result<Priced, String> {
        let &Wanted { instrument, units, index, quote_usd, subject, .. } = wanted;
        let too_large = || format!("{instrument} has too many digits to value; check its quantity and entry price");
        let mark = self
            .resolver
            .mark(instrument, index, quote_usd)
            .ok_or_else(|| format!("the mark price of {instrument} is no price; it has to be above zero"))?;
        if let Some(how) = mark.derived {
            self.warn(WarningKind::Derived, subject.clone(), how);
        }
        let (entered, cost) = entered(instrument, positions)?;
        let gain = if instrument.is_inverse() {
            // index·y · (Σ units/entry − units/(mark·y))
            let slope = cost.times(index);
            let cost = entered.times(index).and_then(|usd| usd.over(mark.value));
            slope.zip(cost)
        } else {
            let slope = entered.times(mark.value).and_then(|v| v.times(quote_usd));
            slope.zip(cost.times(quote_usd))
        };
        let (slope, cost) = gain.ok_or_else(too_large)?;
        let gain = positions.iter().any(|position| position.entry.is_some()).then_some(Gain { slope, cost });
        let pnl = gain.map(|gain| gain.slope.minus(gain.cost).ok_or_else(too_large)).transpose()?;
        let units = to_f64(units);
        let shape = if instrument.is_inverse() {
            Shape::Inverse { usd: units * to_f64(index) / to_f64(mark.value) }
        } else {
            Shape::Linear { usd: units * to_f64(mark.value) * to_f64(quote_usd) }
        };
        Ok(Priced { mark: mark.value, shape, gain, pnl, state: mark.state })
    }

    pub(super) fn option(&mut self, wanted: &Wanted<'_>, positions: &[&Position]) -> Result<Priced, String> {
        let &Wanted { instrument, units, place, index, quote_usd, subject } = wanted;
        let Kind::Option { expiry, strike, right } = instrument.kind() else {
            return Err(format!("{instrument} is not an option"));
        };
        let underlying = instrument.underlying();
        let resolver = &self.resolver;
        let forward = self
            .forwards
            .or_insert_with((place, expiry), || resolver.forward(underlying, expiry, index))
            .clone()
            .ok_or_else(|| format!("no forward for {underlying} {expiry}; type one, or fetch live prices"))?;
        let inverse = instrument.is_inverse();
        let in_quote = to_f64(forward.value) / if inverse { 1.0 } else { to_f64(quote_usd) };
        let vol = self.resolver.vol(instrument, in_quote, index).ok_or_else(|| {
            format!("no volatility for {instrument}; type a mark price or a volatility, or fetch live prices")
        })?;
        for how in [forward.derived, vol.derived].into_iter().flatten() {
            self.warn(WarningKind::Derived, subject.clone(), how);
        }
        let years = expiry.years_after(self.market.as_of);
        let rate = if inverse { 0.0 } else { self.resolver.rate(instrument.settlement_asset()) };
        let discount = libm::exp(-rate * years);
        let black = Black76 { forward: in_quote, strike: to_f64(strike), years, vol: vol.value, rate: 0.0, right };
        let value = black.price() * discount;
        let (per_value, mark) =
            if inverse { (to_f64(index) / in_quote, value / in_quote) } else { (discount * to_f64(quote_usd), value) };
        let mark = super::to_usd(mark).ok_or_else(|| format!("{instrument} has no value that can be written down"))?;
        let shape = Shape::Option { scale: to_f64(units) * per_value, inverse, black };
        let (entered, cost) = entered(instrument, positions)?;
        let per_unit = if inverse { index } else { quote_usd };
        let pnl = entered.times(mark).and_then(|worth| worth.minus(cost)?.times(per_unit));
        let pnl = pnl.filter(|_| positions.iter().any(|position| position.entry.is_some()));
        Ok(Priced { mark, shape, gain: None, pnl, state: forward.state.max(vol.state) })
    }

    /// Dollars a unit of the asset a linear instrument is quoted in.
    pub(super) fn quote_usd(&self, instrument: &Instrument) -> Result<Decimal, String> {
        if instrument.is_inverse() {
            return Ok(Decimal::ONE);
        }
        let quote = instrument.settlement_asset();
        if !is_dollar(quote) {
            return Err(format!("{instrument} is quoted in {quote}; only instruments quoted in dollars are margined"));
        }
        let price = self.resolver.index(quote).map(|price| price.value);
        price.ok_or_else(|| {
            format!("no price for {quote}, which {instrument} is quoted in; type one, or fetch live prices")
        })
    }
}

/// Units with an entry price, and what they cost in the instrument's price unit: Σ units·entry, or Σ units/entry for
/// inverse perpetuals and futures.
fn entered(instrument: &Instrument, positions: &[&Position]) -> Result<(Decimal, Decimal), String> {
    let too_large = || format!("{instrument} has too many digits to value; check its quantity and entry price");
    let option = instrument.is_option();
    let (mut entered, mut cost) = (Decimal::ZERO, Decimal::ZERO);
    for position in positions {
        let Some(entry) = position.entry else { continue };
        if entry < Decimal::ZERO || (entry.is_zero() && !option) {
            return Err(format!("entry price {entry} of {instrument} is no price; it has to be above zero, or empty"));
        }
        let units = position.units().ok_or_else(too_large)?;
        let coins = instrument.is_inverse() && !option;
        let paid = if coins { units.over(entry) } else { units.times(entry) };
        entered = entered.plus(units).ok_or_else(too_large)?;
        cost = paid.and_then(|paid| cost.plus(paid)).ok_or_else(too_large)?;
    }
    Ok((entered, cost))
}
