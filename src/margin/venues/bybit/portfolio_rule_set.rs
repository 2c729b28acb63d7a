//! Portfolio margin as a rule set: each underlying through its scenarios, contingency beside them, loans by their rates.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::cross::{CrossFile, LoanRates, check};
use super::cross_rule_set::{Both, LOANS, no_loan};
use super::parameters::{PortfolioRules, portfolio_rules};
use super::portfolio_grid::{Coin, sheet};
use super::{CoinBook, OptionPosition, Rows, portfolio_margin, position_contingency, position_gains, scenario_rows};
use crate::margin::checked::decimal::mul;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, at_ratios, unlisted_kind};
use crate::margin::venues::scenarios::{adding_up, dollars, table};
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, Parameters, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, LegOf, Shape, Underlying, Valued, to_f64};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "bybit-portfolio", read, shipped };

/// Parameters of portfolio margin as a rule set. Fractions are fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioMarginRules {
    /// Scenarios and contingency.
    pub scenarios: PortfolioRules,
    /// What part of a coin counts, as in [`super::CrossRules`].
    pub collateral: BTreeMap<String, Decimal>,
    /// What borrowed coins ask for.
    pub loans: BTreeMap<String, LoanRates>,
}

impl Parameters for PortfolioMarginRules {
    fn check(&self) -> Result<(), RuleError> {
        check(&BTreeMap::new(), &self.collateral, &self.loans)?;
        self.scenarios.check().map_err(|error| error.below("scenarios"))
    }
}

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    let (scenarios, cross) = (portfolio_rules()?, CrossFile::shipped()?);
    let of = [("scenarios", scenarios.stamp()), ("collateral and loans", cross.stamp())];
    let parameters = PortfolioMarginRules {
        scenarios: scenarios.parameters,
        collateral: cross.parameters.collateral.clone(),
        loans: cross.parameters.loans.clone(),
    };
    rule_set(Dated::joined(&scenarios.name, &scenarios.title, &of, parameters))
}

fn rule_set(dated: Dated<PortfolioMarginRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(PortfolioMargin { rules }))
}

#[derive(Debug)]
struct PortfolioMargin {
    rules: PortfolioMarginRules,
}

static SCENARIOS: ChargeName = ChargeName {
    name: "Price and volatility scenarios",
    words: "The largest loss of all positions in one coin over the price moves, with volatility up, same and down; for the \
            initial margin times the coin’s factor.",
};
static SHORT_OPTIONS: ChargeName = ChargeName {
    name: "Net short options",
    words: "Options sold less options bought × a coefficient × the index price; for the initial margin times the coin’s factor.",
};
static FUTURES: ChargeName = ChargeName {
    name: "Perpetuals and futures by value",
    words: "The value of every perpetual and future × a coefficient; for the initial margin times the coin’s factor.",
};

/// One underlying's positions, and which legs they are.
struct Positions {
    book: CoinBook,
    futures: Vec<usize>,
    options: Vec<usize>,
}

fn positions(account: &Valued, place: usize, underlying: &Underlying) -> Result<Positions, FigureError> {
    let mut of = Positions {
        book: CoinBook { index: to_f64(underlying.index), ..CoinBook::default() },
        futures: Vec::new(),
        options: Vec::new(),
    };
    for &at in &underlying.legs {
        let Some(leg) = account.legs.get(at).filter(|leg| leg.underlying == place) else { continue };
        match leg.shape {
            Shape::Option { black, .. } => {
                let days = leg.expiry.map_or(0.0, |expiry| expiry.days_after(account.as_of));
                let size = leg.units_f64();
                let (forward, strike, right, vol) = (black.forward, black.strike, black.right, black.vol);
                of.book.options.push(OptionPosition { size, forward, strike, right, vol, days });
                of.options.push(at);
            }
            Shape::Linear { .. } | Shape::Inverse { .. } => {
                let coins = leg.coins().ok_or_else(|| FigureError::overflow("coins of the position"))?;
                of.book.futures.push(to_f64(coins));
                of.futures.push(at);
            }
            Shape::Spot { .. } => {}
        }
    }
    Ok(of)
}

