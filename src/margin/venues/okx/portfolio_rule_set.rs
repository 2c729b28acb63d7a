//! Portfolio margin as a rule set: a risk unit each underlying, its parts as charges, borrowing beside them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::account::{Account, Asset, account_margin};
use super::coins::{Coins, borrowing};
use super::cross::{CrossFile, check_discounts};
use super::discount::DiscountTier;
use super::parameters::{PortfolioRules, portfolio_rules};
use super::portfolio_grid::sheet;
use super::risk_unit::{OtherRisks, RiskUnit, UnitMargin, basis_rate, unit_margin};
use super::scenarios::{Contract, Position, Scenario, gain};
use crate::book::Asset as Coin;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, unlisted_kind};
use crate::margin::venues::scenarios::{adding_up, dollars, table};
use crate::margin::{Charge, ChargeName, Dated, Demand, Parameters, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, Shape, Underlying, Valued, to_f64, to_usd};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "okx-portfolio", read, shipped };

/// Parameters of portfolio margin as a rule set. Fractions are fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioMarginRules {
    /// Risk units and borrowing.
    pub portfolio: PortfolioRules,
    /// Discounts of collateral, as in [`super::CrossRules`].
    pub discounts: BTreeMap<String, Vec<DiscountTier>>,
}

impl Parameters for PortfolioMarginRules {
    fn check(&self) -> Result<(), RuleError> {
        check_discounts(&self.discounts)?;
        self.portfolio.check().map_err(|error| error.below("portfolio"))
    }
}

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    let (portfolio, cross) = (portfolio_rules()?, CrossFile::shipped()?);
    let discounts = cross.parameters.discounts.clone();
    let of = [("portfolio margin", portfolio.stamp()), ("discounts", cross.stamp())];
    let (name, title) = (portfolio.name, portfolio.title);
    let parameters = PortfolioMarginRules { portfolio: portfolio.parameters, discounts };
    rule_set(Dated::joined(&name, &title, &of, parameters))
}

fn rule_set(dated: Dated<PortfolioMarginRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(PortfolioMargin { rules }))
}

#[derive(Debug)]
struct PortfolioMargin {
    rules: PortfolioMarginRules,
}

static MR1: ChargeName = ChargeName {
    name: "Price and volatility (MR1)",
    words: "The largest loss of all positions in one coin over the price moves of its class.",
};
static MR6: ChargeName = ChargeName {
    name: "Extreme move (MR6)",
    words: "A part of the loss in a move far beyond those of MR1, where it is more than MR1.",
};
static MR4: ChargeName = ChargeName {
    name: "Basis (MR4)",
    words: "The net delta of the perpetuals and of each expiry × a rate, for dated contracts by their time left.",
};
static MR7: ChargeName = ChargeName {
    name: "Cost of reducing (MR7)",
    words: "The delta of every position × a rate, where it is more than all the other parts together.",
};

/// A leg as a position of its risk unit; `None` of what is owed.
fn position(leg: &Leg, account: &Valued) -> Result<Option<Position>, FigureError> {
    let years = leg.expiry.map(|expiry| expiry.years_after(account.as_of));
    if leg.instrument_kind().is_none() {
        return Ok(None);
    }
    let coins = leg.coins().ok_or_else(|| FigureError::overflow("coins of the position"))?;
    let (size, mark) = (to_f64(coins), to_f64(leg.mark));
    let (rate, contract) = match leg.shape {
        Shape::Spot { .. } => return Ok(None),
        Shape::Linear { usd } => (usd / (size * mark), Contract::Future { mark }),
        Shape::Inverse { .. } => (1.0, Contract::Future { mark }),
        Shape::Option { black, .. } => {
            let (forward, strike, right, vol) = (black.forward, black.strike, black.right, black.vol);
            (1.0, Contract::Option { forward, strike, right, vol })
        }
    };
    let rate = if rate.is_finite() { rate } else { 1.0 };
    Ok(Some(Position { name: String::new(), size, rate, years, contract }))
}

