//! Parameters of the whole account under X:PM: each coin's risk matrix, and the haircuts on collateral.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

use super::{HaircutRules, PortfolioRules, haircuts, portfolio_rules};
use crate::margin::limits::wrong;
use crate::margin::{Dated, Parameters, RuleError, RuleStamp};

/// Parameters of an account under X:PM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossPortfolioRules {
    /// By coin: `BTC`.
    pub books: BTreeMap<String, PortfolioRules>,
    /// Haircuts on collateral.
    pub haircuts: HaircutRules,
}

impl Parameters for CrossPortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        for (coin, rules) in &self.books {
            let path = format!("books.{coin}");
            rules.check().map_err(|error| error.below(&path))?;
            let prefix = format!("{}_", coin.to_ascii_lowercase());
            if !rules.model_params.currency_pair.keys().any(|pair| pair.starts_with(&prefix)) {
                let right = format!("a pair of {coin} is right, such as {prefix}usd");
                return Err(wrong(format!("{path}.model_params.currency_pair"), format!("without {coin}"), right));
            }
        }
        self.haircuts.check().map_err(|error| error.below("haircuts"))
    }
}

/// The newest parameters shipped of each coin, with the haircuts. A settlement currency that a coin's file lacks is the
/// newest of another coin's: the venue has one set for all.
///
/// # Errors
/// A file that cannot be used.
pub fn cross_portfolio_rules() -> Result<Dated<CrossPortfolioRules>, RuleError> {
    let mut books: BTreeMap<String, PortfolioRules> = BTreeMap::new();
    let mut stamps: Vec<(String, RuleStamp)> = Vec::new();
    for dated in portfolio_rules()? {
        let bases = dated.parameters.model_params.currency_pair.keys().filter_map(|pair| pair.split_once('_'));
        let coin = bases.map(|(base, _)| base.to_ascii_uppercase()).next().unwrap_or_default();
        if let Entry::Vacant(place) = books.entry(coin) {
            stamps.push((place.key().clone(), dated.stamp()));
            place.insert(dated.parameters);
        }
    }
    let coins: Vec<String> = books.keys().map(|coin| coin.to_ascii_lowercase()).collect();
    let all = books.values().flat_map(|rules| rules.model_params.currency.clone());
    let shared: BTreeMap<_, _> = all.filter(|(currency, _)| !coins.contains(currency)).collect();
    for rules in books.values_mut() {
        for (currency, of) in &shared {
            rules.model_params.currency.entry(currency.clone()).or_insert_with(|| of.clone());
        }
    }
    let haircuts = haircuts()?;
    stamps.push(("haircuts".to_owned(), haircuts.stamp()));
    let stamps: Vec<(&str, RuleStamp)> = stamps.iter().map(|(part, stamp)| (part.as_str(), stamp.clone())).collect();
    let parameters = CrossPortfolioRules { books, haircuts: haircuts.parameters };
    Ok(Dated::joined("deribit-portfolio", "Deribit portfolio margin", &stamps, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::Fidelity;

    #[test]
    fn the_newest_of_each_coin_is_taken_and_the_dollar_from_whoever_has_it() {
        let dated = cross_portfolio_rules().unwrap();
        let rules = &dated.parameters;
        assert_eq!(rules.books.keys().map(String::as_str).collect::<Vec<_>>(), ["BTC", "ETH"]);
        assert_eq!(rules.books["BTC"].pair("btc_usd").unwrap().price_range, 0.14);
        assert_eq!(rules.books["BTC"].currency("usd"), rules.books["ETH"].currency("usd"));
        assert_eq!((dated.as_of.as_str(), dated.fidelity), ("2026-02-15", Fidelity::Approximate));
        assert!(dated.source.contains("ETH: An answer of private/pme/simulate"), "{}", dated.source);
        rules.check().unwrap();
    }

    #[test]
    fn what_cannot_be_is_named_with_its_coin() {
        let mut rules = cross_portfolio_rules().unwrap().parameters;
        rules.books.get_mut("ETH").unwrap().model_params.general.mm_factor = 1.2;
        let why = rules.check().unwrap_err().to_string();
        assert!(why.starts_with("books.ETH.model_params.general.mm_factor is 1.2; a fraction"), "{why}");
        let mut rules = cross_portfolio_rules().unwrap().parameters;
        let eth = rules.books["ETH"].clone();
        rules.books.insert("BTC".into(), eth);
        let why = rules.check().unwrap_err().to_string();
        assert!(why.starts_with("books.BTC.model_params.currency_pair is without BTC; a pair of BTC"), "{why}");
    }
}
