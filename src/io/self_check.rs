//! Self-check: what a venue itself says of an account, beside what our rules say of the same book at the same prices.
//!
//! Ours is `assess` and the liquidation search under the rule set that is meant to give the venue's figures; nothing is
//! computed here. A venue that counts in several currencies is put into US dollars at its own index prices.

use rust_decimal::Decimal;

use super::{ReadAccount, VenueTotals};
use crate::book::{Account, Asset, Exact, Instrument};
use crate::margin::{self, RuleStamp, venues};
use crate::market::Market;
use crate::risk::LeftOut;

/// A figure that both sides give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// What the account is worth.
    Equity,
    /// What is asked for opening.
    InitialMargin,
    /// Below what equity the account is liquidated.
    MaintenanceMargin,
    /// What is free.
    FreeCollateral,
    /// The price at which a position is liquidated, the others held.
    LiquidationPrice,
}

impl Checked {
    /// Its words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Equity => "Equity",
            Self::InitialMargin => "Initial margin",
            Self::MaintenanceMargin => "Maintenance margin",
            Self::FreeCollateral => "Free collateral",
            Self::LiquidationPrice => "Liquidation price",
        }
    }
}

/// One figure, theirs and ours.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckLine {
    /// Which figure.
    pub of: Checked,
    /// The position it belongs to, for liquidation prices.
    pub instrument: Option<Instrument>,
    /// What the venue says: US dollars, or the instrument's price unit.
    pub theirs: Decimal,
    /// What we say; absent where we find none.
    pub ours: Option<Decimal>,
    /// Ours less theirs.
    pub difference: Option<Decimal>,
}

/// The venue's figures beside ours.
#[derive(Clone, Debug, PartialEq)]
pub struct SelfCheck {
    /// The rules ours come from.
    pub rules: RuleStamp,
    /// Figure by figure.
    pub lines: Vec<CheckLine>,
    /// What ours leave out, and why.
    pub left_out: Vec<LeftOut>,
    /// What a reader has to know about a difference.
    pub notes: Vec<String>,
}

/// Checks an account; `None` where the venue gave no figures, or no rule set here is meant to give them. Prices that did
/// not come with the account are taken from `market`.
pub fn self_check(of: &ReadAccount, market: &Market) -> Option<SelfCheck> {
    let figures = of.venue.as_ref()?;
    let rules = venues::named(figures.rules?)?;
    let market = market.with(&of.market);
    let answer = margin::assess(&of.account, &market, rules);
    let mut lines = Vec::new();
    if let Some(theirs) = in_dollars(&figures.totals, &market) {
        for (kind, theirs, ours) in [
            (Checked::Equity, theirs.equity, answer.equity.total),
            (Checked::InitialMargin, theirs.initial_margin, answer.initial_margin),
            (Checked::MaintenanceMargin, theirs.maintenance_margin, answer.maintenance_margin),
            (Checked::FreeCollateral, theirs.free_collateral, answer.free_collateral),
        ] {
            lines.extend(theirs.map(|theirs| line(kind, None, theirs, Some(ours))));
        }
    }
    lines.extend(prices(of, &market, rules));
    if lines.is_empty() {
        return None;
    }
    Some(SelfCheck { rules: answer.rules.clone(), lines, left_out: answer.left_out, notes: notes(of) })
}

fn line(of: Checked, instrument: Option<Instrument>, theirs: Decimal, ours: Option<Decimal>) -> CheckLine {
    CheckLine { of, instrument, theirs, ours, difference: ours.and_then(|ours| ours.minus(theirs)) }
}

