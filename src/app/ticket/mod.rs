//! The next trade: typed in legs, shown before and after on the whole page, applied or kept beside others.
//!
//! Nothing here works a margin out: both sides are `margin::preview`, which asks the one question twice. All of it is
//! fetched when a trade is first tried.

mod after;
mod answers;
mod applied;
mod caps;
mod caps_words;
mod kept;
mod measures;
mod part;
mod pasted;
mod typed;
mod wanted;
mod words;

#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod columns;
#[cfg(target_arch = "wasm32")]
mod desk;
#[cfg(target_arch = "wasm32")]
mod fields;
#[cfg(target_arch = "wasm32")]
mod limits;
#[cfg(target_arch = "wasm32")]
mod line;
#[cfg(target_arch = "wasm32")]
mod other_way;
#[cfg(target_arch = "wasm32")]
mod outcome;
#[cfg(target_arch = "wasm32")]
mod posted;
#[cfg(target_arch = "wasm32")]
mod priced;
#[cfg(target_arch = "wasm32")]
mod shown;
#[cfg(target_arch = "wasm32")]
mod sized;

#[cfg(target_arch = "wasm32")]
pub(crate) use card::ticket;
#[cfg(target_arch = "wasm32")]
pub(crate) use desk::Desk;
pub(crate) use typed::Typed;
