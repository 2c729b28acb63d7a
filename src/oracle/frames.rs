//! Server-sent events, taken out of the bytes of an answer as they arrive.
//!
//! An event is lines up to an empty one; the text after `data:` is the message, of several such lines joined by line
//! breaks. Lines end with CR, LF or both; a chunk may end anywhere. Comments, names and numbers of events are passed over.
//! Source: the HTML standard, “Server-sent events”, interpreting an event stream.

/// The longest message that is taken from a stream, bytes.
pub const LONGEST: usize = 4 * 1024 * 1024;

/// An event that is longer than [`LONGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of more than 4 MB")]
pub struct TooLong;

/// What has arrived of an event that is not over yet.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    line: Vec<u8>,
    data: Vec<u8>,
    after_return: bool,
}

impl Frames {
    /// Takes the next bytes; returns the messages that ended among them.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, TooLong> {
        let mut messages = Vec::new();
        for &byte in bytes {
            let ends_the_same_line = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            match byte {
                _ if ends_the_same_line => {}
                b'\r' | b'\n' => messages.extend(self.end_line()),
                _ if self.line.len().saturating_add(self.data.len()) >= LONGEST => return Err(TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(messages)
    }

    /// Ends a line; an empty one ends the event.
    fn end_line(&mut self) -> Option<Vec<u8>> {
        if self.line.is_empty() {
            let message = std::mem::take(&mut self.data);
            return (!message.is_empty()).then_some(message);
        }
        let line = self.line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.line);
        if let Some(value) = line.strip_prefix(b"data:") {
            if !self.data.is_empty() {
                self.data.push(b'\n');
            }
            self.data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
        }
        self.line.clear();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The messages of an answer that comes in pieces of `size` bytes.
    fn read(bytes: &[u8], size: usize) -> Vec<String> {
        let mut frames = Frames::default();
        let messages = bytes.chunks(size).flat_map(|piece| frames.take(piece).unwrap());
        messages.map(|message| String::from_utf8(message).unwrap()).collect()
    }

    #[test]
    fn a_message_is_what_stands_after_data_wherever_the_bytes_are_cut() {
        let answer = "\u{feff}data:{\"price\":\"1\"}\n\n: still here\n\nevent: price\r\nid: 7\r\ndata: {\"price\":\r\n\
                      data: \"2 €\"}\r\n\r\ndata:3\r\rdatum:4\n\ndata\n\ndata:\n\n\n\ndata: 5";
        for size in 1..=answer.len() {
            assert_eq!(read(answer.as_bytes(), size), ["{\"price\":\"1\"}", "{\"price\":\n\"2 €\"}", "3"], "{size}");
        }
    }

    #[test]
    fn only_one_space_before_a_value_is_left_out() {
        assert_eq!(read(b"data:  a\n\ndata:b \n\n", 4), [" a", "b "]);
    }

    #[test]
    fn what_never_ends_is_given_up_at_four_megabytes() {
        let mut frames = Frames::default();
        assert_eq!(frames.take(b"data:"), Ok(vec![]));
        let most = vec![b'x'; LONGEST - 5];
        assert_eq!(frames.take(&most), Ok(vec![]));
        assert_eq!(frames.take(b"x"), Err(TooLong));
        let mut frames = Frames::default();
        let half = [b"data:".as_slice(), &most[..LONGEST / 2], b"\n"].concat();
        assert_eq!(frames.take(&half), Ok(vec![]));
        assert_eq!(frames.take(&half), Err(TooLong));
    }
}
