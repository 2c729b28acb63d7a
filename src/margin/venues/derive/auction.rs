//! The liquidation auction: how far the price has fallen, how much may be taken, what a bid pays.
//!
//! ```text
//! buffer  BM = MM + b·(MM − value)
//! discount d   starts below 1, falls linearly to a cutoff (fast), then to 0 (slow)
//! most    f  = BM / (BM − value·d − R·(1 − d)),  BM at most 0, R = cash earlier bidders paid in
//! bid        = (value − R)·d·share
//! ```
//!
//! A solvent auction only: of an insolvent account (value ≤ 0) the positions are handed over for nothing, and what
//! the venue's fund pays is [`insolvent_price`]. Dollars; shares are fractions of the account as it stands.

use serde::{Deserialize, Serialize};

use crate::margin::limits::{amount, finite, fraction, positive_amount, within, wrong};
use crate::margin::{FigureError, Parameters, RuleError};

/// Parameters as the venue's own simulations use them.
pub const SIMULATED: &str = include_str!("auction.json");

/// Parameters of an auction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuctionRules {
    /// Discount at the start.
    pub start: f64,
    /// Discount at the end of the fast part.
    pub cutoff: f64,
    /// Length of the fast part, seconds.
    pub fast: f64,
    /// Length of the slow part, seconds.
    pub slow: f64,
    /// Length of an insolvent auction, seconds.
    pub insolvent: f64,
    /// How far above maintenance an account is brought, of the distance from value to maintenance.
    pub buffer: f64,
    /// Fee on what a bidder pays.
    pub fee: f64,
}

impl Parameters for AuctionRules {
    fn check(&self) -> Result<(), RuleError> {
        fraction("start", self.start)?;
        fraction("cutoff", self.cutoff)?;
        if self.cutoff > self.start {
            return Err(wrong("cutoff", self.cutoff, "a discount no higher than the start is right"));
        }
        for (path, value) in [("fast", self.fast), ("slow", self.slow), ("insolvent", self.insolvent)] {
            within(path, value, 0.001..=1e9, "seconds above 0 are right")?;
        }
        fraction("buffer", self.buffer)?;
        fraction("fee", self.fee)?;
        Ok(())
    }
}

/// An account when a bid comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Auctioned {
    /// Seconds since the auction started.
    pub seconds: f64,
    /// Net maintenance margin.
    pub maintenance: f64,
    /// Value, cash included.
    pub value: f64,
    /// Cash that earlier bidders paid in.
    pub paid_in: f64,
}

/// A bid and what it leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bid {
    /// Buffer margin before.
    pub buffer: f64,
    /// Discount in force.
    pub discount: f64,
    /// Largest share that may be taken; 0 for an insolvent account, where this bound does not apply.
    pub most: f64,
    /// Share taken.
    pub share: f64,
    /// What the bidder pays, fee not included.
    pub pays: f64,
    /// The venue's fee on it.
    pub fee: f64,
    /// Value left.
    pub value: f64,
    /// Net maintenance margin left.
    pub maintenance: f64,
    /// Buffer margin left; 0 once nothing more need be sold.
    pub buffer_after: f64,
    /// Largest share that may be taken next, at the same discount.
    pub most_after: f64,
    /// Cash paid in so far, this bid included.
    pub paid_in: f64,
}

/// Discount `seconds` into a solvent auction.
pub fn discount(rules: &AuctionRules, seconds: f64) -> f64 {
    let seconds = seconds.max(0.0);
    if seconds < rules.fast {
        return rules.start - (rules.start - rules.cutoff) * seconds / rules.fast;
    }
    rules.cutoff * (1.0 - (seconds - rules.fast) / rules.slow).max(0.0)
}

/// `MM + b·(MM − value)`, at most 0.
pub fn buffer_margin(rules: &AuctionRules, maintenance: f64, value: f64) -> f64 {
    (maintenance + rules.buffer * (maintenance - value)).min(0.0)
}

/// Largest share that may be taken at discount `d`, 0 to 1; 0 for an account without value.
pub fn most(buffer: f64, value: f64, paid_in: f64, d: f64) -> f64 {
    if value <= 0.0 || buffer >= 0.0 {
        return 0.0;
    }
    (buffer / (buffer - value * d - paid_in * (1.0 - d))).clamp(0.0, 1.0)
}

/// Price of the whole account at discount `d`: what earlier bidders paid in is not for sale.
pub fn price(value: f64, paid_in: f64, d: f64) -> f64 {
    ((value - paid_in) * d).max(0.0)
}

