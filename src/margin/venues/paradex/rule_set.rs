//! Paradex's portfolio margin as a rule set: each underlying's scan against its least requirement.

use rust_decimal::Decimal;

use super::scan::{AccountRules, shipped as joined};
use super::{MinimumDelta, ParadexRules, margins, minimum_delta};
use crate::book::Exact;
use crate::margin::checked::decimal;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, dollars_only, unlisted_kind};
use crate::margin::venues::scenarios::{dollars, table};
use crate::margin::venues::weighed::{assumed, charged};
use crate::margin::venues::weighted::{Scanned, Table};
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, RuleError, RuleSet, Venue};
use crate::risk::{FigureError, Leg, Repricer, Underlying, Valued, VolShock, to_f64};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "paradex", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(joined()?)
}

fn rule_set(dated: Dated<AccountRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let table = Table::new(&rules.scan.scenarios, rules.scan.price_range);
        Ok(Paradex { minimum: rules.minimum, volatility: rules.scan.volatility, table })
    })
}

#[derive(Debug)]
struct Paradex {
    minimum: ParadexRules,
    volatility: VolShock,
    table: Table,
}

static SCAN: ChargeName = ChargeName {
    name: "Scan",
    words: "The worst weighted loss of an underlying’s positions in the scenarios of price and volatility; a share of it to \
            keep.",
};
static NET: ChargeName = ChargeName {
    name: "Least for net delta",
    words: "A rate of the net delta’s value, where the scan asks less than this and the least for hedged delta together; a \
            share of it to keep.",
};
static HEDGED: ChargeName = ChargeName {
    name: "Least for hedged delta",
    words: "A rate of the value of delta that cancels, where the scan asks less than this and the least for net delta \
            together; a share of it to keep.",
};

const PROVISIONS: &str = "No provision for fees and for funding over eight hours is made.";

/// Each leg's coins of exposure.
fn deltas(account: &Valued, of: &Underlying) -> Result<Vec<(usize, Decimal)>, FigureError> {
    let index = to_f64(of.index);
    let delta = |&place: &usize| {
        let delta = account.legs.get(place).map_or(0.0, |leg| leg.shape.greeks(index).delta_coin);
        Ok((place, dollars("delta", delta)?))
    };
    of.legs.iter().map(delta).collect()
}

impl Paradex {
    fn charges(&self, account: &Valued, scanned: &Scanned) -> Result<[Vec<Charge>; 2], FigureError> {
        let Some(of) = account.underlyings.get(scanned.underlying) else { return Ok(Default::default()) };
        let deltas = deltas(account, of)?;
        let net = decimal::sum("delta", deltas.iter().map(|(_, delta)| *delta))?;
        let gross = decimal::sum("delta", deltas.iter().map(|(_, delta)| delta.abs()))?;
        let least = minimum_delta(net, gross, of.index, &self.minimum)?;
        let scan = dollars("scan", scanned.loss)?;
        let margins = margins(scan, &least, Decimal::ZERO, &self.minimum)?;
        if scan >= least.requirement {
            let charge = |amount| vec![Charge::named(&SCAN, amount).on(&of.asset).shared(&scanned.parts)];
            return Ok([charge(margins.initial_margin), charge(margins.maintenance_margin)]);
        }
        let side = if net.is_sign_negative() { -1.0 } else { 1.0 };
        let netted: Vec<(usize, f64)> = deltas.iter().map(|&(leg, delta)| (leg, side * to_f64(delta))).collect();
        let sizes: Vec<(usize, f64)> = deltas.iter().map(|&(leg, delta)| (leg, to_f64(delta).abs())).collect();
        let both = |net_part, total: Decimal, least: &MinimumDelta| {
            let hedged = if least.hedged_part.is_zero() { Decimal::ZERO } else { total.capped_minus(net_part) };
            let net_part = total.capped_minus(hedged);
            vec![
                Charge::named(&NET, net_part).on(&of.asset).shared(&netted),
                Charge::named(&HEDGED, hedged).on(&of.asset).shared(&sizes),
            ]
        };
        let kept = decimal::mul("required margin", least.net_part, self.minimum.maintenance_factor)?;
        Ok([both(least.net_part, margins.initial_margin, &least), both(kept, margins.maintenance_margin, &least)])
    }
}

