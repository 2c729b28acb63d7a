//! Inputs made of good ones: what breaks on the way, what people mistype, what somebody tries.

/// A small generator: the same numbers everywhere, from one seed (SplitMix64).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { (self.next() % limit as u64) as usize }
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &'a [&'a T]) -> Option<&'a T> {
        of.get(self.below(of.len())).copied()
    }

    /// A range of at most `most` within `length`.
    fn range(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(most) + 1)
    }
}

/// Numbers at the edges of what is kept, and words that some take for numbers.
const NUMBERS: [&str; 22] = [
    "1e999",
    "-1e999",
    "1e-999",
    "-0",
    "0",
    "1234567890123456789012345678901234567890",
    "0.0000000000000000000000000000000000000001",
    "79228162514264337593543950335",
    "79228162514264337593543950336",
    "-79228162514264337593543950335",
    "0.0000000000000000000000000001",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "NaN",
    "Infinity",
    "-",
    "",
    "1e",
    "0x10",
    "1,234.5",
    "1_000",
];

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 30] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\n",
    "\r\n",
    "\t",
    ";",
    "\u{feff}",
    "\0",
    "é",
    "−",
    "—",
    "\u{202e}",
    "null",
    "true",
    "{}",
    "[]",
    "\"\"",
    "@",
    "BTC-PERP",
    "BTC-25DEC26-100000-C",
    "#s=1.",
    "#rules=1.",
];

/// What is longest of what is made, bytes.
const LONGEST: usize = 6_000;

/// `good` with one to four changes; `other` is another good input.
pub fn changed(chance: &mut Chance, good: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..1 + chance.below(4) {
        change(chance, &mut bytes, other);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn change(chance: &mut Chance, bytes: &mut Vec<u8>, other: &[u8]) {
    let place = chance.below(bytes.len() + 1);
    match chance.below(12) {
        0 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << chance.below(8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = chance.below(256) as u8;
            }
        }
        2 => bytes.truncate(place),
        3 => drop(bytes.drain(..place)),
        4 => drop(bytes.drain(chance.range(bytes.len(), 40))),
        // the head of one and the tail of another
        5 => {
            bytes.truncate(place);
            bytes.extend(&other[chance.below(other.len() + 1)..]);
        }
        6 => {
            let part = &other[chance.range(other.len(), 200)];
            drop(bytes.splice(place..place, part.iter().copied()));
        }
        // a block again, once or often
        7 => {
            let block = bytes[chance.range(bytes.len(), 60)].to_vec();
            let times = if chance.below(8) == 0 { 50 } else { 1 };
            drop(bytes.splice(place..place, block.repeat(times)));
        }
        8 | 9 => number(chance, bytes),
        10 => {
            let piece = chance.pick(&PIECES).unwrap_or_default();
            let times = if chance.below(10) == 0 { 300 } else { 1 };
            drop(bytes.splice(place..place, piece.as_bytes().repeat(times)));
        }
        _ => {
            let part = chance.range(bytes.len(), 200);
            bytes[part].reverse();
        }
    }
}

/// Puts another number in the place of one.
fn number(chance: &mut Chance, bytes: &mut Vec<u8>) {
    let is_of_one = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'e' | b'E');
    let from = chance.below(bytes.len() + 1);
    let Some(digit) = bytes[from..].iter().position(u8::is_ascii_digit).map(|steps| from + steps) else { return };
    let start = bytes[..digit].iter().rposition(|byte| !is_of_one(byte)).map_or(0, |before| before + 1);
    let end = bytes[digit..].iter().position(|byte| !is_of_one(byte)).map_or(bytes.len(), |steps| digit + steps);
    let edge = chance.pick(&NUMBERS).unwrap_or_default();
    drop(bytes.splice(start..end, edge.bytes()));
}

/// Inputs that are large of one thing: depth, keys, cells, digits, lines.
pub fn large() -> Vec<Vec<u8>> {
    let deep = [("[", "]"), ("{\"a\":", "}"), ("[{\"data\":", "}]"), ("(", ")")];
    let mut all: Vec<String> = Vec::new();
    for (open, close) in deep {
        for depth in [100, 127, 128, 1_000, 20_000] {
            all.push(format!("{}1{}", open.repeat(depth), close.repeat(depth)));
            all.push(open.repeat(depth));
        }
    }
    all.push(format!("{{{}\"z\":1}}", "\"positions\":[],".repeat(1_500)));
    all.push(format!("{{\"{}\":1}}", "k".repeat(100_000)));
    all.push(format!("[{}1]", "1,".repeat(10_000)));
    all.push(format!("[{}{{}}]", "{},".repeat(6_000)));
    all.push("9".repeat(100_000));
    all.push(format!("{{\"quantity\":{}}}", "9".repeat(100_000)));
    all.push("\"".repeat(60_001));
    all.push("\\".repeat(60_000));
    for row in ["BTC-PERP,1,2\n", "1 BTC-PERP @ 2;", "1 BTC-PERP\n", ",,,,\n", "\n", "\t", " ", "a", "\"a\n", "é", "\r"]
    {
        all.push(row.repeat(20_000 / row.len()));
    }
    all.push(format!("s=1.{}", "A".repeat(18_000)));
    all.push(format!("#rules=1.{}", "A".repeat(60_000)));
    all.into_iter().map(String::into_bytes).collect()
}
