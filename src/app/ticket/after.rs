//! What stands behind a figure of the page when a trade is tried: the same figure after it.

use super::measures::Seen;
use crate::app::explain::{Side, Topic};
use crate::app::format::{self, Toward};
use crate::margin::{HoldingReport, Liquidation};

/// The figure after the trade; absent where it stays as it is, or is looked for.
pub(crate) fn after(topic: &Topic, before: &Seen, after: &Seen) -> Option<String> {
    let (was, is) = (figure(topic, before, before)?, figure(topic, before, after)?);
    (was != is).then_some(is)
}

/// A figure of one side; what is gone on it is “none”.
fn figure(topic: &Topic, before: &Seen, seen: &Seen) -> Option<String> {
    let of = &seen.of;
    let (up, down) = (|value| format::money(value, Toward::Up), |value| format::money(value, Toward::Down));
    Some(match topic {
        Topic::Unified => up(of.initial_margin),
        Topic::Apart => up(of.held_apart),
        Topic::Freed => down(of.hedge_benefit),
        Topic::Equity => down(of.equity.total),
        Topic::Maintenance => up(of.maintenance_margin),
        Topic::Free => down(of.free_collateral),
        Topic::Leg(kind, name) => {
            let leg = of.legs.iter().find(|leg| leg.kind == *kind && leg.name == *name);
            leg.map_or_else(none, |leg| up(leg.part))
        }
        Topic::Holding(row) => {
            // rows may move, their assets stay
            let asset = before.of.holdings.iter().find(|held| held.row == *row).map(|held| &held.asset)?;
            let same = |held: &&HoldingReport| held.asset == *asset;
            let mut all = of.holdings.iter().filter(same);
            let held = all.clone().find(|held| held.row == *row).or_else(|| all.next());
            held.map_or_else(none, |held| down(held.value))
        }
        Topic::Liquidation(asset, side) => {
            let rail = seen.rails.as_ref()?.iter().find(|rail| rail.underlying == *asset);
            rail.map_or_else(none, |rail| liquidation(rail, *side))
        }
    })
}

fn liquidation(rail: &Liquidation, side: Side) -> String {
    let (root, toward) = match side {
        Side::Below => (rail.below, Toward::Up),
        Side::Above => (rail.above, Toward::Down),
    };
    root.map_or_else(none, |root| format::price(root.price, toward))
}

fn none() -> String {
    "none".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Account, Holding, Position, Time, Trade};
    use crate::margin::{LegKind, liquidation as look, preview, venues};
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal_macros::dec;
    use std::sync::Arc;

    fn pair(trades: &[(&str, rust_decimal::Decimal, rust_decimal::Decimal)]) -> (Seen, Seen) {
        let mut market = Market::at(Time(1_795_305_600_000));
        for (asset, price) in [("BTC", dec!(60000)), ("ETH", dec!(3000)), ("USDC", dec!(1))] {
            market.index.insert(asset.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
        }
        let account = Account {
            holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: dec!(30000) }],
            positions: vec![
                Position::new("ETH-PERP".parse().unwrap(), dec!(1), Some(dec!(3000))),
                Position::new("BTC-PERP".parse().unwrap(), dec!(1), Some(dec!(60000))),
            ],
            ..Account::default()
        };
        let trade = |(name, quantity, price): &(&str, _, _)| Trade {
            instrument: name.parse().unwrap(),
            quantity: *quantity,
            price: *price,
            fee: dec!(0),
        };
        let trades: Vec<Trade> = trades.iter().map(trade).collect();
        let rules = venues::reference().unwrap();
        let seen = preview(&account, &market, rules, &trades);
        let rails = |account| Some(Arc::new(look(account, &market, rules)));
        (Seen { of: seen.before, rails: rails(&account) }, Seen { of: seen.then, rails: rails(&seen.after) })
    }

    #[test]
    fn a_figure_has_another_behind_it_where_the_trade_changes_it() {
        let (before, then) = pair(&[("BTC-PERP", dec!(-1), dec!(60000))]);
        let of = |topic: Topic| after(&topic, &before, &then);
        // of 15.5 % of 63,000 those of 3,000 are left: 465; maintenance 0.8 × 465
        assert_eq!(of(Topic::Unified).as_deref(), Some("465"));
        assert_eq!(of(Topic::Maintenance).as_deref(), Some("372"));
        assert_eq!(of(Topic::Free).as_deref(), Some("29,535"));
        assert_eq!(of(Topic::Equity), None);
        assert_eq!(of(Topic::Leg(LegKind::Position, "BTC-PERP".into())).as_deref(), Some("none"));
        assert_eq!(of(Topic::Holding(0)), None);
        assert_eq!(of(Topic::Liquidation("BTC".parse().unwrap(), Side::Below)).as_deref(), Some("none"));
        assert_eq!(of(Topic::Holding(9)), None);
    }

    #[test]
    fn what_is_paid_shows_behind_the_collateral() {
        let (before, then) = pair(&[("BTC/USDC", dec!(0.1), dec!(60000))]);
        assert_eq!(after(&Topic::Holding(0), &before, &then).as_deref(), Some("24,000"));
    }
}
