//! Balances and the venue's totals.

use rust_decimal::Decimal;

use super::super::Part;
use super::super::cash::Cash;
use super::super::draft::{Draft, quotient, word};
use super::super::figures::VenueTotals;
use super::super::find::join;
use super::{answer, list};
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Takes what a part says of balances and totals. `whole`: a whole balance is in the text.
pub(super) fn take(part: &Part<'_>, whole: bool, cash: &mut Cash, draft: &mut Draft) {
    let (tree, path) = (part.tree, part.path.as_str());
    match part.kind {
        answer::BALANCE => {
            totals(tree, path, ["totalEq", "imr", "mmr", "availEq"], draft);
            for (at, row) in list(tree, "details", path) {
                coin(row, &at, cash, draft);
            }
        }
        answer::COIN => coin(tree, path, cash, draft),
        answer::BOTH if whole => {}
        answer::BOTH => {
            if tree.get("adjEq").is_some_and(|value| !value.is_absent()) {
                let message = "“adjEq” counts coins at the venue’s discounts, so it is less than the account is worth";
                draft.say(NoticeKind::Info, &join(path, "adjEq"), word(tree, "adjEq"), message);
                totals(tree, path, ["adjEq", "imr", "mmr", "availEq"], draft);
            }
            for (at, row) in list(tree, "balData", path) {
                coin(row, &at, cash, draft);
            }
        }
        answer::BUILDER => {
            totals(tree, path, ["eq", "totalImr", "totalMmr", "availEq"], draft);
            builder(tree, path, cash, draft);
        }
        _ => {}
    }
}

fn coin(row: &Tree, path: &str, cash: &mut Cash, draft: &mut Draft) {
    let symbol = word(row, "ccy");
    let mut number = |field: &str| draft.optional(row, field, &join(path, field));
    let (balance, equity, dollars) = (number("cashBal"), number("eq"), number("eqUsd"));
    let price = number("coinUsdPrice").or_else(|| quotient(dollars?, equity?));
    let (interest, strategies) = (number("interest"), number("stgyEq"));
    cash.add(path, symbol, balance, equity);
    if let Ok(asset) = symbol.parse::<Asset>() {
        draft.index(&asset, price);
    }
    let of_weight = |number: Option<Decimal>| number.filter(|number| !number.is_zero());
    if let Some(interest) = of_weight(interest) {
        let message = format!("{interest} {symbol} of interest have accrued and are not yet in the balance");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
    if let Some(equity) = of_weight(strategies) {
        let message = format!("{equity} {symbol} are held by trading strategies of the venue, beside the cash balance");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
    if matches!(row.get("collateralEnabled"), Some(Tree::Flag(false))) && of_weight(balance).is_some() {
        let message = format!("{symbol} is not set as collateral at the venue; here it is taken as any other");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
}

/// `assets` of the position builder: `availEq` is the equity of the coin, gains in it.
fn builder(tree: &Tree, path: &str, cash: &mut Cash, draft: &mut Draft) {
    let mut held: Vec<(Asset, Decimal)> = Vec::new();
    for (at, row) in list(tree, "assets", path) {
        let equity = draft.optional(row, "availEq", &join(&at, "availEq"));
        let symbol = word(row, "ccy");
        cash.add(&at, symbol, None, equity);
        if let (Some(equity), Ok(asset)) = (equity.filter(|equity| !equity.is_zero()), symbol.parse::<Asset>()) {
            held.push((asset, equity));
        }
    }
    // of one coin alone the account's equity in dollars tells the price
    if let ([(asset, equity)], Some(total)) =
        (held.as_slice(), draft.figures.dollars().and_then(|totals| totals.equity))
    {
        let price = total.over(*equity).and_then(|price| quotient(price, Decimal::ONE));
        draft.index(asset, price);
    }
}

fn totals(tree: &Tree, path: &str, fields: [&str; 4], draft: &mut Draft) {
    let [equity, initial_margin, maintenance_margin, free_collateral] =
        fields.map(|field| draft.optional(tree, field, &join(path, field)));
    let totals =
        VenueTotals { equity, initial_margin, maintenance_margin, free_collateral, ..VenueTotals::of(Asset::usd()) };
    draft.figures.take(totals);
}
