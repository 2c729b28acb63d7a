//! What the venue itself says of the account, kept to check our own figures by.

use rust_decimal::Decimal;

use crate::book::{Asset, Exact, Instrument, Time};

/// The venue's own figures for an account. What it did not say is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VenueFigures {
    /// When they were true.
    pub time: Option<Time>,
    /// The rule set that is meant to give the same, by the name it is shipped under.
    pub rules: Option<&'static str>,
    /// The figures of the whole account, one entry for each currency the venue counts in.
    pub totals: Vec<VenueTotals>,
    /// The venue's figures position by position.
    pub positions: Vec<VenuePosition>,
}

/// A venue's figures for an account, counted in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueTotals {
    /// What they are counted in.
    pub unit: Asset,
    /// What the account is worth, unrealised gain included.
    pub equity: Option<Decimal>,
    /// Initial margin, an amount ≥ 0.
    pub initial_margin: Option<Decimal>,
    /// Maintenance margin, an amount ≥ 0.
    pub maintenance_margin: Option<Decimal>,
    /// What is free for new positions, or can be withdrawn.
    pub free_collateral: Option<Decimal>,
}

/// A venue's figures for one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenuePosition {
    /// The position's instrument.
    pub instrument: Instrument,
    /// Liquidation price, in the instrument's price unit; absent where the venue gives none.
    pub liquidation_price: Option<Decimal>,
    /// Margin the position uses, in what the venue counts the account in.
    pub margin_used: Option<Decimal>,
    /// Unrealised gain at the mark price, in what gains are paid in.
    pub unrealised_gain: Option<Decimal>,
    /// Highest leverage the venue allows in this market.
    pub max_leverage: Option<Decimal>,
    /// Whether it is margined by itself.
    pub isolated: bool,
}

impl VenuePosition {
    /// A position of which the venue has said nothing yet.
    pub(super) fn of(instrument: Instrument) -> Self {
        Self {
            instrument,
            liquidation_price: None,
            margin_used: None,
            unrealised_gain: None,
            max_leverage: None,
            isolated: false,
        }
    }
}

impl VenueTotals {
    /// Totals of which nothing is said yet.
    pub(super) fn of(unit: Asset) -> Self {
        Self { unit, equity: None, initial_margin: None, maintenance_margin: None, free_collateral: None }
    }

    /// Adds what another account says in the same currency; a sum that is too large is no figure.
    fn add(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.equity, other.equity),
            (&mut self.initial_margin, other.initial_margin),
            (&mut self.maintenance_margin, other.maintenance_margin),
            (&mut self.free_collateral, other.free_collateral),
        ] {
            if let Some(more) = more {
                *sum = match *sum {
                    None => Some(more),
                    Some(before) => before.plus(more),
                };
            }
        }
    }
}

impl VenueFigures {
    /// The figures counted in US dollars, where the venue gives such.
    pub fn dollars(&self) -> Option<&VenueTotals> {
        self.totals.iter().find(|totals| totals.unit == Asset::usd())
    }

    /// Takes totals in, adding them to those of the same currency.
    pub(super) fn take(&mut self, totals: VenueTotals) {
        match self.totals.iter_mut().find(|of| of.unit == totals.unit) {
            Some(of) => of.add(&totals),
            None => self.totals.push(totals),
        }
    }
}
