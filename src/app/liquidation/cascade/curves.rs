//! The picture of a cascade: the shocked price by round, a line for each kind of account.

use rust_decimal::Decimal;

use crate::app::format;
use crate::app::liquidation::scale::in_square;
use crate::book::Asset;
use crate::margin::cascade::Fallout;
use crate::risk::to_f64;

/// Lines in a square of 100 by 100, from the left and from the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Curves {
    /// The points of each line: `0,10 50,80 100,80`.
    pub(crate) points: Vec<String>,
    /// The highest price, at the top.
    pub(crate) high: String,
    /// The lowest, at the bottom.
    pub(crate) low: String,
    /// Rounds from left to right; what came to rest earlier stays where it is.
    pub(crate) rounds: usize,
}

/// Prices from before the shock through every round to the end.
fn prices(of: &Fallout, asset: &Asset) -> Vec<Decimal> {
    let fall = of.prices.iter().find(|fall| fall.asset == *asset);
    let judged = of.rounds.iter().filter_map(|round| Some(round.prices.iter().find(|(of, _)| of == asset)?.1));
    let last = fall.filter(|_| !of.at_rest).map(|fall| fall.after);
    fall.map(|fall| fall.before).into_iter().chain(judged).chain(last).collect()
}

impl Curves {
    /// A line for each; nothing where none has a price.
    pub(crate) fn of(all: &[&Fallout], asset: &Asset) -> Option<Self> {
        let prices: Vec<Vec<Decimal>> = all.iter().map(|of| prices(of, asset)).collect();
        let every = || prices.iter().flatten().copied();
        let (low, high) = (every().min()?, every().max()?);
        let rounds = prices.iter().map(Vec::len).max()?.saturating_sub(1).max(1);
        let (bottom, top) = (to_f64(low), to_f64(high));
        let down = |price: Decimal| if top > bottom { (top - to_f64(price)) / (top - bottom) * 100.0 } else { 50.0 };
        let line = |of: &Vec<Decimal>| {
            let rest = of.last().map(|last| (rounds, *last));
            let points = of.iter().copied().enumerate().chain(rest);
            let point = |(round, price): (usize, Decimal)| {
                format!("{},{}", in_square(round as f64 / rounds as f64 * 100.0), in_square(down(price)))
            };
            points.map(point).collect::<Vec<_>>().join(" ")
        };
        let shown = |price| format::price(price, format::Toward::Nearest);
        Some(Self { points: prices.iter().map(line).collect(), high: shown(high), low: shown(low), rounds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::cascade::{Fall, Round};
    use rust_decimal_macros::dec;

    fn fallout(judged: &[Decimal], after: Decimal, at_rest: bool) -> Fallout {
        let btc: Asset = "BTC".parse().unwrap();
        let round = |price: &Decimal| Round {
            prices: vec![(btc.clone(), *price)],
            liquidated: vec![],
            volume_usd: dec!(0),
            insurance_usd: dec!(0),
        };
        let fall = Fall { asset: btc.clone(), before: dec!(60000), shocked: dec!(54000), after };
        Fallout { rounds: judged.iter().map(round).collect(), prices: vec![fall], at_rest, ..Fallout::default() }
    }

    #[test]
    fn prices_fall_round_by_round_and_rest_where_they_are() {
        let apart = fallout(&[dec!(54000)], dec!(54000), true);
        let crowd = fallout(&[dec!(54000), dec!(51000), dec!(50000)], dec!(50000), true);
        let curves = Curves::of(&[&apart, &crowd], &"BTC".parse().unwrap()).unwrap();
        // of 10,000 dollars between top and bottom 6,000, 9,000 and all
        assert_eq!(curves.points, ["0,0 33.33,60 100,60", "0,0 33.33,60 66.67,90 100,100 100,100"]);
        assert_eq!((curves.high.as_str(), curves.low.as_str(), curves.rounds), ("60,000", "50,000", 3));
    }

    #[test]
    fn what_is_stopped_goes_on_to_its_last_price() {
        let stopped = fallout(&[dec!(54000)], dec!(50000), false);
        let curves = Curves::of(&[&stopped], &"BTC".parse().unwrap()).unwrap();
        assert_eq!(curves.points, ["0,0 50,60 100,100 100,100"]);
        assert_eq!(Curves::of(&[&stopped], &"ETH".parse().unwrap()), None);
        assert_eq!(Curves::of(&[], &"BTC".parse().unwrap()), None);
    }
}
