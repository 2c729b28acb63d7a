//! A book as rows that a spreadsheet opens and [`super::read`] reads back exactly.
//!
//! A text that begins like a formula (`=`, `+`, `-`, `@`, also in full width) gets an apostrophe in front, which
//! spreadsheets take as "this is text"; numbers are written as numbers, `-2` among them. Decimal point, commas, one line a
//! row.

use std::fmt::Write;

use rust_decimal::Decimal;

use crate::book::Account;
use crate::margin::{Assessment, LegKind};

/// Beginnings that a spreadsheet takes for a formula, and the mark that says it is none.
pub(super) const OF_FORMULAS: [char; 9] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\''];

/// The rows of an account under the heading `kind,name,quantity,entry,contract_size`.
///
/// ```
/// use cross_margin::{book::Time, io};
/// let sample = io::sample::account(Time(1_795_305_600_000));
/// let text = io::csv::write(&sample);
/// assert!(text.contains("position,BTC-PERP,1.5,91200,1\n"));
/// assert_eq!(io::read(&text, Time(1_795_305_600_000))?.account(), &sample);
/// # Ok::<(), io::ImportError>(())
/// ```
pub fn write(account: &Account) -> String {
    rows(account, None)
}

/// The same rows with the price of each in a sixth column, `mark`: dollars a unit of collateral, an instrument’s own price
/// of a position; nothing where there is none. The column is for reading: [`super::super::read`] makes the same book of it
/// and says that it does not use it.
pub fn write_with_prices(account: &Account, of: &Assessment) -> String {
    rows(account, Some(of))
}

fn rows(account: &Account, prices: Option<&Assessment>) -> String {
    let mut out = String::from("kind,name,quantity,entry,contract_size");
    let mark = |price: &dyn Fn(&Assessment) -> Option<Decimal>| match prices {
        None => String::new(),
        Some(of) => format!(",{}", number(price(of).map(|price| price.normalize()))),
    };
    out.push_str(if prices.is_some() { ",mark\n" } else { "\n" });
    for (row, holding) in account.holdings.iter().enumerate() {
        let name = cell(holding.asset.as_str());
        let mark = mark(&|of| of.holdings.iter().find(|held| held.row == row)?.price);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "holding,{name},{},,{mark}", holding.quantity);
    }
    for (row, position) in account.positions.iter().enumerate() {
        let name = cell(&position.instrument.to_string());
        let mine = |of: &Assessment| {
            let mut legs = of.legs.iter().filter(|leg| leg.kind == LegKind::Position);
            legs.find(|leg| leg.rows.contains(&row)).map(|leg| leg.mark)
        };
        let (quantity, entry, size) = (position.quantity, number(position.entry), position.contract_size);
        let _ = writeln!(out, "position,{name},{quantity},{entry},{size}{}", mark(&mine));
    }
    for of in &account.unknown {
        let (name, entry) = (cell(&of.name), number(of.entry));
        let _ = writeln!(out, "position,{name},{},{entry},{}", of.quantity, mark(&|_| None));
    }
    out
}

fn number(value: Option<Decimal>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// A text cell: on one line, never a formula, and in quotation marks where it has to be.
fn cell(text: &str) -> String {
    let text: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = format!("{}{text}", if text.starts_with(OF_FORMULAS) { "'" } else { "" });
    if text.contains([',', ';', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Holding, Position};
    use rust_decimal_macros::dec;

    #[test]
    fn formulas_are_texts_and_numbers_numbers() {
        let account = Account {
            holdings: vec![Holding { asset: "+10".parse().unwrap(), quantity: dec!(-2) }],
            positions: vec![Position::new("@107-PERP".parse().unwrap(), dec!(-1.50), None)],
            ..Account::default()
        };
        assert_eq!(
            write(&account),
            "kind,name,quantity,entry,contract_size\nholding,'+10,-2,,\nposition,'@107-PERP,-1.50,,1\n"
        );
        for formula in ["=1+1", "+1", "-1", "@sum", "＝1", "\t=1", " \r\n=1", "'=1"] {
            assert!(cell(formula).starts_with('\''), "{formula:?}");
        }
        assert_eq!(cell("a\nb"), "a b");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }

    #[test]
    fn what_is_not_known_comes_back_as_it_was_whatever_it_is_called() {
        for name in ["=HYPERLINK(\"x\")", "'a", "@A;B", "－X", "a,b"] {
            let unknown =
                crate::book::Unknown { name: name.to_owned(), quantity: dec!(1), entry: None, why: String::new() };
            let text = write(&Account { unknown: vec![unknown], ..Account::default() });
            let read = crate::io::csv::read(&text).unwrap().account.unknown;
            assert_eq!(read.first().map(|of| of.name.as_str()), Some(name), "{text}");
        }
    }

    #[test]
    fn prices_stand_in_a_column_of_their_own() {
        use crate::book::Time;
        use crate::market::{Market, PriceState, Quote};
        let account = Account {
            holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: dec!(5) }],
            positions: vec![
                Position::new("BTC-PERP".parse().unwrap(), dec!(2), Some(dec!(1))),
                Position::new("ETH-PERP".parse().unwrap(), dec!(1), None),
            ],
            ..Account::default()
        };
        let mut market = Market::at(Time(0));
        for (asset, price) in [("USDC", dec!(1)), ("BTC", dec!(60000.50))] {
            market.index.insert(asset.parse().unwrap(), Quote::new(price, "", Time(0), PriceState::Live));
        }
        let of = crate::margin::assess(&account, &market, crate::margin::venues::reference().unwrap());
        let text = write_with_prices(&account, &of);
        assert_eq!(
            text,
            "kind,name,quantity,entry,contract_size,mark\nholding,USDC,5,,,1\nposition,BTC-PERP,2,1,1,60000.5\n\
             position,ETH-PERP,1,,1,\n"
        );
        assert_eq!(crate::io::read(&text, Time(0)).unwrap().account(), &account);
    }
}
