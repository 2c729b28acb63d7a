//! Holdings and positions out of JSON, entry by entry.

use rust_decimal::Decimal;

use super::{FieldReader, join};
use crate::book::{Account, Holding, Instrument, Position, Unknown};
use crate::io::entry::Entry;
use crate::io::number;
use crate::io::tree::Tree;

impl FieldReader {
    /// An account; what is missing in it is empty.
    pub(super) fn account(&mut self, path: &str, tree: &Tree) -> Account {
        if tree.fields().is_none() && !tree.is_absent() {
            self.left_out(path, tree, "an account is an object with the lists “holdings” and “positions”");
        }
        if !path.is_empty() {
            self.unknown_fields(path, tree, &["holdings", "positions", "unknown"]);
        }
        let mut account = Account::default();
        for (path, entry) in self.entries(path, tree, "holdings") {
            account.holdings.extend(self.holding(&path, entry));
        }
        for (path, entry) in self.entries(path, tree, "positions") {
            match self.position(&path, entry) {
                Some(Entry::Position(position)) => account.positions.push(position),
                Some(Entry::Unknown(unknown)) => account.unknown.push(unknown),
                Some(Entry::Holding(_)) | None => {}
            }
        }
        for (path, entry) in self.entries(path, tree, "unknown") {
            account.unknown.extend(self.unknown(&path, entry));
        }
        account
    }

    /// The entries of a list, each with its path.
    fn entries<'t>(&mut self, path: &str, tree: &'t Tree, field: &str) -> Vec<(String, &'t Tree)> {
        let path = join(path, field);
        let Some(value) = tree.get(field).filter(|value| !value.is_absent()) else {
            return Vec::new();
        };
        let Some(list) = value.list() else {
            self.left_out(&path, value, format!("“{field}” is a list: […]"));
            return Vec::new();
        };
        list.iter().enumerate().map(|(index, entry)| (format!("{path}[{index}]"), entry)).collect()
    }

    fn holding(&mut self, path: &str, tree: &Tree) -> Option<Holding> {
        self.object(path, tree, "{\"asset\": \"USDC\", \"quantity\": \"20000\"}")?;
        let asset = self.required(path, tree, "asset", "an asset such as USDC")?;
        let at = join(path, "asset");
        let asset = match asset.word().map(str::parse) {
            Some(Ok(asset)) => asset,
            Some(Err(error)) => return self.fails(&at, asset, format!("{error}")),
            None => return self.fails(&at, asset, "write an asset such as \"USDC\""),
        };
        let quantity = self.required(path, tree, "quantity", "a number such as \"20000\"")?;
        let quantity = self.number(&join(path, "quantity"), quantity)?;
        self.unknown_fields(path, tree, &["asset", "quantity"]);
        Some(Holding { asset, quantity })
    }

    /// A position; one in an instrument that is not known is kept as such.
    fn position(&mut self, path: &str, tree: &Tree) -> Option<Entry> {
        self.object(path, tree, "{\"instrument\": \"BTC-PERP\", \"quantity\": \"1.5\"}")?;
        let name = self.required(path, tree, "instrument", "an instrument such as BTC-PERP")?;
        let at = join(path, "instrument");
        let Some(text) = name.word() else {
            return self.fails(&at, name, "write an instrument such as \"BTC-PERP\"");
        };
        let quantity = self.required(path, tree, "quantity", "a number such as \"1.5\"")?;
        let quantity = self.number(&join(path, "quantity"), quantity)?;
        let instrument: Instrument = match text.parse::<Instrument>() {
            Ok(instrument) => instrument,
            Err(error) => {
                let why = error.to_string();
                let message = format!("kept and shown, and left out of the margin: {why}");
                self.kept(&at, name, message);
                let entry = self.optional(path, tree, "entry")?.map(|(_, price, _)| price);
                return Some(Entry::Unknown(Unknown { name: text.to_owned(), quantity, entry, why }));
            }
        };
        let entry = match self.optional(path, tree, "entry")? {
            Some((at, price, value)) if price < Decimal::ZERO || (price.is_zero() && !instrument.is_option()) => {
                let message = format!("this is not a price for {instrument}; write one above zero");
                return self.fails(&at, value, message);
            }
            other => other.map(|(_, price, _)| price),
        };
        let contract_size = match self.optional(path, tree, "contract_size")? {
            Some((at, size, value)) if size <= Decimal::ZERO => {
                return self.fails(&at, value, "a contract size has to be above zero");
            }
            other => other.map_or(Decimal::ONE, |(_, size, _)| size),
        };
        self.unknown_fields(path, tree, &["instrument", "quantity", "entry", "contract_size"]);
        Some(Entry::Position(Position { instrument, quantity, entry, contract_size }))
    }

    fn unknown(&mut self, path: &str, tree: &Tree) -> Option<Unknown> {
        self.object(path, tree, "{\"name\": \"BTC-FS-26SEP25_PERP\", \"quantity\": \"1\"}")?;
        let name = self.required(path, tree, "name", "the name as it was written")?;
        let Some(text) = name.word() else {
            return self.fails(&join(path, "name"), name, "a name is a text");
        };
        let quantity = self.required(path, tree, "quantity", "a number such as \"1.5\"")?;
        let quantity = self.number(&join(path, "quantity"), quantity)?;
        let entry = self.optional(path, tree, "entry")?.map(|(_, price, _)| price);
        let why = tree.get("why").and_then(Tree::word).unwrap_or_default();
        self.unknown_fields(path, tree, &["name", "quantity", "entry", "why"]);
        Some(Unknown { name: text.to_owned(), quantity, entry, why: why.to_owned() })
    }

    fn object(&mut self, path: &str, tree: &Tree, like: &str) -> Option<()> {
        if tree.fields().is_some() {
            return Some(());
        }
        self.fails(path, tree, format!("this is no object; write {like}"))
    }

    /// Says why and gives nothing.
    pub(super) fn fails<T>(&mut self, path: &str, value: &Tree, message: impl Into<String>) -> Option<T> {
        self.left_out(path, value, message);
        None
    }

    fn required<'t>(&mut self, path: &str, tree: &'t Tree, field: &str, like: &str) -> Option<&'t Tree> {
        match tree.get(field) {
            Some(value) if !value.is_absent() => Some(value),
            _ => self.fails(&join(path, field), tree, format!("“{field}” is missing; write {like}")),
        }
    }

    /// A number that may be missing. The outer `None`: it is there and cannot be read.
    fn optional<'t>(&mut self, path: &str, tree: &'t Tree, field: &str) -> Option<Option<(String, Decimal, &'t Tree)>> {
        let Some(value) = tree.get(field).filter(|value| !value.is_absent()) else {
            return Some(None);
        };
        let at = join(path, field);
        let number = self.number(&at, value)?;
        Some(Some((at, number, value)))
    }

    /// A number, written as a number or as a text.
    pub(super) fn number(&mut self, path: &str, value: &Tree) -> Option<Decimal> {
        let Some(text) = value.word() else {
            return self.fails(path, value, "this is not a number; write one such as \"1.5\"");
        };
        match number::plain(text) {
            Ok(number) => {
                if number.rounded {
                    let message = format!("rounded to the 28 digits that are kept: {}", number.value);
                    self.kept(path, value, message);
                }
                Some(number.value)
            }
            Err(error) => self.fails(path, value, error.to_string()),
        }
    }
}
