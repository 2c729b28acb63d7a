//! The page: written in the `app` room.
fn main() {}
