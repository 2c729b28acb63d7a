//! Laws of the rule sets of Binance, Bybit and OKX over generated books, tiers pasted as their interfaces answer them.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

mod books;

use books::{account, market};
use cross_margin::book::Account;
use cross_margin::io::parameters::read;
use cross_margin::margin::{Charge, RuleSet, assess, liquidation, venues};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const TODAY: &str = "2026-11-24";

fn pasted(onto: Option<&RuleSet>, text: &str) -> RuleSet {
    read(text).unwrap().applied(onto, TODAY).unwrap()
}

/// Tiers of three coins in the form of Bybit's answer.
fn bybit() -> RuleSet {
    let row = |symbol: &str, upper: &str, maintenance: &str, initial: &str, leverage: &str| {
        format!(
            r#"{{"symbol": "{symbol}", "riskLimitValue": "{upper}", "maintenanceMargin": "{maintenance}",
                "initialMargin": "{initial}", "maxLeverage": "{leverage}"}}"#
        )
    };
    let symbols = ["BTCUSDT", "ETHUSDT", "DOGEUSDT", "BTCPERP", "ETHPERP", "DOGEPERP"];
    let rows =
        symbols.map(|s| [row(s, "20000", "0.005", "0.01", "100"), row(s, "900000", "0.01", "0.02", "50")].join(","));
    pasted(None, &format!(r#"{{"result": {{"category": "linear", "list": [{}]}}}}"#, rows.join(",")))
}

/// Tiers, contracts and discounts in the form of OKX's answers.
fn okx() -> RuleSet {
    let families = ["BTC-USDT", "ETH-USDT", "DOGE-USDT", "BTC-USDC", "ETH-USDC", "BTC-USD", "ETH-USD"];
    let tier = |family: &str, tier: u8, most: &str, mmr: &str, imr: &str| {
        format!(
            r#"{{"instFamily": "{family}", "instId": "", "tier": "{tier}", "maxSz": "{most}", "mmr": "{mmr}", "imr": "{imr}"}}"#
        )
    };
    let tiers = families.map(|f| [tier(f, 1, "200", "0.004", "0.01"), tier(f, 2, "9000", "0.01", "0.02")].join(","));
    let size =
        |family: &str| format!(r#"{{"instType": "SWAP", "instFamily": "{family}", "ctVal": "0.1", "ctMult": "1"}}"#);
    let discounts = r#"{"data": [{"ccy": "BTC", "details": [{"minAmt": "0", "maxAmt": "1", "discountRate": "0.95"},
        {"minAmt": "1", "maxAmt": "", "discountRate": "0.5"}]}]}"#;
    let rules = pasted(None, &format!(r#"{{"data": [{}]}}"#, tiers.join(",")));
    let rules = pasted(Some(&rules), &format!(r#"{{"data": [{}]}}"#, families.map(size).join(",")));
    pasted(Some(&rules), discounts)
}

fn rule_sets() -> Vec<RuleSet> {
    let shipped = ["binance", "binance-portfolio", "bybit-portfolio", "okx-portfolio"];
    shipped.iter().filter_map(|name| venues::named(name).cloned()).chain([bybit(), okx()]).collect()
}

fn sum(charges: &[Charge]) -> Decimal {
    charges.iter().map(|charge| charge.amount).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn charges_add_up_and_legs_bear_them(account in account(8)) {
        for rules in rule_sets() {
            let of = assess(&account, &market(), &rules);
            prop_assert_eq!(sum(&of.charges), of.initial_margin, "{}", rules.name);
            prop_assert_eq!(sum(&of.maintenance_charges), of.maintenance_margin, "{}", rules.name);
            prop_assert!(of.maintenance_margin >= Decimal::ZERO && of.held_apart >= Decimal::ZERO, "{}", rules.name);
            for charge in of.charges.iter().chain(&of.maintenance_charges).filter(|charge| !charge.parts.is_empty()) {
                let parts: Decimal = charge.parts.iter().map(|part| part.amount).sum();
                prop_assert_eq!(parts, charge.amount, "{}: {:?}", rules.name, charge.kind);
                prop_assert!(charge.amount >= Decimal::ZERO, "{}: {:?}", rules.name, charge.kind);
            }
            let equity = of.equity;
            let whole = equity.collateral + equity.unrealised_pnl + equity.option_value;
            prop_assert!((whole - equity.total).abs() < dec!(0.00000001), "{}", rules.name);
            for row in &of.legs {
                prop_assert!(!of.left_out.iter().any(|out| out.name == row.name), "{}: {}", rules.name, row.name);
            }
        }
    }

    /// What every venue here has in common: tiers ask each position by itself, scenarios never more than the legs apart.
    #[test]
    fn holding_together_never_costs_but_for_what_is_lent(account in account(8)) {
        // losses beyond what is held are lent at OKX only to an account that holds something
        let bare = Account { holdings: Vec::new(), ..account };
        for rules in rule_sets() {
            let of = assess(&bare, &market(), &rules);
            prop_assert!(of.initial_margin <= of.held_apart + dec!(0.000001), "{}: {} {}", rules.name, of.initial_margin, of.held_apart);
        }
    }

    #[test]
    fn a_liquidation_price_is_where_equity_meets_maintenance(account in account(5)) {
        for rules in rule_sets() {
            // marks of options are kept to twelve decimals: one worth nearly nothing is moved by its dollars instead
            let tolerance = if rules.name == "bybit-cross" { dec!(0.0002) } else { dec!(0.000001) };
            for along in liquidation(&account, &market(), &rules) {
                for root in &along.roots {
                    let factor = root.price / along.price;
                    let shock = cross_margin::market::Shock::Price { asset: along.underlying.clone(), factor };
                    let Ok(moved) = market().shocked(&shock) else { continue };
                    let of = assess(&account, &moved, &rules);
                    let gap = (of.equity.total - of.maintenance_margin).abs();
                    let scale = of.equity.total.abs().max(of.maintenance_margin).max(dec!(1000));
                    prop_assert!(gap <= scale * tolerance, "{} {} at {}: {gap}", rules.name, along.underlying, root.price);
                }
            }
        }
    }
}
