//! Derive's portfolio margin 1 as a rule set: a manager for each underlying, with its own coin as collateral.

use super::asked::{APART, Asked, Both, Contingency, HAIRCUT, NAKED, Of, PERP, Side, Wanted, totals};
use super::layout::Layout;
use super::naked::naked_each;
use super::pm1::{self, Pm1Account, Pm1Rules};
use super::pm2::Gains;
use super::positions::{ASSUMED, Coins, Positions, SURE, holdings, positions, stable};
use crate::book::Asset;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::linear_perpetuals_and_options;
use crate::margin::venues::scenarios::table;
use crate::margin::{Dated, Demand, DemandTotals, Equity, FigureError, RuleError, RuleSet, Venue};
use crate::risk::{Leg, Underlying, Valued};
use rust_decimal::Decimal;

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "derive-pm1", read, shipped };

/// The underlyings that have such a manager.
const COINS: [&str; 2] = ["BTC", "ETH"];

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(pm1::LIVE)?)
}

fn rule_set(dated: Dated<Pm1Rules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let scenarios: Vec<_> = rules.scenarios.iter().map(|of| (of.spot, of.vol, 1.0)).collect();
        Ok(Managers { layout: Layout::of(&scenarios), rules })
    })
}

#[derive(Debug)]
struct Managers {
    rules: Pm1Rules,
    layout: Layout,
}

impl Managers {
    fn books(&self, account: &Valued, coins: &[Coins<'_>], wanted: Wanted) -> Result<Vec<Asked<'_>>, FigureError> {
        let stable = stable(account);
        let mut split: Vec<(&'static str, Positions, f64)> = Vec::new();
        for held in positions(account, stable) {
            let asset = account.underlyings.get(held.underlying).map(|underlying| underlying.asset.as_str());
            let Some(coin) = asset.and_then(coin) else { continue };
            split.push((coin, held, 0.0));
        }
        for held in coins {
            let Some(coin) = coin(held.asset.as_str()) else { continue };
            match split.iter_mut().find(|(of, ..)| *of == coin) {
                Some((_, _, base)) => *base = held.amount,
                None => {
                    let nothing = Positions::nothing(held.underlying.unwrap_or(usize::MAX), held.price);
                    split.push((coin, nothing, held.amount));
                }
            }
        }
        split.into_iter().map(|(coin, held, base)| self.asked((account, stable), coin, held, base, wanted)).collect()
    }

    fn asked(
        &self,
        (account, stable): (&Valued, f64),
        coin: &'static str,
        held: Positions,
        base: f64,
        wanted: Wanted,
    ) -> Result<Asked<'_>, FigureError> {
        let rules = &self.rules;
        let account = Pm1Account {
            spot: held.spot,
            spot_confidence: SURE,
            stable,
            // cash is in equity alone: it asks for nothing
            cash: 0.0,
            base,
            perp: held.perp,
            expiries: held.expiries.iter().map(|of| of.expiry(account.as_of, 0.0)).collect(),
        };
        let of = pm1::margin_of(&account, rules)?;
        // the static contingency stands inside the initial factor
        let both = |amount: f64| Both { initial: amount * of.initial_factor, maintenance: amount };
        let mut asked = Asked {
            coin,
            layout: &self.layout,
            held,
            value: of.value(),
            net: Both { initial: of.initial, maintenance: of.maintenance },
            worst: of.worst,
            worst_gain: of.worst_gain,
            skew: None,
            share: both(1.0),
            scenarios: Vec::new(),
            gains: Gains::default(),
            contingencies: Vec::new(),
        };
        if wanted == Wanted::Totals {
            return Ok(asked);
        }
        let beside = |name, amount, rate, of| Contingency { name, amount: both(amount), rate: both(rate), of };
        let each = account.expiries.iter().map(|of| naked_each(&of.options)).collect();
        let [perp, coins, naked] = of.static_parts;
        asked.contingencies = vec![
            beside(&PERP, perp, rules.perp, Of::Perp),
            beside(&NAKED, naked, rules.naked_option, Of::Options(each)),
            beside(&HAIRCUT, coins, rules.base, Of::Collateral(coin.parse().ok())),
        ];
        asked.gains = pm1::gains(&account, rules, &of);
        asked.scenarios = of.scenarios;
        Ok(asked)
    }
}

fn coin(asset: &str) -> Option<&'static str> {
    COINS.into_iter().find(|coin| *coin == asset)
}

/// Coins with a manager count whole; what is kept of them is a charge.
fn counted(asset: &Asset) -> Option<Decimal> {
    coin(asset.as_str()).map(|_| Decimal::ZERO)
}

impl Venue for Managers {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        linear_perpetuals_and_options("Derive", leg, underlying, |asset| coin(asset).is_some())
    }

