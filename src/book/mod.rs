//! What someone holds.

/// Which way an option pays: a call above the strike, a put below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Pays `max(F − K, 0)`.
    Call,
    /// Pays `max(K − F, 0)`.
    Put,
}
