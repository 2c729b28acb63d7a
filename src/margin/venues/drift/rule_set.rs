//! Drift as a rule set: every position cross, no orders, balances and perpetuals at the index price.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::account::spot_part;
use super::perp::perp_part;
use super::size::base_value;
use super::{DriftRules, PerpMarket, PerpPart, PerpPosition, Requires, SpotPosition, StrictPrice, parameters};
use crate::book::{Asset, Exact};
use crate::margin::checked::integer;
use crate::margin::venues::VenueFamily;
use crate::margin::venues::balance::{Balance, Netted, by_market, netted};
use crate::margin::venues::listing::{linear_perpetuals, unlisted_coin};
use crate::margin::venues::weighed::{Balances, assumed, charged, other_dollars, weighed_equity};
use crate::margin::weights::Level;
use crate::margin::{ChargeName, Dated, Demand, RuleError, RuleSet, Venue};
use crate::market::is_dollar;
use crate::risk::{FigureError, Leg, LegKind, LegOf, Underlying, Valued};

pub(in crate::margin) const FAMILY: VenueFamily = VenueFamily { name: "drift", read, shipped };

fn read(text: &str) -> Result<RuleSet, RuleError> {
    rule_set(Dated::from_json(text)?)
}

fn shipped() -> Result<RuleSet, RuleError> {
    rule_set(parameters()?.clone())
}

fn rule_set(dated: Dated<DriftRules>) -> Result<RuleSet, RuleError> {
    RuleSet::of_venue(FAMILY.name, dated, |rules| Ok(Drift { rules }))
}

#[derive(Debug)]
struct Drift {
    rules: DriftRules,
}

static POSITIONS: ChargeName = ChargeName {
    name: "Perpetuals",
    words: "Each perpetual’s size at the index price × its market’s margin ratio, which grows with the size where the market \
            has a size factor; legs of one market are one position.",
};
static PROFITS: ChargeName = ChargeName {
    name: "Profits counted lower for opening",
    words: "What profits of perpetuals count for keeping positions, less what they count for opening: at the initial \
            weight, and up to a limit each.",
};
const ASSUMED: &str =
    "Positions are taken as cross, without open orders and without a margin ratio of the account’s own.";

impl Drift {
    /// The token market of an asset; any dollar stands for the venue's own.
    fn market(&self, asset: &Asset) -> Option<&str> {
        let own = self.rules.spot.get_key_value(asset.as_str()).map(|(name, _)| name.as_str());
        own.or_else(|| is_dollar(asset).then_some(self.rules.quote.as_str()))
    }

    fn perpetual(&self, coin: &str) -> Option<(&String, &PerpMarket)> {
        self.rules.perp.iter().find(|(name, _)| name.strip_suffix("-PERP") == Some(coin))
    }

    /// What a balance adds to free collateral, dollars.
    fn balance(&self, of: &Balance<'_>, requires: Requires) -> Result<Option<Decimal>, FigureError> {
        let (Some(market), Some(price)) = (self.market(of.asset), of.price) else { return Ok(None) };
        let decimals = self.rules.spot.get(market).map_or(6, |market| market.decimals);
        let position = SpotPosition {
            market: market.to_owned(),
            amount: units("token amount", of.quantity, decimals)?,
            ..SpotPosition::default()
        };
        let part = spot_part(&position, &self.rules, &StrictPrice::plain(price_e6(price)?), requires, 0)?;
        dollars("collateral", integer::sub("collateral", part.collateral, part.requirement)?).map(Some)
    }

    fn perp(&self, account: &Valued, market: &Netted, requires: Requires) -> Result<Option<PerpPart>, FigureError> {
        let coin = account.underlyings.get(market.underlying).map_or("", |of| of.asset.as_str());
        let Some((name, rules)) = self.perpetual(coin) else { return Ok(None) };
        let (base_e9, oracle) = (units("size", market.units, 9)?, price_e6(market.index)?);
        let worth = base_value(base_e9, oracle.into())?;
        let quote_e6 = integer::sub("quote", units("gain", market.gain, 6)?, worth)?;
        let position = PerpPosition { market: name.clone(), base_e9, quote_e6, ..PerpPosition::default() };
        // gains of a book are in dollars already
        let quote = StrictPrice::plain(1_000_000);
        perp_part(&position, rules, &self.rules, oracle, &quote, requires, 0).map(Some)
    }

