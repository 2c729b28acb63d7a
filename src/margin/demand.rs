//! What a venue's rules answer when they are asked about an account.

use std::fmt::Debug;

use rust_decimal::Decimal;

use super::{Binding, Charge, ChargeKind, Equity, Grid, HoldingReport, Part};
use crate::book::{Asset, Exact, Expiry};
use crate::risk::{FigureError, Held, Leg, Underlying, Valued, to_f64, to_usd};

/// A charge of a venue: its name on screen, and in a sentence how it is worked out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChargeName {
    /// Name on screen: `Position tiers`.
    pub name: &'static str,
    /// How it is worked out, a sentence or two.
    pub words: &'static str,
}

/// A venue's rules, ready to be asked. They see an account of positions they list and collateral of any kind.
pub trait Venue: Debug + Send + Sync {
    /// Why this leg cannot be margined here (`Hyperliquid lists no options`); `None` where it can.
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String>;

    /// What the account must hold, with every part. Legs it refuses are not in it.
    ///
    /// # Errors
    /// A figure too large for its number, or one the venue's own rules refuse, named by its field.
    fn demand(&self, account: &Valued) -> Result<Demand, FigureError>;

    /// The totals of [`Venue::demand`], up to what rounding leaves. They are asked of every leg by itself and along every
    /// price, so a venue whose parts are work leaves them out here.
    ///
    /// # Errors
    /// As [`Venue::demand`].
    fn totals(&self, account: &Valued) -> Result<DemandTotals, FigureError> {
        let demand = self.demand(account)?;
        Ok(DemandTotals {
            equity: demand.equity.total,
            initial: demand.initial_margin(),
            maintenance: demand.maintenance_margin(),
        })
    }
}

impl DemandTotals {
    /// With one more part of what is asked for; what rounding leaves below nothing is nothing.
    #[must_use]
    pub fn asking(self, initial: Decimal, maintenance: Decimal) -> Self {
        let add = |sum: Decimal, more: Decimal| sum.capped_plus(more.max(Decimal::ZERO));
        Self { initial: add(self.initial, initial), maintenance: add(self.maintenance, maintenance), ..self }
    }
}

/// What a demand comes to. Dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DemandTotals {
    /// What the account is worth to the venue.
    pub equity: Decimal,
    /// The initial margin.
    pub initial: Decimal,
    /// The maintenance margin.
    pub maintenance: Decimal,
}

/// What a venue asks of an account. Dollars throughout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    /// Every holding, in the order of [`Valued::held`], as the venue counts it.
    pub holdings: Vec<HoldingReport>,
    /// What the account is worth to the venue when it decides on liquidation.
    pub equity: Equity,
    /// The parts of the initial margin; it is their sum. Where a venue counts collateral lower for opening than for
    /// liquidation, the difference is one of them, so that free collateral is equity less initial margin everywhere.
    pub initial: Vec<Charge>,
    /// The parts of the maintenance margin; it is their sum.
    pub maintenance: Vec<Charge>,
    /// Profit and loss in the venue's scenarios, where it has a grid of them.
    pub grid: Grid,
    /// The scenario that sets the requirement.
    pub binding: Option<Binding>,
    /// The price range of each underlying's scenarios, a fraction, where the venue has one.
    pub ranges: Vec<(Asset, f64)>,
    /// What was assumed and a reader has to know, a sentence each.
    pub notes: Vec<String>,
}

impl Demand {
    /// The initial margin.
    pub fn initial_margin(&self) -> Decimal {
        total(&self.initial)
    }

    /// The maintenance margin.
    pub fn maintenance_margin(&self) -> Decimal {
        total(&self.maintenance)
    }
}

fn total(charges: &[Charge]) -> Decimal {
    charges.iter().fold(Decimal::ZERO, |sum, charge| sum.capped_plus(charge.amount))
}

