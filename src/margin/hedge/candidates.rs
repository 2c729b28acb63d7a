//! What could be traded to hedge a book: instruments of its underlyings that have a price.

use std::cmp::Ordering;

use crate::book::{Account, Asset, Exact, Fee, Instrument, Kind, Settlement, sort_by};
use crate::margin::{Apiece, AskError, Assessment, Price, RuleSet, Side, Terms, assess};
use crate::market::Market;
use crate::risk::to_f64;
use rust_decimal::Decimal;

/// What trading costs beside the price. Fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Fee, of what is traded; for options of the underlying’s price.
    pub fee_rate: Decimal,
    /// How far a trade is done from the mark price, of that price.
    pub half_spread: Decimal,
}

impl Costs {
    fn check(self) -> Result<(), AskError> {
        let right = "a fraction from 0 to 0.9 is right, 0.0005 for 0.05 %";
        let most = Decimal::new(9, 1);
        for (field, value) in [("fee rate", self.fee_rate), ("half spread", self.half_spread)] {
            if value < Decimal::ZERO || value > most {
                return Err(AskError::field(field, value, right));
            }
        }
        Ok(())
    }
}

/// An instrument that could be traded.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What one of it is.
    pub of: Apiece,
    /// What trading it costs beside the price.
    pub costs: Costs,
    /// Sizes are whole multiples of this; absent for any size.
    pub step: Option<Decimal>,
}

impl Candidate {
    /// On which terms it is bought or sold; `None` where the price does not fit in 28 digits.
    pub fn terms(&self, side: Side) -> Option<Terms> {
        let away = side.signed(self.costs.half_spread);
        let price = self.of.mark.times(Decimal::ONE.plus(away)?)?;
        let (instrument, fee) = (self.of.instrument.clone(), Fee::Fraction(self.costs.fee_rate));
        Some(Terms { instrument, side, price: Price::At(price), fee, step: self.step, most: None })
    }
}

/// What could be traded, and what was not taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// Those to try.
    pub all: Vec<Candidate>,
    /// How many more there are: the furthest from the book were left.
    pub left: usize,
    /// Those that the rules do not margin, with the reason.
    pub refused: Vec<(Instrument, AskError)>,
}

/// The instruments of a book’s underlyings that have a price: perpetuals, futures of listed forwards, options with a
/// volatility or a mark, and what the book holds. At most so many: what is held first, then perpetuals, futures, and
/// options, those of the book’s expiries and near the money before others.
///
/// # Errors
/// Costs that cannot be, by their field.
pub fn candidates(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    costs: Costs,
    most: usize,
) -> Result<Candidates, AskError> {
    candidates_of(None, account, market, rules, costs, most)
}

/// The same of one underlying alone, or of all.
///
/// # Errors
/// As [`candidates`].
pub fn candidates_of(
    underlying: Option<&Asset>,
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    costs: Costs,
    most: usize,
) -> Result<Candidates, AskError> {
    costs.check()?;
    let of = assess(account, market, rules);
    let mut all = listed(account, market, &of);
    all.retain(|instrument| underlying.is_none_or(|asset| instrument.underlying() == asset));
    let mut ordered: Vec<(Place, Instrument)> =
        all.drain(..).map(|instrument| (Place::of(&instrument, account, &of), instrument)).collect();
    sort_by(&mut ordered, |a, b| a.0.order(&b.0).then_with(|| a.1.cmp(&b.1)));
    let left = ordered.len().saturating_sub(most);
    let taken: Vec<Instrument> = ordered.into_iter().take(most).map(|(_, instrument)| instrument).collect();
    let mut answer = Candidates { left, ..Candidates::default() };
    for (instrument, apiece) in taken.iter().zip(Apiece::each(&taken, market, rules)) {
        match apiece {
            Ok(of) => answer.all.push(Candidate { of, costs, step: None }),
            Err(error) => answer.refused.push((instrument.clone(), error)),
        }
    }
    Ok(answer)
}

/// Every instrument with a price, each once.
fn listed(account: &Account, market: &Market, of: &Assessment) -> Vec<Instrument> {
    let held = || account.positions.iter().map(|position| &position.instrument);
    // what is only collateral has nothing to hedge
    let needs = |asset: &&Asset| of.legs.iter().any(|leg| leg.underlying == **asset);
    let underlyings: Vec<&Asset> = of.underlyings.iter().map(|of| &of.underlying).filter(needs).collect();
    let mut all: Vec<Instrument> = held().cloned().collect();
    all.extend(market.marks.keys().chain(market.vols.keys()).cloned());
    for underlying in &underlyings {
        // settled as the book’s own straight contracts in it are
        let straight = held().filter(|of| of.underlying() == *underlying && !of.is_option());
        let mut settlements: Vec<Settlement> = straight.map(|of| of.settlement().clone()).collect();
        settlements.push(Settlement::Linear { quote: Asset::usd() });
        let futures = market.forwards_of(underlying).map(|(expiry, _)| Kind::Future { expiry });
        for kind in futures.chain([Kind::Perpetual]) {
            let made = |of: &Settlement| Instrument::new((*underlying).clone(), of.clone(), kind).ok();
            all.extend(settlements.iter().filter_map(made));
        }
    }
    let past = |of: &Instrument| of.expiry().is_some_and(|expiry| expiry.is_past(market.as_of));
    all.retain(|of| of.kind() != Kind::Spot && underlyings.contains(&of.underlying()) && !past(of));
    sort_by(&mut all, Instrument::cmp);
    all.dedup();
    all
}

