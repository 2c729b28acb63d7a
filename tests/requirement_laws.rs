//! Laws of what rule sets ask over generated books, tiers pasted where a venue publishes none: together no more than apart,
//! keeping no more than opening, liquidation where equity meets maintenance, and nothing stops at any figure.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own figures should stop")]

mod books;

use std::sync::OnceLock;

use books::{NOW, account, market};
use cross_margin::book::{Account, Holding, Position};
use cross_margin::io::parameters::read;
use cross_margin::margin::{Charge, RuleSet, assess, liquidation, venues};
use cross_margin::market::{Market, PriceState, Quote, Shock, VolQuote};
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

/// The rule sets that margin perpetuals only with tiers that are pasted, with them.
fn with_tiers() -> impl Iterator<Item = &'static RuleSet> {
    static TIERED: OnceLock<[RuleSet; 2]> = OnceLock::new();
    TIERED.get_or_init(|| [bybit(), okx()]).iter()
}

/// Every rule set, with tiers.
fn all() -> &'static [RuleSet] {
    static ALL: OnceLock<Vec<RuleSet>> = OnceLock::new();
    ALL.get_or_init(|| {
        let tiered_of = |rules: &RuleSet| with_tiers().find(|of| of.name == rules.name).unwrap_or(rules).clone();
        venues::all().iter().map(tiered_of).collect()
    })
}

/// Losses beyond what is held are lent to an account that holds something, and a leg alone has no holdings to lose.
const LENDS: [&str; 2] = ["okx-cross", "okx-portfolio"];
/// What the venue keeps has a floor and a part of the liquidation value in it, which opening does not ask for.
const KEEPS: [&str; 1] = ["hyperliquid-portfolio"];
/// An option sold is charged its mark, which is kept to twelve decimals: one worth nearly nothing is moved by its dollars
/// instead.
const MARKS: [&str; 2] = ["bybit-cross", "deribit-standard"];

fn sum(charges: &[Charge]) -> Decimal {
    charges.iter().map(|charge| charge.amount).sum()
}

/// Prices and quantities at the ends of what can be written.
fn extreme() -> impl Strategy<Value = (Account, Market)> {
    let instruments = [
        "SOL-PERP",
        "BTC-PERP",
        "ETH-PERP",
        "BTC_USDC-25DEC26",
        "ETH_USDC-25DEC26-3000-C",
        "BTC_USDC-25DEC26-60000-P",
        "BTC-25DEC26-60000-P",
    ];
    let amount = || (any::<i64>(), 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let price = || (1..i64::MAX, 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let position = (prop::sample::select(instruments.to_vec()), amount(), prop::option::of(price()));
    let holding = (prop::sample::select(vec!["USDC", "SOL", "BTC", "ETH", "USDT"]), amount());
    (prop::collection::vec(position, 0..5), prop::collection::vec(holding, 0..3), [price(), price(), price()]).prop_map(
        move |(positions, holdings, prices)| {
            let mut market = Market::at(NOW);
            let quote = |price| Quote::new(price, "test", NOW, PriceState::Live);
            for (coin, price) in ["SOL", "BTC", "ETH"].iter().zip(prices) {
                market.index.insert(coin.parse().unwrap(), quote(price));
            }
            for option in instruments.iter().filter(|name| name.ends_with("-C") || name.ends_with("-P")) {
                let vol = VolQuote { vol: 0.6, source: "test".into(), time: NOW, state: PriceState::Live };
                market.vols.insert(option.parse().unwrap(), vol);
            }
            let position = |(name, quantity, entry): (&str, Decimal, Option<Decimal>)| {
                Position::new(name.parse().unwrap(), quantity, entry)
            };
            let holding = |(asset, quantity): (&str, Decimal)| Holding { asset: asset.parse().unwrap(), quantity };
            let account = Account {
                positions: positions.into_iter().map(position).collect(),
                holdings: holdings.into_iter().map(holding).collect(),
                ..Account::default()
            };
            (account, market)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// `tests/venue_laws.rs` asks this of those shipped.
    #[test]
    fn charges_add_up_and_legs_bear_them_with_tiers(account in account(8)) {
        for rules in with_tiers() {
            let of = assess(&account, &market(), rules);
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

    #[test]
    fn together_positions_need_no_more_than_apart(account in account(8)) {
        let bare = Account { holdings: Vec::new(), ..account.clone() };
        for rules in all() {
            for account in if LENDS.contains(&rules.name.as_str()) { vec![&bare] } else { vec![&account, &bare] } {
                let of = assess(account, &market(), rules);
                let rounding = dec!(0.00001) * (Decimal::ONE + of.held_apart);
                prop_assert!(of.netted <= of.held_apart + rounding, "{} {} {}", rules.name, of.netted, of.held_apart);
            }
        }
    }

    #[test]
    fn keeping_needs_no_more_than_opening(account in account(8)) {
        for rules in all().iter().filter(|rules| !KEEPS.contains(&rules.name.as_str())) {
            let of = assess(&account, &market(), rules);
            let (keeps, opens) = (of.maintenance_margin, of.initial_margin);
            prop_assert!(keeps <= opens, "{} {keeps} {opens}", rules.name);
        }
    }

    #[test]
    fn a_liquidation_price_is_where_equity_meets_maintenance(account in account(5)) {
        for rules in all() {
            let tolerance = if MARKS.contains(&rules.name.as_str()) { dec!(0.0002) } else { dec!(0.000001) };
            for along in liquidation(&account, &market(), rules) {
                for root in &along.roots {
                    let factor = root.price / along.price;
                    let shock = Shock::Price { asset: along.underlying.clone(), factor };
                    let Ok(moved) = market().shocked(&shock) else { continue };
                    let of = assess(&account, &moved, rules);
                    let gap = (of.equity.total - of.maintenance_margin).abs();
                    let scale = of.equity.total.abs().max(of.maintenance_margin).max(dec!(1000));
                    prop_assert!(gap <= scale * tolerance, "{} {} at {}: {gap}", rules.name, along.underlying, root.price);
                }
            }
        }
    }

    #[test]
    fn no_book_and_no_price_stops_a_rule_set((account, market) in extreme()) {
        for rules in all() {
            let of = assess(&account, &market, rules);
            prop_assert!(of.legs.len() <= account.positions.len() + account.holdings.len(), "{}", rules.name);
        }
    }
}
