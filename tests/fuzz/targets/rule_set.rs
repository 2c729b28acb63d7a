#![no_main]
#[path = "../../decoders/each.rs"]
mod each;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| each::rules(bytes));
