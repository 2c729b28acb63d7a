//! Parameters of the scan family, and what each may be.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::book::{Asset, AssetError, Sorted};
use crate::margin::RuleError;
use crate::margin::parameters::Object;
use crate::risk::{VolShock, f64_text};

/// Parameters of a scenario margin. Fractions are fractions: 0.15 is 15 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScanRules {
    /// Price steps on each side of zero; the outermost is the scan range.
    pub steps: u8,
    /// Moves far beyond the scan range, volatility up, weighted by scan range over move.
    pub tails: Vec<f64>,
    /// The volatility moves.
    pub volatility: VolShock,
    /// The forward's own move.
    pub basis: BasisRules,
    /// Least charge of a net short option, a fraction of the index.
    pub short_option_minimum: f64,
    /// Charge for net exposure above the threshold.
    pub size: SizeRules,
    /// Maintenance over initial.
    pub maintenance_factor: Decimal,
    /// By underlying.
    pub underlyings: Sorted<Asset, UnderlyingRules>,
    /// Underlyings not listed.
    pub other_underlyings: UnderlyingRules,
    /// Haircut by collateral asset.
    pub haircuts: Sorted<Asset, Decimal>,
    /// Haircut of assets not listed; 1 = not accepted.
    pub other_haircut: Decimal,
}

/// `±max(least, e^{per_year·years} − 1)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BasisRules {
    /// Least move.
    pub least: f64,
    /// Growth with time.
    pub per_year: f64,
}

/// Each further threshold of net exposure adds `per_threshold` of the excess, up to `most`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizeRules {
    /// Rate added by each further threshold.
    pub per_threshold: f64,
    /// Highest rate.
    pub most: f64,
}

/// What belongs to one underlying.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderlyingRules {
    /// Outermost price step.
    pub scan_range: f64,
    /// How much of a gain offsets losses in other underlyings.
    pub offset: f64,
    /// Net exposure above this pays the size charge, dollars.
    pub size_threshold_usd: f64,
}

fn asset(name: &str) -> Result<Asset, RuleError> {
    name.parse().map_err(|error: AssetError| RuleError::Form(error.to_string()))
}

fn vol_shock(mut from: Object<'_>) -> Result<VolShock, RuleError> {
    let shock = VolShock {
        up: from.number("up"),
        down: from.number("down"),
        short_power: from.number("short_power"),
        long_power: from.number("long_power"),
        least_days: from.number("least_days"),
        least_up: from.number("least_up"),
    };
    from.end(shock)
}

impl BasisRules {
    fn read(mut from: Object<'_>) -> Result<Self, RuleError> {
        let rules = Self { least: from.number("least"), per_year: from.number("per_year") };
        from.end(rules)
    }
}

impl SizeRules {
    fn read(mut from: Object<'_>) -> Result<Self, RuleError> {
        let rules = Self { per_threshold: from.number("per_threshold"), most: from.number("most") };
        from.end(rules)
    }
}

impl UnderlyingRules {
    fn read(mut from: Object<'_>) -> Result<Self, RuleError> {
        let rules = Self {
            scan_range: from.number("scan_range"),
            offset: from.number("offset"),
            size_threshold_usd: from.number("size_threshold_usd"),
        };
        from.end(rules)
    }
}

impl ScanRules {
    /// Reads parameters, unchecked.
    pub(in crate::margin) fn read(mut from: Object<'_>) -> Result<Self, RuleError> {
        let mut rules = Self {
            steps: from.count("steps"),
            tails: from.numbers("tails"),
            volatility: vol_shock(from.object("volatility"))?,
            basis: BasisRules::read(from.object("basis"))?,
            short_option_minimum: from.number("short_option_minimum"),
            size: SizeRules::read(from.object("size"))?,
            maintenance_factor: from.decimal("maintenance_factor"),
            underlyings: Sorted::new(),
            other_underlyings: UnderlyingRules::read(from.object("other_underlyings"))?,
            haircuts: Sorted::new(),
            other_haircut: from.decimal("other_haircut"),
        };
        let (mut underlyings, mut haircuts) = (from.object("underlyings"), from.object("haircuts"));
        for name in underlyings.names() {
            rules.underlyings.insert(asset(&name)?, UnderlyingRules::read(underlyings.object(&name))?);
        }
        for name in haircuts.names() {
            rules.haircuts.insert(asset(&name)?, haircuts.decimal(&name));
        }
        underlyings.end(())?;
        haircuts.end(())?;
        from.end(rules)
    }

