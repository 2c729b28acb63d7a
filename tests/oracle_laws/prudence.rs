//! Conservative and strict prices never make what is held worth more, or what is owed worth less.

use cross_margin::book::{Account, Holding, Time};
use cross_margin::margin::{Assessment, assess, venues};
use cross_margin::market::{Averages, Market, PriceState, Prudence, Quote};
use proptest::prelude::*;
use rust_decimal::Decimal;

const NOW: Time = Time(1_795_334_400_000);
const ASSETS: [&str; 9] = ["USDC", "USDT", "BTC", "ETH", "SOL", "wstETH", "stETH", "DAI", "DOGE"];

/// A price with perhaps a band of up to `widest` thousandths, and perhaps averages of up to three times as much as it.
fn quote(about: Decimal, widest: i64) -> impl Strategy<Value = Quote> {
    let part = 1..3_000_i64;
    (900..1_100_i64, prop::option::of(0..widest), prop::option::of((part.clone(), part))).prop_map(
        move |(price, half, averages)| {
            let of = |thousandths: i64| about * Decimal::new(thousandths, 3);
            let averages = averages.map(|(exponential, time_weighted)| Averages {
                exponential: of(exponential),
                time_weighted: of(time_weighted),
            });
            let plain = Quote::new(of(price), "test", NOW, PriceState::Live);
            Quote { confidence: half.map(of), averages, ..plain }
        },
    )
}

fn market() -> impl Strategy<Value = Market> {
    let about = [1, 1, 60_000, 3_000, 150, 3_700, 3_000, 1, 1].map(Decimal::from);
    // a band as wide as the price, which the feed never gives, leaves no price at its low edge
    let quotes: Vec<_> = about.into_iter().map(|about| quote(about, 800)).collect();
    quotes.prop_map(|quotes| {
        let mut market = Market::at(NOW);
        for (name, quote) in ASSETS.iter().zip(quotes) {
            market.index.insert(name.parse().unwrap(), quote);
        }
        market
    })
}

fn account() -> impl Strategy<Value = Account> {
    let holding =
        (prop::sample::select(ASSETS.to_vec()), -2_000_000..8_000_000_i64).prop_map(|(asset, thousandths)| Holding {
            asset: asset.parse().unwrap(),
            quantity: Decimal::new(thousandths, 3),
        });
    prop::collection::vec(holding, 1..6).prop_map(|holdings| Account {
        holdings,
        positions: Vec::new(),
        ..Account::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_careful_price_is_never_better(quote in quote(Decimal::from(60_000), 3_000)) {
        let of = |owed| [Prudence::Middle, Prudence::Conservative, Prudence::Strict].map(|p| quote.counted(p, owed));
        let ([middle, edge, strict], [owed_middle, owed_edge, owed_strict]) = (of(false), of(true));
        prop_assert_eq!((middle, owed_middle), (quote.price, quote.price));
        prop_assert!(Decimal::ZERO <= strict && strict <= edge && edge <= middle, "{quote:?}");
        prop_assert!(middle <= owed_edge && owed_edge <= owed_strict, "{quote:?}");
        if let Some(half) = quote.confidence {
            prop_assert_eq!(edge, (quote.price - half).max(Decimal::ZERO));
            prop_assert_eq!(owed_edge, quote.price + half);
        }
    }
}

proptest! {
    // each case asks every rule set three times
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_rule_set_gives_more_for_a_careful_price(account in account(), market in market()) {
        for rules in venues::all() {
            let of = |prudence| assess(&account, &Market { prudence, ..market.clone() }, rules);
            let [middle, edge, strict] = [Prudence::Middle, Prudence::Conservative, Prudence::Strict].map(of);
            for (less, more) in [(&edge, &middle), (&strict, &edge)] {
                prop_assert!(less.equity.total <= more.equity.total, "{}: {:?} {:?}", rules.name, less.equity, more.equity);
                for asset in ASSETS {
                    let rows = |of: &Assessment| -> (Decimal, Decimal) {
                        let its = || of.holdings.iter().filter(|held| held.asset.as_str() == asset);
                        (its().map(|held| held.quantity).sum(), its().map(|held| held.value).sum())
                    };
                    let ((quantity, careful), (_, plain)) = (rows(less), rows(more));
                    let (name, owed) = (&rules.name, quantity < Decimal::ZERO);
                    prop_assert!(!owed || careful <= plain, "{name}: {quantity} {asset} count {careful}, not {plain}");
                }
            }
        }
    }
}
