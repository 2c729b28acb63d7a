//! What cannot be read, beside the field it stands in.

use super::typed::read;

/// A field that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Which: its id on the page.
    pub(crate) field: &'static str,
    /// What stands there and what would be right, a sentence.
    pub(crate) said: String,
}

impl Fault {
    /// Something that cannot be, in a sentence of one's own.
    pub(crate) fn new(field: &'static str, said: impl Into<String>) -> Self {
        Self { field, said: said.into() }
    }
}

/// The number in a field; nothing for nothing.
pub(crate) fn number(
    field: &'static str,
    text: &str,
    right: &'static str,
    within: impl Fn(f64) -> bool,
) -> Result<Option<f64>, Fault> {
    read(text, right, within).map_err(|right| Fault::new(field, format!("“{}” is none; {right}.", text.trim())))
}

/// A number that has to be there.
pub(crate) fn needed(
    field: &'static str,
    text: &str,
    right: &'static str,
    within: impl Fn(f64) -> bool,
) -> Result<f64, Fault> {
    number(field, text, right, within)?.ok_or_else(|| Fault::new(field, format!("Nothing is written; {right}.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_what_was_read_and_what_would_be_right() {
        let of = |text| needed("seed", text, "a number from 0 to 9 is right", |seed| (0.0..=9.0).contains(&seed));
        assert_eq!(of(" 7 "), Ok(7.0));
        assert_eq!(of("x"), Err(Fault::new("seed", "“x” is none; a number from 0 to 9 is right.")));
        assert_eq!(of(""), Err(Fault::new("seed", "Nothing is written; a number from 0 to 9 is right.")));
    }
}
