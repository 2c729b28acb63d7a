//! Derive's portfolio margin 2 as a rule set: a manager for each underlying, with the collateral that manager takes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::naked::naked_each;
use super::pm2::{self, Collateral, Gains, Pair, Pm2Account, Pm2Margin, Pm2Rules, VolMode, Worst};
use super::positions::{ASSUMED, Coins, Positions, SURE, holdings, positions, stable};
use crate::book::Asset;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::linear_perpetuals_and_options;
use crate::margin::venues::scenarios::{Sheet, Weighed, adding_up, dollars, table};
use crate::margin::{
    Charge, ChargeName, Dated, Demand, Equity, FigureError, Parameters, RuleError, RuleSet, RuleStamp, Venue,
};
use crate::risk::{Leg, Underlying, Valued};
use rust_decimal::Decimal;

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "derive-pm2", read, shipped };

/// Parameters of all managers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pm2Managers {
    /// By underlying: `ETH`.
    pub managers: BTreeMap<String, Pm2Rules>,
}

impl Parameters for Pm2Managers {
    fn check(&self) -> Result<(), RuleError> {
        for (coin, rules) in &self.managers {
            rules.check().map_err(|error| error.below(&format!("managers.{coin}")))?;
        }
        Ok(())
    }
}

/// The managers shipped, each underlying with its own collateral.
///
/// # Errors
/// A file that cannot be used.
pub fn pm2_managers() -> Result<Dated<Pm2Managers>, RuleError> {
    let mut managers = BTreeMap::new();
    let mut stamps: Vec<(String, RuleStamp)> = Vec::new();
    for text in [pm2::ETH_BTC, pm2::SOL, pm2::HYPE] {
        let dated = Dated::<Pm2Rules>::from_json(text)?;
        let coins: Vec<String> = dated.parameters.collateral.keys().cloned().collect();
        stamps.push((coins.join(" and "), dated.stamp()));
        for coin in coins {
            let mut rules = dated.parameters.clone();
            rules.collateral.retain(|manager, _| *manager == coin);
            managers.insert(coin, rules);
        }
    }
    let stamps: Vec<(&str, RuleStamp)> = stamps.iter().map(|(part, stamp)| (part.as_str(), stamp.clone())).collect();
    Ok(Dated::joined("derive-pm2", "Derive portfolio margin 2", &stamps, Pm2Managers { managers }))
}

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(pm2_managers()?)
}

fn rule_set(dated: Dated<Pm2Managers>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |Pm2Managers { managers }| {
        let managers = managers.into_iter().map(|(coin, rules)| (coin, Manager::of(rules))).collect();
        Ok(Managers { managers })
    })
}

#[derive(Debug)]
struct Managers {
    managers: BTreeMap<String, Manager>,
}

#[derive(Debug)]
struct Manager {
    rules: Pm2Rules,
    layout: Layout,
}

impl Manager {
    fn of(rules: Pm2Rules) -> Self {
        let scenarios: Vec<_> = rules.scenarios.iter().map(|of| (of.spot, of.vol, of.damping)).collect();
        Self { layout: Layout::of(&scenarios), rules }
    }
}

static SCENARIO: ChargeName = ChargeName {
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
static PERP: ChargeName = ChargeName {
    name: "Perpetual contingency",
    words: "The perpetual’s size × spot × a rate, whatever hedges it.",
};
static NAKED: ChargeName = ChargeName {
    name: "Naked short options",
    words: "Options sold that no option of the other type at the same strike offsets × spot × a rate.",
};
static HAIRCUT: ChargeName =
    ChargeName { name: "Collateral haircut", words: "The collateral’s value × its haircut; initial asks for more." };

/// Which of the two margins.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Initial,
    Maintenance,
}

/// One manager's account and what it comes to.
struct Book<'a> {
    coin: &'a str,
    manager: &'a Manager,
    held: Positions,
    account: Pm2Account,
    of: Pm2Margin,
    gains: Gains,
}

