//! SPAN of a book of coins: each coin a combined commodity, each expiry a month of it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::account::{SpanAccountRules, SpanProduct, shipped as joined};
use super::array::{Contract, Market, array};
use super::calendar::{Spread, calendar};
use super::layout::Layout;
use super::{Charges, Held, Scan, requirement, scan};
use crate::margin::checked::decimal;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{Lists, dollars_only, unlisted, unlisted_kind};
use crate::margin::venues::weighed::charged;
use crate::margin::{Charge, ChargeName, Dated, Demand, Equity, FigureError, Part, RuleError, RuleSet, Venue};
use crate::risk::{Leg, Shape, Underlying, Valued, to_f64, to_usd};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "span-cme", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(joined()?)
}

fn rule_set(dated: Dated<SpanAccountRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(Span { layout: Layout::new(&rules.scan), rules }))
}

#[derive(Debug)]
struct Span {
    rules: SpanAccountRules,
    layout: Layout,
}

static SCAN: ChargeName = ChargeName {
    name: "Scan risk",
    words: "The worst of sixteen losses of all that is held of a coin; times a factor to open.",
};
static CALENDAR: ChargeName = ChargeName {
    name: "Calendar charge",
    words: "Delta of one expiry against delta of another, the nearest first, at a rate for each coin; times a factor to open.",
};
static SHORT: ChargeName = ChargeName {
    name: "Short-option minimum",
    words: "Each coin of options sold at a rate, where scan and calendar ask less; times a factor to open.",
};

/// One coin's figures.
struct Commodity<'a> {
    of: &'a Underlying,
    product: SpanProduct,
    scan: Scan,
    parts: Vec<(usize, f64)>,
    calendar: Decimal,
    deltas: Vec<(usize, f64)>,
    sold: Vec<(usize, Decimal)>,
}

fn money(field: &str, value: f64) -> Result<Decimal, FigureError> {
    to_usd(value).ok_or_else(|| FigureError::overflow(field))
}

impl Span {
    fn held(&self, leg: &Leg, index: f64, product: &SpanProduct) -> Result<Held, FigureError> {
        let market = |price| Market {
            price,
            price_range: product.price_range * index,
            vol_range: product.vol_range,
            lookahead: self.rules.products.lookahead_days / 365.0,
            point_value: 1.0,
        };
        let (contracts, price, contract) = match leg.shape {
            Shape::Option { scale, black, .. } => {
                let (strike, right, vol, years) = (black.strike, black.right, black.vol, black.years.max(0.0));
                (scale, black.forward, Contract::Option { strike, right, vol, years, rate: 0.0 })
            }
            _ => (leg.units_f64(), index, Contract::Future),
        };
        Ok(Held { contracts, array: array(&market(price), &contract, &self.rules.scan)? })
    }

    fn commodity<'a>(&self, account: &'a Valued, of: &'a Underlying) -> Result<Option<Commodity<'a>>, FigureError> {
        let Some(&product) = self.rules.products.underlyings.get(of.asset.as_str()) else { return Ok(None) };
        let index = to_f64(of.index);
        let legs: Vec<(usize, &Leg)> =
            of.legs.iter().filter_map(|&place| Some((place, account.legs.get(place)?))).collect();
        let held = legs.iter().map(|(_, leg)| self.held(leg, index, &product)).collect::<Result<Vec<_>, _>>()?;
        let scan = scan(&held)?;
        let places = || legs.iter().map(|(place, _)| *place);
        let parts = places().zip(scan.parts.iter().copied()).collect();
        let deltas: Vec<(usize, f64)> =
            places().zip(held.iter().map(|held| held.contracts * held.array.delta)).collect();
        let calendar = calendar_charge(&legs, &deltas, product.calendar_rate * index)?;
        let sold = legs.iter().filter(|(_, leg)| leg.shape.strike().is_some() && leg.units.is_sign_negative());
        let sold = sold.map(|(place, leg)| (*place, leg.units.abs())).collect();
        Ok(Some(Commodity { of, product, scan, parts, calendar, deltas, sold }))
    }

