//! What venues of scenarios share when they answer: amounts in dollars, charges given back leg by leg, and one table of
//! what several books of scenarios gain.

use rust_decimal::Decimal;

use crate::book::{Asset, Exact};
use crate::margin::{Binding, Charge, FigureError, Grid};
use crate::risk::{VolMove, f64_text, to_f64, to_usd};

/// A charge before its legs have their parts, and each leg's weight in it.
pub(super) type Weighed = (Charge, Vec<(usize, f64)>);

/// A calculator's figure as dollars.
pub(super) fn dollars(field: &str, value: f64) -> Result<Decimal, FigureError> {
    to_usd(value).ok_or_else(|| FigureError::overflow(field))
}

/// Less than this many dollars is not asked for: as an option loses its last digits, rounding would decide whether its
/// value covers its margin, and a liquidation price would be found there.
const LEAST: f64 = 1e-6;

/// What a calculator asks for, as dollars.
pub(super) fn required(field: &str, value: f64) -> Result<Decimal, FigureError> {
    if value.abs() < LEAST { Ok(Decimal::ZERO) } else { dollars(field, value) }
}

/// The charges, which a calculator adds up in floating point, made to add up to its total: what rounding leaves is the
/// first one's, before its legs have their parts. Nothing asked for is no charge.
pub(super) fn adding_up(total: Decimal, charges: Vec<Weighed>) -> Vec<Charge> {
    if total.is_zero() {
        return Vec::new();
    }
    let sum = charges.iter().fold(Decimal::ZERO, |sum, (charge, _)| sum.capped_plus(charge.amount));
    let rest = total.capped_minus(sum);
    let with_rest = |(place, (charge, weights)): (usize, Weighed)| {
        let amount = if place == 0 { charge.amount.capped_plus(rest).max(Decimal::ZERO) } else { charge.amount };
        Charge { amount, ..charge }.shared(&weights)
    };
    charges.into_iter().enumerate().map(with_rest).collect()
}

/// What one book, which a venue margins by itself, gains in its scenarios.
pub(super) struct Sheet {
    /// Whose price moves.
    pub(super) asset: Asset,
    /// The book in a sentence: `btc_usd, settled in coin,`.
    pub(super) name: String,
    /// The outermost price move of the table, a fraction.
    pub(super) range: f64,
    /// Dollars.
    pub(super) grid: Grid,
    /// The scenario it is charged for; none where the table has none.
    pub(super) worst: Option<Worst>,
}

/// The scenario a book is charged for.
pub(super) struct Worst {
    /// Its place among the tails.
    pub(super) tail: Option<usize>,
    /// Or its column in the table.
    pub(super) column: Option<usize>,
    /// How volatility moves.
    pub(super) vol: VolMove,
    /// How the price moves, a fraction.
    pub(super) price_move: f64,
    /// What is charged for it.
    pub(super) charge: Decimal,
}

/// One table of several books.
#[derive(Default)]
pub(super) struct Table {
    pub(super) grid: Grid,
    pub(super) binding: Option<Binding>,
    pub(super) ranges: Vec<(Asset, f64)>,
    /// Books that are charged for another scenario, a sentence each.
    pub(super) others: Vec<String>,
}

impl Sheet {
    /// The scenario it is charged for; one whose loss is nothing but rounding is none.
    fn worst(&self) -> Option<&Worst> {
        self.worst.as_ref().filter(|worst| to_f64(worst.charge) >= LEAST)
    }

    fn charge(&self) -> Decimal {
        self.worst().map_or(Decimal::ZERO, |worst| worst.charge)
    }

    /// Whether its cells stand where another's do.
    fn laid_out_as(&self, other: &Self) -> bool {
        let tails = |grid: &Grid| grid.tails.iter().map(|tail| tail.price_move).collect::<Vec<_>>();
        let same = self.grid.steps == other.grid.steps && self.grid.vols == other.grid.vols;
        same && tails(&self.grid) == tails(&other.grid)
    }
}

/// A move in words: `+18 %`.
pub(super) fn percent(step: f64) -> String {
    let sign = if step > 0.0 { "+" } else { "" };
    format!("{sign}{} %", f64_text((step * 1e4).round() / 1e2).replace('-', "−"))
}

impl Worst {
    fn same_as(&self, other: &Self) -> bool {
        (self.tail, self.column, self.vol) == (other.tail, other.column, other.vol)
    }

    fn words(&self) -> String {
        let vol = match self.vol {
            VolMove::Up => "up",
            VolMove::Same => "unchanged",
            VolMove::Down => "down",
        };
        format!("{}, volatility {vol}", percent(self.price_move))
    }
}

