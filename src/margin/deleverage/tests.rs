//! Each procedure on books whose figures are written out.

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::{Deleveraging, End, How, Procedure, Step, deleverage};
use crate::book::Account;
use crate::margin::RuleSet;
use crate::margin::venues::case::{account, market, rules, with_options};
use crate::market::Market;
use crate::risk::{Impact, Impacts, OrderBook, SquareRoot};

const LAW: SquareRoot = SquareRoot { coefficient: 1.0, daily_volume_usd: 1e9, daily_vol: 0.03 };

fn run(book: &Account, market: &Market, rules: &RuleSet, impacts: &Impacts) -> Deleveraging {
    deleverage(book, market, rules, Procedure::of(rules), impacts)
}

fn law() -> Impacts {
    Impact::SquareRoot(LAW).into()
}

fn sizes(done: &Deleveraging) -> Vec<Decimal> {
    done.steps.iter().flat_map(|step| step.what.iter().map(|closed| closed.quantity)).collect()
}

/// Equity falls by fees, impact and what is given up, step by step.
fn adds_up(mut equity: Decimal, done: &Deleveraging) {
    for step in &done.steps {
        let costs: Decimal = step.what.iter().map(|closed| closed.fee_usd + closed.impact_usd).sum();
        let expected = equity - costs - step.given_usd;
        assert!((step.equity - expected).abs() < dec!(0.00001), "{} and not {expected}: {step:?}", step.equity);
        equity = step.equity;
    }
}

fn last(done: &Deleveraging) -> &Step {
    done.steps.last().unwrap()
}

#[test]
fn a_healthy_account_is_left_alone() {
    let book = account(&["1 BTC-PERP @ 60000"], &["20000 USDC"]);
    let done = run(&book, &market(&[("BTC", "60000")]), rules("reference"), &law());
    assert_eq!((done.steps, done.end), (vec![], End::Healthy));
}

#[test]
fn hyperliquid_sells_a_fifth_of_a_large_position_and_then_all_of_it() {
    // 10 BTC at 60,000: maintenance 600,000 / 80 = 7,500; equity 6,000; two thirds are 5,000
    let book = account(&["10 BTC-PERP @ 60000"], &["6000 USDC"]);
    let market = market(&[("BTC", "60000")]);
    let done = run(&book, &market, rules("hyperliquid"), &Impacts::default());
    // a fifth leaves 480,000 / 80 = 6,000 to keep and 6,000 − 120,000 · 0.045 % = 5,946 to keep it with
    assert_eq!(sizes(&done), [dec!(-2), dec!(-8)]);
    assert_eq!((done.steps[0].equity, done.steps[0].maintenance), (dec!(5946), dec!(6000)));
    assert_eq!(done.end, End::Empty);
    adds_up(dec!(6000), &done);
    // a little more equity, and the fifth is enough
    let book = account(&["10 BTC-PERP @ 60000"], &["6100 USDC"]);
    let done = run(&book, &market, rules("hyperliquid"), &Impacts::default());
    assert_eq!((sizes(&done), done.end), (vec![dec!(-2)], End::Healthy));
}

#[test]
fn hyperliquids_backstop_takes_what_is_below_two_thirds() {
    let book = account(&["1 BTC-PERP @ 60000"], &["499 USDC"]);
    // maintenance 750, two thirds of it 500
    let done = run(&book, &market(&[("BTC", "60000")]), rules("hyperliquid"), &law());
    assert_eq!(done.end, End::Empty);
    assert_eq!((last(&done).given_usd, last(&done).equity), (dec!(499), dec!(0)));
    let book = account(&["1 BTC-PERP @ 60000"], &["-20 USDC"]);
    let done = run(&book, &market(&[("BTC", "60000")]), rules("hyperliquid"), &law());
    assert_eq!(done.end, End::Bankrupt { loss_usd: dec!(20) });
}

#[test]
fn dydx_liquidates_a_tenth_a_block_at_the_fillable_price_or_better() {
    // 10 BTC at 50,000: maintenance 500,000 · 1.2 % = 6,000; equity 5,900
    let book = account(&["10 BTC-PERP @ 50000"], &["5900 USDC"]);
    let done = run(&book, &market(&[("BTC", "50000")]), rules("dydx"), &Impacts::default());
    // a tenth is 1 BTC for 50,000; the fee is what it brings beyond the bankruptcy price, 5,900 / 10 = 590 < 1.5 %
    assert_eq!(done.steps[0].what[0].quantity, dec!(-1));
    assert_eq!(done.steps[0].what[0].fee_usd, dec!(590));
    assert_eq!(done.steps[0].equity, dec!(5310));
    // the rest is as well covered as before, so it goes on to the end
    assert_eq!(done.end, End::Empty);
    assert_eq!(last(&done).equity, dec!(0));
    adds_up(dec!(5900), &done);
}

