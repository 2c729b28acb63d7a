//! `reference`: this project's own teaching-grade portfolio margin, explained in `docs/reference.md`.

use std::sync::OnceLock;

use crate::margin::{RuleError, RuleSet};

const PARAMETERS: &str = include_str!("reference.json");

/// The reference rule set with the parameters shipped.
pub fn reference() -> Result<&'static RuleSet, RuleError> {
    static RULES: OnceLock<Result<RuleSet, RuleError>> = OnceLock::new();
    RULES.get_or_init(|| RuleSet::read(PARAMETERS)).as_ref().map_err(Clone::clone)
}
