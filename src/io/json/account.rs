//! Holdings and positions out of JSON, entry by entry.

use rust_decimal::Decimal;

use super::fields::{FieldReader, join};
use super::manner::Manner;
use super::within::{HOLDING, POSITION, UNKNOWN, Within};
use crate::book::{Account, Holding, Instrument, Position, Unknown};
use crate::io::tree::Tree;

impl<M: Manner> FieldReader<M> {
    /// Takes an entry of `holdings` into an account.
    pub(super) fn take_holding(&mut self, path: &str, tree: &Tree, account: &mut Account) {
        if let Some(holding) = self.holding(path, tree) {
            self.keep_others(path, tree, HOLDING, || Within::row("holdings", account.holdings.len()));
            account.holdings.push(holding);
        }
    }

    /// Takes an entry of `positions` into an account; one in an instrument that is not known is kept as such.
    pub(super) fn take_position(&mut self, path: &str, tree: &Tree, account: &mut Account) {
        match self.position(path, tree) {
            Some(Ok(position)) => {
                self.keep_others(path, tree, POSITION, || Within::row("positions", account.positions.len()));
                account.positions.push(position);
            }
            Some(Err(unknown)) => {
                let ours = ["instrument", "quantity", "entry"];
                self.keep_others(path, tree, &ours, || Within::row("unknown", account.unknown.len()));
                account.unknown.push(unknown);
            }
            None => {}
        }
    }

    /// Takes an entry of `unknown` into an account.
    pub(super) fn take_unknown(&mut self, path: &str, tree: &Tree, account: &mut Account) {
        if let Some(unknown) = self.unknown(path, tree) {
            self.keep_others(path, tree, UNKNOWN, || Within::row("unknown", account.unknown.len()));
            account.unknown.push(unknown);
        }
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
        Some(Holding { asset, quantity })
    }

    /// A position, or what its row says of an instrument that is not known.
    fn position(&mut self, path: &str, tree: &Tree) -> Option<Result<Position, Unknown>> {
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
                return Some(Err(Unknown { name: text.to_owned(), quantity, entry, why }));
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
        Some(Ok(Position { instrument, quantity, entry, contract_size }))
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
        Some(Unknown { name: text.to_owned(), quantity, entry, why: why.to_owned() })
    }
}
