//! How a book is read: as a file, of which nothing may be lost, or as a program hands it over.

use serde_json::Value;

use crate::io::number;
use crate::io::tree::Tree;
use crate::market::PriceState;
use crate::risk::nearest_f64;

/// What differs between readings.
pub(in crate::io) trait Manner {
    /// How far a price can be trusted that does not say so.
    const UNSAID: PriceState;

    /// What is kept of a field that is not ours, to be written back.
    fn keep(field: &Tree) -> Option<Value>;

    /// A fraction.
    fn fraction(text: &str) -> Option<f64>;
}

/// A file: everything is kept.
#[derive(Default)]
pub(in crate::io) struct AsFile;

impl Manner for AsFile {
    const UNSAID: PriceState = PriceState::Imported;

    fn keep(field: &Tree) -> Option<Value> {
        Some(field.to_value())
    }

    /// Read by the standard library, which finds the nearest `f64`.
    fn fraction(text: &str) -> Option<f64> {
        text.trim().parse().ok()
    }
}

/// A book out of a program, which has its other fields itself. Its numbers are read as all others are, so that what asks
/// no more than this has neither a JSON writer nor a second reader of numbers.
#[derive(Default)]
pub(in crate::io) struct AsHanded;

impl Manner for AsHanded {
    const UNSAID: PriceState = PriceState::Imported;

    fn keep(_: &Tree) -> Option<Value> {
        None
    }

    fn fraction(text: &str) -> Option<f64> {
        number::plain(text).ok().map(|number| nearest_f64(number.value))
    }
}

/// Prices that the host hands over with a book.
#[derive(Default)]
pub(in crate::io) struct AsHost;

impl Manner for AsHost {
    const UNSAID: PriceState = PriceState::Host;

    fn keep(field: &Tree) -> Option<Value> {
        AsHanded::keep(field)
    }

    fn fraction(text: &str) -> Option<f64> {
        AsHanded::fraction(text)
    }
}
