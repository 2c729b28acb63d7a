//! What each leg adds at the margin, in cells, and what of the requirement is not in proportion to the book.

use rust_decimal::Decimal;

use crate::app::explain::charge_of;
use crate::app::format::{self, Toward};
use crate::app::intake;
use crate::margin::AskError;
use crate::margin::marginal::{Marginal, Parts, Remainder};

/// Heads of the figures of a leg.
pub(crate) const HEADS: [&str; 5] =
    ["Closing 10 %", "Frees initial", "Frees maintenance", "Gains free collateral", "Part of the requirement"];

/// A leg's figures under [`HEADS`]; a leg that no trade closes says why in the first.
pub(crate) fn cells(of: &Result<Marginal, AskError>, part: Decimal) -> [String; 5] {
    let part = format::money(part, Toward::Up);
    match of {
        Ok(of) => {
            let side = if of.trade.quantity.is_sign_negative() { "sell" } else { "buy" };
            let size = format::grouped(format::round(of.trade.quantity.abs(), 8, Toward::Nearest).normalize());
            let signed = |value| format::signed(value, Toward::Down);
            [format!("{side} {size}"), signed(of.initial), signed(of.maintenance), signed(of.free), part]
        }
        Err(AskError::Unpriced { reason, .. }) => {
            [intake::sentence(reason), String::new(), String::new(), String::new(), part]
        }
        Err(why) => [intake::sentence(&why.to_string()), String::new(), String::new(), String::new(), part],
    }
}

fn name(of: &Remainder) -> String {
    charge_of(of.kind, of.underlying.as_ref(), of.expiry)
}

/// What the parts leave over, and which charges are not in proportion, each in a sentence.
pub(crate) fn said(of: &Parts) -> Vec<String> {
    let unshared = of
        .unshared
        .iter()
        .map(|rest| format!("{}: {} of it belong to no leg.", name(rest), format::dollars(rest.amount, Toward::Up)));
    let mut said: Vec<String> = unshared.collect();
    if !of.credit.is_zero() {
        let credit = format::dollars(of.credit, Toward::Down);
        said.push(format!(
            "{credit} are taken off: together the charges are more than the positions need by themselves."
        ));
    }
    match &of.beyond_proportion {
        None => said.push(
            "Whether it is in proportion cannot be said: the same book a tenth larger cannot be asked.".to_owned(),
        ),
        Some(none) if none.is_empty() => {
            said.push("Every charge is in proportion to the book: twice the book, twice the charge.".to_owned());
        }
        Some(all) => said.extend(all.iter().map(|rest| {
            let more = if rest.amount.is_sign_negative() { "less" } else { "more" };
            let amount = format::dollars(rest.amount.abs(), Toward::Up);
            format!(
                "{} is not in proportion to the book: it grows as if it were {amount} {more} than it is.",
                name(rest)
            )
        })),
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Account, Holding, Position, Time};
    use crate::margin::marginal::{marginal, parts};
    use crate::margin::venues;
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal_macros::dec;

    fn market() -> Market {
        let mut market = Market::at(Time(1_795_305_600_000));
        let quote = Quote::new(dec!(50000), "typed", Time(0), PriceState::Manual);
        market.index.insert("BTC".parse().unwrap(), quote);
        market
    }

    fn account(btc: Decimal, borrowed: bool) -> Account {
        let holding = |asset: &str, quantity| Holding { asset: asset.parse().unwrap(), quantity };
        let mut account = Account { holdings: vec![holding("USD", dec!(99999999))], ..Account::default() };
        if borrowed {
            account.holdings.push(holding("BTC", -btc));
        } else {
            account.positions.push(Position::new("BTC-PERP".parse().unwrap(), btc, None));
        }
        account
    }

    #[test]
    fn a_leg_says_what_closing_a_tenth_frees() {
        let rules = venues::reference().unwrap();
        let all = marginal(&account(dec!(2), false), &market(), rules);
        // 15.5 % of 0.2 × 50,000, and 0.8 of it
        assert_eq!(cells(&all[0], dec!(15500)), ["sell 0.2", "+1,550", "+1,240", "+1,550", "15,500"]);
        let all = marginal(&account(dec!(2), true), &market(), rules);
        assert_eq!(cells(&all[0], dec!(1))[0], "It is a holding, and no position that a trade closes.");
    }

    #[test]
    fn what_is_not_in_proportion_is_named() {
        let rules = venues::reference().unwrap();
        let small = said(&parts(&account(dec!(2), false), &market(), rules));
        assert_eq!(small, ["Every charge is in proportion to the book: twice the book, twice the charge."]);
        // 600 coins are 30 M: 1 % × 10/20 of 10 M = 50,000; at 33 M 84,500: (84,500 − 50,000) / 0.1 − 50,000
        let large = said(&parts(&account(dec!(600), false), &market(), rules));
        let size = "Size, BTC is not in proportion to the book: it grows as if it were $295,000 more than it is.";
        assert_eq!(large, [size]);
    }
}
