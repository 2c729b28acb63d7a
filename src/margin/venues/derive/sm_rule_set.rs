//! Derive's standard margin as a rule set: markets added up, options expiry by expiry.

use super::asked::Side;
use super::pm2::Pair;
use super::positions::{ASSUMED, Coins, Options, Positions, SURE, holdings, positions, stable};
use super::sm::{self, SmAccount, SmExpiry, SmMargin, SmMarket, SmMarketMargin, SmMarketRules, SmOption, SmRules};
use crate::book::{Asset, Exact};
use crate::margin::venues::VenueFamily;
use crate::margin::venues::listing::{linear_perpetuals_and_options, unlisted};
use crate::margin::venues::scenarios::{Weighed, adding_up, dollars, required};
use crate::margin::{
    Charge, ChargeName, Dated, Demand, DemandTotals, Equity, FigureError, HoldingReport, RuleError, RuleSet, Venue,
};
use crate::risk::{Leg, Shape, Underlying, Valued, to_usd};
use rust_decimal::Decimal;

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "derive-sm", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(sm::LIVE)?)
}

fn rule_set(dated: Dated<SmRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(Standard { rules }))
}

#[derive(Debug)]
struct Standard {
    rules: SmRules,
}

static PERP: ChargeName =
    ChargeName { name: "Perpetuals", words: "The perpetual’s size × its mark × the market’s rate." };
static OPTIONS: ChargeName = ChargeName {
    name: "Options of one expiry",
    words: "The smaller of two: each option sold by itself, its mark and a share of spot that falls as it is further out of \
            the money; or the largest loss at settlement, with a multiple of the forward for each net call sold.",
};
static PEG: ChargeName = ChargeName {
    name: "Stablecoin below its peg",
    words: "What its price lacks to the threshold × a factor × the size of perpetuals and options sold, at spot; initial only.",
};
static OPENING: ChargeName = ChargeName {
    name: "Collateral for opening",
    words: "What the coin counts less for opening positions than for liquidation.",
};

/// What the calculator says.
struct Answer {
    holdings: Vec<HoldingReport>,
    note: Option<String>,
    held: Vec<Positions>,
    asked: SmAccount,
    of: SmMargin,
}

fn on(side: Side, pair: &Pair) -> f64 {
    if side == Side::Initial { pair.initial } else { pair.maintenance }
}

impl Standard {
    /// The fraction that is taken off a coin; none where it is no collateral.
    fn haircut(&self, asset: &Asset) -> Option<Decimal> {
        let base = self.rules.markets.get(asset.as_str())?.base?;
        Some(Decimal::ONE.capped_minus(to_usd(base.counts)?))
    }

