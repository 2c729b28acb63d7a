//! A document as Markdown (GitHub's, with tables), in which no text can be anything but text.

use super::doc::{Block, Doc, Row, Table};

/// The whole document; its title is the first line.
pub(super) fn render(doc: &Doc) -> String {
    let mut out = format!("# {}\n", text(&doc.title));
    for block in &doc.blocks {
        out.push('\n');
        match block {
            Block::Heading(heading) => out.push_str(&format!("## {}\n", text(heading))),
            Block::Subheading(heading) => out.push_str(&format!("### {}\n", text(heading))),
            Block::Paragraph(words) => out.push_str(&format!("{}\n", line(words))),
            Block::List(items) => items.iter().for_each(|item| out.push_str(&format!("- {}\n", line(item)))),
            Block::Table(rows) => table(rows, &mut out),
            Block::Verbatim(words) => verbatim(words, &mut out),
        }
    }
    out
}

/// A text on one line. What Markdown or HTML could take for a mark has a backslash before it; that of an address is
/// taken for none.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 8);
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' | '#' | '!' | '{' | '}') {
            out.push('\\');
        }
        out.push(if matches!(c, '\n' | '\r') { ' ' } else { c });
    }
    out.replace("://", "\\://").replace("www.", "www\\.")
}

/// A text that begins a line: it is no heading, item, number of an item, or rule.
fn line(words: &str) -> String {
    let mut out = text(words);
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    let at = match out.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits,
        Some(b'-' | b'+' | b'=' | b':') if digits == 0 => 0,
        _ => return out,
    };
    out.insert(at, '\\');
    out
}

fn table(table: &Table, out: &mut String) {
    out.push_str(&format!("**{}**\n\n", text(&table.caption)));
    let heads: Vec<String> = table.columns.iter().map(|column| text(&column.head)).collect();
    let rules = table.columns.iter().map(|column| if column.figures { "---:" } else { "---" });
    out.push_str(&format!("| {} |\n", heads.join(" | ")));
    out.push_str(&format!("| {} |\n", rules.collect::<Vec<_>>().join(" | ")));
    for Row { cells, marked } in &table.rows {
        let cell = |words: &String| match (text(words), marked) {
            (words, true) if !words.is_empty() => format!("**{words}**"),
            (words, _) => words,
        };
        out.push_str(&format!("| {} |\n", cells.iter().map(cell).collect::<Vec<_>>().join(" | ")));
    }
}

/// A text of many lines behind a fence longer than any in it.
fn verbatim(words: &str, out: &mut String) {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    out.push_str(&format!("{fence}\n{}\n{fence}\n", words.trim_end_matches('\n')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_a_mark_is_text() {
        assert_eq!(text("a|b`c`<img src=x>[d](e)"), "a\\|b\\`c\\`\\<img src=x\\>\\[d\\](e)");
        assert_eq!(text("**x** _y_ ~z~ &amp; $m$"), "\\*\\*x\\*\\* \\_y\\_ \\~z\\~ \\&amp; \\$m\\$");
        assert_eq!(text("one\ntwo"), "one two");
        assert_eq!(text("see https://a.example or www.b.example"), "see https\\://a.example or www\\.b.example");
        assert_eq!(text("back\\slash"), "back\\\\slash");
    }

    #[test]
    fn a_line_begins_with_no_mark() {
        for (written, read) in [
            ("# x", "\\# x"),
            ("- x", "\\- x"),
            ("+ x", "\\+ x"),
            ("=== x", "\\=== x"),
            ("12. x", "12\\. x"),
            ("3) x", "3\\) x"),
            ("1.5 is fine", "1\\.5 is fine"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(line(written), read);
        }
    }

    #[test]
    fn a_table_keeps_its_columns_whatever_its_cells_say() {
        let mut rows = Table::new("Held", &["Name", "#Price"]);
        rows.row(["A|B".to_owned(), "1".to_owned()]);
        rows.marked(["All".to_owned(), String::new()]);
        let mut out = String::new();
        table(&rows, &mut out);
        assert_eq!(out, "**Held**\n\n| Name | Price |\n| --- | ---: |\n| A\\|B | 1 |\n| **All** |  |\n");
    }

    #[test]
    fn a_fence_is_longer_than_any_within() {
        let mut out = String::new();
        verbatim("a\n````\nb\n", &mut out);
        assert_eq!(out, "`````\na\n````\nb\n`````\n");
        out.clear();
        verbatim("{}", &mut out);
        assert_eq!(out, "```\n{}\n```\n");
    }
}
