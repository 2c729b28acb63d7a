//! Finds what venues answered in what was pasted: bare, in an envelope, or several answers side by side in a list.

use super::{READERS, Reader};
use crate::io::tree::Tree;

/// How deep an answer may be wrapped.
const DEPTH: usize = 8;

/// What a piece of JSON was recognised as.
pub(super) struct Found {
    /// Which of the venue's answers.
    pub(super) kind: &'static str,
    /// Whose account it is, where the answer says so.
    pub(super) account: Option<String>,
    /// Whether an account has one answer of this kind only: a second one is another account's.
    pub(super) once: bool,
    /// What gives it away, for people: `“szi” in “assetPositions”`.
    pub(super) why: &'static str,
}

impl Found {
    /// An answer of which an account can have several: pages of positions, or one for each currency.
    pub(super) fn many(kind: &'static str, why: &'static str) -> Self {
        Self { kind, account: None, once: false, why }
    }

    /// An answer of which an account has one.
    pub(super) fn once(kind: &'static str, why: &'static str) -> Self {
        Self { once: true, ..Self::many(kind, why) }
    }

    /// The same, of a named account.
    pub(super) fn of(mut self, account: Option<String>) -> Self {
        self.account = account;
        self
    }
}

/// One answer, and where in the text it stands.
pub(super) struct Part<'t> {
    /// Which of the venue's answers.
    pub(super) kind: &'static str,
    /// The path to it, empty at the top.
    pub(super) path: String,
    /// The answer, without its envelope.
    pub(super) tree: &'t Tree,
    /// The object that the answer stands in, where the venue writes the time and the like.
    pub(super) around: Option<&'t Tree>,
    once: bool,
}

impl<'t> Part<'t> {
    /// The path of a field of it.
    pub(super) fn at(&self, field: &str) -> String {
        join(&self.path, field)
    }

    /// The rows of a field, in a list or by name, each with its path; none where it is neither.
    pub(super) fn rows(&self, field: &str) -> Vec<(String, &'t Tree)> {
        self.tree.get(field).map(|tree| rows(&self.at(field), tree)).unwrap_or_default()
    }
}

/// Rows in a list or by name, each with its path.
pub(super) fn rows<'t>(path: &str, tree: &'t Tree) -> Vec<(String, &'t Tree)> {
    let listed = tree.list().unwrap_or_default().iter().enumerate();
    let named = tree.fields().unwrap_or_default().iter();
    let listed = listed.map(|(index, row)| (format!("{path}[{index}]"), row));
    listed.chain(named.map(|(name, row)| (join(path, name), row))).collect()
}

/// The answers that make one account.
pub(super) struct Group<'t> {
    pub(super) reader: &'static Reader,
    pub(super) account: Option<String>,
    pub(super) parts: Vec<Part<'t>>,
    pub(super) why: &'static str,
}

/// The accounts in a JSON text, in its order.
pub(super) fn groups(tree: &Tree) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    collect(&mut groups, String::new(), tree, None, DEPTH);
    groups
}

fn collect<'t>(groups: &mut Vec<Group<'t>>, path: String, tree: &'t Tree, around: Option<&'t Tree>, depth: usize) {
    for reader in READERS {
        if let Some(found) = (reader.find)(tree) {
            return take(groups, reader, found, Part { kind: "", path, tree, around, once: false });
        }
    }
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for (index, entry) in tree.list().unwrap_or_default().iter().enumerate() {
        // what stands in a list is around its entries too: `result.list[0]` has its time beside `result`
        collect(groups, format!("{path}[{index}]"), entry, around, depth);
    }
    for (field, value) in tree.fields().unwrap_or_default() {
        collect(groups, join(&path, field), value, Some(tree), depth);
    }
}

fn take<'t>(groups: &mut Vec<Group<'t>>, reader: &'static Reader, found: Found, part: Part<'t>) {
    let part = Part { kind: found.kind, once: found.once, ..part };
    let of_venue = |group: &&mut Group<'t>| group.reader.form == reader.form;
    let named = |group: &Group<'t>| match (&group.account, &found.account) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let free = |group: &Group<'t>| !part.once || group.parts.iter().all(|of| of.kind != part.kind);
    let mut candidates: Vec<&mut Group<'t>> =
        groups.iter_mut().filter(of_venue).filter(|group| named(group) && free(group)).collect();
    // of two accounts the first that lacks an answer gets it; what an account has many of goes with the last
    let place = if part.once { 0 } else { candidates.len().saturating_sub(1) };
    if let Some(group) = candidates.get_mut(place) {
        group.account = group.account.take().or(found.account);
        group.parts.push(part);
        return;
    }
    groups.push(Group { reader, account: found.account, parts: vec![part], why: found.why });
}

/// The path of a field.
pub(super) fn join(path: &str, field: &str) -> String {
    let field: String = field.chars().take(60).collect();
    if path.is_empty() { field } else { format!("{path}.{field}") }
}

/// The length of the longest list in an answer: no account has more rows.
pub(super) fn longest_list(tree: &Tree, depth: usize) -> usize {
    let Some(depth) = depth.checked_sub(1) else {
        return 0;
    };
    let inside = |value: &Tree| longest_list(value, depth);
    let list = tree.list().unwrap_or_default();
    let fields = tree.fields().unwrap_or_default();
    let rows = list.len().max(fields.len());
    rows.max(list.iter().map(inside).max().unwrap_or(0)).max(fields.iter().map(|(_, v)| inside(v)).max().unwrap_or(0))
}
