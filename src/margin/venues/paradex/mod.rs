//! Paradex portfolio margin: the parts around its scan, which are a least requirement by delta and provisions for fees and
//! funding.
//!
//! Deltas in coins, long > 0; prices and requirements in dollars; rates fractions. The scan itself is the scenario family's
//! (24 scenarios and tails, [`ScanRules`]) and comes in as a figure. Source: docs.paradex.trade/risk/portfolio-margin; restated in
//! `docs/venues/paradex.md`.

mod rule_set;
mod scan;

pub(in crate::margin) use rule_set::FAMILY;
pub use scan::{AccountRules, ScanRules};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::margin::checked::decimal;
use crate::margin::limits::wrong;
use crate::margin::{Dated, FigureError, Parameters, RuleError, Shipped};

/// Rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParadexRules {
    /// Of the net delta's value, a fraction.
    pub net_delta_rate: Decimal,
    /// Of the hedged delta's value, a fraction.
    pub hedged_delta_rate: Decimal,
    /// Maintenance over initial of the net part, a fraction.
    pub maintenance_factor: Decimal,
}

/// The least requirement by delta, with its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct MinimumDelta {
    /// Long and short that cancel, coins, ≥ 0.
    pub hedged_delta: Decimal,
    /// For what does not cancel, dollars.
    pub net_part: Decimal,
    /// For what does, dollars.
    pub hedged_part: Decimal,
    /// Both, dollars.
    pub requirement: Decimal,
}

/// `(net rate·|net| + hedged rate·hedged)·spot`, hedged being half of what gross exceeds |net| by.
pub fn minimum_delta(
    net_delta: Decimal,
    gross_delta: Decimal,
    spot: Decimal,
    rules: &ParadexRules,
) -> Result<MinimumDelta, FigureError> {
    let field = "minimum delta";
    if spot < Decimal::ZERO {
        return Err(wrong("spot", spot, "a price of 0 or more is right"));
    }
    let over = decimal::sub(field, gross_delta, net_delta.abs())?;
    if over < Decimal::ZERO {
        return Err(wrong("gross_delta", gross_delta, "at least the net delta's size is right"));
    }
    let hedged_delta = decimal::div(field, over, Decimal::TWO)?;
    let part = |delta, rate| decimal::mul(field, decimal::mul(field, delta, rate)?, spot);
    let net_part = part(net_delta.abs(), rules.net_delta_rate)?;
    let hedged_part = part(hedged_delta, rules.hedged_delta_rate)?;
    Ok(MinimumDelta { hedged_delta, net_part, hedged_part, requirement: decimal::add(field, net_part, hedged_part)? })
}

/// Both requirements, with their parts, dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Margins {
    /// The larger of scan and least requirement.
    pub net_part: Decimal,
    /// Provisions for funding and fees.
    pub provisions: Decimal,
    /// For opening.
    pub initial_margin: Decimal,
    /// For keeping: a share of the net part, and the provisions whole.
    pub maintenance_margin: Decimal,
}

/// Both requirements from a scan's worst loss, the least requirement and the provisions (all ≥ 0, dollars).
pub fn margins(
    scan: Decimal,
    least: &MinimumDelta,
    provisions: Decimal,
    rules: &ParadexRules,
) -> Result<Margins, FigureError> {
    let field = "required margin";
    for (name, read) in [("scan", scan), ("provisions", provisions)] {
        if read < Decimal::ZERO {
            return Err(wrong(name, read, "an amount of 0 or more is right"));
        }
    }
    let net_part = scan.max(least.requirement);
    let kept = decimal::mul(field, net_part, rules.maintenance_factor)?;
    Ok(Margins {
        net_part,
        provisions,
        initial_margin: decimal::add(field, net_part, provisions)?,
        maintenance_margin: decimal::add(field, kept, provisions)?,
    })
}

const SHIPPED: &str = include_str!("../paradex.json");

/// The parameters shipped, with their date and source.
pub fn parameters() -> Result<&'static Dated<ParadexRules>, RuleError> {
    static DATED: Shipped<ParadexRules> = Shipped::new(SHIPPED);
    DATED.get()
}

impl Parameters for ParadexRules {
    fn check(&self) -> Result<(), RuleError> {
        let figures = [
            ("net_delta_rate", self.net_delta_rate),
            ("hedged_delta_rate", self.hedged_delta_rate),
            ("maintenance_factor", self.maintenance_factor),
        ];
        match figures.iter().find(|(_, read)| !(Decimal::ZERO..=Decimal::ONE).contains(read)) {
            None => Ok(()),
            Some((path, read)) => Err(wrong(*path, read, "a fraction from 0 to 1 is right, 0.02 for 2 %")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    fn rules() -> ParadexRules {
        parameters().unwrap().parameters
    }

    #[test]
    fn what_is_hedged_pays_half_as_much() {
        let least = minimum_delta(dec!(-0.5), dec!(2.5), dec!(70000), &rules()).unwrap();
        assert_eq!((least.hedged_delta, least.net_part, least.hedged_part), (dec!(1), dec!(700), dec!(700)));
        assert!(minimum_delta(dec!(-3), dec!(2.5), dec!(70000), &rules()).is_err());
    }

    #[test]
    fn keeping_needs_half_of_the_net_part_and_the_provisions_whole() {
        let least = minimum_delta(dec!(1), dec!(1), dec!(1000), &rules()).unwrap();
        let ask = |scan| margins(scan, &least, dec!(7), &rules()).unwrap();
        assert_eq!((ask(dec!(150)).initial_margin, ask(dec!(150)).maintenance_margin), (dec!(157), dec!(82)));
        assert_eq!(ask(dec!(0)).initial_margin, dec!(20) + dec!(7));
    }

    #[test]
    fn wrong_parameters_are_refused_with_their_path() {
        let said = ParadexRules { net_delta_rate: dec!(2), ..rules() }.check().unwrap_err().to_string();
        assert_eq!(said, "net_delta_rate is 2; a fraction from 0 to 1 is right, 0.02 for 2 %");
    }
}