/// The venue's totals in US dollars: its own, or those of its currencies put together.
fn in_dollars(totals: &[VenueTotals], market: &Market) -> Option<VenueTotals> {
    if let Some(dollars) = totals.iter().find(|totals| totals.unit == Asset::usd()) {
        return Some(dollars.clone());
    }
    if totals.is_empty() {
        return None;
    }
    let sum = |figure: fn(&VenueTotals) -> Option<Decimal>| {
        totals
            .iter()
            .try_fold(Decimal::ZERO, |sum, totals| sum.plus(figure(totals)?.times(market.index_price(&totals.unit)?)?))
    };
    Some(VenueTotals {
        unit: Asset::usd(),
        equity: sum(|of| of.equity),
        initial_margin: sum(|of| of.initial_margin),
        maintenance_margin: sum(|of| of.maintenance_margin),
        free_collateral: sum(|of| of.free_collateral),
    })
}

/// Liquidation prices: of ours on that side of the price on which the venue has its own.
fn prices(of: &ReadAccount, market: &Market, rules: &margin::RuleSet) -> Vec<CheckLine> {
    let theirs = of.venue.iter().flat_map(|figures| &figures.positions);
    let theirs: Vec<_> = theirs.filter(|p| !p.isolated && !p.instrument.is_option()).collect();
    if theirs.iter().all(|position| position.liquidation_price.is_none()) {
        return Vec::new();
    }
    let ours = margin::liquidation(&of.account, market, rules);
    let line_of = |position: &&super::VenuePosition| {
        let price = position.liquidation_price?;
        let found = ours.iter().find(|of| of.underlying == *position.instrument.underlying());
        let root = found.and_then(|of| if price < of.price { of.below.as_ref() } else { of.above.as_ref() });
        let instrument = Some(position.instrument.clone());
        Some(line(Checked::LiquidationPrice, instrument, price, root.map(|root| root.price)))
    };
    theirs.iter().filter_map(line_of).collect()
}

fn notes(of: &ReadAccount) -> Vec<String> {
    let mut notes = vec![
        "initial margin at a venue also counts open orders and the leverage chosen there, which a book does not say"
            .to_owned(),
    ];
    let isolated = of.venue.iter().flat_map(|figures| &figures.positions).filter(|p| p.isolated).count();
    if isolated > 0 {
        notes.push(format!("{isolated} isolated at the venue and margined together here, so the figures differ"));
    }
    if of.account == Account::default() {
        notes.push("nothing is held, so ours are of an empty book".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Time;
    use rust_decimal_macros::dec;

    const NOW: Time = Time(1_795_305_600_000);

    #[test]
    fn equity_agrees_to_the_last_digit_and_margin_by_the_venues_own_rule() {
        // 2 BTC at 60,000, 40× at most: maintenance is half of 1/40, 1.25 % of 120,000; equity 30,000
        let text = r#"{"marginSummary":{"accountValue":"30000"},"crossMaintenanceMarginUsed":"1500",
            "assetPositions":[{"position":{"coin":"BTC","szi":"2","entryPx":"58000","positionValue":"120000","liquidationPx":"45569.6"}}]}"#;
        let read = crate::io::read(text, NOW).unwrap();
        let check = self_check(&read.accounts[0], &Market::at(NOW)).unwrap();
        let found = |of: Checked| check.lines.iter().find(|line| line.of == of).cloned().unwrap();
        assert_eq!(found(Checked::Equity).difference, Some(Decimal::ZERO));
        let maintenance = found(Checked::MaintenanceMargin);
        assert_eq!(maintenance.theirs, dec!(1500));
        assert_eq!(maintenance.difference, Some(Decimal::ZERO));
        let price = found(Checked::LiquidationPrice);
        assert_eq!(
            (price.theirs, price.instrument.map(|i| i.to_string())),
            (dec!(45569.6), Some("BTC-PERP".to_owned()))
        );
        // liquidated where 30,000 + 2 (p − 60,000) = 1.25 % × 2 p: p = 90,000 / 1.975
        let expected = dec!(90000) / dec!(1.975);
        assert!((price.ours.unwrap() - expected).abs() < dec!(0.01), "{:?} {expected}", price.ours);
    }

    #[test]
    fn without_figures_there_is_nothing_to_check() {
        let read = crate::io::read("BTC-PERP,1,60000", NOW).unwrap();
        assert_eq!(self_check(&read.accounts[0], &Market::at(NOW)), None);
    }
}