/// Adds books up cell by cell. Each is charged for its own worst scenario all the same: the binding scenario is that of the
/// largest charge, and who is charged for another is named. A book whose cells stand elsewhere is not in the table.
pub(super) fn table(sheets: &[Sheet]) -> Table {
    // of equal charges the first
    let Some(first) = sheets.iter().rev().max_by_key(|sheet| sheet.charge()) else { return Table::default() };
    let mut out = Table { grid: first.grid.clone(), ..Table::default() };
    let mut moves: Vec<(Asset, f64)> = Vec::new();
    let mut underlyings: Vec<(Asset, Decimal)> = Vec::new();
    for sheet in sheets {
        if !out.ranges.iter().any(|(asset, _)| *asset == sheet.asset) {
            out.ranges.push((sheet.asset.clone(), sheet.range));
        }
        let alike = sheet.laid_out_as(first);
        if alike && !std::ptr::eq(sheet, first) {
            add(&mut out.grid, &sheet.grid);
        }
        let (Some(worst), Some(binds)) = (sheet.worst(), first.worst()) else { continue };
        if !alike || !worst.same_as(binds) {
            out.others.push(format!("{} is charged for a scenario of its own: {}.", sheet.name, worst.words()));
            continue;
        }
        match underlyings.iter_mut().find(|(asset, _)| *asset == sheet.asset) {
            Some((_, sum)) => *sum = sum.capped_plus(worst.charge),
            None => {
                moves.push((sheet.asset.clone(), worst.price_move));
                underlyings.push((sheet.asset.clone(), worst.charge));
            }
        }
    }
    out.binding = first.worst().map(|worst| Binding {
        tail: worst.tail,
        column: worst.column,
        vol: worst.vol,
        moves,
        underlyings,
    });
    out
}

fn add(to: &mut Grid, from: &Grid) {
    for (sum, more) in [(&mut to.counted, &from.counted), (&mut to.pnl, &from.pnl)] {
        for (sum, more) in sum.iter_mut().zip(more) {
            *sum += more;
        }
    }
    for (sum, more) in to.tails.iter_mut().zip(&from.tails) {
        sum.counted += more.counted;
        sum.pnl += more.pnl;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::{ChargeName, Tail};
    use rust_decimal_macros::dec;

    static NAME: ChargeName = ChargeName { name: "Any", words: "Any." };

    fn sheet(asset: &str, pnl: f64, column: usize, charge: Decimal) -> Sheet {
        let tails = vec![Tail { price_move: 2.0, counted: pnl, pnl }];
        let vols = vec![VolMove::Same];
        let grid = Grid { steps: vec![-1.0, 1.0], vols, counted: vec![pnl, -pnl], pnl: vec![pnl, -pnl], tails };
        let worst = Worst { tail: None, column: Some(column), vol: VolMove::Same, price_move: -0.125, charge };
        Sheet { asset: asset.parse().unwrap(), name: asset.to_owned(), range: 0.125, grid, worst: Some(worst) }
    }

    #[test]
    fn books_add_up_and_the_largest_charge_binds() {
        let sheets = [sheet("BTC", -5.0, 0, dec!(5)), sheet("ETH", -7.0, 0, dec!(7)), sheet("SOL", 2.0, 1, dec!(2))];
        let of = table(&sheets);
        assert_eq!(of.grid.pnl, [-10.0, 10.0]);
        assert_eq!(of.grid.tails[0].counted, -10.0);
        let binding = of.binding.unwrap();
        let amounts: Vec<Decimal> = binding.underlyings.iter().map(|(_, amount)| *amount).collect();
        assert_eq!((binding.column, amounts), (Some(0), vec![dec!(5), dec!(7)]));
        assert_eq!(of.others, ["SOL is charged for a scenario of its own: −12.5 %, volatility unchanged."]);
        assert_eq!(of.ranges.len(), 3);
    }

    #[test]
    fn a_book_laid_out_otherwise_is_named_and_not_added() {
        let mut other = sheet("HYPE", -1.0, 0, dec!(1));
        other.grid.steps = vec![-1.0, 0.5];
        let of = table(&[sheet("BTC", -5.0, 0, dec!(5)), other]);
        assert_eq!((of.grid.pnl, of.others.len()), (vec![-5.0, 5.0], 1));
        assert!(table(&[]).binding.is_none());
    }

    #[test]
    fn charges_take_the_total_and_legs_their_parts() {
        let weighed = |amount| (Charge::named(&NAME, amount), vec![(0, 1.0), (3, 2.0)]);
        assert_eq!(adding_up(dec!(0), vec![weighed(dec!(0.0000001))]), []);
        assert_eq!(required("margin", 9e-7), Ok(dec!(0)));
        assert_eq!(required("margin", 2e-6), Ok(dec!(0.000002)));
        let charges = adding_up(dec!(10.000001), vec![weighed(dec!(6)), weighed(dec!(4))]);
        assert_eq!((charges[0].amount, charges[1].amount), (dec!(6.000001), dec!(4)));
        for charge in charges {
            assert_eq!(charge.parts.iter().map(|part| part.amount).sum::<Decimal>(), charge.amount);
        }
    }
}