    fn totals(&self, account: &Valued) -> Result<DemandTotals, FigureError> {
        let (holdings, coins, _) = holdings(account, counted);
        let equity = Equity::of(account, &holdings, true).total;
        totals(equity, &self.books(account, &coins, Wanted::Totals)?)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (holdings, coins, note) = holdings(account, counted);
        let books = self.books(account, &coins, Wanted::Parts)?;
        let (mut initial, mut maintenance, mut sheets) = (Vec::new(), Vec::new(), Vec::new());
        for book in &books {
            initial.extend(book.charges(Side::Initial)?);
            maintenance.extend(book.charges(Side::Maintenance)?);
            sheets.extend(book.sheet()?);
        }
        let table = table(&sheets);
        let assumed = (!account.legs.is_empty()).then(|| ASSUMED.to_owned());
        let apart = (books.len() > 1).then(|| APART.to_owned());
        Ok(Demand {
            equity: Equity::of(account, &holdings, true),
            holdings,
            initial,
            maintenance,
            grid: table.grid,
            binding: table.binding,
            ranges: table.ranges,
            notes: note.into_iter().chain(assumed).chain(apart).chain(table.others).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::book::{Expiry, Time};
    use crate::margin::venues::case::{account, market as prices, near, rules, with_options};
    use crate::margin::{RuleSet, assess, liquidation};
    use crate::risk::to_f64;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    #[test]
    fn coins_against_a_short_perpetual_keep_the_static_contingency() {
        let book = account(&["-2 ETH_USDC-PERPETUAL"], &["2 ETH", "100 USDC"]);
        let of = assess(&book, &prices(&[("ETH", "1500")]), rules("derive-pm1"));
        // 3 % of each 3,000; initial 1.25 times that
        assert!(near(of.initial_margin, 1.25 * 180.0), "{}", of.initial_margin);
        assert!(near(of.maintenance_margin, 180.0));
        assert_eq!((of.equity.total, of.binding), (dec!(3100), None));
    }

    #[test]
    fn a_long_perpetual_its_scenario_and_its_liquidation() {
        let book = account(&["1 BTC_USDC-PERPETUAL @ 50000"], &["20000 USDC"]);
        let market = prices(&[("BTC", "50000")]);
        let of = assess(&book, &market, rules("derive-pm1"));
        // 20 % down and 3 %
        assert!(near(of.maintenance_margin, 11_500.0) && near(of.initial_margin, 1.25 * 11_500.0));
        assert_eq!(of.binding.unwrap().moves[0].1, -0.2);
        assert_eq!(of.underlyings[0].scan_range, 0.15);
        let parts: Decimal = of.charges.iter().flat_map(|charge| &charge.parts).map(|part| part.amount).sum();
        assert_eq!(parts, of.initial_margin);
        // 20,000 + P − 50,000 = 0.23·P
        let root = liquidation(&book, &market, rules("derive-pm1"))[0].below.unwrap();
        assert!((to_f64(root.price) - 30_000.0 / 0.77).abs() < 0.01, "{}", root.price);
    }

    #[test]
    fn a_short_straddle_below_the_peg_is_what_a_separate_model_says() {
        // the parameters of tests/vectors/derive-pm1.json
        let mut json: serde_json::Value = serde_json::from_str(&rules("derive-pm1").to_json()).unwrap();
        let of = &mut json["parameters"];
        let scenarios = [1.15, 1.10, 1.05, 1.0, 0.95, 0.90, 0.85]
            .into_iter()
            .flat_map(|spot| ["up", "same", "down"].map(|vol| serde_json::json!({"spot": spot, "vol": vol})));
        of["scenarios"] = scenarios.collect();
        of["volatility"]["up"] = 0.45.into();
        of["long"] = serde_json::json!({"fixed": 0.95, "rate_multiple": 4, "rate_add": 0.05});
        of["initial_factor"] = 1.3.into();
        for (key, value) in [("perp", 0.02), ("base", 0.02), ("naked_option", 0.01)] {
            of[key] = value.into();
        }
        of["peg"] = serde_json::json!({"threshold": 0.98, "factor": 2});
        let rules = RuleSet::from_json(&json.to_string()).unwrap();
        // dollars as the account's unit: a stablecoin at 0.95 that positions are not quoted in
        let options = [("ETH-29JAN27-1500-C", 0.9), ("ETH-29JAN27-1500-P", 0.9)];
        let names = options.map(|(name, vol)| (name.replacen("ETH-", "ETH_USD-", 1), vol));
        let vols: Vec<(&str, f64)> = names.iter().map(|(name, vol)| (name.as_str(), *vol)).collect();
        let mut market =
            with_options(prices(&[("ETH", "1500"), ("USDC", "0.95")]), &[("ETH", "29JAN27", "1505")], &vols);
        market.as_of = Time(Expiry::parse("29JAN27").unwrap().instant().0 - 1_000_000_000);
        let book = account(&["-1 ETH_USD-29JAN27-1500-C", "-1 ETH_USD-29JAN27-1500-P"], &["0 USDC", "2000 USD"]);
        let of = assess(&book, &market, &rules);
        // worth, IM and MM of `short straddle, stable below its peg`
        assert!(near(of.equity.total, 1_808.034_770_201_093), "{}", of.equity.total);
        assert!(near(of.free_collateral, 1_512.815_051_587_736), "{}", of.free_collateral);
        assert!(near(of.equity.total - of.maintenance_margin, 1_590.961_447_691_272));
        assert_eq!(of.left_out, []);
    }

    #[test]
    fn what_has_no_manager_is_named() {
        let market = prices(&[("ETH", "1500"), ("SOL", "100")]);
        let of = assess(&account(&["1 SOL-PERP", "50 ETH-PERPETUAL"], &["10 SOL"]), &market, rules("derive-pm1"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(said, ["the parameters of Derive have no parameters for SOL", "Derive lists no inverse contracts"]);
        assert_eq!((of.equity.total, of.initial_margin), (dec!(0), dec!(0)));
    }
}
