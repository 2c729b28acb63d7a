//! The one question.

use super::scan::Desk;
use super::{Assessment, Family, RuleSet};
use crate::book::Account;
use crate::market::Market;
use crate::risk::Valued;

/// What the account must post under the rules at the market's prices, and why.
///
/// Rows that cannot be valued are left out and listed in [`Assessment::left_out`]; the rest stands. Never fails and
/// never panics: any account, any market.
///
/// ```
/// use cross_margin::book::{Account, Holding, Position, Time};
/// use cross_margin::margin::{assess, venues};
/// use cross_margin::market::{Market, PriceState, Quote};
///
/// let account = Account {
///     holdings: vec![Holding { asset: "USD".parse()?, quantity: "10000".parse()? }],
///     positions: vec![Position::new("BTC-PERP".parse()?, "1".parse()?, None)],
///     ..Account::default()
/// };
/// let mut market = Market::at(Time(0));
/// market.index.insert("BTC".parse()?, Quote::new("60000".parse()?, "typed", Time(0), PriceState::Manual));
/// let answer = assess(&account, &market, venues::reference()?);
/// // scan 15 % of 60,000 + basis 0.5 % of 60,000
/// assert_eq!(answer.initial_margin, "9300".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn assess(account: &Account, market: &Market, rules: &RuleSet) -> Assessment {
    answered(&Valued::new(account, market), rules)
}

/// The answer for an account that is valued.
pub(super) fn answered(valued: &Valued, rules: &RuleSet) -> Assessment {
    match &rules.family {
        Family::Scan(scan) => Desk::new(valued, scan).assess(rules),
        Family::Venue(venue) => venue.assess(valued, rules),
    }
}
