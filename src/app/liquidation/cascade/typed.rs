//! What is asked of a cascade as it is typed, and what it stands for.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::app::liquidation::fault::{Fault, needed};
use crate::app::liquidation::moves;
use crate::app::liquidation::steps::typed::weighs;
use crate::app::number::{self, Reads};
use crate::book::{Account, Asset, Kind};
use crate::margin::Liquidation;
use crate::margin::axes::Axis;
use crate::margin::deleverage::Procedure;

/// Accounts of a crowd.
const CROWD: std::ops::RangeInclusive<f64> = 2.0..=50.0;
/// Positions of a book that is followed: each account of the crowd has as many.
const MOST: usize = 40;
/// The same under a procedure that weighs each against each other.
const MOST_WEIGHED: usize = 10;
/// Taken where nothing is liquidated nearby, percent.
const ELSE: Decimal = Decimal::from_parts(10, 0, 0, true, 0);

/// What is typed. Nothing stands for the default where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// The underlying that is shocked.
    pub(crate) asset: String,
    /// By how much, percent.
    pub(crate) percent: String,
    /// Accounts of the crowd.
    pub(crate) crowd: String,
    /// Where its chance comes from.
    pub(crate) seed: String,
    /// How much of the impact stays in the price, percent.
    pub(crate) lasting: String,
}