impl Charge {
    /// A venue's charge on the whole account.
    pub fn named(name: &'static ChargeName, amount: Decimal) -> Self {
        Self { kind: ChargeKind::Venue(name), underlying: None, expiry: None, amount, rate: None, parts: Vec::new() }
    }

    /// On one underlying.
    #[must_use]
    pub fn on(self, underlying: &Asset) -> Self {
        Self { underlying: Some(underlying.clone()), ..self }
    }

    /// On one expiry.
    #[must_use]
    pub fn at(self, expiry: Expiry) -> Self {
        Self { expiry: Some(expiry), ..self }
    }

    /// At a rate, a fraction.
    #[must_use]
    pub fn rated(self, rate: f64) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// With each leg's part; they have to add up to the amount.
    #[must_use]
    pub fn of_legs(self, parts: Vec<Part>) -> Self {
        Self { parts, ..self }
    }

    /// A charge that is the sum of its legs' own amounts.
    pub fn summed(name: &'static ChargeName, parts: Vec<Part>) -> Self {
        let amount = parts.iter().fold(Decimal::ZERO, |sum, part| sum.capped_plus(part.amount));
        Self::named(name, amount).of_legs(parts)
    }

    /// With each leg's part in proportion to its signed weight, to the last digit of the amount: the leg that weighs most
    /// takes what rounding leaves. Without weights that add up, nobody has a part.
    #[must_use]
    pub fn shared(self, weights: &[(usize, f64)]) -> Self {
        let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
        let share = |weight: f64| to_usd(to_f64(self.amount) * (weight / sum));
        if !(sum.is_finite() && sum.abs() > 1e-9 * weights.iter().map(|(_, w)| w.abs()).sum::<f64>()) {
            return self;
        }
        let mut parts = Vec::new();
        for &(leg, weight) in weights.iter().filter(|(_, weight)| *weight != 0.0) {
            let Some(amount) = share(weight) else { return self };
            parts.push(Part { leg, amount });
        }
        let given = parts.iter().fold(Decimal::ZERO, |sum, part| sum.capped_plus(part.amount));
        let rest = self.amount.capped_minus(given);
        if let Some(most) = parts.iter_mut().max_by(|a, b| a.amount.abs().cmp(&b.amount.abs())) {
            most.amount = most.amount.capped_plus(rest);
        }
        self.of_legs(parts)
    }
}

impl Equity {
    /// Holdings as counted, gains of perpetuals and futures, and options at their value where the venue counts it.
    pub fn of(account: &Valued, holdings: &[HoldingReport], options_count: bool) -> Self {
        let add = |sum: Decimal, amount: Decimal| sum.capped_plus(amount);
        let collateral = holdings.iter().map(|holding| holding.value).fold(Decimal::ZERO, add);
        let gains = account.legs.iter().filter(|leg| leg.gain.is_some()).filter_map(|leg| leg.pnl);
        let unrealised_pnl = gains.fold(Decimal::ZERO, add);
        let values = account.legs.iter().filter(|_| options_count).filter_map(Leg::option_value);
        let option_value = values.filter_map(to_usd).fold(Decimal::ZERO, add);
        let total = add(add(collateral, unrealised_pnl), option_value);
        Self { total, collateral, unrealised_pnl, option_value }
    }
}

impl HoldingReport {
    /// A holding of which `haircut` is taken off, a fraction; debts count in full.
    pub fn counted(held: &Held, haircut: Decimal) -> Self {
        let haircut = if held.quantity.is_sign_negative() { Decimal::ZERO } else { haircut };
        let worth = held.price.map_or(Decimal::ZERO, |price| held.quantity.capped_times(price));
        Self {
            row: held.row,
            asset: held.asset.clone(),
            quantity: held.quantity,
            price: held.price,
            haircut,
            covered: Decimal::ZERO,
            value: worth.capped_times(Decimal::ONE.capped_minus(haircut)),
            state: held.state,
        }
    }
}
