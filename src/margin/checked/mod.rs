//! Checked arithmetic that knows what it is computing: an overflow is an error with the figure's name, and so is a
//! division by zero.

pub(crate) mod decimal;
pub(crate) mod integer;
