//! A combined commodity's requirement from its parts.

use rust_decimal::Decimal;

use crate::margin::FigureError;
use crate::margin::checked::decimal::{mul, sub, sum};
use crate::margin::limits::wrong;

/// What goes into a requirement, amounts of the commodity's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charges {
    /// Scan risk, ≥ 0.
    pub scan: Decimal,
    /// Calendar charge, ≥ 0.
    pub calendar: Decimal,
    /// Charge for positions near delivery, ≥ 0.
    pub delivery: Decimal,
    /// Inter-commodity credit, ≥ 0.
    pub credit: Decimal,
    /// Least charge for each short option, ≥ 0.
    pub short_option_rate: Decimal,
    /// Short options held, ≥ 0.
    pub short_options: Decimal,
    /// Net option value: longs at their value less shorts, negative = net short.
    pub net_option_value: Decimal,
}

/// The requirement and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Requirement {
    /// Scan and charges less the credit.
    pub charged: Decimal,
    /// Short-option minimum.
    pub short_option_minimum: Decimal,
    /// The larger of the two.
    pub risk: Decimal,
    /// Net option value, taken off the risk.
    pub net_option_value: Decimal,
    /// Risk less net option value; below 0 where long options are worth more than the risk.
    pub total: Decimal,
}

/// The requirement of a combined commodity.
///
/// # Errors
/// Names a charge below 0, and what overflows.
pub fn requirement(charges: &Charges) -> Result<Requirement, FigureError> {
    for (name, value) in [
        ("scan", charges.scan),
        ("calendar", charges.calendar),
        ("delivery", charges.delivery),
        ("credit", charges.credit),
        ("short_option_rate", charges.short_option_rate),
        ("short_options", charges.short_options),
    ] {
        if value < Decimal::ZERO {
            return Err(wrong(name, value, "an amount from 0 up is right"));
        }
    }
    let charged = sum("scan", [charges.scan, charges.calendar, charges.delivery, -charges.credit])?;
    let short_option_minimum = mul("short_option_rate", charges.short_option_rate, charges.short_options)?;
    let risk = charged.max(short_option_minimum);
    let total = sub("net_option_value", risk, charges.net_option_value)?;
    Ok(Requirement { charged, short_option_minimum, risk, net_option_value: charges.net_option_value, total })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal_macros::dec;

    #[test]
    fn charges_less_credit_and_short_options_on_top() {
        let charges = Charges {
            scan: dec!(30000),
            calendar: dec!(1200),
            credit: dec!(2500),
            net_option_value: dec!(-4000),
            ..Charges::default()
        };
        let got = requirement(&charges).unwrap();
        assert_eq!(got.risk, dec!(30000) + dec!(1200) - dec!(2500));
        assert_eq!(got.total, got.risk + dec!(4000));
    }

    #[test]
    fn the_short_option_minimum_is_a_floor() {
        let charges =
            Charges { scan: dec!(100), short_option_rate: dec!(45), short_options: dec!(40), ..Charges::default() };
        assert_eq!(requirement(&charges).unwrap().risk, dec!(45) * dec!(40));
    }

    #[test]
    fn a_charge_below_nothing_is_refused() {
        let charges = Charges { credit: dec!(-1), ..Charges::default() };
        assert_eq!(requirement(&charges).unwrap_err().to_string(), "credit is -1; an amount from 0 up is right");
    }
}