    fn perps(
        &self,
        account: &Valued,
        markets: &[Netted],
        requires: Requires,
    ) -> Result<Vec<Option<PerpPart>>, FigureError> {
        markets.iter().map(|market| self.perp(account, market, requires)).collect()
    }
}

/// A decimal in the smallest unit, towards zero.
fn units(field: &str, value: Decimal, decimals: u32) -> Result<i128, FigureError> {
    let one = Decimal::from_i128_with_scale(integer::ten_to(field, decimals)?, 0);
    value.times(one).and_then(|scaled| scaled.trunc().to_i128()).ok_or_else(|| FigureError::overflow(field))
}

fn price_e6(price: Decimal) -> Result<i64, FigureError> {
    i64::try_from(units("price", price, 6)?).map_err(|_| FigureError::overflow("price"))
}

fn dollars(field: &str, money_e6: i128) -> Result<Decimal, FigureError> {
    Decimal::try_from_i128_with_scale(money_e6, 6).map_err(|_| FigureError::overflow(field))
}

impl Venue for Drift {
    fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        match (leg.kind, &leg.of) {
            (LegKind::Borrowed, LegOf::Coin(coin)) => unlisted_coin("Drift", coin, |_| self.market(coin).is_some()),
            _ => linear_perpetuals("Drift", leg, underlying, |coin| self.perpetual(coin).is_some()),
        }
    }

    fn demand(&self, account: &Valued) -> Result<Demand, FigureError> {
        let balances = Balances::new(account, |of, level| self.balance(of, requires(level)))?;
        let markets = netted(account);
        let at = |level| self.perps(account, &markets, requires(level));
        let (opens, keeps) = (at(Level::Initial)?, at(Level::Maintenance)?);
        let positions = |parts: &[Option<PerpPart>]| {
            by_market(&POSITIONS, account, &markets, |place| {
                dollars("margin requirement", part(parts, place).map_or(Ok(0), PerpPart::requirement)?)
            })
        };
        let profit = |parts, place| part(parts, place).map_or(0, |part| part.weighted_pnl);
        let profits = by_market(&PROFITS, account, &markets, |place| {
            dollars("profits", integer::sub("profits", profit(&keeps, place), profit(&opens, place))?)
        })?;
        let mut gains = 0;
        for place in 0..markets.len() {
            gains = integer::add("profits", gains, profit(&keeps, place))?;
        }
        let holdings = balances.holdings(account);
        let [coins, owed] = balances.debts(Level::Initial);
        let [coins_kept, owed_kept] = balances.debts(Level::Maintenance);
        Ok(Demand {
            initial: charged([positions(&opens)?, coins, owed, profits, balances.counted_lower()]),
            maintenance: charged([positions(&keeps)?, coins_kept, owed_kept]),
            equity: weighed_equity(&holdings, dollars("profits", gains)?),
            notes: assumed(
                other_dollars(account, &self.rules.quote, |name| self.rules.spot.contains_key(name)),
                account,
                ASSUMED,
            ),
            holdings,
            ..Demand::default()
        })
    }
}

fn part(parts: &[Option<PerpPart>], place: usize) -> Option<&PerpPart> {
    parts.get(place)?.as_ref()
}

fn requires(level: Level) -> Requires {
    match level {
        Level::Initial => Requires::Initial,
        Level::Maintenance => Requires::Maintenance,
    }
}

#[cfg(test)]
mod tests {
    use crate::margin::venues::case::{account, market as prices, rules};
    use crate::margin::{assess, liquidation};
    use rust_decimal_macros::dec;

    #[test]
    fn perpetuals_need_their_ratio_and_a_loss_counts_whole() {
        let book = account(&["-100 SOL-PERP @ 90"], &["20000 USDC"]);
        let of = assess(&book, &prices(&[("SOL", "100")]), rules("drift"));
        // 100 coins at 100: 10 % to open, 5 % to keep; 10 lost on each
        assert_eq!((of.initial_margin, of.maintenance_margin), (dec!(1000), dec!(500)));
        assert_eq!((of.equity.total, of.equity.unrealised_pnl), (dec!(19000), dec!(-1000)));
        assert_eq!(of.free_collateral, dec!(18000));
    }

