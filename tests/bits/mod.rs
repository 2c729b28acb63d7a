//! One number for every bit of an assessment, to hold native code and WebAssembly to the same figures.

use cross_margin::margin::{assess, liquidation, venues};

#[path = "../../benches/workload/mod.rs"]
mod workload;

/// The digest of the benchmark book's assessment and liquidation prices, the same everywhere. It changes when the
/// engine's figures change, or the form they are told in; the test that disagrees prints the new one.
pub(crate) const DIGEST: u64 = 12_766_231_199_560_680_834;

/// FNV-1a over the JSON of the whole answer: every decimal to its last digit, every float to its last bit.
pub(crate) fn digest() -> Option<u64> {
    let (account, market) = workload::workload()?;
    let rules = venues::reference().ok()?;
    let answer = (assess(&account, &market, rules), liquidation(&account, &market, rules));
    let text = serde_json::to_string(&answer).ok()?;
    Some(
        text.bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
    )
}
