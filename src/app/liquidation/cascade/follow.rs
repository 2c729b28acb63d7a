//! Follows a cascade, an account a turn, so that the page stays live.

use std::sync::Arc;

use leptos::prelude::*;

use super::typed::Asked;
use super::words::KINDS;
use crate::app::liquidation::turns::{Question, Round, Still};
use crate::book::Account;
use crate::margin::cascade::{CascadeError, Course, Crowd, Fallout, Scene, apart, crowd};
use crate::margin::deleverage::Procedure;
use crate::market::Shock;
use crate::risk::Impacts;

/// Rounds that are followed.
const ROUNDS: usize = 50;

/// What is asked of a cascade, with what is stated under the steps.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) asked: Asked,
    pub(super) procedure: &'static Procedure,
    pub(super) impacts: Impacts,
}

/// What came of it, for each kind of accounts, or why it cannot be followed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) of: Wanted,
    pub(super) all: Result<Vec<Fallout>, String>,
}

fn accounts(kind: &str, of: &Question<Wanted>) -> Vec<Account> {
    let (account, market, rules) = (&of.counted.account, &of.market, &of.rules);
    match kind {
        "apart" => apart(account, market, rules),
        "cross" => vec![account.clone()],
        _ => {
            let like = Crowd { seed: of.asked.asked.seed, accounts: of.asked.asked.crowd, ..Crowd::default() };
            crowd(&like, account, market, rules)
        }
    }
}

/// Every kind of accounts in turn; `None` where something else is asked meanwhile.
async fn all(of: &Question<Wanted>, still: &Still<Wanted>) -> Option<Result<Vec<Fallout>, CascadeError>> {
    let Wanted { asked, procedure, impacts } = &of.asked;
    let shocks = [Shock::Price { asset: asked.asset.clone(), factor: asked.factor }];
    let scene = Scene {
        market: &of.market,
        rules: &of.rules,
        procedure,
        shocks: &shocks,
        impacts,
        lasting: asked.lasting,
        rounds: ROUNDS,
    };
    let mut out = Vec::new();
    for (kind, _) in KINDS {
        if !still.after_a_turn().await {
            return None;
        }
        let mut course = match Course::new(&accounts(kind, of), &scene) {
            Ok(course) => course,
            Err(error) => return Some(Err(error)),
        };
        loop {
            match course.turn() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Some(Err(error)),
            }
            if !still.after_a_turn().await {
                return None;
            }
        }
        out.push(course.fallout());
    }
    Some(Ok(out))
}

/// One round: all three at once on screen, when the last is there.
pub(super) fn round(
    of: Arc<Question<Wanted>>,
    still: Still<Wanted>,
    seen: RwSignal<Option<Arc<Seen>>>,
    pending: RwSignal<bool>,
) -> Round {
    Box::pin(async move {
        let _ = pending.try_set(true);
        if let Some(all) = all(&of, &still).await {
            let all = all.map_err(|error| error.to_string());
            let _ = seen.try_set(Some(Arc::new(Seen { of: of.asked.clone(), all })));
        }
        let _ = pending.try_set(false);
    })
}
