//! Which of the venue's symbols a leg is, and its tiers laid out once.

use rust_decimal::Decimal;

use super::rules::BinanceRules;
use super::usd_margin::{UsdPosition, UsdPositionReport, position};
use crate::book::{Expiry, Sorted};
use crate::margin::checked::decimal::mul;
use crate::margin::limits::wrong;
use crate::margin::rates::Tiers;
use crate::margin::venues::listing::{Lists, no_parameters, unlisted_kind};
use crate::margin::{ChargeName, RuleError};
use crate::risk::{FigureError, Leg, LegOf, Underlying};

pub(super) static INITIAL: ChargeName = ChargeName {
    name: "Initial margin",
    words: "Each position’s notional at mark ÷ the highest leverage of the tier it falls in.",
};
pub(super) static MAINTENANCE: ChargeName = ChargeName {
    name: "Maintenance margin",
    words: "Each position’s notional at mark × its tier’s rate, less the tier’s amount. Nothing is netted between symbols.",
};

/// A symbol's tiers, ready to be asked.
#[derive(Debug)]
struct Table {
    tiers: Tiers,
    /// Highest leverage, tier by tier.
    leverage: Vec<u32>,
    /// Largest notional allowed.
    largest: Decimal,
}

/// Every symbol's tiers.
#[derive(Debug)]
pub(super) struct Symbols {
    tables: Sorted<String, Table>,
}

/// A leg's figures, and whether it is larger than the venue allows.
pub(super) struct Asked {
    pub(super) report: UsdPositionReport,
    pub(super) beyond: bool,
}

impl Symbols {
    /// Lays out tiers that were checked.
    pub(super) fn new(rules: &BinanceRules) -> Result<Self, RuleError> {
        let mut tables = Sorted::new();
        for (symbol, rows) in &rules.symbols {
            let Some(tiers) = rules.tiers(symbol) else { continue };
            let leverage = rows.iter().map(|row| row.max_leverage).collect();
            let largest = rows.last().map_or(Decimal::ZERO, |row| row.upper);
            tables.insert(symbol.clone(), Table { tiers: tiers?, leverage, largest });
        }
        Ok(Self { tables })
    }

    /// Why a leg is none of the venue's linear contracts with tiers.
    pub(super) fn refuses(&self, leg: &Leg, underlying: &Underlying) -> Option<String> {
        let lists = Lists { options: false, futures: true, inverse: false };
        unlisted_kind("Binance USD-M", leg, lists).or_else(|| {
            let missing = self.find(leg, underlying).is_none();
            missing.then(|| no_parameters("Binance", symbol(leg, underlying)))
        })
    }

    /// A dated future has tiers of its own where they are given, else those of the perpetual.
    fn find(&self, leg: &Leg, underlying: &Underlying) -> Option<&Table> {
        let symbol = symbol(leg, underlying);
        let dated = leg.expiry.and_then(|expiry| self.tables.get(&format!("{symbol}_{}", yymmdd(expiry))));
        dated.or_else(|| self.tables.get(&symbol))
    }

    /// What a leg pays at the highest leverage of its size.
    pub(super) fn ask(&self, leg: &Leg, underlying: &Underlying) -> Result<Asked, FigureError> {
        let name = symbol(leg, underlying);
        let Some(table) = self.find(leg, underlying) else {
            return Err(wrong("symbol", name, "a symbol with tiers is right"));
        };
        let Table { tiers, leverage, largest } = table;
        let notional = mul("notional", leg.units.abs(), leg.mark)?;
        let leverage = leverage.get(tiers.at(notional).0).copied().unwrap_or(1);
        // profit counts in the account's equity; here only what the size asks for is wanted
        let row = UsdPosition { symbol: name, size: leg.units, entry: leg.mark, mark: leg.mark, leverage };
        Ok(Asked { report: position(&row, tiers)?, beyond: notional > *largest })
    }
}

/// `BTCUSDT`; plain dollars are the venue's USDT.
fn symbol(leg: &Leg, underlying: &Underlying) -> String {
    let quote = match &leg.of {
        LegOf::Instrument(instrument) if instrument.settlement_asset().as_str() != "USD" => {
            instrument.settlement_asset().as_str()
        }
        _ => "USDT",
    };
    let mut symbol = underlying.asset.as_str().to_ascii_uppercase();
    symbol.push_str(quote);
    symbol
}

/// As the venue ends the symbols of dated futures: `261225`.
fn yymmdd(expiry: Expiry) -> String {
    let (year, month, day) = expiry.parts();
    format!("{:02}{month:02}{day:02}", year % 100)
}
