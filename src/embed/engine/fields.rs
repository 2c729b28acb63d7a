//! The fields of an object that was handed over, taken one by one; what is wrong with them is gathered.

use rust_decimal::Decimal;

use super::{Code, Fault, Said};
use crate::io::{Tree, number};

/// An object whose fields are taken.
pub(super) struct Fields {
    path: String,
    fields: Vec<(String, Tree)>,
    /// What is wrong so far.
    pub(super) faults: Vec<Fault>,
}

impl Fields {
    /// The fields of the object at `path`, which is empty for the question itself; `like` shows how one is written.
    pub(super) fn of(path: &str, tree: Tree, like: &str) -> Result<Self, Fault> {
        match tree {
            Tree::Fields(fields) => Ok(Self { path: path.to_owned(), fields, faults: Vec::new() }),
            other => Err(wrong_type(path, &other, format!("an object such as {like} is right"))),
        }
    }

    /// The path of a field.
    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field, out of the others; `None` where it is not there, null or an empty text. Of several of one name the last
    /// counts.
    pub(super) fn take(&mut self, name: &str) -> Option<Tree> {
        let mut found = None;
        while let Some(place) = self.fields.iter().position(|(field, _)| field == name) {
            found = Some(self.fields.remove(place).1);
        }
        found.filter(|value| !value.is_absent())
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str, like: &str) -> Option<String> {
        match self.take(name)? {
            Tree::Text(text) => Some(text),
            other => self.wrong_type(name, &other, format!("a text such as {like} is right")),
        }
    }

    /// Whether something is wished for; it is not where nothing is said.
    pub(super) fn flag(&mut self, name: &str, unsaid: bool) -> bool {
        match self.take(name) {
            None => unsaid,
            Some(Tree::Flag(flag)) => flag,
            Some(other) => self.wrong_type(name, &other, "true or false is right".to_owned()).unwrap_or(unsaid),
        }
    }

    /// A number, written as a number or as a text.
    pub(super) fn number(&mut self, name: &str) -> Option<Decimal> {
        let value = self.take(name)?;
        let Some(text) = value.word() else {
            return self.wrong_type(name, &value, "a number is right, or a text such as \"1.5\"".to_owned());
        };
        match number::plain(text) {
            Ok(number) => Some(number.value),
            Err(error) => {
                let path = self.path(name);
                self.wrong(Fault::of_sentence(Code::WrongValue, &path, &error.to_string(), "a number is right"))
            }
        }
    }

    /// A list.
    pub(super) fn list(&mut self, name: &str, like: &str) -> Option<Vec<Tree>> {
        match self.take(name)? {
            Tree::List(list) => Some(list),
            other => self.wrong_type(name, &other, format!("a list such as {like} is right")),
        }
    }

    /// Notes that a field is missing.
    pub(super) fn missing<T>(&mut self, name: &str, like: &str) -> Option<T> {
        let (path, remedy) = (self.path(name), format!("{like} is right"));
        self.wrong(Fault::new(Code::Missing, &path, format!("“{name}” is missing"), remedy))
    }

    /// Notes what is wrong.
    pub(super) fn wrong<T>(&mut self, fault: Fault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    fn wrong_type<T>(&mut self, name: &str, value: &Tree, remedy: String) -> Option<T> {
        let path = self.path(name);
        self.wrong(wrong_type(&path, value, remedy))
    }

    /// Says of fields that were not taken that they are none of `ours`.
    pub(super) fn rest(self, ours: &[&str]) -> Vec<Said> {
        let Self { path, fields, .. } = self;
        let path = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let unknown = fields.into_iter().filter(|(name, _)| !ours.contains(&name.as_str()));
        unknown.map(|(name, value)| Said::unknown_field(path(&name), value.shown(), ours)).collect()
    }
}

/// A value of another kind than it has to be.
pub(in crate::embed) fn wrong_type(path: &str, value: &Tree, remedy: String) -> Fault {
    Fault::new(Code::WrongType, path, format!("{} is no such value here", kind(value)), remedy)
}

/// The kind of a value, or the value where it is short.
fn kind(value: &Tree) -> String {
    match value {
        Tree::Text(text) => format!("the text “{}”", text.chars().take(60).collect::<String>()),
        Tree::Fields(_) => "an object".to_owned(),
        other => other.shown(),
    }
}
