use crate::margin::venues::case::{account, market as prices, near, rules, with_options};
use crate::margin::{Assessment, Charge, RuleSet, VolMove, assess, liquidation};
use crate::market::Market;
use crate::risk::to_f64;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;
use serde_json::{Value, json};

fn adds_up(of: &Assessment) {
    let total = |charges: &[Charge]| charges.iter().map(|charge| charge.amount).sum::<Decimal>();
    assert_eq!((total(&of.charges), total(&of.maintenance_charges)), (of.initial_margin, of.maintenance_margin));
    for charge in of.charges.iter().chain(&of.maintenance_charges).filter(|charge| !charge.parts.is_empty()) {
        assert_eq!(charge.parts.iter().map(|part| part.amount).sum::<Decimal>(), charge.amount, "{charge:?}");
    }
}

fn charge(of: &[Charge], name: &str) -> Decimal {
    let named = |charge: &&Charge| serde_json::to_value(charge.kind).unwrap() == name;
    of.iter().filter(named).map(|charge| charge.amount).sum()
}

fn said(of: &Assessment, words: &str) -> bool {
    of.warnings.iter().any(|warning| warning.message.contains(words))
}

#[test]
fn a_long_perpetual_its_scenario_and_its_liquidation() {
    let book = account(&["2 ETH_USDC-PERPETUAL @ 2000"], &["1000 USDC"]);
    let market = prices(&[("ETH", "2000")]);
    let of = assess(&book, &market, rules("derive-pm2"));
    // 18 % down; 1 % and 3 % of 4,000 at spot; four fifths of the loss and 3 % to keep
    assert!(near(of.initial_margin, 720.0 + 0.04 * 4000.0), "{}", of.initial_margin);
    assert!(near(of.maintenance_margin, 0.8 * 720.0 + 0.03 * 4000.0));
    assert_eq!((of.equity.total, of.legs[0].isolated.total), (dec!(1000), of.initial_margin));
    adds_up(&of);
    // the full columns end at 13.5 %; 18 % down with volatility up is a far move
    assert_eq!((of.underlyings[0].scan_range, of.grid.steps.len(), of.grid.vols.len()), (0.135, 7, 3));
    assert!((of.grid.counted[0] + 0.135 * 4000.0).abs() < 1e-9);
    let binding = of.binding.unwrap();
    assert_eq!((binding.column, binding.vol, binding.moves[0].1), (None, VolMove::Up, -0.18));
    let tail = of.grid.tails[binding.tail.unwrap()];
    assert!((tail.price_move + 0.18).abs() < 1e-12 && (tail.counted + 720.0).abs() < 1e-9);
    // 66 % down is damped by 0.21
    assert!((of.grid.tails[0].counted + 0.21 * 0.66 * 4000.0).abs() < 1e-9);
    assert!((of.grid.tails[0].pnl + 0.66 * 4000.0).abs() < 1e-9);
    // 1,000 + 2·(P − 2,000) = (0.8·0.18 + 0.03)·2·P
    let root = liquidation(&book, &market, rules("derive-pm2"))[0].below.unwrap();
    assert!((to_f64(root.price) - 3000.0 / (2.0 - 2.0 * 0.174)).abs() < 0.01, "{}", root.price);
}

/// The parameters of `tests/vectors/derive-pm2.json`.
fn own() -> RuleSet {
    let mut json: Value = serde_json::from_str(&rules("derive-pm2").to_json()).unwrap();
    let mut scenarios = vec![json!({"spot": 1.2, "vol": "up", "damping": 1})];
    for spot in [1.1, 1.0, 0.9] {
        scenarios.extend(["down", "same", "up"].map(|vol| json!({"spot": spot, "vol": vol, "damping": 1})));
    }
    for (spot, vol, damping) in
        [(0.8, "up", 1.0), (0.4, "up", 0.25), (3.0, "up", 0.05), (1.0, "linear", 1.0), (1.0, "absolute", 1.0)]
    {
        scenarios.push(json!({"spot": spot, "vol": vol, "damping": damping}));
    }
    let of = &mut json["parameters"]["managers"]["ETH"];
    of["scenarios"] = Value::Array(scenarios);
    of["skew"] = json!({"linear_cap": 0.2, "linear_base": -0.1, "absolute_cap": 0.2, "absolute_base": -0.1,
        "least_k_star": 0.01, "width": 4, "vol_static": 0.6, "vol_scale": 0});
    of["volatility"] =
        json!({"up": 0.5, "down": 0.25, "short_power": 0.3, "long_power": 0.15, "least_days": 1, "least_up": 0.4});
    of["long"] = json!({"fixed": 0.98, "rate_multiple": 1, "rate_add": 0.1});
    of["short"] = json!({"fixed": 1.02, "rate_multiple": 0.5, "rate_add": 0.1});
    of["basis"] = json!({"up": 1.05, "down": 0.95, "add": 0.5, "per_year": 2});
    of["perp"] = json!({"initial": 0.01, "maintenance": 0.03});
    of["naked_option"] = json!({"initial": 0.002, "maintenance": 0.003});
    RuleSet::from_json(&json.to_string()).unwrap()
}

/// 45 days before 2027-01-29 08:00, at a rate of 5 %.
fn strangled() -> Market {
    let options = [("ETH_USDC-29JAN27-2600-C", 0.7), ("ETH_USDC-29JAN27-1500-P", 0.8)];
    let mut market = with_options(prices(&[("ETH", "2000")]), &[("ETH", "29JAN27", "2010")], &options);
    let expiry = crate::book::Expiry::parse("29JAN27").unwrap().instant();
    market.as_of = crate::book::Time(expiry.0 - 45 * 86_400_000);
    market.rates.insert("USDC".parse().unwrap(), 0.05);
    market
}

