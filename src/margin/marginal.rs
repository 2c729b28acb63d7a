//! What each leg adds at the margin, and the parts that add up to the whole requirement.
//!
//! **At the margin**: what closing a tenth of a leg at its mark price frees, by asking again. **Parts**: each leg's share in
//! every charge, as the assessment carries it (Euler's parts where a charge grows with the book). A charge that is not in
//! proportion to the book, such as one on size, is named with how far it is from that, so that nobody takes a part for
//! what closing the whole leg would free.

use rust_decimal::Decimal;

use super::{AskError, Assessment, ChargeKind, LegKind, LegReport, RuleSet, assess, tried};
use crate::book::{Account, Asset, Exact, Expiry, Instrument, Trade};
use crate::margin::scan::sum;
use crate::market::Market;

/// The part of a leg that is closed, a fraction.
const CLOSED: Decimal = Decimal::from_parts(1, 0, 0, false, 1);
/// How many times larger a book is asked for, to see which charges grow with it.
const LARGER: Decimal = Decimal::from_parts(11, 0, 0, false, 1);
/// Digits of floating point, as a fraction of a charge, that are no difference.
const NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// What closing a tenth of a leg frees. Dollars; below nothing where the leg is a hedge.
#[derive(Clone, Debug, PartialEq)]
pub struct Marginal {
    /// The trade that closes it, without fee.
    pub trade: Trade,
    /// Initial margin freed.
    pub initial: Decimal,
    /// Maintenance margin freed.
    pub maintenance: Decimal,
    /// Free collateral gained: initial margin freed, and what the trade does to equity.
    pub free: Decimal,
}

/// What closing a tenth of each leg frees, in the order of [`Assessment::legs`]; what cannot be closed by a trade, or asked,
/// has the reason instead. One question a position.
pub fn marginal(account: &Account, market: &Market, rules: &RuleSet) -> Vec<Result<Marginal, AskError>> {
    let before = assess(account, market, rules);
    before.legs.iter().map(|leg| of_leg(leg, account, &before, market, rules)).collect()
}

/// What closing a tenth of one leg frees; `before` is the account’s assessment, of which the leg is. One question.
///
/// # Errors
/// It cannot be closed by a trade, or asked.
pub fn of_leg(
    leg: &LegReport,
    account: &Account,
    before: &Assessment,
    market: &Market,
    rules: &RuleSet,
) -> Result<Marginal, AskError> {
    let no_trade = || AskError::Unpriced {
        name: leg.title(),
        reason: "it is a holding, and no position that a trade closes".to_owned(),
    };
    if leg.kind != LegKind::Position {
        return Err(no_trade());
    }
    let instrument: Instrument = leg.name.parse().map_err(|_| no_trade())?;
    let quantity = leg.units.times(-CLOSED).ok_or(AskError::TooLarge("quantity"))?;
    let trade = Trade { instrument, quantity, price: leg.mark, fee: Decimal::ZERO };
    let then = tried(account, before, &trade, market, rules)?;
    Ok(Marginal {
        trade,
        initial: before.initial_margin.capped_minus(then.initial_margin),
        maintenance: before.maintenance_margin.capped_minus(then.maintenance_margin),
        free: then.free_collateral.capped_minus(before.free_collateral),
    })
}

/// An amount of a requirement that no leg's part holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Remainder {
    /// Of which charge.
    pub kind: ChargeKind,
    /// Of which underlying, where the charge is one's.
    pub underlying: Option<Asset>,
    /// Of which expiry, where the charge is one's.
    pub expiry: Option<Expiry>,
    /// Dollars.
    pub amount: Decimal,
}

/// The initial margin in parts: `Σ parts + Σ unshared − credit = total`, but for what adding rounds in the 28th digit.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// Each leg's, in the order of [`Assessment::legs`]; below nothing where it offsets.
    pub parts: Vec<Decimal>,
    /// Charges, or what is left of them, that belong to no leg.
    pub unshared: Vec<Remainder>,
    /// Taken off because the account's charges exceed its positions' own needs.
    pub credit: Decimal,
    /// The initial margin.
    pub total: Decimal,
    /// How much more than in proportion each charge grows with the book: what it adds a dollar of growth, less what it is.
    /// Charges in proportion are not listed. Absent when a larger book cannot be asked.
    pub beyond_proportion: Option<Vec<Remainder>>,
}

