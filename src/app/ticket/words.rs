//! What a trade does, in words: to what is held, and whether it is allowed.

use rust_decimal::Decimal;

use super::part::{Fault, Part};
use crate::app::format::{self, Toward};
use crate::app::intake;
use crate::app::preview::many;
use crate::app::understood;
use crate::book::{Exact, Position, TradeError};
use crate::io::Entry;
use crate::margin::{Fill, NotTraded, Preview, Turn, Verdict};
use crate::risk;

/// `long 2`, `short 1.5`, `nothing`.
fn side(units: Decimal) -> String {
    let size = format::grouped(units.abs().normalize());
    match units {
        u if u.is_zero() => "nothing".to_owned(),
        u if u.is_sign_negative() => format!("short {size}"),
        _ => format!("long {size}"),
    }
}

/// A price in eight digits: a mark that was worked out has many more.
pub(crate) fn few_digits(price: Decimal) -> Decimal {
    price.round_sf(8).unwrap_or(price).normalize()
}

/// A leg as it is understood, with what it does to what is held: `long 1 BTC perpetual, paid in USD, at 93,812: turns
/// short 2 into long 1`.
pub(crate) fn leg(fill: &Fill) -> String {
    let trade = &fill.trade;
    let position = Position::new(trade.instrument.clone(), trade.quantity, Some(few_digits(trade.price)));
    let (held, holds) = (side(fill.held), side(fill.holds));
    let does = match fill.turn() {
        Turn::Opens => "nothing was held of it".to_owned(),
        Turn::Adds => format!("adds to {held}, which becomes {holds}"),
        Turn::Reduces => format!("reduces {held} to {holds}"),
        Turn::Closes => format!("closes {held}"),
        Turn::TurnsOver => format!("turns {held} into {holds}"),
    };
    format!("{}: {does}.", capital(&understood::entry(&Entry::Position(position))))
}

/// What an order book pays beside the mark: `The average down to 59,970; 0.03 % worse than the mark of 60,000.`
pub(crate) fn through(fill: &risk::Fill, mark: Option<Decimal>) -> String {
    let way = if fill.quantity.is_sign_negative() { "down" } else { "up" };
    let average = format!("The average {way} to {}", format::price(fill.worst, Toward::Nearest));
    let Some((mark, slippage)) = mark.and_then(|mark| Some((mark, fill.slippage(mark)?))) else {
        return format!("{average}; there is no mark to set it beside.");
    };
    let away = format::small_percent(slippage.abs());
    let mark = format::price(mark, Toward::Nearest);
    match slippage {
        none if none.is_zero() => format!("{average}, which is the mark."),
        better if better.is_sign_negative() => format!("{average}; {away} better than the mark of {mark}."),
        _ => format!("{average}; {away} worse than the mark of {mark}."),
    }
}

fn capital(text: &str) -> String {
    let sentence = intake::sentence(text);
    sentence.strip_suffix('.').map_or_else(|| sentence.clone(), str::to_owned)
}

/// Why a leg is not traded, beside the field it is about.
pub(crate) fn fault(why: &NotTraded) -> Fault {
    let part = match why {
        NotTraded::LeftOut { .. } => Part::Instrument,
        NotTraded::Trade(TradeError::Price { .. }) => Part::Price,
        NotTraded::Trade(TradeError::Nothing(_) | TradeError::Overflow(..)) => Part::Size,
    };
    Fault::wrong(part, intake::sentence(&why.to_string()))
}

