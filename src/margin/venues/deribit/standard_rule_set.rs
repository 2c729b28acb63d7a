//! Deribit's X:SM as a rule set: every position by itself, one account over all currencies.

use serde::{Deserialize, Serialize};

use super::account::{collateral, haircut_charges};
use super::{HaircutRules, StandardRules, cross_margin, future_margin, haircuts, standard_rules};
use crate::book::Kind;
use crate::margin::checked::decimal::mul;
use crate::margin::formulas::{OptionQuote, Quoted, margin};
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::unlisted;
use crate::margin::{
    Charge, ChargeName, Dated, Demand, Equity, FigureError, LegKind, Parameters, Part, RuleError, RuleSet, Venue,
};
use crate::risk::{Leg, Shape, Underlying, Valued};
use rust_decimal::Decimal;

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "deribit-standard", read, shipped };

/// Parameters of an account under X:SM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossStandardRules {
    /// Rates of positions.
    pub standard: StandardRules,
    /// Haircuts on collateral.
    pub haircuts: HaircutRules,
}

impl Parameters for CrossStandardRules {
    fn check(&self) -> Result<(), RuleError> {
        self.standard.check().map_err(|error| error.below("standard"))?;
        self.haircuts.check().map_err(|error| error.below("haircuts"))
    }
}

/// The standard parameters shipped with the haircuts.
///
/// # Errors
/// A file that cannot be used.
pub fn cross_standard_rules() -> Result<Dated<CrossStandardRules>, RuleError> {
    let (standard, haircuts) = (standard_rules()?, haircuts()?);
    let stamps = [("positions", standard.stamp()), ("haircuts", haircuts.stamp())];
    let parameters = CrossStandardRules { standard: standard.parameters, haircuts: haircuts.parameters };
    Ok(Dated::joined("deribit-standard", "Deribit standard margin", &stamps, parameters))
}

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(cross_standard_rules()?)
}

fn rule_set(dated: Dated<CrossStandardRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(CrossStandard { rules }))
}

#[derive(Debug)]
struct CrossStandard {
    rules: CrossStandardRules,
}

static FUTURES: ChargeName = ChargeName {
    name: "Futures and perpetuals",
    words: "Each position’s coins × a rate that grows with them, at the index price if settled in coin, else at mark.",
};
static OPTIONS: ChargeName = ChargeName {
    name: "Options sold",
    words: "Each option’s mark and a share of the coin that falls as the strike is further out of the money; maintenance: \
            its mark and a fixed share. Options bought need nothing.",
};

/// Initial and maintenance margin, dollars.
type Margins = (Decimal, Decimal);

impl CrossStandard {
    fn future(&self, leg: &Leg, underlying: &Underlying) -> Result<Margins, FigureError> {
        let Some(rules) = self.rules.standard.futures.get(underlying.asset.as_str()) else {
            return Ok(Margins::default());
        };
        let coins = leg.coins().ok_or_else(|| FigureError::overflow("size"))?;
        let of = future_margin(rules, coins)?;
        let price = if matches!(leg.shape, Shape::Inverse { .. }) { underlying.index } else { leg.mark };
        Ok((mul("initial", of.initial, price)?, mul("maintenance", of.maintenance, price)?))
    }

    fn option(&self, leg: &Leg, underlying: &Underlying) -> Result<Margins, FigureError> {
        let (Some(Kind::Option { strike, right, .. }), Shape::Option { inverse, .. }) =
            (leg.instrument_kind(), leg.shape)
        else {
            return Ok(Margins::default());
        };
        let (quoted, price) =
            if inverse { (Quoted::Inverse, underlying.index) } else { (Quoted::Linear, Decimal::ONE) };
        let quote = OptionQuote { right, quoted, index: underlying.index, strike, mark: leg.mark, entry: None };
        let of = margin(&self.rules.standard.options, &quote, leg.units)?;
        Ok((mul("initial", of.initial, price)?, mul("maintenance", of.maintenance, price)?))
    }
}

