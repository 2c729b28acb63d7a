//! One position: of futures, or of options.

use rust_decimal::Decimal;

use super::super::contracts::Contracts;
use super::super::draft::{Draft, PositionRow, flag, quotient, word};
use super::super::figures::VenuePosition;
use super::super::gains::{entry_of, mark_of};
use super::super::name;
use super::at;
use crate::book::{Exact, Instrument};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Fields, and their short names in `ACCOUNT_UPDATE`.
const SYMBOL: [&str; 2] = ["symbol", "s"];
const AMOUNT: [&str; 2] = ["positionAmt", "pa"];
const ENTRY: [&str; 2] = ["entryPrice", "ep"];
const GAIN: [&str; 3] = ["unRealizedProfit", "unrealizedProfit", "up"];
const SIDE: [&str; 2] = ["positionSide", "ps"];
const MARGIN_TYPE: [&str; 2] = ["marginType", "mt"];

fn any<'t>(tree: &'t Tree, fields: &[&str]) -> &'t str {
    fields.iter().map(|field| word(tree, field)).find(|word| !word.is_empty()).unwrap_or_default()
}

/// Takes a row of futures in.
pub(super) fn future(path: &str, tree: &Tree, contracts: &Contracts, draft: &mut Draft) {
    let symbol = any(tree, &SYMBOL);
    let amount = if tree.get("pa").is_some() { AMOUNT[1] } else { AMOUNT[0] };
    let Some(written) = draft.required(tree, amount, &at(path, amount)) else {
        return;
    };
    let quantity = match any(tree, &SIDE) {
        "LONG" => written.abs(),
        "SHORT" => -written.abs(),
        _ => written,
    };
    let instrument =
        name::concatenated(symbol).ok_or_else(|| format!("“{symbol}” is no future of Binance that is known here"));
    let size = match &instrument {
        Ok(of) if of.is_inverse() => contracts.size("inverse", of.underlying().as_str()),
        _ => Some(Decimal::ONE),
    };
    let contract_size = size.unwrap_or(Decimal::ONE);
    let mut number = |fields: &[&str]| draft.first_of(tree, fields, path);
    let positive = |price: &Decimal| *price > Decimal::ZERO;
    let told_entry = number(&ENTRY).filter(positive);
    let told_mark = number(&["markPrice"]).filter(positive);
    let gain = number(&GAIN);
    let isolated_margin = number(&["isolatedMargin", "isolatedWallet", "iw"]).filter(|margin| !margin.is_zero());
    let notional = number(&["notional"]).filter(|notional| !notional.is_zero());
    let isolated = any(tree, &MARGIN_TYPE).eq_ignore_ascii_case("isolated")
        || flag(tree, "isolated")
        || (any(tree, &MARGIN_TYPE).is_empty() && isolated_margin.is_some());
    let (mut entry, mut mark) = (told_entry, told_mark);
    if let (Ok(of), Some(units)) = (&instrument, quantity.times(contract_size)) {
        let by_notional = || {
            let notional = notional.filter(|_| !of.is_inverse())?;
            quotient(notional.abs(), units.abs())
        };
        mark = mark.or_else(by_notional).or_else(|| mark_of(of, units, entry?, gain?));
        entry = entry.or_else(|| entry_of(of, units, mark?, gain?));
    }
    if !quantity.is_zero() {
        for (what, told, found) in [("mark", told_mark, mark), ("entry", told_entry, entry)] {
            match (told, found) {
                (None, Some(price)) => {
                    let message = format!("the {what} price of {symbol}, {price}, follows from the others of its row");
                    draft.say(NoticeKind::Info, path, symbol, message);
                }
                (None, None) => {
                    let message = format!("the answer gives {symbol} no {what} price, so no gain is counted");
                    draft.say(NoticeKind::Info, path, symbol, message);
                }
                _ => {}
            }
        }
    }
    let row = PositionRow { contract_size, isolated, ..PositionRow::new(quantity, entry, mark) };
    let Some(instrument) = draft.position(path, symbol, instrument, row) else {
        return;
    };
    if isolated {
        let initial = draft.first_of(tree, &["isolatedMargin", "initialMargin", "isolatedWallet", "iw"], path);
        says(instrument, path, tree, (gain, initial, true), draft);
    } else {
        let initial = draft.first_of(tree, &["initialMargin", "positionInitialMargin"], path);
        says(instrument, path, tree, (gain, initial, false), draft);
    }
}

fn says(
    instrument: Instrument,
    path: &str,
    tree: &Tree,
    (gain, used, isolated): (Option<Decimal>, Option<Decimal>, bool),
    draft: &mut Draft,
) {
    let liquidation = draft.optional(tree, "liquidationPrice", &at(path, "liquidationPrice"));
    draft.venue_says(VenuePosition {
        liquidation_price: liquidation.filter(|price| *price > Decimal::ZERO),
        margin_used: used,
        unrealised_gain: gain,
        isolated,
        ..VenuePosition::of(instrument)
    });
}

/// Takes a row of options in: coins, prices in the quote.
pub(super) fn option(path: &str, tree: &Tree, draft: &mut Draft) {
    let symbol = word(tree, "symbol");
    let Some(written) = draft.required(tree, "quantity", &at(path, "quantity")) else {
        return;
    };
    let quantity = match word(tree, "side") {
        "LONG" => written.abs(),
        "SHORT" => -written.abs(),
        _ => written,
    };
    let mut number = |field: &str| draft.optional(tree, field, &at(path, field));
    let (entry, mark, gain) = (number("entryPrice"), number("markPrice"), number("unrealizedPNL"));
    let row = PositionRow::new(quantity, entry, mark);
    if let Some(instrument) = draft.position(path, symbol, option_named(symbol, word(tree, "quoteAsset")), row) {
        says(instrument, path, tree, (gain, None, false), draft);
    }
}

fn option_named(symbol: &str, quote: &str) -> Result<Instrument, String> {
    let parts: Vec<&str> = symbol.split('-').collect();
    let quote = if quote.is_empty() { "USDT" } else { quote };
    let named = match parts.as_slice() {
        [base, date, strike, right] => {
            name::digits(date).and_then(|e| name::option(base, Some(quote), e, strike, right))
        }
        _ => None,
    };
    named.ok_or_else(|| format!("“{symbol}” is no option of Binance; one is written ETH-230426-1850-C"))
}
