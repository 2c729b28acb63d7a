//! What an account stands to gain or lose: its legs valued in dollars, the scenario grid, exposures and Greeks.
//!
//! Gains > 0. Nothing here knows a venue's rules: scan ranges and volatility moves are arguments.

mod changed;
mod convert;
mod exposure;
mod figure;
mod grid;
mod holdings;
mod impact;
mod leg;
mod mark;
mod notice;
mod order_book;
mod priced;
mod resolve;
mod seeded;
mod valuation;
pub mod volatility;

pub use convert::{f64_text, nearest_f64, to_f64, to_usd};
pub use exposure::Greeks;
pub use figure::FigureError;
pub(crate) use figure::{Refusal, within, wrong};
pub use grid::{LegScenarios, Repricer, Scenario, ScenarioSet, VolMove, VolShock};
pub use impact::{Impact, Impacts, Order, Priced, SquareRoot, Taken};
pub use leg::{Gain, Leg, LegKind, LegOf, Shape};
pub use mark::mark;
pub use notice::{LeftOut, Subject, Warning, WarningKind};
pub use order_book::{Fill, FillError, Level, OrderBook, Side};
pub use seeded::Seeded;
pub use valuation::{Held, Underlying, Valued};
