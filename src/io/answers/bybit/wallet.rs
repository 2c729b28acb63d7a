//! Wallets, and what options need by coin.

use rust_decimal::Decimal;

use super::super::cash::Cash;
use super::super::draft::{Draft, quotient, word};
use super::super::figures::VenueTotals;
use super::super::find::join;
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;
use crate::io::tree::Tree;

/// Takes a wallet in.
pub(super) fn take(path: &str, tree: &Tree, cash: &mut Cash, draft: &mut Draft) {
    let mut of = |field: &str| draft.optional(tree, field, &join(path, field));
    let totals = VenueTotals {
        equity: of("totalEquity"),
        initial_margin: of("totalInitialMargin"),
        maintenance_margin: of("totalMaintenanceMargin"),
        free_collateral: of("totalAvailableBalance"),
        ..VenueTotals::of(Asset::usd())
    };
    draft.figures.take(totals);
    let coins = tree.get("coin").and_then(Tree::list).unwrap_or_default();
    for (index, row) in coins.iter().enumerate() {
        coin(&format!("{}[{index}]", join(path, "coin")), row, cash, draft);
    }
}

fn coin(path: &str, row: &Tree, cash: &mut Cash, draft: &mut Draft) {
    let symbol = word(row, "coin");
    let mut number = |field: &str| draft.optional(row, field, &join(path, field));
    let (wallet, equity, dollars) = (number("walletBalance"), number("equity"), number("usdValue"));
    let of_weight = |number: Option<Decimal>| number.filter(|number| !number.is_zero());
    let borrowed = of_weight(number("spotBorrow"));
    let locked = of_weight(number("locked"));
    let balance = match (wallet, borrowed) {
        (Some(wallet), Some(borrowed)) => wallet.minus(borrowed),
        (wallet, _) => wallet,
    };
    let price = dollars.zip(of_weight(equity)).and_then(|(dollars, equity)| quotient(dollars, equity));
    if let Ok(asset) = symbol.parse::<Asset>() {
        draft.index(&asset, price);
    }
    if let Some(borrowed) = borrowed {
        let message = format!("{borrowed} {symbol} borrowed in spot are taken off the wallet balance");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
    if let Some(locked) = locked {
        let message = format!("{locked} {symbol} are locked by spot orders and taken all the same");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
    let off = |field: &str| matches!(row.get(field), Some(Tree::Flag(false)));
    if (off("collateralSwitch") || off("marginCollateral")) && of_weight(balance).is_some() {
        let message = format!("{symbol} does not count as collateral at the venue; here it is taken as any other");
        draft.say(NoticeKind::Info, path, symbol, message);
    }
    cash.add(path, symbol, balance, equity);
}

/// What the options of a coin need, dollars. Positions are not in this answer.
pub(super) fn options(path: &str, tree: &Tree, draft: &mut Draft) {
    let mut of = |field: &str| draft.optional(tree, field, &join(path, field));
    let totals = VenueTotals {
        initial_margin: of("assetIM"),
        maintenance_margin: of("assetMM"),
        ..VenueTotals::of(Asset::usd())
    };
    draft.figures.take(totals);
}
