//! Which question a book is asked, and its answer.

use rust_decimal::Decimal;

use super::books::{Chance, Drawn, drawn, hedge};
use super::solutions;
use super::{Exercise, Level, Question};
use crate::book::Exact;
use crate::learn::{Correct, Figures, Value};
use crate::margin::{Assessment, RuleSet, assess};

const EASY: [Question; 2] = [Question::Initial, Question::Liquidation];
const MEDIUM: [Question; 4] = [Question::Initial, Question::Freed, Question::MostAdding, Question::Liquidation];
const HARD: [Question; 4] = [Question::Initial, Question::MostAdding, Question::TradeFrees, Question::Liquidation];

/// The exercise of a seed. A question that a book has no answer to gives way to its initial margin.
pub(super) fn made(seed: u64, level: Level, rules: &RuleSet) -> Option<Exercise> {
    let mut chance = Chance::new(seed, level);
    let mut drawn = drawn(&mut chance, level, rules)?;
    let questions: &[Question] = match level {
        Level::Easy => &EASY,
        Level::Medium => &MEDIUM,
        Level::Hard => &HARD,
    };
    let wanted = *chance.one(questions)?;
    let of = assess(drawn.stage.accounts.first()?, &drawn.stage.market, rules);
    if !of.left_out.is_empty() {
        return None;
    }
    let asked = match wanted {
        Question::Initial => None,
        Question::MostAdding => most_adding(&of),
        Question::Freed => freed(&of),
        Question::TradeFrees => trade_frees(&mut chance, &mut drawn, &of, rules),
        Question::Liquidation => liquidated(&drawn, &of, rules),
    };
    let Asked { question, figures, options, correct, solution } = match asked {
        Some(asked) => asked,
        None => {
            drawn.stage.accounts.truncate(1);
            initial(&of)?
        }
    };
    let tolerance = match correct {
        // one in a hundred
        Correct::Value(value) => value.abs().over(Decimal::ONE_HUNDRED)?.max(Decimal::new(1, 2)),
        Correct::Choice(_) => Decimal::ONE,
    };
    Some(Exercise { level, seed, stage: drawn.stage, question, figures, options, correct, tolerance, solution })
}

struct Asked {
    question: Question,
    figures: Figures,
    options: Vec<String>,
    correct: Correct,
    solution: Vec<super::Working>,
}

/// A question for the number of a solution's last line.
fn number(question: Question, figures: Figures, solution: Vec<super::Working>) -> Option<Asked> {
    let correct = Correct::Value(solution.last()?.value.number()?);
    Some(Asked { question, figures, options: Vec::new(), correct, solution })
}

fn initial(of: &Assessment) -> Option<Asked> {
    number(Question::Initial, Figures::default(), solutions::initial(of)?)
}

/// What hedging frees, where it frees something.
fn freed(of: &Assessment) -> Option<Asked> {
    if of.hedge_benefit <= Decimal::ZERO {
        return None;
    }
    number(Question::Freed, Figures::default(), solutions::freed(of)?)
}

/// The leg that adds most, where one does.
fn most_adding(of: &Assessment) -> Option<Asked> {
    let most = of.legs.iter().map(|leg| leg.part).max()?;
    let mut with_it = of.legs.iter().enumerate().filter(|(_, leg)| leg.part == most);
    let ((place, leg), None) = (with_it.next()?, with_it.next()) else { return None };
    if of.legs.len() < 2 || most <= Decimal::ZERO {
        return None;
    }
    Some(Asked {
        question: Question::MostAdding,
        figures: Figures::default(),
        options: of.legs.iter().map(|leg| leg.title()).collect(),
        correct: Correct::Choice(place),
        solution: solutions::most_adding(of, leg),
    })
}

/// What a protective option takes off, where it takes something off.
fn trade_frees(chance: &mut Chance, drawn: &mut Drawn, before: &Assessment, rules: &RuleSet) -> Option<Asked> {
    let traded = hedge(chance, drawn)?;
    let quantity = drawn.stage.accounts.first()?.positions.first()?.quantity.abs();
    let after = assess(drawn.stage.accounts.get(1)?, &drawn.stage.market, rules);
    if !after.left_out.is_empty() || after.initial_margin >= before.initial_margin {
        return None;
    }
    let figures =
        Figures::default().with("size", Value::Coins(quantity)).with("trade", Value::Word(traded.to_string()));
    number(Question::TradeFrees, figures, solutions::trade_frees(before, &after)?)
}

/// The liquidation price that is nearest, where there is one.
fn liquidated(drawn: &Drawn, of: &Assessment, rules: &RuleSet) -> Option<Asked> {
    let (account, market) = (drawn.stage.accounts.first()?, &drawn.stage.market);
    let figures = Figures::default().with("coin", Value::Word(drawn.coin.to_owned()));
    number(Question::Liquidation, figures, solutions::liquidation(account, market, rules, of, drawn.coin)?)
}
