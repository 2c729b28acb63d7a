//! What is asked of the steps as it is typed, and what it stands for.

use rust_decimal::Decimal;

use super::impact::TypedImpact;
use crate::app::liquidation::fault::Fault;
use crate::app::liquidation::moves;
use crate::book::{Account, Asset};
use crate::margin::axes::{self, Axis};
use crate::margin::deleverage::{How, Procedure};
use crate::margin::{Liquidation, RuleSet};
use crate::market::{Market, Shock};
use crate::risk::Impacts;

/// The word for a move of all underlyings.
pub(crate) const TOGETHER: &str = "together";
/// Positions of a book that the cheapest way is looked for in: it weighs every position against every other.
const MOST_WEIGHED: usize = 40;
/// Positions of a book that any other procedure is followed in.
const MOST: usize = 1_000;

/// What is typed. Nothing stands for the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// The underlying that moves, or [`TOGETHER`].
    pub(crate) moves: String,
    /// By how much, percent.
    pub(crate) percent: String,
    /// Name of the procedure.
    pub(crate) procedure: String,
    /// Market impact.
    pub(crate) impact: TypedImpact,
}

/// What it is read by.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The account.
    pub(crate) account: &'a Account,
    /// Today's market.
    pub(crate) market: &'a Market,
    /// The rules in force.
    pub(crate) rules: &'a RuleSet,
    /// Liquidation prices.
    pub(crate) rails: &'a [Liquidation],
    /// The nearest liquidation with all prices together, a multiple of today's.
    pub(crate) together: Option<f64>,
    /// Betas given by hand.
    pub(crate) betas: &'a [(Asset, f64)],
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The move.
    pub(crate) percent: Decimal,
    /// The same as shocks.
    pub(crate) shocks: Vec<Shock>,
    /// The procedure.
    pub(crate) procedure: &'static Procedure,
    /// What market orders pay.
    pub(crate) impacts: Impacts,
}

impl Typed {
    /// What moves; the underlying that is liquidated first where nothing is chosen.
    pub(crate) fn axis(&self, rails: &[Liquidation]) -> Option<Axis> {
        if self.moves == TOGETHER && rails.len() > 1 {
            return Some(Axis::Together);
        }
        let chosen = rails.iter().find(|of| of.underlying.as_str() == self.moves).map(|of| of.underlying.clone());
        let first = || rails.first().map(|of| of.underlying.clone());
        chosen.or_else(|| moves::nearest(rails).map(|(asset, _)| asset)).or_else(first).map(Axis::Price)
    }

    /// The procedure; that of the rules' own venue where none is chosen.
    pub(crate) fn procedure(&self, rules: &RuleSet) -> &'static Procedure {
        Procedure::named(&self.procedure).unwrap_or_else(|| Procedure::of(rules))
    }

    /// Whose volatility the law takes: the underlying that moves, or the first of all.
    pub(crate) fn measured(&self, rails: &[Liquidation]) -> Option<Asset> {
        match self.axis(rails)? {
            Axis::Price(asset) => Some(asset),
            _ => rails.first().map(|of| of.underlying.clone()),
        }
    }

    /// What is asked, or every field that cannot be read.
    pub(crate) fn read(&self, known: &Known<'_>) -> Result<Asked, Vec<Fault>> {
        let (Some(axis), Some(measured)) = (self.axis(known.rails), self.measured(known.rails)) else {
            return Err(vec![Fault::new("moves", "Nothing here has a price that could move.")]);
        };
        let default = moves::default_percent(&axis, known.rails, known.together);
        let percent = moves::percent("move", &self.percent, default, || nothing_near(&axis, known.rails));
        let impacts = self.impact.read(known.account, known.market, &measured);
        let (percent, impacts) = match (percent, impacts) {
            (Ok(percent), Ok(impacts)) => (percent, impacts),
            (percent, impacts) => {
                return Err(percent.err().into_iter().chain(impacts.err().into_iter().flatten()).collect());
            }
        };
        let procedure = self.procedure(known.rules);
        let (count, most) = (known.account.positions.len(), most(procedure));
        if count > most {
            let said =
                format!("“{}” is followed for up to {most} positions here; this book has {count}.", procedure.title);
            return Err(vec![Fault::new("procedure", said)]);
        }
        let shocks = axes::shocks(&axis, moves::factor(percent), known.account, known.market, known.betas);
        let shocks = shocks.ok_or_else(|| vec![Fault::new("move", "A price would go beyond what a price can be.")])?;
        Ok(Asked { percent, shocks, procedure, impacts })
    }
}

/// How many positions a procedure is followed for.
fn most(procedure: &Procedure) -> usize {
    if weighs(procedure) { MOST_WEIGHED } else { MOST }
}

/// Whether a procedure weighs every position against every other, piece by piece.
pub(crate) fn weighs(procedure: &Procedure) -> bool {
    matches!(procedure.how, How::Reference { .. })
}

