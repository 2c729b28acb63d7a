//! Market impact as it is typed: none, the square-root law, or an order book of one instrument.

use crate::app::fetch_book::Came;
use crate::app::format;
use crate::app::intake::sentence;
use crate::app::liquidation::fault::{Fault, needed, number};
use crate::book::{Account, Asset, Instrument, Kind};
use crate::margin::axes::current_vol;
use crate::market::Market;
use crate::risk::{Impact, Impacts, OrderBook, SquareRoot, to_usd};

/// Days of a year of volatility.
const DAYS: f64 = 365.0;
const VOL_RIGHT: &str = "a percentage from 0 to 1,000 a day is right";

/// What market orders pay beyond the mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kinds {
    /// Nothing.
    None,
    /// By the square-root law.
    #[default]
    Law,
    /// By an order book of one instrument, the others by the law.
    Book,
}

impl Kinds {
    /// Each with its word and its name on screen.
    pub(crate) const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::None, "none", "None: all at the mark"),
        (Self::Law, "law", "Square-root law"),
        (Self::Book, "book", "Order book"),
    ];

    /// By its word.
    pub(crate) fn named(word: &str) -> Self {
        Self::ALL.iter().find(|(_, of, _)| *of == word).map_or(Self::default(), |(kind, _, _)| *kind)
    }

    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, word, _)| word)
    }
}

/// What is typed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypedImpact {
    /// Which.
    pub(crate) kind: Kinds,
    /// Coefficient of the law.
    pub(crate) coefficient: String,
    /// Dollars traded a day.
    pub(crate) volume: String,
    /// Volatility a day, percent; nothing for today's.
    pub(crate) vol: String,
    /// An order book.
    pub(crate) book: String,
    /// Name of the instrument it is of; nothing for the first.
    pub(crate) of: String,
    /// The order book that was last fetched.
    pub(crate) fetched: Came,
}

impl Default for TypedImpact {
    /// The law with a coefficient of one and a billion dollars a day.
    fn default() -> Self {
        Self {
            kind: Kinds::default(),
            coefficient: "1".to_owned(),
            volume: "1,000,000,000".to_owned(),
            vol: String::new(),
            book: String::new(),
            of: String::new(),
            fetched: Came::default(),
        }
    }
}

/// The instruments that an order book can be of.
pub(crate) fn instruments(account: &Account) -> Vec<Instrument> {
    let mut out: Vec<Instrument> = Vec::new();
    for position in account.positions.iter().filter(|of| of.instrument.kind() != Kind::Spot) {
        if !out.contains(&position.instrument) {
            out.push(position.instrument.clone());
        }
    }
    out
}

/// Today's volatility of an underlying over a day, a fraction.
pub(crate) fn daily_vol(market: &Market, asset: &Asset) -> Option<f64> {
    Some(current_vol(market, asset)? / libm::sqrt(DAYS))
}

/// A fraction in percent as it is shown in an empty field.
pub(crate) fn shown(vol: f64) -> String {
    to_usd(vol * 100.0)
        .map(|vol| format::round(vol, 2, format::Toward::Nearest).normalize().to_string())
        .unwrap_or_default()
}

impl TypedImpact {
    /// The instrument that the order book is of.
    pub(crate) fn whose(&self, account: &Account) -> Option<Instrument> {
        let all = instruments(account);
        all.iter().find(|instrument| instrument.to_string() == self.of).or(all.first()).cloned()
    }

    /// From whom the order book came and when, where it was fetched and is as it came.
    pub(crate) fn from(&self) -> Option<&str> {
        let is_as_it_came = !self.book.is_empty() && self.book == self.fetched.text;
        is_as_it_came.then_some(self.fetched.from.as_str())
    }

    /// Puts an order book that was fetched in the place of what is there.
    pub(crate) fn put(&mut self, came: Came) {
        self.book.clone_from(&came.text);
        self.fetched = came;
    }

    /// The impact on every instrument, where that can be read. `of` is whose volatility the law takes where none is typed.
    pub(crate) fn read(&self, account: &Account, market: &Market, of: &Asset) -> Result<Impacts, Vec<Fault>> {
        match self.kind {
            Kinds::None => Ok(Impacts::default()),
            Kinds::Law => Ok(Impact::SquareRoot(self.law(market, of)?).into()),
            Kinds::Book => {
                let book = OrderBook::read(&self.book).map_err(|error| sentence(&error.to_string()));
                let book = book.map_err(|said| vec![Fault::new("book", said)])?;
                // the law is wanted only where something else may be closed
                let alone = instruments(account).len() <= 1
                    && account.holdings.iter().all(|held| !held.quantity.is_sign_negative());
                let otherwise = if alone { Impact::None } else { Impact::SquareRoot(self.law(market, of)?) };
                let mut impacts = Impacts::from(otherwise);
                if let Some(instrument) = self.whose(account) {
                    impacts.of.insert(instrument, Impact::Book(book));
                }
                Ok(impacts)
            }
        }
    }

    fn law(&self, market: &Market, of: &Asset) -> Result<SquareRoot, Vec<Fault>> {
        let coefficient = needed("coefficient", &self.coefficient, "0 to 100 is right, about 1 is usual", |of| {
            (0.0..=100.0).contains(&of)
        });
        let volume = needed("volume", &self.volume, "dollars a day from 1 on are right, such as 1,000,000,000", |of| {
            (1.0..=1e15).contains(&of)
        });
        let vol = number("daily-vol", &self.vol, VOL_RIGHT, |of| (0.0..=1000.0).contains(&of));
        let vol = vol.and_then(|typed| {
            let none = || Fault::new("daily-vol", format!("No volatility of {of} is known; {VOL_RIGHT}."));
            typed.map(|percent| percent / 100.0).or_else(|| daily_vol(market, of)).ok_or_else(none)
        });
        match (coefficient, volume, vol) {
            (Ok(coefficient), Ok(daily_volume_usd), Ok(daily_vol)) => {
                Ok(SquareRoot { coefficient, daily_volume_usd, daily_vol })
            }
            (coefficient, volume, vol) => {
                Err([coefficient.err(), volume.err(), vol.err()].into_iter().flatten().collect())
            }
        }
    }
}

