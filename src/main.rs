//! Starts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    cross_margin::app::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("The page runs in a browser: ./script/server. Without one: cargo run --release --example assess");
}
