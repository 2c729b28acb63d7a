//! Lessons: their list with how far one is, a lesson beside a calculator that holds its books, and the same in front of a
//! class.
//!
//! What a lesson says and what is right in it is [`crate::learn`]'s. Here is what is on screen of it and when: until a
//! prediction is made, the calculator never gets the book that is asked about.

mod course;
mod laid;
mod place;
mod point;
mod progress;
mod scale;
mod words;

#[cfg(target_arch = "wasm32")]
mod answer;
#[cfg(target_arch = "wasm32")]
mod beside;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod lesson;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod question;
#[cfg(target_arch = "wasm32")]
mod room;
#[cfg(target_arch = "wasm32")]
mod sitting;

#[cfg(target_arch = "wasm32")]
pub(in crate::app) use room::lessons;
