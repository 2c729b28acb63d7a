//! Audit: this project's cases, run wherever the program runs, a test or somebody's page.
//!
//! A file of cases is JSON: `{"cases": [{"name", "source", "inputs", "expected", "tolerance"}]}`. [`file()`] runs one and
//! says of every figure what was computed, what was expected and how far off it may be; [`shipped`] are the files that
//! are part of the program. A [`FileReport::digest`] is the same on machines whose figures are the same to the bit.
//!
//! What to run follows from the file's name and the case's input keys. A case of a kind nobody here can run is not
//! covered, which counts as a failure; a case that is not run says why ([`Outcome::Excepted`]). No text can stop it: what
//! cannot be read disagrees.

mod exceptions;
mod figure;
mod outcome;
mod reading;
mod report;
mod run;
mod series;
mod shipped;
mod tolerance;

pub use figure::{Compared, Digest, Ours};
pub use outcome::Outcome;
pub use report::{AuditError, CaseReport, FileReport, case, file};
pub use series::Series;
pub use shipped::{Vectors, shipped};
