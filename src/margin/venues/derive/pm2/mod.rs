//! Portfolio margin 2: one underlying's options and perpetual with any collateral, in one set of scenarios.
//!
//! ```text
//! margin = cash + value + loss share × worst − contingencies
//! worst  = the lower of the basis loss and the worst scenario; ≤ 0
//! value  = options + perpetual's gain and funding + collateral / stablecoin
//! ```
//!
//! Net margins in dollars, ≥ 0 when all is well. Initial bears the contingencies of maintenance and its own, and a
//! larger share of the worst loss when the stablecoin is below its peg. Source: `docs/venues/derive.md`.

mod book;
mod contingency;
mod rules;
mod scenarios;
mod shares;
mod skew;
#[cfg(test)]
mod tests;

pub use book::{Collateral, Perp, Pm2Account};
pub use contingency::{Charge, Contingencies};
pub use rules::{
    BasisRules, CollateralRules, ConfidenceRules, DiscountRules, Pair, PegRules, Pm2Rules, Scenario, SkewRules, VolMode,
};
pub use scenarios::ExpiryFigures;
pub use shares::{Gains, gains};

pub(super) use contingency::unsure;
pub(super) use rules::check_volatility;

use super::{Expiry, OptionHeld};
use crate::margin::limits::{Place, finite};
use crate::margin::{FigureError, Parameters};
use skew::Skew;

/// Parameters of the ETH and BTC managers.
pub const ETH_BTC: &str = include_str!("../pm2_eth_btc.json");
/// Parameters of the SOL manager.
pub const SOL: &str = include_str!("../pm2_sol.json");
/// Parameters of the HYPE manager.
pub const HYPE: &str = include_str!("../pm2_hype.json");

/// What set the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worst {
    /// The forwards' own moves; also when a scenario is exactly as bad, and when nothing loses.
    Basis,
    /// The scenario at this place.
    Scenario(usize),
}

/// The margins and what they are made of. Dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Pm2Margin {
    /// Net initial margin.
    pub initial: f64,
    /// Net maintenance margin.
    pub maintenance: f64,
    /// Cash as given.
    pub cash: f64,
    /// Σ of the expiries' values.
    pub options: f64,
    /// The perpetual's gain and funding.
    pub perp: f64,
    /// Worth of the collateral before haircuts.
    pub collateral: f64,
    /// Gain in each scenario.
    pub scenarios: Vec<f64>,
    /// Σ of the expiries' basis losses, ≤ 0.
    pub basis: f64,
    /// What set the loss.
    pub worst: Worst,
    /// The loss it set, ≤ 0.
    pub worst_gain: f64,
    /// Share of it that initial bears, peg included.
    pub initial_share: f64,
    /// Share of it that maintenance bears.
    pub maintenance_share: f64,
    /// The charges.
    pub contingencies: Contingencies,
    /// Expiry by expiry, in the account's order.
    pub expiries: Vec<ExpiryFigures>,
}

impl Pm2Margin {
    /// Cash and value, before any requirement.
    pub fn value(&self) -> f64 {
        self.cash + self.options + self.perp + self.collateral
    }
}

/// Margins of an account under these rules.
///
/// # Errors
/// Names the parameter or the figure of the account that cannot be.
pub fn margin(account: &Pm2Account, rules: &Pm2Rules) -> Result<Pm2Margin, FigureError> {
    rules.check()?;
    margin_of(account, rules)
}

/// The same under rules that were checked when they were read.
///
/// # Errors
/// Names the figure of the account that cannot be.
pub(super) fn margin_of(account: &Pm2Account, rules: &Pm2Rules) -> Result<Pm2Margin, FigureError> {
    account.check()?;
    let expiries: Vec<ExpiryFigures> =
        account.expiries.iter().map(|expiry| ExpiryFigures::new(expiry, rules)).collect();
    let gains = rules.scenarios.iter().enumerate().map(|(place, scenario)| {
        let options: f64 = expiries.iter().filter_map(|expiry| expiry.scenarios.get(place)).sum();
        scenarios::straight(account, scenario) + options
    });
    let gains: Vec<f64> = gains.collect();
    let basis: f64 = expiries.iter().map(|expiry| expiry.basis).sum();
    let (mut worst, mut worst_gain) = (Worst::Basis, basis);
    for (place, &gain) in gains.iter().enumerate() {
        finite(Place(|| format!("scenarios[{place}]")), gain)?;
        if gain < worst_gain {
            (worst, worst_gain) = (Worst::Scenario(place), gain);
        }
    }
    let contingencies = Contingencies::new(account, rules);
    let below_peg = (rules.peg.threshold - account.stable).max(0.0);
    let mut margin = Pm2Margin {
        initial: 0.0,
        maintenance: 0.0,
        cash: account.cash,
        options: expiries.iter().map(|expiry| expiry.value).sum(),
        perp: account.perp.gain + account.perp.funding,
        collateral: account.collateral.iter().map(|held| account.worth(held)).sum(),
        scenarios: gains,
        basis,
        worst,
        worst_gain,
        initial_share: rules.loss.initial + below_peg * rules.peg.factor,
        maintenance_share: rules.loss.maintenance,
        contingencies,
        expiries,
    };
    let kept = margin.value() - margin.contingencies.maintenance();
    margin.maintenance = finite("maintenance", kept + margin.maintenance_share * worst_gain)?;
    let kept = kept - margin.contingencies.initial();
    margin.initial = finite("initial", kept + margin.initial_share * worst_gain)?;
    Ok(margin)
}
