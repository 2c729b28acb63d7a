use super::*;
use crate::app::ticket::typed;
use crate::book::{Holding, Position, Time, Trade};
use crate::margin::{liquidation, preview, venues};
use crate::market::{Market, PriceState, Quote};
use rust_decimal_macros::dec;

fn pair(quantity: Decimal) -> (Seen, Seen) {
    let mut market = Market::at(Time(1_795_305_600_000));
    for (asset, price) in [("BTC", dec!(60000)), ("USDC", dec!(1))] {
        market.index.insert(asset.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
    }
    let account = crate::book::Account {
        holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: dec!(30000) }],
        positions: vec![Position::new("BTC-PERP".parse().unwrap(), dec!(1), Some(dec!(60000)))],
        ..Default::default()
    };
    let rules = venues::reference().unwrap();
    let trade = Trade { instrument: "BTC-PERP".parse().unwrap(), quantity, price: dec!(60000), fee: dec!(0) };
    let seen = preview(&account, &market, rules, &[trade]);
    let rails = |account| Some(Arc::new(liquidation(account, &market, rules)));
    (Seen { of: seen.before, rails: rails(&account) }, Seen { of: seen.then, rails: rails(&seen.after) })
}

fn row(rows: &[Row], label: &str) -> (String, String, String, Option<bool>) {
    let row = rows.iter().find(|row| row.label == label).unwrap();
    (row.before.clone(), row.after.clone(), row.by.clone(), row.good)
}

#[test]
fn figures_stand_side_by_side_with_their_difference() {
    let (before, after) = pair(dec!(-0.5));
    let rows = rows(&before, &after);
    let of = |label| row(&rows, label);
    let said = |before: &str, after: &str, by: &str, good| (before.into(), after.into(), by.into(), good);
    // 15.5 % of 60,000 and of 30,000; maintenance is 0.8 of it
    assert_eq!(of("Initial margin"), said("9,300", "4,650", "−4,650", Some(true)));
    assert_eq!(of("Maintenance margin"), said("7,440", "3,720", "−3,720", Some(true)));
    assert_eq!(of("Equity"), said("30,000", "30,000", "", None));
    assert_eq!(of("Free collateral"), said("20,700", "25,350", "+4,650", Some(true)));
    // 7,440 and 3,720 of 30,000
    assert_eq!(of("Margin ratio"), said("24.8 %", "12.4 %", "−12.4 %", Some(true)));
    assert_eq!(of("Leverage"), said("2×", "1×", "−1×", Some(true)));
    // one percent of 60,000 and of 30,000
    assert_eq!(of("Delta, per 1 %"), said("+600", "+300", "−300", None));
    // 30,000 + P − 60,000 = 0.124·P at 34,246.6; half a coin loses no more than there is
    assert_eq!(of("Liquidation BTC, below"), said("34,247", "none", "", None));
}

#[test]
fn a_price_that_is_looked_for_or_is_not_there_says_so() {
    let (before, after) = pair(dec!(-1));
    let shown = rows(&before, &after);
    assert_eq!(row(&shown, "Liquidation BTC, below").1, "none");
    let looking = Seen { rails: None, ..after };
    assert_eq!(row(&rows(&before, &looking), "Liquidation BTC, below").1, "…");
}

#[test]
fn the_sample_with_a_put_has_a_row_for_every_figure() {
    let now = Time(1_795_305_600_000);
    let market = crate::oracle::sample::market(now);
    let rules = venues::reference().unwrap();
    let legs = typed::of_lines("buy 1 BTC-25DEC26-75000-P").unwrap();
    let trades: Vec<Trade> = legs
        .iter()
        .map(|leg| match leg.read(&market) {
            typed::Leg::Trade(trade) => trade,
            other => panic!("{other:?}"),
        })
        .collect();
    let seen = preview(&crate::io::sample::account(now), &market, rules, &trades);
    let side = |of| Seen { of, rails: None };
    let rows = rows(&side(seen.before), &side(seen.then));
    assert_eq!(rows.len(), 9);
    assert!(rows.iter().all(|row| !row.before.is_empty() && !row.after.is_empty()));
}
