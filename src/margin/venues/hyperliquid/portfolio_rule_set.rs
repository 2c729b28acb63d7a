//! Hyperliquid's portfolio margin as a rule set: spot coins and dollars stand behind perpetuals and what is borrowed.
//!
//! The venue liquidates when requirement / liquidation value exceeds a limit. Written as equity and maintenance that is the
//! same: `value − debt` against `floor + Σ maintenance + (1 − limit)·value`.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::holdings::{Coin, Holdings};
use super::portfolio::{Debt, DebtReport, lent, portfolio};
use super::portfolio_rules::PortfolioRules;
use super::rule_set::{Positions, Tables};
use super::rules::HyperliquidRules;
use super::{DOLLAR, parameters, portfolio_parameters};
use crate::margin::checked::decimal::{add, mul, sub};
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::dollars_only;
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, Parameters, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, Underlying, Valued, to_f64};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "hyperliquid-portfolio", read, shipped };

/// Parameters of an account under portfolio margin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortfolioAccountRules {
    /// What a position asks.
    pub perps: HyperliquidRules,
    /// What stands behind it.
    pub portfolio: PortfolioRules,
}

impl Parameters for PortfolioAccountRules {
    fn check(&self) -> Result<(), RuleError> {
        self.perps.check().map_err(|error| error.below("perps"))?;
        self.portfolio.check().map_err(|error| error.below("portfolio"))
    }
}

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    let (perps, portfolio) = (parameters()?, portfolio_parameters()?);
    let rules = PortfolioAccountRules { perps: perps.parameters.clone(), portfolio: portfolio.parameters.clone() };
    let of = [("portfolio", portfolio.stamp()), ("perps", perps.stamp())];
    rule_set(Dated::joined(&portfolio.name, &portfolio.title, &of, rules))
}

fn rule_set(dated: Dated<PortfolioAccountRules>) -> Result<RuleSet, RuleError> {
    let make = |rules: PortfolioAccountRules| {
        let tables = Tables::new(&rules.perps)?;
        Ok(Portfolio { tables, rules: rules.portfolio })
    };
    RuleSet::of_venue(FAMILY.name, dated, make)
}

#[derive(Debug)]
struct Portfolio {
    tables: Tables,
    rules: PortfolioRules,
}

static LENDING: ChargeName = ChargeName {
    name: "Collateral above its loan to value",
    words: "What coins count for at their liquidation thresholds, less what can be borrowed against them: it does not open \
            positions.",
};
static FLOOR: ChargeName =
    ChargeName { name: "Requirement floor", words: "A fixed amount added to what the account must keep." };
static RATIO: ChargeName = ChargeName {
    name: "Liquidation ratio",
    words: "The part of the liquidation value beyond the ratio at which the account is liquidated: value × (1 − ratio).",
};

impl Portfolio {
    fn notes(&self, account: &Valued, holdings: &Holdings, borrowed: Decimal) -> Vec<String> {
        let (_, mut notes) = dollars_only(account, DOLLAR);
        let lends = |coin: &Coin| self.rules.tokens.get(coin.asset.as_str()).is_some_and(|t| t.borrow_cap.is_some());
        let owed: Vec<&str> = holdings.owed().filter(|coin| !lends(coin)).map(|coin| coin.asset.as_str()).collect();
        if !owed.is_empty() {
            notes
                .push(format!("A debt of {} counts at its price, though the venue does not lend it.", owed.join(", ")));
        }
        if borrowed > Decimal::ZERO {
            notes.push(format!("Losses beyond the {DOLLAR} held count as borrowed; interest is not counted."));
        }
        notes
    }
}

