//! Margin of one option for its seller.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{FloorOn, SellerRules};
use crate::book::Right;
use crate::margin::FigureError;
use crate::margin::checked::decimal::{add, div, mul, sub};
use crate::margin::limits::wrong;

/// How an option is quoted and settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoted {
    /// In the quote currency: premiums and margins are prices.
    Linear,
    /// In coin: premiums and margins are shares of a coin.
    Inverse,
}

/// What the margin of one option rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionQuote {
    /// Call or put.
    pub right: Right,
    /// How premiums and margins are counted.
    pub quoted: Quoted,
    /// Index price of a coin.
    pub index: Decimal,
    /// Strike price.
    pub strike: Decimal,
    /// Mark of one option: a price, or coins if inverse.
    pub mark: Decimal,
    /// Entry or order price, where the venue lets the higher of it and the mark count in the initial margin.
    pub entry: Option<Decimal>,
}

/// Margin of one option sold, and its parts, in the quote currency or in coin.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct UnitMargin {
    /// How far the strike is out of the money.
    pub out_of_the_money: Decimal,
    /// The larger of the share less that and the least share.
    pub exposure: Decimal,
    /// Premium counted in the initial margin.
    pub premium: Decimal,
    /// Mark counted in the maintenance margin.
    pub mark: Decimal,
    /// Maintenance share of the base, or of the mark.
    pub maintenance_share: Decimal,
    /// Kept for the fee of a liquidation.
    pub liquidation_fee: Decimal,
    /// Initial margin.
    pub initial: Decimal,
    /// Maintenance margin.
    pub maintenance: Decimal,
}

/// Margin of a position in one option.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct OptionMargin {
    /// Of one option sold; all zero for a long position.
    pub unit: UnitMargin,
    /// Initial margin.
    pub initial: Decimal,
    /// Maintenance margin.
    pub maintenance: Decimal,
}

/// Margin of one option sold.
///
/// # Errors
/// An index or strike that is not above zero, a mark below zero, or an amount that does not fit.
pub fn unit(rules: &SellerRules, quote: &OptionQuote) -> Result<UnitMargin, FigureError> {
    for (path, value) in [("index", quote.index), ("strike", quote.strike)] {
        if value <= Decimal::ZERO {
            return Err(wrong(path, value, "a price above 0 is right"));
        }
    }
    for (path, value) in [("mark", Some(quote.mark)), ("entry", quote.entry)] {
        if let Some(value) = value.filter(|value| *value < Decimal::ZERO) {
            return Err(wrong(path, value, "a price of at least 0 is right"));
        }
    }
    let distance = match quote.right {
        Right::Call => sub("strike", quote.strike, quote.index)?,
        Right::Put => sub("strike", quote.index, quote.strike)?,
    };
    let distance = distance.max(Decimal::ZERO);
    let floor = match (rules.least_on, quote.right) {
        (FloorOn::StrikeOfPuts, Right::Put) => quote.strike,
        _ => quote.index,
    };
    let (base, floor, out_of_the_money) = match quote.quoted {
        Quoted::Linear => (quote.index, floor, distance),
        Quoted::Inverse => {
            (Decimal::ONE, div("strike", floor, quote.index)?, div("out_of_the_money", distance, quote.index)?)
        }
    };
    let share = sub("initial", mul("initial", rules.initial, base)?, out_of_the_money)?;
    let exposure = share.max(mul("least", rules.least, floor)?);
    let premium = quote.entry.map_or(quote.mark, |entry| entry.max(quote.mark));
    let on_premium = rules.maintenance_on_premium.hold(quote.right);
    let maintained = if on_premium { base.max(quote.mark) } else { base };
    let maintenance_share = mul("maintenance", rules.maintenance, maintained)?;
    let liquidation_fee = mul("liquidation_fee", rules.liquidation_fee, base)?;
    let maintenance = add("maintenance", add("maintenance", maintenance_share, quote.mark)?, liquidation_fee)?;
    let mut initial = add("initial", exposure, premium)?;
    if rules.initial_covers_maintenance.hold(quote.right) {
        initial = initial.max(maintenance);
    }
    Ok(UnitMargin {
        out_of_the_money,
        exposure,
        premium,
        mark: quote.mark,
        maintenance_share,
        liquidation_fee,
        initial,
        maintenance,
    })
}

