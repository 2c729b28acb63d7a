//! A text into lines, and a line into cells.

use std::io::{Cursor, SeekFrom};

/// Longest line that can be a row of a table, in bytes.
pub(super) const MAX_LINE: usize = 10_000;

/// One row of a file.
pub(super) struct Row<'a> {
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// The lines that are neither empty nor comments.
pub(super) fn content(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines().enumerate().filter_map(|(index, text)| {
        let blank = text.trim_matches([' ', '\t', ',', ';', '\r']).is_empty();
        let comment = text.trim_start().starts_with('#');
        (!blank && !comment).then_some(Row { line: index + 1, text })
    })
}

/// The separator that Excel announces on a first line `sep=;`.
pub(super) fn separator_line(text: &str) -> Option<char> {
    let rest = text.trim().strip_prefix("sep=")?;
    let mut rest = rest.chars();
    match (rest.next(), rest.next()) {
        (Some(c @ (',' | ';' | '\t')), None) => Some(c),
        _ => None,
    }
}

/// The separator a line uses outside quotation marks: tab before semicolon before comma.
pub(super) fn separator_of(text: &str) -> Option<char> {
    let mut quoted = false;
    let outside: String = text
        .chars()
        .filter(|&c| {
            quoted ^= c == '"';
            !quoted
        })
        .collect();
    ['\t', ';', ','].into_iter().find(|&c| outside.contains(c))
}

/// Takes lines apart, one after the other, with one parser: it is dear to build and cheap to begin anew.
pub(super) struct Cutter {
    reader: ::csv::Reader<Cursor<Vec<u8>>>,
    record: ::csv::StringRecord,
}

impl Cutter {
    pub(super) fn new(separator: char) -> Self {
        Self {
            reader: ::csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .delimiter(u8::try_from(separator).unwrap_or(b','))
                .trim(::csv::Trim::All)
                .from_reader(Cursor::default()),
            record: ::csv::StringRecord::new(),
        }
    }

    /// The cells of one line, as far as a table of positions can have any.
    pub(super) fn cells(&mut self, line: &str) -> Vec<String> {
        let line = if line.len() > MAX_LINE {
            // A character has at most four bytes, so one of these ends is between two.
            (0..4).find_map(|back| line.get(..MAX_LINE - back)).unwrap_or_default()
        } else {
            line
        };
        let buffer = self.reader.get_mut().get_mut();
        buffer.clear();
        buffer.extend_from_slice(line.as_bytes());
        let read = self
            .reader
            .seek_raw(SeekFrom::Start(0), ::csv::Position::new())
            .and_then(|()| self.reader.read_record(&mut self.record));
        match read {
            Ok(true) => self.record.iter().map(str::to_owned).collect(),
            // Neither occurs: a line in memory can be read, and is not empty.
            Ok(false) | Err(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_begins_anew() {
        let mut cutter = Cutter::new(',');
        assert_eq!(cutter.cells("a,\"b,c\", d "), ["a", "b,c", "d"]);
        assert_eq!(cutter.cells("e\",\"f,g"), ["e\"", "f,g"]);
        assert_eq!(cutter.cells("h"), ["h"]);
        assert_eq!(cutter.cells(""), Vec::<String>::new());
        assert_eq!(cutter.cells("i,"), ["i", ""]);
    }
}
