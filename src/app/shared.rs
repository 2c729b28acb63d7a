//! The page's session for a link, and what a link holds, in words.

use super::book::Book;
use super::preview::many;
use crate::book::{Expiry, Position, Time};
use crate::io::session::{Session, WhatIf, needed};
use crate::margin::RuleSet;
use crate::market::Market;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What the page shows: the book, the rules, the trades that are tried, and the prices all figures rest on.
pub(crate) fn session(book: &Book, market: &Market, rules: Option<&RuleSet>, trades: Vec<Position>) -> Session {
    let account = book.account();
    let mut all = account.clone();
    all.positions.extend(trades.iter().cloned());
    let market = needed(&all, market, rules);
    let what_if = WhatIf { trades, ..WhatIf::default() };
    Session { account, market, rules: rules.cloned(), what_if, ..Session::default() }
}

/// An instant as people write it: `22 Nov 2026, 00:00 UTC`.
pub(crate) fn instant(time: Time) -> String {
    let Ok(date) = Expiry::from_instant(time) else { return "a day unknown".to_owned() };
    let (year, month, day) = date.parts();
    let month = MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default();
    let minutes = time.0.rem_euclid(86_400_000) / 60_000;
    format!("{day} {month} {year}, {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// What a session holds: `5 positions, 2 kinds of collateral, the rules “Reference”, and prices as of 22 Nov 2026, 00:00 UTC`.
pub(crate) fn holds(session: &Session) -> String {
    let (account, asked) = (&session.account, &session.what_if);
    let mut parts = vec![
        many(account.positions.len(), "position", "positions"),
        many(account.holdings.len(), "kind of collateral", "kinds of collateral"),
    ];
    if !account.unknown.is_empty() {
        parts.push(many(account.unknown.len(), "row that is not known here", "rows that are not known here"));
    }
    if let Some(rules) = &session.rules {
        parts.push(format!("the rules “{}”", rules.title));
    }
    if !asked.trades.is_empty() {
        parts.push(format!("a trade of {} to try", many(asked.trades.len(), "leg", "legs")));
    }
    if (WhatIf { trades: Vec::new(), ..asked.clone() }) != WhatIf::default() {
        parts.push("a what-if question, which this page does not show".to_owned());
    }
    format!("{}, and prices as of {}", parts.join(", "), instant(session.market.as_of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::intake;
    use crate::margin::venues;

    const NOW: Time = Time(1_795_305_600_000); // 2026-11-22T00:00Z

    #[test]
    fn what_it_holds_is_a_sentence() {
        let market = crate::oracle::sample::market(NOW);
        let session = session(&intake::sample(NOW), &market, venues::reference().ok(), Vec::new());
        assert_eq!(
            holds(&session),
            "4 positions, 2 kinds of collateral, the rules “Reference”, and prices as of 22 Nov 2026, 00:00 UTC"
        );
        let put = Position::new("BTC-25DEC26-75000-P".parse().unwrap(), 1.into(), None);
        let mut tried = super::session(&intake::sample(NOW), &market, None, vec![put.clone()]);
        assert!(
            holds(&tried).contains("2 kinds of collateral, a trade of 1 leg to try, and prices"),
            "{}",
            holds(&tried)
        );
        assert!(tried.market.vols.contains_key(&put.instrument), "its price comes along");
        tried.what_if.days = Some(1.0);
        assert!(holds(&tried).contains("to try, a what-if question, which this page does not show, and prices"));
        assert_eq!(instant(Time(NOW.0 - 1)), "21 Nov 2026, 23:59 UTC");
        assert_eq!(instant(Time(i64::MIN)), "a day unknown");
    }
}