/// A risk unit of the account and the legs its positions are.
struct Unit {
    unit: RiskUnit,
    legs: Vec<usize>,
}

fn unit(account: &Valued, underlying: &Underlying) -> Result<Unit, FigureError> {
    let mut out = Unit {
        unit: RiskUnit {
            underlying: underlying.asset.to_string(),
            index: to_f64(underlying.index),
            positions: Vec::new(),
            others: OtherRisks::default(),
        },
        legs: Vec::new(),
    };
    for &place in &underlying.legs {
        let Some(leg) = account.legs.get(place) else { continue };
        if let Some(position) = position(leg, account)? {
            out.unit.positions.push(position);
            out.legs.push(place);
        }
    }
    Ok(out)
}

impl PortfolioMargin {
    /// Each leg's loss in a scenario.
    fn losses(&self, of: &Unit, worst: Option<Scenario>) -> Vec<(usize, f64)> {
        let Some(worst) = worst else { return Vec::new() };
        if let [leg] = of.legs[..] {
            return vec![(leg, 1.0)];
        }
        let shock = self.rules.portfolio.volatility.as_ref();
        let loss = |position: &Position| -gain(position, of.unit.index, worst, shock);
        of.legs.iter().copied().zip(of.unit.positions.iter().map(loss)).collect()
    }

    /// What each leg adds to the basis charge, or takes from it.
    fn basis(&self, of: &Unit) -> Result<Vec<(usize, f64)>, FigureError> {
        let class = self.rules.portfolio.class(&of.unit.underlying)?;
        let deltas: Vec<f64> = of.unit.positions.iter().map(|position| position.delta(of.unit.index)).collect();
        let all = || of.unit.positions.iter().zip(&deltas);
        let part = |(position, delta): (&Position, &f64)| {
            let net: f64 = all().filter(|(other, _)| other.years == position.years).map(|(_, delta)| delta).sum();
            basis_rate(class, position.years) * net.signum() * delta
        };
        Ok(of.legs.iter().copied().zip(all().map(part)).collect())
    }

    fn charge(&self, of: &Unit, margin: &UnitMargin, asset: &Coin, demand: &mut Demand) -> Result<(), FigureError> {
        let reducing = margin.mr7 >= margin.maintenance && margin.mr7 > margin.mr1.max(margin.mr6) + margin.mr4;
        let parts = if reducing {
            let gross = of.unit.positions.iter().map(|position| position.delta(of.unit.index).abs());
            vec![(&MR7, margin.mr7, of.legs.iter().copied().zip(gross).collect())]
        } else {
            // the two are one figure for what moves straight, to a last digit
            let (name, amount, worst) = if margin.mr6 > margin.mr1 * (1.0 + 1e-12) {
                (&MR6, margin.mr6, margin.mr6_worst)
            } else {
                (&MR1, margin.mr1, margin.mr1_worst)
            };
            vec![(name, amount, self.losses(of, worst)), (&MR4, margin.mr4, self.basis(of)?)]
        };
        let over = self.rules.portfolio.initial_over_maintenance;
        for (charges, factor, total) in
            [(&mut demand.initial, over, margin.initial), (&mut demand.maintenance, 1.0, margin.maintenance)]
        {
            let mut named = Vec::new();
            for (name, amount, weights) in &parts {
                let amount = dollars("risk unit", amount * factor)?;
                named.push((Charge::named(name, amount).on(asset), Vec::clone(weights)));
            }
            charges.extend(adding_up(dollars("risk unit", total)?, named));
        }
        Ok(())
    }
}

