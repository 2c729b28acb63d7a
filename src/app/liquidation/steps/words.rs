//! What is said of the steps: the account after the move, each step as a row, how it ends.

use rust_decimal::Decimal;

use crate::app::format::{self, Toward};
use crate::app::rules::fidelity_word;
use crate::margin::deleverage::{After, Closed, End, Procedure, Step};

/// Steps that are drawn.
pub(crate) const DRAWN: usize = 40;

/// What is traded in one instrument, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trade {
    /// `−0.2 BTC-PERP`.
    pub(crate) what: String,
    /// Its price.
    pub(crate) price: String,
    /// Its fee.
    pub(crate) fee: String,
    /// What the price is worse than the mark by.
    pub(crate) impact: String,
}

/// A step as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// When.
    pub(crate) time: String,
    /// What is traded.
    pub(crate) trades: Vec<Trade>,
    /// Why, with what is given up.
    pub(crate) why: String,
    /// Equity after it.
    pub(crate) equity: String,
    /// Maintenance margin after it.
    pub(crate) maintenance: String,
    /// Margin ratio after it.
    pub(crate) ratio: String,
}

/// A margin ratio; without equity there is none.
pub(crate) fn ratio(of: Option<Decimal>) -> String {
    of.map_or_else(|| "no equity".to_owned(), |ratio| format::percent(ratio, 1, Toward::Up))
}

/// Dollars, without what a division left beyond their tenth decimal: 0.4 and a trillionth is not 0.41.
fn dollars(of: Decimal, toward: Toward) -> String {
    format::dollars(of.round_dp(10), toward)
}

/// A span of time: `0 s`, `1 min 5 s`, `2 h 10 min`.
pub(crate) fn time(seconds: u64) -> String {
    let two = |whole: u64, unit: &str, rest: u64, small: &str| match rest {
        0 => format!("{whole} {unit}"),
        rest => format!("{whole} {unit} {rest} {small}"),
    };
    match seconds {
        of if of < 60 => format!("{of} s"),
        of if of < 3_600 => two(of / 60, "min", of % 60, "s"),
        of => two(of / 3_600, "h", of % 3_600 / 60, "min"),
    }
}

fn trade(of: &Closed) -> Trade {
    Trade {
        what: format!("{} {}", format::quantity(of.quantity), of.instrument),
        price: format::price(of.price, Toward::Nearest),
        fee: dollars(of.fee_usd, Toward::Up),
        impact: dollars(of.impact_usd, Toward::Up),
    }
}

/// A step.
pub(crate) fn row(of: &Step) -> Row {
    let given = (!of.given_usd.is_zero()).then(|| format!("; given up: {}", dollars(of.given_usd, Toward::Up)));
    Row {
        time: time(of.at_seconds),
        trades: of.what.iter().map(trade).collect(),
        why: format!("{}{}", of.why, given.unwrap_or_default()),
        equity: dollars(of.equity, Toward::Down),
        maintenance: dollars(of.maintenance, Toward::Up),
        ratio: ratio(of.margin_ratio()),
    }
}

/// Steps that are not drawn.
pub(crate) fn more(steps: usize) -> Option<String> {
    let more = steps.checked_sub(DRAWN).filter(|more| *more > 0)?;
    Some(format!("{more} more {} not drawn.", if more == 1 { "step is" } else { "steps are" }))
}

/// Where prices are, and how the account stands there.
pub(crate) fn moved(of: &After) -> String {
    let price = |(asset, before, after): &(_, Decimal, Decimal)| {
        let (before, after) = (format::price(*before, Toward::Nearest), format::price(*after, Toward::Nearest));
        format!("{asset} {before} → {after}")
    };
    let prices: Vec<String> = of.prices.iter().map(price).collect();
    format!(
        "{}: equity {}, maintenance margin {}, margin ratio {}.",
        prices.join(", "),
        dollars(of.equity, Toward::Down),
        dollars(of.maintenance, Toward::Up),
        ratio(of.margin_ratio())
    )
}

/// How it ends.
pub(crate) fn end(of: &After) -> String {
    let (steps, cost) = (&of.done.steps, of.done.cost());
    let Some(last) = steps.last() else {
        return match &of.done.end {
            End::Stuck { why } => format!("Nothing is done: {why}."),
            End::Bankrupt { loss_usd } => {
                format!("There is nothing to close, and {} are owed.", dollars(*loss_usd, Toward::Up))
            }
            _ => "The account is healthy there, so nothing is closed. A larger move is needed.".to_owned(),
        };
    };
    let count = if steps.len() == 1 { "1 step".to_owned() } else { format!("{} steps", steps.len()) };
    let after = format!("after {count} in {}", time(last.at_seconds));
    let cost = format!("Fees, impact and what was given up: {}.", dollars(cost, Toward::Up));
    let equity = dollars(last.equity, Toward::Down);
    match &of.done.end {
        End::Healthy => {
            // rounded each its own way, the two would seem to miss each other where they just meet
            let needed = dollars(last.maintenance, Toward::Up);
            format!("Healthy {after}: equity covers the maintenance margin of {needed}. {cost}")
        }
        End::Empty => {
            format!("Empty {after}: nothing is left to close, {equity} of equity is left, and nobody else lost. {cost}")
        }
        End::Bankrupt { loss_usd } => {
            let loss = dollars(*loss_usd, Toward::Up);
            format!("Bankrupt {after}: nothing is left to close, and others bear a loss of {loss}. {cost}")
        }
        End::Stuck { why } => format!("Stuck {after}: {why}. {cost}"),
    }
}

