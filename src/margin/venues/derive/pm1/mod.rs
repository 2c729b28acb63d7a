//! Portfolio margin 1, the older one: one underlying's options, perpetual and coins in one set of scenarios.
//!
//! ```text
//! maintenance = cash + value + (worst − static)
//! initial     = cash + value + (worst − static) × (initial factor + peg) − confidence
//! ```
//!
//! Net margins in dollars. Unlike portfolio margin 2 the static contingency stands inside the factor, options are not
//! discounted by their rate, only an expiry that adds up to a value is discounted in scenarios, and there is neither
//! skew nor damping. Source: `docs/venues/derive.md`.

mod rules;
mod shares;
#[cfg(test)]
mod tests;

pub use rules::{Pm1Rules, Pm1Scenario};
pub use shares::gains;

use super::Expiry;
use super::naked::naked_shorts;
use super::pm2::{Perp, VolMode, Worst, unsure};
use crate::margin::limits::{Place, amount, finite, fraction, positive_amount, price};
use crate::margin::{FigureError, Parameters};
use crate::pricing::{Cell, VolState};

/// Parameters as the venue runs it.
pub const LIVE: &str = include_str!("../pm1.json");

/// One account: one underlying.
#[derive(Clone, Debug, PartialEq)]
pub struct Pm1Account {
    /// Spot price, dollars.
    pub spot: f64,
    /// How sure the spot feed is, 0 to 1.
    pub spot_confidence: f64,
    /// Price of the stablecoin that cash is in, dollars.
    pub stable: f64,
    /// Cash, negative = borrowed.
    pub cash: f64,
    /// Coins of the underlying held; the venue lends none.
    pub base: f64,
    /// The perpetual.
    pub perp: Perp,
    /// Options, by expiry.
    pub expiries: Vec<Expiry>,
}

/// The margins and what they are made of. Dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct Pm1Margin {
    /// Net initial margin.
    pub initial: f64,
    /// Net maintenance margin.
    pub maintenance: f64,
    /// Cash as given.
    pub cash: f64,
    /// Value of the options, undiscounted.
    pub options: f64,
    /// Gain and funding of the perpetual.
    pub perp: f64,
    /// Worth of the coins.
    pub base: f64,
    /// Gain in each scenario.
    pub scenarios: Vec<f64>,
    /// Σ of the expiries' basis losses, ≤ 0.
    pub basis: f64,
    /// What set the loss.
    pub worst: Worst,
    /// The loss it set, ≤ 0.
    pub worst_gain: f64,
    /// Static contingencies of perpetual, coins and naked options, ≥ 0.
    pub static_parts: [f64; 3],
    /// What initial multiplies loss and static contingency by.
    pub initial_factor: f64,
    /// Charges for unsure feeds, initial only: perpetual, coins, then expiry by expiry.
    pub confidence: Vec<f64>,
}

impl Pm1Margin {
    /// Cash and value, before any requirement.
    pub fn value(&self) -> f64 {
        self.cash + self.options + self.perp + self.base
    }
}

impl Pm1Account {
    /// Refuses an account that cannot be.
    pub fn check(&self) -> Result<(), FigureError> {
        price("spot", self.spot)?;
        fraction("spot_confidence", self.spot_confidence)?;
        price("stable", self.stable)?;
        amount("cash", self.cash)?;
        positive_amount("base", self.base)?;
        self.perp.check()?;
        for (place, expiry) in self.expiries.iter().enumerate() {
            expiry.check(place)?;
        }
        Ok(())
    }
}

/// What options that add up to a value are multiplied by in a scenario.
fn long_discount(expiry: &Expiry, rules: &Pm1Rules) -> f64 {
    let growth = expiry.rate.max(0.0) * rules.long.rate_multiple + rules.long.rate_add;
    rules.long.fixed * libm::exp(-expiry.years() * growth)
}

