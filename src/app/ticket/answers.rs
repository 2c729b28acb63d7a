//! Answers about sizes and collateral in words and cells.

use rust_decimal::Decimal;

use super::caps_words;
use crate::app::format::{self, Toward};
use crate::app::intake;
use crate::book::Asset;
use crate::margin::AskError;
use crate::margin::sizing::{Added, AtLiquidation, Cheapest, Edge, Largest, Limit, Swap};

/// A question without an answer, as a sentence.
pub(crate) fn refused(why: &AskError) -> String {
    intake::sentence(&why.to_string())
}

/// A size with all its digits.
pub(crate) fn size(size: Decimal) -> String {
    format::grouped(size.normalize())
}

fn down(value: Decimal) -> String {
    format::dollars(value, Toward::Down)
}

fn up(value: Decimal) -> String {
    format::dollars(value, Toward::Up)
}

/// What ends a size.
fn limit(of: &Limit) -> String {
    match of {
        Limit::InitialMargin => "initial margin".to_owned(),
        Limit::Cap(cap) => caps_words::cap(cap),
        Limit::Fill => "the order book".to_owned(),
        Limit::Counted => "what can be margined and counted".to_owned(),
    }
}

/// The largest size that passes and what ends it, in a sentence or two.
pub(crate) fn largest(of: &Largest) -> String {
    let ends = match &of.binding {
        None => "nothing that was looked at ends it".to_owned(),
        Some(Limit::InitialMargin) if of.mends => "a larger one would make the account less safe than it is".to_owned(),
        Some(Limit::InitialMargin) => "a larger one would leave equity below initial margin".to_owned(),
        Some(Limit::Cap(cap)) => format!("a larger one would break a limit of your own ({})", caps_words::cap(cap)),
        Some(Limit::Fill) => "the order book holds no more".to_owned(),
        Some(Limit::Counted) => "a larger one cannot be margined or counted".to_owned(),
    };
    let mends = if of.mends { "No size reaches initial margin; what leaves the account safer passes. " } else { "" };
    if of.size.is_zero() {
        return format!("{mends}No size passes: {ends}.");
    }
    format!("{mends}{} is the largest that passes: {ends}.", size(of.size))
}

/// Every limit with the largest size that it lets pass by itself.
pub(crate) fn limits(of: &Largest) -> Vec<(String, String)> {
    let one = |at: &crate::margin::sizing::LimitSize| {
        let always = matches!(at.limit, Limit::InitialMargin | Limit::Cap(_));
        match at.size {
            Some(up_to) => Some((limit(&at.limit), size(up_to))),
            None if always => Some((limit(&at.limit), "no end found".to_owned())),
            None => None,
        }
    };
    of.limits.iter().filter_map(one).collect()
}

/// The size that puts liquidation at a price.
pub(crate) fn at_liquidation(of: &AtLiquidation, underlying: &Asset, price: Decimal) -> String {
    let at = format!("with {underlying} at {}", format::price(price, Toward::Nearest));
    let mut said = match of.edge {
        Edge::Falls => {
            format!("{}: up to it the account stands {at}, a larger one is liquidated there.", size(of.size))
        }
        Edge::Holds => {
            format!("{}: from it on the account stands {at}, a smaller one is liquidated before.", size(of.size))
        }
    };
    if let Some(nearer) = of.nearer {
        said.push_str(&format!(" It is liquidated nearer too, at {}.", format::price(nearer.price, Toward::Nearest)));
    }
    if of.then.free.is_sign_negative() && !of.then.free.is_zero() {
        said.push_str(&format!(" It may not be opened: free collateral would be {}.", down(of.then.free)));
    }
    said
}

/// The collateral to add.
pub(crate) fn added(of: &Added) -> String {
    let ratio = of
        .then
        .ratio
        .map_or_else(String::new, |ratio| format!(", the margin ratio {}", format::percent(ratio, 1, Toward::Up)));
    let free = down(of.then.free);
    if of.quantity.is_zero() {
        return format!("Nothing has to be added: free collateral is {free}{ratio}.");
    }
    let (amount, counted) = (format!("{} {}, {}", size(of.quantity), of.asset, up(of.usd)), down(of.counted));
    format!("{amount}, of which {counted} count: free collateral is {free} then{ratio}.")
}

/// Heads of the assets that reach a goal.
pub(crate) const CHEAPEST: [&str; 7] = [
    "Asset",
    "Amount",
    "Dollars",
    "Haircut",
    "Its share of collateral",
    "Yield not earned, a year",
    "Free collateral after",
];

/// An asset that reaches it.
pub(crate) fn cheapest(of: &Cheapest) -> [String; 7] {
    [
        of.added.asset.to_string(),
        size(of.added.quantity),
        up(of.added.usd),
        format::percent(of.haircut, 2, Toward::Up),
        format::percent(of.share, 1, Toward::Up),
        lost(of.lost_per_year),
        down(of.added.then.free),
    ]
}

/// What is not earned in a year; above zero it is lost.
fn lost(per_year: Option<Decimal>) -> String {
    per_year.map_or_else(|| format::ABSENT.to_owned(), |usd| format::dollars(usd, Toward::Up))
}

/// Heads of the swaps.
pub(crate) const SWAPS: [&str; 7] =
    ["Give", "Take", "Dollars", "Frees", "Reaches the goal", "Yield not earned, a year", "Free collateral after"];

/// A holding given for another.
pub(crate) fn swap(of: &Swap) -> [String; 7] {
    [
        format!("{} {}", size(of.gives), of.from),
        format!("{} {}", size(of.gets), of.to),
        up(of.usd),
        down(of.freed),
        if of.reached { "yes" } else { "no, all of it is given" }.to_owned(),
        lost(of.lost_per_year),
        down(of.then.free),
    ]
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