    fn charges(&self, of: &Commodity<'_>, factor: Decimal) -> Result<Vec<Charge>, FigureError> {
        let rate = money("short_option_rate", of.product.short_option_rate * to_f64(of.of.index))?;
        let charges = Charges {
            scan: money("scan", of.scan.risk)?,
            calendar: of.calendar,
            short_option_rate: rate,
            short_options: decimal::sum("options sold", of.sold.iter().map(|(_, sold)| *sold))?,
            ..Charges::default()
        };
        let asked = requirement(&charges)?;
        let asset = &of.of.asset;
        let times = |amount| decimal::mul("requirement", amount, factor);
        if asked.short_option_minimum > asked.charged {
            let part = |&(leg, sold): &(usize, Decimal)| {
                Ok(Part { leg, amount: times(decimal::mul("options sold", sold, rate)?)? })
            };
            let parts = of.sold.iter().map(part).collect::<Result<Vec<_>, FigureError>>()?;
            return Ok(vec![Charge::summed(&SHORT, parts).on(asset)]);
        }
        let sizes: Vec<(usize, f64)> = of.deltas.iter().map(|(leg, delta)| (*leg, delta.abs())).collect();
        Ok(vec![
            Charge::named(&SCAN, times(charges.scan)?).on(asset).shared(&of.parts),
            Charge::named(&CALENDAR, times(of.calendar)?).on(asset).shared(&sizes),
        ])
    }
}

/// Spreads between every two expiries, near ones first; what has no expiry stands before all.
fn calendar_charge(legs: &[(usize, &Leg)], deltas: &[(usize, f64)], rate: f64) -> Result<Decimal, FigureError> {
    let mut months: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut order: Vec<(Option<crate::book::Expiry>, String)> = Vec::new();
    if legs.iter().all(|(_, leg)| legs.first().is_none_or(|(_, first)| first.expiry == leg.expiry)) {
        return Ok(Decimal::ZERO);
    }
    for ((_, leg), (_, delta)) in legs.iter().zip(deltas) {
        let name = leg.expiry.map_or_else(|| "perpetual".to_owned(), |expiry| expiry.to_string());
        if !months.contains_key(&name) {
            order.push((leg.expiry, name.clone()));
        }
        let month = months.entry(name).or_default();
        *month = decimal::add("delta", *month, money("delta", *delta)?)?;
    }
    order.sort();
    let rate = money("calendar_rate", rate)?;
    let mut spreads = Vec::new();
    for apart in 1..order.len() {
        for ((_, near), (_, far)) in order.iter().zip(order.iter().skip(apart)) {
            spreads.push(Spread { months: [near.clone(), far.clone()], ratios: [Decimal::ONE; 2], rate });
        }
    }
    Ok(calendar(&months, &spreads)?.charge)
}

