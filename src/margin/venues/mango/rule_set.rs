//! Mango as a rule set: balances and perpetuals at oracle prices, no orders, weights that no total scales.

use rust_decimal::Decimal;

use super::perp::{unsettled, weighted_pnl};
use super::token::{contribution, weights};
use super::{HealthKind, MangoRules, PerpMarket, TokenPrice, TokenState, parameters};
use crate::book::{Asset, Exact};
use crate::margin::checked::decimal;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::balance::{Balance, Netted, by_market, netted};
use crate::margin::venues::listing::{linear_perpetuals, unlisted_coin};
use crate::margin::venues::weighed::{Balances, assumed, charged, other_dollars, weighed_equity};
use crate::margin::weights::Level;
use crate::margin::{Charge, ChargeName, Dated, Demand, RuleError, RuleSet, Venue};
use crate::market::is_dollar;
use crate::risk::{FigureError, Leg, LegKind, LegOf, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "mango", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<MangoRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| {
        let settled = rules.perps.values().map(|market| market.settle_token.clone()).next();
        Ok(Mango { own: settled.unwrap_or_else(|| "USDC".to_owned()), rules })
    })
}

#[derive(Debug)]
struct Mango {
    rules: MangoRules,
    /// The token that perpetuals settle in; other dollars stand for it.
    own: String,
}

static POSITIONS: ChargeName = ChargeName {
    name: "Perpetuals",
    words: "Each perpetual’s size at the index price × what its base weight is away from one; legs of one market are one \
            position.",
};
static PROFITS: ChargeName = ChargeName {
    name: "Profits counted in part",
    words: "What is left of a perpetual’s profit after its own requirement × (1 − the market’s overall weight).",
};
static SETTLED: ChargeName = ChargeName {
    name: "Weight of the settle token",
    words: "What the token that perpetuals settle in counts less with their profits and losses in it than by itself.",
};

/// A market's figures at one level, dollars.
#[derive(Clone, Copy)]
struct Perp {
    /// What the base weight takes.
    requirement: Decimal,
    /// What the overall weight takes.
    uncounted: Decimal,
    /// What it adds to the settle token.
    weighted: Decimal,
}

const ASSUMED: &str = "No open orders are assumed, and no totals of the venue that would scale a weight.";

fn kind(level: Level) -> HealthKind {
    match level {
        Level::Initial => HealthKind::Init,
        Level::Maintenance => HealthKind::Maint,
    }
}

impl Mango {
    fn token(&self, asset: &Asset) -> Option<&str> {
        let own = self.rules.tokens.get_key_value(asset.as_str()).map(|(name, _)| name.as_str());
        own.or_else(|| is_dollar(asset).then_some(self.own.as_str()))
    }

    fn perpetual(&self, coin: &str) -> Option<&PerpMarket> {
        self.rules.perps.iter().find(|(name, _)| name.strip_suffix("-PERP") == Some(coin)).map(|(_, market)| market)
    }

    /// What an amount of a token adds to health.
    fn adds(&self, token: &str, amount: Decimal, price: Decimal, level: Level) -> Result<Option<Decimal>, FigureError> {
        let Some(rules) = self.rules.tokens.get(token) else { return Ok(None) };
        let state = TokenState { price: TokenPrice::plain(price), totals: Default::default() };
        state.price.check(token)?;
        let weights = weights(rules, &state, kind(level))?;
        contribution(amount, &weights, &state.price, kind(level)).map(Some)
    }

    fn balance(&self, of: &Balance<'_>, level: Level) -> Result<Option<Decimal>, FigureError> {
        let (Some(token), Some(price)) = (self.token(of.asset), of.price) else { return Ok(None) };
        self.adds(token, of.quantity, price, level)
    }

    fn perp(&self, account: &Valued, of: &Netted, level: Level) -> Result<Perp, FigureError> {
        let coin = account.underlyings.get(of.underlying).map_or("", |underlying| underlying.asset.as_str());
        let nothing = Perp { requirement: Decimal::ZERO, uncounted: Decimal::ZERO, weighted: Decimal::ZERO };
        let Some(market) = self.perpetual(coin) else { return Ok(nothing) };
        let (field, price) = ("perpetual health", TokenPrice::plain(of.index));
        price.check(coin)?;
        let quote = decimal::sub(field, of.gain, decimal::mul(field, of.units, of.index)?)?;
        let unsettled = unsettled(of.units, quote, [Decimal::ZERO; 2], market, &price, kind(level))?;
        let weighted = weighted_pnl(unsettled, market, kind(level))?;
        let requirement = decimal::sub(field, of.gain, unsettled)?;
        Ok(Perp { requirement, uncounted: decimal::sub(field, unsettled, weighted)?, weighted })
    }

