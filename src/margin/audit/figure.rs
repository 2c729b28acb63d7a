//! One figure beside the one expected, and a digest of many.

use std::fmt;

/// A figure this program computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Ours {
    /// A float: its bits count.
    Float(f64),
    /// A decimal, an integer or a word, as it is written: its digits count.
    Written(String),
}

impl fmt::Display for Ours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float(value) => write!(f, "{value}"),
            Self::Written(text) => f.write_str(text),
        }
    }
}

/// A figure beside the one expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Its name in the case.
    pub name: String,
    /// What this program computed.
    pub ours: Ours,
    /// What the case expects, as text.
    pub expected: String,
    /// Whether they agree within what is allowed.
    pub agrees: bool,
    /// |ours − expected| / |expected|, 0 where both are the same; absent where it says nothing: for another figure than
    /// an expected 0, and for figures that are nothing but rounding.
    pub relative_error: Option<f64>,
    /// How far off it may be, in words: `±1.0e-9`, `exact`.
    pub allowed: String,
    /// Rests on functions of the platform, so that its last bits may differ from machine to machine; no part of a digest.
    pub platform: bool,
}

/// FNV-1a of 64 bits over figures: machines that agree to the last bit of every figure have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Takes in a figure, unless it rests on the platform: a float by its bits, anything else by its letters.
    pub fn add(&mut self, figure: &Compared) {
        if figure.platform {
            return;
        }
        match &figure.ours {
            // which NaN it is is not said the same everywhere
            Ours::Float(value) if value.is_nan() => self.bytes(b"NaN"),
            Ours::Float(value) => self.bytes(&value.to_bits().to_le_bytes()),
            Ours::Written(text) => self.bytes(text.as_bytes()),
        }
        // a mark between two figures
        self.bytes(&[0xff]);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

impl fmt::Display for Digest {
    /// Sixteen hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ours: &[Ours], platform: bool) -> String {
        let mut digest = Digest::default();
        for ours in ours {
            let (name, expected, allowed) = (String::new(), String::new(), String::new());
            let ours = ours.clone();
            digest.add(&Compared { name, ours, expected, agrees: true, relative_error: None, allowed, platform });
        }
        digest.to_string()
    }

    #[test]
    fn the_published_vectors_of_the_hash() {
        // http://www.isthe.com/chongo/src/fnv/test_fnv.c: "", "a", "foobar"
        for (text, want) in [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")] {
            let mut digest = Digest::default();
            digest.bytes(text.as_bytes());
            assert_eq!(digest.to_string(), want);
        }
    }

    #[test]
    fn the_last_bit_and_the_border_between_figures_show() {
        let float = |value: f64| of(&[Ours::Float(value)], false);
        assert_ne!(float(0.1), float(f64::from_bits(0.1_f64.to_bits() + 1)));
        assert_ne!(float(0.0), float(-0.0));
        let words = |all: &[&str]| of(&all.iter().map(|word| Ours::Written((*word).into())).collect::<Vec<_>>(), false);
        assert_ne!(words(&["12", "3"]), words(&["1", "23"]));
        assert_eq!(of(&[Ours::Float(0.1)], true), of(&[], false));
    }
}
