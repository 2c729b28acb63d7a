//! A user’s own limits: caps on figures of an assessment, checked before and after a change.

use rust_decimal::Decimal;

use super::scan::{sum, usd};
use super::{AskError, Assessment};
use crate::book::{Asset, Exact};

/// What a cap is on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Net delta in dollars, whatever its sign: of one underlying, or of all added up with their signs.
    Delta(Option<Asset>),
    /// Dollars by which the account changes when every volatility moves by one point, whatever its sign.
    Vega,
    /// Gross notional of all positions, dollars: options count at the underlying’s price.
    Notional,
    /// Gross notional over equity.
    Leverage,
    /// Share of what is held as collateral, at prices before haircuts, that one asset makes up, a fraction: a named one,
    /// or the largest.
    Share(Option<Asset>),
}

impl Measure {
    /// Its name as people read it.
    pub fn title(&self) -> String {
        match self {
            Self::Delta(None) => "Net delta".to_owned(),
            Self::Delta(Some(asset)) => format!("Net delta of {asset}"),
            Self::Vega => "Vega".to_owned(),
            Self::Notional => "Gross notional".to_owned(),
            Self::Leverage => "Leverage".to_owned(),
            Self::Share(None) => "Largest share of collateral".to_owned(),
            Self::Share(Some(asset)) => format!("Share of {asset} in collateral"),
        }
    }

    /// Its figure, ≥ 0; absent for the leverage of an account with positions and no equity.
    pub fn of(&self, of: &Assessment) -> Option<Decimal> {
        match self {
            Self::Delta(None) => Some(usd(of.greeks.delta_usd).abs()),
            Self::Delta(Some(asset)) => {
                let its = of.underlyings.iter().find(|underlying| underlying.underlying == *asset);
                Some(its.map_or(Decimal::ZERO, |underlying| usd(underlying.greeks.delta_usd).abs()))
            }
            Self::Vega => Some(usd(of.greeks.vega_usd_per_point).abs()),
            Self::Notional => Some(notional(of)),
            Self::Leverage => match notional(of) {
                nothing if nothing.is_zero() => Some(nothing),
                _ if of.equity.total <= Decimal::ZERO => None,
                notional => notional.over(of.equity.total),
            },
            Self::Share(asset) => share(of, asset.as_ref()),
        }
    }
}

/// Dollars of every position added up, whatever their sides.
fn notional(of: &Assessment) -> Decimal {
    let positions = of.legs.iter().filter(|leg| leg.kind == super::LegKind::Position);
    sum(positions.map(|leg| {
        let index = || of.underlyings.iter().find(|underlying| underlying.underlying == leg.underlying);
        match leg.vol {
            Some(_) => leg.units.capped_times(index().map_or(Decimal::ZERO, |underlying| underlying.index)).abs(),
            None => leg.value.abs(),
        }
    }))
}

fn share(of: &Assessment, asset: Option<&Asset>) -> Option<Decimal> {
    let worth = |asset: &Asset| {
        let its = of.holdings.iter().filter(|holding| holding.asset == *asset);
        sum(its.map(|holding| holding.price.map_or(Decimal::ZERO, |price| holding.quantity.capped_times(price))))
            .max(Decimal::ZERO)
    };
    let mut assets: Vec<&Asset> = Vec::new();
    for holding in &of.holdings {
        if !assets.contains(&&holding.asset) {
            assets.push(&holding.asset);
        }
    }
    let all = sum(assets.iter().map(|asset| worth(asset)));
    if all.is_zero() {
        return Some(Decimal::ZERO);
    }
    let largest = || assets.iter().map(|asset| worth(asset)).max().unwrap_or_default();
    asset.map_or_else(largest, worth).over(all)
}

/// A limit that someone set for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// On what.
    pub measure: Measure,
    /// The most it may be: dollars, a multiple (leverage) or a fraction (share).
    pub most: Decimal,
}

impl Cap {
    /// A cap that can be kept.
    ///
    /// # Errors
    /// It is below nothing, or a share above all of it.
    pub fn new(measure: Measure, most: Decimal) -> Result<Self, AskError> {
        if most < Decimal::ZERO {
            return Err(AskError::field("cap", most, "a limit of at least 0 is right"));
        }
        if matches!(measure, Measure::Share(_)) && most > Decimal::ONE {
            return Err(AskError::field("cap", most, "a share from 0 to 1 is right, 0.4 for 40 %"));
        }
        Ok(Self { measure, most })
    }
}

