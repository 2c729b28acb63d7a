//! Profit and loss of each leg in the risk matrix.
//!
//! The standard matrix has `2n + 1` price buckets `price_range·k/n`, from low to high, each with volatility up, same and
//! down (the venue's own order of the three cannot be told from its answers, futures being equal in all). The extended
//! table has the far moves, volatility up, each weighted by `price_range/|move|`.
//!
//! In coin a future gains `q·(1 − 1/(1 + move))` and an option `q·(V′/F′ − V/F)`; in the quote currency a future gains
//! `q·mark·move` and an option `q·(V′ − V)`. V is undiscounted Black-76 on the expiry's forward, which moves as the
//! index does. A far gain in coin is brought from the move's price to that of the matrix's edge:
//! `· (1 + move)/(1 ± price_range)`.

use serde::Serialize;

use super::parameters::{PairRules, PortfolioRules};
use crate::book::{Expiry, Right, Time};
use crate::margin::FigureError;
use crate::margin::limits::{Place, within};
use crate::pricing::{Black76, Cell, InverseOption, OptionBatch, VolState};

/// What gains and losses are paid in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// The coin.
    Coin,
    /// The quote currency.
    Quote,
}

impl Settled {
    /// The word in a sentence.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Coin => "coin",
            Self::Quote => "the quote currency",
        }
    }
}

/// A position of one pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Name of the instrument.
    pub name: String,
    /// Coins, long > 0; of an inverse future its dollars over the mark.
    pub size: f64,
    /// When it settles; none for a perpetual.
    pub expiry: Option<Expiry>,
    /// What it is.
    pub contract: Contract,
}

/// What a leg is a position in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Contract {
    /// A future or perpetual.
    Future {
        /// Mark price.
        mark: f64,
    },
    /// An option.
    Option {
        /// Price of the future of its expiry.
        forward: f64,
        /// Strike price.
        strike: f64,
        /// Call or put.
        right: Right,
        /// Volatility per year, a fraction.
        vol: f64,
    },
}

/// The positions of one pair that are settled in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct PairBook {
    /// Name of the pair: `btc_usd`.
    pub pair: String,
    /// What they are settled in.
    pub settled: Settled,
    /// Index price.
    pub index: f64,
    /// The moment of the question.
    pub now: Time,
    /// The positions.
    pub legs: Vec<Leg>,
}

/// Profit and loss over the matrix, in the settlement currency.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct Vectors {
    /// Price buckets from low to high, each volatility up, same, down.
    pub standard: Vec<f64>,
    /// Far moves, in their order.
    pub extended: Vec<f64>,
}

/// One leg's vectors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegVectors {
    /// Name of the instrument.
    pub name: String,
    /// Its gains and losses.
    pub vectors: Vectors,
    /// Its delta in coin; of an inverse option net of its premium.
    pub delta: f64,
}

/// The three volatilities of a price bucket, in the order of the matrix.
pub(super) const STATES: [VolState; 3] = [VolState::Up, VolState::Same, VolState::Down];

/// Moves of the price buckets, low to high.
pub(super) fn bucket_moves(pair: &PairRules, buckets: u32) -> Vec<f64> {
    let n = f64::from(buckets.max(1));
    let count = 2 * buckets.max(1) + 1;
    (0..count).map(|k| pair.price_range * (f64::from(k) - n) / n).collect()
}

/// The edge of the matrix on the side of a far move.
pub(super) fn edge(pair: &PairRules, far: f64) -> f64 {
    1.0 + pair.price_range.copysign(far)
}

/// The cells of a pair's matrix and extended table, laid out for repricing: today first.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    buckets: Vec<f64>,
    cells: Vec<Cell>,
}

impl Cells {
    pub(super) fn of(pair: &PairRules, rules: &PortfolioRules) -> Self {
        let buckets = bucket_moves(pair, rules.model_params.general.buckets_count);
        let mut cells = vec![Cell::new(1.0, VolState::Same)];
        cells.extend(buckets.iter().flat_map(|step| STATES.map(|state| Cell::new(1.0 + step, state))));
        cells.extend(rules.table.extended_moves.iter().map(|step| Cell::new(1.0 + step, VolState::Up)));
        Self { buckets, cells }
    }
}

