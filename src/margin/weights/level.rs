//! Which question is asked of an account.

use serde::{Deserialize, Serialize};

/// Which requirement: what opening needs, or what keeping needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// May the account take on more?
    Initial,
    /// Is the account to be liquidated?
    Maintenance,
}
