//! The symbol of an asset: `BTC`, `USDC`, `wstETH`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Symbols whose spelling is not all capitals; typed in any case they come out like this.
const MIXED_CASE: [&str; 13] =
    ["wstETH", "stETH", "weETH", "eETH", "rETH", "cbETH", "rsETH", "sUSDe", "USDe", "sUSDS", "cbBTC", "kPEPE", "mSOL"];

/// Longest symbol in use.
const LONGEST: usize = 24;

/// The symbol of an asset, as people write it. Cheap to clone and to compare.
///
/// ```
/// use cross_margin::book::Asset;
/// let staked: Asset = "wsteth".parse()?;
/// assert_eq!(staked.as_str(), "wstETH");
/// # Ok::<(), cross_margin::book::AssetError>(())
/// ```
#[derive(Clone)]
pub struct Asset {
    /// ASCII, zeros behind.
    letters: [u8; LONGEST],
    length: u8,
}

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
    #[error("“{symbol}” has {}, which no asset symbol has; use letters and digits, such as BTC", quoted(*character))]
    Character {
        /// What was written.
        symbol: String,
        /// The first character that does not fit.
        character: char,
    },
}

/// A character in quotes, escaped where it would not show. Rust's own form for programmers needs to know which of all
/// characters can be printed, which is two kilobytes of tables.
fn quoted(character: char) -> String {
    match character {
        '"' => "'\"'".to_owned(),
        '\0' => "'\\0'".to_owned(),
        ascii if ascii.is_ascii() => format!("'{}'", ascii.escape_default()),
        other => format!("'{other}'"),
    }
}

impl Asset {
    /// The United States dollar, in which every figure is counted.
    pub fn usd() -> Self {
        Self::of("USD")
    }

    /// The symbol as text.
    pub fn as_str(&self) -> &str {
        let letters = self.letters.get(..usize::from(self.length)).unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }

    /// At most [`LONGEST`] ASCII letters.
    fn of(symbol: &str) -> Self {
        let mut letters = [0; LONGEST];
        let mut length = 0;
        for (place, letter) in letters.iter_mut().zip(symbol.bytes()) {
            *place = letter;
            length += 1;
        }
        Self { letters, length }
    }
}

impl FromStr for Asset {
    type Err = AssetError;

    fn from_str(text: &str) -> Result<Self, AssetError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AssetError::Empty);
        }
        if text.chars().count() > LONGEST {
            return Err(AssetError::TooLong(text.chars().take(LONGEST).collect()));
        }
        // ':' and '@' and '+' occur in Hyperliquid's names: builder markets, spot pairs, new tokens.
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '@' | '+' | '.');
        if let Some(character) = text.chars().find(|&c| !fits(c)) {
            return Err(AssetError::Character { symbol: text.to_owned(), character });
        }
        if let Some(known) = MIXED_CASE.iter().find(|known| known.eq_ignore_ascii_case(text)) {
            return Ok(Self::of(known));
        }
        let typed_plainly = !text.chars().any(|c| c.is_ascii_uppercase());
        Ok(if typed_plainly { Self::of(&text.to_ascii_uppercase()) } else { Self::of(text) })
    }
}

impl Asset {
    /// The letters as three numbers that compare as the text does. Books and markets are looked up by assets some thousand
    /// times for one answer, and a loop over letters would be a third of that.
    #[inline]
    fn order(&self) -> (u64, u64, u64) {
        match self.letters.as_chunks::<8>() {
            ([first, second, third], _) => {
                (u64::from_be_bytes(*first), u64::from_be_bytes(*second), u64::from_be_bytes(*third))
            }
            _ => (0, 0, 0),
        }
    }
}

impl PartialEq for Asset {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        // no symbol has a zero in it, so that the letters tell its length
        self.order() == other.order()
    }
}

impl Eq for Asset {}

impl Hash for Asset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.letters.hash(state);
    }
}

impl Ord for Asset {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.order(), other.order());
        // most differ among their first eight letters
        if a.0 != b.0 { a.0.cmp(&b.0) } else { (a.1, a.2).cmp(&(b.1, b.2)) }
    }
}

impl PartialOrd for Asset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asset({:?})", self.as_str())
    }
}

impl fmt::Display for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Asset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
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
    fn symbols_stand_in_the_order_of_the_alphabet() {
        let mut assets: Vec<Asset> =
            ["ETH", "BTC", "BTCB", "USDC", "A", "ABCDEFGHI"].map(|a| a.parse().unwrap()).to_vec();
        assets.sort();
        let sorted: Vec<&str> = assets.iter().map(Asset::as_str).collect();
        assert_eq!(sorted, ["A", "ABCDEFGHI", "BTC", "BTCB", "ETH", "USDC"]);
    }

    #[test]
    fn a_character_is_shown_as_programmers_would() {
        for character in (0..128).map(char::from).chain(['é', '—', '币']) {
            assert_eq!(quoted(character), format!("{character:?}"));
        }
    }

    #[test]
    fn what_is_not_a_symbol_says_why() {
        assert_eq!("".parse::<Asset>(), Err(AssetError::Empty));
        assert!(matches!("B TC".parse::<Asset>(), Err(AssetError::Character { character: ' ', .. })));
        assert!(matches!("<b>".parse::<Asset>(), Err(AssetError::Character { character: '<', .. })));
        assert!(matches!("x".repeat(25).parse::<Asset>(), Err(AssetError::TooLong(_))));
    }
}