/// Every leg through the matrix.
///
/// # Errors
/// A pair without rules, or a figure that cannot be, named `legs[n].size` and the like.
pub fn vectors(book: &PairBook, rules: &PortfolioRules) -> Result<Vec<LegVectors>, FigureError> {
    vectors_in(book, rules, &Cells::of(rules.pair(&book.pair)?, rules))
}

/// The same with cells that were laid out before.
pub(super) fn vectors_in(
    book: &PairBook,
    rules: &PortfolioRules,
    Cells { buckets, cells }: &Cells,
) -> Result<Vec<LegVectors>, FigureError> {
    let pair = rules.pair(&book.pair)?;
    within("index", book.index, 1e-9..=1e12, "a price above 0 is right")?;
    let shock = pair.shock(rules.table.least_days);
    let mut batch = OptionBatch::with_capacity(book.legs.len());
    for (place, leg) in book.legs.iter().enumerate() {
        check(place, leg)?;
        if let Contract::Option { forward, strike, right, vol } = leg.contract {
            let (days, years) = time_left(leg, book.now);
            // settled: worth what exercising pays, at any volatility
            let vols = if years > 0.0 { shock.vols(vol, days) } else { [0.0; 3] };
            batch.push(forward, strike, right, vols.map(|vol| vol * years.max(0.0).sqrt()));
        }
    }
    let mut values = Vec::new();
    let stride = batch.reprice(cells, &mut values);
    let mut option = 0;
    let mut out = Vec::with_capacity(book.legs.len());
    for leg in &book.legs {
        let column = option;
        let value = |cell: usize| values.get(cell * stride + column).copied().unwrap_or(0.0);
        let gain = |cell: usize, step: f64| match (leg.contract, book.settled) {
            (Contract::Future { .. }, Settled::Coin) => leg.size * (1.0 - 1.0 / (1.0 + step)),
            (Contract::Future { mark }, Settled::Quote) => leg.size * mark * step,
            (Contract::Option { forward, .. }, Settled::Coin) => {
                leg.size * (value(cell) / (forward * (1.0 + step)) - value(0) / forward)
            }
            (Contract::Option { .. }, Settled::Quote) => leg.size * (value(cell) - value(0)),
        };
        let inside = buckets.len() * STATES.len();
        let standard = (0..inside).zip(buckets.iter().flat_map(|step| [*step; 3]));
        let standard = standard.map(|(cell, step)| gain(cell + 1, step)).collect();
        let far = rules.table.extended_moves.iter().enumerate();
        let extended = far.map(|(place, &step)| {
            let weight = pair.extended_table_factor * pair.price_range / step.abs();
            let at_edge = if book.settled == Settled::Coin { (1.0 + step) / edge(pair, step) } else { 1.0 };
            gain(inside + 1 + place, step) * weight * at_edge
        });
        let extended = extended.collect();
        let delta = leg.size * unit_delta(leg, book);
        if matches!(leg.contract, Contract::Option { .. }) {
            option += 1;
        }
        out.push(LegVectors { name: leg.name.clone(), vectors: Vectors { standard, extended }, delta });
    }
    Ok(out)
}

/// Days and years to expiry; none for a perpetual.
pub(super) fn time_left(leg: &Leg, now: Time) -> (f64, f64) {
    leg.expiry.map_or((0.0, 0.0), |expiry| (expiry.days_after(now), expiry.years_after(now)))
}

fn unit_delta(leg: &Leg, book: &PairBook) -> f64 {
    let Contract::Option { forward, strike, right, vol } = leg.contract else {
        return 1.0;
    };
    let (_, years) = time_left(leg, book.now);
    let black = Black76 { forward, strike, years, vol, rate: 0.0, right };
    match book.settled {
        Settled::Coin => InverseOption { black }.net_delta(),
        Settled::Quote => black.delta(),
    }
}