impl Default for Typed {
    /// Twelve accounts; two thirds of the impact stay.
    fn default() -> Self {
        Self {
            asset: String::new(),
            percent: String::new(),
            crowd: "12".to_owned(),
            seed: "1".to_owned(),
            lasting: "67".to_owned(),
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// The underlying that is shocked.
    pub(crate) asset: Asset,
    /// Its price over today's.
    pub(crate) factor: Decimal,
    /// Accounts of the crowd.
    pub(crate) crowd: usize,
    /// Its seed.
    pub(crate) seed: u64,
    /// Share of the impact that stays, a fraction.
    pub(crate) lasting: f64,
}

/// The underlyings that can be shocked: what perpetuals, futures and options are of.
pub(crate) fn assets(account: &Account) -> Vec<Asset> {
    let mut out: Vec<Asset> = Vec::new();
    for position in account.positions.iter().filter(|of| of.instrument.kind() != Kind::Spot) {
        if !out.contains(position.instrument.underlying()) {
            out.push(position.instrument.underlying().clone());
        }
    }
    out
}

impl Typed {
    /// The underlying that is shocked: the one chosen, else the one that is liquidated first.
    pub(crate) fn asset(&self, account: &Account, rails: &[Liquidation]) -> Option<Asset> {
        let all = assets(account);
        let nearest = moves::nearest(rails).map(|(asset, _)| asset);
        let chosen = all.iter().find(|asset| asset.as_str() == self.asset);
        chosen.or_else(|| all.iter().find(|asset| Some(*asset) == nearest.as_ref())).or(all.first()).cloned()
    }

    /// The move that is taken where none is typed, percent.
    pub(crate) fn default_percent(asset: &Asset, rails: &[Liquidation]) -> Decimal {
        moves::default_percent(&Axis::Price(asset.clone()), rails, None)
            .filter(|percent| !percent.is_zero())
            .unwrap_or(ELSE)
    }

    /// What is asked, or every field that cannot be read.
    pub(crate) fn read(
        &self,
        account: &Account,
        rails: &[Liquidation],
        procedure: &Procedure,
    ) -> Result<Asked, Vec<Fault>> {
        let Some(asset) = self.asset(account, rails) else {
            let said = "There is no perpetual, future or option here that could be liquidated.";
            return Err(vec![Fault::new("shocked", said)]);
        };
        let (count, most) = (account.positions.len(), if weighs(procedure) { MOST_WEIGHED } else { MOST });
        if count > most {
            let title = &procedure.title;
            let said =
                format!("Under “{title}” a cascade is followed for up to {most} positions; this book has {count}.");
            return Err(vec![Fault::new("shocked", said)]);
        }
        let default = Some(Self::default_percent(&asset, rails));
        let percent = moves::percent("shock", &self.percent, default, String::new);
        let whole = |of: f64| CROWD.contains(&of) && libm::floor(of) == of;
        let crowd = needed("crowd", &self.crowd, "a whole number from 2 to 50 is right", whole);
        let seed = seed(&self.seed).ok_or_else(|| {
            Fault::new("seed", format!("“{}” is none; a whole number from 0 on is right.", self.seed.trim()))
        });
        let lasting =
            needed("lasting", &self.lasting, "a percentage from 0 to 100 is right", |of| (0.0..=100.0).contains(&of));
        match (percent, crowd, seed, lasting) {
            (Ok(percent), Ok(crowd), Ok(seed), Ok(lasting)) => Ok(Asked {
                asset,
                factor: moves::factor(percent),
                crowd: crowd as usize,
                seed,
                lasting: lasting / 100.0,
            }),
            (percent, crowd, seed, lasting) => {
                Err([percent.err(), crowd.err(), seed.err(), lasting.err()].into_iter().flatten().collect())
            }
        }
    }
}

fn seed(text: &str) -> Option<u64> {
    let value = number::read(text, Reads::Quantity).ok().flatten()?;
    if value.fract().is_zero() { value.to_u64() } else { None }
}

/// The seed after this one; of what is none, the first.
pub(crate) fn next_seed(text: &str) -> String {
    seed(text).map_or(1, |seed| seed.wrapping_add(1)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Position;
    use rust_decimal_macros::dec;

    fn account() -> Account {
        let position = |name: &str| Position::new(name.parse().unwrap(), dec!(1), None);
        let positions = vec![position("BTC/USDC"), position("ETH-PERP"), position("BTC-PERP")];
        Account { positions, ..Account::default() }
    }

    fn read(typed: &Typed, account: &Account, procedure: &str) -> Result<Asked, Vec<Fault>> {
        typed.read(account, &[], Procedure::named(procedure).unwrap())
    }

    #[test]
    fn without_a_word_it_is_a_tenth_less_and_a_dozen_accounts() {
        let asked = read(&Typed::default(), &account(), "reference").unwrap();
        let asset = "ETH".parse().unwrap();
        assert_eq!(asked, Asked { asset, factor: dec!(0.9), crowd: 12, seed: 1, lasting: 0.67 });
        let typed = Typed { asset: "BTC".into(), percent: "-30 %".into(), seed: "42".into(), ..Typed::default() };
        let asked = read(&typed, &account(), "reference").unwrap();
        assert_eq!((asked.asset.as_str(), asked.factor, asked.seed), ("BTC", dec!(0.7), 42));
    }

    #[test]
    fn every_field_that_cannot_be_read_is_said() {
        let typed = Typed {
            percent: "-100".into(),
            crowd: "2.5".into(),
            seed: "-1".into(),
            lasting: "101".into(),
            ..Typed::default()
        };
        let faults = read(&typed, &account(), "reference").unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["shock", "crowd", "seed", "lasting"]);
        assert_eq!(faults[1].said, "“2.5” is none; a whole number from 2 to 50 is right.");
        assert_eq!(faults[2].said, "“-1” is none; a whole number from 0 on is right.");
        assert!(
            read(&Typed::default(), &Account::default(), "okx").unwrap_err()[0]
                .said
                .starts_with("There is no perpetual")
        );
    }

    #[test]
    fn large_books_are_declined_by_what_their_procedure_costs() {
        let positions = vec![Position::new("BTC-PERP".parse().unwrap(), dec!(1), None); 11];
        let book = Account { positions, ..Account::default() };
        let faults = read(&Typed::default(), &book, "reference").unwrap_err();
        let said = "Under “Least cost” a cascade is followed for up to 10 positions; this book has 11.";
        assert_eq!(faults, [Fault::new("shocked", said)]);
        assert!(read(&Typed::default(), &book, "okx").is_ok());
    }

    #[test]
    fn another_seed_is_the_next() {
        assert_eq!(
            (next_seed("41"), next_seed("x"), next_seed("18446744073709551615")),
            ("42".into(), "1".into(), "0".into())
        );
    }
}
