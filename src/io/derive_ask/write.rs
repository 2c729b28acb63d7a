//! Writing the question as Derive reads it.

use rust_decimal::Decimal;

use super::Model;
use crate::book::{Account, Instrument, Kind, Position, Right};

/// What the answer is known by.
pub(super) const ID: &str = "1";

/// The message, and what is named in it.
pub(super) fn message(account: &Account, model: &Model) -> (String, Vec<String>) {
    let mut named = Vec::new();
    let mut collateral = Vec::new();
    for holding in &account.holdings {
        let (asset, amount) = (holding.asset.as_str().to_ascii_uppercase(), decimal(holding.quantity));
        collateral.push(format!(r#"{{"asset_name":"{asset}","amount":"{amount}"}}"#));
        named.push(format!("{amount} {asset}"));
    }
    let mut positions = Vec::new();
    for position in &account.positions {
        let (name, amount) = (name(&position.instrument), decimal(position.quantity));
        let entry = entry(position).map(decimal);
        let priced = entry.as_ref().map(|entry| format!(r#","entry_price":"{entry}""#)).unwrap_or_default();
        positions.push(format!(r#"{{"instrument_name":"{name}","amount":"{amount}"{priced}}}"#));
        named.push(format!("{amount} {name}") + &entry.map(|entry| format!(" @ {entry}")).unwrap_or_default());
    }
    let of = match model {
        Model::Standard => r#""margin_type":"SM""#.to_owned(),
        Model::Portfolio(coin) => format!(r#""margin_type":"PM2","market":"{coin}""#),
    };
    let (collateral, positions) = (collateral.join(","), positions.join(","));
    let params = format!(r#"{{{of},"simulated_collaterals":[{collateral}],"simulated_positions":[{positions}]}}"#);
    (format!(r#"{{"jsonrpc":"2.0","id":{ID},"method":"public/get_margin","params":{params}}}"#), named)
}

/// An option's premium is paid: only perpetuals have an entry price there.
fn entry(position: &Position) -> Option<Decimal> {
    position.entry.filter(|_| !position.instrument.is_option())
}

fn decimal(value: Decimal) -> String {
    value.normalize().to_string()
}

/// The name of a linear perpetual or option: `ETH-PERP`, `HYPE-20260904-77_5-C`.
fn name(instrument: &Instrument) -> String {
    let coin = instrument.underlying();
    match instrument.kind() {
        Kind::Option { expiry, strike, right } => {
            let (year, month, day) = expiry.parts();
            let strike = decimal(strike).replace('.', "_");
            let right = if right == Right::Call { 'C' } else { 'P' };
            format!("{coin}-{year:04}{month:02}{day:02}-{strike}-{right}")
        }
        _ => format!("{coin}-PERP"),
    }
}
