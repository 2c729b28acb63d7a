//! Deribit's X:PM as a rule set: a risk matrix for each pair and settlement, one account over all currencies.

use std::collections::BTreeMap;

use super::account::{collateral, haircut_charges};
use super::cross_rules::{CrossPortfolioRules, cross_portfolio_rules};
use super::matrix::Cells;
use super::portfolio::portfolio_margin_in;
use super::portfolio_grid::sheet;
use super::{
    Contract, CrossMargin, HaircutRules, Leg as Position, OtherMargins, PairBook, PairMargin, PortfolioRules,
    Requirement, Settled, cross_margin,
};
use crate::book::Settlement;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::unlisted;
use crate::margin::venues::scenarios::{Weighed, adding_up, dollars, required, table};
use crate::margin::{
    Charge, ChargeName, Dated, Demand, DemandTotals, Equity, FigureError, HoldingReport, LegKind, RuleError, RuleSet,
    Venue,
};
use crate::risk::{Leg, LegOf, Shape, Underlying, Valued, to_f64};
use rust_decimal::Decimal;

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "deribit-portfolio", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(cross_portfolio_rules()?)
}

fn rule_set(dated: Dated<CrossPortfolioRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |CrossPortfolioRules { books, haircuts }| {
        let books = books.into_iter().map(|(coin, rules)| (coin.clone(), Coin::of(&coin, rules))).collect();
        Ok(CrossPortfolio { books, haircuts })
    })
}

#[derive(Debug)]
struct CrossPortfolio {
    books: BTreeMap<String, Coin>,
    haircuts: HaircutRules,
}

/// A coin's rules with its pairs laid out by what they are settled in.
#[derive(Debug)]
struct Coin {
    rules: PortfolioRules,
    inverse: Option<Pair>,
    /// By quote currency, in small letters.
    linear: Vec<(String, Pair)>,
}

/// A pair with its cells laid out.
#[derive(Clone, Debug)]
struct Pair {
    name: String,
    cells: Cells,
}

/// As many decimals as a margin in coin is sure of. The venue's answers round to fewer, which would let rounding decide
/// where a small account is liquidated.
const DECIMALS: u32 = 15;

impl Coin {
    fn of(coin: &str, mut rules: PortfolioRules) -> Self {
        rules.table.decimals = DECIMALS;
        let currencies = &rules.model_params.currency;
        let (mut inverse, mut linear) = (None, Vec::new());
        for (name, of) in &rules.model_params.currency_pair {
            let Some((base, quote)) = name.split_once('_').filter(|(base, _)| base.eq_ignore_ascii_case(coin)) else {
                continue;
            };
            let pair = Pair { name: name.clone(), cells: Cells::of(of, &rules) };
            if quote == "usd" && currencies.contains_key(base) {
                inverse = Some(pair.clone());
            }
            if currencies.contains_key(quote) {
                linear.push((quote.to_owned(), pair));
            }
        }
        Self { rules, inverse, linear }
    }

    /// The pair of an instrument. A dollar without a pair of its own goes by that of USD.
    fn pair(&self, settlement: &Settlement) -> Option<(&Pair, Settled)> {
        match settlement {
            Settlement::Inverse => Some((self.inverse.as_ref()?, Settled::Coin)),
            Settlement::Linear { quote } => {
                let of = |name: &str| self.linear.iter().find(|(of, _)| of.eq_ignore_ascii_case(name));
                of(quote.as_str()).or_else(|| of("usd")).map(|(_, pair)| (pair, Settled::Quote))
            }
        }
    }
}

static MATRIX: ChargeName = ChargeName {
    name: "Risk matrix",
    words: "The largest loss of the pair’s positions over price moves with volatility up, same and down, and over far \
            moves weighted down; gains count in part. Maintenance is a share of it.",
};
static ROLL: ChargeName = ChargeName {
    name: "Roll shock",
    words: "The net delta of one expiry × a rate that grows with the time left, and has a floor.",
};
static DELTA: ChargeName = ChargeName {
    name: "Delta shock",
    words: "The net delta × a rate that grows with what exceeds the venue’s threshold; long options only reduce it.",
};
const ORDERS: &str = "Open orders and market-maker protection, which a book does not hold, are taken as none.";