/// Whether the legs that can be traded may be, and why, in a sentence or two.
pub(crate) fn verdict(of: &Preview) -> String {
    let rules = &of.then.rules.title;
    let free = format::dollars(of.then.free_collateral, Toward::Down);
    let was = format::dollars(of.before.free_collateral, Toward::Down);
    let mut said = match of.verdict {
        Verdict::Allowed => format!("Allowed. {}", freed(of)),
        Verdict::ReducesRisk => format!(
            "Allowed only because it makes the account safer: free collateral goes from {was} to {free}, and an order \
             that adds to the requirement would be refused."
        ),
        Verdict::Refused { short, liquidatable } => {
            let equity = format::dollars(of.then.equity.total, Toward::Down);
            let initial = format::dollars(of.then.initial_margin, Toward::Up);
            let short = format::dollars(short, Toward::Up);
            let worse = if liquidatable { " The account would be liquidatable at once." } else { "" };
            format!(
                "Not allowed: free collateral would be {free}. {rules} asks for an initial margin of {initial}, and \
                 equity would be {equity}: {short} are missing.{worse}"
            )
        }
    };
    let out = of.legs.iter().filter(|leg| leg.is_err()).count();
    if out > 0 {
        said.push_str(&format!(" This is without {}, as said beside.", many(out, "leg", "legs")));
    }
    said
}

/// The same in a word or two.
pub(crate) fn brief(of: &Preview) -> &'static str {
    let parted = of.legs.iter().any(Result::is_err);
    match (of.fills().next().is_some(), of.verdict) {
        (false, _) => "cannot be traded",
        (true, Verdict::Allowed) if parted => "allowed, in part",
        (true, Verdict::Allowed) => "allowed",
        (true, Verdict::ReducesRisk) => "only as safer",
        (true, Verdict::Refused { .. }) => "not allowed",
    }
}

/// What it frees or takes: `Frees $2.63 of margin for each dollar of premium.`
fn freed(of: &Preview) -> String {
    let freed = of.before.initial_margin.capped_minus(of.then.initial_margin);
    if freed.is_zero() {
        return "The initial margin stays as it is.".to_owned();
    }
    if freed.is_sign_negative() {
        return format!("Takes {} of initial margin.", format::dollars(-freed, Toward::Up));
    }
    let paid = of.premium_usd().filter(|paid| *paid > Decimal::ZERO);
    match paid.and_then(|paid| freed.over(paid)) {
        Some(each) => {
            format!("Frees ${:.2} of margin for each dollar of premium.", format::round(each, 2, Toward::Down))
        }
        None => format!("Frees {} of initial margin.", format::dollars(freed, Toward::Down)),
    }
}

