//! Native figures, to the bit. `tests/wasm.rs` asks the same of WebAssembly.

mod bits;

#[test]
fn native_figures_are_the_figures() {
    assert_eq!(bits::digest(), Some(bits::DIGEST));
}
