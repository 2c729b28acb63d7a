//! dYdX: an order a block, of at most a tenth of the position and of what a block may liquidate of one subaccount, filled at
//! no worse than the fillable price; the insurance fund takes a fee of what is left above the bankruptcy price, or pays.

use rust_decimal::Decimal;

use super::End;
use super::run::{Run, usd};
use super::state::Lot;
use super::tried::{Charged, Pricing, Tried};
use crate::book::Exact;
use crate::margin::Family;
use crate::margin::FigureError;
use crate::margin::venues::dydx::{
    LiquidationRules, Subaccount, bankruptcy, fillable, insurance_fee, liquidation_size, subaccount_of,
};
use crate::risk::LegOf;

/// Halvings of an order that nobody fills at the fillable price.
const HALVINGS: u32 = 16;
/// Decimals of a USDC.
const USDC: i32 = 6;

pub(super) fn close(run: &mut Run<'_>, seconds_per_block: u64) -> End {
    loop {
        if let Some(end) = run.end() {
            return end;
        }
        let order = match next(run) {
            Ok(order) => order,
            Err(why) => return run.stuck(&why),
        };
        match filled(run, &order) {
            Ok((tried, fund)) => {
                run.fund_usd = run.fund_usd.capped_plus(fund);
                let limit = order.limit.round_dp(8).normalize();
                let why = format!("a block liquidates so much of it, at no worse than the fillable price of {limit}");
                run.place(tried, Decimal::ZERO, why);
            }
            Err(why) => return run.stuck(&why),
        }
        run.wait(seconds_per_block);
    }
}

/// The chain's order of this block.
struct BlockOrder {
    lot: Lot,
    chain: Subaccount,
    rules: LiquidationRules,
    /// Place in the subaccount.
    place: usize,
    /// Coins, > 0.
    coins: Decimal,
    /// Fillable price, dollars.
    limit: Decimal,
}

fn next(run: &Run<'_>) -> Result<BlockOrder, String> {
    let said = |error: FigureError| error.to_string();
    let Family::Venue(venue) = &run.rules.family else { return Err(NOT_DYDX.to_owned()) };
    let (chain, rules, legs) = subaccount_of(venue.parameters(), &run.now.valued).map_err(|_| NOT_DYDX.to_owned())?;
    let lot = run.now.lots().into_iter().next().ok_or("no position is left")?;
    let is_its = |&leg: &usize| {
        let leg = run.now.valued.legs.get(leg).map(|leg| &leg.of);
        matches!(leg, Some(LegOf::Instrument(instrument)) if *instrument == lot.instrument)
    };
    let place = legs.iter().position(is_its).ok_or("the position is not in the subaccount")?;
    let position = chain.positions.get(place).ok_or("the position is not in the subaccount")?;
    let size = liquidation_size(position.size, &position.market, 1, 0, &rules).map_err(said)?.size;
    let at = fillable(&chain, place, &rules).map_err(said)?.price;
    let limit = dollars(usd(at.over() as f64 / at.under() as f64)?, position.market.atomic_resolution)?;
    let size = i128::try_from(size).map_err(|_| TOO_LARGE.to_owned())?;
    let scale = position.market.atomic_resolution.unsigned_abs();
    let coins = Decimal::try_from_i128_with_scale(size, scale).map_err(|_| TOO_LARGE.to_owned())?;
    if coins.is_zero() {
        return Err("what a block may liquidate is less than the smallest order".to_owned());
    }
    Ok(BlockOrder { lot, chain, rules, place, coins, limit })
}

/// Quote quantums a base quantum as dollars a coin.
fn dollars(price: Decimal, atomic_resolution: i32) -> Result<Decimal, String> {
    let shift = atomic_resolution.saturating_add(USDC).saturating_neg();
    let power =
        10_i128.checked_pow(shift.unsigned_abs()).and_then(|power| Decimal::try_from_i128_with_scale(power, 0).ok());
    let shifted = power.and_then(|power| if shift < 0 { price.over(power) } else { price.times(power) });
    shifted.ok_or_else(|| TOO_LARGE.to_owned())
}

const NOT_DYDX: &str = "these rules have no parameters of dYdX’s liquidations";
const TOO_LARGE: &str = "the order is too large to be computed";

/// The order as it is filled, with what the fund pays, ≥ 0.
fn filled(run: &Run<'_>, order: &BlockOrder) -> Result<(Tried, Decimal), String> {
    let sells = !order.lot.units.is_sign_negative();
    let mut coins = order.coins.min(order.lot.units.abs());
    for _ in 0..HALVINGS {
        let quantity = if sells { -coins } else { coins };
        let orders = [(order.lot.instrument.clone(), quantity)];
        let tried = run.tried(&orders, Pricing::Market, Charged::Dollars(Decimal::ZERO))?;
        let Some(closed) = tried.what.first() else { break };
        let worse = if sells { closed.price < order.limit } else { closed.price > order.limit };
        if !worse {
            let fee = fee(order, closed.quantity, closed.price)?;
            let tried = run.tried(&orders, Pricing::Market, Charged::Dollars(fee))?;
            return Ok((tried, (-fee).max(Decimal::ZERO)));
        }
        coins = coins.over(Decimal::TWO).unwrap_or_default();
    }
    Err("nobody takes any of it at the fillable price; once equity is below zero the chain closes it against accounts on \
         the other side, at the bankruptcy price"
        .to_owned())
}

/// The insurance fund's fee, dollars; below 0 it pays.
fn fee(order: &BlockOrder, quantity: Decimal, price: Decimal) -> Result<Decimal, String> {
    let said = |error: FigureError| error.to_string();
    let too_large = || TOO_LARGE.to_owned();
    let position = order.chain.positions.get(order.place).ok_or_else(too_large)?;
    let quote = quantity.times(price).and_then(|quote| (-quote).times(Decimal::new(1_000_000, 0)));
    let quote = quote.map(|quote| quote.trunc().mantissa()).ok_or_else(too_large)?;
    let scale = position.market.atomic_resolution.unsigned_abs();
    let delta = rescaled(quantity, scale).ok_or_else(too_large)?;
    let at = bankruptcy(&order.chain, order.place, delta).map_err(said)?.quote;
    let amount = insurance_fee(quote, at, order.rules.max_fee_ppm).map_err(said)?.amount;
    Decimal::try_from_i128_with_scale(amount, 6).map_err(|_| too_large())
}

/// A decimal in units of `10^-scale`, towards zero.
fn rescaled(value: Decimal, scale: u32) -> Option<i128> {
    let cut = value.trunc_with_scale(scale);
    cut.mantissa().checked_mul(10_i128.checked_pow(scale.checked_sub(cut.scale())?)?)
}
