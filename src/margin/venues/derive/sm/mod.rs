//! Standard margin: markets added up, no offset between them.
//!
//! ```text
//! perpetual  −|q|·price·rate, gain and funding counted whole
//! coins      q·spot·counts; initial × scale            (not divided by the stablecoin's price)
//! options    by expiry, see `options`
//! unsure     −(1 − confidence)·factor·spot·size below the threshold, initial only
//! peg        −(threshold − stablecoin)·factor·spot·(|q| + shorts), initial only
//! ```
//!
//! Net margins in dollars, ≥ 0 when all is well. Source: `docs/venues/derive.md`.

mod account;
mod options;
mod rules;
#[cfg(test)]
mod tests;

pub use account::{SmAccount, SmExpiry, SmMarket, SmOption, mark};
pub use options::SmExpiryMargin;
pub use rules::{SmBaseRules, SmConfidenceRules, SmMarketRules, SmOptionRules, SmRules};

use super::pm2::Pair;
use crate::margin::limits::{finite, wrong};
use crate::margin::{FigureError, Parameters};

/// Parameters as the venue prints them.
pub const LIVE: &str = include_str!("../sm.json");

/// The margins and what they are made of. Dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct SmMargin {
    /// Net initial margin.
    pub initial: f64,
    /// Net maintenance margin.
    pub maintenance: f64,
    /// Cash and worth of everything, before any requirement.
    pub value: f64,
    /// Cash as given.
    pub cash: f64,
    /// Market by market, in the account's order.
    pub markets: Vec<SmMarketMargin>,
}

/// One market's part. Requirements and charges are ≤ 0 here, as parts of a net margin.
#[derive(Clone, Debug, PartialEq)]
pub struct SmMarketMargin {
    /// Its name.
    pub name: String,
    /// For the perpetual's size.
    pub perp: Pair,
    /// Gain and funding of the perpetual.
    pub perp_gain: f64,
    /// What coins count for.
    pub base: Pair,
    /// Worth of the coins.
    pub base_worth: f64,
    /// Expiry by expiry.
    pub expiries: Vec<SmExpiryMargin>,
    /// For unsure feeds, initial only: perpetual, short options, coins.
    pub confidence: [f64; 3],
    /// For a stablecoin below its peg, initial only.
    pub peg: f64,
}

impl SmMarketMargin {
    /// Net initial margin of the market.
    pub fn initial(&self) -> f64 {
        let options: f64 = self.expiries.iter().map(|expiry| expiry.counts.initial).sum();
        let charges = self.confidence.iter().sum::<f64>() + self.peg;
        self.perp.initial + self.perp_gain + self.base.initial + options + charges
    }

    /// Net maintenance margin of the market.
    pub fn maintenance(&self) -> f64 {
        let options: f64 = self.expiries.iter().map(|expiry| expiry.counts.maintenance).sum();
        self.perp.maintenance + self.perp_gain + self.base.maintenance + options
    }

    /// What is held is worth.
    pub fn worth(&self) -> f64 {
        self.perp_gain + self.base_worth + self.expiries.iter().map(|expiry| expiry.worth).sum::<f64>()
    }
}

/// Margins of an account under these rules.
///
/// # Errors
/// Names the parameter or the figure of the account that cannot be, or a market the rules do not know.
pub fn margin(account: &SmAccount, rules: &SmRules) -> Result<SmMargin, FigureError> {
    rules.check()?;
    margin_of(account, rules)
}

/// The same under rules that were checked when they were read.
///
/// # Errors
/// Names the figure of the account that cannot be, or a market the rules do not know.
pub(super) fn margin_of(account: &SmAccount, rules: &SmRules) -> Result<SmMargin, FigureError> {
    account.check()?;
    let markets = account.markets.iter().map(|held| market(held, account.stable, rules));
    let markets = markets.collect::<Result<Vec<_>, _>>()?;
    let sum = |of: fn(&SmMarketMargin) -> f64| account.cash + markets.iter().map(of).sum::<f64>();
    Ok(SmMargin {
        initial: finite("initial", sum(SmMarketMargin::initial))?,
        maintenance: finite("maintenance", sum(SmMarketMargin::maintenance))?,
        value: finite("value", sum(SmMarketMargin::worth))?,
        cash: account.cash,
        markets,
    })
}

fn market(held: &SmMarket, stable: f64, all: &SmRules) -> Result<SmMarketMargin, FigureError> {
    let unknown =
        |what: &str| wrong(format!("markets.{}", held.name), what, "a market the rules have this for is right");
    let rules = all.markets.get(&held.name).ok_or_else(|| unknown("not in the rules"))?;
    let nothing = Pair { initial: 0.0, maintenance: 0.0 };
    let size = held.perp.amount.abs();
    let perp = match rules.perp {
        Some(rate) => Pair {
            initial: -size * held.perp.price * rate.initial,
            maintenance: -size * held.perp.price * rate.maintenance,
        },
        None if size == 0.0 => nothing,
        None => return Err(unknown("without a perpetual in the rules")),
    };
    let base = match rules.base {
        Some(base) => {
            let counts = held.base * held.spot * base.counts;
            Pair { initial: counts * base.initial_scale, maintenance: counts }
        }
        None if held.base == 0.0 => nothing,
        None => return Err(unknown("without coins in the rules")),
    };
    let expiries = match &rules.option {
        Some(option) => held.expiries.iter().map(|of| options::expiry(of, held.spot, option)).collect(),
        None if held.expiries.iter().all(|of| of.options.is_empty()) => Vec::new(),
        None => return Err(unknown("without options in the rules")),
    };
    let unsure = |confidence: f64, threshold: f64, size: f64| {
        let charged = confidence < threshold;
        if charged { -(1.0 - confidence) * rules.confidence.factor * held.spot * size } else { 0.0 }
    };
    let spot_sure = held.spot_confidence;
    let options_unsure = held.expiries.iter().zip(&expiries).map(|(of, margin): (_, &SmExpiryMargin)| {
        unsure(of.confidence.min(spot_sure), rules.confidence.option_threshold, margin.shorts)
    });
    let confidence = [
        unsure(held.perp.confidence.min(spot_sure), rules.confidence.perp_threshold, size),
        options_unsure.sum(),
        unsure(spot_sure, rules.confidence.base_threshold, held.base),
    ];
    let shorts: f64 = expiries.iter().map(|margin| margin.shorts).sum();
    let below = (all.peg.threshold - stable).max(0.0);
    let peg = -below * all.peg.factor * held.spot * (size + shorts);
    let perp_gain = held.perp.gain + held.perp.funding;
    let base_worth = held.base * held.spot / stable;
    Ok(SmMarketMargin { name: held.name.clone(), perp, perp_gain, base, base_worth, expiries, confidence, peg })
}
