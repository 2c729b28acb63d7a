//! The prices of one instrument at which equity meets maintenance, every other price kept.
//!
//! Between the prices at which a position changes tier both sides are straight lines in the price `x`:
//! `equity + Σ q·(x − p) = share·(others + Σ (|q|·x·rate − deduction))`. Each stretch is solved by itself and a root
//! counts only in the stretch it was solved for. One position gives at most one root; a long and a short of the same
//! instrument may give two.

use rust_decimal::Decimal;

use super::rate::Rate;
use super::tiers::Tiers;
use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul, sub, sum};

/// A position in the instrument whose price moves, under its tiers.
#[derive(Clone, Copy, Debug)]
pub struct TieredLeg<'a> {
    /// Coins, long > 0.
    pub size: Decimal,
    /// The price at which the pool's equity was taken: the mark, or the entry where equity is a wallet balance.
    pub price: Decimal,
    /// Its tiers.
    pub tiers: &'a Tiers,
}

/// A position with the rate and deduction of one tier taken as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Coins, long > 0.
    pub size: Decimal,
    /// The price at which the pool's equity was taken.
    pub price: Decimal,
    /// Maintenance rate.
    pub rate: Rate,
    /// Its deduction, quote currency.
    pub deduction: Decimal,
}

/// What stands behind the positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Equity with each leg at its own `price`, quote currency.
    pub equity: Decimal,
    /// Maintenance of everything else in the pool, quote currency.
    pub other_maintenance: Decimal,
    /// Which part of maintenance is asked about: all of it, or two thirds for a backstop.
    pub share: Rate,
}

/// A price at which equity meets the part of maintenance asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    /// The price, above 0.
    pub price: Decimal,
    /// Whether the account is short of margin below this price (else above it).
    pub below: bool,
    /// Equity there, which is the threshold, quote currency.
    pub equity: Decimal,
}

/// `surplus(x) = level + slope·x`.
#[derive(Clone, Copy, Debug)]
struct Surplus {
    level: Decimal,
    slope: Decimal,
}

impl Surplus {
    fn of(lines: &[Line], pool: &Pool) -> Result<Self, FigureError> {
        let field = "liquidation price";
        let net = sum(field, lines.iter().map(|line| line.size))?;
        let rates = lines.iter().map(|line| line.rate.of(field, line.size.abs()));
        let rates = rates.collect::<Result<Vec<_>, _>>()?;
        let slope = sub(field, net, pool.share.of(field, sum(field, rates)?)?)?;
        let deductions = sum(field, lines.iter().map(|line| line.deduction))?;
        let fixed = pool.share.of(field, sub(field, pool.other_maintenance, deductions)?)?;
        let level = sub(field, cash(lines, pool)?, fixed)?;
        Ok(Self { level, slope })
    }

    /// The surplus at a price; only its sign matters, so where it overflows it is the largest amount of the slope's sign.
    fn at(self, price: Decimal) -> Decimal {
        let far = if self.slope.is_sign_negative() { Decimal::MIN } else { Decimal::MAX };
        self.slope.checked_mul(price).and_then(|moved| moved.checked_add(self.level)).unwrap_or(far)
    }
}

/// Equity were the price 0.
fn cash(lines: &[Line], pool: &Pool) -> Result<Decimal, FigureError> {
    lines.iter().try_fold(pool.equity, |cash, line| sub("equity", cash, mul("notional", line.size, line.price)?))
}

fn root(lines: &[Line], pool: &Pool, price: Decimal, slope: Decimal) -> Result<Option<Root>, FigureError> {
    if price <= Decimal::ZERO {
        return Ok(None);
    }
    let net = sum("size", lines.iter().map(|line| line.size))?;
    let equity = add("equity", cash(lines, pool)?, mul("equity", net, price)?)?;
    Ok(Some(Root { price, below: slope > Decimal::ZERO, equity }))
}

/// The price under the rates and deductions given, whatever tier it falls in:
/// `(share·(others − Σ deduction) − equity + Σ q·p) / (Σ q − share·Σ |q|·rate)`.
///
/// `None` where there is no price above 0. Errs on overflow.
pub fn line_root(lines: &[Line], pool: &Pool) -> Result<Option<Root>, FigureError> {
    let surplus = Surplus::of(lines, pool)?;
    if surplus.slope.is_zero() {
        return Ok(None);
    }
    root(lines, pool, div("liquidation price", -surplus.level, surplus.slope)?, surplus.slope)
}

