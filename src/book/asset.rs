//! The symbol of an asset: `BTC`, `USDC`, `wstETH`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Symbols whose spelling is not all capitals; typed in any case they come out like this.
const MIXED_CASE: [&str; 13] =
    ["wstETH", "stETH", "weETH", "eETH", "rETH", "cbETH", "rsETH", "sUSDe", "USDe", "sUSDS", "cbBTC", "kPEPE", "mSOL"];

/// The symbol of an asset, as people write it. Cheap to clone and to compare.
///
/// ```
/// use cross_margin::book::Asset;
/// let staked: Asset = "wsteth".parse()?;
/// assert_eq!(staked.as_str(), "wstETH");
/// # Ok::<(), cross_margin::book::AssetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asset(Arc<str>);

/// Why a text is not an asset's symbol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssetError {
    /// Nothing was written.
    #[error("an asset needs a symbol such as BTC or USDC")]
    Empty,
    /// Longer than any symbol in use.
    #[error("“{0}…” is too long for an asset; a symbol has at most 24 letters and digits")]
    TooLong(String),
    /// A character that no symbol has.
    #[error("“{symbol}” has {character:?}, which no asset symbol has; use letters and digits, such as BTC")]
    Character {
        /// What was written.
        symbol: String,
        /// The first character that does not fit.
        character: char,
    },
}

impl Asset {
    /// The United States dollar, in which every figure is counted.
    pub fn usd() -> Self {
        Self(Arc::from("USD"))
    }

    /// The symbol as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Asset {
    type Err = AssetError;

    fn from_str(text: &str) -> Result<Self, AssetError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AssetError::Empty);
        }
        if text.chars().count() > 24 {
            return Err(AssetError::TooLong(text.chars().take(24).collect()));
        }
        // ':' and '@' and '+' occur in Hyperliquid's names: builder markets, spot pairs, new tokens.
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '@' | '+' | '.');
        if let Some(character) = text.chars().find(|&c| !fits(c)) {
            return Err(AssetError::Character { symbol: text.to_owned(), character });
        }
        if let Some(known) = MIXED_CASE.iter().find(|known| known.eq_ignore_ascii_case(text)) {
            return Ok(Self(Arc::from(*known)));
        }
        let typed_plainly = !text.chars().any(|c| c.is_ascii_uppercase());
        Ok(Self(if typed_plainly { Arc::from(text.to_ascii_uppercase()) } else { Arc::from(text) }))
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Asset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Asset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(text: &str) -> String {
        text.parse::<Asset>().unwrap().to_string()
    }

    #[test]
    fn typed_in_small_letters_is_the_symbol_people_know() {
        assert_eq!(asset("btc"), "BTC");
        assert_eq!(asset(" usdc "), "USDC");
        assert_eq!(asset("WSTETH"), "wstETH");
        assert_eq!(asset("susde"), "sUSDe");
        assert_eq!(asset("kPEPE"), "kPEPE");
        assert_eq!(asset("xyz:TSLA"), "xyz:TSLA");
    }

    #[test]
    fn what_is_not_a_symbol_says_why() {
        assert_eq!("".parse::<Asset>(), Err(AssetError::Empty));
        assert!(matches!("B TC".parse::<Asset>(), Err(AssetError::Character { character: ' ', .. })));
        assert!(matches!("<b>".parse::<Asset>(), Err(AssetError::Character { character: '<', .. })));
        assert!(matches!("x".repeat(25).parse::<Asset>(), Err(AssetError::TooLong(_))));
    }
}
