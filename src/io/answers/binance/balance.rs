//! Balances and the venue's totals.

use rust_decimal::Decimal;

use super::super::Part;
use super::super::cash::Cash;
use super::super::draft::{Draft, word};
use super::super::figures::VenueTotals;
use super::super::find::join;
use super::answer;
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Takes what a part says of balances and totals. `unified`: the balances of portfolio margin are in the text.
pub(super) fn take(part: &Part<'_>, unified: bool, cash: &mut Cash, draft: &mut Draft) {
    let (path, tree) = (part.path.as_str(), part.tree);
    match part.kind {
        answer::BALANCE if !unified => {
            let balance = draft.optional(tree, "balance", &part.at("balance"));
            cash.add(path, word(tree, "asset"), balance, None);
        }
        answer::USD_ACCOUNT | answer::COIN_ACCOUNT => {
            if tree.get("totalMarginBalance").is_some() {
                totals(Asset::usd(), tree, path, &TOTAL, draft);
            }
            let each = tree.get("totalMarginBalance").is_none();
            for (at, row) in rows(tree, "assets", path) {
                let wallet = draft.first_of(row, &["walletBalance", "crossWalletBalance"], &at);
                let equity = draft.optional(row, "marginBalance", &join(&at, "marginBalance"));
                if !unified {
                    cash.add(&at, word(row, "asset"), wallet, equity);
                }
                let empty = |number: Option<Decimal>| number.is_none_or(|number| number.is_zero());
                if each && !(empty(wallet) && empty(equity)) {
                    of_asset(row, &at, &FUTURES, draft);
                }
            }
        }
        answer::OPTION_ACCOUNT => {
            for (at, row) in rows(tree, "asset", path) {
                let balance = draft.optional(row, "marginBalance", &join(&at, "marginBalance"));
                let equity = draft.optional(row, "equity", &join(&at, "equity"));
                cash.add(&at, word(row, "asset"), balance, equity);
                of_asset(row, &at, &OPTIONS, draft);
            }
        }
        answer::UNIFIED_BALANCE => unified_balance(path, tree, cash, draft),
        answer::UNIFIED_ACCOUNT => totals(Asset::usd(), tree, path, &UNIFIED, draft),
        answer::UPDATE => {
            for (at, row) in tree.get("a").map(|a| rows(a, "B", &join(path, "a"))).unwrap_or_default() {
                let balance = draft.optional(row, "wb", &join(&at, "wb"));
                cash.add(&at, word(row, "a"), balance, None);
            }
        }
        _ => {}
    }
}

/// Free and locked in cross margin and both futures wallets, less what is borrowed and its interest.
fn unified_balance(path: &str, tree: &Tree, cash: &mut Cash, draft: &mut Draft) {
    let asset = word(tree, "asset");
    let mut number = |field: &str| draft.optional(tree, field, &join(path, field));
    let or_nothing = |number: Option<Decimal>| number.unwrap_or(Decimal::ZERO);
    let total = number("totalWalletBalance").or_else(|| number("crossMarginFree"));
    let (borrowed, interest) = (or_nothing(number("crossMarginBorrowed")), or_nothing(number("crossMarginInterest")));
    let gains = [number("umUnrealizedPNL"), number("cmUnrealizedPNL")];
    let net = total.and_then(|total| total.minus(borrowed)?.minus(interest));
    let equity = match gains {
        [None, None] => None,
        [one, other] => net.and_then(|net| net.plus(or_nothing(one))?.plus(or_nothing(other))),
    };
    let owed = borrowed.capped_plus(interest);
    if !owed.is_zero() {
        let message = format!("{owed} {asset} borrowed, interest in it, are taken off the balance");
        draft.say(NoticeKind::Info, path, asset, message);
    }
    cash.add(path, asset, net, equity);
}

/// The fields of equity, initial margin, maintenance margin and what is free.
type Fields = [&'static [&'static str]; 4];
const TOTAL: Fields = [&["totalMarginBalance"], &["totalInitialMargin"], &["totalMaintMargin"], &["availableBalance"]];
const FUTURES: Fields = [&["marginBalance"], &["initialMargin"], &["maintMargin"], &["availableBalance"]];
const OPTIONS: Fields = [&["equity"], &["initialMargin"], &["maintMargin"], &["available"]];
/// What the account is worth is `actualEquity`; `accountEquity` counts collateral at its rates.
const UNIFIED: Fields = [
    &["actualEquity", "accountEquity"],
    &["accountInitialMargin"],
    &["accountMaintMargin"],
    &["totalAvailableBalance", "virtualMaxWithdrawAmount"],
];

fn of_asset(row: &Tree, path: &str, fields: &Fields, draft: &mut Draft) {
    if let Ok(asset) = word(row, "asset").parse::<Asset>() {
        totals(asset, row, path, fields, draft);
    }
}

fn totals(unit: Asset, tree: &Tree, path: &str, fields: &Fields, draft: &mut Draft) {
    let [equity, initial, maintenance, free] = *fields;
    let mut of = |fields: &[&str]| draft.first_of(tree, fields, path);
    let totals = VenueTotals {
        equity: of(equity),
        initial_margin: of(initial),
        maintenance_margin: of(maintenance),
        free_collateral: of(free),
        ..VenueTotals::of(unit)
    };
    draft.figures.take(totals);
}

fn rows<'t>(tree: &'t Tree, list: &str, path: &str) -> Vec<(String, &'t Tree)> {
    let rows = tree.get(list).and_then(Tree::list).unwrap_or_default();
    let path = join(path, list);
    rows.iter().enumerate().map(|(index, row)| (format!("{path}[{index}]"), row)).collect()
}
