//! Nado as a rule set: health of every coin held together with its perpetual, at oracle prices.

use rust_decimal::Decimal;

use super::products::{AccountRules, shipped as joined};
use super::{Product, pair_health};
use crate::book::Asset;
use crate::margin::checked::decimal;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::balance::{Balance, Netted, balances, by_market, netted};
use crate::margin::venues::listing::{linear_perpetuals, unlisted_coin};
use crate::margin::venues::weighed::{Balances, assumed, charged, other_dollars, weighed_equity};
use crate::margin::weights::{Level, TokenWeights, WeightPair};
use crate::margin::{Charge, ChargeName, Dated, Demand, Part, RuleError, RuleSet, Venue};
use crate::market::is_dollar;
use crate::risk::{FigureError, Leg, LegKind, LegOf, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "vertex", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(joined()?)
}

fn rule_set(dated: Dated<AccountRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(Nado { rules }))
}

#[derive(Debug)]
struct Nado {
    rules: AccountRules,
}

static PERPS: ChargeName = ChargeName {
    name: "Perpetuals",
    words: "Each perpetual’s size at the index price × what its weight is away from one, less what matching it with the coin \
            held or owed gives back.",
};
static COINS: ChargeName = ChargeName {
    name: "Weights of coins",
    words: "Each coin held × its price × (1 − its long weight), less what its perpetual’s requirement could not take of \
            what matching gives back.",
};
static DEBTS: ChargeName = ChargeName {
    name: "Borrowed coins",
    words: "Each coin owed × its price × (its short weight − 1), less what its perpetual’s requirement could not take of \
            what matching gives back; the debt itself is already off equity.",
};

/// A coin with its perpetual: where each stands in the account.
struct Pair<'a> {
    spot: Option<&'a Balance<'a>>,
    market: Option<usize>,
}

/// What a pair needs at a level, dollars.
#[derive(Clone, Copy)]
struct Need {
    perp: Decimal,
    spot: Decimal,
}

const ASSUMED: &str = "Positions are taken as cross, without open orders and liquidity positions.";

impl Nado {
    fn spot(&self, asset: &Asset) -> Option<&TokenWeights> {
        let products = &self.rules.products;
        products
            .spot
            .get(asset.as_str())
            .or_else(|| if is_dollar(asset) { products.spot.get(&products.quote) } else { None })
    }

