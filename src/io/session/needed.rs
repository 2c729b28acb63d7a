//! Of all prices, those that a book's figures rest on.

use crate::book::{Account, Asset, Expiry, Instrument, Sorted};
use crate::margin::{RuleSet, assess};
use crate::market::{Market, tracked_by};

/// The smallest part of a market under which the account's assessment is the same to the last digit: the quotes of what is
/// held and of what that follows; where those alone give other figures, all quotes of the underlyings; else all there are.
pub fn needed(account: &Account, market: &Market, rules: Option<&RuleSet>) -> Market {
    let assets = assets(account);
    let own: Sorted<&Instrument, ()> = account.positions.iter().map(|row| (&row.instrument, ())).collect();
    let dates: Sorted<(&Asset, Expiry), ()> =
        own.keys().filter_map(|i| Some(((i.underlying(), i.expiry()?), ()))).collect();
    let narrow = kept(market, &assets, &|i| own.contains_key(&i), &|key| dates.contains_key(&key));
    let wide =
        || kept(market, &assets, &|i| assets.contains_key(i.underlying()), &|(asset, _)| assets.contains_key(asset));
    let Some(rules) = rules else { return wide() };
    let whole = assess(account, market, rules);
    let same = |part: &Market| assess(account, part, rules) == whole;
    if same(&narrow) {
        return narrow;
    }
    let wide = wide();
    if same(&wide) { wide } else { market.clone() }
}

/// Every asset whose price an account's figures can ask for.
fn assets(account: &Account) -> Sorted<Asset, ()> {
    let mut all = Sorted::new();
    for position in &account.positions {
        all.insert(position.instrument.underlying().clone(), ());
        all.insert(position.instrument.settlement_asset().clone(), ());
    }
    all.extend(account.holdings.iter().map(|holding| (holding.asset.clone(), ())));
    let followed: Vec<Asset> = all.keys().filter_map(|asset| tracked_by(asset)?.parse().ok()).collect();
    all.extend(followed.into_iter().map(|asset| (asset, ())));
    all
}

fn kept(
    market: &Market,
    assets: &Sorted<Asset, ()>,
    instrument: &dyn Fn(&Instrument) -> bool,
    forward: &dyn Fn((&Asset, Expiry)) -> bool,
) -> Market {
    let mut part = market.clone();
    part.index.retain(|asset, _| assets.contains_key(asset));
    part.rates.retain(|asset, _| assets.contains_key(asset));
    part.vol_indices.retain(|asset, _| assets.contains_key(asset));
    part.marks.retain(|key, _| instrument(key));
    part.vols.retain(|key, _| instrument(key));
    part.forwards.retain(|(asset, expiry), _| forward((asset, *expiry)));
    part
}