    /// Positions and coins by market. A coin that no position is in is a market at its own price.
    fn markets(&self, account: &Valued, coins: &[Coins<'_>], stable: f64) -> Vec<(Positions, SmMarket)> {
        let mut out = Vec::new();
        for held in positions(account, stable) {
            let Some(underlying) = account.underlyings.get(held.underlying) else { continue };
            let name = underlying.asset.as_str();
            if self.rules.markets.contains_key(name) {
                let base = coins.iter().find(|of| of.asset.as_str() == name).map_or(0.0, |of| of.amount);
                let market = market(&held, base, name);
                out.push((held, market));
            }
        }
        for held in coins {
            let name = held.asset.as_str();
            if !out.iter().any(|(_, market): &(Positions, SmMarket)| market.name == name) {
                let nothing = Positions::nothing(held.underlying.unwrap_or(usize::MAX), held.price);
                let market = market(&nothing, held.amount, name);
                out.push((nothing, market));
            }
        }
        out
    }

    fn answer(&self, account: &Valued) -> Result<Answer, FigureError> {
        let (holdings, coins, note) = holdings(account, |asset| self.haircut(asset));
        let stable = stable(account);
        let (held, markets): (Vec<Positions>, Vec<SmMarket>) =
            self.markets(account, &coins, stable).into_iter().unzip();
        // cash is in equity alone: it asks for nothing
        let asked = SmAccount { cash: 0.0, stable, markets };
        let of = sm::margin_of(&asked, &self.rules)?;
        Ok(Answer { holdings, note, held, asked, of })
    }

    fn rules(&self, name: &str) -> Option<&SmMarketRules> {
        self.rules.markets.get(name)
    }

    /// The parts of one market's margin.
    fn charges(
        &self,
        held: &Positions,
        market: &SmMarket,
        of: &SmMarketMargin,
        side: Side,
    ) -> Result<Vec<Charge>, FigureError> {
        let asset: Option<Asset> = market.name.parse().ok();
        let of_market = |charge: Charge| Charge { underlying: asset.clone(), ..charge };
        let opening = side == Side::Initial;
        let mut out: Vec<Weighed> = Vec::new();
        if held.perp.amount != 0.0 {
            let rate = self.rules(&market.name).and_then(|rules| rules.perp).map_or(0.0, |perp| on(side, &perp));
            let weights = held.perps.iter().map(|(leg, units)| (*leg, units * held.perp.amount.signum())).collect();
            out.push((of_market(Charge::named(&PERP, dollars("perp", -on(side, &of.perp))?).rated(rate)), weights));
        }
        for ((legs, expiry), counted) in held.expiries.iter().zip(&market.expiries).zip(&of.expiries) {
            let charge = Charge::named(&OPTIONS, dollars("options", -on(side, &counted.counts))?).at(legs.expiry);
            let losses = counted.losses(expiry, |pair| on(side, pair));
            out.push((of_market(charge), legs.legs.iter().copied().zip(losses).collect()));
        }
        if opening {
            let perps = held.perps.iter().map(|(leg, units)| (*leg, units * held.perp.amount.signum()));
            let sold = held.expiries.iter().flat_map(|of| of.legs.iter().copied().zip(&of.held));
            let sold = sold.map(|(leg, option)| (leg, (-option.amount).max(0.0)));
            out.push((of_market(Charge::named(&PEG, dollars("peg", -of.peg)?)), perps.chain(sold).collect()));
            let less = dollars("coins", of.base.maintenance - of.base.initial)?;
            out.push((of_market(Charge::named(&OPENING, less)), Vec::new()));
        }
        let charges = out.into_iter().filter(|(charge, _)| !charge.amount.is_zero());
        Ok(adding_up(total(of, side)?, charges.collect()))
    }
}

/// What a market asks for: what it counts coins and gains at, less what it leaves.
fn total(of: &SmMarketMargin, side: Side) -> Result<Decimal, FigureError> {
    let net = if side == Side::Initial { of.initial() } else { of.maintenance() };
    required("margin", of.perp_gain + of.base.maintenance - net)
}

fn market(held: &Positions, base: f64, name: &str) -> SmMarket {
    let expiry = |of: &Options| SmExpiry { forward: of.forward, confidence: SURE, options: options(of) };
    SmMarket {
        name: name.to_owned(),
        spot: held.spot,
        spot_confidence: SURE,
        perp: held.perp,
        base,
        expiries: held.expiries.iter().map(expiry).collect(),
    }
}

fn options(of: &Options) -> Vec<SmOption> {
    let option = |(held, mark): (&super::OptionHeld, &f64)| SmOption {
        strike: held.strike,
        right: held.right,
        amount: held.amount,
        mark: *mark,
    };
    of.held.iter().zip(&of.marks).map(option).collect()
}

impl Venue for Standard {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        let has = |coin: &str| match (self.rules(coin), leg.shape) {
            (Some(rules), Shape::Option { .. }) => rules.option.is_some(),
            (Some(rules), _) => rules.perp.is_some(),
            (None, _) => false,
        };
        let kind = |name: &str| format!("the parameters of Derive have no {name} of {}", underlying.asset);
        linear_perpetuals_and_options("Derive", leg, underlying, |_| true)
            .or_else(|| unlisted("Derive", underlying, |coin| self.rules(coin).is_some()))
            .or_else(|| {
                let option = matches!(leg.shape, Shape::Option { .. });
                let name = if option { "options" } else { "perpetual" };
                (!has(underlying.asset.as_str())).then(|| kind(name))
            })
    }

