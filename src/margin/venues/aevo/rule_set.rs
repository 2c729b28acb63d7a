//! Aevo's portfolio margin as a rule set: each underlying by itself, collateral at its ratio.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{AevoRules, UnderlyingRules, margins, parameters};
use crate::book::{Asset, Exact};
use crate::margin::checked::decimal;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, unlisted, unlisted_kind};
use crate::margin::venues::weighed::{charged, other_dollars};
use crate::margin::venues::weighted::{Scanned, Table, VenueScenario};
use crate::margin::{
    Charge, ChargeName, Dated, Demand, Equity, FigureError, HoldingReport, Part, RuleError, RuleSet, Venue,
};
use crate::market::is_dollar;
use crate::risk::{Leg, Repricer, Underlying, Valued, VolMove, to_usd};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "aevo", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<AevoRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let tables = rules.underlyings.iter().map(|(name, of)| (name.clone(), table(of, &rules.spot_shares)));
        Ok(Aevo { tables: tables.collect(), rules })
    })
}

/// No move and every share of the largest one either way, each with volatility up, same and down.
fn table(of: &UnderlyingRules, shares: &[f64]) -> Table {
    let moves = shares.iter().flat_map(|share| [share * of.spot_up, -share * of.spot_down]);
    let moves = std::iter::once(0.0).chain(moves);
    let vols = [VolMove::Up, VolMove::Same, VolMove::Down];
    let scenarios: Vec<VenueScenario> =
        moves.flat_map(|price| vols.map(|vol| VenueScenario { price, vol, weight: 1.0 })).collect();
    Table::new(&scenarios, of.spot_up.max(of.spot_down))
}

#[derive(Debug)]
struct Aevo {
    rules: AevoRules,
    tables: BTreeMap<String, Table>,
}

static SCENARIO: ChargeName = ChargeName {
    name: "Scenario margin",
    words: "The worst loss of an underlying’s positions as its price and volatility move; times a factor to open.",
};
static FLOOR: ChargeName = ChargeName {
    name: "Floor margin",
    words: "Each option sold × the unit floor in coins × the index price; times a factor to open.",
};

impl Aevo {
    fn charges(
        &self,
        account: &Valued,
        scanned: &Scanned,
        rules: &UnderlyingRules,
    ) -> Result<[[Charge; 2]; 2], FigureError> {
        let Some(of) = account.underlyings.get(scanned.underlying) else { return Err(FigureError::overflow("index")) };
        let loss = to_usd(scanned.loss).ok_or_else(|| FigureError::overflow("scenario"))?;
        let sold = |&place: &usize| {
            let leg = account.legs.get(place)?;
            (leg.shape.strike().is_some() && leg.units.is_sign_negative()).then(|| (place, leg.units.abs()))
        };
        let sold: Vec<(usize, Decimal)> = of.legs.iter().filter_map(sold).collect();
        let all = decimal::sum("options sold", sold.iter().map(|(_, sold)| *sold))?;
        let whole = margins(loss, all, of.index, rules, self.rules.initial_factor)?;
        let at = |factor: Decimal| -> Result<[Charge; 2], FigureError> {
            let scenario = decimal::mul("scenario margin", whole.scenario, factor)?;
            let part = |&(leg, sold): &(usize, Decimal)| {
                let own = margins(Decimal::ZERO, sold, of.index, rules, factor)?;
                Ok(Part { leg, amount: own.initial })
            };
            let floors = sold.iter().map(part).collect::<Result<Vec<_>, FigureError>>()?;
            Ok([
                Charge::named(&SCENARIO, scenario).on(&of.asset).shared(&scanned.parts),
                Charge::summed(&FLOOR, floors).on(&of.asset),
            ])
        };
        Ok([at(self.rules.initial_factor)?, at(Decimal::ONE)?])
    }

    /// The share of an asset that counts; any dollar without a ratio of its own stands for USDC.
    fn ratio(&self, asset: &Asset) -> Decimal {
        let own = self.rules.collateral.get(asset.as_str()).copied();
        own.unwrap_or(if is_dollar(asset) { Decimal::ONE } else { Decimal::ZERO })
    }
}