impl Managers {
    /// The manager that takes an asset as collateral.
    fn taking(&self, asset: &Asset) -> Option<(&str, &Manager)> {
        let takes = |coin: &str, manager: &Manager| {
            manager.rules.collateral.get(coin).is_some_and(|assets| assets.contains_key(asset.as_str()))
        };
        let found = self.managers.iter().find(|(coin, manager)| takes(coin, manager));
        found.map(|(coin, manager)| (coin.as_str(), manager))
    }

    fn books<'a>(&'a self, account: &Valued, coins: &[Coins<'_>]) -> Result<Vec<Book<'a>>, FigureError> {
        let stable = stable(account);
        let mut split: Vec<(&str, &Manager, Positions, Vec<Collateral>)> = Vec::new();
        for held in positions(account, stable) {
            let asset = account.underlyings.get(held.underlying).map(|underlying| underlying.asset.as_str());
            let Some((coin, manager)) = asset.and_then(|asset| self.managers.get_key_value(asset)) else { continue };
            split.push((coin, manager, held, Vec::new()));
        }
        for held in coins {
            let Some((coin, manager)) = self.taking(held.asset) else { continue };
            let rules = manager.rules.collateral.get(coin).and_then(|assets| assets.get(held.asset.as_str()));
            let Some(rules) = rules else { continue };
            let row = Collateral {
                asset: held.asset.to_string(),
                amount: held.amount,
                price: held.price,
                confidence: SURE,
                haircut: rules.haircut,
                moves_with_spot: rules.moves_with_spot,
            };
            match split.iter_mut().find(|(of, ..)| *of == coin) {
                Some((_, _, _, collateral)) => collateral.push(row),
                None => {
                    let nothing = Positions::nothing(held.underlying.unwrap_or(usize::MAX), held.price);
                    split.push((coin, manager, nothing, vec![row]));
                }
            }
        }
        split.into_iter().map(|(coin, manager, held, rows)| book(account, stable, coin, manager, held, rows)).collect()
    }
}

fn book<'a>(
    account: &Valued,
    stable: f64,
    coin: &'a str,
    manager: &'a Manager,
    held: Positions,
    collateral: Vec<Collateral>,
) -> Result<Book<'a>, FigureError> {
    let window = manager.rules.settlement_window;
    let account = Pm2Account {
        spot: held.spot,
        spot_confidence: SURE,
        stable,
        // cash is in equity alone: it asks for nothing
        cash: 0.0,
        perp: held.perp,
        collateral,
        expiries: held.expiries.iter().map(|of| of.expiry(account.as_of, window)).collect(),
    };
    let of = pm2::margin_of(&account, &manager.rules)?;
    let gains = pm2::gains(&account, &manager.rules, &of);
    Ok(Book { coin, manager, held, account, of, gains })
}

