//! Finds the account in what was pasted: bare, side by side in a list, or wrapped in objects.
//!
//! Each builder market has an account of its own under the same address; they are put together. Sub-accounts are
//! margined apart, so of several only the first is read.

use crate::io::notice::{Notice, NoticeKind};
use crate::io::tree::Tree;

/// How deep an account may be wrapped.
const DEPTH: usize = 6;

/// The parts of an answer that hold an account.
pub(super) struct Answer<'t> {
    /// `clearinghouseState` objects, with their path.
    pub(super) accounts: Vec<(String, &'t Tree)>,
    /// `spotClearinghouseState` objects, with their path.
    spots: Vec<(String, &'t Tree)>,
    unified: bool,
}

impl<'t> Answer<'t> {
    /// The parts of a JSON text; `None` where there are none.
    pub(super) fn find(tree: &'t Tree, notices: &mut Vec<Notice>) -> Option<Self> {
        let mut answer = Self { accounts: Vec::new(), spots: Vec::new(), unified: false };
        let mut sub_accounts = tree.list().unwrap_or_default().iter().enumerate().filter(|(_, entry)| {
            entry.get("dexToClearinghouseState").is_some() || entry.get("subAccountUser").is_some()
        });
        match sub_accounts.next() {
            Some((index, first)) => {
                answer.collect(&format!("[{index}]"), first, DEPTH);
                for (index, other) in sub_accounts {
                    let name = other.get("name").and_then(Tree::word).unwrap_or("without a name");
                    let message = format!(
                        "sub-account {} ({name}) is margined apart from the first; paste it by itself to read it",
                        index + 1
                    );
                    let notice = Notice::new(NoticeKind::LeftOut, name, message);
                    notices.push(notice.in_column(format!("[{index}]")));
                }
            }
            None => answer.collect("", tree, DEPTH),
        }
        if answer.accounts.is_empty() && answer.spots.is_empty() {
            return None;
        }
        if answer.accounts.len() > 1 {
            let message = format!(
                "the answer has {} accounts, one for each market builder; they are put together here, while the venue margins them apart",
                answer.accounts.len()
            );
            notices.push(Notice::new(NoticeKind::Info, "clearinghouseState", message));
        }
        Some(answer)
    }

    fn collect(&mut self, path: &str, tree: &'t Tree, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        if let Some(list) = tree.list() {
            for (index, entry) in list.iter().enumerate() {
                self.collect(&format!("{path}[{index}]"), entry, depth);
            }
            return;
        }
        let Some(fields) = tree.fields() else {
            return;
        };
        let word = |field| tree.get(field).and_then(Tree::word).unwrap_or_default();
        self.unified |= tree.get("portfolioMarginEnabled") == Some(&Tree::Flag(true))
            || matches!(word("abstraction"), "portfolioMargin" | "unifiedAccount");
        let has_list = |field| tree.get(field).and_then(Tree::list).is_some();
        if has_list("assetPositions") || tree.get("crossMarginSummary").is_some() {
            self.accounts.push((path.to_owned(), tree));
        } else if is_spot(tree) {
            self.spots.push((path.to_owned(), tree));
        } else {
            for (field, value) in fields {
                let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                self.collect(&path, value, depth);
            }
        }
    }

    /// How many positions and balances there are.
    pub(super) fn rows(&self) -> usize {
        self.positions().count() + self.balances().count()
    }

    /// The rows of all accounts, each with its path.
    pub(super) fn positions(&self) -> impl Iterator<Item = (String, &'t Tree)> {
        entries(&self.accounts, "assetPositions")
    }

    /// The spot balances, each with its path.
    pub(super) fn balances(&self) -> impl Iterator<Item = (String, &'t Tree)> {
        entries(&self.spots, "balances")
    }

    /// Whether there is an account for perpetuals.
    pub(super) fn has_account(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// Whether the spot USDC balance contains the account value.
    pub(super) fn is_unified(&self) -> bool {
        self.unified
    }
}

/// Spot balances have a coin and a total; other venues' balances do not have both.
fn is_spot(tree: &Tree) -> bool {
    tree.get("balances")
        .and_then(Tree::list)
        .is_some_and(|rows| rows.iter().all(|row| row.get("coin").is_some() && row.get("total").is_some()))
}

fn entries<'t>(objects: &[(String, &'t Tree)], field: &'static str) -> impl Iterator<Item = (String, &'t Tree)> {
    objects.iter().flat_map(move |(path, tree)| {
        let list = tree.get(field).and_then(Tree::list).unwrap_or_default();
        let dot = if path.is_empty() { "" } else { "." };
        list.iter().enumerate().map(move |(index, entry)| (format!("{path}{dot}{field}[{index}]"), entry))
    })
}
