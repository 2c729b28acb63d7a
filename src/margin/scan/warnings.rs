//! What a reader of the figures has to know.

use rust_decimal::Decimal;

use crate::book::Sorted;
use crate::margin::HoldingReport;
use crate::market::PriceState;
use crate::risk::{Subject, Valued, Warning, WarningKind};

/// One sentence for each kind of price that is not live.
pub(in crate::margin) fn price_warnings(valued: &Valued) -> Vec<Warning> {
    let mut by_state: Sorted<PriceState, Vec<String>> = Sorted::new();
    let underlyings = valued.underlyings.iter().map(|u| (u.state, &u.asset));
    let held = valued.held.iter().filter(|h| h.price.is_some()).map(|h| (h.state, &h.asset));
    let assets =
        underlyings.chain(held).filter(|(state, _)| state.needs_mark()).map(|(s, asset)| (s, asset.to_string()));
    let legs = valued.legs.iter().filter(|leg| leg.state.needs_mark()).map(|leg| (leg.state, leg.name()));
    for (state, name) in assets {
        let names = by_state.or_default(state);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // of instruments each is one leg, and there can be thousands; a debt is named like the asset it is in
    let assets = by_state.clone();
    for (state, name) in legs {
        if !assets.get(&state).is_some_and(|names| names.contains(&name)) {
            by_state.or_default(state).push(name);
        }
    }
    by_state
        .into_iter()
        .map(|(state, names)| {
            let shown = names.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
            let more = names.len().saturating_sub(6);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("Prices not live ({}): {shown}{more}.", state.word());
            Warning { kind: WarningKind::Price, subject: Subject::Account, message }
        })
        .collect()
}

pub(in crate::margin) fn collateral_warnings<'h>(
    holdings: &'h [HoldingReport],
    title: &'h str,
) -> impl Iterator<Item = Warning> + 'h {
    let refused = |holding: &&HoldingReport| holding.haircut == Decimal::ONE && holding.quantity > Decimal::ZERO;
    holdings.iter().filter(refused).map(move |holding| Warning {
        kind: WarningKind::Collateral,
        subject: Subject::Holding(holding.row),
        message: format!("{} is not accepted as collateral under {title}: it counts for nothing.", holding.asset),
    })
}

/// Whether equity is below a margin.
pub(in crate::margin) fn standing(equity: Decimal, initial: Decimal, maintenance: Decimal) -> Option<Warning> {
    let (kind, message) = if equity < maintenance {
        let message = "Equity is below maintenance margin: the account is liquidated at these prices.";
        (WarningKind::Liquidatable, message)
    } else if equity < initial {
        (WarningKind::ShortOfInitial, "Equity is below initial margin: nothing more can be opened.")
    } else {
        return None;
    };
    Some(Warning { kind, subject: Subject::Account, message: message.to_owned() })
}