impl Venue for CrossStandard {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        // a debt is in equity
        let position = leg.kind == LegKind::Position;
        let listed = |coin: &str| self.rules.standard.futures.contains_key(coin);
        position.then(|| unlisted("Deribit", underlying, listed)).flatten()
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (holdings, collateral, note) = collateral(account, &self.rules.haircuts);
        let cross = cross_margin(&collateral, &[], &self.rules.haircuts)?;
        let (mut initial, mut maintenance) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for (leg, of) in account.legs.iter().enumerate().filter(|(_, leg)| leg.kind == LegKind::Position) {
            let Some(underlying) = account.underlyings.get(of.underlying) else { continue };
            let option = matches!(of.shape, Shape::Option { .. });
            let (open, keep) = if option { self.option(of, underlying)? } else { self.future(of, underlying)? };
            let [futures, options] = &mut initial;
            if option { options } else { futures }.push(Part { leg, amount: open });
            let [futures, options] = &mut maintenance;
            if option { options } else { futures }.push(Part { leg, amount: keep });
        }
        let charges = |[futures, options]: [Vec<Part>; 2]| {
            let all = [(&FUTURES, futures), (&OPTIONS, options)].into_iter();
            all.filter(|(_, parts)| !parts.is_empty()).map(|(name, parts)| Charge::summed(name, parts)).collect()
        };
        let mut initial: Vec<Charge> = charges(initial);
        initial.extend(haircut_charges(account, &cross)?);
        Ok(Demand {
            // what an option sold is owed for is in its margin
            equity: Equity::of(account, &holdings, false),
            holdings,
            initial,
            maintenance: charges(maintenance),
            notes: note.into_iter().collect(),
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::book::Exact;
    use crate::margin::venues::case::{account, marked, market as prices, near, rules};
    use crate::margin::{assess, liquidation};
    use rust_decimal_macros::dec;

    const CALL: &str = "ETH-25DEC26-2100-C";

    #[test]
    fn each_position_pays_by_its_own_size() {
        let book = account(&["-5000000 BTC-PERPETUAL", "20 BTC_USDC-PERPETUAL @ 49000"], &["10 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "50000")]), rules("deribit-standard"));
        // 100 coins at 2 % + 100·0.005 %, 20 at 2 % + 20·0.005 %; maintenance from 1 %
        assert_eq!(of.initial_margin, dec!(50000) * (dec!(100) * dec!(0.025) + dec!(20) * dec!(0.021)));
        assert_eq!(of.maintenance_margin, dec!(50000) * (dec!(100) * dec!(0.015) + dec!(20) * dec!(0.011)));
        assert_eq!((of.equity.total, of.hedge_benefit), (dec!(520000), dec!(0)));
    }

    #[test]
    fn a_real_call_sold() {
        // a row of private/get_positions: 0.117497423 and 0.092497423 ETH, its mark printed to six decimals
        let market = marked(prices(&[("ETH", "1882.4")]), &[(CALL, "0.017497423")]);
        let of = assess(&account(&[&format!("-1 {CALL}")], &["1 ETH"]), &market, rules("deribit-standard"));
        assert!(near(of.initial_margin, 0.117497423 * 1882.4), "{}", of.initial_margin);
        assert!(near(of.maintenance_margin, 0.092497423 * 1882.4), "{}", of.maintenance_margin);
        // the margin balance leaves options out, as the venue's 302.62729214 is its equity 302.61869214 + 0.0086
        assert_eq!((of.equity.total, of.equity.option_value), (dec!(1882.4), dec!(0)));
    }

    #[test]
    fn options_bought_need_nothing_and_do_not_hedge_those_sold() {
        let marks = [(CALL, "0.02"), ("ETH_USDC-25DEC26-2000-P", "100")];
        let market = marked(prices(&[("ETH", "2000")]), &marks);
        let book = account(&[&format!("5 {CALL}"), "-2 ETH_USDC-25DEC26-2000-P"], &["10000 USDC"]);
        let of = assess(&book, &market, rules("deribit-standard"));
        // at the money: 0.15·2,000 + 100 each; 0.075·2,000 + 100
        assert!(near(of.initial_margin, 2.0 * 400.0), "{}", of.initial_margin);
        assert!(near(of.maintenance_margin, 2.0 * 250.0));
        assert_eq!(of.held_apart, of.netted);
    }

    #[test]
    fn it_is_liquidated_where_the_rate_meets_equity() {
        let book = account(&["10 ETH_USDC-PERPETUAL @ 2000"], &["1000 USDC"]);
        let found = liquidation(&book, &prices(&[("ETH", "2000")]), rules("deribit-standard"));
        // 1,000 + 10·(P − 2,000) = 10·P·(1 % + 10·0.0004 %)
        let expected = dec!(19000).over(dec!(10) * (dec!(1) - dec!(0.01004))).unwrap();
        assert!((found[0].below.unwrap().price - expected).abs() < dec!(0.01));
    }

    #[test]
    fn haircuts_debts_and_what_is_not_listed() {
        let market = prices(&[("ETH", "2000"), ("stETH", "2000"), ("XRP", "2")]);
        let book = account(&["100 XRP-PERP"], &["10 stETH", "-1 ETH"]);
        let of = assess(&book, &market, rules("deribit-standard"));
        assert_eq!((of.equity.total, of.initial_margin), (dec!(18000), dec!(1500)));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(said, ["the parameters of Deribit have no parameters for XRP"]);
        let nothing = assess(&account(&[], &["5 USDC"]), &market, rules("deribit-standard"));
        assert_eq!((nothing.equity.total, nothing.initial_margin), (dec!(5), dec!(0)));
    }
}