/// Margin of `quantity` options, long > 0.
///
/// # Errors
/// As [`unit`].
pub fn margin(rules: &SellerRules, quote: &OptionQuote, quantity: Decimal) -> Result<OptionMargin, FigureError> {
    if quantity >= Decimal::ZERO {
        return Ok(OptionMargin::default());
    }
    let unit = unit(rules, quote)?;
    let sold = quantity.abs();
    Ok(OptionMargin {
        initial: mul("initial", unit.initial, sold)?,
        maintenance: mul("maintenance", unit.maintenance, sold)?,
        unit,
    })
}

#[cfg(test)]
mod tests {
    use super::super::seller_rules::tests::rules;
    use super::*;
    use rust_decimal_macros::dec;

    fn quote(right: Right, quoted: Quoted, index: Decimal, strike: Decimal, mark: Decimal) -> OptionQuote {
        OptionQuote { right, quoted, index, strike, mark, entry: None }
    }

    #[test]
    fn a_linear_put_far_out_of_the_money_pays_the_least_share() {
        // 0.15·2098 − (2098 − 1850) = 66.7, less than 0.10·2098
        let quote = quote(Right::Put, Quoted::Linear, dec!(2098), dec!(1850), dec!(2.4));
        let position = margin(&rules(), &quote, dec!(-50)).unwrap();
        assert_eq!(position.unit.initial, dec!(0.10) * dec!(2098) + dec!(2.4));
        assert_eq!(position.unit.maintenance, dec!(0.075) * dec!(2098) + dec!(2.4));
        assert_eq!(position.initial, dec!(50) * dec!(212.2));
        assert_eq!(position.maintenance, dec!(50) * dec!(159.75));
    }

    #[test]
    fn an_inverse_call_counts_in_coin() {
        // (2100 − 2000)/2000 = 0.05 out of the money: 0.15 − 0.05 = 0.10
        let quote = quote(Right::Call, Quoted::Inverse, dec!(2000), dec!(2100), dec!(0.02));
        let unit = unit(&rules(), &quote).unwrap();
        assert_eq!(unit.out_of_the_money, dec!(0.05));
        assert_eq!(unit.initial, dec!(0.10) + dec!(0.02));
        assert_eq!(unit.maintenance, dec!(0.075) + dec!(0.02));
    }

    #[test]
    fn a_put_worth_more_than_a_coin_is_maintained_on_its_mark() {
        // struck at three times the index the put is worth 2 coins: 0.075·2 + 2, above 0.15 + 2 only in maintenance share
        let quote = quote(Right::Put, Quoted::Inverse, dec!(20000), dec!(60000), dec!(2.2));
        let unit = unit(&rules(), &quote).unwrap();
        assert_eq!(unit.maintenance, dec!(0.075) * dec!(2.2) + dec!(2.2));
        assert_eq!(unit.initial, unit.maintenance.max(dec!(0.15) + dec!(2.2)));
    }

    #[test]
    fn a_floor_on_the_strike_is_for_puts() {
        let rules = SellerRules { initial: dec!(0.20), least_on: FloorOn::StrikeOfPuts, ..rules() };
        let put = quote(Right::Put, Quoted::Linear, dec!(100), dec!(60), dec!(0.1));
        assert_eq!(unit(&rules, &put).unwrap().exposure, dec!(0.10) * dec!(60));
        let call = quote(Right::Call, Quoted::Linear, dec!(100), dec!(140), dec!(0.1));
        assert_eq!(unit(&rules, &call).unwrap().exposure, dec!(0.10) * dec!(100));
    }

    #[test]
    fn the_dearer_of_entry_and_mark_counts() {
        let mut quote = quote(Right::Put, Quoted::Linear, dec!(20250), dec!(18500), dec!(290));
        quote.entry = Some(dec!(310));
        assert_eq!(unit(&rules(), &quote).unwrap().premium, dec!(310));
        quote.entry = Some(dec!(280));
        assert_eq!(unit(&rules(), &quote).unwrap().premium, dec!(290));
    }

    #[test]
    fn long_options_need_nothing() {
        let quote = quote(Right::Call, Quoted::Linear, dec!(100), dec!(100), dec!(5));
        assert_eq!(margin(&rules(), &quote, dec!(3)).unwrap(), OptionMargin::default());
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let quote = quote(Right::Call, Quoted::Linear, Decimal::MAX, dec!(1), Decimal::MAX);
        let why = unit(&rules(), &quote).unwrap_err().to_string();
        assert!(why.starts_with("maintenance is too large"), "{why}");
    }
}
