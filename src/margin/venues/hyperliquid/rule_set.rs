//! Hyperliquid's perpetuals as a rule set: every position cross, at the highest leverage its size allows.

use super::account::{Account, Mode, Position, perps};
use super::parameters;
use super::rules::HyperliquidRules;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{dollars_only, linear_perpetuals};
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, Part, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "hyperliquid", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<HyperliquidRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(Perpetuals { rules }))
}

#[derive(Debug)]
struct Perpetuals {
    rules: HyperliquidRules,
}

static INITIAL: ChargeName = ChargeName {
    name: "Initial margin",
    words: "Each position’s notional at mark ÷ the highest leverage allowed for a position of that size.",
};
static MAINTENANCE: ChargeName = ChargeName {
    name: "Maintenance margin",
    words: "Each position’s notional at mark × its tier’s rate, half the initial margin at the tier’s highest leverage, less \
            the tier’s deduction.",
};

impl Venue for Perpetuals {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        linear_perpetuals("Hyperliquid", leg, underlying, |coin| self.rules.markets.contains_key(coin))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (holdings, notes) = dollars_only(account, "USDC");
        let equity = Equity::of(account, &holdings, false);
        let position = |leg: &Leg| {
            let coin = account.underlyings.get(leg.underlying).map(|u| u.asset.to_string()).unwrap_or_default();
            let notional = leg.units.abs().checked_mul(leg.mark).unwrap_or_default();
            let leverage = match self.rules.table(&coin) {
                Some(Ok(table)) => table.leverage_at(notional),
                _ => 1,
            };
            Position { coin, size: leg.units, mark: leg.mark, leverage, max_leverage: None, mode: Mode::Cross }
        };
        let positions = account.legs.iter().map(position).collect();
        let report = perps(&Account { cross_value: equity.total, positions }, &self.rules)?;
        let parts = |amount: fn(&super::PositionReport) -> rust_decimal::Decimal| {
            report.positions.iter().enumerate().map(|(leg, of)| Part { leg, amount: amount(of) }).collect()
        };
        Ok(Demand {
            initial: vec![Charge::summed(&INITIAL, parts(|of| of.initial))],
            maintenance: vec![Charge::summed(&MAINTENANCE, parts(|of| of.maintenance.amount))],
            holdings,
            equity,
            notes,
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::assess;
    use crate::margin::venues::case::{account, market as prices, rules};
    use rust_decimal_macros::dec;

    #[test]
    fn every_position_is_cross_at_the_highest_leverage_of_its_size() {
        let book = account(&["1 BTC-PERP @ 60000", "-10 ETH-PERP"], &["10000 USDC"]);
        let market = prices(&[("BTC", "62000"), ("ETH", "3000")]);
        let of = assess(&book, &market, rules("hyperliquid"));
        // 62,000 at 40 times and 30,000 at 25 times; half of each to keep
        assert_eq!(of.initial_margin, dec!(62000) / dec!(40) + dec!(30000) / dec!(25));
        assert_eq!(of.maintenance_margin, dec!(62000) / dec!(80) + dec!(30000) / dec!(50));
        // 10,000 of cash and 2,000 gained
        assert_eq!((of.equity.total, of.hedge_benefit), (dec!(12000), dec!(0)));
        // 180,000,000 lies in the second tier: all of it at 20 times
        let book = account(&["3000 BTC-PERP"], &["20000000 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("hyperliquid"));
        assert_eq!(of.initial_margin, dec!(9000000));
        assert_eq!(of.maintenance_margin, dec!(150000000) / dec!(80) + dec!(30000000) / dec!(40));
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 BTC-PERP", "1 BTC-25DEC26-80000-C", "100 BTC-PERPETUAL", "5 PEPE-PERP"], &["1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("PEPE", "0.00001")]), rules("hyperliquid"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(said.iter().any(|why| why.contains("no inverse contracts")), "{said:?}");
        assert!(said.iter().any(|why| why.contains("no parameters for PEPE")), "{said:?}");
        assert_eq!(of.initial_margin, dec!(1500));
        assert_eq!(of.equity.total, dec!(0));
        assert!(of.warnings.iter().any(|warning| warning.message.contains("BTC is not accepted as collateral")));
    }
}