impl CrossPortfolio {
    fn pair(&self, leg: &Leg, underlying: &Underlying) -> Option<(&Coin, &Pair, Settled)> {
        let coin = self.books.get(underlying.asset.as_str())?;
        let LegOf::Instrument(instrument) = &leg.of else { return None };
        coin.pair(instrument.settlement()).map(|(pair, settled)| (coin, pair, settled))
    }

    fn answer<'a>(&'a self, account: &'a Valued) -> Result<Answer<'a>, FigureError> {
        let (holdings, collateral, note) = collateral(account, &self.haircuts);
        let books = self.books(account)?;
        let none = OtherMargins::default();
        let margin = |held: &Held<'_>| portfolio_margin_in(&held.book, &none, held.rules, held.cells);
        let margins: Vec<PairMargin> = books.iter().map(margin).collect::<Result<_, _>>()?;
        let requirement = |(held, of): (&Held<'_>, &PairMargin)| Requirement {
            name: of.pair.clone(),
            index: held.unit,
            initial: of.initial,
            maintenance: of.maintenance,
        };
        let requirements: Vec<Requirement> = books.iter().zip(&margins).map(requirement).collect();
        let cross = cross_margin(&collateral, &requirements, &self.haircuts)?;
        Ok(Answer { holdings, note, books, margins, cross })
    }

    /// The positions by pair and settlement. Debts are in equity.
    fn books<'a>(&'a self, account: &'a Valued) -> Result<Vec<Held<'a>>, FigureError> {
        let mut books: Vec<Held<'a>> = Vec::new();
        for (place, leg) in account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Position) {
            let Some(underlying) = account.underlyings.get(leg.underlying) else { continue };
            let Some((coin, pair, settled)) = self.pair(leg, underlying) else { continue };
            let position = position(leg)?;
            let same = |held: &&mut Held<'_>| {
                held.underlying.asset == underlying.asset && held.book.settled == settled && held.book.pair == pair.name
            };
            match books.iter_mut().find(same) {
                Some(held) => {
                    held.book.legs.push(position);
                    held.legs.push(place);
                }
                None => {
                    let index = to_f64(underlying.index);
                    let unit = if settled == Settled::Coin { index } else { 1.0 };
                    let (name, cells) = (pair.name.clone(), &pair.cells);
                    let book = PairBook { pair: name, settled, index, now: account.as_of, legs: vec![position] };
                    books.push(Held { underlying, rules: &coin.rules, cells, unit, book, legs: vec![place] });
                }
            }
        }
        Ok(books)
    }
}

/// What the calculators say.
struct Answer<'a> {
    holdings: Vec<HoldingReport>,
    note: Option<String>,
    books: Vec<Held<'a>>,
    margins: Vec<PairMargin>,
    cross: CrossMargin,
}

/// Positions of one pair and settlement.
struct Held<'a> {
    underlying: &'a Underlying,
    rules: &'a PortfolioRules,
    cells: &'a Cells,
    /// Dollars of one unit of what they are settled in.
    unit: f64,
    book: PairBook,
    /// Places of the legs in the account.
    legs: Vec<usize>,
}

fn position(leg: &Leg) -> Result<Position, FigureError> {
    let size = leg.coins().ok_or_else(|| FigureError::overflow("size"))?;
    let contract = match leg.shape {
        Shape::Option { black, .. } => {
            Contract::Option { forward: black.forward, strike: black.strike, right: black.right, vol: black.vol }
        }
        _ => Contract::Future { mark: to_f64(leg.mark) },
    };
    // legs are known by their places
    Ok(Position { name: String::new(), size: to_f64(size), expiry: leg.expiry, contract })
}

