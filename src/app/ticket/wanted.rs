//! What is asked the other way round, as it is typed.

use rust_decimal::Decimal;

use crate::app::number::{self, Reads, Unread};
use crate::book::{Account, Asset, Exact};
use crate::margin::sizing::Target;
use crate::market::Market;

/// Most assets that are offered as collateral.
const MOST: usize = 12;

/// What collateral is to reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Free collateral of at least so many dollars.
    #[default]
    Free,
    /// A margin ratio of at most so many percent.
    Ratio,
}

impl Goal {
    /// By its word.
    pub(crate) fn named(word: &str) -> Self {
        if word == "ratio" { Self::Ratio } else { Self::Free }
    }

    /// What is to be reached.
    ///
    /// # Errors
    /// What would be right.
    pub(crate) fn read(self, text: &str) -> Result<Target, String> {
        let right = match self {
            Self::Free => "Write dollars, such as 500.",
            Self::Ratio => "Write a margin ratio above 0 %, such as 70 %.",
        };
        let value = figure(text.trim().trim_end_matches('%').trim_end(), Reads::Quantity, right)?;
        match self {
            Self::Free => Ok(Target::Free(value)),
            Self::Ratio if value <= Decimal::ZERO => Err(right.to_owned()),
            Self::Ratio => Ok(Target::Ratio(value.over(Decimal::ONE_HUNDRED).unwrap_or(value))),
        }
    }
}

/// Yields a year as they are typed: `USDC 4, wstETH 3.1 %`; nothing is none.
///
/// # Errors
/// What would be right.
pub(crate) fn yields(text: &str) -> Result<Vec<(Asset, Decimal)>, String> {
    let right = "Write assets with what they earn a year, in percent: USDC 4, wstETH 3.1.";
    let one = |part: &str| {
        let (asset, percent) =
            part.trim().split_once(char::is_whitespace).ok_or_else(|| format!("“{part}”? {right}"))?;
        let asset: Asset = asset.parse().map_err(|why| format!("{why}. {right}"))?;
        let percent = percent.trim().trim_end_matches('%').trim_end();
        let percent = figure(percent, Reads::Quantity, right).map_err(|why| format!("{asset}: {why}"))?;
        if percent.abs() > Decimal::ONE_HUNDRED {
            return Err(format!("{asset}: {percent} % a year cannot be meant; write 4 for 4 %."));
        }
        Ok((asset, percent.over(Decimal::ONE_HUNDRED).unwrap_or_default()))
    };
    text.split([',', ';']).filter(|part| !part.trim().is_empty()).map(one).collect()
}

/// A price at which liquidation is wanted.
///
/// # Errors
/// What would be right.
pub(crate) fn price(text: &str) -> Result<Decimal, String> {
    figure(text, Reads::Price, "Write the price of the underlying at which it is wanted, such as 50,000.")
}

fn figure(text: &str, reads: Reads, right: &str) -> Result<Decimal, String> {
    match number::read(text, reads) {
        Ok(Some(value)) => Ok(value),
        Ok(None) | Err(Unread::Unfinished(_)) => Err(right.to_owned()),
        Err(Unread::Wrong(said)) if said == number::right(reads) => Err(right.to_owned()),
        Err(Unread::Wrong(said)) => Err(said),
    }
}

/// What could be posted: what is held, dollars, and the coins of the positions, as far as they have a price.
pub(crate) fn offered(account: &Account, market: &Market) -> Vec<Asset> {
    let dollars = ["USDC", "USDT", "USD"].iter().filter_map(|name| name.parse().ok());
    let coins = ["BTC", "ETH"].iter().filter_map(|name| name.parse().ok());
    let held = account.holdings.iter().map(|holding| holding.asset.clone());
    let traded = account.positions.iter().map(|position| position.instrument.underlying().clone());
    let mut all: Vec<Asset> = Vec::new();
    for asset in held.chain(dollars).chain(traded).chain(coins) {
        if all.len() < MOST && !all.contains(&asset) && market.index_price(&asset).is_some() {
            all.push(asset);
        }
    }
    all
}

/// The underlyings of what is held and of what is traded besides, each once.
pub(crate) fn underlyings<'a>(account: &'a Account, traded: impl Iterator<Item = &'a Asset>) -> Vec<Asset> {
    let mut all: Vec<Asset> = Vec::new();
    for asset in traded.chain(account.positions.iter().map(|position| position.instrument.underlying())) {
        if !all.contains(asset) {
            all.push(asset.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Holding, Position, Time};
    use crate::market::{PriceState, Quote};
    use rust_decimal_macros::dec;

    #[test]
    fn a_goal_is_dollars_or_percent() {
        assert_eq!(Goal::named("free").read("1,500"), Ok(Target::Free(dec!(1500))));
        assert_eq!(Goal::named("free").read("0"), Ok(Target::Free(dec!(0))));
        assert_eq!(Goal::named("ratio").read("70 %"), Ok(Target::Ratio(dec!(0.7))));
        assert_eq!(Goal::named("ratio").read("0"), Err("Write a margin ratio above 0 %, such as 70 %.".to_owned()));
        assert_eq!(Goal::named("free").read("much"), Err("Write dollars, such as 500.".to_owned()));
        assert_eq!(price("50k"), Ok(dec!(50000)));
        assert!(price("").unwrap_err().contains("such as 50,000"));
        assert!(price("-1").unwrap_err().contains("such as 50,000"));
    }

    #[test]
    fn yields_are_a_list_of_assets_and_percent() {
        let of = |asset: &str, rate| (asset.parse::<Asset>().unwrap(), rate);
        assert_eq!(yields("USDC 4, wsteth 3.1 %"), Ok(vec![of("USDC", dec!(0.04)), of("wstETH", dec!(0.031))]));
        assert_eq!(yields("  "), Ok(vec![]));
        assert!(yields("USDC").unwrap_err().starts_with("“USDC”? Write assets with what they earn"));
        assert!(yields("USDC much").unwrap_err().starts_with("USDC: Write assets"));
        assert_eq!(yields("USDC 400").unwrap_err(), "USDC: 400 % a year cannot be meant; write 4 for 4 %.");
    }

    #[test]
    fn what_is_held_is_offered_first() {
        let mut market = Market::at(Time(0));
        for asset in ["BTC", "USDC"] {
            let quote = Quote::new(dec!(1), "typed", Time(0), PriceState::Manual);
            market.index.insert(asset.parse().unwrap(), quote);
        }
        let account = Account {
            holdings: vec![Holding { asset: "BTC".parse().unwrap(), quantity: dec!(1) }],
            positions: vec![Position::new("ETH-PERP".parse().unwrap(), dec!(1), None)],
            ..Account::default()
        };
        let names = |all: Vec<Asset>| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(offered(&account, &market)), ["BTC", "USDC", "USD"]);
        let sol: Asset = "SOL".parse().unwrap();
        assert_eq!(names(underlyings(&account, [&sol].into_iter())), ["SOL", "ETH"]);
    }
}
