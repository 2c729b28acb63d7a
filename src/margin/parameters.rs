//! Parameters of a rule set out of JSON, each by its name.
//!
//! By hand, since a derived reader would be a tenth of the page.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::RuleError;
use crate::json::{Json, field};
use crate::risk::nearest_f64;

/// An object whose fields are taken one by one; none may be left. The first thing that is wrong is told at its end, so
/// that taking a field is one call and no more.
pub(super) struct Object<'a> {
    name: String,
    fields: Vec<(Cow<'a, str>, Json<'a>)>,
    wrong: Option<RuleError>,
}

impl<'a> Object<'a> {
    pub(super) fn of(json: Json<'a>, name: &str) -> Self {
        let fields = json.fields();
        let wrong = fields.is_none().then(|| RuleError::Form(format!("“{name}” is no object")));
        Self { name: name.to_owned(), fields: fields.unwrap_or_default(), wrong }
    }

    fn take(&mut self, name: &str) -> Option<Json<'a>> {
        let found = field(&self.fields, name);
        self.fields.retain(|(field, _)| field != name);
        if found.is_none() {
            let message = format!("“{name}” is missing in “{}”", self.name);
            self.refuse(RuleError::Form(message));
        }
        found
    }

    /// Takes a field as what `read` makes of it.
    fn read<T: Default>(&mut self, name: &str, read: fn(Json<'a>) -> Option<T>) -> T {
        let Some(json) = self.take(name) else { return T::default() };
        read(json).unwrap_or_else(|| {
            self.refuse(RuleError::Form(format!("“{name}” cannot be {}", json.written())));
            T::default()
        })
    }

    /// Notes what is wrong, unless something was before.
    pub(super) fn refuse(&mut self, wrong: RuleError) {
        self.wrong.get_or_insert(wrong);
    }

    #[inline(never)]
    pub(super) fn text(&mut self, name: &str) -> String {
        self.read(name, |json| json.string().map(Cow::into_owned))
    }

    #[inline(never)]
    pub(super) fn object(&mut self, name: &str) -> Object<'a> {
        match self.take(name) {
            Some(json) => Self::of(json, name),
            None => Self { name: name.to_owned(), fields: Vec::new(), wrong: self.wrong.clone() },
        }
    }

    #[inline(never)]
    pub(super) fn decimal(&mut self, name: &str) -> Decimal {
        self.read(name, decimal)
    }

    #[inline(never)]
    pub(super) fn number(&mut self, name: &str) -> f64 {
        nearest_f64(self.decimal(name))
    }

    pub(super) fn count(&mut self, name: &str) -> u8 {
        self.read(name, |json| json.written().parse().ok())
    }

    pub(super) fn numbers(&mut self, name: &str) -> Vec<f64> {
        self.read(name, |json| json.list()?.into_iter().map(|n| decimal(n).map(nearest_f64)).collect())
    }

    /// The names of the fields that are left.
    pub(super) fn names(&self) -> Vec<String> {
        self.fields.iter().map(|(name, _)| name.clone().into_owned()).collect()
    }

    /// What was made of the fields, if nothing was wrong and none is left: a parameter that does nothing would be a
    /// mistake nobody sees.
    pub(super) fn end<T>(self, made: T) -> Result<T, RuleError> {
        match (self.wrong, self.fields.first()) {
            (Some(wrong), _) => Err(wrong),
            (None, Some((unknown, _))) => Err(RuleError::Form(format!("“{}” has no parameter “{unknown}”", self.name))),
            (None, None) => Ok(made),
        }
    }
}

/// A number, or a string that holds one.
fn decimal(json: Json<'_>) -> Option<Decimal> {
    let text = json.text();
    text.parse().ok()
}
