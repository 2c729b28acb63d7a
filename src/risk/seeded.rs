//! Numbers that look like chance and are the same for the same seed, everywhere: Vigna's SplitMix64.
//!
//! Source: G. L. Steele, D. Lea, C. H. Flood, “Fast splittable pseudorandom number generators” (2014), with the constants of
//! Vigna's public-domain version. Good enough for a made-up crowd; no secret rests on it.

use rust_decimal::Decimal;

/// A stream of numbers out of a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded(u64);

impl Seeded {
    /// The stream of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next fraction, from 0 to below 1 in millionths.
    pub fn fraction(&mut self) -> Decimal {
        // the upper half times a million, so that every millionth is as likely to within 2^-32
        let millionths = ((self.next_u64() >> 32) * 1_000_000) >> 32;
        Decimal::from_i128_with_scale(millionths.into(), 6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn it_is_the_published_stream() {
        // the first five numbers of seed 1,234,567, as implementations in many languages print them
        let mut of = Seeded::new(1_234_567);
        let first: Vec<u64> = (0..5).map(|_| of.next_u64()).collect();
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821
            ]
        );
    }

    #[test]
    fn fractions_fill_the_range() {
        let mut of = Seeded::new(7);
        let all: Vec<Decimal> = (0..10_000).map(|_| of.fraction()).collect();
        assert!(all.iter().all(|fraction| (dec!(0)..dec!(1)).contains(fraction)));
        let mean = all.iter().sum::<Decimal>() / dec!(10000);
        assert!((mean - dec!(0.5)).abs() < dec!(0.01), "{mean}");
    }
}
