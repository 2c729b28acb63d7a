use crate::book::{Exact, Time};
use crate::margin::venues::case::{account, marked, market as prices, near, rules, with_options};
use crate::margin::{Assessment, Charge, RuleSet, VolMove, assess, liquidation};
use crate::market::Shock;
use crate::risk::to_f64;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

/// 2026-11-24 08:00 UTC.
const DAY: Time = Time(1_795_507_200_000);

fn total(charges: &[Charge]) -> Decimal {
    charges.iter().map(|charge| charge.amount).sum()
}

/// Every charge is the sum of its parts, and the margins of theirs.
fn adds_up(of: &Assessment) {
    assert_eq!((total(&of.charges), total(&of.maintenance_charges)), (of.initial_margin, of.maintenance_margin));
    for charge in of.charges.iter().chain(&of.maintenance_charges).filter(|charge| !charge.parts.is_empty()) {
        assert_eq!(charge.parts.iter().map(|part| part.amount).sum::<Decimal>(), charge.amount, "{charge:?}");
    }
}

fn named(of: &Assessment, name: &str) -> Vec<Decimal> {
    let kind = |charge: &&Charge| serde_json::to_value(charge.kind).unwrap() == name;
    of.charges.iter().filter(kind).map(|charge| charge.amount).collect()
}

#[test]
fn the_answer_of_the_api_documentation() {
    // BTC as of June 2024 in the place of the shipped BTC
    let mut json: serde_json::Value = serde_json::from_str(&rules("deribit-portfolio").to_json()).unwrap();
    let june: serde_json::Value = serde_json::from_str(include_str!("portfolio_2024_06_btc.json")).unwrap();
    json["parameters"]["books"]["BTC"] = june["parameters"].clone();
    let rules = RuleSet::from_json(&json.to_string()).unwrap();
    let (perpetual, future) = (dec!(0.314538364) * dec!(65910.57), dec!(-0.001187534) * dec!(67371.75));
    let book =
        account(&[&format!("{perpetual} BTC-PERPETUAL"), &format!("{future} BTC-28JUN24")], &["1 BTC", "10 USDC"]);
    let marks = [("BTC-PERPETUAL", "65910.57"), ("BTC-28JUN24", "67371.75")];
    let mut market = marked(prices(&[("BTC", "65666.19")]), &marks);
    market.as_of = Time(1_718_619_740_501);
    let of = assess(&book, &market, &rules);
    // the venue's figures, which it rounds to nine decimals of a coin
    let is = |amount: Decimal, coins: f64| (to_f64(amount) / 65_666.19 - coins).abs() < 1e-9;
    // its 0.122861343 without the protection of 0.06 and the orders of 0.000018212
    assert!(is(of.initial_margin, 0.062_843_131), "{}", of.initial_margin);
    assert!(is(of.maintenance_margin, 0.050_274_504_784), "{}", of.maintenance_margin);
    assert!(is(named(&of, "Risk matrix")[0], 0.059_685_872_380_952_39));
    let rolls = named(&of, "Roll shock");
    assert_eq!(rolls.len(), 2);
    assert!(near(rolls[0].capped_plus(rolls[1]), 0.003_157_258_98 * 65_666.19), "{rolls:?}");
    assert_eq!(of.equity.total, dec!(65676.19));
    adds_up(&of);
}

#[test]
fn a_linear_perpetual_its_scenario_and_its_liquidation() {
    let book = account(&["2 BTC_USDC-PERPETUAL @ 50000"], &["20000 USDC"]);
    let market = prices(&[("BTC", "50000")]);
    let of = assess(&book, &market, rules("deribit-portfolio"));
    // 14 % down in the matrix, 1 % rolled; four fifths to keep
    assert!(near(of.initial_margin, (0.14 + 0.01) * 100_000.0), "{}", of.initial_margin);
    assert!(near(of.maintenance_margin, 0.8 * 15_000.0));
    let binding = of.binding.as_ref().unwrap();
    assert_eq!((binding.column, binding.tail, binding.vol), (Some(0), None, VolMove::Up));
    assert_eq!(binding.moves[0].1, -0.14);
    assert_eq!(binding.underlyings[0].1, dec!(14000));
    assert_eq!((of.grid.steps[0], of.grid.steps[8], of.grid.vols.len()), (-1.0, 1.0, 3));
    assert!((of.grid.counted[0] + 14_000.0).abs() < 1e-9);
    // volatility down, 7 % up: 7,000 gained, of which 0.4 count
    assert!((of.grid.pnl[18 + 6] - 7_000.0).abs() < 1e-9 && (of.grid.counted[18 + 6] - 2_800.0).abs() < 1e-9);
    // a rise of 500 % is 500,000
    assert!((of.grid.tails[7].pnl - 500_000.0).abs() < 1e-6, "{:?}", of.grid.tails);
    assert_eq!(of.underlyings[0].scan_range, 0.14);
    adds_up(&of);
    // 20,000 + 2·(P − 50,000) = 0.8·0.15·2·P
    let found = liquidation(&book, &market, rules("deribit-portfolio"));
    let root = found[0].below.unwrap();
    assert!((to_f64(root.price) - 80_000.0 / 1.76).abs() < 0.01, "{}", root.price);
}

