use super::super::pm2::Perp;
use super::*;
use crate::book::Right;
use crate::margin::Dated;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

fn rules() -> SmRules {
    Dated::<SmRules>::from_json(LIVE).unwrap().parameters
}

fn option(strike: Decimal, right: Right, amount: f64, mark: f64) -> SmOption {
    SmOption { strike, right, amount, mark }
}

fn eth(spot: f64, options: Vec<SmOption>) -> SmMarket {
    SmMarket {
        name: "ETH".into(),
        spot,
        spot_confidence: 1.0,
        perp: Perp { price: spot, confidence: 1.0, ..Perp::default() },
        base: 0.0,
        expiries: vec![SmExpiry { forward: spot, confidence: 1.0, options }],
    }
}

fn assess(cash: f64, market: SmMarket) -> SmMargin {
    margin(&SmAccount { cash, stable: 1.0, markets: vec![market] }, &rules()).unwrap()
}

fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-9 * want.abs(), "{got} instead of {want}");
}

#[test]
fn three_short_calls_in_the_money() {
    // 2000 − 3·(120 + 15 %·1900) and 2000 − 3·(120 + 9 %·1900)
    let margin = assess(2000.0, eth(1900.0, vec![option(dec!(1800), Right::Call, -3.0, 120.0)]));
    close(margin.initial, 2000.0 - 3.0 * (120.0 + 0.15 * 1900.0));
    close(margin.maintenance, 2000.0 - 3.0 * (120.0 + 0.09 * 1900.0));
}

#[test]
fn a_call_spread_loses_its_width_at_most() {
    let legs = vec![option(dec!(1700), Right::Call, -8.0, 425.0), option(dec!(1900), Right::Call, 8.0, 260.0)];
    let margin = assess(2000.0, eth(2100.0, legs));
    assert_eq!(margin.initial, 2000.0 - 8.0 * (1900.0 - 1700.0));
    assert_eq!(margin.maintenance, margin.initial);
    let expiry = &margin.markets[0].expiries[0];
    close(expiry.isolated.initial, -8.0 * (425.0 + 0.15 * 2100.0));
    assert_eq!(expiry.unpaired.initial, 0.0);
}

#[test]
fn each_leg_has_its_loss_in_the_way_that_counts() {
    let initial = |pair: &Pair| pair.initial;
    let spread = vec![option(dec!(1700), Right::Call, -8.0, 425.0), option(dec!(1900), Right::Call, 8.0, 260.0)];
    let held = eth(2100.0, spread).expiries.remove(0);
    let of = &assess(2000.0, eth(2100.0, held.options.clone())).markets[0].expiries[0];
    // settled at 1,900, where the loss is whole: 8·200 of the one, nothing of the other
    assert_eq!((of.largest_at, of.losses(&held, initial)), (1900.0, vec![1600.0, 0.0]));
    // one more call sold: below every strike nothing is lost, and each net short call adds 1.2 forwards
    let more = vec![option(dec!(1700), Right::Call, -9.0, 4250.0), option(dec!(1900), Right::Call, 8.0, 260.0)];
    let held = eth(2100.0, more).expiries.remove(0);
    let of = &assess(0.0, eth(2100.0, held.options.clone())).markets[0].expiries[0];
    let each = of.losses(&held, initial);
    assert_eq!(each, [9.0 * 200.0 + 9.0 * 2520.0, -8.0 * 2520.0]);
    assert_eq!(each.iter().sum::<f64>(), -of.counts.initial);
    // by itself where that asks for less
    let alone = vec![option(dec!(1800), Right::Call, -3.0, 120.0)];
    let held = eth(1900.0, alone).expiries.remove(0);
    let of = &assess(2000.0, eth(1900.0, held.options.clone())).markets[0].expiries[0];
    assert_eq!(of.losses(&held, initial), [-of.isolated.initial]);
}

#[test]
fn a_short_put_in_the_money_asks_for_a_share_of_its_mark() {
    // mark 900 of a 2400 put at 1500: 9 % of 900 is less than 9 % of 1500
    let margin = assess(0.0, eth(1500.0, vec![option(dec!(2400), Right::Put, -1.0, 900.0)]));
    let maintenance = -900.0 - (0.09 * 1500.0_f64).max(0.09 * 900.0);
    close(margin.maintenance, maintenance);
    close(margin.initial, (-900.0 - 0.15 * 1500.0_f64).min(1.05 * maintenance));
}

#[test]
fn coins_count_in_part() {
    let mut market = eth(1500.0, Vec::new());
    market.base = 2.0;
    let margin = assess(0.0, market);
    close(margin.maintenance, 2.0 * 1500.0 * 0.8);
    close(margin.initial, 2.0 * 1500.0 * 0.8 * 0.9375);
    assert_eq!(margin.value, 2.0 * 1500.0);
}

#[test]
fn markets_and_instruments_the_rules_do_not_know_are_refused() {
    let mut market = eth(1500.0, Vec::new());
    market.name = "NOPE".into();
    let account = SmAccount { cash: 0.0, stable: 1.0, markets: vec![market] };
    let said = margin(&account, &rules()).unwrap_err().to_string();
    assert_eq!(said, "markets.NOPE is not in the rules; a market the rules have this for is right");
}

#[test]
fn maintenance_above_initial_is_refused() {
    let mut rules = rules();
    rules.markets.get_mut("ETH").unwrap().perp = Some(Pair { initial: 0.05, maintenance: 0.06 });
    let said = rules.check().unwrap_err().to_string();
    assert_eq!(said, "markets.ETH.perp.maintenance is 0.06; a figure no higher than the initial one is right");
}
