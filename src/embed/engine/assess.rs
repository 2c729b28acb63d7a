//! What an account must post, and why.

use super::request::answer;
use super::{Answer, Request};
use crate::book::Time;
use crate::margin::{self, Assessment};

/// What the account must post under the rules at these prices. Prices without an instant are of `now`.
pub fn assess(request: Request, now: Time) -> Answer<Assessment> {
    answer(request, now, &["rules"], |asked| {
        let rules = asked.rules()?;
        Some(margin::assess(&asked.account, &asked.market, &rules))
    })
}
