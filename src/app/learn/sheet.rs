//! A book, its prices and the rules that touch it as tables, for exercises and for what is printed.

use rust_decimal::Decimal;

use super::super::format::{ABSENT, Toward, grouped, percent_f64, price};
use super::super::rules::{Laid, laid};
use super::spoken::say;
use crate::book::{Account, Asset, Instrument};
use crate::io::report::{Column, Row, Table};
use crate::margin::RuleSet;
use crate::market::Market;
use crate::risk::mark;

/// More parameters than this are not printed: a venue has hundreds.
const MOST_PARAMETERS: usize = 40;

/// The book and its prices, a table each; those without rows are left out.
pub(crate) fn book(account: &Account, market: &Market) -> Vec<Table> {
    let mut all = held(account, market);
    all.extend(Some(prices(account, market)).filter(|table| !table.rows.is_empty()));
    all
}

/// What is held alone, a table each; those without rows are left out.
pub(crate) fn held(account: &Account, market: &Market) -> Vec<Table> {
    [positions(account, market), holdings(account)].into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn positions(account: &Account, market: &Market) -> Table {
    let rows = account.positions.iter().map(|position| {
        let now = mark(&position.instrument, market).ok();
        vec![
            position.instrument.to_string(),
            grouped(position.quantity.normalize()),
            position.entry.map_or_else(absent, |entry| price(entry, Toward::Nearest)),
            now.map_or_else(absent, |mark| price(mark, Toward::Nearest)),
        ]
    });
    table("sheet.positions", &["sheet.instrument", "sheet.quantity", "sheet.entry", "sheet.mark"], rows)
}

fn holdings(account: &Account) -> Table {
    let rows = account.holdings.iter().map(|held| vec![held.asset.to_string(), grouped(held.quantity.normalize())]);
    table("sheet.holdings", &["sheet.asset", "sheet.quantity"], rows)
}

/// The prices of what is in the book: index prices, forwards, volatilities.
pub(crate) fn prices(account: &Account, market: &Market) -> Table {
    let assets = assets(account);
    let index = market.index.iter().filter(|(asset, _)| assets.contains(asset));
    let mut rows: Vec<Vec<String>> =
        index.map(|(asset, quote)| vec![asset.to_string(), price(quote.price, Toward::Nearest)]).collect();
    let dated: Vec<_> = instruments(account).filter_map(|of| Some((of.underlying().clone(), of.expiry()?))).collect();
    for ((asset, expiry), quote) in market.forwards.iter().filter(|(key, _)| dated.contains(key)) {
        rows.push(vec![format!("{asset} {expiry} {}", say("sheet.forward")), price(quote.price, Toward::Nearest)]);
    }
    for (option, quote) in market.vols.iter().filter(|(of, _)| instruments(account).any(|held| held == *of)) {
        rows.push(vec![format!("{option} {}", say("sheet.volatility")), percent_f64(quote.vol, 1)]);
    }
    table("sheet.prices", &["sheet.of", "sheet.price"], rows.into_iter())
}

/// What a parameter says as figures are written on the page; what is no figure stays as it is.
fn figures(text: &str) -> String {
    let figure =
        |text: &str| text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |value| grouped(value.normalize()));
    text.split(", ").map(figure).collect::<Vec<_>>().join(", ")
}

/// The parameters of rules that touch a book: all but those of assets that are not in it. None where there are too many to
/// print.
pub(crate) fn rules(rules: &RuleSet, account: &Account) -> Option<Table> {
    let held: Vec<String> = assets(account).iter().map(|asset| asset.to_string()).collect();
    let foreign = |name: &str| name.contains(char::is_uppercase) && !held.iter().any(|asset| asset == name);
    let rows: Vec<Vec<String>> = laid(rules)
        .into_iter()
        .filter(|Laid { name, .. }| !name.iter().any(|word| foreign(word)))
        .map(|Laid { name, text }| vec![name.join(", "), figures(&text)])
        .collect();
    (rows.len() <= MOST_PARAMETERS).then(|| table("sheet.rules", &["sheet.parameter", "sheet.value"], rows.into_iter()))
}

fn instruments(account: &Account) -> impl Iterator<Item = &Instrument> {
    account.positions.iter().map(|position| &position.instrument)
}

/// Every asset that is held, or that a position is in.
fn assets(account: &Account) -> Vec<Asset> {
    let held = account.holdings.iter().map(|held| held.asset.clone());
    let traded = instruments(account).map(|of| of.underlying().clone());
    let mut all: Vec<Asset> = held.chain(traded).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn absent() -> String {
    ABSENT.to_owned()
}

/// A table whose columns after the first hold figures.
pub(crate) fn table(caption: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Table {
    let columns = heads.iter().enumerate().map(|(nth, head)| Column { head: say(head), figures: nth > 0 });
    let rows = rows.map(|cells| Row { cells, marked: false });
    Table { caption: say(caption), columns: columns.collect(), rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::all;
    use crate::margin::venues;

    fn cells(table: &Table) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| row.cells.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn a_book_is_its_positions_its_collateral_and_its_prices() {
        let lesson = all().iter().find(|lesson| lesson.id == "hedge").unwrap();
        let stage = lesson.stage().unwrap();
        let tables = book(&stage.accounts[0], &stage.market);
        assert_eq!(tables.len(), 3);
        assert_eq!(cells(&tables[0]), [["BTC-PERP", "1", "100,000", "100,000"]]);
        assert_eq!(cells(&tables[1]), [["USDC", "20,000"]]);
        assert_eq!(cells(&tables[2]), [["BTC", "100,000"], ["USDC", "1"]]);
        // the put brings its forward and its volatility
        let after = book(&stage.accounts[1], &stage.market);
        assert_eq!(
            cells(&after[2])[2..],
            [["BTC 25DEC26 forward", "100,400"], ["BTC_USDC-25DEC26-90000-P volatility", "50 %"]]
        );
        assert!(book(&Account::default(), &stage.market).is_empty());
    }

    #[test]
    fn figures_are_written_as_on_the_page() {
        assert_eq!(figures("20000000.0"), "20,000,000");
        assert_eq!(figures("-0.66, 0.5, 1.0"), "−0.66, 0.5, 1");
        assert_eq!(figures("2026-11-01"), "2026-11-01");
        let stage = all()[0].stage().unwrap();
        let mut account = stage.accounts[1].clone();
        account.positions[0].quantity = Decimal::new(3000, 1);
        assert_eq!(cells(&book(&account, &stage.market)[0])[0][1], "300");
    }

    #[test]
    fn rules_are_those_that_touch_the_book() {
        let stage = all()[0].stage().unwrap();
        let printed = rules(venues::reference().unwrap(), &stage.accounts[1]).unwrap();
        let said = cells(&printed);
        assert!(said.contains(&vec!["underlyings, BTC, scan range", "0.15"]), "{said:?}");
        assert!(said.contains(&vec!["maintenance factor", "0.8"]), "{said:?}");
        assert!(said.contains(&vec!["haircuts, USD", "0"]), "{said:?}");
        assert!(!said.iter().any(|row| row[0].contains("DOGE")), "{said:?}");
    }
}
