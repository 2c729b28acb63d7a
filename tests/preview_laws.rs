//! Laws of the next trade: a preview is the same question asked again, under every rule set, whatever is traded.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

mod any_book;
mod books;

use books::{account, market, position};
use cross_margin::book::{Account, Trade};
use cross_margin::margin::{Fill, NotTraded, Preview, Verdict, assess, preview, venues};
use cross_margin::market::Market;
use cross_margin::risk::mark;
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

/// Trades at the mark, moved by up to a fifth, with a fee.
fn trades() -> impl Strategy<Value = Vec<Trade>> {
    let trade = (position(), 80..120_i64, 0..5_i64).prop_map(|(position, percent, fee)| {
        let at = mark(&position.instrument, &market()).unwrap();
        let price = (at * Decimal::new(percent, 2)).round_dp(12).max(dec!(0.000001));
        Trade { instrument: position.instrument, quantity: position.quantity, price, fee: Decimal::new(fee, 4) }
    });
    prop::collection::vec(trade, 0..4)
}

/// The account after every leg that a preview says is traded.
fn again(account: &Account, seen: &Preview) -> Account {
    seen.fills().fold(account.clone(), |account, Fill { trade, .. }| account.with(trade).unwrap())
}

fn holds_as_told(account: &Account, market: &Market, trades: &[Trade]) -> Result<(), TestCaseError> {
    for rules in venues::all() {
        let seen = preview(account, market, rules, trades);
        let after = again(account, &seen);
        prop_assert_eq!(seen.legs.len(), trades.len());
        prop_assert_eq!(&seen.after, &after);
        prop_assert_eq!(&*seen.before, &assess(account, market, rules));
        prop_assert_eq!(&*seen.then, &assess(&after, market, rules));
        let short = -seen.then.free_collateral;
        match seen.verdict {
            Verdict::Allowed => prop_assert!(short <= Decimal::ZERO),
            Verdict::ReducesRisk => prop_assert!(
                -short > seen.before.free_collateral || seen.then.initial_margin <= seen.before.initial_margin
            ),
            Verdict::Refused { short: said, .. } => prop_assert!(said == short && said > Decimal::ZERO),
        }
        for (leg, trade) in seen.legs.iter().zip(trades) {
            if let Err(NotTraded::LeftOut { instrument, reason }) = leg {
                prop_assert_eq!(instrument, &trade.instrument);
                prop_assert!(!reason.is_empty());
            }
        }
    }
    Ok(())
}

proptest! {
    // each case is every rule set, twice and more
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_preview_is_the_assessment_of_the_account_with_the_trades(account in account(5), trades in trades()) {
        holds_as_told(&account, &market(), &trades)?;
    }

    #[test]
    fn no_account_no_market_and_no_trade_stops_it(
        account in any_book::account(),
        market in any_book::market(),
        asked in prop::collection::vec(
            (any_book::instrument(), any_book::decimal(), any_book::decimal(), any_book::decimal()), 0..3),
    ) {
        let trade = |(instrument, quantity, price, fee): (_, _, _, Decimal)| Trade { instrument, quantity, price, fee: fee.abs() };
        let trades: Vec<Trade> = asked.into_iter().map(trade).collect();
        holds_as_told(&account, &market, &trades)?;
    }
}

proptest! {
    #[test]
    fn a_trade_at_the_mark_without_a_fee_leaves_equity_where_it_was(account in account(6), position in position()) {
        let price = mark(&position.instrument, &market()).unwrap();
        // holdings at a haircut count for less than they are worth: none here but dollars
        let cash = cross_margin::book::Holding { asset: "USD".parse().unwrap(), quantity: dec!(1000000000) };
        let account = Account { holdings: vec![cash], ..account };
        let trade = Trade { instrument: position.instrument, quantity: position.quantity, price, fee: Decimal::ZERO };
        prop_assume!(!trade.instrument.is_inverse());
        let seen = preview(&account, &market(), venues::reference().unwrap(), std::slice::from_ref(&trade));
        let moved = seen.then.equity.total - seen.before.equity.total;
        // what stood without an entry price has one for the part that is added, not for the rest
        prop_assert!(moved.abs() <= dec!(0.01) + dec!(0.0003) * (trade.quantity * price).abs(), "{moved}");
    }
}
