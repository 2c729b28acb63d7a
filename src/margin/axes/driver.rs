//! What drives an account to where it is lost.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::book::{Asset, Exact};
use crate::margin::{Assessment, Charge, LegKind};
use crate::risk::to_f64;

/// What takes most of what is left between today and a crossing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driver {
    /// Which.
    pub cause: Cause,
    /// Dollars it takes, > 0.
    pub takes_usd: f64,
    /// Dollars by which equity less maintenance falls in all.
    pub of_usd: f64,
}

impl Driver {
    /// Dollars of what it takes that the rest of the account gives back, > 0; absent where the rest loses too.
    pub fn given_back_usd(&self) -> Option<f64> {
        Some(self.takes_usd - self.of_usd).filter(|back| *back > 0.0)
    }
}

/// What can take it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A position loses, by its name.
    Position(String),
    /// Collateral loses, or a debt grows.
    Holding(Asset),
    /// A part of the maintenance margin grows, by its name and, where it is on one, its underlying.
    Charge(String, Option<Asset>),
}

impl Cause {
    /// In a sentence: `the loss on BTC-PERP`.
    pub fn words(&self) -> String {
        match self {
            Self::Position(name) => format!("the loss on {name}"),
            Self::Holding(asset) => format!("what {asset} counts for"),
            Self::Charge(name, Some(asset)) => format!("“{name}” of {asset}, which grows"),
            Self::Charge(name, None) => format!("“{name}”, which grows"),
        }
    }
}

/// What takes most of `now` on the way to `then`; nothing where nothing is taken.
pub(super) fn driver(now: &Assessment, then: &Assessment) -> Option<Driver> {
    let mut taken: Vec<(Cause, f64)> = Vec::new();
    let usd = |before: Decimal, after: Decimal| to_f64(before.capped_minus(after));
    for after in then.legs.iter().filter(|leg| leg.kind == LegKind::Position) {
        if let Some(before) = now.legs.iter().find(|leg| leg.kind == after.kind && leg.name == after.name) {
            let worth = |leg: &crate::margin::LegReport| {
                if leg.vol.is_some() { leg.value } else { leg.pnl.unwrap_or_default() }
            };
            taken.push((Cause::Position(after.title()), usd(worth(before), worth(after))));
        }
    }
    for after in &then.holdings {
        if let Some(before) = now.holdings.iter().find(|held| held.row == after.row && held.asset == after.asset) {
            taken.push((Cause::Holding(after.asset.clone()), usd(before.value, after.value)));
        }
    }
    let (before, after) = (charges(now), charges(then));
    for (cause, amount) in &after {
        let was = before.iter().find(|(of, _)| of == cause).map_or(0.0, |(_, amount)| *amount);
        taken.push((cause.clone(), amount - was));
    }
    let of_usd = usd(left(now), left(then));
    let most = taken.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b)).filter(|(_, usd)| *usd > 0.0)?;
    Some(Driver { cause: most.0, takes_usd: most.1, of_usd })
}

fn left(of: &Assessment) -> Decimal {
    of.equity.total.capped_minus(of.maintenance_margin)
}

/// The parts of the maintenance margin; those of the initial one in proportion, where it is a share of that.
fn charges(of: &Assessment) -> Vec<(Cause, f64)> {
    let (charges, share) = if of.maintenance_charges.is_empty() {
        let share = of.maintenance_margin.over(of.initial_margin).map_or(0.0, to_f64);
        (&of.charges, share)
    } else {
        (&of.maintenance_charges, 1.0)
    };
    let mut sums: Vec<(Cause, f64)> = Vec::new();
    for Charge { kind, underlying, amount, .. } in charges {
        let cause = Cause::Charge(kind.title().to_owned(), underlying.clone());
        let usd = to_f64(*amount) * share;
        match sums.iter_mut().find(|(of, _)| *of == cause) {
            Some((_, sum)) => *sum += usd,
            None => sums.push((cause, usd)),
        }
    }
    sums
}
