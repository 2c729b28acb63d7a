//! What an account holds of each asset over all its rows, for venues that weigh an asset as a whole.

use rust_decimal::Decimal;

use crate::book::{Asset, Exact};
use crate::margin::{Charge, ChargeName, HoldingReport};
use crate::risk::{FigureError, Gain, Leg, LegKind, LegOf, Valued, to_f64};

/// One asset over all its rows.
pub(super) struct Balance<'a> {
    /// Which.
    pub(super) asset: &'a Asset,
    /// Held > 0, owed < 0.
    pub(super) quantity: Decimal,
    /// Dollars a unit; absent without a price.
    pub(super) price: Option<Decimal>,
    /// The leg of the debt, where it has one.
    pub(super) leg: Option<usize>,
    /// The underlying its price moves with; none for dollars.
    pub(super) underlying: Option<usize>,
    /// Whether it stands among the holdings; a debt asked about by itself does not.
    pub(super) held: bool,
}

/// Every asset once, in order of appearance; a debt asked about by itself comes from its leg.
pub(super) fn balances(account: &Valued) -> Vec<Balance<'_>> {
    let mut out: Vec<Balance<'_>> = Vec::new();
    for held in &account.held {
        match out.iter_mut().find(|balance| *balance.asset == held.asset) {
            Some(balance) => {
                balance.quantity = balance.quantity.capped_plus(held.quantity);
                // what is left is priced as what it is: held or owed
                if held.quantity.is_sign_negative() == balance.quantity.is_sign_negative() {
                    balance.price = held.price;
                }
            }
            None => {
                let (asset, quantity, price) = (&held.asset, held.quantity, held.price);
                out.push(Balance { asset, quantity, price, leg: None, underlying: held.underlying, held: true });
            }
        }
    }
    for (place, leg) in account.legs.iter().enumerate() {
        let (LegKind::Borrowed, LegOf::Coin(asset)) = (leg.kind, &leg.of) else { continue };
        match out.iter_mut().find(|balance| balance.asset == asset) {
            Some(balance) => balance.leg = Some(place),
            None => {
                let (quantity, price) = (leg.units, Some(leg.mark));
                let underlying = Some(leg.underlying);
                out.push(Balance { asset, quantity, price, leg: Some(place), underlying, held: false });
            }
        }
    }
    out
}

/// Every holding as counted: what `counted` says of its asset, the share taken off and the dollars of all its rows,
/// given to the rows in proportion and to the last digit.
pub(super) fn reports(account: &Valued, counted: impl Fn(&Asset) -> (Decimal, Decimal)) -> Vec<HoldingReport> {
    let mut out: Vec<HoldingReport> = Vec::with_capacity(account.held.len());
    for held in &account.held {
        let (haircut, _) = counted(&held.asset);
        let worth = held.price.map_or(Decimal::ZERO, |price| held.quantity.capped_times(price));
        let value = worth.capped_times(Decimal::ONE.capped_minus(haircut));
        out.push(HoldingReport { haircut, value, ..HoldingReport::counted(held, haircut) });
    }
    for place in 0..out.len() {
        let Some(asset) = out.get(place).map(|row| row.asset.clone()) else { continue };
        if out.iter().take(place).any(|row| row.asset == asset) {
            continue;
        }
        let its = || out.iter().filter(|row| row.asset == asset).map(|row| row.value);
        let rest = counted(&asset).1.capped_minus(its().fold(Decimal::ZERO, Decimal::capped_plus));
        let rows = out.iter_mut().filter(|row| row.asset == asset);
        if let Some(most) = rows.max_by(|a, b| a.value.abs().cmp(&b.value.abs())) {
            most.value = most.value.capped_plus(rest);
        }
    }
    out
}

/// Legs of one underlying that a venue has one market for.
pub(super) struct Netted {
    /// Place of the underlying.
    pub(super) underlying: usize,
    /// Places of the legs.
    pub(super) legs: Vec<usize>,
    /// Coins, long > 0.
    pub(super) units: Decimal,
    /// Dollars gained at the index price; positions without an entry price have gained nothing.
    pub(super) gain: Decimal,
    /// Dollars a coin.
    pub(super) index: Decimal,
}

/// Linear perpetuals by underlying, valued at the index price.
pub(super) fn netted(account: &Valued) -> Vec<Netted> {
    let mut out: Vec<Netted> = Vec::new();
    for (place, leg) in account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Position) {
        let Some(index) = account.underlyings.get(leg.underlying).map(|underlying| underlying.index) else { continue };
        let gain = gain_at(leg, index);
        match out.iter_mut().find(|market| market.underlying == leg.underlying) {
            Some(market) => {
                market.legs.push(place);
                market.units = market.units.capped_plus(leg.units);
                market.gain = market.gain.capped_plus(gain);
            }
            None => {
                let (underlying, units) = (leg.underlying, leg.units);
                out.push(Netted { underlying, legs: vec![place], units, gain, index });
            }
        }
    }
    out
}

/// A charge of which every market has an amount, shared among the market's legs.
pub(super) fn by_market(
    name: &'static ChargeName,
    account: &Valued,
    markets: &[Netted],
    amount: impl Fn(usize) -> Result<Decimal, FigureError>,
) -> Result<Charge, FigureError> {
    let mut parts = Vec::new();
    for (place, market) in markets.iter().enumerate() {
        parts.extend(Charge::named(name, amount(place)?).shared(&market.weights(account)).parts);
    }
    parts.sort_by_key(|part| part.leg);
    Ok(Charge::summed(name, parts))
}

impl Netted {
    /// Each leg's coins on the side of the whole, to share what the whole needs; legs that cancel share by size.
    fn weights(&self, account: &Valued) -> Vec<(usize, f64)> {
        let units = |place: usize| account.legs.get(place).map_or(0.0, Leg::units_f64);
        let side = to_f64(self.units);
        let weight = |place| if side == 0.0 { units(place).abs() } else { units(place) * side.signum() };
        self.legs.iter().map(|&place| (place, weight(place))).collect()
    }
}

/// Whether every row of a perpetual or future has an entry price: its gain is that of all it is, then.
pub(super) fn entered_whole(leg: &Leg, gain: Gain) -> bool {
    let (entered, whole) = (to_f64(gain.slope), leg.shape.straight_usd(1.0));
    (entered - whole).abs() <= 1e-9 * whole.abs()
}

/// Dollars a perpetual has gained at a price in dollars; none without an entry price. Where some of its rows have none, the
/// gain is that of the others at mark.
fn gain_at(leg: &Leg, price: Decimal) -> Decimal {
    let Some(gain) = leg.gain else { return Decimal::ZERO };
    let worth = if entered_whole(leg, gain) { leg.units.capped_times(price) } else { gain.slope };
    worth.capped_minus(gain.cost)
}