#[test]
fn dydx_stops_where_nobody_fills() {
    let book = account(&["10 BTC-PERP @ 50000"], &["5999 USDC"]);
    let market = market(&[("BTC", "50000")]);
    // rating 1/6,000, spread 1.5 · 6,000 / 6,000 = 1.5 USDC on 500,000: a book 1 % off is too far
    let asked = OrderBook::read("bid 49500 100\nask 50500 100").unwrap();
    let done = run(&book, &market, rules("dydx"), &Impact::Book(asked).into());
    assert!(matches!(&done.end, End::Stuck { why } if why.contains("fillable price")), "{:?}", done.end);
}

#[test]
fn derive_auctions_the_share_that_brings_the_buffer_to_zero() {
    let book = account(&["-10 ETH_USDC-PERPETUAL @ 3000"], &["1900 USDC"]);
    let market = market(&[("ETH", "3000")]);
    let of = crate::margin::assess(&book, &market, rules("derive-sm"));
    let (value, room) = (of.equity.total, of.equity.total - of.maintenance_margin);
    assert!(room < dec!(0), "{value} {room}");
    let done = run(&book, &market, rules("derive-sm"), &Impacts::default());
    // 10 of 100 seconds on: 0.98 − 0.18 · 0.1 = 0.962; BM = room − 0.2 · maintenance; f = BM / (BM − value · d)
    let buffer = room - dec!(0.2) * of.maintenance_margin;
    let share = buffer / (buffer - value * dec!(0.962));
    let sold = done.steps[0].what[0].quantity;
    assert!((sold - dec!(10) * share).abs() < dec!(0.0000001), "{sold} and not {}", dec!(10) * share);
    let given = value * share * (dec!(1) - dec!(0.962));
    assert!((done.steps[0].given_usd - given).abs() < dec!(0.0001), "{} {given}", done.steps[0].given_usd);
    assert_eq!((done.steps.len(), done.end), (1, End::Healthy));
}

#[test]
fn deribit_closes_what_adds_most_a_tenth_a_round() {
    let book = account(&["2 BTC_USDC-PERPETUAL @ 60000"], &["1150 USDC"]);
    let market = market(&[("BTC", "60000")]);
    let done = run(&book, &market, rules("deribit-standard"), &Impacts::default());
    assert!(done.steps.iter().all(|step| step.what.iter().all(|closed| closed.quantity == dec!(-0.2))));
    assert_eq!(done.steps.first().map(|step| step.at_seconds), Some(0));
    assert!(done.steps.windows(2).all(|two| two[1].at_seconds == two[0].at_seconds + 1));
    adds_up(dec!(1150), &done);
    assert_eq!(done.end, End::Healthy);
}

#[test]
fn deribit_hedges_with_the_perpetual_where_closing_cannot_trade() {
    let option = "BTC_USDC-25DEC26-60000-C";
    let book = account(&[&format!("-2 {option}")], &["18500 USDC"]);
    let market = with_options(market(&[("BTC", "60000")]), &[("BTC", "25DEC26", "60000")], &[(option, 0.5)]);
    let of = crate::margin::assess(&book, &market, rules("deribit-portfolio"));
    assert!(of.maintenance_margin > of.equity.total, "{} {}", of.maintenance_margin, of.equity.total);
    // nobody asks for the option, so nobody sells it
    let mut impacts = Impacts::default();
    impacts.of.insert(option.parse().unwrap(), Impact::Book(OrderBook::read("bid 1 1").unwrap()));
    let done = run(&book, &market, rules("deribit-portfolio"), &impacts);
    let first = &done.steps[0].what[0];
    assert_eq!(first.instrument.to_string(), "BTC_USDC-PERPETUAL");
    assert!(first.quantity > dec!(0), "bought against a short call: {first:?}");
    assert!(done.steps[0].maintenance < of.maintenance_margin);
}

#[test]
fn drift_takes_over_what_covers_the_buffered_shortage() {
    // 100 SOL at 100: maintenance 5 % of 10,000 = 500; buffer 2 % of it is 200 more
    let book = account(&["100 SOL-PERP @ 100"], &["460 USDC"]);
    let done = run(&book, &market(&[("SOL", "100")]), rules("drift"), &law());
    // short by 240; a tenth of it now: 24 / (100 · (7 % − 1 %) − 100 · 1 %)
    assert_eq!(sizes(&done)[0], dec!(-4.8));
    assert_eq!(done.steps[0].what[0].fee_usd, dec!(480) * dec!(0.02));
    assert_eq!(done.end, End::Healthy);
    // it ends with the buffer: equity no less than 7 % of what is left
    let left: Decimal = dec!(100) + sizes(&done).iter().sum::<Decimal>();
    assert!(last(&done).equity >= left * dec!(100) * dec!(0.07) - dec!(0.0001));
    adds_up(dec!(460), &done);
}

