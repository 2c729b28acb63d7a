//! A document as it is meant: headings, paragraphs, tables. How it looks is the business of what renders it.
//!
//! Every text is plain: one line, without control characters and without marks that turn the direction of writing, so
//! that a name out of an import cannot pass for anything but a name.

/// A document.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    /// Its title.
    pub title: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Begins a part.
    Heading(String),
    /// Begins a part of a part.
    Subheading(String),
    /// A few sentences.
    Paragraph(String),
    /// Sentences one under the other.
    List(Vec<String>),
    /// Rows under headings.
    Table(Table),
    /// A text of many lines, as it is.
    Verbatim(String),
}

/// Rows under headings.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is about.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; each has a cell for each column.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What stands over it.
    pub head: String,
    /// Whether it holds figures, which stand to the right.
    pub figures: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// A cell for each column; the first names the row.
    pub cells: Vec<String>,
    /// Whether it stands out: a sum, or the binding scenario.
    pub marked: bool,
}

/// The text on one line, without what a reader does not see.
pub(super) fn plain(text: &str) -> String {
    let seen = text.chars().filter_map(|c| match c {
        // marks that turn the direction of writing, join or separate without being seen
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}' => None,
        '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => Some(' '),
        c => Some(c),
    });
    seen.collect::<String>().trim().to_owned()
}

impl Doc {
    /// A document with nothing in it yet.
    pub(super) fn new(title: &str) -> Self {
        Self { title: plain(title), blocks: Vec::new() }
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(plain(text)));
    }

    pub(super) fn subheading(&mut self, text: &str) {
        self.blocks.push(Block::Subheading(plain(text)));
    }

    pub(super) fn say(&mut self, text: impl AsRef<str>) {
        self.blocks.push(Block::Paragraph(plain(text.as_ref())));
    }

    pub(super) fn list(&mut self, items: impl IntoIterator<Item = String>) {
        self.blocks.push(Block::List(items.into_iter().map(|item| plain(&item)).collect()));
    }

    /// A table, or a sentence where it has no rows.
    pub(super) fn table(&mut self, table: Table, empty: &str) {
        if table.rows.is_empty() {
            return self.say(empty);
        }
        self.blocks.push(Block::Table(table));
    }

    pub(super) fn verbatim(&mut self, text: String) {
        self.blocks.push(Block::Verbatim(text));
    }

    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}

impl Table {
    /// A table without rows; a head that begins with `#` stands over figures.
    pub(super) fn new(caption: &str, heads: &[&str]) -> Self {
        let column = |head: &&str| match head.strip_prefix('#') {
            Some(head) => Column { head: plain(head), figures: true },
            None => Column { head: plain(head), figures: false },
        };
        Self { caption: plain(caption), columns: heads.iter().map(column).collect(), rows: Vec::new() }
    }

    fn push(&mut self, cells: Vec<String>, marked: bool) {
        let mut cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(Row { cells, marked });
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.push(cells.into_iter().collect(), false);
    }

    /// A row that stands out.
    pub(super) fn marked(&mut self, cells: impl IntoIterator<Item = String>) {
        self.push(cells.into_iter().collect(), true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_a_reader_sees_of_it() {
        assert_eq!(plain(" BTC\n|\u{202e}PREP\u{7}\u{200b} "), "BTC |PREP");
        let mut table = Table::new("Prices", &["Name", "#Price"]);
        table.row(["a\tb".to_owned()]);
        assert_eq!(table.rows[0].cells, ["a b", ""]);
        assert!(table.columns[1].figures && table.columns[1].head == "Price");
    }
}
