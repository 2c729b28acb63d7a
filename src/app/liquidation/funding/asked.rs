//! What is asked about funding: the rates and the horizon that are taken for granted, or what is missing for a question.

use crate::book::{Account, Asset, Kind};
use crate::margin::axes::Outlook;

/// The underlyings of the account's perpetuals, in the order of its rows.
pub(crate) fn funded(account: &Account) -> Vec<Asset> {
    let mut all: Vec<Asset> = Vec::new();
    for position in account.positions.iter().filter(|of| of.instrument.kind() == Kind::Perpetual) {
        if !all.contains(position.instrument.underlying()) {
            all.push(position.instrument.underlying().clone());
        }
    }
    all
}

/// What funding rests on, or why nothing is asked, in a sentence.
pub(crate) fn asked(account: &Account, outlook: &Outlook) -> Result<Outlook, String> {
    let all = funded(account);
    if all.is_empty() {
        return Err("No perpetuals here: nothing pays or receives funding.".to_owned());
    }
    if all.iter().all(|asset| outlook.funding_of(asset).is_none()) {
        let names = all.iter().map(Asset::to_string).collect::<Vec<_>>().join(", ");
        return Err(format!(
            "No funding rate is typed. Under “What is taken for granted”, type what longs pay a day for {names}: 0.03 for \
             0.03 % of the position’s value, a figure below zero where shorts pay."
        ));
    }
    // betas change nothing here, so that typing one asks nothing anew
    Ok(Outlook { betas: Vec::new(), ..outlook.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Position;
    use rust_decimal_macros::dec;

    fn account(names: &[&str]) -> Account {
        let position = |name: &&str| Position::new(name.parse().unwrap(), dec!(1), None);
        Account { positions: names.iter().map(position).collect(), ..Account::default() }
    }

    fn outlook(rates: &[(&str, f64)]) -> Outlook {
        let funding_per_day = rates.iter().map(|(of, rate)| (of.parse().unwrap(), *rate)).collect();
        Outlook { funding_per_day, ..Outlook::default() }
    }

    #[test]
    fn what_is_missing_is_said() {
        let no_perpetuals = account(&["BTC_USD-25DEC26"]);
        let said = asked(&no_perpetuals, &outlook(&[("BTC", 0.001)])).unwrap_err();
        assert_eq!(said, "No perpetuals here: nothing pays or receives funding.");
        let book = account(&["ETH-PERP", "BTC-PERP", "BTC-PERPETUAL"]);
        // a rate of something that is no longer in the book is none
        let said = asked(&book, &outlook(&[("SOL", 0.001)])).unwrap_err();
        assert!(said.starts_with("No funding rate is typed. Under “What is taken for granted”"), "{said}");
        assert!(said.contains("for ETH, BTC: 0.03 for"), "{said}");
    }

    #[test]
    fn a_rate_of_nothing_is_a_rate_and_betas_ask_nothing_anew() {
        let book = account(&["ETH-PERP", "BTC-PERP"]);
        let typed = Outlook { betas: vec![("ETH".parse().unwrap(), 1.5)], ..outlook(&[("BTC", 0.0)]) };
        assert_eq!(asked(&book, &typed), Ok(outlook(&[("BTC", 0.0)])));
    }
}
