//! What a JSON string says.

use std::borrow::Cow;

/// What a string says once its escapes are resolved; `None` for another value, and where an escape is half a character.
pub(super) fn said(written: &str) -> Option<Cow<'_, str>> {
    let inner = written.strip_prefix('"')?.strip_suffix('"')?;
    let Some(first) = inner.find('\\') else {
        return Some(Cow::Borrowed(inner));
    };
    let (plain, mut rest) = inner.split_at_checked(first)?;
    let mut out = plain.to_owned();
    while let Some(escaped) = rest.strip_prefix('\\') {
        let (letter, mut after) = (escaped.chars().next()?, escaped.get(1..)?);
        out.push(match letter {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let mut code = unit(&mut after)?;
                if (0xD800..0xDC00).contains(&code) {
                    after = after.strip_prefix("\\u")?;
                    let low = unit(&mut after)?;
                    code = 0x10000 + ((code - 0xD800) << 10) + low.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                }
                char::from_u32(code)?
            }
            itself => itself,
        });
        let next = after.find('\\').unwrap_or(after.len());
        out.push_str(after.get(..next)?);
        rest = after.get(next..)?;
    }
    Some(Cow::Owned(out))
}

/// Four hexadecimal digits, taken off.
fn unit(text: &mut &str) -> Option<u32> {
    let (digits, rest) = text.split_at_checked(4)?;
    *text = rest;
    u32::from_str_radix(digits, 16).ok()
}