/// How near an instrument is to a book.
#[derive(Clone, Debug)]
struct Place {
    /// Held, perpetual, future, option of an expiry that is held, other option.
    rank: u8,
    /// Strike from today’s price, a logarithm.
    strike: f64,
}

impl Place {
    fn of(instrument: &Instrument, account: &Account, of: &Assessment) -> Self {
        let held = || account.positions.iter().map(|position| &position.instrument);
        let rank = match instrument.kind() {
            _ if held().any(|held| held == instrument) => 0,
            Kind::Spot | Kind::Perpetual => 1,
            Kind::Future { .. } => 2,
            Kind::Option { .. } if held().any(|held| held.expiry() == instrument.expiry()) => 3,
            Kind::Option { .. } => 4,
        };
        let underlying = of.underlyings.iter().find(|of| of.underlying == *instrument.underlying());
        let strike = match (instrument.kind(), underlying) {
            (Kind::Option { strike, .. }, Some(of)) => libm::log(to_f64(strike) / to_f64(of.index)).abs(),
            _ => 0.0,
        };
        Self { rank, strike }
    }

    fn order(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank).then_with(|| self.strike.total_cmp(&other.strike))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market, rules, with_options};
    use rust_decimal_macros::dec;

    fn names(of: &Candidates) -> Vec<String> {
        of.all.iter().map(|candidate| candidate.of.instrument.to_string()).collect()
    }

    fn prices() -> Market {
        with_options(
            market(&[("BTC", "60000"), ("ETH", "3000")]),
            &[("BTC", "25DEC26", "60300"), ("ETH", "25DEC26", "3010")],
            &[("BTC-25DEC26-50000-P", 0.6), ("BTC-25DEC26-60000-C", 0.5), ("ETH-25DEC26-3000-C", 0.7)],
        )
    }

    #[test]
    fn what_has_a_price_in_the_books_underlyings_is_taken() {
        let book = account(&["1 BTC-25DEC26-60000-C"], &["1000 USD"]);
        let all = candidates(&book, &prices(), rules("reference"), Costs::default(), 10).unwrap();
        assert_eq!(names(&all), ["BTC-25DEC26-60000-C", "BTC-PERP", "BTC_USD-25DEC26", "BTC-25DEC26-50000-P"]);
        let fewer = candidates(&book, &prices(), rules("reference"), Costs::default(), 2).unwrap();
        assert_eq!((names(&fewer), fewer.left), (vec!["BTC-25DEC26-60000-C".to_owned(), "BTC-PERP".to_owned()], 2));
    }

    #[test]
    fn one_underlying_may_be_looked_at_alone() {
        let book = account(&["1 BTC-25DEC26-60000-C", "2 ETH-PERP"], &["1000 USD"]);
        let eth = "ETH".parse().unwrap();
        let of =
            |most| candidates_of(Some(&eth), &book, &prices(), rules("reference"), Costs::default(), most).unwrap();
        assert_eq!(names(&of(9)), ["ETH-PERP", "ETH_USD-25DEC26", "ETH-25DEC26-3000-C"]);
        // what is left is counted of that underlying too
        assert_eq!(of(1).left, 2);
    }

    #[test]
    fn contracts_settle_as_the_books_do_and_rules_refuse_theirs() {
        let book = account(&["-1000 BTC-PERPETUAL"], &[]);
        let all = candidates(&book, &prices(), rules("reference"), Costs::default(), 10).unwrap();
        assert!(names(&all).contains(&"BTC-25DEC26".to_owned()), "{:?}", names(&all));
        // a venue that lists linear perpetuals alone
        let book = account(&["-1 BTC-PERP"], &[]);
        let venue = candidates(&book, &prices(), rules("hyperliquid"), Costs::default(), 10).unwrap();
        assert_eq!((names(&venue), venue.refused.len()), (vec!["BTC-PERP".to_owned()], 3));
        assert!(venue.refused.iter().all(|(_, error)| matches!(error, AskError::Unpriced { .. })));
    }

    #[test]
    fn it_is_bought_above_and_sold_below_the_mark() {
        let book = account(&["1 BTC-PERP"], &[]);
        let costs = Costs { fee_rate: dec!(0.0005), half_spread: dec!(0.01) };
        let all = candidates(&book, &prices(), rules("reference"), costs, 1).unwrap();
        let price = |side| all.all[0].terms(side).unwrap().price;
        assert_eq!((price(Side::Buy), price(Side::Sell)), (Price::At(dec!(60600)), Price::At(dec!(59400))));
        let wrong = Costs { half_spread: dec!(1), ..costs };
        let said = candidates(&book, &prices(), rules("reference"), wrong, 1).unwrap_err().to_string();
        assert!(said.starts_with("half spread is 1; a fraction from 0 to 0.9"), "{said}");
    }
}
