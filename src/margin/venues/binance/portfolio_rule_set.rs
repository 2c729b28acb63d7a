//! Portfolio margin as a rule set: tiers of USD-M futures, loans and the ratio's bands put into dollars.
//!
//! The venue speaks of a ratio, uniMMR = adjusted equity / Σ maintenance, and liquidates at a band above 1. A rule set
//! speaks of amounts, so the band is a charge of its own: equity meets `Σ maintenance · band` where uniMMR meets the band.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::portfolio::loan_maintenance;
use super::rule_set::futures;
use super::rules::{Bands, BinanceRules, BinanceTier, PortfolioRules};
use super::symbols::Symbols;
use super::{parameters, portfolio_parameters};
use crate::book::Exact;
use crate::margin::checked::decimal::{mul, sub};
use crate::margin::limits::exact_fraction;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::at_ratios;
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, Parameters, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, LegKind, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "binance-portfolio", read, shipped };

/// Parameters of portfolio margin as a rule set. Fractions are fractions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BinancePortfolioRules {
    /// Tiers by symbol, as in [`BinanceRules`].
    pub symbols: BTreeMap<String, Vec<BinanceTier>>,
    /// What part of an asset counts, by its symbol; dollars that are not listed count in full, coins not at all.
    pub collateral_rates: BTreeMap<String, Decimal>,
    /// Maintenance rate of margin loans by the loan's leverage.
    pub loan_maintenance: BTreeMap<u32, Decimal>,
    /// What the ratio means.
    pub bands: Bands,
}

impl BinancePortfolioRules {
    fn tiers(&self) -> BinanceRules {
        BinanceRules { symbols: self.symbols.clone() }
    }

    fn ratio(&self) -> PortfolioRules {
        PortfolioRules { loan_maintenance: self.loan_maintenance.clone(), bands: self.bands }
    }
}

impl Parameters for BinancePortfolioRules {
    fn check(&self) -> Result<(), RuleError> {
        self.tiers().check()?;
        self.ratio().check()?;
        for (asset, &rate) in &self.collateral_rates {
            exact_fraction(format!("collateral_rates.{asset}"), rate)?;
        }
        Ok(())
    }
}

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    let (tiers, ratio) = (parameters()?, portfolio_parameters()?);
    let parameters = BinancePortfolioRules {
        symbols: tiers.parameters.symbols.clone(),
        collateral_rates: BTreeMap::new(),
        loan_maintenance: ratio.parameters.loan_maintenance.clone(),
        bands: ratio.parameters.bands,
    };
    let of = [("tiers", tiers.stamp()), ("ratio", ratio.stamp())];
    rule_set(Dated::joined(&ratio.name, &ratio.title, &of, parameters))
}

fn rule_set(dated: Dated<BinancePortfolioRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let symbols = Symbols::new(&rules.tiers())?;
        Ok(PortfolioMargin { symbols, collateral_rates: rules.collateral_rates.clone(), ratio: rules.ratio() })
    })
}

#[derive(Debug)]
struct PortfolioMargin {
    symbols: Symbols,
    collateral_rates: BTreeMap<String, Decimal>,
    ratio: PortfolioRules,
}

static LOANS: ChargeName = ChargeName {
    name: "Margin loans",
    words: "What is owed, in dollars, × the maintenance rate of a loan at the lowest leverage listed.",
};
static LIQUIDATION_BAND: ChargeName = ChargeName {
    name: "Liquidation band",
    words: "Maintenance × (the ratio at which the account is liquidated − 1): the venue liquidates before equity has fallen \
            to maintenance itself.",
};
static REDUCE_ONLY: ChargeName = ChargeName {
    name: "Margin loans until reduce-only",
    words: "The loans’ maintenance × the ratio at or below which positions may only be reduced.",
};

impl PortfolioMargin {
    /// The loan behind a leg that is a debt; dollars that are owed are no leg and have none.
    fn loan(&self, leg: &Leg) -> Result<Decimal, FigureError> {
        let Some(&leverage) = self.ratio.loan_maintenance.keys().next() else { return Ok(Decimal::ZERO) };
        loan_maintenance(mul("loan", leg.units.abs(), leg.mark)?, leverage, &self.ratio)
    }
}

/// Each part times a factor.
fn scaled(name: &'static ChargeName, parts: &[Part], factor: Decimal) -> Charge {
    let times = |part: &Part| Part { leg: part.leg, amount: part.amount.capped_times(factor) };
    Charge::summed(name, parts.iter().map(times).collect())
}