/// Price of an insolvent account, ≤ 0: from `min(value, 0)` to the maintenance margin over the insolvent window.
pub fn insolvent_price(rules: &AuctionRules, maintenance: f64, value: f64, seconds: f64) -> f64 {
    let start = value.min(0.0);
    let gone = (seconds.max(0.0) / rules.insolvent).min(1.0);
    start + (maintenance - start).min(0.0) * gone
}

/// What comes of a bid for `wanted` of the account as it stands.
///
/// # Errors
/// Names the parameter or the figure that cannot be.
pub fn bid(rules: &AuctionRules, account: &Auctioned, wanted: f64) -> Result<Bid, FigureError> {
    rules.check()?;
    within("seconds", account.seconds, 0.0..=1e12, "seconds since the auction started are right")?;
    amount("maintenance", account.maintenance)?;
    amount("value", account.value)?;
    positive_amount("paid_in", account.paid_in)?;
    fraction("wanted", wanted)?;
    let (value, paid_in) = (account.value, account.paid_in);
    let buffer = buffer_margin(rules, account.maintenance, value);
    let solvent = value > 0.0;
    let discount = if solvent { discount(rules, account.seconds) } else { 0.0 };
    let most_now = most(buffer, value, paid_in, discount);
    let share = if solvent { wanted.min(most_now) } else { wanted };
    let pays = if solvent { price(value, paid_in, discount) * share } else { 0.0 };
    let rest = 1.0 - share;
    // cash paid in earlier stays whole, everything else shrinks
    let left = |figure: f64| (figure - paid_in) * rest + paid_in + pays;
    let (value_after, maintenance_after) = (left(value), left(account.maintenance));
    let paid = paid_in + pays;
    // taking the most brings the buffer to 0 but for rounding
    let rounding = 1e-12 * (buffer.abs() + value.abs());
    let buffer_after = Some(buffer_margin(rules, maintenance_after, value_after));
    let buffer_after = buffer_after.filter(|left| left.abs() > rounding).unwrap_or(0.0);
    Ok(Bid {
        buffer,
        discount,
        most: most_now,
        share,
        pays: finite("pays", pays)?,
        fee: pays * rules.fee,
        value: finite("value", value_after)?,
        maintenance: finite("maintenance", maintenance_after)?,
        buffer_after,
        most_after: most(buffer_after, value_after, paid, discount),
        paid_in: paid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::Dated;

    fn rules() -> AuctionRules {
        Dated::<AuctionRules>::from_json(SIMULATED).unwrap().parameters
    }

    #[test]
    fn the_discount_falls_fast_and_then_slowly() {
        let rules = AuctionRules { start: 1.0, cutoff: 0.8, fast: 600.0, slow: 7200.0, ..rules() };
        assert_eq!(discount(&rules, 0.0), 1.0);
        assert_eq!(discount(&rules, 300.0), 1.0 - 0.2 * 0.5);
        assert_eq!(discount(&rules, 600.0 + 3600.0), 0.8 * 0.5);
        assert_eq!(discount(&rules, 1e6), 0.0);
    }

    #[test]
    fn the_largest_bid_brings_the_buffer_to_zero() {
        let account = Auctioned { seconds: 0.0, maintenance: -100.0, value: 300.0, paid_in: 0.0 };
        let rules = AuctionRules { start: 1.0, buffer: 0.1, ..rules() };
        let bid = bid(&rules, &account, 1.0).unwrap();
        // BM = −100 + 0.1·(−100 − 300) = −140; f = 140/(140 + 300)
        assert_eq!(bid.buffer, -140.0);
        assert_eq!(bid.share, 140.0 / (140.0 + 300.0));
        assert_eq!(bid.pays, 300.0 * bid.share);
        assert_eq!((bid.buffer_after, bid.most_after), (0.0, 0.0));
    }

    #[test]
    fn an_insolvent_account_is_handed_over_for_nothing() {
        let account = Auctioned { seconds: 30.0, maintenance: -250.0, value: -30.0, paid_in: 0.0 };
        let bid = bid(&rules(), &account, 0.1).unwrap();
        assert_eq!((bid.most, bid.pays, bid.share), (0.0, 0.0, 0.1));
        assert_eq!(bid.value, -30.0 * 0.9);
        assert_eq!(insolvent_price(&rules(), -250.0, -30.0, 300.0), -30.0 + (-250.0 + 30.0) * 300.0 / 600.0);
    }

    #[test]
    fn a_cutoff_above_the_start_is_refused() {
        let rules = AuctionRules { start: 0.5, cutoff: 0.8, ..rules() };
        let said = rules.check().unwrap_err().to_string();
        assert_eq!(said, "cutoff is 0.8; a discount no higher than the start is right");
    }
}
