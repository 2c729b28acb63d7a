//! What a quick line is understood as, in a sentence: `short 3 ETH call, 28 Mar 2027, strike 4,000, paid in ETH`.

use rust_decimal::Decimal;

use super::format;
use crate::book::{Expiry, Instrument, Kind, Right};
use crate::io::Entry;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// An entry in words.
pub(crate) fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Holding(holding) => {
            let what = if holding.quantity.is_sign_negative() { "borrowed" } else { "as collateral" };
            format!("{} {} {what}", format::grouped(holding.quantity.abs()), holding.asset)
        }
        Entry::Position(position) => {
            let side = side(position.quantity);
            let dollars = position.instrument.is_inverse() && !position.instrument.is_option();
            let (sign, of) = if dollars { ("$", "of ") } else { ("", "") };
            let quantity = format::grouped(position.quantity.abs());
            let said = format!("{side} {sign}{quantity} {of}{}", instrument(&position.instrument));
            position.entry.map_or(said.clone(), |price| format!("{said}, at {}", format::grouped(price)))
        }
        Entry::Unknown(of) => {
            format!("{} {} {}, not margined", side(of.quantity), format::grouped(of.quantity.abs()), of.name)
        }
    }
}

/// An instrument in words.
pub(crate) fn instrument(of: &Instrument) -> String {
    let (coin, paid) = (of.underlying(), of.settlement_asset());
    match of.kind() {
        Kind::Spot => format!("{coin} spot, paid in {paid}"),
        Kind::Perpetual => format!("{coin} perpetual, paid in {paid}"),
        Kind::Future { expiry } => format!("{coin} future, {}, paid in {paid}", day(expiry)),
        Kind::Option { expiry, strike, right } => {
            let right = if right == Right::Call { "call" } else { "put" };
            format!("{coin} {right}, {}, strike {}, paid in {paid}", day(expiry), format::grouped(strike))
        }
    }
}

fn side(quantity: Decimal) -> &'static str {
    if quantity.is_sign_negative() { "short" } else { "long" }
}

/// `28 Mar 2027`.
fn day(expiry: Expiry) -> String {
    let (year, month, day) = expiry.parts();
    let month = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    format!("{day} {month} {year}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::quick;

    #[test]
    fn a_line_is_said_back_in_words() {
        for (line, said) in [
            ("short 3 ETH 28MAR27 4000 call", "short 3 ETH call, 28 Mar 2027, strike 4,000, paid in ETH"),
            ("-2 BTC perp @ 65000", "short 2 BTC perpetual, paid in USD, at 65,000"),
            ("-75000 BTC-26MAR27", "short $75,000 of BTC future, 26 Mar 2027, paid in BTC"),
            ("2 ETH_USDC 28MAR27 4000 put", "long 2 ETH put, 28 Mar 2027, strike 4,000, paid in USDC"),
            ("1 BTC/USDC", "long 1 BTC spot, paid in USDC"),
            ("10k USDC", "10,000 USDC as collateral"),
            ("-3 ETH", "3 ETH borrowed"),
        ] {
            assert_eq!(entry(&quick::line(line).unwrap().entry), said);
        }
    }
}
