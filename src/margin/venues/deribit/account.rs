//! What both of Deribit's rule sets take from a valued account: collateral, and the charge for its haircuts.

use super::{Collateral, CrossMargin, HaircutRules};
use crate::margin::venues::scenarios::dollars;
use crate::margin::{Charge, ChargeName, FigureError, HoldingReport};
use crate::market::is_dollar;
use crate::risk::{Valued, to_f64};
use rust_decimal::Decimal;

/// The word for dollars in the haircuts; a stablecoin without a haircut of its own goes by it.
const DOLLAR: &str = "USD";

/// Holdings as they count, whole, since haircuts are in the initial margin; the same by asset for the haircuts; and what
/// was assumed. A coin without a haircut counts for nothing, but a debt in it counts.
pub(super) fn collateral(
    account: &Valued,
    rules: &HaircutRules,
) -> (Vec<HoldingReport>, Vec<Collateral>, Option<String>) {
    let (mut holdings, mut collateral, mut dollars) = (Vec::new(), Vec::<Collateral>::new(), Vec::new());
    for held in &account.held {
        let name = held.asset.as_str();
        let taken = if rules.assets.contains_key(name) {
            Some(name)
        } else {
            (is_dollar(&held.asset) && rules.assets.contains_key(DOLLAR)).then_some(DOLLAR)
        };
        let haircut = if taken.is_some() { Decimal::ZERO } else { Decimal::ONE };
        holdings.push(HoldingReport::counted(held, haircut));
        let Some((taken, price)) = taken.zip(held.price) else { continue };
        if taken != name && !held.quantity.is_zero() && !dollars.contains(&name) {
            dollars.push(name);
        }
        let (equity, index) = (to_f64(held.quantity), to_f64(price));
        // what is held and what is owed of one asset offset each other before the haircut
        match collateral.iter_mut().find(|of| of.asset == taken && of.index.to_bits() == index.to_bits()) {
            Some(of) => of.equity += equity,
            None => collateral.push(Collateral { asset: taken.to_owned(), equity, index }),
        }
    }
    let note = (!dollars.is_empty()).then(|| format!("{} counted under the haircut of {DOLLAR}.", dollars.join(", ")));
    (holdings, collateral, note)
}

static HAIRCUT: ChargeName = ChargeName {
    name: "Collateral haircut",
    words: "The part of the collateral’s value that does not count for opening positions; it counts for liquidation.",
};

/// What opening positions loses to haircuts, asset by asset.
pub(super) fn haircut_charges(account: &Valued, cross: &CrossMargin) -> Result<Vec<Charge>, FigureError> {
    let charge = |(asset, haircut): &(String, f64)| {
        let charge = Charge::named(&HAIRCUT, dollars("haircut", *haircut)?);
        let held = account.held.iter().find(|held| held.asset.as_str() == asset);
        Ok(match held {
            Some(held) => charge.on(&held.asset),
            None => charge,
        })
    };
    cross.haircuts.iter().filter(|(_, haircut)| *haircut > 0.0).map(charge).collect()
}