impl PortfolioMargin {
    /// Adds one underlying's charges; gives back its part of the grid.
    fn coin(&self, of: &Positions, underlying: &Underlying, demand: &mut Demand) -> Result<Coin, FigureError> {
        let rules = &self.rules.scenarios;
        let rows: Rows = scenario_rows(&of.book, rules)?;
        let contingency = position_contingency(&of.book, rules);
        let margin = portfolio_margin(underlying.asset.as_str(), &rows, &contingency, rules)?;
        let legs = || of.futures.iter().chain(&of.options).copied();
        let losses: Vec<(usize, f64)> = match margin.worst {
            // one leg bears its loss alone
            Some(_) if legs().count() == 1 => legs().map(|leg| (leg, 1.0)).collect(),
            Some(worst) => {
                let gains = position_gains(&of.book, worst.price_move, worst.vol, rules)?;
                legs().zip(gains.iter().map(|gain| -gain)).collect()
            }
            None => Vec::new(),
        };
        let sold =
            of.options.iter().copied().zip(of.book.options.iter().map(|option| -option.size)).collect::<Vec<_>>();
        let values = of.futures.iter().copied().zip(of.book.futures.iter().map(|size| size.abs())).collect::<Vec<_>>();
        for (charges, factor, total) in
            [(&mut demand.initial, margin.factor, margin.initial), (&mut demand.maintenance, 1.0, margin.maintenance)]
        {
            let parts = [
                (&SCENARIOS, margin.loss, &losses),
                (&SHORT_OPTIONS, contingency.option, &sold),
                (&FUTURES, contingency.future, &values),
            ];
            let mut named = Vec::new();
            for (place, (name, amount, weights)) in parts.into_iter().enumerate() {
                if place == 0 || amount > 0.0 {
                    let amount = dollars("scenario margin", amount * factor)?;
                    named.push((Charge::named(name, amount).on(&underlying.asset), weights.clone()));
                }
            }
            charges.extend(adding_up(dollars("scenario margin", total)?, named));
        }
        Ok(Coin { asset: underlying.asset.clone(), rows, worst: margin.worst })
    }
}

impl Venue for PortfolioMargin {
    fn refuses(&self, leg: &Leg, _: &Underlying) -> Option<String> {
        if leg.kind == LegKind::Borrowed {
            return None;
        }
        let inverse_option = matches!(leg.shape, Shape::Option { inverse: true, .. });
        let lists = Lists { options: true, futures: true, inverse: !inverse_option };
        unlisted_kind("Bybit", leg, lists)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let holdings = at_ratios(account, &self.rules.collateral);
        let equity = Equity::of(account, &holdings, true);
        let mut demand = Demand { holdings, equity, ..Demand::default() };
        let mut coins = Vec::new();
        for (place, underlying) in account.underlyings.iter().enumerate() {
            let of = positions(account, place, underlying)?;
            if !of.futures.is_empty() || !of.options.is_empty() {
                coins.push(self.coin(&of, underlying, &mut demand)?);
            }
        }
        let rules = &self.rules.scenarios;
        if !coins.is_empty() && rules.net_short_option <= 0.0 && rules.gross_future <= 0.0 {
            let said = "The venue’s contingency is not in it: its coefficients are not published and stand at 0.";
            demand.notes.push(said.to_owned());
        }
        let mut loans = Both::default();
        for (place, leg) in account.legs.iter().enumerate() {
            let LegOf::Coin(coin) = &leg.of else { continue };
            let owed = mul("loan", leg.units.abs(), leg.mark)?;
            match self.rules.loans.get(coin.as_str()) {
                Some(rates) => loans.push(place, rates.initial_of(owed)?, rates.maintenance_of(owed)?),
                None => demand.notes.push(no_loan(coin)),
            }
        }
        loans.charged([&LOANS, &LOANS], &mut demand);
        let sheets = coins.iter().filter_map(|coin| sheet(coin, coins.len(), rules).transpose());
        table(&sheets.collect::<Result<Vec<_>, _>>()?).into_demand(&mut demand);
        Ok(demand)
    }
}

#[cfg(test)]
mod tests {
    use crate::book::{Expiry, Right};
    use crate::margin::venues::case::{NOW, account, market as prices, near, rules, with_options};
    use crate::margin::{RuleSet, VolMove, assess, liquidation};
    use crate::pricing::Black76;
    use crate::risk::to_f64;
    use rust_decimal_macros::dec;
    use serde_json::Value;

    const CALL: &str = "BTC_USDT-25DEC26-70000-C";

    fn market() -> crate::market::Market {
        let market = prices(&[("BTC", "60000"), ("ETH", "3000")]);
        with_options(market, &[("BTC", "25DEC26", "60500")], &[(CALL, 0.5)])
    }

    /// The perpetual of the documentation's answer: 0.038 at the index its figures imply loses 972.1448288 at −10 %.
    #[test]
    fn the_perpetual_of_the_documentation() {
        let book = account(&["0.038 BTC-PERP"], &["5000 USDT"]);
        let of = assess(&book, &prices(&[("BTC", "255827.5865263")]), rules("bybit-portfolio"));
        assert!((of.maintenance_margin - dec!(972.1448288)).abs() < dec!(0.0000001), "{}", of.maintenance_margin);
        assert!((of.initial_margin - dec!(1.2) * dec!(972.1448288)).abs() < dec!(0.0000001), "{}", of.initial_margin);
        assert_eq!(of.grid.steps.len(), 11);
        assert_eq!((of.binding.as_ref().unwrap().column, of.underlyings[0].scan_range), (Some(0), 0.1));
    }

