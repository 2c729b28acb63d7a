//! The hedge finder: which trade, and which pair of trades, frees most margin.
//!
//! Every candidate is bought and sold in every size of a stated ladder, each by asking `assess` of the book after the
//! trade; around the best size it is looked closer. So what is found is never worse than the best of the ladder, and how
//! many books are asked is known beforehand.

mod candidates;
mod cost;
mod finder;
mod found;
mod golden;
mod hedging;
mod round;
mod sizes;

pub use candidates::{Candidate, Candidates, Costs, candidates, candidates_of};
pub use finder::{Finder, Progress, find};
pub use found::{Found, Wish};
pub use sizes::{LADDER, sizes};
