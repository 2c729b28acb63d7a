//! Reads the fields of an object, and remembers what there was to say about them.

use std::marker::PhantomData;

use rust_decimal::Decimal;

use super::manner::Manner;
use super::within::Within;
use crate::book::Sorted;
use crate::io::notice::{Notice, NoticeKind, shown};
use crate::io::number;
use crate::io::tree::Tree;

/// Reads fields; each remark has the field's path.
#[derive(Default)]
pub(super) struct FieldReader<M> {
    pub(super) notices: Vec<Notice>,
    /// Fields that are not ours.
    pub(super) within: Within,
    /// Names of such fields that were said.
    said: Sorted<String, ()>,
    manner: PhantomData<M>,
}

impl<M: Manner> FieldReader<M> {
    fn say(&mut self, kind: NoticeKind, path: &str, value: &Tree, message: String) {
        self.notices.push(Notice::new(kind, &value.shown(), message).in_column(path));
    }

    pub(super) fn left_out(&mut self, path: &str, value: &Tree, message: impl Into<String>) {
        self.say(NoticeKind::LeftOut, path, value, message.into());
    }

    pub(super) fn kept(&mut self, path: &str, value: &Tree, message: impl Into<String>) {
        self.say(NoticeKind::Kept, path, value, message.into());
    }

    /// Keeps the fields of an object that are not `ours`, to be written back at `place`. A name is said once: it may be
    /// one of ours, misspelt.
    pub(super) fn keep_others(&mut self, path: &str, object: &Tree, ours: &[&str], place: impl FnOnce() -> String) {
        let fields = object.fields().unwrap_or_default().iter();
        let others: Vec<&(String, Tree)> = fields.filter(|(field, _)| !ours.contains(&field.as_str())).collect();
        for (field, value) in &others {
            if !self.said.contains_key(field) {
                self.said.insert(field.clone(), ());
                let message = format!(
                    "“{}” is none of ours: it is kept and written back, and nothing is made of it; ours are {}",
                    shown(field),
                    ours.join(", ")
                );
                self.say(NoticeKind::Info, &join(path, field), value, message);
            }
        }
        let kept = others.into_iter().filter_map(|(field, value)| Some((field.clone(), M::keep(value)?)));
        let kept: Vec<_> = kept.collect();
        if !kept.is_empty() {
            self.within.put(place(), kept.into_iter().collect());
        }
    }

    /// Says why and gives nothing.
    pub(super) fn fails<T>(&mut self, path: &str, value: &Tree, message: impl Into<String>) -> Option<T> {
        self.left_out(path, value, message);
        None
    }

    pub(super) fn object(&mut self, path: &str, tree: &Tree, like: &str) -> Option<()> {
        if tree.fields().is_some() {
            return Some(());
        }
        self.fails(path, tree, format!("this is no object; write {like}"))
    }

    pub(super) fn required<'t>(&mut self, path: &str, tree: &'t Tree, field: &str, like: &str) -> Option<&'t Tree> {
        match tree.get(field) {
            Some(value) if !value.is_absent() => Some(value),
            _ => self.fails(&join(path, field), tree, format!("“{field}” is missing; write {like}")),
        }
    }

    /// A number that may be missing. The outer `None`: it is there and cannot be read.
    pub(super) fn optional<'t>(
        &mut self,
        path: &str,
        tree: &'t Tree,
        field: &str,
    ) -> Option<Option<(String, Decimal, &'t Tree)>> {
        let Some(value) = tree.get(field).filter(|value| !value.is_absent()) else {
            return Some(None);
        };
        let at = join(path, field);
        let number = self.number(&at, value)?;
        Some(Some((at, number, value)))
    }

    /// A number, written as a number or as a text.
    pub(super) fn number(&mut self, path: &str, value: &Tree) -> Option<Decimal> {
        let Some(text) = value.word() else {
            return self.fails(path, value, "this is not a number; write one such as \"1.5\"");
        };
        match number::plain(text) {
            Ok(number) => {
                if number.rounded {
                    let message = format!("rounded to the 28 digits that are kept: {}", number.value);
                    self.kept(path, value, message);
                }
                Some(number.value)
            }
            Err(error) => self.fails(path, value, error.to_string()),
        }
    }
}

/// The path of a field.
pub(super) fn join(path: &str, field: &str) -> String {
    if path.is_empty() { shown(field) } else { format!("{path}.{}", shown(field)) }
}
