//! The engine and what touches the browser, inside a browser.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test that cannot read its own figures should stop")]

mod bits;

use cross_margin::margin::{assess, liquidation, venues};
use cross_margin::oracle::{FetchFault, sample, source, sources, transport};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn webassembly_gives_the_native_figures_to_the_bit() {
    assert_eq!(bits::digest(), Some(bits::DIGEST));
}

#[wasm_bindgen_test]
fn the_sample_book_is_margined_in_full() {
    let now = transport::now();
    let (account, market) = (cross_margin::io::sample::account(now), sample::market(now));
    let answer = assess(&account, &market, venues::reference().expect("the rules shipped"));
    assert!(answer.left_out.is_empty(), "{:?}", answer.left_out);
    assert_eq!(account.positions.len(), 4);
    assert!(answer.hedge_benefit > rust_decimal::Decimal::ZERO);
    assert!(!liquidation(&account, &market, venues::reference().expect("the rules shipped")).is_empty());
}

#[wasm_bindgen_test]
async fn a_source_that_cannot_be_reached_is_a_fault_in_words() {
    // no such port: the browser refuses the request before any answer
    let unreachable = |name: &str| (name == "cm-hyperliquid").then(|| "http://127.0.0.1:9".to_owned());
    let all = sources::configured(unreachable, &sources::Settings::default());
    let of = all.iter().find(|of| of.source.name == "hyperliquid").expect("a source shipped");
    let asks = (of.source.asks)(&source::Wanted::default());
    let fault = transport::fetch(of, &asks[0], 2_000).await.expect_err("nothing listens there");
    assert!(matches!(fault, FetchFault::Blocked | FetchFault::Offline), "{fault:?}");
    assert!(!fault.to_string().is_empty());
}
