//! Parameters of a rule set out of JSON, each by its name.
//!
//! By hand, since a derived reader would be a tenth of the page.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::RuleError;
use crate::json::{Json, field};
use crate::risk::nearest_f64;

/// An object whose fields are taken one by one; none may be left.
pub(super) struct Object<'a> {
    name: String,
    fields: Vec<(Cow<'a, str>, Json<'a>)>,
}

impl<'a> Object<'a> {
    pub(super) fn of(json: Json<'a>, name: &str) -> Result<Self, RuleError> {
        let fields = json.fields().ok_or_else(|| RuleError::Form(format!("“{name}” is no object")))?;
        Ok(Self { name: name.to_owned(), fields })
    }

    fn take(&mut self, name: &str) -> Result<Json<'a>, RuleError> {
        let found = field(&self.fields, name);
        self.fields.retain(|(field, _)| field != name);
        found.ok_or_else(|| RuleError::Form(format!("“{name}” is missing in “{}”", self.name)))
    }

    /// What is not there in this form.
    fn wrong(name: &str, json: Json<'_>) -> RuleError {
        RuleError::Form(format!("“{name}” cannot be {}", json.written()))
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, RuleError> {
        let json = self.take(name)?;
        json.string().map(Cow::into_owned).ok_or_else(|| Self::wrong(name, json))
    }

    pub(super) fn object(&mut self, name: &str) -> Result<Object<'a>, RuleError> {
        Self::of(self.take(name)?, name)
    }

    pub(super) fn decimal(&mut self, name: &str) -> Result<Decimal, RuleError> {
        let json = self.take(name)?;
        decimal(json).ok_or_else(|| Self::wrong(name, json))
    }

    pub(super) fn number(&mut self, name: &str) -> Result<f64, RuleError> {
        self.decimal(name).map(nearest_f64)
    }

    pub(super) fn numbers(&mut self, name: &str) -> Result<Vec<f64>, RuleError> {
        let json = self.take(name)?;
        let numbers = json.list().and_then(|list| list.into_iter().map(|n| decimal(n).map(nearest_f64)).collect());
        numbers.ok_or_else(|| Self::wrong(name, json))
    }

    /// The names of the fields that are left.
    pub(super) fn names(&self) -> Vec<String> {
        self.fields.iter().map(|(name, _)| name.clone().into_owned()).collect()
    }

    /// Refuses what was not asked for: a parameter that does nothing would be a mistake nobody sees.
    pub(super) fn end(self) -> Result<(), RuleError> {
        match self.fields.first() {
            Some((unknown, _)) => Err(RuleError::Form(format!("“{}” has no parameter “{unknown}”", self.name))),
            None => Ok(()),
        }
    }
}

/// A number, or a string that holds one.
fn decimal(json: Json<'_>) -> Option<Decimal> {
    let text = json.text();
    text.parse().ok()
}
