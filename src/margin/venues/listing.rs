//! What venues list and take, said in the same words everywhere.

use std::collections::BTreeMap;
use std::fmt::Display;

use rust_decimal::Decimal;

use crate::book::{Asset, Exact, Kind};
use crate::margin::HoldingReport;
use crate::market::is_dollar;
use crate::risk::{Leg, LegKind, LegOf, Underlying, Valued};

/// What is said of a kind that `venue` does not list.
pub(super) fn lists_no(venue: &str, kind: &str) -> String {
    format!("{venue} lists no {kind}")
}

/// What is said of a coin, a symbol or a pair that `venue` has no parameters for.
pub(super) fn no_parameters(venue: &str, of: impl Display) -> String {
    format!("the parameters of {venue} have no parameters for {of}")
}

/// Why a leg is none of the linear perpetuals that `venue` has parameters for; borrowed coins are the collateral's.
pub(super) fn linear_perpetuals(
    venue: &str,
    leg: &Leg,
    underlying: &Underlying,
    listed: impl Fn(&str) -> bool,
) -> Option<String> {
    let lists = Lists { options: false, futures: false, inverse: false };
    unlisted_kind(venue, leg, lists).or_else(|| unlisted(venue, underlying, listed))
}

/// Why a leg is none of the linear perpetuals and linear options of underlyings that `venue` has parameters for.
pub(super) fn linear_perpetuals_and_options(
    venue: &str,
    leg: &Leg,
    underlying: &Underlying,
    listed: impl Fn(&str) -> bool,
) -> Option<String> {
    let lists = Lists { options: true, futures: false, inverse: false };
    unlisted_kind(venue, leg, lists).or_else(|| unlisted(venue, underlying, listed))
}

/// What is assumed where initial margin goes by a leverage that its holder chooses; a note of an account with positions.
pub(super) fn highest_leverage(account: &Valued) -> Option<String> {
    let any = account.legs.iter().any(|leg| leg.instrument_kind().is_some());
    any.then(|| {
        "Every position is at the highest leverage of its size: a book does not say which was chosen.".to_owned()
    })
}

/// What a venue lists beside linear perpetuals.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists {
    /// Options paid in dollars.
    pub(super) options: bool,
    /// Dated futures.
    pub(super) futures: bool,
    /// Perpetuals, futures and options paid in the coin.
    pub(super) inverse: bool,
}

/// Why a leg is of no kind that `venue` lists; borrowed coins are the collateral's.
pub(super) fn unlisted_kind(venue: &str, leg: &Leg, lists: Lists) -> Option<String> {
    let only = |kind| Some(lists_no(venue, kind));
    let inverse = leg_is_inverse(leg);
    match (leg.kind, leg.instrument_kind()) {
        (LegKind::Borrowed | LegKind::Cover, _) => only("borrowed coins"),
        (_, Some(Kind::Option { .. })) if !lists.options => only("options"),
        (_, Some(Kind::Option { .. })) if inverse && !lists.inverse => only("options paid in the coin"),
        (_, Some(Kind::Future { .. })) if !lists.futures => only("dated futures"),
        _ if inverse && !lists.inverse => only("inverse contracts"),
        _ => None,
    }
}

fn leg_is_inverse(leg: &Leg) -> bool {
    matches!(&leg.of, LegOf::Instrument(instrument) if instrument.is_inverse())
}

/// Why an underlying is none of those that `venue` has parameters for.
pub(super) fn unlisted(venue: &str, underlying: &Underlying, listed: impl Fn(&str) -> bool) -> Option<String> {
    unlisted_coin(venue, &underlying.asset, listed)
}

/// Why a coin is none of those that `venue` has parameters for.
pub(super) fn unlisted_coin(venue: &str, coin: &Asset, listed: impl Fn(&str) -> bool) -> Option<String> {
    (!listed(coin.as_str())).then(|| no_parameters(venue, coin))
}

/// Collateral counted at a venue's ratios; dollars without one count in full, coins not at all.
pub(super) fn at_ratios(account: &Valued, ratios: &BTreeMap<String, Decimal>) -> Vec<HoldingReport> {
    let haircut = |asset: &Asset| {
        let plain = if is_dollar(asset) { Decimal::ONE } else { Decimal::ZERO };
        Decimal::ONE.capped_minus(ratios.get(asset.as_str()).copied().unwrap_or(plain))
    };
    account.held.iter().map(|held| HoldingReport::counted(held, haircut(&held.asset))).collect()
}

/// Collateral of a venue that takes one dollar: any dollar stands for it at its own price, and a note says so; a coin
/// counts for nothing.
pub(super) fn dollars_only(account: &Valued, dollar: &str) -> (Vec<HoldingReport>, Vec<String>) {
    let haircut = |asset| if is_dollar(asset) { Decimal::ZERO } else { Decimal::ONE };
    let holdings = account.held.iter().map(|held| HoldingReport::counted(held, haircut(&held.asset))).collect();
    (holdings, other_dollars(account, dollar, |_| false))
}

/// What is said of dollars held or owed that a venue does not list: they count as its own.
pub(super) fn other_dollars(account: &Valued, own: &str, listed: impl Fn(&str) -> bool) -> Vec<String> {
    let other = |asset: &&Asset| is_dollar(asset) && asset.as_str() != own && !listed(asset.as_str());
    let some = account.held.iter().filter(|held| !held.quantity.is_zero());
    let mut others: Vec<&Asset> = some.map(|held| &held.asset).filter(other).collect();
    others.sort();
    others.dedup();
    let said = others.iter().map(|asset| asset.as_str()).collect::<Vec<_>>().join(", ");
    (!others.is_empty()).then(|| format!("{said} counted as the venue’s own {own}.")).into_iter().collect()
}
