//! Standard option margin: what the seller of one option posts, from prices and strike alone.
//!
//! ```text
//! initial     = max(a·base − out of the money, b·floor base) + premium
//! maintenance = max(m·base, m·mark if so ruled) + mark + fee·base
//! ```
//!
//! The base is the index price of a linear option and one coin of an inverse one; everything is then in that unit.
//! Margins are amounts ≥ 0; quantities are signed, long > 0. A long option needs nothing beyond the premium paid.
//! Amounts are `Decimal` and checked: what does not fit is an error that names the field.
//!
//! Sources: the margin pages of Deribit, bit.com, Bybit and FINRA rule 4210(f)(2)(E), which print this one form with
//! different fractions and floors; see `docs/venues/`.

mod isolated;
mod seller;
mod seller_rules;

pub use isolated::{Isolated, isolated_after_fee, isolated_at_entry};
pub use seller::{OptionMargin, OptionQuote, Quoted, UnitMargin, margin, unit};
pub use seller_rules::{FloorOn, Rights, SellerRules};
