//! Which price a leg rests on: the quote if there is one, else what follows from others, said so.
//!
//! | wanted | taken from, first that is there |
//! |---|---|
//! | index | its quote; the quote of an instrument that follows it one to one |
//! | mark of a perpetual | its quote; the index |
//! | mark of a future | its quote; the forward |
//! | forward | its quote; between listed forwards (log of forward over index, linear in time); index × e^{rate·years} |
//! | volatility | a typed volatility; a typed mark; its quote; the same strike and expiry under the other right or settlement; its mark; the surface |

use rust_decimal::Decimal;

use super::{f64_text, to_f64, to_usd};
use crate::book::{Asset, Exact, Expiry, Instrument, Kind, Right, Settlement, Sorted};
use crate::market::{Market, PriceState, Quote};
use crate::pricing::{VolPoint, VolSurface, implied_vol};

/// A price with its state, and a sentence when it was derived.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved<T> {
    pub(super) value: T,
    pub(super) state: PriceState,
    pub(super) derived: Option<String>,
}

impl<T> Resolved<T> {
    fn quoted(value: T, state: PriceState) -> Self {
        Self { value, state, derived: None }
    }

    fn derived(value: T, state: PriceState, how: String) -> Self {
        Self { value, state, derived: Some(how) }
    }
}