impl Venue for Portfolio {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        // what is owed counts among the holdings; its leg shows the exposure and asks nothing
        if leg.kind == LegKind::Borrowed { None } else { self.tables.refuses(leg, underlying) }
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let Positions { initial, maintenance } = self.tables.positions(account)?;
        let mut holdings = Holdings::of(account)?;
        let unrealised_pnl = Equity::of(account, &[], false).unrealised_pnl;
        let net = add("balance", holdings.dollars, unrealised_pnl)?;
        let borrowed = add("borrowed", (-net).max(Decimal::ZERO), holdings.debts()?)?;
        let collateral = holdings.collateral(&self.rules)?;
        let borrow_cap = self.rules.tokens.get(DOLLAR).and_then(|token| token.borrow_cap);
        let balance = net.max(Decimal::ZERO);
        let debt = Debt { borrowed, cross_maintenance: maintenance.amount, balance, borrow_cap };
        let report = portfolio(&[debt], &collateral, &self.rules)?;
        let Some(&DebtReport { liquidation_value: value, .. }) = report.debts.first() else {
            return Err(FigureError::overflow("liquidation value"));
        };
        let counted = sub("collateral value", value, balance)?;
        holdings.count(&self.rules, counted, report.collateral_value)?;
        let total = sub("equity", value, borrowed)?;
        let collateral_part = sub("equity", total, unrealised_pnl)?;
        let mut demand = Demand {
            holdings: account.held.iter().map(|held| holdings.report(held)).collect(),
            equity: Equity { total, collateral: collateral_part, unrealised_pnl, option_value: Decimal::ZERO },
            notes: self.notes(account, &holdings, borrowed),
            ..Demand::default()
        };
        let lending = sub("collateral", counted, lent(&collateral, borrow_cap)?)?;
        // an account that owes nothing and has no position has no ratio
        if account.legs.iter().any(|leg| !leg.units.is_zero()) || borrowed > Decimal::ZERO {
            let floor = Charge::named(&FLOOR, self.rules.requirement_floor_usd);
            let beyond = sub("liquidation ratio", Decimal::ONE, self.rules.liquidation_ratio)?;
            let ratio = Charge::named(&RATIO, mul("liquidation ratio", value, beyond)?).rated(to_f64(beyond));
            demand.maintenance = vec![maintenance, floor, ratio];
            demand.initial = vec![initial];
        }
        if lending > Decimal::ZERO {
            demand.initial.push(Charge::named(&LENDING, lending));
        }
        Ok(demand)
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::venues::hyperliquid::{Collateral, Debt, parameters, portfolio, portfolio_parameters};
    use crate::margin::{Fidelity, RuleSet, assess, liquidation};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    const NAME: &str = "hyperliquid-portfolio";

    #[test]
    fn coins_stand_behind_positions_and_debts() {
        // 100 HYPE at 40 with a loan to value of a half; 1,500 USDC borrowed; 1 ETH long at 3,000
        let book = account(&["1 ETH-PERP @ 3000"], &["100 HYPE", "-1500 USDC"]);
        let of = assess(&book, &prices(&[("HYPE", "40"), ("ETH", "3000")]), rules(NAME));
        let counts = dec!(100) * dec!(40) * dec!(0.75);
        assert_eq!(of.equity.total, counts - dec!(1500));
        assert_eq!(of.initial_margin, dec!(3000) / dec!(25) + (counts - dec!(2000)));
        assert_eq!(of.free_collateral, dec!(2000) - dec!(1500) - dec!(120));
        assert_eq!(of.maintenance_margin, dec!(3000) / dec!(50) + dec!(20) + counts * dec!(0.05));
        let held: Decimal = of.holdings.iter().map(|row| row.value).sum();
        assert_eq!((held, of.holdings[0].haircut), (of.equity.collateral, dec!(0.25)));
    }

    /// Equity meets maintenance exactly where the calculator's ratio meets its limit.
    #[test]
    fn it_is_liquidated_where_the_ratio_meets_its_limit() {
        let book = account(&[], &["100 HYPE", "-1500 USDC"]);
        let found = liquidation(&book, &prices(&[("HYPE", "40")]), rules(NAME));
        // (20 + 1,500) / (100·x·0.75) = 0.95
        let below = found[0].below.unwrap().price;
        let want = dec!(1520) / (dec!(75) * dec!(0.95));
        assert!((below - want).abs() < dec!(0.00000001), "{below}");
        let rules = &portfolio_parameters().unwrap().parameters;
        let token = Collateral { quantity: dec!(100), oracle: want, ltv: dec!(0.5), supply_cap: Some(dec!(50000)) };
        let debt = Debt { borrowed: dec!(1500), cross_maintenance: dec!(0), balance: dec!(0), borrow_cap: None };
        let ratio = portfolio(&[debt], &[token], rules).unwrap().ratio.unwrap();
        assert!((ratio - dec!(0.95)).abs() < dec!(1e-20), "{ratio}");
    }

