//! The forms in which a book can arrive.

use std::fmt;

/// The form a text was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Our own file.
    Json,
    /// Cells separated by commas, semicolons or tabs.
    Csv,
    /// Quick-entry lines.
    Lines,
    /// Hyperliquid's answers about an account.
    Hyperliquid,
    /// dYdX's subaccounts.
    Dydx,
    /// Deribit's positions, account summaries and simulations.
    Deribit,
    /// Derive's subaccounts and margins.
    Derive,
    /// Binance's futures, options and portfolio margin answers.
    Binance,
    /// OKX's positions, balances and position builder.
    Okx,
    /// Bybit's positions, wallets and portfolio margin.
    Bybit,
    /// Drift's users.
    Drift,
}

impl Form {
    /// The form in a sentence, for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Json => "A book that this calculator saved.",
            Self::Csv => "A table with one holding or position in each row.",
            Self::Lines => "Lines such as “-2 BTC-PERP @ 65000”, one holding or position each.",
            Self::Hyperliquid => "An account as Hyperliquid reports it.",
            Self::Dydx => "A subaccount as dYdX reports it.",
            Self::Deribit => "Positions or an account as Deribit reports them.",
            Self::Derive => "A subaccount as Derive reports it.",
            Self::Binance => "Positions or an account as Binance reports them.",
            Self::Okx => "Positions or an account as OKX reports them.",
            Self::Bybit => "Positions or an account as Bybit reports them.",
            Self::Drift => "A user as Drift reports it.",
        }
    }

    /// The venue whose answer it is, if it is one's.
    pub fn venue(self) -> Option<&'static str> {
        match self {
            Self::Json | Self::Csv | Self::Lines => None,
            Self::Hyperliquid => Some("Hyperliquid"),
            Self::Dydx => Some("dYdX"),
            Self::Deribit => Some("Deribit"),
            Self::Derive => Some("Derive"),
            Self::Binance => Some("Binance"),
            Self::Okx => Some("OKX"),
            Self::Bybit => Some("Bybit"),
            Self::Drift => Some("Drift"),
        }
    }
}

/// What an account is called: by its name, else after its venue and its place among the accounts of a text or a book, from 0.
pub fn called(name: Option<&str>, venue: Option<&str>, place: usize) -> String {
    match (name.filter(|name| !name.is_empty()), venue) {
        (Some(name), _) => name.to_owned(),
        (None, Some(venue)) => format!("{venue} account {}", place + 1),
        (None, None) => format!("Account {}", place + 1),
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.venue()) {
            (_, Some(venue)) => write!(f, "{} {venue} account", if venue == "OKX" { "an" } else { "a" }),
            (Self::Json, None) => f.write_str("a saved book"),
            (Self::Csv, None) => f.write_str("a table"),
            _ => f.write_str("quick-entry lines"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_a_name_is_called_after_its_venue() {
        assert_eq!(called(Some("ETH desk"), Some("OKX"), 0), "ETH desk");
        assert_eq!(called(None, Form::Hyperliquid.venue(), 0), "Hyperliquid account 1");
        assert_eq!(called(Some(""), Form::Csv.venue(), 1), "Account 2");
    }
}