#[test]
fn a_short_strangle_is_what_a_separate_model_says() {
    let book = account(&["-2 ETH_USDC-29JAN27-2600-C", "-2 ETH_USDC-29JAN27-1500-P"], &["1000 USDC"]);
    let of = assess(&book, &strangled(), &own());
    // tests/vectors/derive-pm2.json, `short strangle, a month and a half`: worth, IM and MM
    assert!((to_f64(of.equity.total) - 841.361_166_119_445_2).abs() < 1e-6, "{}", of.equity.total);
    assert!((to_f64(of.free_collateral) - 317.744_609_513_821_33).abs() < 1e-6, "{}", of.free_collateral);
    let kept = to_f64(of.equity.total - of.maintenance_margin);
    assert!((kept - 430.467_920_834_946_1).abs() < 1e-6, "{kept}");
    // both naked: 4 at spot
    assert!(near(charge(&of.charges, "Naked short options"), 4.0 * 2000.0 * 0.005));
    adds_up(&of);
    // 20 % up is the worst for both together: the put offsets
    assert!(of.legs[0].part > Decimal::ZERO && of.legs[1].part < of.legs[0].part);
    assert!(of.held_apart > of.netted && of.hedge_benefit > Decimal::ZERO);
}

#[test]
fn coins_against_a_short_perpetual_keep_haircut_and_contingency() {
    let of = assess(&account(&["-3 ETH_USDC-PERPETUAL"], &["3 ETH"]), &prices(&[("ETH", "2000")]), rules("derive-pm2"));
    // price moves cancel: 4 % of the perpetual and 7 % of the coins, 3 % and 5.6 % to keep
    assert!(near(of.initial_margin, 6000.0 * (0.04 + 0.07)), "{}", of.initial_margin);
    assert!(near(of.maintenance_margin, 6000.0 * (0.03 + 0.056)));
    assert_eq!(of.equity.total, dec!(6000));
    assert_eq!(of.binding, None);
    adds_up(&of);
    // coins alone lose 18 % in the scenarios: their own charge, which is no leg's
    let of = assess(&account(&[], &["3 ETH"]), &prices(&[("ETH", "2000")]), rules("derive-pm2"));
    assert!(near(charge(&of.charges, "Collateral in the scenario"), 0.18 * 6000.0));
    assert!(near(of.initial_margin, 6000.0 * (0.18 + 0.07)));
    // with a long perpetual both lose
    let of = assess(&account(&["1 ETH_USDC-PERPETUAL"], &["3 ETH"]), &prices(&[("ETH", "2000")]), rules("derive-pm2"));
    assert!(near(charge(&of.charges, "Collateral in the scenario"), 0.18 * 6000.0));
    assert!(near(charge(&of.charges, "Worst scenario"), 0.18 * 2000.0));
    adds_up(&of);
}

#[test]
fn below_its_peg_the_stablecoin_raises_the_initial_share() {
    let mut market = prices(&[("ETH", "2000")]);
    market.index.insert("USDC".parse().unwrap(), {
        let mut quote = market.index_of(&"USDC".parse().unwrap()).unwrap().clone();
        quote.price = dec!(0.9);
        quote
    });
    let of = assess(&account(&["1 ETH_USDC-PERPETUAL"], &["1000 USDC"]), &market, rules("derive-pm2"));
    // the index is dollars, so the mark is 2,000/0.9 in the stablecoin; share 1 + (0.99 − 0.9)·4
    let mark = to_f64(of.legs[0].mark);
    assert!(near(of.initial_margin, 1.36 * 0.18 * mark + 0.04 * 2000.0), "{} at {mark}", of.initial_margin);
    assert!(near(of.maintenance_margin, 0.8 * 0.18 * mark + 0.03 * 2000.0));
}

#[test]
fn underlyings_are_subaccounts_and_what_is_not_listed_is_named() {
    let book = account(
        &["1 ETH_USDC-PERPETUAL", "-0.1 BTC-PERP", "5 DOGE-PERP", "1 ETH-29JAN27", "100 BTC-PERPETUAL"],
        &["100 USDT", "5 DOGE", "-1 ETH"],
    );
    let of = assess(&book, &prices(&[("ETH", "2000"), ("BTC", "20000"), ("DOGE", "0.1")]), rules("derive-pm2"));
    assert!(near(of.initial_margin, 2.0 * (0.18 + 0.04) * 2000.0), "{}", of.initial_margin);
    assert_eq!(of.equity.total, dec!(100) - dec!(2000));
    let mut reasons: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(
        reasons,
        [
            "Derive lists no borrowed coins",
            "Derive lists no dated futures",
            "Derive lists no inverse contracts",
            "the parameters of Derive have no parameters for DOGE",
        ]
    );
    assert!(said(&of, "Each underlying is a subaccount of its own") && said(&of, "USDT counted as"));
    assert!(said(&of, "DOGE is not accepted") && said(&of, "is charged for a scenario of its own: +18 %"));
    let nothing = assess(&account(&[], &["5 USDC"]), &prices(&[]), rules("derive-pm2"));
    assert_eq!((nothing.equity.total, nothing.initial_margin, nothing.maintenance_margin), (dec!(5), dec!(0), dec!(0)));
}

#[test]
fn parameters_that_cannot_be_are_named_with_their_manager() {
    let json = rules("derive-pm2").to_json().replacen("\"width\": 4.0", "\"width\": 400.0", 1);
    let why = RuleSet::from_json(&json).unwrap_err().to_string();
    assert!(why.starts_with("managers.BTC.skew.width is 400;"), "{why}");
    let stamp = rules("derive-pm2").stamp();
    assert!(stamp.source.contains("SOL: Derive documentation") && stamp.as_of == "2026-03-01", "{}", stamp.source);
}
