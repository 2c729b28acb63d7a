//! Generated books and markets of any digits, as people and files may hold them; `books` has realistic ones.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "tests: each file uses its part, and a wrong figure should stop it"
)]

use cross_margin::book::{
    Account, Asset, Expiry, Holding, Instrument, Kind, Position, Right, Settlement, Time, Unknown,
};
use cross_margin::market::{Market, PriceState, Quote, VolQuote};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Any decimal, of any scale.
pub fn decimal() -> impl Strategy<Value = Decimal> {
    let parts = (any::<u32>(), any::<u32>(), any::<u32>(), any::<bool>(), 0u32..=28);
    parts.prop_map(|(lo, mid, hi, negative, scale)| Decimal::from_parts(lo, mid, hi, negative, scale))
}

/// A decimal above zero.
pub fn above_zero() -> impl Strategy<Value = Decimal> {
    decimal().prop_map(|d| d.abs()).prop_filter("above zero", |d| !d.is_zero())
}

/// Assets of every spelling.
pub fn asset() -> impl Strategy<Value = Asset> {
    prop_oneof![prop::sample::select(vec!["BTC", "USDC", "wstETH", "xyz:TSLA", "kPEPE", "+10", "@107"]),]
        .prop_map(|name| name.parse().unwrap())
}

/// Any instrument but spot.
pub fn instrument() -> impl Strategy<Value = Instrument> {
    let settlement = prop::sample::select(vec!["", "USD", "USDT", "EUR"]);
    let parts = (asset(), settlement, 0..3u8, 0..20_000i64, 1u32..=9_999_999, 0u32..=4, any::<bool>());
    parts.prop_map(|(underlying, quote, kind, day, strike, scale, call)| {
        let settlement = match quote {
            "" => Settlement::Inverse,
            quote => Settlement::Linear { quote: quote.parse().unwrap() },
        };
        let expiry = Expiry::from_instant(Time(1_000_000_000_000 + day * 86_400_000)).unwrap();
        let kind = match kind {
            0 => Kind::Perpetual,
            1 => Kind::Future { expiry },
            _ => Kind::Option {
                expiry,
                strike: Decimal::new(i64::from(strike), scale),
                right: if call { Right::Call } else { Right::Put },
            },
        };
        Instrument::new(underlying, settlement, kind).unwrap()
    })
}

/// Any account; quantities and prices of any size.
pub fn account() -> impl Strategy<Value = Account> {
    let quantity = || decimal().prop_filter("not zero", |d| !d.is_zero());
    let holding = (asset(), quantity()).prop_map(|(asset, quantity)| Holding { asset, quantity });
    let position = (instrument(), quantity(), prop::option::of(above_zero()), above_zero()).prop_map(
        |(instrument, quantity, entry, contract_size)| Position { instrument, quantity, entry, contract_size },
    );
    let lists = (prop::collection::vec(holding, 0..5), prop::collection::vec(position, 0..5));
    lists.prop_map(|(holdings, positions)| Account { holdings, positions, ..Account::default() })
}

/// Any account, with rows in what is not known.
pub fn account_with_unknown() -> impl Strategy<Value = Account> {
    let row = ("\\PC{0,9}", decimal(), prop::option::of(decimal()), "\\PC{0,9}");
    let row = row.prop_map(|(name, quantity, entry, why)| Unknown { name, quantity, entry, why });
    (account(), prop::collection::vec(row, 0..4)).prop_map(|(account, unknown)| Account { unknown, ..account })
}

/// Any state of a price that a file knows.
pub fn state() -> impl Strategy<Value = PriceState> {
    prop::sample::select(vec![
        PriceState::Live,
        PriceState::Host,
        PriceState::Imported,
        PriceState::Manual,
        PriceState::Ageing,
        PriceState::Stale,
        PriceState::Held,
        PriceState::Sample,
    ])
}

/// Any market that a file holds.
pub fn market() -> impl Strategy<Value = Market> {
    let quote = || {
        (above_zero(), ".{0,8}", any::<i64>(), prop::option::of(above_zero()), state()).prop_map(
            |(price, source, time, confidence, state)| Quote {
                price,
                source,
                time: Time(time),
                confidence,
                averages: None,
                state,
            },
        )
    };
    let fraction = || prop::num::f64::POSITIVE | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO;
    let vol = (fraction(), ".{0,8}", any::<i64>(), state()).prop_map(|(vol, source, time, state)| VolQuote {
        vol: vol.abs(),
        source,
        time: Time(time),
        state,
    });
    let expiry =
        (0..20_000i64).prop_map(|day| Expiry::from_instant(Time(1_000_000_000_000 + day * 86_400_000)).unwrap());
    (
        any::<i64>(),
        prop::collection::btree_map(asset(), quote(), 0..3),
        prop::collection::btree_map(instrument(), quote(), 0..3),
        prop::collection::btree_map((asset(), expiry), quote(), 0..3),
        prop::collection::btree_map(instrument(), vol, 0..3),
        prop::collection::btree_map(asset(), prop::num::f64::NORMAL, 0..3),
    )
        .prop_map(|(as_of, index, marks, forwards, vols, rates)| Market {
            as_of: Time(as_of),
            index: index.into_iter().collect(),
            marks: marks.into_iter().collect(),
            forwards: forwards.into_iter().collect(),
            vols: vols.into_iter().collect(),
            rates: rates.into_iter().collect(),
            ..Market::default()
        })
}
