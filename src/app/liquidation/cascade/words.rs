//! What is said of a cascade: a column for isolated accounts, one for the cross account, one for the crowd.

use crate::app::format::{self, Toward};
use crate::book::Asset;
use crate::margin::cascade::{Fall, Fallout};

/// The kinds of accounts that the shock meets, in order, with the word for their line.
pub(crate) const KINDS: [(&str, &str); 3] = [("apart", "Isolated"), ("cross", "One cross account"), ("crowd", "Crowd")];

/// What is said of one kind of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    /// `3 of 12`.
    pub(crate) liquidated: String,
    /// `60,000 → 53,120`.
    pub(crate) price: String,
    /// `−11.5 %`.
    pub(crate) change: String,
    /// What an insurance fund pays.
    pub(crate) insurance: String,
    /// Rounds with liquidations.
    pub(crate) rounds: String,
}

/// A column.
pub(crate) fn column(of: &Fallout, asset: &Asset) -> Column {
    let fall = of.prices.iter().find(|fall| fall.asset == *asset);
    let price = |fall: &Fall| {
        let (from, to) = (format::price(fall.before, Toward::Nearest), format::price(fall.after, Toward::Nearest));
        format!("{from} → {to}")
    };
    let absent = || format::ABSENT.to_owned();
    let rounds = of.rounds.iter().filter(|round| !round.liquidated.is_empty()).count();
    Column {
        liquidated: format!("{} of {}", of.liquidated, of.accounts),
        price: fall.map_or_else(absent, price),
        change: fall.and_then(Fall::change).map_or_else(absent, format::move_percent),
        insurance: format::dollars(of.insurance_usd, Toward::Up),
        rounds: rounds.to_string(),
    }
}

/// What else is to be known of a column, a sentence each.
pub(crate) fn notes(name: &str, of: &Fallout) -> Vec<String> {
    let mut out = Vec::new();
    if !of.at_rest {
        out.push(format!("{name}: stopped after {} rounds, not at rest.", of.rounds.len()));
    }
    if of.bankrupt > 0 {
        let left = if of.bankrupt == 1 { "1 account was" } else { &format!("{} accounts were", of.bankrupt) };
        out.push(format!("{name}: {left} left with a loss."));
    }
    if let Some((_, why)) = of.stuck.first() {
        let could = if of.stuck.len() == 1 { "1 account" } else { &format!("{} accounts", of.stuck.len()) };
        out.push(format!("{name}: {could} could not be brought back to health: {why}."));
    }
    out
}

/// The picture in words.
pub(crate) fn pictured(asset: &Asset, columns: &[Column]) -> String {
    let each = KINDS.iter().zip(columns).map(|((_, name), of)| format!("{name} {} ({})", of.price, of.change));
    format!("Price of {asset} by round. {}", each.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::cascade::Round;
    use rust_decimal_macros::dec;

    fn fallout() -> Fallout {
        let btc: Asset = "BTC".parse().unwrap();
        let round = |liquidated| Round { prices: vec![], liquidated, volume_usd: dec!(0), insurance_usd: dec!(0) };
        Fallout {
            rounds: vec![round(vec![3, 1]), round(vec![2]), round(vec![])],
            accounts: 12,
            liquidated: 3,
            bankrupt: 1,
            prices: vec![Fall { asset: btc, before: dec!(60000), shocked: dec!(54000), after: dec!(53100) }],
            insurance_usd: dec!(1234.5),
            at_rest: true,
            ..Fallout::default()
        }
    }

    #[test]
    fn a_column_says_who_how_far_and_what_is_paid() {
        let btc = "BTC".parse().unwrap();
        let of = column(&fallout(), &btc);
        // 53,100 / 60,000 = 0.885
        assert_eq!(
            (of.liquidated.as_str(), of.price.as_str(), of.change.as_str()),
            ("3 of 12", "60,000 → 53,100", "−11.5 %")
        );
        assert_eq!((of.insurance.as_str(), of.rounds.as_str()), ("$1,235", "2"));
        let said = pictured(&btc, &[of]);
        assert_eq!(said, "Price of BTC by round. Isolated 60,000 → 53,100 (−11.5 %)");
        assert_eq!(column(&fallout(), &"ETH".parse().unwrap()).price, format::ABSENT);
    }

    #[test]
    fn what_else_is_to_be_known_is_said() {
        let of = Fallout { at_rest: false, stuck: vec![(4, "the bids hold 0".into())], ..fallout() };
        assert_eq!(
            notes("Crowd", &of),
            [
                "Crowd: stopped after 3 rounds, not at rest.",
                "Crowd: 1 account was left with a loss.",
                "Crowd: 1 account could not be brought back to health: the bids hold 0."
            ]
        );
    }
}
