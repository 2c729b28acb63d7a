//! Cells as spreadsheets copy and paste them: tabs between cells, new lines between rows, quotation marks where a cell
//! has either.

/// Most rows that are taken at once.
pub(crate) const MOST_ROWS: usize = 10_000;

/// Whether a text is more than one cell.
pub(crate) fn is_block(text: &str) -> bool {
    let text = text.trim_end_matches(['\r', '\n']);
    text.contains(['\t', '\n', '\r'])
}

/// The cells of a pasted text, row by row; the empty row that programs put last is none.
pub(crate) fn cells(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.trim_end_matches('\n').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            '\t' if !quoted => row.push(plain(&std::mem::take(&mut cell))),
            '\n' if !quoted => {
                row.push(plain(&std::mem::take(&mut cell)));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    row.push(plain(&cell));
    rows.push(row);
    rows
}

/// Rows as a text that a spreadsheet takes apart again.
pub(crate) fn text(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| row.join("\t") + "\n";
    rows.iter().map(line).collect()
}

/// A word as a cell: what begins like a formula gets an apostrophe, which spreadsheets take as “this is text”.
pub(crate) fn word(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = format!("{}{text}", if formula { "'" } else { "" });
    if text.contains(['\t', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The cell without the apostrophe of [`word`].
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    let unmarked = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    unmarked.unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted_as_spreadsheets_part_them() {
        assert_eq!(cells("1\t2\r\n3\t\r\n"), [["1", "2"], ["3", ""]]);
        assert_eq!(cells("\"a\tb\"\t\"c \"\"d\"\"\ne\""), [["a\tb", "c \"d\"\ne"]]);
        assert_eq!(cells("a \"b\"\n\nc"), [["a \"b\""], [""], ["c"]]);
        assert_eq!(cells("'=1+1\t'-2"), [["=1+1", "-2"]]);
        assert_eq!(cells("\"open\tto the end"), [["open\tto the end"]]);
    }

    #[test]
    fn a_word_is_never_a_formula_and_comes_back() {
        for text in ["BTC-PERP", "=1+1", "+10", "@107-PERP", "-a", "a \"b\"", "a\tb"] {
            let written = word(text);
            assert!(!written.starts_with(['=', '+', '-', '@']), "{written}");
            assert_eq!(cells(&written), [[text]]);
        }
    }

    #[test]
    fn one_cell_is_no_block() {
        assert!(!is_block("1.5") && !is_block("1.5\r\n") && !is_block(""));
        assert!(is_block("1\t2") && is_block("1\n2\n"));
    }
}