/// A cap before and after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapCheck {
    /// Which.
    pub cap: Cap,
    /// Its figure before; absent where there is none.
    pub before: Option<Decimal>,
    /// Its figure after.
    pub after: Option<Decimal>,
    /// Whether it is kept after.
    pub within: bool,
    /// Whether the change may be made: the cap is kept after, or was broken before and is broken by no more.
    pub allowed: bool,
}

/// What a change does to a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept after.
    Kept,
    /// It was broken before, and is broken by no more.
    WasBroken,
    /// It is broken by the change, or by more than before.
    Broken,
}

impl CapCheck {
    /// What the change does to it.
    pub fn keeping(&self) -> Keeping {
        match (self.within, self.allowed) {
            (true, _) => Keeping::Kept,
            (false, true) => Keeping::WasBroken,
            (false, false) => Keeping::Broken,
        }
    }
}

/// Every cap before and after a change.
pub fn check(caps: &[Cap], before: &Assessment, after: &Assessment) -> Vec<CapCheck> {
    let one = |cap: &Cap| {
        let (was, is) = (cap.measure.of(before), cap.measure.of(after));
        let within = is.is_some_and(|is| is <= cap.most);
        // sums of floating point that did not change may differ in their last digits
        let same = |was: Decimal| was.capped_plus(was.capped_times(Decimal::new(1, 9)));
        let no_worse = match (was, is) {
            (Some(was), Some(is)) => is <= same(was),
            (None, Some(_)) => true,
            (_, None) => false,
        };
        CapCheck { cap: cap.clone(), before: was, after: is, within, allowed: within || no_worse }
    };
    caps.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::assess;
    use crate::margin::venues::case::{account, market, rules, with_options};
    use rust_decimal_macros::dec;

    fn asked(positions: &[&str], holdings: &[&str]) -> Assessment {
        let market = with_options(
            market(&[("BTC", "60000"), ("ETH", "3000")]),
            &[("BTC", "25DEC26", "60000")],
            &[("BTC-25DEC26-60000-C", 0.5)],
        );
        assess(&account(positions, holdings), &market, rules("reference"))
    }

    #[test]
    fn figures_are_those_of_the_book() {
        let of = asked(&["1 BTC-PERP", "-10 ETH-PERP", "2 BTC-25DEC26-60000-C"], &["100000 USDC", "1 BTC"]);
        let is = |measure: Measure| measure.of(&of).unwrap();
        // 60,000 + 30,000 + 2 × 60,000
        assert_eq!(is(Measure::Notional), dec!(210000));
        assert_eq!(is(Measure::Delta(Some("ETH".parse().unwrap()))), dec!(30000));
        assert_eq!(is(Measure::Delta(Some("SOL".parse().unwrap()))), dec!(0));
        // 60,000 of 160,000, and 100,000 of it
        assert_eq!(is(Measure::Share(Some("BTC".parse().unwrap()))), dec!(0.375));
        assert_eq!(is(Measure::Share(None)), dec!(0.625));
        assert!(is(Measure::Vega) > dec!(0));
    }

    #[test]
    fn a_cap_forbids_what_breaks_it_and_not_what_mends_it() {
        let cap = [Cap::new(Measure::Notional, dec!(100000)).unwrap()];
        let (small, large) = (asked(&["1 BTC-PERP"], &[]), asked(&["3 BTC-PERP"], &[]));
        let larger = asked(&["4 BTC-PERP"], &[]);
        let allowed = |before, after| check(&cap, before, after).first().map(|c| (c.within, c.allowed)).unwrap();
        assert_eq!(allowed(&small, &small), (true, true));
        assert_eq!(allowed(&small, &large), (false, false));
        assert_eq!(allowed(&larger, &large), (false, true)); // 240,000 to 180,000
        assert_eq!(allowed(&large, &larger), (false, false));
        let keeping = |before, after| check(&cap, before, after)[0].keeping();
        assert_eq!((keeping(&small, &small), keeping(&small, &large)), (Keeping::Kept, Keeping::Broken));
        assert_eq!((keeping(&larger, &large), keeping(&large, &larger)), (Keeping::WasBroken, Keeping::Broken));
    }

    #[test]
    fn leverage_without_equity_has_no_figure() {
        assert_eq!(Measure::Leverage.of(&asked(&["1 BTC-PERP"], &["20000 USD"])), Some(dec!(3)));
        assert_eq!(Measure::Leverage.of(&asked(&["1 BTC-PERP"], &[])), None);
        assert_eq!(Measure::Leverage.of(&asked(&[], &[])), Some(dec!(0)));
        let said = Cap::new(Measure::Share(None), dec!(40)).unwrap_err().to_string();
        assert_eq!(said, "cap is 40; a share from 0 to 1 is right, 0.4 for 40 %");
    }
}