/// The parts of an account's initial margin. Asks once more, of the same book a tenth larger.
pub fn parts(account: &Account, market: &Market, rules: &RuleSet) -> Parts {
    let of = assess(account, market, rules);
    let unshared = of.charges.iter().filter_map(|charge| {
        let shared = sum(charge.parts.iter().map(|part| part.amount));
        let amount = charge.amount.capped_minus(shared);
        (!amount.is_zero()).then(|| remainder(charge, amount))
    });
    Parts {
        parts: of.legs.iter().map(|leg| leg.part).collect(),
        unshared: unshared.collect(),
        credit: of.credit,
        total: of.initial_margin,
        beyond_proportion: larger(account).and_then(|account| {
            let larger = assess(&account, market, rules);
            (larger.left_out.len() == of.left_out.len()).then(|| beyond(&of, &larger)).flatten()
        }),
    }
}

fn remainder(of: &super::Charge, amount: Decimal) -> Remainder {
    Remainder { kind: of.kind, underlying: of.underlying.clone(), expiry: of.expiry, amount }
}

/// The same account, everything in it a tenth larger.
fn larger(account: &Account) -> Option<Account> {
    let mut account = account.clone();
    for holding in &mut account.holdings {
        holding.quantity = holding.quantity.times(LARGER)?;
    }
    for position in &mut account.positions {
        position.quantity = position.quantity.times(LARGER)?;
    }
    Some(account)
}

/// Growth of each charge over a tenth, less the charge.
fn beyond(of: &Assessment, larger: &Assessment) -> Option<Vec<Remainder>> {
    let amount = |within: &Assessment, charge: &super::Charge| {
        let same = |other: &&super::Charge| {
            (other.kind, &other.underlying, other.expiry) == (charge.kind, &charge.underlying, charge.expiry)
        };
        sum(within.charges.iter().filter(same).map(|charge| charge.amount))
    };
    let mut all: Vec<Remainder> = Vec::new();
    for charge in of.charges.iter().chain(&larger.charges) {
        let (was, is) = (amount(of, charge), amount(larger, charge));
        let growth = is.minus(was)?.over(LARGER.minus(Decimal::ONE)?)?;
        let beyond = remainder(charge, growth.minus(was)?);
        let noise = is.capped_times(NOISE);
        let known = all.iter().any(|other| {
            (other.kind, &other.underlying, other.expiry) == (beyond.kind, &beyond.underlying, beyond.expiry)
        });
        // ten times the digits a sum of floating point is off by
        if beyond.amount.abs() > noise.capped_times(Decimal::TEN) && !known {
            all.push(beyond);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market, rules};
    use rust_decimal_macros::dec;

    #[test]
    fn a_tenth_of_a_lone_position_frees_a_tenth() {
        let book = account(&["2 BTC-PERP @ 50000"], &["100000 USD"]);
        let all = marginal(&book, &market(&[("BTC", "60000")]), rules("reference"));
        let one = all[0].as_ref().unwrap();
        // 15.5 % of 0.2 × 60,000
        assert_eq!((one.initial, one.maintenance, one.free), (dec!(1860), dec!(1488), dec!(1860)));
        assert_eq!((one.trade.quantity, one.trade.price), (dec!(-0.2), dec!(60000)));
    }

    #[test]
    fn closing_a_hedge_frees_less_than_nothing() {
        let book = account(&["2 BTC-PERP", "-1 BTC-PERPETUAL", "-60000 BTC-PERPETUAL"], &["100000 USD"]);
        let all = marginal(&book, &market(&[("BTC", "60000")]), rules("reference"));
        assert!(all[0].as_ref().unwrap().initial > dec!(0));
        assert!(all[1].as_ref().unwrap().initial < dec!(0));
    }

    #[test]
    fn a_borrowed_coin_is_closed_by_no_trade() {
        let book = account(&[], &["100000 USD", "-1 BTC"]);
        let all = marginal(&book, &market(&[("BTC", "60000")]), rules("reference"));
        let said = all[0].as_ref().unwrap_err().to_string();
        assert_eq!(said, "BTC borrowed is not margined: it is a holding, and no position that a trade closes");
    }

    #[test]
    fn a_charge_on_size_is_named_as_beyond_proportion() {
        let prices = market(&[("BTC", "50000")]);
        let small = parts(&account(&["2 BTC-PERP"], &[]), &prices, rules("reference"));
        assert_eq!(small.beyond_proportion, Some(vec![]));
        assert_eq!((small.parts, small.total), (vec![dec!(15500)], dec!(15500)));
        // 600 coins are 30 M: 1 % × 10/20 of 10 M = 50,000; at 33 M 0.65 % of 13 M = 84,500: (84,500 − 50,000)/0.1 − 50,000
        let large = parts(&account(&["600 BTC-PERP"], &[]), &prices, rules("reference"));
        let beyond = large.beyond_proportion.unwrap();
        assert_eq!(beyond.len(), 1);
        assert_eq!((beyond[0].kind, beyond[0].amount), (ChargeKind::Size, dec!(295000)));
    }
}