/// Every price above 0 at which equity meets maintenance, lowest first; empty where there is none. Errs on overflow.
pub fn roots(legs: &[TieredLeg<'_>], pool: &Pool) -> Result<Vec<Root>, FigureError> {
    let mut edges = vec![Decimal::ZERO];
    for leg in legs.iter().filter(|leg| !leg.size.is_zero()) {
        for bracket in leg.tiers.brackets().iter().filter(|bracket| bracket.lower > Decimal::ZERO) {
            // a boundary that lies beyond 28 digits of price is never met
            edges.extend(bracket.lower.checked_div(leg.size.abs()));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    let mut found: Vec<Root> = Vec::new();
    let mut left: Option<Decimal> = None;
    for (place, &from) in edges.iter().enumerate() {
        let to = edges.get(place + 1).copied();
        let inside = match to {
            Some(to) => add(
                "liquidation price",
                from,
                div("liquidation price", sub("liquidation price", to, from)?, Decimal::TWO)?,
            )?,
            None => add("liquidation price", mul("liquidation price", from, Decimal::TWO)?, Decimal::ONE)?,
        };
        let mut lines = Vec::with_capacity(legs.len());
        for leg in legs {
            // the notional only names the tier, so the largest there is will do where it overflows
            let notional = leg.size.abs().checked_mul(inside).unwrap_or(Decimal::MAX);
            let (_, bracket) = leg.tiers.at(notional);
            let (rate, deduction) = (bracket.rate, bracket.deduction);
            lines.push(Line { size: leg.size, price: leg.price, rate, deduction });
        }
        let surplus = Surplus::of(&lines, pool)?;
        let start = left.unwrap_or_else(|| surplus.at(from));
        let end = to.map(|to| surplus.at(to));
        left = end;
        let crosses = match end {
            Some(end) => start.is_zero() || end.is_zero() || start.is_sign_negative() != end.is_sign_negative(),
            None => start.is_zero() || start.is_sign_negative() != surplus.slope.is_sign_negative(),
        };
        if surplus.slope.is_zero() || !crosses {
            continue;
        }
        let price = div("liquidation price", -surplus.level, surplus.slope)?.max(from);
        let price = to.map_or(price, |to| price.min(to));
        if found.last().is_none_or(|before| before.price < price) {
            found.extend(root(&lines, pool, price, surplus.slope)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::rates::Tier;
    use rust_decimal_macros::dec;

    fn tiers(list: &[(Decimal, Decimal)]) -> Tiers {
        let list: Vec<_> = list.iter().map(|&(lower, rate)| Tier { lower, rate: Rate::fraction(rate) }).collect();
        Tiers::new("tiers", "rate", &list).unwrap()
    }

    fn pool(equity: Decimal, other_maintenance: Decimal) -> Pool {
        Pool { equity, other_maintenance, share: Rate::ONE }
    }

    #[test]
    fn one_position_is_liquidated_at_one_price() {
        let flat = tiers(&[(dec!(0), dec!(0.05))]);
        // 10 coins at 100 on 200: (1000 − 200) / (10 − 10·0.05)
        let long = TieredLeg { size: dec!(10), price: dec!(100), tiers: &flat };
        let found = roots(&[long], &pool(dec!(200), dec!(0))).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].price, dec!(800) / dec!(9.5));
        assert!(found[0].below);
        // short: (1000 + 200) / (10 + 10·0.05)
        let short = TieredLeg { size: dec!(-10), ..long };
        let found = roots(&[short], &pool(dec!(200), dec!(0))).unwrap();
        assert_eq!(found[0].price, dec!(1200) / dec!(10.5));
        assert!(!found[0].below);
    }

    #[test]
    fn what_other_positions_must_keep_brings_the_price_nearer() {
        let flat = tiers(&[(dec!(0), dec!(0.004))]);
        let leg = TieredLeg { size: dec!(1), price: dec!(100), tiers: &flat };
        let found = roots(&[leg], &pool(dec!(5), dec!(4))).unwrap();
        assert_eq!(found[0].price, (dec!(4) - dec!(5) + dec!(100)) / (dec!(1) - dec!(0.004)));
    }

    #[test]
    fn a_root_lies_in_the_tier_it_was_solved_for() {
        let two = tiers(&[(dec!(0), dec!(0.05)), (dec!(900), dec!(0.1))]);
        // short 10 at 100: the notional grows past 900 with the price, deduction 900·0.05 = 45
        let leg = TieredLeg { size: dec!(-10), price: dec!(100), tiers: &two };
        let found = roots(&[leg], &pool(dec!(200), dec!(0))).unwrap();
        assert_eq!(found[0].price, (dec!(1000) + dec!(200) + dec!(45)) / (dec!(10) + dec!(1)));
        // long 10 at 100: 1000 − 200 = 800 is met below 900, at the lower rate
        let leg = TieredLeg { size: dec!(10), price: dec!(100), tiers: &two };
        let found = roots(&[leg], &pool(dec!(200), dec!(0))).unwrap();
        assert_eq!(found[0].price, dec!(800) / dec!(9.5));
    }

    #[test]
    fn no_price_is_no_price() {
        let flat = tiers(&[(dec!(0), dec!(0.05))]);
        let leg = TieredLeg { size: dec!(1), price: dec!(100), tiers: &flat };
        assert_eq!(roots(&[leg], &pool(dec!(1000), dec!(0))), Ok(vec![]));
        assert_eq!(roots(&[], &pool(dec!(1000), dec!(0))), Ok(vec![]));
        assert_eq!(line_root(&[], &pool(dec!(1000), dec!(0))), Ok(None));
    }

    #[test]
    fn a_long_and_a_short_of_one_instrument_may_give_two() {
        let two = tiers(&[(dec!(0), dec!(0.01)), (dec!(200), dec!(0.5))]);
        // long 3, short 2: net long 1 at 100 with 60 behind; the tiers overtake the gain when the price rises
        let legs =
            [(dec!(3), dec!(100)), (dec!(-2), dec!(100))].map(|(size, price)| TieredLeg { size, price, tiers: &two });
        let found = roots(&legs, &pool(dec!(60), dec!(0))).unwrap();
        // below: 60 + x − 100 = 5·x·0.01; above: −40 + x = 5·x·0.5 − 2·200·0.49
        assert_eq!(found.iter().map(|root| root.below).collect::<Vec<_>>(), [true, false]);
        assert_eq!(found[0].price, dec!(40) / dec!(0.95));
        assert_eq!(found[1].price, dec!(156) / dec!(1.5));
    }
}