/// Why there is no default.
fn nothing_near(axis: &Axis, rails: &[Liquidation]) -> String {
    let why = match axis {
        Axis::Price(asset) => {
            let of = rails.iter().find(|of| of.underlying == *asset);
            of.and_then(|of| of.none).map(|none| none.reason(asset))
        }
        _ => None,
    };
    format!("{} Type a move, such as −10.", why.unwrap_or_else(|| "No liquidation price is known along it.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::liquidation::steps::impact::Kinds;
    use crate::book::{Holding, Position, Time};
    use crate::margin::{liquidation, venues};
    use crate::market::{PriceState, Quote};
    use rust_decimal_macros::dec;

    fn market() -> Market {
        let mut market = Market::at(Time(0));
        for (asset, price) in [("BTC", dec!(60000)), ("ETH", dec!(3000))] {
            market.index.insert(asset.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
        }
        market
    }

    fn account(positions: &[(&str, Decimal)], dollars: Decimal) -> Account {
        let position = |(name, entry): &(&str, Decimal)| Position::new(name.parse().unwrap(), dec!(1), Some(*entry));
        let holdings = vec![Holding { asset: Asset::usd(), quantity: dollars }];
        Account { holdings, positions: positions.iter().map(position).collect(), ..Account::default() }
    }

    fn read(typed: &Typed, account: &Account) -> Result<Asked, Vec<Fault>> {
        let (market, rules) = (market(), venues::reference().unwrap());
        let rails = liquidation(account, &market, rules);
        typed.read(&Known { account, market: &market, rules, rails: &rails, together: Some(0.9), betas: &[] })
    }

    fn plain() -> Typed {
        let impact = TypedImpact { kind: Kinds::None, ..TypedImpact::default() };
        Typed { impact, ..Typed::default() }
    }

    fn down(asset: &str, factor: Decimal) -> Shock {
        Shock::Price { asset: asset.parse().unwrap(), factor }
    }

    #[test]
    fn without_a_word_it_is_the_rules_own_way_just_beyond_the_nearest_liquidation() {
        let book = account(&[("BTC-PERP", dec!(60000))], dec!(10000));
        let asked = read(&plain(), &book).unwrap();
        // 50,000 / (1 − 0.124) = 57,077.6; a hundredth less is 56,506.8, 5.8219 % below today
        assert_eq!((asked.percent, asked.shocks), (dec!(-5.83), vec![down("BTC", dec!(0.9417))]));
        assert_eq!((asked.procedure.name.as_str(), asked.impacts), ("reference", Impacts::default()));
    }

    #[test]
    fn all_together_and_another_procedure_can_be_chosen() {
        let book = account(&[("BTC-PERP", dec!(60000)), ("ETH-PERP", dec!(3000))], dec!(10000));
        let typed = Typed { moves: TOGETHER.into(), percent: "-20".into(), procedure: "okx".into(), ..plain() };
        let asked = read(&typed, &book).unwrap();
        // no volatility is known, so both move alike
        assert_eq!(asked.shocks, [down("BTC", dec!(0.8)), down("ETH", dec!(0.8))]);
        assert_eq!(asked.procedure.name, "okx");
        assert_eq!(read(&Typed { percent: String::new(), ..typed }, &book).unwrap().percent, dec!(-10.9));
    }

    #[test]
    fn what_cannot_be_liquidated_is_said_and_a_move_can_be_typed() {
        let safe = account(&[("BTC-PERP", dec!(60000))], dec!(1000000));
        let faults = read(&plain(), &safe).unwrap_err();
        assert_eq!(faults, [Fault::new("move", "BTC alone cannot liquidate this account. Type a move, such as −10.")]);
        assert!(read(&Typed { percent: "-99".into(), ..plain() }, &safe).is_ok());
        let empty = read(&plain(), &Account::default()).unwrap_err();
        assert_eq!(empty, [Fault::new("moves", "Nothing here has a price that could move.")]);
    }

    #[test]
    fn all_faults_are_said_at_once_and_large_books_are_declined() {
        let book = account(&[("BTC-PERP", dec!(60000))], dec!(10000));
        let impact = TypedImpact { coefficient: "x".into(), vol: "3".into(), ..TypedImpact::default() };
        let faults = read(&Typed { percent: "far".into(), impact, ..Typed::default() }, &book).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), ["move", "coefficient"]);
        let many = account(&[("BTC-PERP", dec!(60000)); 41], dec!(1000000));
        let said = read(&Typed { percent: "-10".into(), ..plain() }, &many).unwrap_err();
        assert_eq!(said[0].said, "“Least cost” is followed for up to 40 positions here; this book has 41.");
        assert!(read(&Typed { percent: "-10".into(), procedure: "binance".into(), ..plain() }, &many).is_ok());
    }
}
