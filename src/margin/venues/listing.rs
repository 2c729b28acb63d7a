//! What venues list and take, said in the same words everywhere.

use rust_decimal::Decimal;

use crate::book::Kind;
use crate::margin::HoldingReport;
use crate::market::is_dollar;
use crate::risk::{Leg, LegKind, Shape, Underlying, Valued};

/// Why a leg is none of the linear perpetuals that `venue` has parameters for; borrowed coins are the collateral's.
pub(super) fn linear_perpetuals(
    venue: &str,
    leg: &Leg,
    underlying: &Underlying,
    listed: impl Fn(&str) -> bool,
) -> Option<String> {
    let only = |kind: &str| Some(format!("{venue} lists no {kind}"));
    match (leg.kind, leg.instrument_kind(), leg.shape) {
        (LegKind::Borrowed | LegKind::Cover, ..) => only("borrowed coins"),
        (_, Some(Kind::Option { .. }), _) => only("options"),
        (_, Some(Kind::Future { .. }), _) => only("dated futures"),
        (_, _, Shape::Inverse { .. }) => only("inverse contracts"),
        _ => unlisted(venue, underlying, listed),
    }
}

/// Why a leg is none of the linear perpetuals and linear options of underlyings that `venue` has parameters for.
pub(super) fn linear_perpetuals_and_options(
    venue: &str,
    leg: &Leg,
    underlying: &Underlying,
    listed: impl Fn(&str) -> bool,
) -> Option<String> {
    match (leg.instrument_kind(), leg.shape) {
        (Some(Kind::Option { .. }), Shape::Option { inverse: true, .. }) => {
            Some(format!("{venue} lists no inverse contracts"))
        }
        (Some(Kind::Option { .. }), _) => unlisted(venue, underlying, listed),
        _ => linear_perpetuals(venue, leg, underlying, listed),
    }
}

/// Why an underlying is none of those that `venue` has parameters for.
pub(super) fn unlisted(venue: &str, underlying: &Underlying, listed: impl Fn(&str) -> bool) -> Option<String> {
    let asset = &underlying.asset;
    (!listed(asset.as_str())).then(|| format!("the parameters of {venue} have no parameters for {asset}"))
}

/// Collateral of a venue that takes one dollar: any dollar stands for it at its own price, and a note says so; a coin
/// counts for nothing.
pub(super) fn dollars_only(account: &Valued, dollar: &str) -> (Vec<HoldingReport>, Vec<String>) {
    let haircut = |asset| if is_dollar(asset) { Decimal::ZERO } else { Decimal::ONE };
    let holdings = account.held.iter().map(|held| HoldingReport::counted(held, haircut(&held.asset))).collect();
    let mut others: Vec<String> = Vec::new();
    for held in account.held.iter().filter(|held| is_dollar(&held.asset) && held.asset.as_str() != dollar) {
        if !held.quantity.is_zero() && !others.contains(&held.asset.to_string()) {
            others.push(held.asset.to_string());
        }
    }
    let note = (!others.is_empty()).then(|| format!("{} counted as the venue’s own {dollar}.", others.join(", ")));
    (holdings, note.into_iter().collect())
}