/// One expiry: its value, its gain in each scenario, its basis loss.
fn expiry_figures(expiry: &Expiry, rules: &Pm1Rules) -> (f64, Vec<f64>, f64) {
    let moves = expiry.at_spots(&[1.0, rules.basis.up, rules.basis.down]);
    let at = |place: usize| moves.get(place).copied().unwrap_or(0.0);
    let value = at(0);
    let years = expiry.years();
    let basis = (at(1) - value).min(at(2) - value).min(0.0) * (rules.basis.add + rules.basis.per_year * years);
    let discount = long_discount(expiry, rules);
    let law = expiry.shock(&rules.volatility);
    let cells: Vec<Cell> = rules.scenarios.iter().map(|s| Cell::new(expiry.ratio(s.spot), state(s.vol))).collect();
    let gains = expiry.values(&cells, |option| law.vols(option.vol, expiry.days()));
    let gains = gains.into_iter().map(|moved| if moved > 0.0 { moved * discount } else { moved } - value);
    (value, gains.collect(), basis)
}

fn state(vol: VolMode) -> VolState {
    match vol {
        VolMode::Up => VolState::Up,
        VolMode::Down => VolState::Down,
        // skews are refused by the rules
        VolMode::Same | VolMode::Linear | VolMode::Absolute => VolState::Same,
    }
}

/// Margins of an account under these rules.
///
/// # Errors
/// Names the parameter or the figure of the account that cannot be.
pub fn margin(account: &Pm1Account, rules: &Pm1Rules) -> Result<Pm1Margin, FigureError> {
    rules.check()?;
    margin_of(account, rules)
}

/// The same under rules that were checked when they were read.
///
/// # Errors
/// Names the figure of the account that cannot be.
pub(super) fn margin_of(account: &Pm1Account, rules: &Pm1Rules) -> Result<Pm1Margin, FigureError> {
    account.check()?;
    let spot = account.spot;
    let base = account.base * spot / account.stable;
    let figures: Vec<_> = account.expiries.iter().map(|expiry| expiry_figures(expiry, rules)).collect();
    let basis: f64 = figures.iter().map(|(_, _, basis)| basis).sum();
    let (mut worst, mut worst_gain) = (Worst::Basis, basis);
    let mut scenarios = Vec::with_capacity(rules.scenarios.len());
    for (place, scenario) in rules.scenarios.iter().enumerate() {
        let step = scenario.spot - 1.0;
        let options: f64 = figures.iter().filter_map(|(_, gains, _)| gains.get(place)).sum();
        let gain = step * (account.perp.amount * account.perp.price + base) + options;
        scenarios.push(finite(Place(|| format!("scenarios[{place}]")), gain)?);
        if gain < worst_gain {
            (worst, worst_gain) = (Worst::Scenario(place), gain);
        }
    }
    let naked: f64 = account.expiries.iter().map(|expiry| naked_shorts(&expiry.options)).sum();
    let perps = account.perp.amount.abs() * spot;
    let mut margin = Pm1Margin {
        initial: 0.0,
        maintenance: 0.0,
        cash: account.cash,
        options: figures.iter().map(|(value, _, _)| value).sum(),
        perp: account.perp.gain + account.perp.funding,
        base,
        scenarios,
        basis,
        worst,
        worst_gain,
        static_parts: [perps * rules.perp, account.base * spot * rules.base, naked * spot * rules.naked_option],
        initial_factor: rules.initial_factor + (rules.peg.threshold - account.stable).max(0.0) * rules.peg.factor,
        confidence: confidence(account, rules),
    };
    let loss = worst_gain - margin.static_parts.iter().sum::<f64>();
    margin.maintenance = finite("maintenance", margin.value() + loss)?;
    let unsure: f64 = margin.confidence.iter().sum();
    margin.initial = finite("initial", margin.value() + loss * margin.initial_factor - unsure)?;
    Ok(margin)
}

fn confidence(account: &Pm1Account, rules: &Pm1Rules) -> Vec<f64> {
    let spot = account.spot;
    let has_perp = account.perp.amount != 0.0;
    let market = if has_perp { account.spot_confidence.min(account.perp.confidence) } else { account.spot_confidence };
    let perp = unsure(&rules.confidence, market, account.perp.amount.abs() * spot);
    let base = unsure(&rules.confidence, account.spot_confidence, account.base * spot);
    let expiries = account
        .expiries
        .iter()
        .map(|expiry| unsure(&rules.confidence, expiry.confidences.lowest().min(market), expiry.gross() * spot));
    [perp, base].into_iter().chain(expiries).collect()
}