/// What it costs: `Premium $957, fee $12.40.`
pub(crate) fn cost(of: &Preview) -> String {
    let told = |name: &str, paid: Option<Decimal>| match paid {
        None => format!("{name} unknown: what it is paid in has no price"),
        Some(paid) if paid.is_sign_negative() && !paid.is_zero() => {
            format!("{name} {} received", format::dollars(-paid, Toward::Down))
        }
        Some(paid) => format!("{name} {}", format::dollars(paid, Toward::Up)),
    };
    format!("{}, {}.", told("Premium", of.premium_usd()), told("fee", of.fee_usd()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Account, Holding, Time, Trade};
    use crate::margin::{preview, venues};
    use crate::market::{Market, PriceState, Quote, VolQuote};
    use rust_decimal_macros::dec;

    fn asked(usdc: Decimal, held: Decimal, trades: &[(&str, Decimal, Decimal, Decimal)]) -> Preview {
        let mut market = Market::at(Time(1_795_305_600_000));
        for (asset, price) in [("BTC", dec!(60000)), ("USDC", dec!(1))] {
            market.index.insert(asset.parse().unwrap(), Quote::new(price, "typed", Time(0), PriceState::Manual));
        }
        let vol = VolQuote { vol: 0.5, source: "typed".into(), time: Time(0), state: PriceState::Manual };
        market.vols.insert("BTC-25DEC26-55000-P".parse().unwrap(), vol);
        let mut account = Account {
            holdings: vec![Holding { asset: "USDC".parse().unwrap(), quantity: usdc }],
            ..Account::default()
        };
        if !held.is_zero() {
            account.positions.push(Position::new("BTC-PERP".parse().unwrap(), held, None));
        }
        let trades: Vec<Trade> = trades
            .iter()
            .map(|(name, quantity, price, fee)| Trade {
                instrument: name.parse().unwrap(),
                quantity: *quantity,
                price: *price,
                fee: *fee,
            })
            .collect();
        preview(&account, &market, venues::reference().unwrap(), &trades)
    }

    const PERP: &str = "BTC-PERP";

    #[test]
    fn a_flip_is_said_as_one_says_it() {
        let of = asked(dec!(50000), dec!(2), &[(PERP, dec!(-3), dec!(60000), dec!(0))]);
        let fill = of.legs[0].as_ref().unwrap();
        assert_eq!(leg(fill), "Short 3 BTC perpetual, paid in USD, at 60,000: turns long 2 into short 1.");
    }

    #[test]
    fn the_verdict_says_what_is_freed_taken_or_missing() {
        let of = asked(dec!(10000), dec!(0), &[(PERP, dec!(1), dec!(60000), dec!(0))]);
        assert_eq!(verdict(&of), "Allowed. Takes $9,300 of initial margin."); // 15.5 % of 60,000
        let of = asked(dec!(10000), dec!(1), &[(PERP, dec!(-0.5), dec!(60000), dec!(0))]);
        assert_eq!(verdict(&of), "Allowed. Frees $4,650 of initial margin.");
        let of = asked(
            dec!(18000),
            dec!(0),
            &[(PERP, dec!(2), dec!(60000), dec!(0)), ("SOL-PERP", dec!(1), dec!(9), dec!(0))],
        );
        assert_eq!(
            verdict(&of),
            "Not allowed: free collateral would be −$600. Reference asks for an initial margin of $18,600, and equity \
             would be $18,000: $600 are missing. This is without 1 leg, as said beside."
        );
        assert_eq!(brief(&of), "not allowed");
        assert_eq!(fault(of.legs[1].as_ref().unwrap_err()).part, Part::Instrument);
        let of = asked(dec!(10000), dec!(0), &[(PERP, dec!(2), dec!(60000), dec!(0))]);
        assert!(verdict(&of).ends_with("The account would be liquidatable at once."));
        let of = asked(dec!(16000), dec!(2), &[(PERP, dec!(-0.1), dec!(60000), dec!(0))]);
        assert!(verdict(&of).starts_with(
            "Allowed only because it makes the account safer: free collateral goes from −$2,600 to −$1,670"
        ));
    }

    #[test]
    fn slippage_stands_beside_the_average() {
        let book = risk::OrderBook::read("bid 59990 1.5\nbid 59970 2\nask 60012 1").unwrap();
        let said = |quantity, mark| through(&book.fill(quantity, dec!(0)).unwrap(), mark);
        // 59,980 of 60,000; 60,012 of 60,000; 59,990
        let sold = "The average down to 59,970; 0.03 % worse than the mark of 60,000.";
        assert_eq!(said(dec!(-3), Some(dec!(60000))), sold);
        let bought = "The average up to 60,012; 0.02 % worse than the mark of 60,000.";
        assert_eq!(said(dec!(1), Some(dec!(60000))), bought);
        assert_eq!(said(dec!(-1), Some(dec!(59990))), "The average down to 59,990, which is the mark.");
        assert!(said(dec!(-1), Some(dec!(58000))).contains("3.43 % better than the mark"));
        assert!(said(dec!(-1), None).ends_with("no mark to set it beside."));
    }

    #[test]
    fn a_hedge_is_measured_by_its_premium() {
        let put = ("BTC-25DEC26-55000-P", dec!(1), dec!(0.01), dec!(0.0001));
        let of = asked(dec!(20000), dec!(1), &[put]);
        // 0.01 and 0.0001 coins at 60,000
        assert_eq!(cost(&of), "Premium $600, fee $6.00.");
        let freed = (of.before.initial_margin - of.then.initial_margin) / dec!(600);
        let said = format!(
            "Allowed. Frees ${:.2} of margin for each dollar of premium.",
            format::round(freed, 2, Toward::Down)
        );
        assert!(freed > dec!(1));
        assert_eq!(verdict(&of), said);
        let sold = asked(dec!(90000), dec!(0), &[("BTC-25DEC26-55000-P", dec!(-1), dec!(0.01), dec!(0))]);
        assert_eq!(cost(&sold), "Premium $600 received, fee $0.");
    }
}