#[test]
fn bybit_stops_at_nine_tenths_and_okx_at_all_of_it() {
    let book = account(&["100 ETH-PERP @ 3000"], &["10000 USDC"]);
    let market = market(&[("ETH", "3000")]);
    // under the reference: maintenance 80 % of 300,000 · 15.5 % = 37,200, 372 a coin
    let by = |name: &str| {
        deleverage(&book, &market, rules("reference"), Procedure::named(name).unwrap(), &Impacts::default())
    };
    let okx = by("okx");
    // 10,000 − 3,000 · 0.05 % · n = 372 · (100 − n): n = 27,200 / 370.5
    let n = dec!(27200) / dec!(370.5);
    assert!((sizes(&okx)[0] + n).abs() < dec!(0.00001), "{:?}", sizes(&okx));
    let bybit = by("bybit");
    // 0.9 · (10,000 − 1.65 · n) = 372 · (100 − n): n = 28,200 / 370.515
    let n = dec!(28200) / dec!(370.515);
    assert!((sizes(&bybit)[0] + n).abs() < dec!(0.00001), "{:?}", sizes(&bybit));
    assert_eq!((okx.end, bybit.end), (End::Healthy, End::Healthy));
}

#[test]
fn binance_comes_down_by_tiers_and_then_takes_over() {
    // 15 BTC at 60,000 = 900,000, the third tier: 0.65 % less 950 = 4,900
    let market = market(&[("BTC", "60000")]);
    let of =
        |cash: &str| run(&account(&["15 BTC-PERP @ 60000"], &[cash]), &market, rules("binance"), &Impacts::default());
    let stopped = of("4895 USDT");
    // a fee of 1.25 % costs more than a rate of 0.65 % frees: no order helps, and the fund takes over
    assert_eq!(stopped.end, End::Empty);
    assert_eq!((stopped.steps.len(), last(&stopped).given_usd), (1, dec!(4895)));
    // without the fee the tier below, 600,000, would do, and less than that
    let mut free = Procedure::named("binance").unwrap().clone();
    if let How::Tiers { fees, .. } = &mut free.how {
        fees.future = dec!(0);
    }
    let book = account(&["15 BTC-PERP @ 60000"], &["3000 USDT"]);
    let done = deleverage(&book, &market, rules("binance"), &free, &Impacts::default());
    // 2,950 are needed at 600,000, so 0.65 % · v − 950 = 3,000 is met at v = 3,950 / 0.65 %
    let kept = dec!(3950) / dec!(0.0065) / dec!(60000);
    assert!((sizes(&done)[0] + (dec!(15) - kept)).abs() < dec!(0.00001), "{:?}", sizes(&done));
    assert_eq!(done.end, End::Healthy);
}

#[test]
fn the_reference_sells_no_more_than_restores_health() {
    let book = account(&["1 BTC-PERP @ 60000"], &["6000 USDC"]);
    let done = run(&book, &market(&[("BTC", "60000")]), rules("reference"), &Impacts::default());
    // 6,000 − 30 · n = 0.8 · 9,300 · (1 − n): n = 1,440 / 7,410
    let n = dec!(1440) / dec!(7410);
    assert_eq!(done.end, End::Healthy);
    assert!((sizes(&done)[0] + n).abs() < dec!(0.0000001), "{:?}", sizes(&done));
    adds_up(dec!(6000), &done);
}

#[test]
fn an_empty_book_of_orders_is_stuck_and_says_so() {
    let book = account(&["1 BTC-PERP @ 60000"], &["6000 USDC"]);
    let asks = OrderBook::read("ask 60000 1").unwrap();
    let done = run(&book, &market(&[("BTC", "60000")]), rules("reference"), &Impact::Book(asks).into());
    assert!(matches!(&done.end, End::Stuck { why } if why.contains("the bids hold 0 of")), "{:?}", done.end);
}

#[test]
fn what_is_left_after_everything_is_closed_is_the_loss() {
    let book = account(&["1 BTC-PERP @ 70000"], &["6000 USDC"]);
    let done = run(&book, &market(&[("BTC", "60000")]), rules("reference"), &Impacts::default());
    // 6,000 − 10,000 − 30
    assert_eq!(done.end, End::Bankrupt { loss_usd: dec!(4030) });
}

#[test]
fn a_borrowed_coin_is_bought_back() {
    let book = account(&[], &["-1 BTC", "66000 USDC"]);
    let done = run(&book, &market(&[("BTC", "60000")]), rules("reference"), &Impacts::default());
    assert_eq!(done.steps[0].what[0].instrument.to_string(), "BTC/USDC");
    assert!(sizes(&done)[0] > dec!(0));
    assert_eq!(done.end, End::Healthy);
}
