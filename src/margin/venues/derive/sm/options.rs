//! Options of one expiry: each short by itself, or the largest loss at settlement, whichever asks for less.
//!
//! ```text
//! short call   MM = worth + amount·call·spot             IM = worth + amount·spot·rate
//! short put    MM = worth + min(amount·put·spot, put of mark·worth)
//!              IM = min(worth + amount·spot·rate, MM·put initial over maintenance)
//! rate         max(most − out of the money, least)
//! largest loss min over settlement at 0 and at every strike of min(0, payoff); net short calls add unpaired·forward
//! ```
//!
//! All figures are margins, ≤ 0; amounts of shorts are negative. Dollars.

use super::super::pm2::Pair;
use super::{SmExpiry, SmOption, SmOptionRules};
use crate::book::Right;
use crate::risk::to_f64;

/// Margins of one expiry, ≤ 0, dollars.
#[derive(Clone, Debug, PartialEq)]
pub struct SmExpiryMargin {
    /// Σ of each short by itself.
    pub isolated: Pair,
    /// Largest loss at settlement.
    pub largest_loss: f64,
    /// The settlement price it comes with, dollars; 0 where nothing is lost.
    pub largest_at: f64,
    /// For net short calls, on top of the largest loss.
    pub unpaired: Pair,
    /// What counts: the milder of the two ways.
    pub counts: Pair,
    /// Each option by itself, in the expiry's order; 0 for a long.
    pub legs: Vec<Pair>,
    /// What the options are worth at their marks.
    pub worth: f64,
    /// Units held short.
    pub shorts: f64,
}

pub(super) fn expiry(expiry: &SmExpiry, spot: f64, rules: &SmOptionRules) -> SmExpiryMargin {
    let legs: Vec<Pair> = expiry.options.iter().map(|option| isolated(option, spot, rules)).collect();
    let isolated = Pair {
        initial: legs.iter().map(|leg| leg.initial).sum(),
        maintenance: legs.iter().map(|leg| leg.maintenance).sum(),
    };
    let payoff = |at: f64| expiry.options.iter().map(|option| option.payoff(at)).sum::<f64>().min(0.0);
    let strikes = expiry.options.iter().map(|option| to_f64(option.strike));
    let losses = std::iter::once(0.0).chain(strikes).map(|at| (payoff(at), at));
    let worse = |a: (f64, f64), b: (f64, f64)| if b.0 < a.0 { b } else { a };
    let (largest_loss, largest_at) = losses.fold((0.0, 0.0), worse);
    let calls = expiry.options.iter().filter(|option| option.right == Right::Call);
    // above the highest strike every further dollar costs the net short calls one
    let net = calls.map(|option| option.amount).sum::<f64>().min(0.0);
    let unpaired = Pair {
        initial: net * rules.unpaired.initial * expiry.forward,
        maintenance: net * rules.unpaired.maintenance * expiry.forward,
    };
    let counts = Pair {
        initial: isolated.initial.max(largest_loss + unpaired.initial),
        maintenance: isolated.maintenance.max(largest_loss + unpaired.maintenance),
    };
    let worth = expiry.options.iter().map(SmOption::worth).sum();
    let shorts = expiry.options.iter().map(|option| (-option.amount).max(0.0)).sum();
    SmExpiryMargin { isolated, largest_loss, largest_at, unpaired, counts, legs, worth, shorts }
}

impl SmExpiryMargin {
    /// Each option's loss, > 0 for a loss, in the way that counts: by itself, or at the worst settlement with its part of
    /// what net short calls add. They add up to the margin.
    pub fn losses(&self, expiry: &SmExpiry, of: impl Fn(&Pair) -> f64) -> Vec<f64> {
        if of(&self.isolated) >= self.largest_loss + of(&self.unpaired) {
            return self.legs.iter().map(|leg| -of(leg)).collect();
        }
        let calls = || expiry.options.iter().filter(|option| option.right == Right::Call);
        let net: f64 = calls().map(|option| option.amount).sum();
        let loss = |option: &SmOption| {
            let settled = if self.largest_loss < 0.0 { -option.payoff(self.largest_at) } else { 0.0 };
            let unpaired = if option.right == Right::Call && net < 0.0 { option.amount / net } else { 0.0 };
            settled - of(&self.unpaired) * unpaired
        };
        expiry.options.iter().map(loss).collect()
    }
}

fn isolated(option: &SmOption, spot: f64, rules: &SmOptionRules) -> Pair {
    if option.amount >= 0.0 {
        return Pair { initial: 0.0, maintenance: 0.0 };
    }
    let (worth, strike, size) = (option.worth(), to_f64(option.strike), option.amount * spot);
    let out = match option.right {
        Right::Call => strike - spot,
        Right::Put => spot - strike,
    };
    let rate = (rules.most - out.max(0.0) / spot).max(rules.least);
    let initial = worth + size * rate;
    match option.right {
        Right::Call => Pair { initial, maintenance: worth + size * rules.call_maintenance },
        Right::Put => {
            let maintenance = worth + (size * rules.put_maintenance).min(rules.put_mark_maintenance * worth);
            Pair { initial: initial.min(maintenance * rules.put_initial_over_maintenance), maintenance }
        }
    }
}