/// The word of how it ends.
pub(crate) fn end_word(of: &End) -> &'static str {
    match of {
        End::Healthy => "healthy",
        End::Empty => "empty",
        End::Bankrupt { .. } => "bankrupt",
        End::Stuck { .. } => "stuck",
    }
}

/// A procedure with its date, how close it is, and what it rests on.
pub(crate) fn procedure(of: &Procedure) -> String {
    let source = of.source.trim_end_matches('.');
    format!("{}, {}, parameters of {}. {source}.", of.title, fidelity_word(of.fidelity), of.as_of)
}

/// The staircase in words.
pub(crate) fn stairs(of: &After) -> String {
    let steps = of.done.steps.iter().take(DRAWN).map(|step| ratio(step.margin_ratio()));
    let steps: Vec<String> = steps.collect();
    let first = format!("Margin ratio {} after the move", ratio(of.margin_ratio()));
    if steps.is_empty() { first } else { format!("{first}, then {}", steps.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Account;
    use crate::margin::deleverage::Deleveraging;
    use rust_decimal_macros::dec;

    fn step() -> Step {
        let sold = Closed {
            instrument: "BTC-PERP".parse().unwrap(),
            quantity: dec!(-0.2),
            price: dec!(59940),
            fee_usd: dec!(5.994),
            impact_usd: dec!(12),
        };
        Step {
            at_seconds: 65,
            what: vec![sold],
            given_usd: dec!(0),
            why: "it is largest".into(),
            account: Account::default(),
            equity: dec!(5982.006),
            initial: dec!(7440),
            maintenance: dec!(5952),
        }
    }

    fn after(steps: Vec<Step>, end: End) -> After {
        let prices = vec![("BTC".parse().unwrap(), dec!(63000), dec!(60000))];
        let done = Deleveraging { steps, end, notes: vec![] };
        After { prices, equity: dec!(6000), maintenance: dec!(7440), done }
    }

    #[test]
    fn a_step_is_a_row() {
        let of = row(&step());
        assert_eq!((of.time.as_str(), of.why.as_str()), ("1 min 5 s", "it is largest"));
        let trade = Trade {
            what: "−0.2 BTC-PERP".into(),
            price: "59,940".into(),
            fee: "$6.00".into(),
            impact: "$12.00".into(),
        };
        assert_eq!(of.trades, [trade]);
        // 5,952 / 5,982.006 = 99.4984 %
        assert_eq!((of.equity.as_str(), of.maintenance.as_str(), of.ratio.as_str()), ("$5,982", "$5,952", "99.5 %"));
        let mut divided = step();
        divided.what[0].impact_usd = dec!(0.40000000000000000000000008);
        assert_eq!(row(&divided).trades[0].impact, "$0.40");
        let gone = Step { equity: dec!(0), given_usd: dec!(499), ..step() };
        assert_eq!(
            (row(&gone).ratio.as_str(), row(&gone).why.as_str()),
            ("no equity", "it is largest; given up: $499")
        );
    }

    #[test]
    fn the_account_after_the_move_and_the_end_are_sentences() {
        let of = after(vec![step()], End::Healthy);
        assert_eq!(moved(&of), "BTC 63,000 → 60,000: equity $6,000, maintenance margin $7,440, margin ratio 124 %.");
        assert_eq!(
            end(&of),
            "Healthy after 1 step in 1 min 5 s: equity covers the maintenance margin of $5,952. \
             Fees, impact and what was given up: $18.00."
        );
        assert_eq!(stairs(&of), "Margin ratio 124 % after the move, then 99.5 %");
        let bankrupt = end(&after(vec![step(), step()], End::Bankrupt { loss_usd: dec!(4030) }));
        assert!(bankrupt.starts_with(
            "Bankrupt after 2 steps in 1 min 5 s: nothing is left to close, and others bear a loss of $4,030."
        ));
        let empty = end(&after(vec![step()], End::Empty));
        assert!(empty.contains("$5,982 of equity is left, and nobody else lost"), "{empty}");
        assert!(end(&after(vec![], End::Healthy)).starts_with("The account is healthy there"));
        let stuck = End::Stuck { why: "the bids hold 0".into() };
        assert_eq!(end(&after(vec![], stuck)), "Nothing is done: the bids hold 0.");
    }

    #[test]
    fn spans_of_time_and_steps_that_are_not_drawn() {
        assert_eq!([0, 59, 60, 3_600, 7_800].map(time), ["0 s", "59 s", "1 min", "1 h", "2 h 10 min"]);
        assert_eq!((more(40), more(41).as_deref()), (None, Some("1 more step is not drawn.")));
        assert_eq!(more(53).as_deref(), Some("13 more steps are not drawn."));
    }

    #[test]
    fn a_procedure_has_its_date_and_source() {
        let said = procedure(Procedure::named("okx").unwrap());
        assert!(said.starts_with("OKX, approximate, parameters of 2025-05-16. Help page on tiered"), "{said}");
    }
}