impl Venue for PortfolioMargin {
    fn refuses(&self, leg: &Leg, _: &Underlying) -> Option<String> {
        if leg.kind == LegKind::Borrowed {
            return None;
        }
        if self.rules.portfolio.volatility.is_none() && matches!(leg.shape, Shape::Option { .. }) {
            let said = "OKX does not publish how volatility moves in MR1, which options need; put a shock into portfolio.volatility";
            return Some(said.to_owned());
        }
        unlisted_kind("OKX", leg, Lists { options: true, futures: true, inverse: true })
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let rules = &self.rules.portfolio;
        let coins = Coins::of(account, &self.rules.discounts, true)?;
        let owed = coins.borrowed(account);
        let mut demand = Demand { notes: coins.notes, ..Demand::default() };
        let mut margins = Vec::new();
        for underlying in &account.underlyings {
            let of = unit(account, underlying)?;
            if of.legs.is_empty() {
                continue;
            }
            let margin = unit_margin(&of.unit, rules)?;
            self.charge(&of, &margin, &underlying.asset, &mut demand)?;
            margins.push((underlying.asset.clone(), margin));
        }
        let debt =
            |(_, usd): &(Option<usize>, Decimal)| Asset { coin: String::new(), equity: -to_f64(*usd), price: 1.0 };
        let borrowed = Account { assets: owed.iter().map(debt).collect(), ..Account::default() };
        let of = account_margin(&[], &borrowed, rules)?;
        for (rate, total, charges) in [
            (rules.borrow_initial, of.borrow_initial, &mut demand.initial),
            (rules.borrow_maintenance, of.borrow_maintenance, &mut demand.maintenance),
        ] {
            let rate = to_usd(rate).unwrap_or_default();
            charges.extend(borrowing(&owed, rate, dollars("borrowing", total)?));
        }
        let sheet = |(asset, margin): &(Coin, UnitMargin)| sheet(asset, margin, margins.len(), rules).transpose();
        table(&margins.iter().filter_map(sheet).collect::<Result<Vec<_>, _>>()?).into_demand(&mut demand);
        Ok(Demand { holdings: coins.holdings, equity: coins.equity, ..demand })
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, marked, market as prices, near, rules, with_options};
    use crate::margin::{RuleSet, assess, liquidation};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;
    use serde_json::{Value, json};

    /// The venue's example answer of its position builder: ten contracts of 0.01 BTC sold at 100,000, ten of LTC bought at
    /// 8,000, 100 USDT at 0.99954; index prices worked back from its scenarios.
    #[test]
    fn the_position_builder_of_the_documentation() {
        let book = account(&["-0.1 BTC_USDT-PERPETUAL @ 100000", "10 LTC_USDT-PERPETUAL @ 8000"], &["100 USDT"]);
        let market = prices(&[("BTC", "97078.9"), ("LTC", "101.9951"), ("USDT", "0.99954")]);
        let market = marked(market, &[("BTC_USDT-PERPETUAL", "97093.7"), ("LTC_USDT-PERPETUAL", "102")]);
        let of = assess(&book, &market, rules("okx-portfolio"));
        assert_eq!(of.left_out, []);
        let close = |a: Decimal, b: Decimal| (a / b - Decimal::ONE).abs() < dec!(0.000001);
        assert!(close(of.maintenance_margin, dec!(2946.5480841048)), "{}", of.maintenance_margin);
        assert!(close(of.initial_margin, dec!(9643.45070718144)), "{}", of.initial_margin);
        assert!(close(of.equity.total, dec!(-78553.21888979999)), "{}", of.equity.total);
        // MR1 and MR4 of each, then what is borrowed of USDT
        let amounts: Vec<Decimal> = of.maintenance_charges.iter().map(|charge| charge.amount).collect();
        let told = [dec!(1164.4109244), dec!(19.4098073796), dec!(183.5067280), dec!(8.1562464), dec!(1571.064377796)];
        assert_eq!(amounts.len(), told.len(), "{amounts:?}");
        for (amount, told) in amounts.iter().zip(told) {
            assert!(close(*amount, told), "{amounts:?}");
        }
    }