impl Book<'_> {
    fn share(&self, side: Side) -> f64 {
        if side == Side::Initial { self.of.initial_share } else { self.of.maintenance_share }
    }

    /// What is asked for: value less net margin.
    fn total(&self, side: Side) -> Result<Decimal, FigureError> {
        let net = if side == Side::Initial { self.of.initial } else { self.of.maintenance };
        dollars("margin", self.of.value() - net)
    }

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
        let name = if self.of.worst == Worst::Basis { &BASIS } else { &SCENARIO };
        let legs = self.perps(self.gains.perp).chain(self.options(&self.gains.options));
        let weights: Vec<(usize, f64)> = legs.map(|(leg, gain)| (leg, -gain)).collect();
        let (own, collateral) = (weights.iter().map(|(_, loss)| loss).sum::<f64>(), -self.gains.collateral);
        let share = self.share(side);
        let lost = |loss: f64| dollars("worst scenario", loss * share);
        let all = -self.of.worst_gain;
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

    fn charges(&self, side: Side) -> Result<Vec<Charge>, FigureError> {
        let mut out = if self.of.worst_gain < 0.0 { self.losses(side)? } else { Vec::new() };
        let asked = |of: pm2::Charge| {
            dollars("contingency", if side == Side::Initial { of.initial + of.maintenance } else { of.maintenance })
        };
        let of = &self.of.contingencies;
        let rate = |of: Pair| if side == Side::Initial { of.initial + of.maintenance } else { of.maintenance };
        let rules = &self.manager.rules;
        if self.held.perp.amount != 0.0 {
            let charge = Charge::named(&PERP, asked(of.perp)?).rated(rate(rules.perp));
            out.push((charge, self.perps(self.held.perp.amount.abs()).collect()));
        }
        if of.naked_options.maintenance + of.naked_options.initial > 0.0 {
            let naked: Vec<Vec<f64>> = self.account.expiries.iter().map(|of| naked_each(&of.options)).collect();
            let charge = Charge::named(&NAKED, asked(of.naked_options)?).rated(rate(rules.naked_option));
            out.push((charge, self.options(&naked).collect()));
        }
        let coin: Option<Asset> = self.coin.parse().ok();
        for (held, haircut) in self.account.collateral.iter().zip(&of.haircuts) {
            let charge = Charge::named(&HAIRCUT, asked(*haircut)?).rated(rate(held.haircut));
            out.push((Charge { underlying: held.asset.parse().ok(), ..charge }, Vec::new()));
        }
        let on = |charge: Charge| Charge { underlying: charge.underlying.clone().or_else(|| coin.clone()), ..charge };
        let charges = out.into_iter().filter(|(charge, _)| !charge.amount.is_zero());
        Ok(adding_up(self.total(side)?, charges.map(|(charge, weights)| (on(charge), weights)).collect()))
    }

    /// The scenarios as a table, and what stands in none.
    fn sheet(&self) -> Result<(Option<Sheet>, Option<String>), FigureError> {
        let Ok(asset) = self.coin.parse::<Asset>() else { return Ok((None, None)) };
        let charge = dollars("worst scenario", -self.of.worst_gain * self.of.initial_share)?;
        let worst = match self.of.worst {
            Worst::Scenario(place) => Some((place, charge)),
            Worst::Basis => None,
        };
        let skew = worst.and_then(|(place, _)| self.manager.rules.scenarios.get(place)).and_then(|of| match of.vol {
            VolMode::Linear => Some("one wing up and the other down"),
            VolMode::Absolute => Some("both wings together"),
            VolMode::Up | VolMode::Same | VolMode::Down => None,
        });
        let said = skew.map(|how| format!("{asset} is charged for a skew of volatilities, {how}, spot unchanged."));
        Ok((Some(self.manager.layout.sheet(&asset, &self.of.scenarios, worst)), said))
    }
}

impl Venue for Managers {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        linear_perpetuals_and_options("Derive", leg, underlying, |coin| self.managers.contains_key(coin))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let taken = |asset: &Asset| self.taking(asset).map(|_| Decimal::ZERO);
        let (holdings, coins, note) = holdings(account, taken);
        let books = self.books(account, &coins)?;
        let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
        let (mut sheets, mut notes) = (Vec::new(), Vec::new());
        for book in &books {
            initial.extend(book.charges(Side::Initial)?);
            maintenance.extend(book.charges(Side::Maintenance)?);
            let (sheet, said) = book.sheet()?;
            sheets.extend(sheet);
            notes.extend(said);
        }
        let table = table(&sheets);
        if books.len() > 1 {
            notes.push("Each underlying is a subaccount of its own: nothing offsets between them.".to_owned());
        }
        let assumed = (!account.legs.is_empty()).then(|| ASSUMED.to_owned());
        Ok(Demand {
            equity: Equity::of(account, &holdings, true),
            holdings,
            initial,
            maintenance,
            grid: table.grid,
            binding: table.binding,
            ranges: table.ranges,
            notes: note.into_iter().chain(assumed).chain(notes).chain(table.others).collect(),
        })
    }
}

#[cfg(test)]
#[path = "pm2_rule_set_tests.rs"]
mod tests;