    /// Rules of an underlying.
    pub fn underlying(&self, asset: &Asset) -> &UnderlyingRules {
        self.underlyings.get(asset).unwrap_or(&self.other_underlyings)
    }

    /// Haircut of a collateral asset.
    pub fn haircut(&self, asset: &Asset) -> Decimal {
        self.haircuts.get(asset).copied().unwrap_or(self.other_haircut)
    }

    /// Refuses parameters that cannot be, with the path and what would be right.
    pub fn check(&self) -> Result<(), RuleError> {
        let wrong =
            |path: String, read: String, right: &str| Err(RuleError::Parameter { path, read, right: right.to_owned() });
        let range = |path: &str, value: f64, low: f64, high: f64, right: &str| {
            if value.is_finite() && (low..=high).contains(&value) {
                return Ok(());
            }
            wrong(path.to_owned(), f64_text(value), right)
        };
        let fraction = "a fraction from 0 to 1 is right, 0.05 for 5 %";
        if !(1..=20).contains(&self.steps) {
            return wrong("steps".into(), self.steps.to_string(), "1 to 20 steps on each side are right");
        }
        if self.tails.len() > 40 {
            return wrong("tails".into(), format!("{} moves", self.tails.len()), "at most 40 are right");
        }
        for (place, &tail) in self.tails.iter().enumerate() {
            if !(tail.is_finite() && tail > -1.0 && tail != 0.0 && tail <= 100.0) {
                return wrong(
                    format!("tails[{place}]"),
                    f64_text(tail),
                    "a move above −1 and not 0 is right, −0.66 for −66 %",
                );
            }
        }
        let vol = &self.volatility;
        range("volatility.up", vol.up, 0.0, 10.0, "a fraction is right, 0.4 for 40 %")?;
        range("volatility.down", vol.down, 0.0, 1.0, fraction)?;
        range("volatility.short_power", vol.short_power, 0.0, 2.0, "a power from 0 to 2 is right")?;
        range("volatility.long_power", vol.long_power, 0.0, 2.0, "a power from 0 to 2 is right")?;
        range("volatility.least_days", vol.least_days, 0.01, 30.0, "0.01 to 30 days are right")?;
        range("volatility.least_up", vol.least_up, 0.0, 10.0, "a fraction is right, 0.5 for 50 %")?;
        range("basis.least", self.basis.least, 0.0, 0.5, "a fraction from 0 to 0.5 is right")?;
        range("basis.per_year", self.basis.per_year, 0.0, 0.5, "a fraction from 0 to 0.5 is right")?;
        range("short_option_minimum", self.short_option_minimum, 0.0, 1.0, fraction)?;
        range("size.per_threshold", self.size.per_threshold, 0.0, 1.0, fraction)?;
        range("size.most", self.size.most, 0.0, 1.0, fraction)?;
        let decimal = |path: String, value: Decimal| {
            if (Decimal::ZERO..=Decimal::ONE).contains(&value) {
                Ok(())
            } else {
                wrong(path, value.to_string(), fraction)
            }
        };
        decimal("maintenance_factor".into(), self.maintenance_factor)?;
        decimal("other_haircut".into(), self.other_haircut)?;
        for (asset, haircut) in &self.haircuts {
            decimal(format!("haircuts.{asset}"), *haircut)?;
        }
        let others = std::iter::once(("other_underlyings".to_owned(), &self.other_underlyings));
        let listed = self.underlyings.iter().map(|(asset, rules)| (format!("underlyings.{asset}"), rules));
        for (path, rules) in others.chain(listed) {
            range(
                &format!("{path}.scan_range"),
                rules.scan_range,
                0.001,
                0.99,
                "a fraction from 0.001 to 0.99 is right, 0.15 for 15 %",
            )?;
            range(&format!("{path}.offset"), rules.offset, 0.0, 1.0, fraction)?;
            range(
                &format!("{path}.size_threshold_usd"),
                rules.size_threshold_usd,
                1.0,
                1e15,
                "dollars from 1 up are right",
            )?;
        }
        Ok(())
    }
}