#[test]
fn calls_sold_count_their_own_vector_and_their_value_in_equity() {
    let mut market = prices(&[("BTC", "60000")]);
    market.as_of = DAY;
    let call = "BTC-29JAN27-70000-C";
    let market = with_options(market, &[("BTC", "29JAN27", "61000")], &[(call, 0.55)]);
    let of = assess(&account(&[&format!("-3 {call}")], &["1 BTC"]), &market, rules("deribit-portfolio"));
    // tests/vectors/deribit.json, `three calls sold, in coin`
    let matrix = 0.24207275402510425 + 0.007512933030324933;
    assert!((to_f64(of.initial_margin) - matrix * 60_000.0).abs() < 1e-4, "{}", of.initial_margin);
    assert!(near(of.maintenance_margin, 0.8 * matrix * 60_000.0));
    assert!(of.equity.option_value < dec!(0));
    assert_eq!(of.equity.total, dec!(60000) + of.equity.option_value);
    // a call of a higher strike hedges: less than the two apart, and more than nothing
    let spread = account(&[&format!("-3 {call}"), "3 BTC-29JAN27-75000-C"], &["1 BTC"]);
    let hedged = assess(&spread, &market, rules("deribit-portfolio"));
    assert!(hedged.initial_margin < of.initial_margin && hedged.hedge_benefit > dec!(0));
    assert!(hedged.held_apart >= hedged.netted);
    adds_up(&hedged);
}

#[test]
fn opposite_positions_of_one_settlement_cancel_and_of_two_do_not() {
    let market = prices(&[("BTC", "50000")]);
    let of = |positions: &[&str]| assess(&account(positions, &[]), &market, rules("deribit-portfolio"));
    let whole = of(&["100000 BTC-PERPETUAL", "-100000 BTC-PERPETUAL", "1 BTC_USDC-PERPETUAL"]);
    assert!(near(whole.initial_margin, 0.15 * 50_000.0), "{}", whole.initial_margin);
    // −2 coins in coin and +2 in dollars: 2·(1 − 1/1.14) and 0.5 %, and 14 % and 1 %
    let apart = of(&["-100000 BTC-PERPETUAL", "2 BTC_USDC-PERPETUAL"]);
    let coin = (2.0 * (1.0 - 1.0 / 1.14) + 0.01) * 50_000.0;
    assert!(near(apart.initial_margin, coin + 15_000.0), "{}", apart.initial_margin);
    assert_eq!(apart.hedge_benefit, dec!(0));
    // the larger charge, in dollars, binds; the other is named
    assert!(of_message(
        &apart,
        "btc_usd, settled in coin, is charged for a scenario of its own: +14 %, volatility up."
    ));
    assert_eq!(apart.binding.unwrap().underlyings[0].1, dec!(14000));
}

fn of_message(of: &Assessment, message: &str) -> bool {
    of.warnings.iter().any(|warning| warning.message == message)
}

#[test]
fn haircuts_raise_the_initial_margin_and_leave_equity() {
    let market = prices(&[("stETH", "2000"), ("ETH", "2000"), ("SHIB", "0.00001")]);
    let of = assess(&account(&[], &["10 stETH", "-500 USDC", "7 SHIB"]), &market, rules("deribit-portfolio"));
    assert_eq!(of.equity.total, dec!(19500));
    assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(1500), dec!(0)));
    assert_eq!(of.free_collateral, dec!(18000));
    let said = |word: &str| of.warnings.iter().any(|warning| warning.message.contains(word));
    assert!(said("USDC counted under the haircut of USD") && said("SHIB is not accepted as collateral"));
}

#[test]
fn a_debt_counts_once_and_nothing_needs_nothing() {
    let market = prices(&[("ETH", "2000")]);
    let of = assess(&account(&[], &["-3 ETH", "10000 USDC"]), &market, rules("deribit-portfolio"));
    assert_eq!((of.equity.total, of.initial_margin, of.left_out.len()), (dec!(4000), dec!(0), 0));
    let of = assess(&account(&[], &["100 USDC"]), &market, rules("deribit-portfolio"));
    assert_eq!((of.equity.total, of.initial_margin, of.maintenance_margin), (dec!(100), dec!(0), dec!(0)));
    assert_eq!(of.binding, None);
}

#[test]
fn what_has_no_parameters_is_left_out_and_named() {
    let mut json: serde_json::Value = serde_json::from_str(&rules("deribit-portfolio").to_json()).unwrap();
    let currency = &mut json["parameters"]["books"]["BTC"]["model_params"]["currency"];
    currency.as_object_mut().unwrap().remove("usd");
    let rules = RuleSet::from_json(&json.to_string()).unwrap();
    let market = prices(&[("BTC", "50000"), ("DOGE", "0.1")]);
    let of = assess(&account(&["1 BTC_USDC-PERPETUAL", "5 DOGE-PERP", "50000 BTC-PERPETUAL"], &[]), &market, &rules);
    let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
    let missing = "the parameters of Deribit have no parameters for";
    assert_eq!(said, [format!("{missing} BTC settled in USDC"), format!("{missing} DOGE")]);
    assert_eq!(of.legs.len(), 1);
}

#[test]
fn where_a_put_has_lost_its_last_digit_it_is_told_apart_where_it_has_not() {
    let put = "BTC_USDC-24NOV26-36000-P";
    let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "24NOV26", "60000")], &[(put, 0.57)]);
    let book = account(&[&format!("1 {put}")], &[]);
    let found = liquidation(&book, &market, rules("deribit-portfolio"));
    assert_eq!(found[0].roots.len(), 2, "{:?}", found[0].roots);
    for root in &found[0].roots {
        let healthy = |nudge: Decimal| {
            let factor = root.price / dec!(60000) * (dec!(1) + nudge);
            let moved = market.shocked(&Shock::Price { asset: "BTC".parse().unwrap(), factor }).unwrap();
            let of = assess(&book, &moved, rules("deribit-portfolio"));
            of.equity.total >= of.maintenance_margin
        };
        assert_eq!((healthy(dec!(0.000001)), healthy(dec!(-0.000001))), (root.healthy_above, !root.healthy_above));
    }
}
