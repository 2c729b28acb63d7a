//! One row of positions.

use rust_decimal::Decimal;

use super::super::draft::{Draft, PositionRow, word};
use super::super::figures::VenuePosition;
use super::super::find::join;
use crate::book::Instrument;
use crate::io::tree::Tree;

/// Takes a row in.
pub(super) fn take(path: &str, tree: &Tree, draft: &mut Draft) {
    let at = |field: &str| join(path, field);
    let Some(size) = draft.required(tree, "size", &at("size")) else {
        return;
    };
    // `size` is signed; a direction that contradicts an unsigned one decides
    let size = if word(tree, "direction").eq_ignore_ascii_case("sell") { -size.abs() } else { size };
    let mut number = |field: &str| draft.optional(tree, field, &at(field));
    let (entry, mark) = (number("average_price"), number("mark_price"));
    let (index, forward, vol) = (number("index_price"), number("underlying_price"), number("mark_iv"));
    let name = word(tree, "instrument_name");
    let row = PositionRow::new(size, entry, mark);
    let Some(instrument) = draft.position(&at("instrument_name"), name, instrument(name), row) else {
        return;
    };
    prices(&instrument, [index, forward, vol], draft);
    let mut number = |field: &str| draft.optional(tree, field, &at(field));
    let says = VenuePosition {
        liquidation_price: number("estimated_liquidation_price").filter(|price| *price > Decimal::ZERO),
        margin_used: number("initial_margin"),
        unrealised_gain: number("total_profit_loss"),
        max_leverage: number("leverage"),
        ..VenuePosition::of(instrument)
    };
    draft.venue_says(says);
}

/// The prices beside a position: of the index, the forward, and the volatility in percent.
pub(super) fn prices(instrument: &Instrument, [index, forward, vol]: [Option<Decimal>; 3], draft: &mut Draft) {
    draft.index(instrument.underlying(), index);
    if let Some(expiry) = instrument.expiry() {
        draft.forward(instrument.underlying(), expiry, forward);
    }
    let fraction = vol.and_then(|percent| percent.to_string().parse::<f64>().ok()).map(|percent| percent / 100.0);
    draft.vol(instrument, fraction);
}

/// The instrument of a name; it is written here as there, but for combinations.
pub(super) fn instrument(name: &str) -> Result<Instrument, String> {
    name.parse::<Instrument>().map_err(|error| {
        let is_combination = name.matches('-').count() >= 2 && name.contains('_');
        if is_combination {
            format!("{name} is a combination of several instruments, and its legs are positions of their own")
        } else {
            error.to_string()
        }
    })
}