impl Venue for Aevo {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        unlisted_kind("Aevo", leg, Lists { options: true, futures: false, inverse: false })
            .or_else(|| unlisted("Aevo", underlying, |coin| self.rules.underlyings.contains_key(coin)))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (mut initial, mut maintenance, mut scanned, mut ranges) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut of_most: Option<&Table> = None;
        for (place, of) in account.underlyings.iter().enumerate().filter(|(_, of)| !of.legs.is_empty()) {
            let coin = of.asset.as_str();
            let Some((table, rules)) = self.tables.get(coin).zip(self.rules.underlyings.get(coin)) else { continue };
            let vols = |_: &Leg, vol: f64| [vol, vol + rules.vol_up, (vol - rules.vol_down).max(0.0)];
            let one = table.scan_one(place, &Repricer::with_vols(&account.legs, &of.legs, vols))?;
            let [opens, keeps] = self.charges(account, &one, rules)?;
            initial.extend(opens);
            maintenance.extend(keeps);
            ranges.push((of.asset.clone(), rules.spot_up.max(rules.spot_down)));
            if scanned.iter().all(|other: &Scanned| other.loss <= one.loss) {
                of_most = Some(table);
            }
            scanned.push(one);
        }
        let counted = |held| HoldingReport::counted(held, Decimal::ONE.capped_minus(self.ratio(&held.asset)));
        let holdings: Vec<HoldingReport> = account.held.iter().map(counted).collect();
        Ok(Demand {
            initial: charged(initial),
            maintenance: charged(maintenance),
            equity: Equity::of(account, &holdings, true),
            grid: of_most.map(|table| table.grid(&scanned)).unwrap_or_default(),
            binding: of_most.and_then(|table| table.binding(account, &scanned)),
            notes: crate::margin::venues::weighed::assumed(
                other_dollars(account, "USDC", |name| self.rules.collateral.contains_key(name)),
                account,
                "No open orders are assumed.",
            ),
            holdings,
            ranges,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::book::Time;
    use crate::margin::venues::case::{NOW, account, market as prices, rules, with_options};
    use crate::margin::{Assessment, assess, liquidation};
    use crate::market::Market;
    use crate::risk::to_f64;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    /// The documentation's market: 1,300, 28 days before the options settle at 08:00.
    fn market(vols: &[(&str, f64)]) -> Market {
        let mut market = with_options(prices(&[("ETH", "1300")]), &[("ETH", "20DEC26", "1300")], vols);
        market.as_of = Time(NOW.0 + 8 * 3_600_000);
        market
    }

    fn cents(amount: Decimal) -> Decimal {
        amount.round_dp(2)
    }

    /// Example 1.2 of the documentation: fifteen printed totals and four printed margins.
    #[test]
    fn the_documentations_call_spread_comes_out() {
        let (low, high) = ("ETH_USDC-20DEC26-1500-C", "ETH_USDC-20DEC26-1700-C");
        let book = account(&[&format!("1 {low}"), &format!("-1 {high}")], &["1000 USDC"]);
        let of: Assessment = assess(&book, &market(&[(low, 0.5), (high, 0.7)]), rules("aevo"));
        let printed =
            [[-2.72, 2.28, 11.82, 25.99, 43.80], [-4.42, -4.33, 0.0, 15.74, 45.65], [-4.17, -4.24, -4.52, 3.24, 45.20]];
        assert_eq!(of.grid.steps, [-1.0, -0.5, 0.0, 0.5, 1.0]);
        for (pnl, printed) in of.grid.pnl.iter().zip(printed.iter().flatten()) {
            assert!((pnl - printed).abs() < 0.0101, "{pnl} {printed}");
        }
        let of_kind: Vec<Decimal> = of.maintenance_charges.iter().map(|charge| cents(charge.amount)).collect();
        assert_eq!(of_kind, [dec!(4.52), dec!(13)]);
        assert_eq!((cents(of.maintenance_margin), of.initial_margin.round_dp(1)), (dec!(17.52), dec!(21.9)));
        // 15.09 and 10.92 are the marks printed
        assert_eq!(cents(of.equity.option_value), dec!(15.09) - dec!(10.92));
        assert!(of.hedge_benefit > dec!(100));
        let parts: Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, of.initial_margin);
    }

    /// Example 1.1 counts its gains from the premiums received, 17.40 and 10.54: 3.69 where nothing moves.
    #[test]
    fn the_documentations_strangle_comes_out_from_its_marks() {
        let (call, put) = ("ETH_USDC-20DEC26-1500-C", "ETH_USDC-20DEC26-1100-P");
        let book = account(&[&format!("-1 {call}"), &format!("-1 {put}")], &["1000 USDC"]);
        let of = assess(&book, &market(&[(call, 0.5), (put, 0.5)]), rules("aevo"));
        let scenario = of.maintenance_charges[0].amount;
        assert!((to_f64(scenario) - (190.06 + 3.69)).abs() < 0.011, "{scenario}");
        assert_eq!(of.maintenance_charges[1].amount, dec!(26));
        assert_eq!(of.initial_margin, dec!(1.25) * of.maintenance_margin);
        // the same equity either way: premiums received less the options' value
        assert!((to_f64(of.equity.option_value) + 17.40 + 10.54 - 3.69).abs() < 0.011);
    }

    #[test]
    fn a_perpetual_needs_the_largest_move_and_coins_count_at_their_ratio() {
        let book = account(&["-10 ETH-PERP @ 1300"], &["5 ETH"]);
        let of = assess(&book, &market(&[]), rules("aevo"));
        assert_eq!((of.maintenance_margin, of.initial_margin), (dec!(2600), dec!(3250)));
        assert_eq!(of.equity.total, dec!(5) * dec!(1300) * dec!(0.9));
        // 13,000 − 10·p + 4.5·p = 0.2·10·p
        let above = liquidation(&book, &market(&[]), rules("aevo"))[0].above.unwrap().price;
        assert!((above - dec!(13000) / dec!(7.5)).abs() < dec!(0.001), "{above}");
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 ETH-25DEC26", "1 ETH_USDC-25DEC26", "1 BTC-PERP"], &["100 USDT", "50 USD"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("ETH", "1300")]), rules("aevo"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert!(said.contains(&"Aevo lists no dated futures"), "{said:?}");
        assert!(said.contains(&"the parameters of Aevo have no parameters for BTC"), "{said:?}");
        assert_eq!((of.equity.total, of.initial_margin), (dec!(149), dec!(0)));
        assert!(of.warnings.iter().any(|warning| warning.message == "USD counted as the venue’s own USDC."));
    }
}