    fn pairs<'a>(&self, account: &Valued, held: &'a [Balance<'a>], markets: &[Netted]) -> Vec<Pair<'a>> {
        let coin = |of: &Netted| account.underlyings.get(of.underlying).map(|underlying| &underlying.asset);
        let with = |asset| markets.iter().position(|of| coin(of) == Some(asset));
        let listed = held.iter().filter(|of| of.price.is_some() && self.spot(of.asset).is_some());
        let mut pairs: Vec<Pair<'a>> = listed.map(|spot| Pair { spot: Some(spot), market: with(spot.asset) }).collect();
        for place in 0..markets.len() {
            if pairs.iter().all(|pair| pair.market != Some(place)) {
                pairs.push(Pair { spot: None, market: Some(place) });
            }
        }
        pairs
    }

    fn need(&self, account: &Valued, pair: &Pair<'_>, markets: &[Netted], level: Level) -> Result<Need, FigureError> {
        let field = "pair health";
        let one = WeightPair { asset: Decimal::ONE, liability: Decimal::ONE };
        let plain = TokenWeights { initial: one, maintenance: one };
        let market = pair.market.and_then(|place| markets.get(place));
        let perps = &self.rules.products.perps;
        let weights = market.and_then(|of| perps.get(account.underlyings.get(of.underlying)?.asset.as_str()));
        let none = Product { amount: Decimal::ZERO, price: Decimal::ZERO, weights: plain };
        let perp = market.zip(weights).map_or(none, |(of, weights)| Product {
            amount: of.units,
            price: of.index,
            weights: *weights,
        });
        let spot = pair
            .spot
            .and_then(|of| Some(Product { amount: of.quantity, price: of.price?, weights: *self.spot(of.asset)? }));
        let spot = spot.unwrap_or(none);
        let health = pair_health(&spot, &perp, &self.rules.spread, level)?;
        let taken = |of: &Product, weighted| decimal::sub(field, decimal::mul(field, of.amount, of.price)?, weighted);
        let (spot, perp) = (taken(&spot, health.spot)?, taken(&perp, health.perp)?);
        let over = decimal::sub(field, perp, health.rebate)?;
        let spot = decimal::add(field, spot, over.min(Decimal::ZERO))?;
        Ok(Need { perp: over.max(Decimal::ZERO), spot })
    }

    fn charges(
        &self,
        account: &Valued,
        pairs: &[Pair<'_>],
        markets: &[Netted],
        level: Level,
    ) -> Result<Vec<Charge>, FigureError> {
        let needs = pairs.iter().map(|pair| self.need(account, pair, markets, level));
        let needs = needs.collect::<Result<Vec<_>, _>>()?;
        let perps = by_market(&PERPS, account, markets, |place| {
            let of = pairs.iter().zip(&needs).find(|(pair, _)| pair.market == Some(place));
            Ok(of.map_or(Decimal::ZERO, |(_, need)| need.perp))
        })?;
        let (mut coins, mut debts) = (Vec::new(), Vec::new());
        for (spot, need) in pairs.iter().zip(&needs).filter_map(|(pair, need)| Some((pair.spot?, need))) {
            match spot.leg {
                Some(leg) => debts.push(Part { leg, amount: need.spot }),
                // a debt whose leg is not asked about needs nothing
                None if spot.quantity.is_sign_negative() && !is_dollar(spot.asset) => {}
                None => coins.push(need.spot),
            }
        }
        debts.sort_by_key(|part| part.leg);
        let coins = Charge::named(&COINS, decimal::sum("weights of coins", coins)?);
        Ok(charged([perps, Charge::summed(&DEBTS, debts), coins]))
    }
}

impl Venue for Nado {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        match (leg.kind, &leg.of) {
            (LegKind::Borrowed, LegOf::Coin(coin)) => unlisted_coin("Nado", coin, |_| self.spot(coin).is_some()),
            _ => linear_perpetuals("Nado", leg, underlying, |coin| self.rules.products.perps.contains_key(coin)),
        }
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let (held, markets) = (balances(account), netted(account));
        // the venue's account value is unweighted; weights are what is required of it
        let whole = Balances::new(account, |of, _| {
            Ok(self.spot(of.asset).and(of.price).map(|price| crate::book::Exact::capped_times(price, of.quantity)))
        })?;
        let gains = decimal::sum("profits", markets.iter().map(|of| of.gain))?;
        let pairs = self.pairs(account, &held, &markets);
        let holdings = whole.holdings(account);
        let products = &self.rules.products;
        Ok(Demand {
            initial: self.charges(account, &pairs, &markets, Level::Initial)?,
            maintenance: self.charges(account, &pairs, &markets, Level::Maintenance)?,
            equity: weighed_equity(&holdings, gains),
            notes: assumed(
                other_dollars(account, &products.quote, |name| products.spot.contains_key(name)),
                account,
                ASSUMED,
            ),
            holdings,
            ..Demand::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{RuleSet, assess, liquidation};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;

    #[test]
    fn a_coin_held_against_its_perpetual_needs_what_the_spread_weight_leaves() {
        let book = account(&["-1 BTC-PERP @ 60000"], &["1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("vertex"));
        // opening: 1 − 0.05/5 = 0.99 on both sides of the pair; keeping: 1 − 0.03/5 = 0.994, which is the cap
        assert_eq!(of.initial_margin, dec!(120000) * dec!(0.01));
        assert_eq!(of.maintenance_margin, dec!(120000) * dec!(0.006));
        assert_eq!(of.equity.total, dec!(60000));
        // alone: 0.1 of the coin and 0.05 of the perpetual
        assert_eq!(of.held_apart, dec!(6000) + dec!(3000));
        assert_eq!(of.hedge_benefit, dec!(7800));
    }

    /// The example of a pair under Vertex's own spread rule: weights 0.9 and 0.95, one coin at 3,000, 390 given back.
    #[test]
    fn the_pair_of_an_ether_and_its_perpetual_gets_its_rebate() {
        let mut json: serde_json::Value = serde_json::from_str(&rules("vertex").to_json()).unwrap();
        let products = &mut json["parameters"]["products"];
        let (spot, perp) = (products["spot"]["BTC"].clone(), products["perps"]["BTC"].clone());
        products["spot"]["ETH"] = spot;
        products["perps"]["ETH"] = perp;
        json["parameters"]["spread"] = serde_json::json!({ "leverage_multiple": "5" });
        let vertex = RuleSet::from_json(&json.to_string()).unwrap();
        let of = assess(&account(&["-1 ETH-PERP"], &["1 ETH"]), &prices(&[("ETH", "3000")]), &vertex);
        assert_eq!(of.initial_margin, dec!(300) + dec!(150) - dec!(390));
        json["parameters"]["products"]["perps"]["ETH"]["initial"]["asset"] = "95".into();
        let said = RuleSet::from_json(&json.to_string()).unwrap_err().to_string();
        assert!(said.starts_with("products.perps.ETH.initial.asset is 95"), "{said}");
    }

    #[test]
    fn a_coin_owed_takes_the_spread_weight_of_the_coin() {
        let book = account(&["2 BTC-PERP"], &["200000 USDC", "-1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("vertex"));
        // spread weight 1 − 0.1/5 = 0.98 over the mean 0.925, of 120,000; 6,000 of each side without it
        let rebate = dec!(120000) * (dec!(0.98) - dec!(0.925));
        assert_eq!(of.initial_margin, dec!(6000) + dec!(6000) - rebate);
        assert_eq!(of.equity.total, dec!(140000));
        let parts: Decimal = of.legs.iter().map(|leg| leg.part).sum();
        assert_eq!(parts, of.initial_margin);
        assert_eq!(of.held_apart, dec!(12000));
    }

    #[test]
    fn a_perpetual_alone_is_liquidated_where_its_weight_says() {
        let book = account(&["1 BTC-PERP @ 60000"], &["12000 USDC"]);
        let market = prices(&[("BTC", "60000")]);
        let of = assess(&book, &market, rules("vertex"));
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(3000), dec!(1800)));
        // 12,000 − 60,000 + 0.97·p = 0
        let below = liquidation(&book, &market, rules("vertex"))[0].below.unwrap().price;
        assert!((below - dec!(48000) / dec!(0.97)).abs() < dec!(0.001), "{below}");
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 ETH-PERP", "1 BTC-25DEC26-80000-C"], &["100 USDC", "3 ETH"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("ETH", "2000")]), rules("vertex"));
        assert!(of.left_out.iter().any(|out| out.reason == "the parameters of Nado have no parameters for ETH"));
        assert_eq!((of.equity.total, of.initial_margin), (dec!(100), dec!(0)));
        assert!(of.warnings.iter().any(|warning| warning.message == "USDC counted as the venue’s own USDT0."));
    }
}
