//! Hedges in words and cells, and how far the search is.

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::app::preview::many;
use crate::app::ticket::Typed;
use crate::book::{Instrument, Position, Trade};
use crate::margin::AskError;
use crate::margin::hedge::{Found, Progress};
use crate::risk::to_usd;

/// Heads of the figures of a hedge.
pub(crate) const HEADS: [&str; 5] = ["Frees", "Cost", "Frees a dollar", "Delta left", "Free collateral after"];

/// A trade: `sell 0.5 BTC-PERP at 60,000`.
pub(crate) fn trade(of: &Trade) -> String {
    let side = if of.quantity.is_sign_negative() { "sell" } else { "buy" };
    let size = format::grouped(format::round(of.quantity.abs(), 8, Toward::Nearest).normalize());
    format!("{side} {size} {} at {}", of.instrument, format::price(of.price, Toward::Nearest))
}

/// Its figures, under [`HEADS`].
pub(crate) fn cells(of: &Found) -> [String; 5] {
    [
        format::dollars(of.freed, Toward::Down),
        format::dollars(of.cost, Toward::Up),
        of.per_dollar().map_or_else(|| "for nothing".to_owned(), each_dollar),
        to_usd(of.then.delta_usd).map_or_else(|| format::ABSENT.to_owned(), |delta| format::dollars(delta, Toward::Up)),
        format::dollars(of.then.free, Toward::Down),
    ]
}

fn each_dollar(each: Decimal) -> String {
    format!("${}", format::grouped(format::round(each, 2, Toward::Down).normalize()))
}

/// The best in a sentence.
pub(crate) fn best(of: Option<&Found>, done: bool) -> String {
    let Some(of) = of else {
        let none = "No trade that was looked at frees initial margin.";
        return if done { none } else { "Nothing is found yet." }.to_owned();
    };
    let trades: Vec<String> = of.trades.iter().map(trade).collect();
    let (frees, cost) = (format::dollars(of.freed, Toward::Down), format::dollars(of.cost, Toward::Up));
    let so_far = if done { "Best" } else { "Best so far" };
    format!("{so_far}: {} frees {frees} of initial margin for {cost}.", trades.join(" and "))
}

/// How far the search is.
pub(crate) fn progress(of: Progress, stopped: bool) -> String {
    let asked = format::grouped(Decimal::from(of.asked as u64));
    match (of.done, stopped) {
        (true, _) => format!("The search is over: {asked} books were asked."),
        (false, true) => format!("Stopped after {asked} books."),
        (false, false) => {
            format!("{asked} of at most {} books asked …", format::grouped(Decimal::from(of.most.max(of.asked) as u64)))
        }
    }
}

/// What was not tried: `12 instruments further from the book were left; 2 are not margined here: …`.
pub(crate) fn not_tried(left: usize, refused: &[(Instrument, AskError)]) -> Option<String> {
    let mut said = Vec::new();
    if left > 0 {
        let (which, were) = (many(left, "instrument", "instruments"), if left == 1 { "was" } else { "were" });
        said.push(format!("{which} further from the book {were} not tried"));
    }
    if !refused.is_empty() {
        let names: Vec<String> = refused.iter().take(4).map(|(instrument, _)| instrument.to_string()).collect();
        let more = if refused.len() > 4 { " and others" } else { "" };
        let (count, are) = (refused.len(), if refused.len() == 1 { "is" } else { "are" });
        said.push(format!("{count} {are} not margined under these rules: {}{more}", names.join(", ")));
    }
    (!said.is_empty()).then(|| format!("{}.", said.join("; ")))
}

/// A hedge as legs of the ticket: at the mark where there is no spread, else at the price it was found at, with the fee as
/// it was typed.
pub(crate) fn legs(of: &Found, fee: &str, at_mark: bool) -> Vec<Typed> {
    let leg = |trade: &Trade| {
        let price = (!at_mark).then(|| trade.price.normalize());
        let typed = Typed::of(&Position::new(trade.instrument.clone(), trade.quantity, price));
        Typed { fee: fee.trim().to_owned(), ..typed }
    };
    of.trades.iter().map(leg).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ticket::Typed;
    use crate::book::{Account, Holding, Time};
    use crate::margin::hedge::{Costs, Wish, candidates, find};
    use crate::margin::venues;
    use crate::market::{Market, PriceState, Quote};
    use rust_decimal_macros::dec;

    fn closing(half_spread: Decimal, fee_rate: Decimal) -> Found {
        let mut market = Market::at(Time(1_795_305_600_000));
        let quote = Quote::new(dec!(60000), "typed", Time(0), PriceState::Manual);
        market.index.insert("BTC".parse().unwrap(), quote);
        let account = Account {
            holdings: vec![Holding { asset: "USD".parse().unwrap(), quantity: dec!(10000) }],
            positions: vec![Position::new("BTC-PERP".parse().unwrap(), dec!(1), None)],
            ..Account::default()
        };
        let rules = venues::reference().unwrap();
        let all = candidates(&account, &market, rules, Costs { fee_rate, half_spread }, 1).unwrap().all;
        find(&account, &market, rules, all, Wish::Most).0.remove(0)
    }

    #[test]
    fn a_hedge_has_its_figures_rounded_against_it() {
        let of = closing(dec!(0), dec!(0.0005));
        assert_eq!(trade(&of.trades[0]), "sell 1 BTC-PERP at 60,000");
        // 15.5 % of 60,000 for 0.05 % of it: 9,300 / 30; 10,000 less the fee are free
        assert_eq!(cells(&of), ["$9,300", "$30.00", "$310", "$0", "$9,970"]);
        assert_eq!(best(Some(&of), true), "Best: sell 1 BTC-PERP at 60,000 frees $9,300 of initial margin for $30.00.");
        assert_eq!(cells(&closing(dec!(0), dec!(0)))[2], "for nothing");
        assert_eq!(best(None, false), "Nothing is found yet.");
        assert!(best(None, true).starts_with("No trade"));
    }

    #[test]
    fn it_goes_into_the_ticket_as_it_was_found() {
        let at_mark = legs(&closing(dec!(0), dec!(0.0005)), " 0.05 % ", true);
        let leg =
            Typed { name: "BTC-PERP".into(), sells: true, size: "1".into(), fee: "0.05 %".into(), ..Typed::default() };
        assert_eq!(at_mark, [leg]);
        // sold at 1 % below the mark
        let away = legs(&closing(dec!(0.01), dec!(0)), "", false);
        assert_eq!((away[0].price.as_str(), away[0].fee.as_str()), ("59,400", ""));
    }

    #[test]
    fn how_far_it_is_and_what_was_not_tried_is_said() {
        let of = Progress { asked: 412, most: 1276, done: false };
        assert_eq!(progress(of, false), "412 of at most 1,276 books asked …");
        assert_eq!(progress(of, true), "Stopped after 412 books.");
        assert_eq!(progress(Progress { done: true, ..of }, true), "The search is over: 412 books were asked.");
        assert_eq!(not_tried(0, &[]), None);
        let refused = [("BTC-PERP".parse().unwrap(), AskError::TooLarge("fee"))];
        let said = "1 instrument further from the book was not tried; 1 is not margined under these rules: BTC-PERP.";
        assert_eq!(not_tried(1, &refused).as_deref(), Some(said));
    }
}