    #[test]
    fn a_call_sold_is_hedged_by_a_perpetual() {
        let book = account(&[&format!("-2 {CALL}"), "1 BTC-PERP"], &["30000 USDT"]);
        let of = assess(&book, &market(), rules("bybit-portfolio"));
        assert_eq!(of.left_out, []);
        let days = Expiry::parse("25DEC26").unwrap().days_after(NOW);
        let term = libm::pow(30.0 / days, 0.3);
        let value = |step: f64, vol: f64| {
            let (forward, years) = (60_500.0 * (1.0 + step), days / 365.0);
            Black76 { forward, strike: 70_000.0, years, vol, rate: 0.0, right: Right::Call }.price()
        };
        let worst = |perpetual: f64, calls: f64| {
            let steps = (-5..=5).map(|step| f64::from(step) * 0.02);
            let vols = [0.5 * (1.0 + 0.24 * term), 0.5, 0.5 * (1.0 - 0.2 * term)];
            let cells = steps.flat_map(|step| vols.map(|vol| (step, vol)));
            let pnl =
                cells.map(|(step, vol)| perpetual * 60_000.0 * step + calls * (value(step, vol) - value(0.0, 0.5)));
            -pnl.fold(0.0, f64::min)
        };
        assert!(near(of.maintenance_margin, worst(1.0, -2.0)), "{} {}", of.maintenance_margin, worst(1.0, -2.0));
        assert!(near(of.initial_margin, 1.2 * worst(1.0, -2.0)));
        assert!(near(of.held_apart, 1.2 * (worst(1.0, 0.0) + worst(0.0, -2.0))));
        assert!(of.hedge_benefit > dec!(0));
        let parts = of.legs.iter().map(|leg| leg.part).sum::<rust_decimal::Decimal>();
        assert_eq!(parts, of.initial_margin);
        // options count at their value
        assert!(near(of.equity.option_value, -2.0 * value(0.0, 0.5)));
        assert!(near(of.equity.total, 30_000.0 - 2.0 * value(0.0, 0.5)));
    }

    #[test]
    fn coins_do_not_pay_for_one_another_and_debts_count_once() {
        let book = account(&["1 BTC-PERP", "-10 ETH-PERP", "-6000 BTC-PERPETUAL"], &["-1 BTC", "90000 USDT"]);
        let of = assess(&book, &market(), rules("bybit-portfolio"));
        // 60,000 long less 6,000 of the inverse at 10 %, 30,000 of ETH, and 4 % of a loan of 60,000
        assert!(near(of.maintenance_margin, 5400.0 + 3000.0 + 2400.0), "{}", of.maintenance_margin);
        assert!(near(of.initial_margin, 1.2 * 8400.0 + 12_000.0));
        assert_eq!(of.equity.total, dec!(30000));
        let binding = of.binding.unwrap();
        // the larger loss binds, and whose is another is named
        assert_eq!((binding.column, binding.vol), (Some(0), VolMove::Up));
        assert_eq!(binding.underlyings, [("BTC".parse().unwrap(), dec!(5400))]);
        let said = "ETH is charged for a scenario of its own: +10 %, volatility up.";
        assert!(of.warnings.iter().any(|warning| warning.message == said));
    }

    #[test]
    fn coefficients_of_the_contingency_are_charged_leg_by_leg() {
        let mut json: Value = serde_json::from_str(&rules("bybit-portfolio").to_json()).unwrap();
        json["parameters"]["scenarios"]["gross_future"] = 0.001.into();
        json["parameters"]["scenarios"]["net_short_option"] = 0.002.into();
        let changed = RuleSet::from_json(&json.to_string()).unwrap();
        let book = account(&[&format!("-2 {CALL}"), "1 BTC-PERP"], &[]);
        let (of, before) = (assess(&book, &market(), &changed), assess(&book, &market(), rules("bybit-portfolio")));
        let more = to_f64(of.maintenance_margin - before.maintenance_margin);
        assert!((more - (2.0 * 0.002 * 60_000.0 + 0.001 * 60_000.0)).abs() < 1e-6, "{more}");
        assert_eq!(of.maintenance_charges.len(), 3);
        json["parameters"]["scenarios"]["gross_future"] = 5.into();
        let said = RuleSet::from_json(&json.to_string()).unwrap_err().to_string();
        assert!(said.starts_with("scenarios.gross_future is 5; "), "{said}");
    }

    #[test]
    fn liquidated_where_equity_meets_the_loss() {
        let book = account(&["1 BTC-PERP @ 60000"], &["15000 USDT"]);
        let below = liquidation(&book, &market(), rules("bybit-portfolio"))[0].below.unwrap().price;
        // 15,000 + x − 60,000 = 0.1·x
        assert!((below / (dec!(45000) / dec!(0.9)) - dec!(1)).abs() < dec!(1e-9), "{below}");
    }

    #[test]
    fn an_empty_book_needs_nothing_and_options_paid_in_coin_are_left_out() {
        let of = assess(&account(&[], &["7 USDC"]), &market(), rules("bybit-portfolio"));
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(7)));
        let market = with_options(market(), &[], &[("BTC-25DEC26-70000-C", 0.5)]);
        let of = assess(&account(&["1 BTC-25DEC26-70000-C"], &[]), &market, rules("bybit-portfolio"));
        assert_eq!(of.left_out[0].reason, "Bybit lists no options paid in the coin");
    }
}
