//! One portfolio manager's answer about its subaccount, given back as charges with each leg's part, and as a table.

use super::layout::Layout;
use super::pm2::{Gains, VolMode, Worst};
use super::positions::Positions;
use crate::book::Asset;
use crate::margin::venues::scenarios::{Sheet, Weighed, adding_up, dollars, required};
use crate::margin::{Charge, ChargeName, DemandTotals, FigureError};
use rust_decimal::Decimal;

pub(super) static SCENARIO: ChargeName = ChargeName {
    name: "Worst scenario",
    words: "The largest loss over moves of spot and volatility, far moves damped, × the share of it that is asked for; a \
            stablecoin below its peg raises the initial share.",
};
static BASIS: ChargeName = ChargeName {
    name: "Forward moves",
    words: "What each expiry loses as its forward alone moves × a share that grows with time, where that is more than the \
            worst scenario; then the share of it that is asked for.",
};
static COLLATERAL: ChargeName = ChargeName {
    name: "Collateral in the scenario",
    words: "What collateral that moves with spot loses in the worst scenario, × the share that is asked for.",
};
pub(super) static PERP: ChargeName = ChargeName {
    name: "Perpetual contingency",
    words: "The perpetual’s size × spot × a rate, whatever hedges it.",
};
pub(super) static NAKED: ChargeName = ChargeName {
    name: "Naked short options",
    words: "Options sold that no option of the other type at the same strike offsets × spot × a rate.",
};
pub(super) static HAIRCUT: ChargeName =
    ChargeName { name: "Collateral haircut", words: "The collateral’s value × its haircut; initial asks for more." };
/// What a reader has to know of several of them.
pub(super) const APART: &str = "Each underlying is a subaccount of its own: nothing offsets between them.";

/// Which of the two margins.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    Initial,
    Maintenance,
}

/// One figure for initial and one for maintenance.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Both {
    pub(super) initial: f64,
    pub(super) maintenance: f64,
}

/// Whose charge a contingency is.
pub(super) enum Of {
    /// The perpetual's.
    Perp,
    /// Each option's, by a figure, expiry by expiry.
    Options(Vec<Vec<f64>>),
    /// A collateral asset's, which is no leg.
    Collateral(Option<Asset>),
}

/// A charge beside the scenarios, dollars, and the rate it comes from.
pub(super) struct Contingency {
    pub(super) name: &'static ChargeName,
    pub(super) amount: Both,
    pub(super) rate: Both,
    pub(super) of: Of,
}

/// Whether only totals are asked for, or also whose part they are.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    Totals,
    Parts,
}

/// What several managers ask for, of an account worth `equity`.
pub(super) fn totals(equity: Decimal, books: &[Asked<'_>]) -> Result<DemandTotals, FigureError> {
    let nothing = DemandTotals { equity, ..DemandTotals::default() };
    let add = |sum: DemandTotals, book: &Asked<'_>| -> Result<DemandTotals, FigureError> {
        Ok(sum.asking(book.total(Side::Initial)?, book.total(Side::Maintenance)?))
    };
    books.iter().try_fold(nothing, add)
}

/// A manager's answer; gains and contingencies only where parts are wanted.
pub(super) struct Asked<'a> {
    pub(super) coin: &'a str,
    pub(super) layout: &'a Layout,
    pub(super) held: Positions,
    /// What is held is worth, and what the manager leaves of it.
    pub(super) value: f64,
    pub(super) net: Both,
    pub(super) scenarios: Vec<f64>,
    pub(super) worst: Worst,
    pub(super) worst_gain: f64,
    /// What volatility does in the worst scenario.
    pub(super) skew: Option<VolMode>,
    /// Share of the worst loss that is asked for.
    pub(super) share: Both,
    /// What each gains in it.
    pub(super) gains: Gains,
    pub(super) contingencies: Vec<Contingency>,
}

impl Both {
    fn on(self, side: Side) -> f64 {
        if side == Side::Initial { self.initial } else { self.maintenance }
    }
}

