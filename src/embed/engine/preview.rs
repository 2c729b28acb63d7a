//! The next trade: before, after, and whether it is allowed.

use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::request::{Asked, answer};
use super::trades::trades;
use super::{Answer, Request};
use crate::book::{Account, Instrument, Time, Trade};
use crate::io::Tree;
use crate::margin::{self, Assessment, Fill, NotTraded, Preview, RuleSet, Turn, Verdict};
use crate::market::Market;

/// Before and after. Dollars throughout.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Previewed {
    /// What is.
    pub before: Assessment,
    /// What would be, with every leg that can be traded.
    pub after: Assessment,
    /// The account with every leg that can be traded.
    pub account: Account,
    /// Whether those legs may be traded.
    pub verdict: VerdictSaid,
    /// What became of each leg, in the order they were given.
    pub legs: Vec<LegSaid>,
    /// Dollars paid for options and coins, negative where they are sold; absent where one has no price.
    pub premium_usd: Option<Decimal>,
    /// Dollars of fees; absent likewise.
    pub fee_usd: Option<Decimal>,
}

/// Whether trades may be made, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictSaid {
    /// Whether they may.
    pub allowed: bool,
    /// `allowed`, `reduces_risk` (allowed only because the account is safer afterwards), or `refused`.
    pub kind: &'static str,
    /// What equity is short of the initial margin by, > 0; of refused ones.
    pub short: Option<Decimal>,
    /// Whether equity would be below maintenance, of refused ones.
    pub liquidatable: bool,
    /// Why, in a sentence.
    pub why: String,
}

/// What became of a leg.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegSaid {
    /// Whether it can be traded.
    pub traded: bool,
    /// What is traded.
    pub instrument: Instrument,
    /// Contracts, buy > 0.
    pub quantity: Decimal,
    /// In the instrument's own unit: the price given, else the mark.
    pub price: Decimal,
    /// In the asset it settles in.
    pub fee: Decimal,
    /// What it does to what is held: `opens`, `adds`, `reduces`, `closes`, `turns_over`; absent where it is not traded.
    pub turn: Option<&'static str>,
    /// Units held before it, long > 0; absent likewise.
    pub held: Option<Decimal>,
    /// Units held after it; absent likewise.
    pub holds: Option<Decimal>,
    /// Dollars paid for it where it is an option or a coin; absent likewise, and where its settlement asset has no price.
    pub premium_usd: Option<Decimal>,
    /// Why it is not traded; absent where it is.
    pub why_not: Option<String>,
}

/// What the account would be after the `trades`, made one after the other, and whether its rules let them be made.
pub fn preview(request: Request, now: Time) -> Answer<Previewed> {
    let mut said = Vec::new();
    let mut answer = answer(request, now, &["rules", "trades"], |asked| {
        let rules = asked.rules()?;
        let (trades, notices) = trades(asked, &rules)?;
        said = notices;
        let preview = margin::preview(&asked.account, &asked.market, &rules, &trades);
        Some(Previewed::of(preview, &trades))
    });
    if let Answer::Value { notices, .. } = &mut answer {
        notices.append(&mut said);
    }
    answer
}

/// The same of an account that is here already.
pub(in crate::embed) fn preview_of(account: Account, market: Market, rules: &RuleSet, list: Tree) -> Answer<Previewed> {
    with_trades(account, market, rules, list, |asked, trades| {
        Previewed::of(margin::preview(&asked.account, &asked.market, rules, &trades), &trades)
    })
}

/// Trades of an account that is here already.
pub(in crate::embed) fn trades_of(account: Account, market: Market, rules: &RuleSet, list: Tree) -> Answer<Vec<Trade>> {
    with_trades(account, market, rules, list, |_, trades| trades)
}

fn with_trades<T>(
    account: Account,
    market: Market,
    rules: &RuleSet,
    list: Tree,
    work: impl FnOnce(&Asked, Vec<Trade>) -> T,
) -> Answer<T> {
    let mut asked = match Asked::about(account, market, vec![("trades".to_owned(), list)]) {
        Ok(asked) => asked,
        Err(fault) => return Answer::Faults(vec![fault]),
    };
    match trades(&mut asked, rules) {
        Some((trades, notices)) => Answer::Value { value: work(&asked, trades), notices },
        None => Answer::Faults(std::mem::take(&mut asked.fields.faults)),
    }
}

impl Previewed {
    /// Of trades in the order they were made.
    pub(in crate::embed) fn of(preview: Preview, trades: &[Trade]) -> Self {
        let (premium_usd, fee_usd) = (preview.premium_usd(), preview.fee_usd());
        let legs = preview.legs.iter().zip(trades).map(|(leg, trade)| LegSaid::of(leg.as_ref(), trade)).collect();
        Self {
            verdict: VerdictSaid::of(preview.verdict),
            after: Assessment::clone(&preview.then),
            before: Arc::unwrap_or_clone(preview.before),
            account: preview.after,
            legs,
            premium_usd,
            fee_usd,
        }
    }
}

impl VerdictSaid {
    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Allowed => Self {
                allowed: true,
                kind: "allowed",
                short: None,
                liquidatable: false,
                why: "equity covers the initial margin afterwards".to_owned(),
            },
            Verdict::ReducesRisk => Self {
                allowed: true,
                kind: "reduces_risk",
                short: None,
                liquidatable: false,
                why: "equity does not cover the initial margin afterwards, and the account is safer than before"
                    .to_owned(),
            },
            Verdict::Refused { short, liquidatable } => {
                let dollars = short.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero).normalize();
                let worse =
                    if liquidatable { ", and below maintenance: the account could be liquidated at once" } else { "" };
                let why = format!("equity would be {dollars} dollars short of the initial margin{worse}");
                Self { allowed: false, kind: "refused", short: Some(short), liquidatable, why }
            }
        }
    }
}

impl LegSaid {
    fn of(leg: Result<&Fill, &NotTraded>, trade: &Trade) -> Self {
        let Trade { instrument, quantity, price, fee } = trade.clone();
        let fill = leg.ok();
        let turn = fill.map(|fill| match fill.turn() {
            Turn::Opens => "opens",
            Turn::Adds => "adds",
            Turn::Reduces => "reduces",
            Turn::Closes => "closes",
            Turn::TurnsOver => "turns_over",
        });
        Self {
            traded: fill.is_some(),
            instrument,
            quantity,
            price,
            fee,
            turn,
            held: fill.map(|fill| fill.held),
            holds: fill.map(|fill| fill.holds),
            premium_usd: fill.and_then(|fill| fill.premium_usd),
            why_not: leg.err().map(NotTraded::to_string),
        }
    }
}