fn check(place: usize, leg: &Leg) -> Result<(), FigureError> {
    let at = |key: &'static str| Place(move || format!("legs[{place}].{key}"));
    let price = "a price above 0 is right";
    within(at("size"), leg.size, -1e15..=1e15, "coins up to 1e15 are right")?;
    match leg.contract {
        Contract::Future { mark } => {
            within(at("mark"), mark, 1e-9..=1e12, price)?;
        }
        Contract::Option { forward, strike, vol, .. } => {
            within(at("forward"), forward, 1e-9..=1e12, price)?;
            within(at("strike"), strike, 1e-9..=1e12, price)?;
            within(at("vol"), vol, 0.0..=20.0, "a fraction from 0 to 20 is right, 0.6 for 60 %")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::parameters::portfolio_rules;
    use super::*;

    fn book(settled: Settled, contract: Contract, size: f64) -> PairBook {
        let expiry = Expiry::new(2026, 12, 25).unwrap();
        let now = Time(expiry.instant().0 - 30 * 86_400_000);
        let legs = vec![Leg { name: "leg".into(), size, expiry: Some(expiry), contract }];
        PairBook { pair: "btc_usd".into(), settled, index: 60_000.0, now, legs }
    }

    fn rules() -> PortfolioRules {
        portfolio_rules().unwrap().remove(2).parameters
    }

    fn vectors_of(settled: Settled, contract: Contract, size: f64) -> LegVectors {
        vectors(&book(settled, contract, size), &rules()).unwrap().remove(0)
    }

    #[test]
    fn an_inverse_future_has_its_edge_value_in_every_far_cell() {
        let leg = vectors_of(Settled::Coin, Contract::Future { mark: 60_000.0 }, 2.0);
        assert_eq!(leg.vectors.standard.len(), 27);
        assert!((leg.vectors.standard[0] - 2.0 * (1.0 - 1.0 / 0.84)).abs() < 1e-15);
        assert!((leg.vectors.standard[26] - 2.0 * (1.0 - 1.0 / 1.16)).abs() < 1e-15);
        for (far, edge) in leg.vectors.extended.iter().zip([0, 0, 26, 26, 26, 26, 26, 26]) {
            assert!((far - leg.vectors.standard[edge]).abs() < 1e-14);
        }
        assert_eq!(leg.delta, 2.0);
    }

    #[test]
    fn a_linear_future_gains_in_proportion() {
        let leg = vectors_of(Settled::Quote, Contract::Future { mark: 60_000.0 }, -1.5);
        assert!((leg.vectors.standard[0] - 1.5 * 60_000.0 * 0.16).abs() < 1e-9);
        // −0.66 weighted 0.16/0.66
        assert!((leg.vectors.extended[0] - 1.5 * 60_000.0 * 0.16).abs() < 1e-9);
    }

    #[test]
    fn an_option_is_repriced_in_coin() {
        let contract = Contract::Option { forward: 60_000.0, strike: 60_000.0, right: Right::Call, vol: 0.6 };
        let leg = vectors_of(Settled::Coin, contract, -1.0);
        let years = 30.0 / 365.0;
        let value = |forward: f64, vol: f64| {
            Black76 { forward, strike: 60_000.0, years, vol, rate: 0.0, right: Right::Call }.price() / forward
        };
        // 30 days: up 0.6·1.5, down 0.6·0.75
        assert!((leg.vectors.standard[24] - (value(60_000.0, 0.6) - value(69_600.0, 0.9))).abs() < 1e-12);
        assert!((leg.vectors.standard[13]).abs() < 1e-15);
        assert!((leg.vectors.standard[2] - (value(60_000.0, 0.6) - value(50_400.0, 0.45))).abs() < 1e-12);
        // a far call: the move's own value, weighted 0.16/1 and brought to the edge 2/1.16
        let far = (value(60_000.0, 0.6) - value(120_000.0, 0.9)) * 0.16 * 2.0 / 1.16;
        assert!((leg.vectors.extended[3] - far).abs() < 1e-12);
    }

    #[test]
    fn figures_that_cannot_be_are_named() {
        let why = |contract, size| vectors(&book(Settled::Coin, contract, size), &rules()).unwrap_err().to_string();
        assert!(why(Contract::Future { mark: 1.0 }, f64::NAN).starts_with("legs[0].size is NaN"));
        let vol = Contract::Option { forward: 1.0, strike: 1.0, right: Right::Put, vol: 60.0 };
        assert_eq!(why(vol, 1.0), "legs[0].vol is 60; a fraction from 0 to 20 is right, 0.6 for 60 %");
    }
}