impl Asked<'_> {
    /// Legs of the perpetual by `amount`, which is of all their units.
    fn perps(&self, amount: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
        let all = self.held.perp.amount;
        self.held.perps.iter().map(move |&(leg, units)| (leg, if all == 0.0 { 0.0 } else { amount * units / all }))
    }

    /// Every option's leg with a figure of its expiry's list.
    fn options<'b>(&'b self, figures: &'b [Vec<f64>]) -> impl Iterator<Item = (usize, f64)> + 'b {
        let expiries = self.held.expiries.iter().zip(figures);
        expiries.flat_map(|(of, figures)| of.legs.iter().copied().zip(figures.iter().copied()))
    }

    fn losses(&self, side: Side) -> Result<Vec<Weighed>, FigureError> {
        let name = if self.worst == Worst::Basis { &BASIS } else { &SCENARIO };
        let legs = self.perps(self.gains.perp).chain(self.options(&self.gains.options));
        let weights: Vec<(usize, f64)> = legs.map(|(leg, gain)| (leg, -gain)).collect();
        let (own, collateral) = (weights.iter().map(|(_, loss)| loss).sum::<f64>(), -self.gains.collateral);
        let lost = |loss: f64| dollars("worst scenario", loss * self.share.on(side));
        let all = -self.worst_gain;
        let mut out = Vec::new();
        // who gains relieves who loses: a part of the loss is the collateral's only where both lose, or the positions gain
        if own > 0.0 {
            let amount = if collateral > 0.0 { own } else { all };
            out.push((Charge::named(name, lost(amount)?), weights));
        }
        if collateral > 0.0 {
            let amount = if own > 0.0 { collateral } else { all };
            out.push((Charge::named(&COLLATERAL, lost(amount)?), Vec::new()));
        }
        Ok(out)
    }

    /// What one margin asks for: value less net margin.
    pub(super) fn total(&self, side: Side) -> Result<Decimal, FigureError> {
        required("margin", self.value - self.net.on(side))
    }

    /// The parts of one margin.
    pub(super) fn charges(&self, side: Side) -> Result<Vec<Charge>, FigureError> {
        let coin: Option<Asset> = self.coin.parse().ok();
        let mut out = if self.worst_gain < 0.0 { self.losses(side)? } else { Vec::new() };
        for contingency in &self.contingencies {
            let amount = dollars("contingency", contingency.amount.on(side))?;
            let charge = Charge::named(contingency.name, amount).rated(contingency.rate.on(side));
            out.push(match &contingency.of {
                Of::Perp => (charge, self.perps(self.held.perp.amount.abs()).collect()),
                Of::Options(figures) => (charge, self.options(figures).collect()),
                Of::Collateral(asset) => (Charge { underlying: asset.clone(), ..charge }, Vec::new()),
            });
        }
        let on = |charge: Charge| Charge { underlying: charge.underlying.clone().or_else(|| coin.clone()), ..charge };
        let charges = out.into_iter().filter(|(charge, _)| !charge.amount.is_zero());
        Ok(adding_up(self.total(side)?, charges.map(|(charge, weights)| (on(charge), weights)).collect()))
    }

    /// The scenarios as a table.
    pub(super) fn sheet(&self) -> Result<Option<Sheet>, FigureError> {
        let Ok(asset) = self.coin.parse::<Asset>() else { return Ok(None) };
        Ok(Some(self.layout.sheet(&asset, &self.scenarios, self.bound()?)))
    }

    /// The scenario that is charged for, and how much.
    fn bound(&self) -> Result<Option<(usize, Decimal)>, FigureError> {
        let charge = dollars("worst scenario", -self.worst_gain * self.share.initial)?;
        Ok(match self.worst {
            Worst::Scenario(place) => Some((place, charge)).filter(|_| charge > Decimal::ZERO),
            Worst::Basis => None,
        })
    }

    /// A skew that is charged for has no place in the table.
    pub(super) fn skewed(&self) -> Result<Option<String>, FigureError> {
        let how = self.bound()?.and(self.skew).and_then(|mode| match mode {
            VolMode::Linear => Some("one wing up and the other down"),
            VolMode::Absolute => Some("both wings together"),
            VolMode::Up | VolMode::Same | VolMode::Down => None,
        });
        Ok(how.map(|how| format!("{} is charged for a skew of volatilities, {how}, spot unchanged.", self.coin)))
    }
}
