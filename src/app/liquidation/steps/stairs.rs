//! The picture of the steps: the margin ratio after each as a staircase, with the line at 100 % where liquidation ends.

use rust_decimal::Decimal;

use crate::risk::to_f64;

/// Ratios are drawn up to here; what is higher, or without equity, stands at the top.
const HIGHEST: f64 = 4.0;
/// Room above and below, of what is drawn.
const ROOM: f64 = 0.15;

/// A staircase, percent of its width and of its height, from the left and from the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stairs {
    /// Level parts: from, to, height.
    pub(crate) treads: Vec<(f64, f64, f64)>,
    /// Upright parts: place, from height, to height.
    pub(crate) risers: Vec<(f64, f64, f64)>,
    /// Height of 100 %.
    pub(crate) limit: f64,
}

impl Stairs {
    /// Of the ratios after the move and after each step; `None` is without equity.
    pub(crate) fn of(ratios: &[Option<Decimal>]) -> Self {
        let drawn = |ratio: &Option<Decimal>| ratio.map_or(HIGHEST, to_f64).clamp(0.0, HIGHEST);
        let all: Vec<f64> = ratios.iter().map(drawn).collect();
        let (low, high) = all.iter().fold((1.0_f64, 1.0_f64), |(low, high), of| (low.min(*of), high.max(*of)));
        let room = ((high - low) * ROOM).max(0.005);
        let (low, high) = (low - room, high + room);
        let down = |ratio: f64| (high - ratio) / (high - low) * 100.0;
        let width = 100.0 / all.len().max(1) as f64;
        let heights: Vec<f64> = all.iter().copied().map(down).collect();
        let tread = |(place, height): (usize, &f64)| (place as f64 * width, (place + 1) as f64 * width, *height);
        let riser = |(place, two): (usize, &[f64])| match two {
            [from, to] => Some(((place + 1) as f64 * width, *from, *to)),
            _ => None,
        };
        Self {
            treads: heights.iter().enumerate().map(tread).collect(),
            risers: heights.windows(2).enumerate().filter_map(riser).collect(),
            limit: down(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn each_step_leads_down_to_the_line() {
        let of = Stairs::of(&[Some(dec!(1.2)), Some(dec!(1.1)), Some(dec!(1))]);
        assert_eq!(of.treads.len(), 3);
        // 1 to 1.2 with 0.03 above and below: 1.2 is 0.03 of 0.26 down, 1 is 0.23
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(of.treads[0].2, 3.0 / 0.26) && near(of.limit, 23.0 / 0.26), "{of:?}");
        assert!(near(of.treads[1].0, 100.0 / 3.0) && near(of.treads[1].1, 200.0 / 3.0));
        assert_eq!(of.risers[1], (of.treads[1].1, of.treads[1].2, of.treads[2].2));
    }

    #[test]
    fn without_equity_it_stands_at_the_top_and_nothing_is_drawn_outside() {
        let of = Stairs::of(&[None, Some(dec!(900)), Some(dec!(0))]);
        assert_eq!(of.treads[0].2, of.treads[1].2);
        assert!(of.treads.iter().all(|(_, _, height)| (0.0..=100.0).contains(height)));
        let level = Stairs::of(&[Some(dec!(1))]);
        // nothing to compare: the line is in the middle, and the stairs on it
        assert!((level.limit - 50.0).abs() < 1e-9 && level.treads == [(0.0, 100.0, level.limit)], "{level:?}");
        assert_eq!(Stairs::of(&[]).treads, []);
    }
}