    #[test]
    fn a_short_hedges_the_coin_it_is_held_against() {
        // the carry trade of the documentation: the short's loss is borrowed against the coin
        let book = account(&["-1 BTC-PERP @ 100000"], &["1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "150000")]), rules(NAME));
        assert_eq!(of.equity.total, dec!(150000) * dec!(0.75) - dec!(50000));
        assert_eq!(of.free_collateral, dec!(75000) - dec!(50000) - dec!(150000) / dec!(40));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("count as borrowed")));
        // with the coin instead of its worth in dollars the price may rise further
        let above = |holding: &str| {
            let book = account(&["-1 BTC-PERP @ 100000"], &[holding]);
            liquidation(&book, &prices(&[("BTC", "100000")]), rules(NAME))[0].above.unwrap().price
        };
        assert!(above("1 BTC") > above("50000 USDC"));
    }

    #[test]
    fn caps_bind_and_rows_of_a_coin_add_up() {
        // 30 BTC of which 20 count; their 1,500,000 exceed the million that can be borrowed
        let market = prices(&[("BTC", "100000")]);
        let of = assess(&account(&[], &["25 BTC", "5 BTC"]), &market, rules(NAME));
        assert_eq!(of.equity.total, dec!(1000000));
        let held: Decimal = of.holdings.iter().map(|row| row.value).sum();
        assert!((held - dec!(1000000)).abs() < dec!(1e-15), "{held}");
        // one coin on balance
        let of = assess(&account(&[], &["2 BTC", "-1 BTC"]), &market, rules(NAME));
        let held: Decimal = of.holdings.iter().map(|row| row.value).sum();
        assert_eq!((of.equity.total, held), (dec!(75000), dec!(75000)));
        // a net debt counts in full
        let of = assess(&account(&[], &["-1 BTC", "200000 USDC"]), &market, rules(NAME));
        assert_eq!(of.equity.total, dec!(100000));
        assert_eq!((of.left_out.len(), of.legs.len(), of.legs[0].part), (0, 1, dec!(0)));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("debt of BTC")));
    }

    #[test]
    fn a_coin_without_a_price_is_left_out_and_the_rest_stands() {
        let book = account(&["1 ETH-PERP"], &["1000 USDC", "1 BTC"]);
        let of = assess(&book, &prices(&[("ETH", "3000")]), rules(NAME));
        assert_eq!((of.equity.total, of.initial_margin), (dec!(1000), dec!(120)));
        assert_eq!(of.left_out.len(), 1);
    }

    #[test]
    fn positions_of_their_own_each_need_margin() {
        let book = account(&["1 BTC-PERP", "-20 ETH-PERP"], &["100000 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("ETH", "3000")]), rules(NAME));
        assert_eq!((of.initial_margin, of.held_apart), (dec!(1500) + dec!(2400), dec!(3900)));
        assert_eq!(of.maintenance_margin, dec!(750) + dec!(1200) + dec!(20) + dec!(5000));
    }

    #[test]
    fn an_empty_book_needs_nothing() {
        let of = assess(&account(&[], &["5 USDC"]), &prices(&[]), rules(NAME));
        assert_eq!((of.initial_margin, of.maintenance_margin, of.equity.total), (dec!(0), dec!(0), dec!(5)));
    }

    #[test]
    fn it_is_put_together_from_the_files_shipped() {
        let rules = rules(NAME);
        assert_eq!(rules.fidelity, Fidelity::Documented);
        assert!(rules.source.contains(&parameters().unwrap().source));
        let wrong = rules.to_json().replacen("\"max_leverage\": 40", "\"max_leverage\": 0", 1);
        let said = RuleSet::from_json(&wrong).unwrap_err().to_string();
        assert!(said.starts_with("perps.markets.BTC[0].max_leverage is 0"), "{said}");
        let wrong = rules.to_json().replacen("\"ltv\": \"0.5\"", "\"ltv\": \"50\"", 1);
        let said = RuleSet::from_json(&wrong).unwrap_err().to_string();
        assert!(said.starts_with("portfolio.tokens.BTC.ltv is 50"), "{said}");
    }
}
