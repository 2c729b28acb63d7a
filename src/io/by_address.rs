//! Accounts that venues show to everyone: what to ask for an address, and how the answers make one text to read.
//!
//! | address | venue | asked |
//! |---|---|---|
//! | `0x` and 40 hexadecimal digits | Hyperliquid | `clearinghouseState`, `spotClearinghouseState` |
//! | `dydx1` and 38 letters and digits | dYdX | all subaccounts of the address |
//!
//! Read-only: nothing is signed, no key is asked for. The venue learns which address is looked at.

/// An address whose account is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAddress {
    /// The venue, for people.
    pub venue: &'static str,
    /// The address as it is asked for.
    pub address: String,
    at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Hyperliquid,
    Dydx,
}

/// One request for a part of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRequest {
    /// Where.
    pub url: String,
    /// The JSON body of a POST; without one it is a GET.
    pub body: Option<String>,
}

impl PublicAddress {
    /// The address a text is; `None` where it is none. A text that begins like one and is not whole is `Some(Err(…))`, which says
    /// what is missing.
    ///
    /// ```
    /// use cross_margin::io::PublicAddress;
    /// let found = PublicAddress::read(" 0x010461C14e146ac35fe42271bdc1134ee31c703a ");
    /// assert_eq!(found.unwrap().unwrap().venue, "Hyperliquid");
    /// assert!(PublicAddress::read("0x0104").unwrap().unwrap_err().contains("6 characters"));
    /// assert!(PublicAddress::read("10k USDC").is_none());
    /// ```
    pub fn read(text: &str) -> Option<Result<Self, String>> {
        let text = text.trim();
        if text.len() > 200 || text.contains(char::is_whitespace) {
            return None;
        }
        let length = text.chars().count();
        let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        if let Some(digits) = hex {
            let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
            if !is_hex {
                return Some(Err("an address has only the digits 0 to 9 and a to f after its 0x".to_owned()));
            }
            if digits.len() != 40 {
                return Some(Err(format!("this has {length} characters; an address has 42: 0x and 40 digits")));
            }
            let address = format!("0x{}", digits.to_ascii_lowercase());
            return Some(Ok(Self { venue: "Hyperliquid", address, at: At::Hyperliquid }));
        }
        let rest = text.strip_prefix("dydx1")?;
        if rest.len() != 38 || !rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            return Some(Err(format!(
                "this has {length} characters; a dYdX address has 43: dydx1 and 38 small letters and digits"
            )));
        }
        Some(Ok(Self { venue: "dYdX", address: text.to_owned(), at: At::Dydx }))
    }

    /// What to ask, in order.
    pub fn requests(&self) -> Vec<AccountRequest> {
        match self.at {
            At::Hyperliquid => ["clearinghouseState", "spotClearinghouseState"]
                .map(|kind| AccountRequest {
                    url: "https://api.hyperliquid.xyz/info".to_owned(),
                    body: Some(format!(r#"{{"type":"{kind}","user":"{}"}}"#, self.address)),
                })
                .to_vec(),
            At::Dydx => vec![AccountRequest {
                url: format!("https://indexer.dydx.trade/v4/addresses/{}", self.address),
                body: None,
            }],
        }
    }

    /// The answers as one text, which [`super::read`] reads.
    pub fn together(answers: &[String]) -> String {
        match answers {
            [one] => one.clone(),
            several => format!("[{}]", several.join(",\n")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_what_the_venues_document() {
        let one = PublicAddress::read("0x010461c14e146ac35fe42271bdc1134ee31c703A").unwrap().unwrap();
        let asked = one.requests();
        assert_eq!(asked[0].url, "https://api.hyperliquid.xyz/info");
        let body = r#"{"type":"clearinghouseState","user":"0x010461c14e146ac35fe42271bdc1134ee31c703a"}"#;
        assert_eq!(asked[0].body.as_deref(), Some(body));
        let name = format!("dydx1{}", "a1".repeat(19));
        let other = PublicAddress::read(&name).unwrap().unwrap();
        assert_eq!(other.requests()[0].url, format!("https://indexer.dydx.trade/v4/addresses/{name}"));
        assert_eq!(PublicAddress::together(&["{}".to_owned(), "[]".to_owned()]), "[{},\n[]]");
    }

    #[test]
    fn what_is_not_whole_says_what_is_missing() {
        for text in ["0x", "0x0104", "0xzz0461c14e146ac35fe42271bdc1134ee31c703a", "dydx1", "dydx1ABC", "dydx1é"] {
            assert!(matches!(PublicAddress::read(text), Some(Err(_))), "{text}");
        }
        for text in ["", "BTC-PERP", "dydx", "{}", "0 x", &"0".repeat(300)] {
            assert!(PublicAddress::read(text).is_none(), "{text}");
        }
    }
}
