//! Limits of one's own, as they are typed and as this browser keeps them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::app::intake;
use crate::app::number::{self, Reads, Unread};
use crate::book::{Asset, Exact};
use crate::margin::caps::{Cap, Measure};

/// Most limits that are kept.
pub(crate) const MOST: usize = 12;

/// What a limit is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum On {
    /// Net delta of everything, dollars.
    #[default]
    Delta,
    /// Net delta of one underlying, dollars.
    DeltaOf,
    /// Dollars a point of volatility.
    Vega,
    /// Gross notional, dollars.
    Notional,
    /// Gross notional over equity.
    Leverage,
    /// The largest share of collateral, percent.
    Share,
    /// The share of one asset in collateral, percent.
    ShareOf,
}

/// Every measure with its word and its name, in the order in which they are offered.
pub(crate) const MEASURES: [(On, &str, &str); 7] = [
    (On::Delta, "delta", "Net delta, $"),
    (On::DeltaOf, "delta-of", "Net delta of one coin, $"),
    (On::Vega, "vega", "Vega, $ a point"),
    (On::Notional, "notional", "Gross notional, $"),
    (On::Leverage, "leverage", "Notional over equity, ×"),
    (On::Share, "share", "Largest collateral, %"),
    (On::ShareOf, "share-of", "One asset in collateral, %"),
];

/// A limit as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OwnCap {
    /// On what.
    pub(crate) on: On,
    /// Of which asset, where it is on one.
    pub(crate) asset: String,
    /// The most it may be: dollars, a multiple or percent.
    pub(crate) most: String,
}

/// A field of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// The asset.
    Asset,
    /// The most it may be.
    Most,
}

/// What keeps a limit from being checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// In which field.
    pub(crate) field: Field,
    /// What would be right.
    pub(crate) right: String,
    /// Whether it is only not written yet.
    pub(crate) unfinished: bool,
}

impl On {
    /// Whether it is on one asset.
    pub(crate) fn of_one(self) -> bool {
        matches!(self, Self::DeltaOf | Self::ShareOf)
    }

    /// By its word; net delta for one that is none.
    pub(crate) fn named(word: &str) -> Self {
        MEASURES.iter().find(|(_, name, _)| *name == word).map(|(on, ..)| *on).unwrap_or_default()
    }

    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        MEASURES.iter().find(|(on, ..)| *on == self).map_or("delta", |(_, word, _)| *word)
    }

    /// What a limit on it looks like.
    fn example(self) -> &'static str {
        match self {
            Self::Delta | Self::DeltaOf | Self::Notional => "250,000",
            Self::Vega => "1,000",
            Self::Leverage => "3",
            Self::Share | Self::ShareOf => "40 %",
        }
    }
}

impl OwnCap {
    /// The limit.
    pub(crate) fn read(&self) -> Result<Cap, Vec<Wrong>> {
        let mut wrong = Vec::new();
        let asset = if self.on.of_one() { asset(&self.asset).map(Some) } else { Ok(None) };
        let asset = asset.map_err(|of| wrong.push(of)).ok();
        let most = most(self.on, &self.most).map_err(|of| wrong.push(of)).ok();
        let (Some(asset), Some(most)) = (asset, most) else { return Err(wrong) };
        let measure = match self.on {
            On::Delta | On::DeltaOf => Measure::Delta(asset),
            On::Vega => Measure::Vega,
            On::Notional => Measure::Notional,
            On::Leverage => Measure::Leverage,
            On::Share | On::ShareOf => Measure::Share(asset),
        };
        Cap::new(measure, most).map_err(|why| {
            vec![Wrong { field: Field::Most, right: intake::sentence(&why.to_string()), unfinished: false }]
        })
    }
}

fn asset(text: &str) -> Result<Asset, Wrong> {
    let wrong = |right: String, unfinished| Wrong { field: Field::Asset, right, unfinished };
    if text.trim().is_empty() {
        return Err(wrong("Write which, such as BTC.".to_owned(), true));
    }
    text.trim().parse().map_err(|why: crate::book::AssetError| wrong(intake::sentence(&why.to_string()), false))
}

