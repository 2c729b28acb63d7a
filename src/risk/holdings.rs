//! Holdings with their prices, and borrowed coins as legs.

use rust_decimal::Decimal;

use super::leg::{Leg, LegKind, LegOf, Shape};
use super::notice::{LeftOut, Subject};
use super::resolve::Resolved;
use super::to_f64;
use super::valuation::{Held, LARGEST_EXPOSURE, LARGEST_EXPOSURE_TEXT, Valuer};
use crate::book::{Account, Asset, Exact, Kind, Sorted};
use crate::market::{PriceState, is_dollar, tracked_by};

impl Valuer<'_> {
    pub(super) fn holdings(&mut self, account: &Account) {
        let holdings = account.holdings.iter().map(|holding| (&holding.asset, Some(holding.quantity)));
        let spots = account.positions.iter().filter(|p| p.instrument.kind() == Kind::Spot);
        let spots = spots.map(|position| (position.instrument.underlying(), position.units()));
        let rows: Vec<(&Asset, Option<Decimal>)> = holdings.chain(spots).collect();
        let mut nets: Sorted<Asset, (Decimal, Vec<usize>)> = Sorted::new();
        for (row, (asset, quantity)) in rows.into_iter().enumerate() {
            let owed = quantity.is_some_and(|quantity| quantity < Decimal::ZERO);
            let price = self.resolver.collateral(asset, owed);
            let leave_out =
                |reason: String| LeftOut { subject: Subject::Holding(row), name: asset.to_string(), reason };
            let worth = quantity.zip(price.as_ref()).map(|(q, p)| to_f64(q).abs() * to_f64(p.value));
            let quantity = quantity.unwrap_or_default();
            if price.is_none() && !quantity.is_zero() {
                self.out.left_out.push(leave_out(format!("no price for {asset}; type one, or fetch live prices")));
            } else if worth.is_none_or(|usd| usd > LARGEST_EXPOSURE) && !quantity.is_zero() {
                let reason = format!("{asset} is too large to count; at most {LARGEST_EXPOSURE_TEXT} dollars are");
                self.out.left_out.push(leave_out(reason));
                self.held(row, asset, quantity, None, PriceState::Live, None);
                continue;
            }
            let underlying = if is_dollar(asset) || price.is_none() {
                None
            } else {
                let followed = tracked_by(asset).and_then(|followed| followed.parse::<Asset>().ok());
                followed.and_then(|followed| self.underlying(&followed)).or_else(|| self.underlying(asset))
            };
            let net = nets.or_default(asset.clone());
            net.0 = net.0.plus(quantity).unwrap_or(net.0);
            net.1.push(row);
            let (price, state) = price.map_or((None, PriceState::Live), |price| (Some(price.value), price.state));
            self.held(row, asset, quantity, price, state, underlying);
        }
        for (asset, (net, rows)) in nets {
            if net < Decimal::ZERO {
                self.borrowed(asset, net, rows);
            }
        }
    }

    fn held(
        &mut self,
        row: usize,
        asset: &Asset,
        quantity: Decimal,
        price: Option<Decimal>,
        state: PriceState,
        underlying: Option<usize>,
    ) {
        self.out.held.push(Held { row, asset: asset.clone(), quantity, price, underlying, state });
    }

    /// A borrowed coin has to be bought back, so its price is a risk like that of a short position.
    fn borrowed(&mut self, asset: Asset, net: Decimal, rows: Vec<usize>) {
        let held = self.out.held.iter().find(|held| held.asset == asset);
        let Some((place, state)) = held.and_then(|h| h.underlying.map(|place| (place, h.state))) else {
            return;
        };
        let Some(Resolved { value: price, .. }) = self.resolver.collateral(&asset, true) else {
            return;
        };
        let leg = self.out.legs.len();
        self.out.legs.push(Leg {
            kind: LegKind::Borrowed,
            of: LegOf::Coin(asset),
            underlying: place,
            expiry: None,
            rows,
            units: net,
            mark: price,
            quote_usd: Decimal::ONE,
            shape: Shape::Spot { usd: to_f64(net) * to_f64(price) },
            gain: None,
            pnl: None,
            state,
        });
        if let Some(underlying) = self.out.underlyings.get_mut(place) {
            underlying.legs.push(leg);
        }
    }
}
