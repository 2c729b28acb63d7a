//! Worked solutions, line by line, out of an assessment's own charges, parts and totals.

use rust_decimal::Decimal;

use super::Working;
use crate::book::{Account, Asset, Exact};
use crate::learn::Value;
use crate::margin::{Assessment, Charge, ChargeKind, LegReport, RuleSet, assess, liquidation as look};
use crate::market::{Market, Shock};

fn line(key: &'static str, value: Value) -> Working {
    Working { key, of: String::new(), terms: Vec::new(), value }
}

/// The charges with each leg's part, what is taken off, and their sum.
pub(super) fn initial(of: &Assessment) -> Option<Vec<Working>> {
    let mut lines: Vec<Working> = charged(of).map(|charge| charge_line(of, charge)).collect();
    if of.credit > Decimal::ZERO {
        lines.push(line("credit", Value::Dollars(-of.credit)));
    }
    let mut terms: Vec<(String, Decimal)> =
        charged(of).map(|charge| (charge.kind.title().to_owned(), charge.amount)).collect();
    if of.credit > Decimal::ZERO {
        terms.push(("credit".to_owned(), -of.credit));
    }
    lines.push(Working { terms, ..line("initial", Value::Required(of.initial_margin)) });
    Some(lines)
}

fn charged(of: &Assessment) -> impl Iterator<Item = &Charge> {
    of.charges.iter().filter(|charge| !charge.amount.is_zero())
}

fn charge_line(of: &Assessment, charge: &Charge) -> Working {
    let key = match charge.kind {
        ChargeKind::Scan => "scan",
        ChargeKind::Basis => "basis",
        ChargeKind::ShortOption => "short-option",
        ChargeKind::Size => "size",
        ChargeKind::Venue(_) => "charge",
    };
    let parts = charge.parts.iter().filter(|part| !part.amount.is_zero());
    let terms = parts.filter_map(|part| Some((of.legs.get(part.leg)?.title(), part.amount))).collect();
    let coin = charge.underlying.as_ref().map(Asset::to_string);
    let expiry = charge.expiry.map(|expiry| expiry.to_string());
    let of = match charge.kind {
        ChargeKind::Venue(own) => own.name.to_owned(),
        _ => coin.into_iter().chain(expiry).collect::<Vec<_>>().join(" "),
    };
    Working { key, of, terms, value: Value::Required(charge.amount) }
}

/// Needs of the legs by themselves, what the netted book needs, and the difference.
pub(super) fn freed(of: &Assessment) -> Option<Vec<Working>> {
    let own = |leg: &LegReport| (leg.title(), leg.isolated.total);
    let needing = of.legs.iter().filter(|leg| !leg.isolated.total.is_zero());
    let netted = charged(of).filter(|charge| charge.kind != ChargeKind::Size);
    let mut together: Vec<(String, Decimal)> =
        netted.map(|charge| (charge.kind.title().to_owned(), charge.amount)).collect();
    if of.credit > Decimal::ZERO {
        together.push(("credit".to_owned(), -of.credit));
    }
    let both = vec![("apart".to_owned(), of.held_apart), ("netted".to_owned(), -of.netted)];
    Some(vec![
        Working { terms: needing.map(own).collect(), ..line("apart", Value::Required(of.held_apart)) },
        Working { terms: together, ..line("netted", Value::Required(of.netted)) },
        Working { terms: both, ..line("freed", Value::Dollars(of.hedge_benefit)) },
    ])
}

/// Each leg's part, and the largest.
pub(super) fn most_adding(of: &Assessment, most: &LegReport) -> Vec<Working> {
    let mut lines: Vec<Working> =
        of.legs.iter().map(|leg| Working { of: leg.title(), ..line("part", Value::Dollars(leg.part)) }).collect();
    let terms = of.legs.iter().map(|leg| (leg.title(), leg.part)).collect();
    lines.push(Working { terms, ..line("most", Value::Word(most.title())) });
    lines
}

/// The margin before and after, and the difference.
pub(super) fn trade_frees(before: &Assessment, after: &Assessment) -> Option<Vec<Working>> {
    let both = vec![("before".to_owned(), before.initial_margin), ("after".to_owned(), -after.initial_margin)];
    let mut lines = vec![line("before", Value::Required(before.initial_margin))];
    let last = |of: &Assessment| initial(of).map(|mut lines| (lines.pop(), lines));
    let (sum, charges) = last(after)?;
    lines.extend(charges);
    lines.push(Working { key: "after", ..sum? });
    let freed = before.initial_margin.minus(after.initial_margin)?;
    lines.push(Working { terms: both, ..line("trade-frees", Value::Dollars(freed)) });
    Some(lines)
}

/// Equity and maintenance margin today, both at the price where they meet, and that price.
pub(super) fn liquidation(
    account: &Account,
    market: &Market,
    rules: &RuleSet,
    of: &Assessment,
    coin: &str,
) -> Option<Vec<Working>> {
    let rails = look(account, market, rules);
    let rail = rails.iter().find(|rail| rail.underlying.as_str() == coin)?;
    let root = rail.below.into_iter().chain(rail.above).min_by(|a, b| a.distance.abs().total_cmp(&b.distance.abs()))?;
    let factor = root.price.over(rail.price)?;
    let there = market.shocked(&Shock::Price { asset: rail.underlying.clone(), factor }).ok()?;
    let there = assess(account, &there, rules);
    let moved =
        vec![("today".to_owned(), of.equity.total), ("gained".to_owned(), there.equity.total.minus(of.equity.total)?)];
    Some(vec![
        line("equity-today", Value::Dollars(of.equity.total)),
        line("maintenance-today", Value::Required(of.maintenance_margin)),
        Working { terms: moved, ..line("equity-there", Value::Dollars(there.equity.total)) },
        line("maintenance-there", Value::Required(there.maintenance_margin)),
        Working { of: coin.to_owned(), ..line("liquidation", Value::Price(root.price)) },
    ])
}