impl Venue for PortfolioMargin {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        if leg.kind == LegKind::Borrowed {
            return None;
        }
        self.symbols.refuses(leg, underlying)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let mut notes = Vec::new();
        let holdings = at_ratios(account, &self.collateral_rates);
        let equity = Equity::of(account, &holdings, false);
        let (initial, maintenance) = futures(&self.symbols, account, &mut notes)?;
        let mut loans = Vec::new();
        for (place, leg) in account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Borrowed) {
            loans.push(Part { leg: place, amount: self.loan(leg)? });
        }
        let bands = self.ratio.bands;
        let above = sub("liquidation band", bands.liquidation_at, Decimal::ONE)?;
        let all: Vec<Part> = maintenance.parts.iter().chain(&loans).cloned().collect();
        let band = scaled(&LIQUIDATION_BAND, &all, above);
        let mut demand = Demand { initial: vec![initial], maintenance: vec![maintenance], ..Demand::default() };
        if !loans.is_empty() {
            notes.push(
                "Loans are taken at the lowest leverage listed; a book does not say which was chosen.".to_owned(),
            );
            demand.initial.push(scaled(&REDUCE_ONLY, &loans, bands.reduce_only_at));
            demand.maintenance.push(Charge::summed(&LOANS, loans));
        }
        demand.maintenance.push(band);
        Ok(Demand { holdings, equity, notes, ..demand })
    }
}

#[cfg(test)]
mod tests {
    use super::super::portfolio::{PortfolioAccount, PortfolioAsset, portfolio};
    use super::*;
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{assess, liquidation};
    use rust_decimal_macros::dec;
    use serde_json::Value;

    fn with_btc_rate(rate: &str) -> RuleSet {
        let mut json: Value = serde_json::from_str(&rules("binance-portfolio").to_json()).unwrap();
        json["parameters"]["collateral_rates"]["BTC"] = rate.into();
        RuleSet::from_json(&json.to_string()).unwrap()
    }

    #[test]
    fn the_ratio_is_that_of_the_calculator() {
        let book = account(&["-1.5 BTC-PERP"], &["1.5 BTC", "-4 ETH"]);
        let market = prices(&[("BTC", "60000"), ("ETH", "3000")]);
        let of = assess(&book, &market, &with_btc_rate("0.95"));
        // 90,000·0.95 and a debt of 12,000 in full
        assert_eq!(of.equity.total, dec!(85500) - dec!(12000));
        // the perpetual's tier and a loan at three times, both up to the band of 1.05
        let (futures, loan) = (dec!(90000) * dec!(0.005) - dec!(50), dec!(12000) * dec!(0.1));
        assert_eq!(of.maintenance_margin, (futures + loan) * dec!(1.05));
        assert_eq!(of.initial_margin, dec!(900) + loan * dec!(1.2));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("lowest leverage")));
        let asset = |net, index, collateral_rate| PortfolioAsset { net, index, collateral_rate };
        let assets = vec![asset(dec!(1.5), dec!(60000), dec!(0.95)), asset(dec!(-4), dec!(3000), dec!(0.5))];
        let (futures_maintenance, loan_maintenance, open_loss) = (futures, loan, dec!(0));
        let same = PortfolioAccount { assets, futures_maintenance, loan_maintenance, open_loss };
        let same = portfolio(&same, &portfolio_parameters().unwrap().parameters).unwrap();
        assert_eq!((same.adjusted_equity, same.maintenance * dec!(1.05)), (of.equity.total, of.maintenance_margin));
        assert_eq!(of.left_out, []);
        let parts: Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, of.initial_margin);
    }

    #[test]
    fn liquidated_where_the_ratio_meets_its_band() {
        let book = account(&["10 ETH-PERP @ 3000"], &["6000 USDT"]);
        let found = liquidation(&book, &prices(&[("ETH", "3000")]), rules("binance-portfolio"));
        // 6,000 + 10·(x − 3,000) = 1.05·0.004·10·x
        let price = dec!(24000) / (dec!(10) - dec!(0.042));
        let below = found[0].below.unwrap().price;
        assert!((below / price - dec!(1)).abs() < dec!(1e-9), "{below} {price}");
    }

    #[test]
    fn coins_count_only_at_a_rate_that_is_given() {
        let of = assess(&account(&[], &["1 BTC", "7 USDC"]), &prices(&[("BTC", "60000")]), rules("binance-portfolio"));
        assert_eq!((of.equity.total, of.initial_margin, of.maintenance_margin), (dec!(7), dec!(0), dec!(0)));
        let wrong = RuleSet::from_json(
            &rules("binance-portfolio")
                .to_json()
                .replace("\"collateral_rates\": {}", "\"collateral_rates\": {\"BTC\": \"95\"}"),
        );
        let said = wrong.unwrap_err().to_string();
        assert!(said.contains("collateral_rates.BTC is 95; a fraction from 0 to 1 is right"), "{said}");
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let of =
            assess(&account(&["100 BTC-PERPETUAL"], &[]), &prices(&[("BTC", "60000")]), rules("binance-portfolio"));
        assert!(of.left_out[0].reason.contains("Binance USD-M lists no inverse contracts"), "{:?}", of.left_out);
    }
}
