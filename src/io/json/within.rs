//! Fields inside a book file that are not ours: kept beside what is read, and written back where they stood.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::{Map, Value};

/// The field under which such fields can stand together at the top of a file, each under its path. The page keeps those
/// of prices so between visits; a file that is exported has each in its place.
pub const WITHIN: &str = "cross-margin/within";

/// The fields of a holding.
pub(super) const HOLDING: &[&str] = &["asset", "quantity"];
/// The fields of a position.
pub(super) const POSITION: &[&str] = &["instrument", "quantity", "entry", "contract_size"];
/// The fields of a row in what is not known.
pub(super) const UNKNOWN: &[&str] = &["name", "quantity", "entry", "why"];

/// Fields that are not ours, by the path of the object in which they stand: `account`, `account.positions[2]`,
/// `market.index.BTC`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Within(BTreeMap<String, Map<String, Value>>);

impl Within {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of the object at a path.
    pub fn at(&self, path: &str) -> Option<&Map<String, Value>> {
        self.0.get(path)
    }

    /// Puts fields to the object at a path; of two of one name the later counts.
    pub fn put(&mut self, path: String, fields: Map<String, Value>) {
        if !fields.is_empty() {
            self.0.entry(path).or_default().extend(fields);
        }
    }

    /// Puts another's fields to these; of two of one name the other's counts.
    pub fn extend(&mut self, other: Self) {
        for (path, fields) in other.0 {
            self.put(path, fields);
        }
    }

    /// The path of a row: its list, such as `positions`, and its place in it.
    pub fn row(list: &str, place: usize) -> String {
        format!("account.{list}[{place}]")
    }

    /// Takes those of rows out: the list, the place in it, and the fields.
    pub fn take_rows(&mut self) -> Vec<(String, usize, Map<String, Value>)> {
        let (mut rows, mut rest) = (Vec::new(), BTreeMap::new());
        for (path, fields) in std::mem::take(&mut self.0) {
            let of_row = path.strip_prefix("account.").and_then(|row| row.strip_suffix(']')?.split_once('['));
            match of_row.and_then(|(list, place)| Some((list.to_owned(), place.parse().ok()?))) {
                Some((list, place)) => rows.push((list, place, fields)),
                None => drop(rest.insert(path, fields)),
            }
        }
        self.0 = rest;
        rows
    }

    /// Takes those that stand together out of the fields at the top of a file.
    pub fn take_from(top: &mut Map<String, Value>) -> Self {
        let is_ours = |value: &Value| value.as_object().is_some_and(|of| of.values().all(Value::is_object));
        if !top.get(WITHIN).is_some_and(is_ours) {
            return Self::default();
        }
        let mut within = Self::default();
        if let Some(Value::Object(all)) = top.remove(WITHIN) {
            for (path, fields) in all {
                if let Value::Object(fields) = fields {
                    within.put(path, fields);
                }
            }
        }
        within
    }

    /// Puts them together among the fields at the top of a file.
    pub fn put_into(self, top: &mut Map<String, Value>) {
        if !self.is_empty() {
            let all = self.0.into_iter().map(|(path, fields)| (path, Value::Object(fields)));
            top.insert(WITHIN.to_owned(), Value::Object(all.collect()));
        }
    }

    /// Those of the object at a path that are written beside `ours`.
    pub(super) fn beside(&self, path: impl Display, ours: &[&str]) -> Option<Cow<'_, Map<String, Value>>> {
        if self.is_empty() {
            return None;
        }
        let fields = self.at(&path.to_string())?;
        if fields.keys().all(|field| !ours.contains(&field.as_str())) {
            return Some(Cow::Borrowed(fields));
        }
        let others = fields.iter().filter(|(field, _)| !ours.contains(&field.as_str()));
        Some(Cow::Owned(others.map(|(field, value)| (field.clone(), value.clone())).collect()))
    }
}

/// The fields of a row that are none of any row of ours, as they are kept where a row becomes another's.
pub fn of_no_row(mut fields: Map<String, Value>) -> Map<String, Value> {
    fields.retain(|field, _| ![HOLDING, POSITION, UNKNOWN].iter().any(|ours| ours.contains(&field.as_str())));
    fields
}
