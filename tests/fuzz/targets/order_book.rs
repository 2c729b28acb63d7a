#![no_main]
#[allow(dead_code, unused_imports, reason = "each fuzzer uses one reader")]
#[path = "../../decoders/each.rs"]
mod each;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| each::depth(bytes));