    #[test]
    fn a_profit_counts_up_to_a_hundred_dollars_for_opening() {
        let book = account(&["100 SOL-PERP @ 90"], &["1000 USDC"]);
        let of = assess(&book, &prices(&[("SOL", "100")]), rules("drift"));
        // 1,000 gained; 900 of it cannot open anything
        assert_eq!(of.equity.total, dec!(1000) + dec!(1000));
        assert_eq!(of.initial_margin, dec!(1000) + dec!(900));
        assert_eq!(of.maintenance_margin, dec!(500));
        assert_eq!(of.legs[0].part, of.initial_margin);
    }

    #[test]
    fn coins_weigh_less_and_debts_more_for_opening_than_for_keeping() {
        let market = prices(&[("SOL", "100")]);
        let held = assess(&account(&[], &["10 SOL"]), &market, rules("drift"));
        // 1,000 at 0.9, at 0.8 for opening
        assert_eq!((held.equity.total, held.initial_margin, held.maintenance_margin), (dec!(900), dec!(100), dec!(0)));
        assert_eq!(held.hedge_benefit, dec!(0));
        let owed = assess(&account(&[], &["5000 USDC", "-10 SOL"]), &market, rules("drift"));
        // 1,000 owed, at 1.2 and 1.1
        assert_eq!(
            (owed.equity.total, owed.initial_margin, owed.maintenance_margin),
            (dec!(4000), dec!(200), dec!(100))
        );
        assert_eq!((owed.legs.len(), owed.legs[0].part, owed.held_apart), (1, dec!(200), dec!(200)));
    }

    /// The protocol's test of a user's own ratio, which keeping does not ask: 100 SOL owed, 100 long, at 100.
    #[test]
    fn the_protocols_case_of_a_debt_and_a_perpetual_comes_out() {
        let book = account(&["100 SOL-PERP"], &["100 USDC", "-100 SOL"]);
        let of = assess(&book, &prices(&[("SOL", "100")]), rules("drift"));
        // the protocol's requirement holds the debt too, which here is off equity
        let debt = -of.holdings[1].value;
        assert_eq!(of.maintenance_margin + debt, dec!(11500));
        assert_eq!(of.equity.total, dec!(100) - dec!(10000));
    }

    #[test]
    fn what_opening_leaves_uncounted_hides_no_benefit_of_a_hedge() {
        let book = account(&["30 SOL-PERP", "-10 SOL_USDC-PERPETUAL"], &["10 SOL"]);
        let of = assess(&book, &prices(&[("SOL", "100")]), rules("drift"));
        // one market: 20 coins left of 30 and 10; 100 of the coins held is not counted for opening, legs or no legs
        assert_eq!(of.initial_margin, dec!(200) + dec!(100));
        assert_eq!(of.held_apart, dec!(300) + dec!(100) + dec!(100));
        assert_eq!(of.hedge_benefit, dec!(200));
        assert_eq!((of.legs[0].part, of.legs[1].part), (dec!(300), dec!(-100)));
    }

    #[test]
    fn a_long_is_liquidated_where_free_collateral_over_the_slope_says() {
        let book = account(&["1 SOL-PERP @ 100"], &["24 USDC"]);
        let found = liquidation(&book, &prices(&[("SOL", "100")]), rules("drift"));
        // 24 + p − 100 = 0.05·p: p = 76/0.95
        let below = found[0].below.unwrap().price;
        assert!((below - dec!(80)).abs() < dec!(0.0001), "{below}");
    }

    #[test]
    fn what_it_does_not_list_is_left_out_and_named() {
        let book = account(&["1 BTC-PERP", "1 SOL-25DEC26-100-C", "-1 SOL-PERP"], &["100 USDT", "1 BTC", "-1 ETH"]);
        let market = prices(&[("BTC", "60000"), ("SOL", "100"), ("ETH", "3000")]);
        let of = assess(&book, &market, rules("drift"));
        let said: Vec<&str> = of.left_out.iter().map(|out| out.reason.as_str()).collect();
        assert!(said.contains(&"the parameters of Drift have no parameters for BTC"), "{said:?}");
        assert!(said.contains(&"the parameters of Drift have no parameters for ETH"), "{said:?}");
        // coins it does not take count for nothing, a debt in them whole
        assert_eq!((of.equity.total, of.initial_margin), (dec!(100) - dec!(3000), dec!(10)));
        assert!(of.warnings.iter().any(|warning| warning.message == "USDT counted as the venue’s own USDC."));
        let empty = assess(&account(&[], &["100 USDC"]), &market, rules("drift"));
        assert_eq!((empty.initial_margin, empty.equity.total), (dec!(0), dec!(100)));
    }
}
