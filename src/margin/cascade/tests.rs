//! Cascades whose figures are written out, and what must hold of any.

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::margin::venues::case::{account, market as prices, rules};
use crate::risk::{Impact, SquareRoot, to_f64};

/// 3 % a day on a hundred million dollars.
fn law() -> Impacts {
    Impact::SquareRoot(SquareRoot { coefficient: 1.0, daily_volume_usd: 1e8, daily_vol: 0.03 }).into()
}

fn fall(factor: Decimal) -> [Shock; 1] {
    [Shock::Price { asset: "BTC".parse().unwrap(), factor }]
}

fn follow(accounts: &[Account], shocks: &[Shock], lasting: f64) -> Fallout {
    let market = prices(&[("BTC", "50000"), ("ETH", "2500")]);
    let (rules, impacts) = (rules("hyperliquid"), law());
    let procedure = Procedure::of(rules);
    cascade(accounts, &Scene { market: &market, rules, procedure, shocks, impacts: &impacts, lasting, rounds: 50 })
        .unwrap()
}

#[test]
fn one_liquidation_sets_off_the_next() {
    // at 45,000: 20 BTC lose 100,000 and need 900,000 / 80 = 11,250; 110,000 is 1,250 short
    let first = account(&["20 BTC-PERP @ 50000"], &["110000 USDC"]);
    // 10 BTC lose 50,000 and need 5,625: 55,700 is enough until BTC falls 7.5 more dollars
    let second = account(&["10 BTC-PERP @ 50000"], &["55700 USDC"]);
    let sound = account(&["1 BTC-PERP @ 50000"], &["50000 USDC"]);
    let accounts = [second, first, sound];
    let none = follow(&accounts, &fall(dec!(0.9)), 0.0);
    assert_eq!((none.liquidated, none.rounds.len(), none.at_rest), (1, 2, true));
    assert_eq!(none.rounds[0].liquidated, [1]);
    assert_eq!(none.prices[0].after, dec!(45000));
    let half = follow(&accounts, &fall(dec!(0.9)), 0.5);
    assert_eq!((half.liquidated, half.at_rest), (2, true));
    assert_eq!(
        (half.rounds[0].liquidated.as_slice(), half.rounds[1].liquidated.as_slice()),
        ([1].as_slice(), [0].as_slice())
    );
    // the first round sold a fifth or more of 900,000: half of 3 % · √(sold / 100 million) stays
    let sold = to_f64(half.rounds[0].volume_usd);
    let price = 45_000.0 * (1.0 - 0.5 * 0.03 * (sold / 1e8).sqrt());
    let (_, judged) = &half.rounds[1].prices[0];
    assert!((to_f64(*judged) - price).abs() < 1e-4, "{judged} and not {price}");
    assert!(half.prices[0].after < half.prices[0].shocked && half.prices[0].change().unwrap() < -0.1);
}

#[test]
fn without_a_shock_nothing_happens() {
    let sound = account(&["1 BTC-PERP @ 50000"], &["50000 USDC"]);
    let quiet = follow(&[sound.clone(), sound], &[], 1.0);
    assert_eq!((quiet.liquidated, quiet.rounds.len(), quiet.insurance_usd), (0, 1, dec!(0)));
    assert!(quiet.at_rest);
}

#[test]
fn the_fund_pays_what_is_left_of_a_bankrupt() {
    // 1 BTC loses 10,000 of 8,000: below two thirds, so it is taken over with a loss of 2,000
    let gone = account(&["1 BTC-PERP"], &["8000 USDC"]);
    let of = follow(&[gone], &fall(dec!(0.8)), 1.0);
    assert_eq!((of.insurance_usd, of.bankrupt, of.volume_usd), (dec!(2000), 1, dec!(0)));
}

#[test]
fn a_hedge_survives_together_and_not_apart() {
    // at 42,500 the long loses 75,000 and the short gains on ETH that falls as well
    let book = account(&["10 BTC-PERP @ 50000", "-200 ETH-PERP @ 2500"], &["60000 USDC"]);
    let market = prices(&[("BTC", "50000"), ("ETH", "2500")]);
    let shocks = [
        Shock::Price { asset: "BTC".parse().unwrap(), factor: dec!(0.85) },
        Shock::Price { asset: "ETH".parse().unwrap(), factor: dec!(0.85) },
    ];
    let together = follow(std::slice::from_ref(&book), &shocks, 0.5);
    let parts = apart(&book, &market, rules("hyperliquid"));
    let apart = follow(&parts, &shocks, 0.5);
    assert_eq!((together.liquidated, apart.liquidated, apart.accounts), (0, 1, 2));
}

#[test]
fn a_crowd_falls_further_than_its_shock_and_the_same_each_time() {
    let like = account(&["40 BTC-PERP"], &["1000 USDC"]);
    let market = prices(&[("BTC", "50000"), ("ETH", "2500")]);
    let people = crowd(&Crowd { accounts: 20, ..Crowd::default() }, &like, &market, rules("hyperliquid"));
    let once = follow(&people, &fall(dec!(0.97)), 0.7);
    assert_eq!(once, follow(&people, &fall(dec!(0.97)), 0.7));
    assert!(once.liquidated > 0 && once.prices[0].after < once.prices[0].shocked, "{once:?}");
    let traded = once.rounds.iter().map(|round| round.volume_usd).sum::<Decimal>();
    assert_eq!(traded, once.volume_usd);
    // what stays in the price only adds to it
    assert!(once.liquidated >= follow(&people, &fall(dec!(0.97)), 0.0).liquidated);
}

#[test]
fn what_cannot_be_is_refused() {
    let market = prices(&[("BTC", "50000")]);
    let (rules, impacts) = (rules("hyperliquid"), law());
    let said = |lasting, rounds, shocks: &[Shock]| {
        let procedure = Procedure::of(rules);
        let scene = Scene { market: &market, rules, procedure, shocks, impacts: &impacts, lasting, rounds };
        cascade(&[], &scene).unwrap_err().to_string()
    };
    assert_eq!(said(1.5, 1, &[]), "lasting is 1.5; a fraction from 0 to 1 is right, 0.05 for 5 %");
    assert_eq!(said(0.5, 0, &[]), "rounds is 0; 1 to 1000 rounds are right");
    assert!(said(0.5, 1, &fall(dec!(0))).starts_with("a price is multiplied by a factor above zero"));
}
