//! Reg-T as a rule set: options sold uncovered, one by one; options held are paid in full.

use rust_decimal::Decimal;

use super::{FINRA, RegTRules, ShortOption, margin};
use crate::book::Kind;
use crate::margin::checked::decimal;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, dollars_only, lists_no, unlisted_kind};
use crate::margin::venues::weighed::charged;
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, FigureError, Part, RuleError, RuleSet, Venue};
use crate::risk::{Leg, Underlying, Valued, to_usd};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "reg-t", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, Dated::from_json(text)?, |rules| Ok(RegT { rules }))
}

fn shipped() -> Result<RuleSet, RuleError> {
    read(FINRA)
}

#[derive(Debug)]
struct RegT {
    rules: RegTRules,
}

static SOLD: ChargeName = ChargeName {
    name: "Uncovered options",
    words: "Each option sold: its price, and a rate of the underlying’s price less how far it is out of the money, at least a \
            rate of the price for a call and of the strike for a put.",
};

impl RegT {
    fn part(&self, account: &Valued, place: usize, leg: &Leg) -> Result<Option<Part>, FigureError> {
        let (Some(Kind::Option { strike, right, .. }), true) = (leg.instrument_kind(), leg.units < Decimal::ZERO)
        else {
            return Ok(None);
        };
        let spot = account.underlyings.get(leg.underlying).map_or(Decimal::ZERO, |of| of.index);
        let value = leg.option_value().map_or(Some(Decimal::ZERO), to_usd);
        let value = value.ok_or_else(|| FigureError::overflow("premium"))?;
        let premium = decimal::div("premium", value, leg.units)?.max(Decimal::ZERO);
        let option = ShortOption { underlying: self.rules.coins, right, spot, strike, premium };
        let contracts = decimal::div("contracts", leg.units.abs(), self.rules.multiplier)?;
        let amount = decimal::mul("requirement", margin(&option, &self.rules)?.requirement, contracts)?;
        Ok(Some(Part { leg: place, amount }))
    }
}

impl Venue for RegT {
    fn refuses(&self, leg: &Leg, _: &Underlying) -> Option<String> {
        unlisted_kind("Reg-T", leg, Lists { options: true, futures: false, inverse: false })
            .or_else(|| (leg.instrument_kind() == Some(Kind::Perpetual)).then(|| lists_no("Reg-T", "perpetuals")))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let mut parts = Vec::new();
        for (place, leg) in account.legs.iter().enumerate() {
            parts.extend(self.part(account, place, leg)?);
        }
        let (holdings, mut notes) = dollars_only(account, "USD");
        if account.legs.iter().any(|leg| leg.units > Decimal::ZERO) {
            notes.push("Options held are paid in full: they need no margin and are no collateral.".to_owned());
        }
        let charge = Charge::summed(&SOLD, parts);
        let charges = charged([charge]);
        Ok(Demand {
            initial: charges.clone(),
            maintenance: charges,
            // what is owed on options sold is in their requirement, as the rule has it
            equity: Equity::of(account, &holdings, false),
            holdings,
            notes,
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::assess;
    use crate::margin::venues::case::{account, market as prices, rules, with_options};
    use crate::risk::to_f64;
    use rust_decimal_macros::dec;

    #[test]
    fn an_option_sold_needs_its_price_and_a_share_of_the_coin() {
        let (call, put) = ("BTC_USD-25DEC26-66000-C", "BTC_USD-25DEC26-30000-P");
        let market = prices(&[("BTC", "60000")]);
        let market = with_options(market, &[("BTC", "25DEC26", "60000")], &[(call, 0.5), (put, 0.5)]);
        let book = account(&[&format!("-2 {call}"), &format!("-1 {put}")], &["50000 USD"]);
        let of = assess(&book, &market, rules("reg-t"));
        // a call: 20 % of 60,000 less 6,000 out; a put far out: 10 % of its strike; and their prices
        let shares = 2.0 * (12000.0 - 6000.0) + 3000.0;
        let premiums: f64 = of.legs.iter().map(|leg| -to_f64(leg.value)).sum();
        assert!((to_f64(of.initial_margin) - shares - premiums).abs() < 1e-6, "{}", of.initial_margin);
        assert_eq!(of.initial_margin, of.maintenance_margin);
        assert_eq!((of.equity.total, of.hedge_benefit), (dec!(50000), dec!(0)));
        let parts: rust_decimal::Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, of.initial_margin);
    }

    #[test]
    fn an_option_held_is_paid_in_full() {
        let call = "BTC_USD-25DEC26-66000-C";
        let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "25DEC26", "60000")], &[(call, 0.5)]);
        let of = assess(&account(&[&format!("1 {call}")], &["100 USD"]), &market, rules("reg-t"));
        assert_eq!((of.initial_margin, of.equity.total), (dec!(0), dec!(100)));
        assert!(of.warnings.iter().any(|warning| warning.message.starts_with("Options held are paid in full")));
    }

    #[test]
    fn what_it_does_not_cover_is_left_out_and_named() {
        let book = account(&["1 BTC-PERP", "1 BTC_USD-25DEC26", "1 BTC-PERPETUAL"], &["1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("reg-t"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(
            said,
            ["Reg-T lists no perpetuals", "Reg-T lists no dated futures", "Reg-T lists no inverse contracts"]
        );
        assert_eq!((of.initial_margin, of.equity.total), (dec!(0), dec!(0)));
    }
}
