//! An account valued in a market: legs, collateral and underlyings in dollars, and what had to be left out.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::leg::{Gain, Leg, LegKind, LegOf, Shape};
use super::notice::{LeftOut, Subject, Warning, WarningKind};
use super::resolve::{Resolved, Resolver};
use super::to_f64;
use crate::book::{Account, Asset, Expiry, Instrument, Kind, Position, Time};
use crate::market::{Market, PriceState, is_dollar, tracked_by};
use crate::pricing::Black76;

/// Largest exposure that is taken for one, in dollars.
const LARGEST_EXPOSURE: f64 = 1e15;

/// A coin whose price moves legs or collateral.
#[derive(Clone, Debug, PartialEq)]
pub struct Underlying {
    /// Which.
    pub asset: Asset,
    /// Dollars a coin.
    pub index: Decimal,
    /// State of that price.
    pub state: PriceState,
    /// Places of its legs in [`Valued::legs`].
    pub legs: Vec<usize>,
}

/// A holding with its price.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Row of the book; spot positions come after the holdings.
    pub row: usize,
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub quantity: Decimal,
    /// Dollars a unit; absent when there is no price.
    pub price: Option<Decimal>,
    /// The underlying its price moves with; none for dollars.
    pub underlying: Option<usize>,
    /// State of its price.
    pub state: PriceState,
}

/// An account in dollars. Rows that cannot be valued are left out with a reason; the rest stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Valued {
    /// The instant valued at.
    pub as_of: Time,
    /// Coins, in order of appearance.
    pub underlyings: Vec<Underlying>,
    /// Positions (one leg an instrument), then borrowed coins.
    pub legs: Vec<Leg>,
    /// Holdings, in the book's order, then spot positions.
    pub held: Vec<Held>,
    /// Rows left out.
    pub left_out: Vec<LeftOut>,
    /// What a reader has to know.
    pub warnings: Vec<Warning>,
}

impl Valued {
    /// Values an account.
    pub fn new(account: &Account, market: &Market) -> Self {
        let mut valuer = Valuer {
            resolver: Resolver::new(market),
            forwards: BTreeMap::new(),
            market,
            out: Self { as_of: market.as_of, ..Self::default() },
        };
        valuer.positions(account);
        valuer.holdings(account);
        valuer.out
    }

    /// The worst state of any price in it.
    pub fn state(&self) -> PriceState {
        let legs = self.legs.iter().map(|leg| leg.state);
        let held = self.held.iter().filter(|held| !held.quantity.is_zero()).map(|held| held.state);
        legs.chain(held).max().unwrap_or(PriceState::Live)
    }
}

struct Valuer<'a> {
    resolver: Resolver<'a>,
    /// Forwards already found, by underlying and expiry.
    forwards: BTreeMap<(usize, Expiry), Option<Resolved<Decimal>>>,
    market: &'a Market,
    out: Valued,
}

/// What a leg needs beside its instrument.
struct Priced {
    mark: Decimal,
    shape: Shape,
    gain: Option<Gain>,
    pnl: Option<Decimal>,
    state: PriceState,
}

/// What is asked of a leg's prices.
struct Wanted<'a> {
    instrument: &'a Instrument,
    units: Decimal,
    /// Place of the underlying, and its price.
    place: usize,
    index: Decimal,
    /// Dollars a unit of what the instrument is quoted in.
    quote_usd: Decimal,
    subject: &'a Subject,
}

