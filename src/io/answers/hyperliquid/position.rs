//! One row of `assetPositions`.

use rust_decimal::Decimal;

use super::super::draft::{Draft, PositionRow, quotient, word};
use super::super::figures::VenuePosition;
use crate::book::{Asset, Exact, Instrument};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Takes a row in; gives its unrealised gain in US dollars, zero where mark or entry are missing, `None` on overflow.
pub(super) fn take(path: &str, tree: &Tree, draft: &mut Draft) -> Option<Decimal> {
    let tree = tree.get("position").unwrap_or(tree);
    let at = |field: &str| format!("{path}.position.{field}");
    let Some(quantity) = draft.required(tree, "szi", &at("szi")) else {
        return Some(Decimal::ZERO);
    };
    let coin = word(tree, "coin");
    let instrument = coin
        .parse::<Asset>()
        .map_err(|error| error.to_string())
        .and_then(|asset| Instrument::perpetual(asset).map_err(|error| error.to_string()));
    let leverage = tree.get("leverage");
    let isolated = leverage.is_some_and(|leverage| word(leverage, "type") == "isolated");
    let mut number = |field: &str| draft.optional(tree, field, &at(field));
    let entry = number("entryPx").filter(|price| *price > Decimal::ZERO);
    let mark = number("positionValue").and_then(|value| quotient(value.abs(), quantity.abs()));
    let of_venue = |instrument: Instrument, draft: &mut Draft| {
        let mut number = |field: &str| draft.optional(tree, field, &at(field));
        VenuePosition {
            instrument,
            liquidation_price: number("liquidationPx"),
            margin_used: number("marginUsed"),
            unrealised_gain: number("unrealizedPnl"),
            max_leverage: number("maxLeverage"),
            isolated,
        }
    };
    let row = PositionRow { isolated, ..PositionRow::new(quantity, entry, mark) };
    let Some(instrument) = draft.position(&at("coin"), coin, instrument, row) else {
        return Some(Decimal::ZERO);
    };
    if coin.contains(':') {
        let message = format!("{coin} belongs to a market builder, which may take other collateral than USDC");
        draft.say(NoticeKind::Info, &at("coin"), coin, message);
    } else if coin.starts_with('@') || coin.starts_with('+') {
        let message = format!("{coin} is no perpetual that is known here; it is kept under that name");
        draft.say(NoticeKind::Info, &at("coin"), coin, message);
    }
    draft.index(instrument.underlying(), mark);
    let says = of_venue(instrument, draft);
    draft.venue_says(says);
    if mark.is_none() || entry.is_none() {
        let missing = match (mark, entry) {
            (None, None) => "neither value nor entry price, so it has no price and no gain yet",
            (None, Some(_)) => "no value, so it has no price yet",
            _ => "no entry price, so no gain is counted",
        };
        draft.say(NoticeKind::Info, path, coin, format!("the answer gives {coin} {missing}"));
    }
    let (Some(mark), Some(entry)) = (mark, entry) else {
        return Some(Decimal::ZERO);
    };
    quantity.times(mark.minus(entry)?)
}