impl Venue for Span {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        unlisted_kind("CME SPAN", leg, Lists { options: true, futures: true, inverse: false })
            .or_else(|| unlisted("CME SPAN", underlying, |coin| self.rules.products.underlyings.contains_key(coin)))
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let with_legs = account.underlyings.iter().filter(|of| !of.legs.is_empty());
        let commodities: Vec<Commodity<'_>> =
            with_legs.filter_map(|of| self.commodity(account, of).transpose()).collect::<Result<_, _>>()?;
        let (mut initial, mut maintenance) = (Vec::new(), Vec::new());
        for of in &commodities {
            initial.extend(self.charges(of, self.rules.products.initial_factor)?);
            maintenance.extend(self.charges(of, Decimal::ONE)?);
        }
        let most = commodities.iter().max_by(|a, b| a.scan.risk.total_cmp(&b.scan.risk));
        let range = most.map_or(0.0, |of| of.product.price_range);
        let scans: Vec<Scan> = commodities.iter().map(|of| of.scan.clone()).collect();
        let (holdings, mut notes) = dollars_only(account, "USD");
        if account.legs.iter().any(|leg| leg.expiry.is_none()) {
            notes.push("Perpetuals are scanned as futures; CME lists none.".to_owned());
        }
        Ok(Demand {
            initial: charged(initial),
            maintenance: charged(maintenance),
            equity: Equity::of(account, &holdings, true),
            grid: if scans.is_empty() { Default::default() } else { self.layout.grid(&scans, range) },
            binding: most.and_then(|of| self.layout.binding(&of.scan, of.of, range)),
            ranges: commodities.iter().map(|of| (of.of.asset.clone(), of.product.price_range)).collect(),
            holdings,
            notes,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::book::Right;
    use crate::margin::venues::case::{account, market as prices, rules, with_options};
    use crate::margin::{ChargeKind, assess};
    use crate::pricing::BlackScholes;
    use crate::risk::to_f64;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    #[test]
    fn a_future_needs_its_scan_range_and_a_tenth_more_to_open() {
        let book = account(&["2 BTC_USD-26MAR27"], &["100000 USD"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("span-cme"));
        // 35 % of 120,000; the extreme counts 33 % of three ranges, which is less
        assert_eq!((of.maintenance_margin, of.initial_margin), (dec!(42000), dec!(46200)));
        assert_eq!((of.grid.steps.len(), of.grid.vols.len(), of.grid.tails.len()), (7, 2, 2));
        assert!((of.grid.tails[1].counted + 0.33 * 3.0 * 42000.0).abs() < 1e-6);
        assert_eq!(of.binding.unwrap().moves[0].1, -0.35);
    }

    #[test]
    fn months_against_each_other_need_the_calendar_charge_alone() {
        let book = account(&["2 BTC_USD-26MAR27", "-1 BTC_USD-25JUN27", "-1 BTC-PERP"], &["100000 USD"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("span-cme"));
        // two spreads of one coin at 1 % of 60,000
        assert_eq!(of.maintenance_margin, dec!(1200));
        assert_eq!(of.held_apart, dec!(4) * dec!(21000) * dec!(1.1));
        assert_eq!(of.hedge_benefit, of.held_apart - dec!(1320));
        let parts: Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, dec!(1320));
        assert!(of.warnings.iter().any(|warning| warning.message.starts_with("Perpetuals are scanned as futures")));
    }

    #[test]
    fn an_option_sold_is_valued_a_day_ahead_at_the_raised_volatility() {
        let name = "BTC_USD-22JAN27-70000-C";
        let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "22JAN27", "60000")], &[(name, 0.5)]);
        let of = assess(&account(&[&format!("-1 {name}")], &["50000 USD"]), &market, rules("span-cme"));
        let years = (61.0 + 8.0 / 24.0) / 365.0;
        let at = |spot: f64, vol: f64, years: f64| {
            BlackScholes { spot, strike: 70000.0, years, vol, rate: 0.0, dividend: 0.0, right: Right::Call }.price()
        };
        let now = at(60000.0, 0.5, years);
        let later = years - 1.0 / 365.0;
        let range = at(81000.0, 0.5 * 1.35, later) - now;
        let extreme = 0.33 * (at(123000.0, 0.5, later) - now);
        let asked = to_f64(of.maintenance_margin);
        assert!((asked - range.max(extreme)).abs() < 1e-6 * asked, "{asked} {range} {extreme}");
        assert!((to_f64(of.equity.option_value) + now).abs() < 1e-6 * now);
    }

    #[test]
    fn far_out_an_option_sold_needs_the_minimum() {
        let name = "BTC_USD-25NOV26-500000-C";
        let market = with_options(prices(&[("BTC", "60000")]), &[("BTC", "25NOV26", "60000")], &[(name, 0.5)]);
        let of = assess(&account(&[&format!("-3 {name}")], &["50000 USD"]), &market, rules("span-cme"));
        assert_eq!(of.maintenance_margin, dec!(3) * dec!(600));
        assert!(matches!(of.charges[0].kind, ChargeKind::Venue(name) if name.name == "Short-option minimum"));
        assert_eq!(of.legs[0].part, dec!(1980));
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["100 BTC-PERPETUAL", "1 SOL-PERP"], &["100 USDC", "-1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("SOL", "100")]), rules("span-cme"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert!(said.contains(&"CME SPAN lists no inverse contracts"), "{said:?}");
        assert!(said.contains(&"the parameters of CME SPAN have no parameters for SOL"), "{said:?}");
        assert!(said.contains(&"CME SPAN lists no borrowed coins"), "{said:?}");
        assert_eq!(of.initial_margin, dec!(0));
    }
}