/// The parts of a pair's margin, `share` of each, in dollars.
fn parts(held: &Held<'_>, of: &PairMargin, share: f64) -> Result<Vec<Weighed>, FigureError> {
    let on = |charge: Charge| charge.on(&held.underlying.asset);
    let legs = || held.legs.iter().copied().zip(&of.legs);
    let mut out = Vec::new();
    if let Some(worst) = of.aggregation.worst {
        let weights = legs().map(|(leg, vectors)| (leg, -worst.of(&vectors.vectors))).collect();
        let amount = dollars("risk matrix", of.aggregation.worst_case * held.unit * share)?;
        out.push((on(Charge::named(&MATRIX, amount)), weights));
    }
    for roll in of.roll_shocks.iter().filter(|roll| roll.amount > 0.0) {
        let of_expiry = legs().zip(&held.book.legs).filter(|(_, position)| position.expiry == roll.expiry);
        let weights = of_expiry.map(|((leg, vectors), _)| (leg, vectors.delta * roll.delta.signum())).collect();
        let amount = dollars("roll shock", roll.amount * held.book.index * share)?;
        let charge = on(Charge::named(&ROLL, amount)).rated(roll.rate * share);
        let charge = match roll.expiry {
            Some(expiry) => charge.at(expiry),
            None => charge,
        };
        out.push((charge, weights));
    }
    if of.delta.amount > 0.0 {
        let weights = legs().map(|(leg, vectors)| (leg, vectors.delta * of.delta.delta.signum())).collect();
        let amount = dollars("delta shock", of.delta.amount * held.book.index * share)?;
        out.push((on(Charge::named(&DELTA, amount)).rated(of.delta.rate * share), weights));
    }
    Ok(out)
}

impl Venue for CrossPortfolio {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        let LegOf::Instrument(instrument) = &leg.of else { return None };
        let listed = |coin: &str| self.books.contains_key(coin);
        let settled = || {
            let (coin, paid_in) = (&underlying.asset, instrument.settlement_asset());
            format!("the parameters of Deribit have no parameters for {coin} settled in {paid_in}")
        };
        unlisted("Deribit", underlying, listed).or_else(|| self.pair(leg, underlying).is_none().then(settled))
    }

    fn totals(&self, account: &Valued) -> Result<DemandTotals, FigureError> {
        let Answer { holdings, margins, cross, books, .. } = self.answer(account)?;
        let mut out = DemandTotals { equity: Equity::of(account, &holdings, true).total, ..DemandTotals::default() };
        for ((held, of), (_, in_dollars)) in books.iter().zip(&margins).zip(&cross.requirements) {
            let kept = required("maintenance", of.maintenance * held.unit)?;
            out = out.asking(required("initial", *in_dollars)?, kept);
        }
        for charge in haircut_charges(account, &cross)? {
            out = out.asking(charge.amount, Decimal::ZERO);
        }
        Ok(out)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let Answer { holdings, note, books, margins, cross } = self.answer(account)?;
        let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
        for ((held, of), (_, in_dollars)) in books.iter().zip(&margins).zip(&cross.requirements) {
            let total = required("initial", *in_dollars)?;
            initial.extend(adding_up(total, parts(held, of, 1.0)?));
            let total = required("maintenance", of.maintenance * held.unit)?;
            maintenance.extend(adding_up(total, parts(held, of, held.rules.model_params.general.mm_factor)?));
        }
        initial.extend(haircut_charges(account, &cross)?);
        let sheet = |(held, of): (&Held<'_>, &PairMargin)| sheet(&held.underlying.asset, held.rules, held.unit, of);
        let scenarios = table(&books.iter().zip(&margins).map(sheet).collect::<Result<Vec<_>, _>>()?);
        let orders = (!books.is_empty()).then(|| ORDERS.to_owned());
        Ok(Demand {
            equity: Equity::of(account, &holdings, true),
            holdings,
            initial,
            maintenance,
            grid: scenarios.grid,
            binding: scenarios.binding,
            ranges: scenarios.ranges,
            notes: note.into_iter().chain(orders).chain(scenarios.others).collect(),
        })
    }
}

#[cfg(test)]
#[path = "portfolio_rule_set_tests.rs"]
mod tests;