    /// The charges of a level.
    fn charges(
        &self,
        account: &Valued,
        balances: &Balances<'_>,
        markets: &[Netted],
        level: Level,
        credit: Decimal,
    ) -> Result<Vec<Charge>, FigureError> {
        let perps = markets.iter().map(|of| self.perp(account, of, level)).collect::<Result<Vec<_>, _>>()?;
        let by = |name, amount: fn(&Perp) -> Decimal| {
            by_market(name, account, markets, |place| Ok(perps.get(place).map_or(Decimal::ZERO, amount)))
        };
        let settled = decimal::sum("perpetual health", perps.iter().map(|perp| perp.weighted))?;
        let [coins, mut owed] = balances.debts(level);
        let mut lower = match level {
            Level::Initial => balances.counted_lower(),
            Level::Maintenance => Charge::named(&SETTLED, Decimal::ZERO),
        };
        let mut weight = Charge::named(&SETTLED, self.settled(balances, settled, level)?.capped_plus(credit));
        for of in [&mut lower, &mut owed] {
            // a loss of a token that counts in part leaves less of it uncounted, and a profit less of it owed
            let less = weight.amount.min(Decimal::ZERO).max(-of.amount);
            of.amount = of.amount.capped_plus(less);
            weight.amount = weight.amount.capped_minus(less);
        }
        weight.amount = weight.amount.max(Decimal::ZERO);
        Ok(charged([
            by(&POSITIONS, |perp| perp.requirement)?,
            by(&PROFITS, |perp| perp.uncounted)?,
            coins,
            owed,
            weight,
            lower,
        ]))
    }

    /// What weighing the settle token with profits and losses in it gives where it takes nothing: dollars of equity.
    fn credit(&self, account: &Valued, balances: &Balances<'_>, markets: &[Netted]) -> Result<Decimal, FigureError> {
        let level = Level::Maintenance;
        let perps = markets.iter().map(|of| self.perp(account, of, level)).collect::<Result<Vec<_>, _>>()?;
        let settled = decimal::sum("perpetual health", perps.iter().map(|perp| perp.weighted))?;
        Ok((-self.settled(balances, settled, level)?).max(Decimal::ZERO))
    }

    /// What weighing profits and losses together with the settle token takes, dollars; below 0 where it gives.
    fn settled(&self, balances: &Balances<'_>, profits: Decimal, level: Level) -> Result<Decimal, FigureError> {
        let field = "token balance";
        let price = balances.price(&self.own).unwrap_or(Decimal::ONE);
        let worth = decimal::mul(field, balances.quantity(&self.own), price)?;
        let at = |dollars| self.adds(&self.own, dollars, Decimal::ONE, level).map(Option::unwrap_or_default);
        decimal::sub(field, decimal::add(field, at(worth)?, profits)?, at(decimal::add(field, worth, profits)?)?)
    }
}