fn most(on: On, text: &str) -> Result<Decimal, Wrong> {
    let wrong = |right: String, unfinished| Wrong { field: Field::Most, right, unfinished };
    let bare = text.trim().trim_end_matches(['%', '×', 'x']).trim_end();
    let missing = || wrong(format!("Write the most it may be, such as {}.", on.example()), true);
    let read = match number::read(bare, Reads::PriceOrNothing) {
        Ok(Some(value)) => value,
        Ok(None) | Err(Unread::Unfinished(_)) => return Err(missing()),
        Err(Unread::Wrong(right)) if right == number::right(Reads::PriceOrNothing) => {
            return Err(wrong(format!("Write a number of at least 0, such as {}.", on.example()), false));
        }
        Err(Unread::Wrong(right)) => return Err(wrong(right, false)),
    };
    if !matches!(on, On::Share | On::ShareOf) {
        return Ok(read);
    }
    let fraction = read.over(Decimal::ONE_HUNDRED).unwrap_or(read);
    if fraction > Decimal::ONE {
        return Err(wrong("A share is at most 100 %; write 40 for 40 %.".to_owned(), false));
    }
    Ok(fraction)
}

/// What was kept; nothing where it cannot be read.
pub(crate) fn kept(text: &str) -> Vec<OwnCap> {
    let mut all: Vec<OwnCap> = serde_json::from_str(text).unwrap_or_default();
    all.truncate(MOST);
    all
}

/// As text.
pub(crate) fn written(all: &[OwnCap]) -> String {
    serde_json::to_string(all).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn typed(on: On, asset: &str, most: &str) -> OwnCap {
        OwnCap { on, asset: asset.into(), most: most.into() }
    }

    fn wrong(of: &OwnCap) -> Vec<(Field, bool)> {
        of.read().unwrap_err().into_iter().map(|wrong| (wrong.field, wrong.unfinished)).collect()
    }

    #[test]
    fn a_limit_is_read_in_its_own_unit() {
        let is = |of: OwnCap| of.read().map(|cap| (cap.measure, cap.most)).unwrap();
        assert_eq!(is(typed(On::DeltaOf, " btc ", "60k")), (Measure::Delta(Some("BTC".parse().unwrap())), dec!(60000)));
        assert_eq!(is(typed(On::Delta, "what is not asked", "$1,000")), (Measure::Delta(None), dec!(1000)));
        assert_eq!(is(typed(On::Leverage, "", "3×")), (Measure::Leverage, dec!(3)));
        assert_eq!(is(typed(On::Share, "", "40 %")), (Measure::Share(None), dec!(0.4)));
        assert_eq!(is(typed(On::Vega, "", "0")), (Measure::Vega, dec!(0)));
    }

    #[test]
    fn what_cannot_be_is_said_beside_its_field() {
        assert_eq!(wrong(&typed(On::DeltaOf, "", "")), [(Field::Asset, true), (Field::Most, true)]);
        assert_eq!(wrong(&typed(On::ShareOf, "B T C", "140")), [(Field::Asset, false), (Field::Most, false)]);
        assert_eq!(wrong(&typed(On::Vega, "", "-4")), [(Field::Most, false)]);
        let said = typed(On::Share, "", "140").read().unwrap_err();
        assert_eq!(said[0].right, "A share is at most 100 %; write 40 for 40 %.");
        let said = typed(On::Vega, "", "much").read().unwrap_err();
        assert_eq!(said[0].right, "Write a number of at least 0, such as 1,000.");
    }

    #[test]
    fn limits_are_kept_and_what_is_damaged_is_none() {
        let all = vec![typed(On::DeltaOf, "BTC", "60k"), typed(On::Share, "", "x")];
        assert_eq!(kept(&written(&all)), all);
        for text in ["", "{", "{}", "[{\"on\":\"Charm\"}]", "[7]"] {
            assert_eq!(kept(text), [], "{text}");
        }
        assert_eq!(kept(&written(&vec![OwnCap::default(); 40])).len(), MOST);
        for (on, word, _) in MEASURES {
            assert_eq!((On::named(word), on.word()), (on, word));
        }
    }
}
