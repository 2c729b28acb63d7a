//! Which column means what, by its heading.
//!
//! Capitals, underscores, hyphens and a unit in parentheses do not matter: `Avg_Price (USD)` is `avg price`. Where a
//! file has two columns of one meaning, the word further to the left in the lists below decides.

const KIND: &[&str] = &["kind"];
const NAME: &[&str] =
    &["instrument", "instrument name", "name", "symbol", "market", "contract", "product", "ticker", "pair", "instid"];
const ASSET: &[&str] = &["asset", "coin", "currency", "ccy", "token", "collateral"];
const QUANTITY: &[&str] = &[
    "quantity",
    "qty",
    "size",
    "position",
    "contracts",
    "amount",
    "position size",
    "position amt",
    "net size",
    "pos",
    "szi",
    "balance",
    "total",
];
const SIDE: &[&str] = &["side", "direction", "posside", "long short", "position side"];
const ENTRY: &[&str] = &[
    "entry",
    "entry price",
    "average price",
    "avg price",
    "average entry price",
    "avg entry price",
    "entrypx",
    "avgpx",
    "avg px",
    "open price",
    "price",
];
const CONTRACT_SIZE: &[&str] = &["contract size", "multiplier", "contract multiplier", "ctval"];

/// Columns that only a list of trades or transfers has.
const OF_TRADES: &[&str] = &["trade id", "order id", "transaction id", "fill id", "cash flow", "fee paid"];

/// The place of each meaning in a row.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) headings: Vec<String>,
    pub(super) kind: Option<usize>,
    pub(super) name: Option<usize>,
    pub(super) asset: Option<usize>,
    pub(super) quantity: Option<usize>,
    pub(super) side: Option<usize>,
    pub(super) entry: Option<usize>,
    pub(super) contract_size: Option<usize>,
}

impl Columns {
    /// The columns that a heading names.
    pub(super) fn of(headings: &[String]) -> Self {
        let words: Vec<String> = headings.iter().map(|heading| word(heading)).collect();
        let place =
            |meanings: &[&str]| meanings.iter().find_map(|meaning| words.iter().position(|word| word == meaning));
        Self {
            headings: headings.to_vec(),
            kind: place(KIND),
            name: place(NAME),
            asset: place(ASSET),
            quantity: place(QUANTITY),
            side: place(SIDE),
            entry: place(ENTRY),
            contract_size: place(CONTRACT_SIZE),
        }
    }

    /// The columns of rows without a heading, the kind before them if the first row has one.
    pub(super) fn without_heading(first: &[String]) -> Self {
        let kind = first.first().and_then(|cell| super::row::RowKind::read(cell)).map(|_| 0);
        let start = usize::from(kind.is_some());
        let mut headings: Vec<String> =
            ["kind", "name", "quantity", "entry", "contract_size"].map(str::to_owned).to_vec();
        headings.drain(..1 - start);
        Self {
            headings,
            kind,
            name: Some(start),
            asset: None,
            quantity: Some(start + 1),
            side: None,
            entry: Some(start + 2),
            contract_size: Some(start + 3),
        }
    }

    fn places(&self) -> [Option<usize>; 7] {
        [self.kind, self.name, self.asset, self.quantity, self.side, self.entry, self.contract_size]
    }

    /// How many columns have a known meaning.
    pub(super) fn known(&self) -> usize {
        self.places().iter().flatten().count()
    }

    /// The columns that hold numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        [self.quantity, self.entry, self.contract_size].into_iter().flatten()
    }

    /// The headings that are not used.
    pub(super) fn unread(&self) -> Vec<&str> {
        let places = self.places();
        self.headings
            .iter()
            .enumerate()
            .filter(|(place, heading)| !places.contains(&Some(*place)) && !heading.is_empty())
            .map(|(_, heading)| heading.as_str())
            .collect()
    }

    /// A column that shows that the rows are trades, not positions.
    pub(super) fn of_trades(&self) -> Option<String> {
        self.headings.iter().find(|heading| OF_TRADES.contains(&word(heading).as_str())).cloned()
    }

    /// The heading over a place, for messages.
    pub(super) fn heading(&self, place: Option<usize>) -> String {
        place.and_then(|place| self.headings.get(place)).cloned().unwrap_or_default()
    }
}

/// A heading without what does not matter.
pub(super) fn word(heading: &str) -> String {
    let name = heading.split('(').next().unwrap_or_default();
    let spaced = name.replace(['_', '-', '.'], " ").to_lowercase();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headings: &[&str]) -> Columns {
        let headings: Vec<String> = headings.iter().map(|&h| h.to_owned()).collect();
        Columns::of(&headings)
    }

    #[test]
    fn headings_are_known_by_their_meaning() {
        let found = columns(&["Avg_Price (USD)", "SYMBOL", "Direction", "Size", "Note"]);
        assert_eq!(found.entry, Some(0));
        assert_eq!(found.name, Some(1));
        assert_eq!(found.side, Some(2));
        assert_eq!(found.quantity, Some(3));
        assert_eq!(found.known(), 4);
        assert_eq!(found.unread(), ["Note"]);
    }

    #[test]
    fn a_log_of_trades_gives_itself_away() {
        let log = columns(&["Instrument", "Side", "Amount", "Price", "Trade ID"]);
        assert_eq!(log.of_trades().as_deref(), Some("Trade ID"));
    }
}
