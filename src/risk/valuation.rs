//! An account valued in a market: legs, collateral and underlyings in dollars, and what had to be left out.

use rust_decimal::Decimal;

use super::leg::{Leg, LegKind, LegOf, Shape};
use super::notice::{LeftOut, Subject, Warning, WarningKind};
use super::priced::Wanted;
use super::resolve::{Resolved, Resolver};
use super::to_f64;
use crate::book::{Account, Asset, Exact, Expiry, Instrument, Kind, Position, Sorted, Time, sort_by};
use crate::market::{Market, PriceState, Prudence};

/// Largest exposure that is taken for one, in dollars.
pub(super) const LARGEST_EXPOSURE: f64 = 1e15;
/// The same in words for a message.
pub(super) const LARGEST_EXPOSURE_TEXT: &str = "1000000000000000";

/// A coin whose price moves legs or collateral.
#[derive(Clone, Debug, PartialEq)]
pub struct Underlying {
    /// Which.
    pub asset: Asset,
    /// Dollars a coin.
    pub index: Decimal,
    /// State of that price.
    pub state: PriceState,
    /// Places of its legs in [`Valued::legs`].
    pub legs: Vec<usize>,
}

/// A holding with its price.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Row of the book; spot positions come after the holdings.
    pub row: usize,
    /// What is held.
    pub asset: Asset,
    /// How much.
    pub quantity: Decimal,
    /// Dollars a unit; absent when there is no price.
    pub price: Option<Decimal>,
    /// The underlying its price moves with; none for dollars.
    pub underlying: Option<usize>,
    /// State of its price.
    pub state: PriceState,
}

/// An account in dollars. Rows that cannot be valued are left out with a reason; the rest stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Valued {
    /// The instant valued at.
    pub as_of: Time,
    /// Coins, in order of appearance.
    pub underlyings: Vec<Underlying>,
    /// Positions (one leg an instrument), then borrowed coins.
    pub legs: Vec<Leg>,
    /// Holdings, in the book's order, then spot positions.
    pub held: Vec<Held>,
    /// Rows left out.
    pub left_out: Vec<LeftOut>,
    /// What a reader has to know.
    pub warnings: Vec<Warning>,
}

impl Valued {
    /// Values an account.
    pub fn new(account: &Account, market: &Market) -> Self {
        let mut valuer = Valuer {
            resolver: Resolver::new(market),
            forwards: Sorted::new(),
            market,
            out: Self { as_of: market.as_of, ..Self::default() },
        };
        valuer.positions(account);
        valuer.unknown(account);
        valuer.holdings(account);
        valuer.prudence();
        valuer.out
    }

    /// The worst state of any price in it.
    pub fn state(&self) -> PriceState {
        let legs = self.legs.iter().map(|leg| leg.state);
        let held = self.held.iter().filter(|held| !held.quantity.is_zero()).map(|held| held.state);
        legs.chain(held).max().unwrap_or(PriceState::Live)
    }
}

pub(super) struct Valuer<'a> {
    pub(super) resolver: Resolver<'a>,
    /// Forwards already found, by underlying and expiry.
    pub(super) forwards: Sorted<(usize, Expiry), Option<Resolved<Decimal>>>,
    pub(super) market: &'a Market,
    pub(super) out: Valued,
}