/// Looks prices up, building each underlying's surface once and only when asked.
pub(super) struct Resolver<'a> {
    market: &'a Market,
    surfaces: Sorted<Asset, (VolSurface, PriceState)>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(market: &'a Market) -> Self {
        Self { market, surfaces: Sorted::new() }
    }

    /// Dollars a unit of something held or owed, as careful as the market says.
    pub(super) fn collateral(&self, asset: &Asset, owed: bool) -> Option<Resolved<Decimal>> {
        let mut price = self.index(asset)?;
        if let Some(quote) = self.market.index_of(asset) {
            price.value = quote.counted(self.market.prudence, owed);
        }
        Some(price)
    }

    /// Dollars a coin.
    pub(super) fn index(&self, asset: &Asset) -> Option<Resolved<Decimal>> {
        if let Some(quote) = self.market.index_of(asset) {
            return usable(quote).map(|price| Resolved::quoted(price, quote.state));
        }
        let follows =
            |instrument: &&Instrument| instrument.underlying() == asset && matches!(instrument.kind(), Kind::Perpetual);
        let (instrument, quote) = self.market.marks.iter().find(|(instrument, _)| follows(instrument))?;
        let price = usable(quote)?;
        Some(Resolved::derived(
            price,
            quote.state,
            format!("no index price for {asset}: the mark of {instrument} stands in for it"),
        ))
    }

    /// Mark of a perpetual or future in its own price unit.
    pub(super) fn mark(
        &self,
        instrument: &Instrument,
        index: Decimal,
        quote_usd: Decimal,
    ) -> Option<Resolved<Decimal>> {
        if let Some(quote) = self.market.marks.get(instrument) {
            return usable(quote).map(|price| Resolved::quoted(price, quote.state));
        }
        let in_quote = |usd: Decimal| if instrument.is_inverse() { Some(usd) } else { usd.over(quote_usd) };
        match instrument.expiry() {
            None => {
                let state = self.market.index_of(instrument.underlying()).map_or(PriceState::Imported, |q| q.state);
                let how = format!("no mark price for {instrument}: the index stands in for it");
                Some(Resolved::derived(in_quote(index)?, state, how))
            }
            Some(expiry) => {
                let forward = self.forward(instrument.underlying(), expiry, index)?;
                let how = forward
                    .derived
                    .unwrap_or_else(|| format!("no mark price for {instrument}: the forward stands in for it"));
                let quoted = self.market.forwards.contains_key(&(instrument.underlying().clone(), expiry));
                let price = in_quote(forward.value)?;
                Some(if quoted {
                    Resolved::quoted(price, forward.state)
                } else {
                    Resolved::derived(price, forward.state, how)
                })
            }
        }
    }

    /// Forward price in dollars.
    pub(super) fn forward(&self, underlying: &Asset, expiry: Expiry, index: Decimal) -> Option<Resolved<Decimal>> {
        let state = self.market.index_of(underlying).map_or(PriceState::Imported, |quote| quote.state);
        if expiry.is_past(self.market.as_of) {
            return Some(Resolved::quoted(index, state));
        }
        if let Some(quote) = self.market.forwards.get(&(underlying.clone(), expiry)) {
            return usable(quote).map(|price| Resolved::quoted(price, quote.state));
        }
        let spot = to_f64(index);
        let years = expiry.years_after(self.market.as_of);
        let carry = |at: Expiry, quote: &Quote| {
            let years = at.years_after(self.market.as_of);
            let ratio = to_f64(quote.price) / spot;
            (ratio > 0.0 && years > 0.0).then(|| (years, libm::log(ratio), quote.state))
        };
        let mut before = None;
        let mut after = None;
        for (at, quote) in self.market.forwards_of(underlying) {
            let Some(point) = carry(at, quote) else { continue };
            if point.0 <= years {
                before = Some(point);
            } else if after.is_none() {
                after = Some(point);
            }
        }
        let (log_basis, state, how) = match (before, after) {
            (None, None) => {
                let rate = self.market.rates.get(underlying).copied().filter(|r| r.is_finite()).unwrap_or(0.0);
                let how = format!(
                    "no forward for {underlying} {expiry}: index at a rate of {} % a year",
                    f64_text(rate * 100.0)
                );
                (rate * years, state, how)
            }
            (Some((t, log, state)), None) | (None, Some((t, log, state))) => (
                log / t * years,
                state,
                format!("no forward for {underlying} {expiry}: carry of the nearest listed expiry"),
            ),
            (Some((t0, l0, s0)), Some((t1, l1, s1))) => {
                let weight = (years - t0) / (t1 - t0);
                (
                    l0 + (l1 - l0) * weight,
                    s0.max(s1),
                    format!("no forward for {underlying} {expiry}: between its listed neighbours"),
                )
            }
        };
        let forward = to_usd(spot * libm::exp(log_basis)).filter(|f| *f > Decimal::ZERO)?;
        Some(Resolved::derived(forward, state, how))
    }

    /// Volatility of an option with forward `forward` (in the option's own quote) as a fraction a year.
    pub(super) fn vol(&mut self, instrument: &Instrument, forward: f64, index: Decimal) -> Option<Resolved<f64>> {
        let Kind::Option { expiry, strike, right } = instrument.kind() else { return None };
        if expiry.is_past(self.market.as_of) {
            return Some(Resolved::quoted(0.0, PriceState::Live));
        }
        let quote = self.market.vols.get(instrument).filter(|quote| vol_usable(quote.vol));
        if let Some(typed) = quote.filter(|quote| quote.state == PriceState::Manual) {
            return Some(Resolved::quoted(typed.vol, typed.state));
        }
        let mark = self.market.marks.get(instrument);
        let from_mark = |quote: &Quote| {
            let price = to_f64(quote.price) * if instrument.is_inverse() { forward } else { 1.0 };
            let rate = if instrument.is_inverse() { 0.0 } else { self.rate(instrument.settlement_asset()) };
            let years = expiry.years_after(self.market.as_of);
            implied_vol(price, forward, to_f64(strike), years, rate, right).ok().filter(|vol| vol_usable(*vol))
        };
        if let Some(typed) = mark.filter(|quote| quote.state == PriceState::Manual)
            && let Some(vol) = from_mark(typed)
        {
            return Some(Resolved::quoted(vol, typed.state));
        }
        if let Some(quote) = quote.or_else(|| self.twin(instrument)) {
            return Some(Resolved::quoted(quote.vol, quote.state));
        }
        if let Some(quote) = mark
            && let Some(vol) = from_mark(quote)
        {
            return Some(Resolved::derived(
                vol,
                quote.state,
                format!("volatility of {instrument} follows from its mark price"),
            ));
        }
        let spot = to_f64(index);
        let years = expiry.years_after(self.market.as_of);
        let (surface, state) = self.surface(instrument.underlying(), index, spot);
        let log_moneyness = libm::log(to_f64(strike) / forward);
        if let Some(vol) = surface.vol(years, log_moneyness) {
            let how = format!("no volatility for {instrument}: read off the surface of quoted ones");
            return Some(Resolved::derived(vol, state, how));
        }
        let underlying = instrument.underlying();
        let index = self.market.vol_indices.get(underlying).filter(|quote| vol_usable(quote.vol))?;
        let how = format!("no volatility for {instrument}: the volatility index of {underlying} stands in for it");
        Some(Resolved::derived(index.vol, index.state, how))
    }

    /// Interest rate of the asset an option settles in, a fraction a year.
    pub(super) fn rate(&self, asset: &Asset) -> f64 {
        self.market.rates.get(asset).copied().filter(|rate| rate.is_finite()).unwrap_or(0.0)
    }

    /// The same strike and expiry under the other right or settlement.
    fn twin(&self, instrument: &Instrument) -> Option<&'a crate::market::VolQuote> {
        let Kind::Option { expiry, strike, right } = instrument.kind() else { return None };
        let other = if right == Right::Call { Right::Put } else { Right::Call };
        let usd = Settlement::Linear { quote: Asset::usd() };
        let usdc = "USDC".parse().ok().map(|quote| Settlement::Linear { quote });
        let settlements = [Some(instrument.settlement().clone()), Some(Settlement::Inverse), Some(usd), usdc];
        settlements
            .into_iter()
            .flatten()
            .flat_map(|settlement| [(settlement.clone(), right), (settlement, other)])
            .find_map(|(settlement, right)| {
                let kind = Kind::Option { expiry, strike, right };
                let twin = Instrument::new(instrument.underlying().clone(), settlement, kind).ok()?;
                self.market.vols.get(&twin).filter(|quote| vol_usable(quote.vol))
            })
    }

    fn surface(&mut self, underlying: &Asset, index: Decimal, spot: f64) -> (&VolSurface, PriceState) {
        if !self.surfaces.contains_key(underlying) {
            let mut worst = PriceState::Live;
            let mut forwards: Sorted<Expiry, f64> = Sorted::new();
            let mut points = Vec::new();
            for (instrument, quote) in &self.market.vols {
                let Kind::Option { expiry, strike, .. } = instrument.kind() else { continue };
                if instrument.underlying() != underlying || expiry.is_past(self.market.as_of) || !vol_usable(quote.vol)
                {
                    continue;
                }
                let forward = *forwards.or_insert_with(expiry, || {
                    self.forward(underlying, expiry, index).map_or(spot, |forward| to_f64(forward.value))
                });
                worst = worst.max(quote.state);
                let years = expiry.years_after(self.market.as_of);
                points.push(VolPoint { years, log_moneyness: libm::log(to_f64(strike) / forward), vol: quote.vol });
            }
            self.surfaces.insert(underlying.clone(), (VolSurface::new(points), worst));
        }
        static EMPTY: std::sync::OnceLock<VolSurface> = std::sync::OnceLock::new();
        self.surfaces.get(underlying).map_or_else(
            || (EMPTY.get_or_init(VolSurface::default), PriceState::Live),
            |(surface, state)| (surface, *state),
        )
    }
}

/// Largest price that is taken for one.
const LARGEST_PRICE: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

fn usable(quote: &Quote) -> Option<Decimal> {
    (quote.price > Decimal::ZERO && quote.price <= LARGEST_PRICE).then_some(quote.price)
}

fn vol_usable(vol: f64) -> bool {
    vol.is_finite() && vol > 0.0 && vol <= 20.0
}