impl Valuer<'_> {
    fn positions(&mut self, account: &Account) {
        let mut rows_of: BTreeMap<&Instrument, Vec<usize>> = BTreeMap::new();
        let mut order = Vec::new();
        for (row, position) in account.positions.iter().enumerate() {
            if position.instrument.kind() == Kind::Spot {
                continue;
            }
            let rows = rows_of.entry(&position.instrument).or_default();
            if rows.is_empty() {
                order.push(&position.instrument);
            }
            rows.push(row);
        }
        for instrument in order {
            let rows = rows_of.remove(instrument).unwrap_or_default();
            let positions: Vec<&Position> = rows.iter().filter_map(|&row| account.positions.get(row)).collect();
            if let Err(reason) = self.position(instrument, &rows, &positions) {
                for row in rows {
                    self.out.left_out.push(LeftOut {
                        subject: Subject::Position(row),
                        name: instrument.to_string(),
                        reason: reason.clone(),
                    });
                }
            }
        }
    }

    fn position(&mut self, instrument: &Instrument, rows: &[usize], positions: &[&Position]) -> Result<(), String> {
        let too_large =
            || format!("{instrument} is too large to margin; at most {LARGEST_EXPOSURE:.0} dollars are counted");
        let mut units = Decimal::ZERO;
        for position in positions {
            units = position.units().and_then(|u| units.checked_add(u)).ok_or_else(too_large)?;
        }
        let place = self
            .underlying(instrument.underlying())
            .ok_or_else(|| format!("no price for {}; type one, or fetch live prices", instrument.underlying()))?;
        let index = self.out.underlyings.get(place).map_or(Decimal::ZERO, |u| u.index);
        let subject = Subject::Position(rows.first().copied().unwrap_or_default());
        let quote_usd = self.quote_usd(instrument)?;
        let wanted = Wanted { instrument, units, place, index, quote_usd, subject: &subject };
        let priced =
            if instrument.is_option() { self.option(&wanted, positions)? } else { self.delta_one(&wanted, positions)? };
        let dollars = instrument.is_inverse() && !instrument.is_option();
        let notional = to_f64(units).abs() * if dollars { 1.0 } else { to_f64(index) };
        let exposure = match priced.shape {
            Shape::Option { scale, black, .. } => (scale * black.forward).abs(),
            straight => straight.straight_usd(1.0).abs(),
        };
        if notional.max(exposure) > LARGEST_EXPOSURE || !exposure.is_finite() {
            return Err(too_large());
        }
        if let Some(expiry) = instrument.expiry().filter(|expiry| expiry.is_past(self.market.as_of)) {
            let message =
                format!("{instrument} settled on {expiry}: it counts at its settlement value, the index price");
            self.warn(WarningKind::Expired, subject, message);
        }
        let leg = self.out.legs.len();
        self.out.legs.push(Leg {
            kind: LegKind::Position,
            of: LegOf::Instrument(instrument.clone()),
            underlying: place,
            expiry: instrument.expiry(),
            rows: rows.to_vec(),
            units,
            mark: priced.mark,
            shape: priced.shape,
            gain: priced.gain,
            pnl: priced.pnl,
            state: priced.state,
        });
        if let Some(underlying) = self.out.underlyings.get_mut(place) {
            underlying.legs.push(leg);
        }
        Ok(())
    }

    fn delta_one(&mut self, wanted: &Wanted<'_>, positions: &[&Position]) -> Result<Priced, String> {
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
            let slope = cost.checked_mul(index);
            let cost = entered.checked_mul(index).and_then(|usd| usd.checked_div(mark.value));
            slope.zip(cost)
        } else {
            let slope = entered.checked_mul(mark.value).and_then(|v| v.checked_mul(quote_usd));
            slope.zip(cost.checked_mul(quote_usd))
        };
        let (slope, cost) = gain.ok_or_else(too_large)?;
        let gain = positions.iter().any(|position| position.entry.is_some()).then_some(Gain { slope, cost });
        let pnl = gain.map(|gain| gain.slope.checked_sub(gain.cost).ok_or_else(too_large)).transpose()?;
        let units = to_f64(units);
        let shape = if instrument.is_inverse() {
            Shape::Inverse { usd: units * to_f64(index) / to_f64(mark.value) }
        } else {
            Shape::Linear { usd: units * to_f64(mark.value) * to_f64(quote_usd) }
        };
        Ok(Priced { mark: mark.value, shape, gain, pnl, state: mark.state })
    }

    fn option(&mut self, wanted: &Wanted<'_>, positions: &[&Position]) -> Result<Priced, String> {
        let &Wanted { instrument, units, place, index, quote_usd, subject } = wanted;
        let Kind::Option { expiry, strike, right } = instrument.kind() else {
            return Err(format!("{instrument} is not an option"));
        };
        let underlying = instrument.underlying();
        let resolver = &self.resolver;
        let forward = self
            .forwards
            .entry((place, expiry))
            .or_insert_with(|| resolver.forward(underlying, expiry, index))
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
        let pnl = entered.checked_mul(mark).and_then(|worth| worth.checked_sub(cost)?.checked_mul(per_unit));
        let pnl = pnl.filter(|_| positions.iter().any(|position| position.entry.is_some()));
        Ok(Priced { mark, shape, gain: None, pnl, state: forward.state.max(vol.state) })
    }

    /// Dollars a unit of the asset a linear instrument is quoted in.
    fn quote_usd(&self, instrument: &Instrument) -> Result<Decimal, String> {
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

    fn holdings(&mut self, account: &Account) {
        let holdings = account.holdings.iter().map(|holding| (&holding.asset, Some(holding.quantity)));
        let spots = account.positions.iter().filter(|p| p.instrument.kind() == Kind::Spot);
        let spots = spots.map(|position| (position.instrument.underlying(), position.units()));
        let rows: Vec<(&Asset, Option<Decimal>)> = holdings.chain(spots).collect();
        let mut nets: BTreeMap<Asset, (Decimal, Vec<usize>)> = BTreeMap::new();
        for (row, (asset, quantity)) in rows.into_iter().enumerate() {
            let price = self.resolver.index(asset);
            let leave_out =
                |reason: String| LeftOut { subject: Subject::Holding(row), name: asset.to_string(), reason };
            let worth = quantity.zip(price.as_ref()).map(|(q, p)| to_f64(q).abs() * to_f64(p.value));
            let quantity = quantity.unwrap_or_default();
            if price.is_none() && !quantity.is_zero() {
                self.out.left_out.push(leave_out(format!("no price for {asset}; type one, or fetch live prices")));
            } else if worth.is_none_or(|usd| usd > LARGEST_EXPOSURE) && !quantity.is_zero() {
                let reason = format!("{asset} is too large to count; at most {LARGEST_EXPOSURE:.0} dollars are");
                self.out.left_out.push(leave_out(reason));
                self.held(row, asset, quantity, None, PriceState::Live, None);
                continue;
            }
            let underlying = if is_dollar(asset) || price.is_none() {
                None
            } else {
                let followed = tracked_by(asset).and_then(|followed| followed.parse::<Asset>().ok());
                followed.and_then(|followed| self.underlying(&followed)).or_else(|| self.underlying(asset))
            };
            let net = nets.entry(asset.clone()).or_default();
            net.0 = net.0.checked_add(quantity).unwrap_or(net.0);
            net.1.push(row);
            let (price, state) = price.map_or((None, PriceState::Live), |price| (Some(price.value), price.state));
            self.held(row, asset, quantity, price, state, underlying);
        }
        for (asset, (net, rows)) in nets {
            if net < Decimal::ZERO {
                self.borrowed(asset, net, rows);
            }
        }
    }

    fn held(
        &mut self,
        row: usize,
        asset: &Asset,
        quantity: Decimal,
        price: Option<Decimal>,
        state: PriceState,
        underlying: Option<usize>,
    ) {
        self.out.held.push(Held { row, asset: asset.clone(), quantity, price, underlying, state });
    }

    /// A borrowed coin has to be bought back, so its price is a risk like that of a short position.
    fn borrowed(&mut self, asset: Asset, net: Decimal, rows: Vec<usize>) {
        let held = self.out.held.iter().find(|held| held.asset == asset);
        let Some((price, place, state)) = held.and_then(|h| h.price.zip(h.underlying).map(|(p, u)| (p, u, h.state)))
        else {
            return;
        };
        let leg = self.out.legs.len();
        self.out.legs.push(Leg {
            kind: LegKind::Borrowed,
            of: LegOf::Coin(asset),
            underlying: place,
            expiry: None,
            rows,
            units: net,
            mark: price,
            shape: Shape::Spot { usd: to_f64(net) * to_f64(price) },
            gain: None,
            pnl: None,
            state,
        });
        if let Some(underlying) = self.out.underlyings.get_mut(place) {
            underlying.legs.push(leg);
        }
    }

    fn underlying(&mut self, asset: &Asset) -> Option<usize> {
        if let Some(place) = self.out.underlyings.iter().position(|u| u.asset == *asset) {
            return Some(place);
        }
        let index = self.resolver.index(asset)?;
        if let Some(how) = index.derived {
            self.warn(WarningKind::Derived, Subject::Asset(asset.clone()), how);
        }
        self.out.underlyings.push(Underlying {
            asset: asset.clone(),
            index: index.value,
            state: index.state,
            legs: Vec::new(),
        });
        Some(self.out.underlyings.len() - 1)
    }

    fn warn(&mut self, kind: WarningKind, subject: Subject, message: String) {
        self.out.warnings.push(Warning { kind, subject, message });
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
        let paid = if coins { units.checked_div(entry) } else { units.checked_mul(entry) };
        entered = entered.checked_add(units).ok_or_else(too_large)?;
        cost = paid.and_then(|paid| cost.checked_add(paid)).ok_or_else(too_large)?;
    }
    Ok((entered, cost))
}