impl Valuer<'_> {
    /// Says that collateral is counted elsewhere than at the price in use.
    fn prudence(&mut self) {
        let message = match self.market.prudence {
            _ if self.out.held.iter().all(|held| held.quantity.is_zero()) => return,
            Prudence::Middle => return,
            Prudence::Conservative => {
                "what is held counts at the low edge of its price’s confidence band, what is owed at the high edge"
            }
            Prudence::Strict => {
                "what is held counts at the lowest, what is owed at the highest of the edge of its price’s confidence \
                 band, its exponential and its time-weighted average"
            }
        };
        let message = message.to_owned();
        self.out.warnings.push(Warning { kind: WarningKind::Derived, subject: Subject::Account, message });
    }

    fn positions(&mut self, account: &Account) {
        let rows = account.positions.iter().enumerate();
        let mut rows: Vec<(usize, &Instrument)> = rows
            .map(|(row, position)| (row, &position.instrument))
            .filter(|(_, instrument)| instrument.kind() != Kind::Spot)
            .collect();
        // rows of one instrument side by side, then instruments in the order of their first rows
        sort_by(&mut rows, |(_, a), (_, b)| a.cmp(b));
        let mut groups: Vec<&[(usize, &Instrument)]> = rows.chunk_by(|(_, a), (_, b)| a == b).collect();
        let first = |group: &[(usize, &Instrument)]| group.first().map(|(row, _)| *row);
        sort_by(&mut groups, |a, b| first(a).cmp(&first(b)));
        for group in groups {
            let Some((_, instrument)) = group.first() else { continue };
            let rows: Vec<usize> = group.iter().map(|(row, _)| *row).collect();
            let positions: Vec<&Position> = rows.iter().filter_map(|&row| account.positions.get(row)).collect();
            if let Err(reason) = self.position(instrument, &rows, &positions) {
                for row in rows {
                    self.out.left_out.push(LeftOut {
                        subject: Subject::Position(row),
                        name: instrument.to_string(),
                        reason: reason.clone(),
                    });
                }
            }
        }
    }

    /// What is not known here has no price and no rule.
    fn unknown(&mut self, account: &Account) {
        for (row, of) in account.unknown.iter().enumerate() {
            let (subject, name) = (Subject::Unknown(row), of.name.clone());
            let reason = match of.why.as_str() {
                "" => "this instrument is not known here".to_owned(),
                why => why.to_owned(),
            };
            self.out.left_out.push(LeftOut { subject, name, reason });
        }
    }

    fn position(&mut self, instrument: &Instrument, rows: &[usize], positions: &[&Position]) -> Result<(), String> {
        let too_large =
            || format!("{instrument} is too large to margin; at most {LARGEST_EXPOSURE_TEXT} dollars are counted");
        let mut units = Decimal::ZERO;
        for position in positions {
            units = position.units().and_then(|u| units.plus(u)).ok_or_else(too_large)?;
        }
        let place = self
            .underlying(instrument.underlying())
            .ok_or_else(|| format!("no price for {}; type one, or fetch live prices", instrument.underlying()))?;
        let index = self.out.underlyings.get(place).map_or(Decimal::ZERO, |u| u.index);
        let subject = Subject::Position(rows.first().copied().unwrap_or_default());
        let quote_usd = self.quote_usd(instrument)?;
        let wanted = Wanted { instrument, units, place, index, quote_usd, subject: &subject };
        let priced =
            if instrument.is_option() { self.option(&wanted, positions)? } else { self.delta_one(&wanted, positions)? };
        let dollars = instrument.is_inverse() && !instrument.is_option();
        let notional = to_f64(units).abs() * if dollars { 1.0 } else { to_f64(index) };
        let exposure = match priced.shape {
            Shape::Option { scale, black, .. } => (scale * black.forward).abs(),
            straight => straight.straight_usd(1.0).abs(),
        };
        if notional.max(exposure) > LARGEST_EXPOSURE || !exposure.is_finite() {
            return Err(too_large());
        }
        if let Some(expiry) = instrument.expiry().filter(|expiry| expiry.is_past(self.market.as_of)) {
            let message =
                format!("{instrument} settled on {expiry}: it counts at its settlement value, the index price");
            self.warn(WarningKind::Expired, subject, message);
        }
        let leg = self.out.legs.len();
        self.out.legs.push(Leg {
            kind: LegKind::Position,
            of: LegOf::Instrument(instrument.clone()),
            underlying: place,
            expiry: instrument.expiry(),
            rows: rows.to_vec(),
            units,
            mark: priced.mark,
            quote_usd,
            shape: priced.shape,
            gain: priced.gain,
            pnl: priced.pnl,
            state: priced.state,
        });
        if let Some(underlying) = self.out.underlyings.get_mut(place) {
            underlying.legs.push(leg);
        }
        Ok(())
    }

    pub(super) fn underlying(&mut self, asset: &Asset) -> Option<usize> {
        if let Some(place) = self.out.underlyings.iter().position(|u| u.asset == *asset) {
            return Some(place);
        }
        let index = self.resolver.index(asset)?;
        if let Some(how) = index.derived {
            self.warn(WarningKind::Derived, Subject::Asset(asset.clone()), how);
        }
        self.out.underlyings.push(Underlying {
            asset: asset.clone(),
            index: index.value,
            state: index.state,
            legs: Vec::new(),
        });
        Some(self.out.underlyings.len() - 1)
    }

    pub(super) fn warn(&mut self, kind: WarningKind, subject: Subject, message: String) {
        self.out.warnings.push(Warning { kind, subject, message });
    }
}