    fn totals(&self, account: &Valued) -> Result<DemandTotals, FigureError> {
        let Answer { holdings, of, .. } = self.answer(account)?;
        let equity = Equity::of(account, &holdings, false).total;
        let nothing = DemandTotals { equity, ..DemandTotals::default() };
        let add = |sum: DemandTotals, of: &SmMarketMargin| -> Result<DemandTotals, FigureError> {
            Ok(sum.asking(total(of, Side::Initial)?, total(of, Side::Maintenance)?))
        };
        of.markets.iter().try_fold(nothing, add)
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let Answer { holdings, note, held, asked, of } = self.answer(account)?;
        let (mut open, mut keep) = (Vec::new(), Vec::new());
        for ((held, market), of) in held.iter().zip(&asked.markets).zip(&of.markets) {
            open.extend(self.charges(held, market, of, Side::Initial)?);
            keep.extend(self.charges(held, market, of, Side::Maintenance)?);
        }
        let assumed = (!account.legs.is_empty()).then(|| ASSUMED.to_owned());
        Ok(Demand {
            // what an option sold is owed for is in its margin, and one bought is worth nothing here
            equity: Equity::of(account, &holdings, false),
            holdings,
            initial: open,
            maintenance: keep,
            notes: note.into_iter().chain(assumed).collect(),
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, marked, market as prices, near, rules};
    use crate::margin::{Assessment, assess, liquidation};
    use crate::risk::to_f64;
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    fn adds_up(of: &Assessment) {
        for charge in of.charges.iter().chain(&of.maintenance_charges).filter(|charge| !charge.parts.is_empty()) {
            assert_eq!(charge.parts.iter().map(|part| part.amount).sum::<Decimal>(), charge.amount, "{charge:?}");
        }
    }

    #[test]
    fn the_first_three_examples_of_the_venues_pages() {
        let call = "ETH_USDC-25DEC26-1800-C";
        let market = marked(prices(&[("ETH", "1900")]), &[(call, "120")]);
        let of = assess(&account(&[&format!("-3 {call}")], &["2000 USDC"]), &market, rules("derive-sm"));
        // 2000 − 3·(120 + 15 %·1900) and 9 %; the mark goes through its volatility and back
        let kept = |of: &Assessment| to_f64(of.equity.total - of.maintenance_margin);
        assert!((to_f64(of.free_collateral) - (2000.0 - 3.0 * (120.0 + 0.15 * 1900.0))).abs() < 1e-4);
        assert!((kept(&of) - (2000.0 - 3.0 * (120.0 + 0.09 * 1900.0))).abs() < 1e-4);
        assert_eq!(of.equity.total, dec!(2000));

        let (low, high) = ("ETH_USDC-25DEC26-1700-C", "ETH_USDC-25DEC26-1900-C");
        let market = marked(prices(&[("ETH", "2100"), ("BTC", "28000")]), &[(low, "425"), (high, "260")]);
        let spreads = [&format!("-8 {low}") as &str, &format!("8 {high}")];
        let of = assess(&account(&spreads, &["2000 USDC"]), &market, rules("derive-sm"));
        // a spread loses its width at most: 8·200
        assert!(near(of.free_collateral, 400.0) && near(of.equity.total - of.maintenance_margin, 400.0));
        // the call sold by itself: 8·(425 + 15 %·2100) or 8·1.2·2100, the smaller; the one bought nothing
        assert!((to_f64(of.held_apart) - 8.0 * (425.0 + 315.0)).abs() < 1e-4, "{}", of.held_apart);
        assert!(of.hedge_benefit > dec!(4000));
        adds_up(&of);

        let more = [spreads[0], spreads[1], "7 BTC_USDC-PERPETUAL"];
        let of = assess(&account(&more, &["25000 USDC"]), &market, rules("derive-sm"));
        assert!(near(of.free_collateral, 25000.0 - 1600.0 - 7.0 * 28000.0 * 0.10), "{}", of.free_collateral);
        assert!(near(of.equity.total - of.maintenance_margin, 25000.0 - 1600.0 - 7.0 * 28000.0 * 0.065));
    }

    #[test]
    fn coins_count_in_part_and_less_for_opening() {
        let of = assess(&account(&[], &["2 ETH", "100 USDT"]), &prices(&[("ETH", "1500")]), rules("derive-sm"));
        // 80 % and 98 %; for opening 93.75 % and 98 % of that
        assert_eq!(of.equity.total, dec!(2400) + dec!(98));
        assert!(near(of.initial_margin, 2400.0 * 0.0625 + 98.0 * 0.02), "{}", of.initial_margin);
        assert_eq!(of.maintenance_margin, dec!(0));
    }

    #[test]
    fn below_its_peg_the_stablecoin_charges_sizes() {
        let market = prices(&[("ETH", "2000"), ("USDC", "0.9")]);
        let of = assess(&account(&["-2 ETH-PERP"], &["5000 USDC"]), &market, rules("derive-sm"));
        // 10 % of 4,000, and (0.99 − 0.9)·2 of it
        assert!(near(of.initial_margin, 400.0 + 0.18 * 4000.0), "{}", of.initial_margin);
        assert!(near(of.maintenance_margin, 260.0));
        adds_up(&of);
    }

    #[test]
    fn it_is_liquidated_where_the_rate_meets_equity() {
        let book = account(&["10 ETH_USDC-PERPETUAL @ 2000"], &["5000 USDC"]);
        let found = liquidation(&book, &prices(&[("ETH", "2000")]), rules("derive-sm"));
        // 5,000 + 10·(P − 2,000) = 10·P·6.5 %
        assert!((to_f64(found[0].below.unwrap().price) - 15_000.0 / 9.35).abs() < 0.01);
    }

    #[test]
    fn what_is_not_listed_is_named_and_nothing_needs_nothing() {
        let book = account(&["5 PEPE-PERP", "1 XRP-PERP", "-1 PEPE_USDC-25DEC26-1-C", "1 LBTC-PERP"], &["1 XRP"]);
        let market = prices(&[("PEPE", "1"), ("XRP", "2"), ("LBTC", "60000")]);
        let market = marked(market, &[("PEPE_USDC-25DEC26-1-C", "0.1")]);
        let of = assess(&book, &market, rules("derive-sm"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(
            said,
            [
                "the parameters of Derive have no parameters for XRP",
                "the parameters of Derive have no options of PEPE",
                "the parameters of Derive have no perpetual of LBTC",
            ]
        );
        assert!(near(of.initial_margin, 0.2 * 5.0));
        assert_eq!(of.equity.total, dec!(0));
        let nothing = assess(&account(&[], &["5 USDC"]), &market, rules("derive-sm"));
        assert_eq!((nothing.equity.total, nothing.initial_margin), (dec!(5), dec!(0)));
    }
}
