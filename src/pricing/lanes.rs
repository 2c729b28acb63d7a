//! Four numbers side by side, one option a lane.
//!
//! On WebAssembly two 128-bit registers, elsewhere an array; both do the same IEEE operation on each lane, so a value
//! has the same bits everywhere. Every operation is `inline(always)`: the page is built for size, and a kernel whose
//! operations became calls would be six times slower. (That is also why this is not a crate such as `wide`: its
//! operations are only `inline`, and are left as calls where code is built small.)

use std::ops::{Add, BitAnd, BitXor, Div, Mul, Neg, Sub};

/// Lanes per step.
pub(crate) const LANES: usize = 4;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod registers {
    use core::arch::wasm32::*;

    /// Two registers of two lanes.
    #[derive(Clone, Copy)]
    pub(crate) struct Registers(v128, v128);

    macro_rules! of_two {
        ($($name:ident = $op:ident;)*) => {$(
            #[inline(always)]
            pub(super) fn $name(self, other: Self) -> Self {
                Self($op(self.0, other.0), $op(self.1, other.1))
            }
        )*};
    }

    impl Registers {
        of_two! {
            add = f64x2_add;
            sub = f64x2_sub;
            mul = f64x2_mul;
            div = f64x2_div;
            and = v128_and;
            xor = v128_xor;
            below = f64x2_lt;
            at_least = f64x2_ge;
            // a < b ? b : a, and b < a ? b : a
            larger = f64x2_pmax;
            smaller = f64x2_pmin;
        }

        #[inline(always)]
        pub(super) fn new([a, b, c, d]: [f64; 4]) -> Self {
            Self(f64x2(a, b), f64x2(c, d))
        }

        #[inline(always)]
        pub(super) fn all(a: f64) -> Self {
            Self(f64x2_splat(a), f64x2_splat(a))
        }

        #[inline(always)]
        pub(super) fn to_array(self) -> [f64; 4] {
            bytemuck::cast([self.0, self.1])
        }

        #[inline(always)]
        pub(super) fn neg(self) -> Self {
            Self(f64x2_neg(self.0), f64x2_neg(self.1))
        }

        #[inline(always)]
        pub(super) fn abs(self) -> Self {
            Self(f64x2_abs(self.0), f64x2_abs(self.1))
        }

        #[inline(always)]
        pub(super) fn select(self, yes: Self, no: Self) -> Self {
            Self(v128_bitselect(yes.0, no.0, self.0), v128_bitselect(yes.1, no.1, self.1))
        }

        #[inline(always)]
        pub(super) fn power_of_two(self) -> Self {
            let one = u64x2_splat(super::ONE_BITS);
            Self(u64x2_add(u64x2_shl(self.0, 52), one), u64x2_add(u64x2_shl(self.1, 52), one))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod registers {
    /// Four lanes for the compiler to vectorise.
    #[derive(Clone, Copy)]
    pub(crate) struct Registers([f64; 4]);

    const fn mask(yes: bool) -> f64 {
        f64::from_bits(if yes { u64::MAX } else { 0 })
    }

    macro_rules! of_two {
        ($($name:ident = |$a:ident, $b:ident| $op:expr;)*) => {$(
            #[inline(always)]
            pub(super) fn $name(self, other: Self) -> Self {
                let one = |$a: f64, $b: f64| $op;
                let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
                Self([one(a, e), one(b, f), one(c, g), one(d, h)])
            }
        )*};
    }

    impl Registers {
        of_two! {
            add = |a, b| a + b;
            sub = |a, b| a - b;
            mul = |a, b| a * b;
            div = |a, b| a / b;
            and = |a, b| f64::from_bits(a.to_bits() & b.to_bits());
            xor = |a, b| f64::from_bits(a.to_bits() ^ b.to_bits());
            below = |a, b| mask(a < b);
            at_least = |a, b| mask(a >= b);
            larger = |a, b| if a < b { b } else { a };
            smaller = |a, b| if b < a { b } else { a };
        }

        #[inline(always)]
        pub(super) fn new(lanes: [f64; 4]) -> Self {
            Self(lanes)
        }

        #[inline(always)]
        pub(super) fn all(a: f64) -> Self {
            Self([a; 4])
        }

        #[inline(always)]
        pub(super) fn to_array(self) -> [f64; 4] {
            self.0
        }

        #[inline(always)]
        pub(super) fn neg(self) -> Self {
            Self(self.0.map(|a| -a))
        }

        #[inline(always)]
        pub(super) fn abs(self) -> Self {
            Self(self.0.map(f64::abs))
        }

        #[inline(always)]
        pub(super) fn select(self, yes: Self, no: Self) -> Self {
            let one = |m: f64, y: f64, n: f64| {
                let m = m.to_bits();
                f64::from_bits((y.to_bits() & m) | (n.to_bits() & !m))
            };
            let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (self.0, yes.0, no.0);
            Self([one(a, e, i), one(b, f, j), one(c, g, k), one(d, h, l)])
        }

        #[inline(always)]
        pub(super) fn power_of_two(self) -> Self {
            Self(self.0.map(|a| f64::from_bits((a.to_bits() << 52).wrapping_add(super::ONE_BITS))))
        }
    }
}

/// The bits of 1.0: an exponent of nought.
const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;

/// Four numbers; a comparison gives all-ones bits where it holds.
#[derive(Clone, Copy)]
pub(crate) struct Lanes(registers::Registers);

impl Lanes {
    #[inline(always)]
    pub(crate) fn new(lanes: [f64; LANES]) -> Self {
        Self(registers::Registers::new(lanes))
    }

    /// The same number in every lane.
    #[inline(always)]
    pub(crate) fn all(a: f64) -> Self {
        Self(registers::Registers::all(a))
    }

    #[inline(always)]
    pub(crate) fn to_array(self) -> [f64; LANES] {
        self.0.to_array()
    }

    #[inline(always)]
    pub(crate) fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// `self < other`, lane by lane.
    #[inline(always)]
    pub(crate) fn below(self, other: Self) -> Self {
        Self(self.0.below(other.0))
    }

    /// `self >= other`, lane by lane.
    #[inline(always)]
    pub(crate) fn at_least(self, other: Self) -> Self {
        Self(self.0.at_least(other.0))
    }

    /// The larger, `self` where they are equal.
    #[inline(always)]
    pub(crate) fn or_larger(self, other: Self) -> Self {
        Self(self.0.larger(other.0))
    }

    /// The smaller, `self` where they are equal.
    #[inline(always)]
    pub(crate) fn or_smaller(self, other: Self) -> Self {
        Self(self.0.smaller(other.0))
    }

    /// `yes` where this comparison holds, `no` elsewhere.
    #[inline(always)]
    pub(crate) fn select(self, yes: Self, no: Self) -> Self {
        Self(self.0.select(yes.0, no.0))
    }

    /// `2^k` of an integer `k` that stands in the low bits: a number to which `1.5·2^52` was added.
    #[inline(always)]
    pub(crate) fn power_of_two(self) -> Self {
        Self(self.0.power_of_two())
    }
}

macro_rules! operator {
    ($($of:ident::$name:ident = $op:ident;)*) => {$(
        impl $of for Lanes {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                Self(self.0.$op(other.0))
            }
        }
    )*};
}

operator! {
    Add::add = add;
    Sub::sub = sub;
    Mul::mul = mul;
    Div::div = div;
    BitAnd::bitand = and;
    BitXor::bitxor = xor;
}

impl Neg for Lanes {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(self.0.neg())
    }
}
