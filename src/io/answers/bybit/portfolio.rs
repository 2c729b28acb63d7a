//! `asset/portfolio-margin`: positions by base coin, and a wallet in dollars.

use rust_decimal::Decimal;

use super::super::cash::Cash;
use super::super::draft::{Draft, PositionRow, word};
use super::super::figures::VenueTotals;
use super::super::find::join;
use super::super::gains::gains;
use super::name;
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// What gains can be paid in that counts as a dollar.
const DOLLARS: [&str; 2] = ["USDT", "USDC"];

/// Takes the answer in. Positions and balances that the text has better count before those in here.
pub(super) fn take(path: &str, tree: &Tree, positions_known: bool, wallet_known: bool, draft: &mut Draft) {
    let wallet = tree.get("wallet");
    let totals = wallet.map(|wallet| totals(wallet, &join(path, "wallet"), draft));
    let mut beside = Some(Decimal::ZERO);
    for (at, coin) in list(tree, "assetPnlRange", path) {
        if !positions_known {
            for (at, row) in list(coin, "perpPositionPnlRanges", &at) {
                position(&at, row, draft);
            }
            for (at, expiry) in list(coin, "optionExpiryDatePnlRanges", &at) {
                for (at, row) in list(expiry, "optionPositionPnlRanges", &at) {
                    position(&at, row, draft);
                }
            }
        }
        let held = if wallet_known { Some(Decimal::ZERO) } else { hedge(&at, coin, draft) };
        beside = held.and_then(|held| beside?.plus(held));
    }
    let equity = totals.and_then(|totals| totals.equity);
    if let (false, Some(equity)) = (wallet_known, equity) {
        let paid = DOLLARS.iter().filter_map(|symbol| symbol.parse::<Asset>().ok());
        let gained = paid.map(|asset| gains(draft, &asset)).try_fold(Decimal::ZERO, |sum, gain| sum.plus(gain?));
        let cash = gained.zip(beside).and_then(|(gained, beside)| equity.minus(gained)?.minus(beside));
        let at = join(path, "wallet.equity");
        let Some(cash) = cash else {
            let message = "equity less the gains of the positions has more than 28 digits; write the cash as a holding";
            return draft.say(NoticeKind::LeftOut, &at, &equity.to_string(), message);
        };
        let own = wallet.map(|wallet| word(wallet, "cashBalance")).unwrap_or_default();
        let message = format!(
            "the answer does not say which coins are held; USD is set to {cash}, so that equity is {equity} as the venue reports it; its cash balance is {own}"
        );
        draft.say(NoticeKind::Info, &at, &equity.to_string(), message);
        draft.hold(&at, "USD", cash);
    }
}

fn totals(wallet: &Tree, path: &str, draft: &mut Draft) -> VenueTotals {
    let mut of = |field: &str| draft.optional(wallet, field, &join(path, field));
    let totals = VenueTotals {
        equity: of("equity"),
        initial_margin: of("accountIM"),
        maintenance_margin: of("accountMM"),
        free_collateral: of("availableBalance"),
        ..VenueTotals::of(Asset::usd())
    };
    draft.figures.take(totals.clone());
    totals
}

fn position(path: &str, row: &Tree, draft: &mut Draft) {
    let symbol = word(row, "symbolName");
    let Some(quantity) = draft.required(row, "position", &join(path, "position")) else {
        return;
    };
    let mut number = |field: &str| draft.optional(row, field, &join(path, field));
    let entry = number("sessionAvgPrice").filter(|price| *price > Decimal::ZERO);
    let mark = number("markPrice");
    let settled = word(row, "settleCoin");
    let category = if settled.is_empty() || settled.starts_with("USD") { "" } else { "inverse" };
    let of = draft.position(
        &join(path, "symbolName"),
        symbol,
        name::instrument(symbol, category),
        PositionRow::new(quantity, entry, mark),
    );
    if of.is_some() && entry.is_none() {
        let message = format!("the answer gives {symbol} no entry price, so no gain is counted");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
}

/// Takes the spot of a coin that hedges; gives its worth in dollars, `None` on overflow.
fn hedge(path: &str, coin: &Tree, draft: &mut Draft) -> Option<Decimal> {
    let Some(spot) = coin.get("spotHedgeInfo") else {
        return Some(Decimal::ZERO);
    };
    let symbol = word(coin, "baseCoin");
    let path = join(path, "spotHedgeInfo");
    let balance = draft.optional(spot, "walletBalance", &join(&path, "walletBalance"));
    let price = draft.optional(spot, "usdIndexPrice", &join(&path, "usdIndexPrice"));
    let Some(balance) = balance.filter(|balance| !balance.is_zero()) else {
        return Some(Decimal::ZERO);
    };
    let Some(price) = price.filter(|price| *price > Decimal::ZERO) else {
        let message =
            format!("{balance} {symbol} in the wallet have no price in the answer; they are left in the dollars");
        draft.say(NoticeKind::Kept, &path, symbol, message);
        return Some(Decimal::ZERO);
    };
    if let Ok(asset) = symbol.parse::<Asset>() {
        draft.index(&asset, Some(price));
    }
    let mut cash = Cash::default();
    cash.add(&path, symbol, Some(balance), None);
    cash.settle(draft);
    balance.times(price)
}

fn list<'t>(tree: &'t Tree, field: &str, path: &str) -> Vec<(String, &'t Tree)> {
    let rows = tree.get(field).and_then(Tree::list).unwrap_or_default();
    let path = join(path, field);
    rows.iter().enumerate().map(|(index, row)| (format!("{path}[{index}]"), row)).collect()
}
