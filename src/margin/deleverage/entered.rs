//! An account made ready for closing: one row an instrument, contracts of size 1, an entry price on every perpetual and
//! future. It is worth what it was: a row without an entry price has gained nothing, so it is entered at its mark.

use crate::book::{Account, Position, Trade};
use crate::risk::{Leg, LegKind, LegOf, Valued};

/// The account with its priced positions in one row each; rows that cannot be put together stay as they are.
pub(in crate::margin) fn entered(account: &Account, valued: &Valued) -> Account {
    let mut out = account.clone();
    for leg in valued.legs.iter().filter(|leg| leg.kind == LegKind::Position) {
        if let Some(one) = in_one_row(&out, leg) {
            out = one;
        }
    }
    out
}

fn in_one_row(account: &Account, leg: &Leg) -> Option<Account> {
    let LegOf::Instrument(instrument) = &leg.of else { return None };
    let is_its = |position: &&Position| position.instrument == *instrument;
    let rows: Vec<&Position> = account.positions.iter().filter(is_its).collect();
    let place = account.positions.iter().position(|position| position.instrument == *instrument)?;
    let mut out = account.clone();
    out.positions.retain(|position| position.instrument != *instrument);
    if instrument.is_option() {
        let entry = rows.first().filter(|_| rows.len() == 1).and_then(|row| row.entry);
        out.positions.push(Position::new(instrument.clone(), leg.units, entry));
    } else {
        for row in rows.iter().filter(|row| !row.quantity.is_zero()) {
            let price = row.entry.unwrap_or(leg.mark);
            let opened = Trade {
                instrument: instrument.clone(),
                quantity: row.units()?,
                price,
                fee: rust_decimal::Decimal::ZERO,
            };
            out = out.with(&opened).ok()?;
        }
    }
    // back to where its first row stood
    if out.positions.last().is_some_and(|last| last.instrument == *instrument) {
        let last = out.positions.pop()?;
        out.positions.insert(place.min(out.positions.len()), last);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::margin::venues::case::{account, market};
    use rust_decimal_macros::dec;

    #[test]
    fn rows_of_one_instrument_become_one_of_the_same_worth() {
        let mut book = account(&["2 ETH-PERP", "1 BTC-PERP @ 50000", "-0.25 BTC-PERP @ 58000"], &["100 USD"]);
        book.positions[0].contract_size = dec!(0.1);
        let market = market(&[("BTC", "60000"), ("ETH", "3000")]);
        let one = entered(&book, &Valued::new(&book, &market));
        assert_eq!(one.positions.len(), 2);
        // 2 contracts of 0.1, at the mark
        assert_eq!((one.positions[0].quantity, one.positions[0].entry), (dec!(0.2), Some(dec!(3000))));
        assert_eq!((one.positions[1].quantity, one.positions[1].entry), (dec!(0.75), Some(dec!(50000))));
        // 0.25 × (58,000 − 50,000) are realised
        assert_eq!(one.holdings[0].quantity, dec!(2100));
    }
}
