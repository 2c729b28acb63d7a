//! Walks over JSON text and says where each value ends.

use super::NotJson;

/// Values lie no deeper in one another than this; the walk is recursive, and a stack has an end.
const DEEPEST: usize = 127;

/// A place in a text.
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// The next byte, not taken; zero at the end, which stands in no JSON either.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn wrong(&self) -> NotJson {
        if self.at >= self.text.len() { NotJson::BreaksOff } else { NotJson::At(self.at) }
    }

    fn skip_spaces(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
    }

    /// Takes a mark if it comes next, with the spaces before it.
    pub(super) fn meets(&mut self, mark: u8) -> bool {
        self.skip_spaces();
        let met = self.peek() == mark;
        self.at += usize::from(met);
        met
    }

    fn expect(&mut self, mark: u8) -> Result<(), NotJson> {
        if self.meets(mark) { Ok(()) } else { Err(self.wrong()) }
    }

    /// Nothing more may come.
    pub(super) fn end(&mut self) -> Result<(), NotJson> {
        self.skip_spaces();
        if self.at == self.text.len() { Ok(()) } else { Err(self.wrong()) }
    }

    /// The text of the next value, without the spaces around it.
    pub(super) fn piece(&mut self) -> Option<&'a str> {
        self.skip_spaces();
        let start = self.at;
        self.value().ok()?;
        self.text.get(start..self.at)
    }

    /// Walks over one value.
    pub(super) fn value(&mut self) -> Result<(), NotJson> {
        self.skip_spaces();
        match self.peek() {
            b'"' => self.string(),
            b'[' => self.inside(b']', Self::value),
            b'{' => self.inside(b'}', |scan| {
                scan.skip_spaces();
                scan.string()?;
                scan.expect(b':')?;
                scan.value()
            }),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    /// Walks over what stands between brackets.
    fn inside(&mut self, close: u8, one: fn(&mut Self) -> Result<(), NotJson>) -> Result<(), NotJson> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(NotJson::At(self.at));
        }
        if !self.meets(close) {
            one(self)?;
            while !self.meets(close) {
                self.expect(b',')?;
                one(self)?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), NotJson> {
        for letter in word.bytes() {
            if self.peek() != letter {
                return Err(self.wrong());
            }
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), NotJson> {
        if self.peek() != b'"' {
            return Err(self.wrong());
        }
        self.at += 1;
        loop {
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    match self.peek() {
                        b'u' => {
                            for _ in 0..4 {
                                self.at += 1;
                                if !self.peek().is_ascii_hexdigit() {
                                    return Err(self.wrong());
                                }
                            }
                        }
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        _ => return Err(self.wrong()),
                    }
                }
                ..0x20 => return Err(self.wrong()),
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    fn number(&mut self) -> Result<(), NotJson> {
        self.at += usize::from(self.peek() == b'-');
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), b'+' | b'-'));
            self.digits()?;
        }
        Ok(())
    }

    /// At least one digit.
    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.wrong()) }
    }
}
