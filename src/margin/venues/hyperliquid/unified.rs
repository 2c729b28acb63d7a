//! The ratio of a unified account: spot balances of a token stand behind every perpetual that settles in it.
//!
//! Per collateral token `cross maintenance / (spot total − isolated margin)`; the account's ratio is the largest.
//! Source: the documentation of account modes. There a token with nothing available is passed over; here its ratio and
//! the account's are absent, as a token in use with nothing behind it is no ratio of 0.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, sub};

/// A perpetual exchange of the venue with what one account has there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dex {
    /// Token it settles in.
    pub token: String,
    /// Maintenance of the cross positions, tokens.
    pub cross_maintenance: Decimal,
    /// Margin of the isolated positions, tokens.
    pub isolated_margin: Decimal,
}

/// One collateral token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRatio {
    /// Token.
    pub token: String,
    /// Maintenance of all cross positions settled in it, tokens.
    pub cross_maintenance: Decimal,
    /// Spot total less isolated margins, tokens.
    pub available: Decimal,
    /// Maintenance over available; absent where nothing is available.
    pub ratio: Option<Decimal>,
}

/// A unified account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnifiedReport {
    /// By token.
    pub tokens: Vec<TokenRatio>,
    /// The largest; absent where a token in use has nothing available. 0 for an account without positions.
    pub ratio: Option<Decimal>,
}

/// Ratios of a unified account. `spot` are the spot totals by token, with what is on hold; a token not listed counts as 0.
pub fn unified(dexes: &[Dex], spot: &BTreeMap<String, Decimal>) -> Result<UnifiedReport, FigureError> {
    let mut used: BTreeMap<&str, (Decimal, Decimal)> = BTreeMap::new();
    for dex in dexes {
        let (cross, isolated) = used.entry(&dex.token).or_default();
        *cross = add("cross maintenance", *cross, dex.cross_maintenance)?;
        *isolated = add("isolated margin", *isolated, dex.isolated_margin)?;
    }
    let mut tokens = Vec::with_capacity(used.len());
    for (token, (cross_maintenance, isolated)) in used {
        let total = spot.get(token).copied().unwrap_or_default();
        let available = sub("available balance", total, isolated)?;
        let ratio = if cross_maintenance.is_zero() && isolated.is_zero() {
            Some(Decimal::ZERO)
        } else if available > Decimal::ZERO {
            Some(div("account ratio", cross_maintenance, available)?)
        } else {
            None
        };
        tokens.push(TokenRatio { token: token.to_owned(), cross_maintenance, available, ratio });
    }
    let ratio = tokens.iter().try_fold(Decimal::ZERO, |most, token| token.ratio.map(|ratio| most.max(ratio)));
    Ok(UnifiedReport { tokens, ratio })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn dex(token: &str, cross_maintenance: Decimal, isolated_margin: Decimal) -> Dex {
        Dex { token: token.to_owned(), cross_maintenance, isolated_margin }
    }

    #[test]
    fn the_worst_token_speaks_for_the_account() {
        let spot = BTreeMap::from([("USDC".to_owned(), dec!(1000)), ("USDH".to_owned(), dec!(200))]);
        let dexes =
            [dex("USDC", dec!(100), dec!(200)), dex("USDC", dec!(60), dec!(0)), dex("USDH", dec!(100), dec!(0))];
        let report = unified(&dexes, &spot).unwrap();
        assert_eq!(report.tokens[0].ratio, Some(dec!(160) / dec!(800)));
        assert_eq!(report.ratio, Some(dec!(100) / dec!(200)));
    }

    #[test]
    fn nothing_available_is_no_ratio() {
        let report = unified(&[dex("USDC", dec!(1), dec!(0))], &BTreeMap::new()).unwrap();
        assert_eq!((report.tokens[0].ratio, report.ratio), (None, None));
        assert_eq!(unified(&[], &BTreeMap::new()).unwrap().ratio, Some(dec!(0)));
        assert_eq!(unified(&[dex("USDC", dec!(0), dec!(0))], &BTreeMap::new()).unwrap().ratio, Some(dec!(0)));
    }
}
