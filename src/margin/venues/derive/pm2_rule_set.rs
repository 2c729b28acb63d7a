//! Derive's portfolio margin 2 as a rule set: a manager for each underlying, with the collateral that manager takes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::asked::{APART, Asked, Both, Contingency, HAIRCUT, NAKED, Of, PERP, Side, Wanted, totals};
use super::layout::Layout;
use super::naked::naked_each;
use super::pm2::{self, Collateral, Gains, Pair, Pm2Account, Pm2Rules, Worst};
use super::positions::{ASSUMED, Coins, Positions, SURE, holdings, positions, stable};
use crate::book::Asset;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::linear_perpetuals_and_options;
use crate::margin::venues::scenarios::table;
use crate::margin::{
    Dated, Demand, DemandTotals, Equity, FigureError, HoldingReport, Parameters, RuleError, RuleSet, RuleStamp, Venue,
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

impl Managers {
    fn holdings<'a>(&self, account: &'a Valued) -> (Vec<HoldingReport>, Vec<Coins<'a>>, Option<String>) {
        holdings(account, |asset| self.taking(asset).map(|_| Decimal::ZERO))
    }

    /// The manager that takes an asset as collateral.
    fn taking(&self, asset: &Asset) -> Option<(&str, &Manager)> {
        let takes = |coin: &str, manager: &Manager| {
            manager.rules.collateral.get(coin).is_some_and(|assets| assets.contains_key(asset.as_str()))
        };
        let found = self.managers.iter().find(|(coin, manager)| takes(coin, manager));
        found.map(|(coin, manager)| (coin.as_str(), manager))
    }

    fn books(&self, account: &Valued, coins: &[Coins<'_>], wanted: Wanted) -> Result<Vec<Asked<'_>>, FigureError> {
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
        let book = |(coin, manager, held, rows)| asked((account, stable), (coin, manager), held, rows, wanted);
        split.into_iter().map(book).collect()
    }
}

fn asked<'a>(
    (account, stable): (&Valued, f64),
    (coin, manager): (&'a str, &'a Manager),
    held: Positions,
    collateral: Vec<Collateral>,
    wanted: Wanted,
) -> Result<Asked<'a>, FigureError> {
    let rules = &manager.rules;
    let account = Pm2Account {
        spot: held.spot,
        spot_confidence: SURE,
        stable,
        // cash is in equity alone: it asks for nothing
        cash: 0.0,
        perp: held.perp,
        collateral,
        expiries: held.expiries.iter().map(|of| of.expiry(account.as_of, rules.settlement_window)).collect(),
    };
    let of = pm2::margin_of(&account, rules)?;
    let mut asked = Asked {
        coin,
        layout: &manager.layout,
        skew: None,
        held,
        value: of.value(),
        net: Both { initial: of.initial, maintenance: of.maintenance },
        worst: of.worst,
        worst_gain: of.worst_gain,
        share: Both { initial: of.initial_share, maintenance: of.maintenance_share },
        scenarios: Vec::new(),
        gains: Gains::default(),
        contingencies: Vec::new(),
    };
    if wanted == Wanted::Totals {
        return Ok(asked);
    }
    asked.skew = match of.worst {
        Worst::Scenario(place) => rules.scenarios.get(place).map(|scenario| scenario.vol),
        Worst::Basis => None,
    };
    // initial is asked for on top of maintenance
    let amount = |of: pm2::Charge| Both { initial: of.initial + of.maintenance, maintenance: of.maintenance };
    let rate = |of: Pair| Both { initial: of.initial + of.maintenance, maintenance: of.maintenance };
    let naked = account.expiries.iter().map(|of| naked_each(&of.options)).collect();
    let (charged, beside) = (&of.contingencies, |name, charge, pair, of| Contingency {
        name,
        amount: amount(charge),
        rate: rate(pair),
        of,
    });
    asked.contingencies = vec![
        beside(&PERP, charged.perp, rules.perp, Of::Perp),
        beside(&NAKED, charged.naked_options, rules.naked_option, Of::Options(naked)),
    ];
    for (held, charge) in account.collateral.iter().zip(&charged.haircuts) {
        asked.contingencies.push(beside(&HAIRCUT, *charge, held.haircut, Of::Collateral(held.asset.parse().ok())));
    }
    asked.gains = pm2::gains(&account, rules, &of);
    asked.scenarios = of.scenarios;
    Ok(asked)
}

impl Venue for Managers {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        linear_perpetuals_and_options("Derive", leg, underlying, |coin| self.managers.contains_key(coin))
    }

    fn totals(&self, account: &Valued) -> Result<DemandTotals, FigureError> {
        let (holdings, coins, _) = self.holdings(account);
        let equity = Equity::of(account, &holdings, true).total;
        totals(equity, &self.books(account, &coins, Wanted::Totals)?)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (holdings, coins, note) = self.holdings(account);
        let books = self.books(account, &coins, Wanted::Parts)?;
        let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
        let (mut sheets, mut notes) = (Vec::new(), Vec::new());
        for book in &books {
            initial.extend(book.charges(Side::Initial)?);
            maintenance.extend(book.charges(Side::Maintenance)?);
            sheets.extend(book.sheet()?);
            notes.extend(book.skewed()?);
        }
        let table = table(&sheets);
        if books.len() > 1 {
            notes.push(APART.to_owned());
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
