//! A book as rows that a spreadsheet opens and [`super::read`] reads back exactly.
//!
//! A text that begins like a formula (`=`, `+`, `-`, `@`, tab) gets an apostrophe in front, which spreadsheets take as
//! "this is text"; numbers are written as numbers, `-2` among them. Decimal point, commas, one line a row.

use std::fmt::Write;

use crate::book::Account;

/// The rows of an account under the heading `kind,name,quantity,entry,contract_size`.
///
/// ```
/// use cross_margin::{book::Time, io};
/// let sample = io::sample::account(Time(1_795_305_600_000));
/// let text = io::csv::write(&sample);
/// assert!(text.contains("position,BTC-PERP,1.5,91200,1\n"));
/// assert_eq!(io::read(&text, Time(1_795_305_600_000))?.account, sample);
/// # Ok::<(), io::ImportError>(())
/// ```
pub fn write(account: &Account) -> String {
    let mut out = String::from("kind,name,quantity,entry,contract_size\n");
    for holding in &account.holdings {
        let name = cell(holding.asset.as_str());
        // Writing to a String cannot fail.
        let _ = writeln!(out, "holding,{name},{},,", holding.quantity);
    }
    for position in &account.positions {
        let name = cell(&position.instrument.to_string());
        let entry = position.entry.map(|price| price.to_string());
        let _ = writeln!(
            out,
            "position,{name},{},{},{}",
            position.quantity,
            entry.unwrap_or_default(),
            position.contract_size
        );
    }
    for of in &account.unknown {
        let entry = of.entry.map(|price| price.to_string()).unwrap_or_default();
        let _ = writeln!(out, "position,{},{},{entry},", cell(&of.name), of.quantity);
    }
    out
}

/// A text cell: never a formula, and in quotation marks where it has to be.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = format!("{}{text}", if formula { "'" } else { "" });
    if text.contains([',', ';', '\t', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
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
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
