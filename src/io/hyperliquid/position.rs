//! One row of `assetPositions`.

use rust_decimal::Decimal;

use super::figures::VenuePosition;
use super::{optional, required};
use crate::book::{Asset, Exact, Instrument, Position};
use crate::io::notice::{Notice, NoticeKind};
use crate::io::tree::Tree;

/// Decimals of a mark price that does not come out even. The venue quotes perpetuals in at most six.
const MARK_DECIMALS: u32 = 12;

/// A position with what the answer says about it.
pub(super) struct Row {
    pub(super) position: Position,
    /// Mark price, US dollars a coin.
    pub(super) mark: Option<Decimal>,
    pub(super) venue: VenuePosition,
}

impl Row {
    /// Reads a row; `None` for a row of nothing and for one that cannot be read, which is said.
    pub(super) fn read(path: &str, tree: &Tree, notices: &mut Vec<Notice>) -> Option<Self> {
        let tree = tree.get("position").unwrap_or(tree);
        let at = |field: &str| format!("{path}.position.{field}");
        let quantity = required(tree, "szi", &at("szi"), notices)?;
        if quantity.is_zero() {
            return None;
        }
        let coin = tree.get("coin").and_then(Tree::word).unwrap_or_default();
        let mut say = |kind, field: &str, message: String| {
            notices.push(Notice::new(kind, coin, message).in_column(at(field)));
        };
        let name = coin
            .parse::<Asset>()
            .map_err(|error| error.to_string())
            .and_then(|asset| Instrument::perpetual(asset).map_err(|error| error.to_string()));
        let instrument = match name {
            Ok(instrument) => instrument,
            Err(error) => {
                say(NoticeKind::LeftOut, "coin", error);
                return None;
            }
        };
        if coin.contains(':') {
            let message = format!("{coin} belongs to a market builder, which may take other collateral than USDC");
            say(NoticeKind::Info, "coin", message);
        } else if coin.starts_with('@') || coin.starts_with('+') {
            let message = format!("{coin} is no perpetual that is known here; it is kept under that name");
            say(NoticeKind::Info, "coin", message);
        }
        let leverage = tree.get("leverage");
        let isolated = leverage.and_then(|l| l.get("type")).and_then(Tree::word) == Some("isolated");
        if isolated {
            let message = format!("{coin} is isolated at the venue; here it is margined together with the others");
            say(NoticeKind::Kept, "leverage.type", message);
        }
        let mut number = |field: &str| optional(tree, field, &at(field), notices);
        let entry = number("entryPx").filter(|price| *price > Decimal::ZERO);
        let value = number("positionValue").map(|value| value.abs());
        let mark = value
            .and_then(|value| value.over(quantity.abs()))
            .filter(|mark| *mark > Decimal::ZERO)
            .map(|mark| mark.round_dp(MARK_DECIMALS).normalize());
        let venue = VenuePosition {
            instrument: instrument.clone(),
            liquidation_price: number("liquidationPx"),
            margin_used: number("marginUsed"),
            unrealised_gain: number("unrealizedPnl"),
            max_leverage: number("maxLeverage"),
            isolated,
        };
        if mark.is_none() || entry.is_none() {
            let missing = match (mark, entry) {
                (None, None) => "neither value nor entry price, so it has no price and no gain yet",
                (None, Some(_)) => "no value, so it has no price yet",
                _ => "no entry price, so no gain is counted",
            };
            let message = format!("the answer gives {coin} {missing}");
            notices.push(Notice::new(NoticeKind::Info, coin, message).in_column(path));
        }
        Some(Self { position: Position::new(instrument, quantity, entry), mark, venue })
    }

    /// Unrealised gain in US dollars, zero where mark or entry are missing; `None` on overflow.
    pub(super) fn unrealised(&self) -> Option<Decimal> {
        let (Some(mark), Some(entry)) = (self.mark, self.position.entry) else {
            return Some(Decimal::ZERO);
        };
        self.position.quantity.times(mark.minus(entry)?)
    }
}
