//! The picture of funding: equity and maintenance margin over the days, and where they meet.

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::app::liquidation::scale::in_square;
use crate::margin::funding::{Funding, FundingPoint};
use crate::risk::to_f64;

/// Lines in a square of 100 by 100, from the left and from the top: days to the right, dollars upward.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lines {
    /// The points of equity: `0,0 50,40 100,80`.
    pub(crate) equity: String,
    /// The points of the maintenance margin.
    pub(crate) maintenance: String,
    /// How far to the right they meet; nothing where they do not up to the horizon.
    pub(crate) meet: Option<Decimal>,
    /// Dollars at the top.
    pub(crate) high: String,
    /// Dollars at the bottom.
    pub(crate) low: String,
}

impl Lines {
    /// Of a path; nothing of one without points.
    pub(crate) fn of(of: &Funding) -> Option<Self> {
        let every = || of.path.iter().flat_map(|point| [point.equity, point.maintenance]);
        let (low, high) = (every().min()?, every().max()?);
        let (bottom, top) = (to_f64(low), to_f64(high));
        let last = to_f64(of.horizon.days);
        let right = |days: Decimal| in_square(to_f64(days) / last * 100.0);
        let down = |usd: Decimal| if top > bottom { (top - to_f64(usd)) / (top - bottom) * 100.0 } else { 50.0 };
        let line = |read: fn(&FundingPoint) -> Decimal| {
            let points = of.path.iter().map(|point| format!("{},{}", right(point.days), in_square(down(read(point)))));
            points.collect::<Vec<_>>().join(" ")
        };
        let meet = of.days_until_maintenance.filter(|days| *days <= of.horizon.days).map(right);
        let shown = |usd| format::dollars(usd, Toward::Nearest);
        Some(Self {
            equity: line(|point| point.equity),
            maintenance: line(|point| point.maintenance),
            meet,
            high: shown(high),
            low: shown(low),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn point(days: Decimal, equity: Decimal) -> FundingPoint {
        FundingPoint { days, received: dec!(0), equity, maintenance: dec!(4000), free: dec!(0) }
    }

    fn funding(equities: [Decimal; 3], days_until_maintenance: Option<Decimal>) -> Funding {
        let path: Vec<FundingPoint> =
            [dec!(0), dec!(20), dec!(40)].into_iter().zip(equities).map(|(d, e)| point(d, e)).collect();
        Funding { legs: vec![], usd_per_day: dec!(0), horizon: path[2], path, days_until_maintenance }
    }

    #[test]
    fn equity_falls_to_what_is_kept_and_the_place_is_marked() {
        let of = Lines::of(&funding([dec!(10000), dec!(7000), dec!(2000)], Some(dec!(32)))).unwrap();
        // of 8,000 dollars between top and bottom 3,000 and all; maintenance 6,000 down; 32 of 40 days
        assert_eq!(of.equity, "0,0 50,37.5 100,100");
        assert_eq!(of.maintenance, "0,75 50,75 100,75");
        assert_eq!(of.meet, Some(dec!(80)));
        assert_eq!((of.high.as_str(), of.low.as_str()), ("$10,000", "$2,000"));
    }

    #[test]
    fn what_lies_beyond_the_horizon_is_not_marked_and_what_is_level_stands_in_the_middle() {
        let of = Lines::of(&funding([dec!(4000); 3], Some(dec!(41)))).unwrap();
        assert_eq!((of.equity.as_str(), of.meet), ("0,50 50,50 100,50", None));
        let nothing = Funding { path: vec![], ..funding([dec!(1); 3], None) };
        assert_eq!(Lines::of(&nothing), None);
    }
}
