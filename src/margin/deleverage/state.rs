//! The account as it stands: what it is worth, what it must keep, and what of it can be closed.

use rust_decimal::Decimal;

use crate::book::{Account, Asset, Exact, Instrument, Kind, Settlement, sort_by};
use crate::margin::{Assessment, RuleSet, assess};
use crate::market::{Market, is_dollar};
use crate::risk::{Leg, LegKind, LegOf, Valued};

/// The account as it stands.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) account: Account,
    pub(super) valued: Valued,
    pub(super) assessed: Assessment,
}

/// Something that can be closed: a position, or a coin that is owed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lot {
    /// In what; a coin that is owed is bought back for dollars.
    pub(super) instrument: Instrument,
    /// The coin whose price moves it.
    pub(super) underlying: Asset,
    /// Signed units.
    pub(super) units: Decimal,
    /// Dollars of exposure or, of an option, of value, ≥ 0.
    pub(super) usd: Decimal,
    /// Its part of the maintenance margin; negative where it offsets.
    pub(super) maintenance: Decimal,
}

impl State {
    pub(super) fn new(account: Account, market: &Market, rules: &RuleSet) -> Self {
        let assessed = assess(&account, market, rules);
        Self { valued: Valued::new(&account, market), account, assessed }
    }

    pub(super) fn equity(&self) -> Decimal {
        self.assessed.equity.total
    }

    pub(super) fn maintenance(&self) -> Decimal {
        self.assessed.maintenance_margin
    }

    /// Equity less maintenance margin.
    pub(super) fn room(&self) -> Decimal {
        self.equity().capped_minus(self.maintenance())
    }

    pub(super) fn healthy(&self) -> bool {
        self.room() >= Decimal::ZERO
    }

    /// Everything the rules margin, as it can be closed, largest part of the maintenance margin first.
    pub(super) fn lots(&self) -> Vec<Lot> {
        let of = &self.assessed;
        let charges = if of.maintenance_charges.is_empty() { &of.charges } else { &of.maintenance_charges };
        let part = |place: usize| {
            let its = charges.iter().flat_map(|charge| &charge.parts).filter(|part| part.leg == place);
            its.fold(Decimal::ZERO, |sum, part| sum.capped_plus(part.amount))
        };
        let mut lots: Vec<Lot> = Vec::new();
        for (place, leg) in of.legs.iter().enumerate().filter(|(_, leg)| !leg.units.is_zero()) {
            let instrument = match leg.kind {
                LegKind::Position => {
                    leg.rows.first().and_then(|&row| Some(self.account.positions.get(row)?.instrument.clone()))
                }
                LegKind::Borrowed => self.bought_back(&leg.underlying),
                LegKind::Cover => None,
            };
            let Some(instrument) = instrument else { continue };
            let (underlying, units, usd) = (leg.underlying.clone(), leg.units, leg.value.abs());
            lots.push(Lot { instrument, underlying, units, usd, maintenance: part(place) });
        }
        sort_by(&mut lots, |a, b| b.maintenance.cmp(&a.maintenance));
        lots
    }

    /// A coin against the dollars that are held.
    fn bought_back(&self, coin: &Asset) -> Option<Instrument> {
        let dollars = self.account.holdings.iter().find(|held| is_dollar(&held.asset) && held.quantity > Decimal::ZERO);
        let quote = dollars.map_or_else(Asset::usd, |held| held.asset.clone());
        Instrument::new(coin.clone(), Settlement::Linear { quote }, Kind::Spot).ok()
    }

    pub(super) fn leg(&self, instrument: &Instrument) -> Option<&Leg> {
        self.valued.legs.iter().find(|leg| match &leg.of {
            LegOf::Instrument(of) => of == instrument,
            LegOf::Coin(coin) => instrument.kind() == Kind::Spot && coin == instrument.underlying(),
        })
    }

    /// Dollars an asset is worth in this account's valuation.
    pub(super) fn index(&self, leg: &Leg) -> Decimal {
        self.valued.underlyings.get(leg.underlying).map_or(Decimal::ZERO, |of| of.index)
    }
}