impl Venue for Mango {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        match (leg.kind, &leg.of) {
            (LegKind::Borrowed, LegOf::Coin(coin)) => unlisted_coin("Mango", coin, |_| self.token(coin).is_some()),
            _ => linear_perpetuals("Mango", leg, underlying, |coin| self.perpetual(coin).is_some()),
        }
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let balances = Balances::new(account, |of, level| self.balance(of, level))?;
        let markets = netted(account);
        let gains = markets.iter().fold(Decimal::ZERO, |sum, of| sum.capped_plus(of.gain));
        let holdings = balances.holdings(account);
        let credit = self.credit(account, &balances, &markets)?;
        Ok(Demand {
            initial: self.charges(account, &balances, &markets, Level::Initial, credit)?,
            maintenance: self.charges(account, &balances, &markets, Level::Maintenance, credit)?,
            equity: weighed_equity(&holdings, gains.capped_plus(credit)),
            notes: assumed(
                other_dollars(account, &self.own, |name| self.rules.tokens.contains_key(name)),
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
    use super::super::{Account, Health, HealthKind, PerpPosition, TokenPrice, TokenState, health, parameters};
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{Assessment, RuleSet, assess, liquidation};
    use rust_decimal::Decimal;
    use rust_decimal_macros::dec;
    use std::collections::BTreeMap;

    #[test]
    fn a_perpetual_needs_what_its_weight_is_away_from_one() {
        let book = account(&["1 BTC-PERP @ 58000"], &["10000 USDC"]);
        let of = assess(&book, &prices(&[("BTC", "60000")]), rules("mango"));
        // 5 % and 2.5 % of 60,000; 2,000 gained do not cover them, so the overall weight takes nothing
        assert_eq!((of.initial_margin, of.equity.total), (dec!(3000), dec!(12000)));
        // keeping: 2,000 − 1,500 left over, of which 0.95 counts
        assert_eq!(of.maintenance_margin, dec!(1500) + dec!(500) * dec!(0.05));
        assert_eq!(of.legs[0].part, dec!(3000));
    }

    #[test]
    fn tokens_weigh_by_their_side() {
        let market = prices(&[("SOL", "100"), ("ETH", "2000")]);
        let of = assess(&account(&[], &["100 SOL", "-2 ETH", "-100 USDT"]), &market, rules("mango"));
        // 0.9 held for keeping, 0.8 for opening; debts 1.1 and 1.2, of Tether 1.05 and 1.1
        assert_eq!(of.equity.total, dec!(9000) - dec!(4000) - dec!(100));
        assert_eq!(of.maintenance_margin, dec!(400) + dec!(5));
        assert_eq!(of.initial_margin, dec!(800) + dec!(10) + dec!(1000));
        assert_eq!((of.legs.len(), of.legs[0].part), (1, dec!(800)));
        assert_eq!(of.hedge_benefit, dec!(0));
    }

    /// The venue's own test of a gain: a lot of 10 sold for 100 at a price of 5, in a token that weighs 0.8.
    #[test]
    fn the_venues_case_of_a_weighted_gain_comes_out() {
        let mut json: serde_json::Value = serde_json::from_str(&rules("mango").to_json()).unwrap();
        let weights = |init: [&str; 2], maint: [&str; 2]| {
            let pair = |of: [&str; 2]| serde_json::json!({ "asset": of[0], "liability": of[1] });
            serde_json::json!({ "initial": pair(init), "maintenance": pair(maint) })
        };
        let test = weights(["0.8", "1.2"], ["0.9", "1.1"]);
        json["parameters"]["tokens"]["USDC"]["weights"] = test.clone();
        json["parameters"]["perps"]["BTC-PERP"]["base_weights"] = test;
        json["parameters"]["perps"]["BTC-PERP"]["init_overall_asset_weight"] = "0.95".into();
        json["parameters"]["perps"]["BTC-PERP"]["maint_overall_asset_weight"] = "0.98".into();
        let case = RuleSet::from_json(&json.to_string()).unwrap();
        let of = assess(&account(&["-10 BTC-PERP @ 10"], &[]), &prices(&[("BTC", "5")]), &case);
        // (100 − 1.2 × 50) × 0.95 × 0.8 = 30.4, the test's figure
        assert_eq!(of.free_collateral, dec!(30.4));
    }

    /// A loss of a token that counts in part takes only that part: no charge is below zero, and the health is the programme's.
    #[test]
    fn a_loss_in_a_settle_token_of_lower_weight_counts_in_part() {
        let mut json: serde_json::Value = serde_json::from_str(&rules("mango").to_json()).unwrap();
        json["parameters"]["tokens"]["USDC"]["weights"] = serde_json::json!({
            "initial": { "asset": "0.8", "liability": "1.2" },
            "maintenance": { "asset": "0.9", "liability": "1.1" },
        });
        let case = RuleSet::from_json(&json.to_string()).unwrap();
        let market = prices(&[("BTC", "58000")]);
        let of = assess(&account(&["1 BTC-PERP @ 60000"], &["10000 USDC"]), &market, &case);
        // 10,000 − 2,000 less 5 % and 2.5 % of 58,000, at 0.8 and 0.9
        assert_eq!(healths(&of), [dec!(5100) * dec!(0.8), dec!(6550) * dec!(0.9)]);
        assert!(of.charges.iter().chain(&of.maintenance_charges).all(|charge| charge.amount > Decimal::ZERO));
        // 3,000 gained less the same pay down a debt of 9,000, at 1.2 and 1.1
        let of = assess(&account(&["1 BTC-PERP @ 55000"], &["-9000 USDC"]), &market, &case);
        // the gain left over counts at 0.9 for opening and at 0.95 for keeping
        let (opens, keeps) = (dec!(100) * dec!(0.9), (dec!(3000) - dec!(1450)) * dec!(0.95));
        assert_eq!(healths(&of), [(opens - dec!(9000)) * dec!(1.2), (keeps - dec!(9000)) * dec!(1.1)]);
        assert!(of.charges.iter().chain(&of.maintenance_charges).all(|charge| charge.amount > Decimal::ZERO));
    }

    #[test]
    fn profits_that_repay_the_settle_token_spare_its_weight() {
        let mut json: serde_json::Value = serde_json::from_str(&rules("mango").to_json()).unwrap();
        let pair = serde_json::json!({ "asset": "0.8", "liability": "1.2" });
        json["parameters"]["tokens"]["USDC"]["weights"] = serde_json::json!({ "initial": pair, "maintenance": pair });
        let case = RuleSet::from_json(&json.to_string()).unwrap();
        let of = assess(&account(&["1 BTC-PERP @ 58000"], &["-300 USDC"]), &prices(&[("BTC", "60000")]), &case);
        // keeping: 2,000 − 1,500, of which 0.95 counts; 300 of it repays, the rest weighs 0.8
        let health = (dec!(475) - dec!(300)) * dec!(0.8);
        assert_eq!(of.equity.total - of.maintenance_margin, health);
        assert!(of.maintenance_charges.iter().all(|charge| charge.amount >= dec!(0)));
    }

    fn healths(of: &Assessment) -> [Decimal; 2] {
        [of.free_collateral, of.equity.total - of.maintenance_margin]
    }

    #[test]
    fn free_collateral_is_the_programmes_health() {
        let book = account(&["-1.5 BTC-PERP @ 61000"], &["9000 USDC", "-30 SOL", "4 ETH", "2 mSOL"]);
        let market = prices(&[("BTC", "60000"), ("SOL", "100"), ("ETH", "2000"), ("mSOL", "120")]);
        let of = assess(&book, &market, rules("mango"));
        let state = |price: i64| TokenState { price: TokenPrice::plain(price.into()), totals: Default::default() };
        let held = [("USDC", 9000, 1), ("SOL", -30, 100), ("ETH", 4, 2000), ("mSOL", 2, 120)];
        let balances = held.iter().map(|&(name, amount, _)| (name.to_owned(), amount.into())).collect();
        let states = held.iter().map(|&(name, _, price)| (name.to_owned(), state(price))).collect();
        // a lot of 100 is counted as 0.0001 coins: 15,000 lots, each of a coin's price × 10⁻⁶ a native unit
        let perp =
            PerpPosition { market: "BTC-PERP".into(), base_lots: -15_000, quote: dec!(91500), ..Default::default() };
        let programme = Account { balances, perps: vec![perp], ..Default::default() };
        let oracles = BTreeMap::from([("BTC-PERP".to_owned(), TokenPrice::plain(dec!(0.06)))]);
        let rules = &parameters().unwrap().parameters;
        let ask = |kind| -> Health { health(&programme, rules, &states, &oracles, kind).unwrap() };
        assert_eq!(healths(&of), [ask(HealthKind::Init).health, ask(HealthKind::Maint).health]);
    }

    #[test]
    fn a_short_is_liquidated_where_its_weighted_price_meets_the_cash() {
        let book = account(&["-1 BTC-PERP @ 60000"], &["3000 USDC"]);
        let found = liquidation(&book, &prices(&[("BTC", "60000")]), rules("mango"));
        // 3,000 + 60,000 = 1.025·p
        let above = found[0].above.unwrap().price;
        assert!((above - dec!(63000) / dec!(1.025)).abs() < dec!(0.001), "{above}");
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 BTC-PERPETUAL", "2 ETH-PERP"], &["100 USD", "1 BTC"]);
        let of = assess(&book, &prices(&[("BTC", "60000"), ("ETH", "2000")]), rules("mango"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert_eq!(said, ["Mango lists no inverse contracts", "the parameters of Mango have no parameters for ETH"]);
        assert_eq!((of.equity.total, of.initial_margin), (dec!(100), dec!(0)));
        assert!(of.warnings.iter().any(|warning| warning.message == "USD counted as the venue’s own USDC."));
    }
}
