//! Trades as they are handed over.

use rust_decimal::Decimal;

use super::fields::Fields;
use super::request::Asked;
use super::{Code, Fault, Said};
use crate::book::{Instrument, Trade};
use crate::margin::{Apiece, RuleSet};

const LIKE: &str = "{\"instrument\": \"BTC-PERP\", \"quantity\": \"-0.5\"}";
const FIELDS: [&str; 4] = ["instrument", "quantity", "price", "fee"];
/// More than any order has legs.
const MOST: usize = 1_000;

/// The trades of a question, each at its own price or else at the mark. One that cannot be read is a fault: without it
/// the answer would be to another question.
pub(super) fn trades(asked: &mut Asked, rules: &RuleSet) -> Option<(Vec<Trade>, Vec<Said>)> {
    let Some(list) = asked.fields.list("trades", &format!("[{LIKE}]")) else {
        return if asked.fields.faults.is_empty() {
            asked.fields.missing("trades", &format!("[{LIKE}]"))
        } else {
            None
        };
    };
    if list.len() > MOST {
        let message = format!("there are {} trades", list.len());
        return asked.fields.wrong(Fault::new(Code::TooLarge, "trades", message, format!("at most {MOST} are right")));
    }
    let (mut trades, mut notices) = (Vec::new(), Vec::new());
    for (place, tree) in list.into_iter().enumerate() {
        match Fields::of(&format!("trades[{place}]"), tree, LIKE) {
            Err(fault) => asked.fields.faults.push(fault),
            Ok(mut fields) => {
                trades.extend(trade(&mut fields, asked, rules));
                asked.fields.faults.append(&mut fields.faults);
                notices.extend(fields.rest(&FIELDS));
            }
        }
    }
    asked.fields.faults.is_empty().then_some((trades, notices))
}

fn trade(fields: &mut Fields, asked: &Asked, rules: &RuleSet) -> Option<Trade> {
    let instrument = instrument(fields);
    let before = fields.faults.len();
    let mut quantity = fields.number("quantity");
    if quantity.is_none() && fields.faults.len() == before {
        quantity = fields.missing("quantity", "a number such as \"-0.5\", above zero to buy,");
    }
    let (price, fee) = (fields.number("price"), fields.number("fee").unwrap_or_default());
    if fee < Decimal::ZERO {
        let message = format!("a fee of {fee} cannot be");
        return fields.wrong(Fault::new(Code::WrongValue, &fields.path("fee"), message, "at least 0 is right"));
    }
    let (instrument, quantity) = (instrument?, quantity?);
    if !fields.faults.is_empty() {
        return None;
    }
    let price = match price {
        Some(price) => price,
        None => match Apiece::of(&instrument, &asked.market, rules) {
            Ok(of) => of.mark,
            Err(error) => {
                let remedy = "a price of its own is right here, or prices from which its mark follows";
                return fields.wrong(Fault::new(Code::Missing, &fields.path("price"), error.to_string(), remedy));
            }
        },
    };
    Some(Trade { instrument, quantity, price, fee })
}

fn instrument(fields: &mut Fields) -> Option<Instrument> {
    const LIKE: &str = "a name such as \"BTC-PERP\"";
    let before = fields.faults.len();
    let Some(text) = fields.text("instrument", "\"BTC-PERP\"") else {
        return if fields.faults.len() == before { fields.missing("instrument", LIKE) } else { None };
    };
    match text.parse::<Instrument>() {
        Ok(instrument) => Some(instrument),
        Err(error) => {
            let (path, error) = (fields.path("instrument"), error.to_string());
            fields.wrong(Fault::of_sentence(Code::WrongValue, &path, &error, &format!("{LIKE} is right")))
        }
    }
}
