//! A table of a book, drawn.

use leptos::prelude::*;

use super::super::shape::many;
use super::super::tabled::tabled;
use crate::io::report::Table;

/// Tables one after the other.
pub(crate) fn tables(all: Vec<Table>) -> AnyView {
    many(all.into_iter().map(table))
}

/// A table.
pub(crate) fn table(table: Table) -> AnyView {
    tabled(table, "sheet-table", "group")
}