impl Venue for Paradex {
    fn refuses(&self, leg: &Leg, _: &Underlying) -> Option<String> {
        unlisted_kind("Paradex", leg, Lists { options: true, futures: false, inverse: false })
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let lay_out = |places: &[usize]| Repricer::new(&account.legs, places, account.as_of, &self.volatility);
        let scanned = self.table.scan(account, lay_out)?;
        let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
        for scanned in &scanned {
            let [opens, keeps] = self.charges(account, scanned)?;
            initial.extend(opens);
            maintenance.extend(keeps);
        }
        let (holdings, notes) = dollars_only(account, "USDC");
        let sheets = scanned.iter().filter_map(|of| self.table.sheet(account, of).transpose());
        let mut demand = Demand {
            initial: charged(initial),
            maintenance: charged(maintenance),
            equity: Equity::of(account, &holdings, true),
            holdings,
            notes: assumed(notes, account, PROVISIONS),
            ..Demand::default()
        };
        table(&sheets.collect::<Result<Vec<_>, _>>()?).into_demand(&mut demand);
        Ok(demand)
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, market as prices, rules, with_options};
    use crate::margin::{Assessment, assess, liquidation};
    use crate::pricing::BlackScholes;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    fn parts(of: &Assessment) -> Decimal {
        of.legs.iter().map(|leg| leg.part).sum()
    }

    #[test]
    fn a_perpetual_needs_its_range_and_half_of_it_to_keep() {
        let book = account(&["2 BTC-PERP @ 68000"], &["50000 USDC"]);
        let market = prices(&[("BTC", "70000")]);
        let of = assess(&book, &market, rules("paradex"));
        // 16 % of 140,000; the tails are 24 % of 66 % at most: 15.84 %
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(22400), dec!(11200)));
        assert_eq!((of.equity.total, parts(&of)), (dec!(54000), dec!(22400)));
        let binding = of.binding.unwrap();
        assert_eq!((binding.column, binding.moves[0].1), (Some(0), -0.16));
        assert_eq!(of.underlyings[0].scan_range, 0.16);
        // 50,000 + 2·(p − 68,000) = half of 0.16·2·p
        let below = liquidation(&book, &market, rules("paradex"))[0].below.unwrap().price;
        assert!((below - dec!(86000) / dec!(1.84)).abs() < dec!(0.001), "{below}");
    }

    #[test]
    fn what_cancels_needs_the_least_for_hedged_delta() {
        let book = account(&["1 BTC-PERP", "-1 BTC_USDC-PERPETUAL"], &["50000 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "70000")]), rules("paradex"));
        // half of what gross exceeds net by: one coin at 1 %
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(700), dec!(350)));
        assert_eq!((of.legs[0].part, of.legs[1].part), (dec!(350), dec!(350)));
        assert_eq!(of.held_apart, dec!(22400));
        assert_eq!(of.hedge_benefit, dec!(21700));
    }

    #[test]
    fn an_option_sold_is_repriced_at_the_raised_volatility() {
        let option = "BTC-22JAN27-80000-C";
        let option = option.replace("BTC-", "BTC_USDC-");
        let sold = format!("-1 {option}");
        let market = prices(&[("BTC", "70000")]);
        let market = with_options(market, &[("BTC", "22JAN27", "70000")], &[(&option, 0.5)]);
        let of = assess(&account(&[&sold], &["50000 USDC"]), &market, rules("paradex"));
        // 61 days from now, settled at 08:00: power 0.13; price and volatility up: 0.5 × (1 + 0.4·(30/d)^0.13)
        let days = 61.0 + 8.0 / 24.0;
        let vol = 0.5 * (1.0 + 0.4 * (30.0_f64 / days).powf(0.13));
        let at = |spot: f64, vol: f64| {
            let right = crate::book::Right::Call;
            BlackScholes { spot, strike: 80000.0, years: days / 365.0, vol, rate: 0.0, dividend: 0.0, right }.price()
        };
        let edge = at(81200.0, vol) - at(70000.0, 0.5);
        let tails = [(0.5, 0.32), (1.0, 0.16), (2.0, 0.08), (3.0, 0.0533), (4.0, 0.04), (5.0, 0.032)];
        let tails = tails.map(|(step, weight)| weight * (at(70000.0 * (1.0 + step), vol) - at(70000.0, 0.5)));
        let worst = tails.into_iter().fold(edge, f64::max);
        let asked = crate::risk::to_f64(of.initial_margin);
        assert!((asked - worst).abs() < 1e-6 * worst, "{asked} {worst}");
        assert!(of.equity.option_value < dec!(0));
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 BTC-25DEC26", "10 BTC-PERPETUAL"], &["100 USDC", "-1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "70000")]), rules("paradex"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert!(said.contains(&"Paradex lists no inverse contracts"), "{said:?}");
        assert!(said.contains(&"Paradex lists no borrowed coins"), "{said:?}");
        assert_eq!(of.initial_margin, dec!(0));
        let empty = assess(&account(&[], &["100 USDC"]), &prices(&[]), rules("paradex"));
        assert_eq!((empty.initial_margin, empty.equity.total), (dec!(0), dec!(100)));
    }
}
