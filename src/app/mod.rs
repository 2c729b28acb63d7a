//! The page: one screen on which a book is typed, imported and edited, and every figure opens to what made it.
//!
//! State is one small set of signals (`state`); everything shown is a memo over it. What needs no browser (figures as
//! text, sentences, explanations, the book with its history) is plain Rust here and tested natively; the views stand
//! one component a file and do no arithmetic on money.
#![cfg_attr(target_arch = "wasm32", allow(unreachable_pub, reason = "the component macro writes pub"))]
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the views that use these need a browser"))]

mod allowed;
mod aside;
mod audit_table;
mod bar;
mod block;
mod book;
mod complete;
mod copy;
mod explain;
mod fetch_book;
mod file;
mod format;
mod health;
mod hedge;
mod history;
mod intake;
mod kept;
mod learn;
mod liquidation;
mod number;
mod paste;
mod preview;
mod price_sheet;
mod rooms;
mod row_text;
mod rules;
mod saved;
mod sentence;
mod shared;
mod stories;
mod terms;
mod ticket;
mod understood;
mod window;

#[cfg(target_arch = "wasm32")]
mod accounts;
#[cfg(target_arch = "wasm32")]
mod add_form;
#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod arrive;
#[cfg(target_arch = "wasm32")]
mod asked_field;
#[cfg(target_arch = "wasm32")]
mod audit;
#[cfg(target_arch = "wasm32")]
mod collateral;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod embed_room;
#[cfg(target_arch = "wasm32")]
mod explain_panel;
#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_arch = "wasm32")]
mod feed;
#[cfg(target_arch = "wasm32")]
mod fetch_account;
#[cfg(target_arch = "wasm32")]
mod field;
#[cfg(target_arch = "wasm32")]
mod figure;
#[cfg(target_arch = "wasm32")]
mod fixed;
#[cfg(target_arch = "wasm32")]
mod greeks;
#[cfg(target_arch = "wasm32")]
mod grid;
#[cfg(target_arch = "wasm32")]
mod header;
#[cfg(target_arch = "wasm32")]
mod hero;
#[cfg(target_arch = "wasm32")]
mod hosted;
#[cfg(target_arch = "wasm32")]
mod hosting;
#[cfg(target_arch = "wasm32")]
mod import;
#[cfg(target_arch = "wasm32")]
mod import_found;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod later;
#[cfg(target_arch = "wasm32")]
mod links;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod made;
#[cfg(target_arch = "wasm32")]
mod margin_bar;
#[cfg(target_arch = "wasm32")]
mod next_trade;
#[cfg(target_arch = "wasm32")]
mod notices;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod paste_link;
#[cfg(target_arch = "wasm32")]
mod position_row;
#[cfg(target_arch = "wasm32")]
mod positions;
#[cfg(target_arch = "wasm32")]
mod prices;
#[cfg(target_arch = "wasm32")]
mod quick;
#[cfg(target_arch = "wasm32")]
mod quick_help;
#[cfg(target_arch = "wasm32")]
mod reading;
#[cfg(target_arch = "wasm32")]
mod report;
#[cfg(target_arch = "wasm32")]
mod row_parts;
#[cfg(target_arch = "wasm32")]
mod self_check;
#[cfg(target_arch = "wasm32")]
mod shape;
#[cfg(target_arch = "wasm32")]
mod share;
#[cfg(target_arch = "wasm32")]
mod stage;
#[cfg(target_arch = "wasm32")]
mod standing;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod stopped;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
mod stream;
#[cfg(target_arch = "wasm32")]
mod stress;
#[cfg(target_arch = "wasm32")]
mod tabled;
#[cfg(target_arch = "wasm32")]
mod theme;
#[cfg(target_arch = "wasm32")]
mod tried;
#[cfg(target_arch = "wasm32")]
mod unknown_rows;
#[cfg(target_arch = "wasm32")]
mod vitals;

#[cfg(target_arch = "wasm32")]
pub use hosted::host;
#[cfg(target_arch = "wasm32")]
pub use page::mount;
