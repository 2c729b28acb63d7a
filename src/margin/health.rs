//! How well an account stands, in one word and a few figures.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Assessment, LegKind};
use crate::book::Exact;
use crate::risk::to_usd;

/// How an account stands. In order: what is later is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Below the first threshold.
    Safe,
    /// From the first threshold on.
    Watch,
    /// From the second threshold on.
    Danger,
    /// Equity is below the maintenance margin.
    Liquidatable,
}

impl Health {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Watch => "watch",
            Self::Danger => "danger",
            Self::Liquidatable => "liquidatable",
        }
    }
}

/// Margin ratios from which an account is watched and is in danger, fractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Thresholds {
    /// Watched from here on.
    pub watch: Decimal,
    /// In danger from here on; not below [`Thresholds::watch`].
    pub danger: Decimal,
}

impl Default for Thresholds {
    /// A half and four fifths.
    fn default() -> Self {
        Self { watch: Decimal::new(5, 1), danger: Decimal::new(8, 1) }
    }
}

impl Thresholds {
    /// Thresholds in their order, within 0 and 1: the one that was moved stays, the other gives way.
    #[must_use]
    pub fn moved(self, watch: Option<Decimal>, danger: Option<Decimal>) -> Self {
        let within = |value: Decimal| value.clamp(Decimal::ZERO, Decimal::ONE);
        let (mut new_watch, mut new_danger) =
            (within(watch.unwrap_or(self.watch)), within(danger.unwrap_or(self.danger)));
        if danger.is_some() {
            new_watch = new_watch.min(new_danger);
        } else {
            new_danger = new_danger.max(new_watch);
        }
        Self { watch: new_watch, danger: new_danger }
    }
}

/// How an account stands, and what that is read off. Dollars and fractions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// In a word.
    pub health: Health,
    /// Maintenance margin over equity; absent when equity is not above zero.
    pub margin_ratio: Option<Decimal>,
    /// Equity less initial margin.
    pub free_collateral: Decimal,
    /// Initial margin over equity; absent when equity is not above zero.
    pub utilisation: Option<Decimal>,
    /// What positions and debts move by if every price moves by all of itself: the sizes of their dollar deltas added up.
    pub exposure_usd: Option<Decimal>,
    /// Exposure over equity; absent when equity is not above zero.
    pub leverage: Option<Decimal>,
}

impl Standing {
    /// How an account stands that was assessed so.
    pub fn of(of: &Assessment, thresholds: Thresholds) -> Self {
        let equity = of.equity.total;
        let over_equity = |amount: Decimal| if equity > Decimal::ZERO { amount.over(equity) } else { None };
        let legs = of.legs.iter().filter(|leg| leg.kind != LegKind::Cover);
        let exposure_usd = to_usd(legs.map(|leg| leg.greeks.delta_usd.abs()).sum());
        let health = match of.margin_ratio {
            _ if equity < of.maintenance_margin => Health::Liquidatable,
            Some(ratio) if of.maintenance_margin > Decimal::ZERO && ratio >= thresholds.danger => Health::Danger,
            Some(ratio) if of.maintenance_margin > Decimal::ZERO && ratio >= thresholds.watch => Health::Watch,
            _ => Health::Safe,
        };
        Self {
            health,
            margin_ratio: of.margin_ratio,
            free_collateral: of.free_collateral,
            utilisation: over_equity(of.initial_margin),
            exposure_usd,
            leverage: exposure_usd.and_then(over_equity),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Account, Holding, Position, Time};
    use crate::margin::{assess, venues};
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal_macros::dec;

    fn standing(cash: Decimal, thresholds: Thresholds) -> Standing {
        let account = Account {
            holdings: vec![Holding { asset: "USD".parse().unwrap(), quantity: cash }],
            positions: vec![Position::new("BTC-PERP".parse().unwrap(), dec!(-1), None)],
            ..Account::default()
        };
        let mut market = Market::at(Time(0));
        let quote = Quote::new(dec!(60000), "typed", Time(0), PriceState::Manual);
        market.index.insert("BTC".parse().unwrap(), quote);
        Standing::of(&assess(&account, &market, venues::reference().unwrap()), thresholds)
    }

    #[test]
    fn a_word_for_how_far_maintenance_eats_into_equity() {
        // maintenance is 0.8 · 0.155 · 60,000 = 7,440
        for (cash, health) in [
            (dec!(20000), Health::Safe),    // 37.2 %
            (dec!(14880.01), Health::Safe), // just below 50 %
            (dec!(14880), Health::Watch),   // 50 %
            (dec!(9300), Health::Danger),   // 80 %
            (dec!(7440), Health::Danger),   // 100 %: met
            (dec!(7439.99), Health::Liquidatable),
            (dec!(-5), Health::Liquidatable),
        ] {
            assert_eq!(standing(cash, Thresholds::default()).health, health, "{cash}");
        }
        let late = Thresholds::default().moved(Some(dec!(0.9)), None);
        assert_eq!(late, Thresholds { watch: dec!(0.9), danger: dec!(0.9) });
        assert_eq!(standing(dec!(9300), late).health, Health::Safe);
        assert_eq!(Thresholds::default().moved(None, Some(dec!(0.3))).watch, dec!(0.3));
        assert_eq!(Thresholds::default().moved(None, Some(dec!(7))).danger, dec!(1));
    }

    #[test]
    fn leverage_is_exposure_over_equity() {
        let of = standing(dec!(20000), Thresholds::default());
        assert_eq!((of.exposure_usd, of.leverage), (Some(dec!(60000)), Some(dec!(3))));
        assert_eq!(of.utilisation, Some(dec!(0.465))); // 9,300 of 20,000
        assert_eq!(of.free_collateral, dec!(10700));
        let of = standing(dec!(0), Thresholds::default());
        assert_eq!((of.margin_ratio, of.leverage, of.utilisation), (None, None, None));
    }
}