/// The law in a sentence.
fn law_said(law: &SquareRoot) -> String {
    let number = |of: f64| to_usd(of).map_or_else(|| format::ABSENT.to_owned(), |of| format::grouped(of.normalize()));
    format!(
        "an order pays {} × {} % × √(its dollars / {})",
        number(law.coefficient),
        shown(law.daily_vol),
        number(law.daily_volume_usd)
    )
}

/// What market orders pay, in a sentence.
pub(crate) fn said(impacts: &Impacts) -> String {
    let book = impacts.of.keys().next();
    match (book, &impacts.otherwise) {
        (None, Impact::SquareRoot(law)) => format!("Market impact by the square-root law: {}.", law_said(law)),
        (Some(of), Impact::SquareRoot(law)) => {
            format!("Market impact of {of} from the order book; of all else {}.", law_said(law))
        }
        (Some(of), _) => format!("Market impact of {of} from the order book."),
        (None, _) => "No market impact: every order is filled at the mark.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Holding, Position, Time};
    use crate::market::{PriceState, VolQuote};
    use rust_decimal_macros::dec;

    fn account(names: &[&str]) -> Account {
        let position = |name: &&str| Position::new(name.parse().unwrap(), dec!(1), None);
        let holdings = vec![Holding { asset: Asset::usd(), quantity: dec!(6000) }];
        Account { holdings, positions: names.iter().map(position).collect(), ..Account::default() }
    }

    fn btc() -> Asset {
        "BTC".parse().unwrap()
    }

    #[test]
    fn the_law_takes_todays_volatility_where_none_is_typed() {
        let mut market = Market::at(Time(0));
        let typed = TypedImpact::default();
        let none = typed.read(&account(&["BTC-PERP"]), &market, &btc()).unwrap_err();
        assert_eq!(
            none,
            [Fault::new("daily-vol", "No volatility of BTC is known; a percentage from 0 to 1,000 a day is right.")]
        );
        let quote = VolQuote { vol: 0.382, source: String::new(), time: Time(0), state: PriceState::Manual };
        market.vol_indices.insert(btc(), quote);
        let read = typed.read(&account(&["BTC-PERP"]), &market, &btc()).unwrap();
        // 38.2 % / √365 = 1.9995 %
        assert_eq!(
            said(&read),
            "Market impact by the square-root law: an order pays 1 × 2 % × √(its dollars / 1,000,000,000)."
        );
        let own = TypedImpact { vol: "3 %".into(), coefficient: "0.8".into(), volume: "500m".into(), ..typed };
        let Impact::SquareRoot(law) = own.read(&account(&[]), &market, &btc()).unwrap().otherwise else { panic!() };
        assert_eq!(law, SquareRoot { coefficient: 0.8, daily_volume_usd: 5e8, daily_vol: 0.03 });
    }

    #[test]
    fn every_field_that_cannot_be_is_named() {
        let typed =
            TypedImpact { coefficient: "x".into(), volume: "0".into(), vol: "-1".into(), ..TypedImpact::default() };
        let faults = typed.read(&account(&[]), &Market::at(Time(0)), &btc()).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["coefficient", "volume", "daily-vol"]);
        assert_eq!(faults[0].said, "“x” is none; 0 to 100 is right, about 1 is usual.");
    }

    #[test]
    fn what_was_fetched_says_from_whom_until_it_is_changed() {
        let came = Came { text: "bid 59990 1".into(), from: "dYdX, 12:03:41: 1 bid, no asks.".into() };
        let mut typed = TypedImpact { kind: Kinds::Book, of: "ETH-PERP".into(), ..TypedImpact::default() };
        assert_eq!(typed.from(), None);
        typed.put(came.clone());
        assert_eq!((typed.book.as_str(), typed.from()), ("bid 59990 1", Some(came.from.as_str())));
        typed.book.push('0');
        assert_eq!(typed.from(), None);
        let two = account(&["BTC-PERP", "ETH-PERP"]);
        assert_eq!(typed.whose(&two), Some("ETH-PERP".parse().unwrap()));
        assert_eq!(TypedImpact::default().whose(&two), Some("BTC-PERP".parse().unwrap()));
    }

    #[test]
    fn a_book_is_of_one_instrument_and_the_law_of_the_others() {
        let market = Market::at(Time(0));
        let typed =
            TypedImpact { kind: Kinds::Book, book: "bid 59990 1\nask 60010 1".into(), ..TypedImpact::default() };
        let one = typed.read(&account(&["BTC-PERP"]), &market, &btc()).unwrap();
        assert_eq!(said(&one), "Market impact of BTC-PERP from the order book.");
        let two = account(&["BTC-PERP", "ETH-PERP"]);
        assert!(typed.read(&two, &market, &btc()).is_err(), "the law has no volatility");
        let of = TypedImpact { of: "ETH-PERP".into(), vol: "3".into(), ..typed.clone() };
        assert!(of.read(&two, &market, &btc()).unwrap().of.contains_key(&"ETH-PERP".parse().unwrap()));
        let wrong = TypedImpact { book: "bids\n59990".into(), ..typed }.read(&two, &market, &btc()).unwrap_err();
        assert!(wrong[0].said.starts_with("Line 2 is “59990”; "), "{wrong:?}");
        assert_eq!(Kinds::named(Kinds::Book.word()), Kinds::Book);
    }
}