    #[test]
    fn a_hedge_leaves_the_basis_and_the_cost_of_reducing() {
        let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "25DEC26", "60000")], &[]);
        let book = account(&["1 BTC-PERP", "-1 BTC_USDT-25DEC26"], &["9000 USDT"]);
        let of = assess(&book, &market, rules("okx-portfolio"));
        // 0.2 % of 60,000 and of the dated contract 5 % a year for 33.3 days, against 0.45 % of 120,000
        let dated = 60_000.0 * 0.05 * (33.0 + 8.0 / 24.0) / 365.0;
        assert!(120.0 + dated < 540.0);
        assert!(near(of.maintenance_margin, 540.0), "{}", of.maintenance_margin);
        assert!(near(of.held_apart, 1.3 * (2.0 * 7200.0 + 120.0 + dated)), "{}", of.held_apart);
        assert_eq!(of.charges[0].kind, crate::margin::ChargeKind::Venue(&super::MR7));
        // a larger perpetual is charged its excess, and the legs' parts add up
        let book = account(&["3 BTC-PERP", "-1 BTC_USDT-25DEC26"], &["90000 USDT"]);
        let of = assess(&book, &market, rules("okx-portfolio"));
        assert!(near(of.maintenance_margin, 2.0 * 7200.0 + 3.0 * 120.0 + dated), "{}", of.maintenance_margin);
        assert_eq!(of.legs.iter().map(|leg| leg.part).sum::<Decimal>(), of.initial_margin);
        assert_eq!((of.binding.unwrap().column, of.grid.steps.len()), (Some(0), 7));
        assert_eq!(of.underlyings[0].scan_range, 0.12);
    }

    #[test]
    fn liquidated_where_equity_meets_the_parts() {
        let book = account(&["1 BTC-PERP @ 60000"], &["20000 USDT"]);
        let below = liquidation(&book, &prices(&[("BTC", "60000")]), rules("okx-portfolio"))[0].below.unwrap().price;
        // 20,000 + x − 60,000 = (0.12 + 0.002)·x; 40,000/0.878 is still above what is held
        assert!((below / (dec!(40000) / dec!(0.878)) - dec!(1)).abs() < dec!(1e-9), "{below}");
    }

    #[test]
    fn options_need_a_shock_and_then_count() {
        let market =
            with_options(prices(&[("BTC", "60000")]), &[("BTC", "25DEC26", "60000")], &[("BTC-25DEC26-60000-C", 0.5)]);
        let book = account(&["-1 BTC-25DEC26-60000-C", "0.5 BTC-PERP"], &["50000 USDT", "1 BTC"]);
        let of = assess(&book, &market, rules("okx-portfolio"));
        assert!(of.left_out[0].reason.contains("does not publish how volatility moves"), "{:?}", of.left_out);
        let mut json: Value = serde_json::from_str(&rules("okx-portfolio").to_json()).unwrap();
        json["parameters"]["portfolio"]["volatility"] =
            json!({"up": 0.3, "down": 0.3, "short_power": 0.3, "long_power": 0.3, "least_days": 1, "least_up": 0});
        let of = assess(&book, &market, &RuleSet::from_json(&json.to_string()).unwrap());
        assert_eq!(of.left_out, []);
        // what BTC counts for, its options count for: without discount tiers nothing
        assert!(of.hedge_benefit > dec!(0) && of.equity.option_value == dec!(0));
        assert_eq!(of.legs.iter().map(|leg| leg.part).sum::<Decimal>(), of.initial_margin);
        // without coins the option sold is a loan of what it is worth
        let book = account(&["-1 BTC-25DEC26-60000-C", "0.5 BTC-PERP"], &["50000 USDT"]);
        let lent = assess(&book, &market, &RuleSet::from_json(&json.to_string()).unwrap());
        let more = lent.maintenance_margin - of.maintenance_margin;
        assert!(near(more, -0.02 * crate::risk::to_f64(lent.equity.option_value)), "{more}");
        json["parameters"]["portfolio"]["borrow_initial"] = 10.into();
        let said = RuleSet::from_json(&json.to_string()).unwrap_err().to_string();
        assert!(said.starts_with("portfolio.borrow_initial is 10; "), "{said}");
    }

    #[test]
    fn an_empty_book_needs_nothing() {
        let of = assess(&account(&[], &["7 USDC"]), &prices(&[]), rules("okx-portfolio"));
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(7)));
    }
}
