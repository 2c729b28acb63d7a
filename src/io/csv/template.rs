//! A table to fill in: one row of each kind, with what it means.

use std::fmt::Write;

use crate::book::{Expiry, Time};

/// A table that [`super::super::read`] takes as it is: a heading, and beneath a comment one example of each kind of row. Dated
/// contracts settle after `now`.
///
/// ```
/// use cross_margin::{book::Time, io};
/// let now = Time(1_795_305_600_000);
/// let read = io::read(&io::csv::template(now), now)?;
/// assert_eq!((read.account().holdings.len(), read.account().positions.len()), (3, 7));
/// assert_eq!(read.notices, []);
/// # Ok::<(), io::ImportError>(())
/// ```
pub fn template(now: Time) -> String {
    let mut out = String::from(
        "# One row for each kind of collateral and each position. Lines that begin with # are not read.\n\
         # Put your own rows in the place of these and leave the heading.\n\
         kind,name,quantity,entry,contract_size\n",
    );
    let rows = [
        ("Collateral: an asset and how much of it.", "holding,USDC,20000,,"),
        ("Collateral in a coin. It counts at its price less a haircut.", "holding,ETH,3.5,,"),
        ("A debt: below 0 is borrowed.", "holding,BTC,-0.25,,"),
        (
            "A perpetual in dollars: coins. Below 0 is short. The entry may be left out.",
            "position,BTC-PERP,-1.5,91200,1",
        ),
        ("An inverse perpetual: dollars.", "position,BTC-PERPETUAL,75000,91200,1"),
        ("Contracts of another size: 400 contracts of 0.01 coins.", "position,ETH_USDC-PERPETUAL,400,3310,0.01"),
        ("A spot position counts as collateral.", "position,SOL/USDC,10,,1"),
    ];
    for (what, row) in rows {
        // writing to a String cannot fail
        let _ = writeln!(out, "# {what}\n{row}");
    }
    if let Ok(expiry) = Expiry::listed_after(now, 100.0, true) {
        let dated = [
            ("A future that settles in coins: dollars.".to_owned(), format!("position,BTC-{expiry},-75000,95400,1")),
            (
                "An option that settles in coins. Its entry is in coins. P is a put.".to_owned(),
                format!("position,BTC-{expiry}-80000-P,2,0.0181,1"),
            ),
            (
                "An option that settles in dollars. Its entry is in dollars. C is a call.".to_owned(),
                format!("position,BTC_USDC-{expiry}-120000-C,-1,1450,1"),
            ),
        ];
        for (what, row) in dated {
            let _ = writeln!(out, "# {what}\n{row}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_spills_into_no_other_cell() {
        let text = template(Time(1_795_305_600_000));
        assert!(text.lines().filter(|line| line.starts_with('#')).all(|line| !line.contains([',', ';', '\t', '"'])));
        assert!(text.is_ascii(), "spreadsheets guess the encoding");
    }

    #[test]
    fn every_row_is_read_without_a_remark() {
        let now = Time(1_795_305_600_000);
        let read = crate::io::read(&template(now), now).unwrap();
        assert_eq!((read.account().holdings.len(), read.account().positions.len()), (3, 7));
        assert_eq!(read.notices, []);
    }
}
