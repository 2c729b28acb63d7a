//! What a trade costs, dollars.

use rust_decimal::Decimal;

use super::Candidate;
use crate::book::{Exact, Trade};

/// Premium of an option that is bought, fee, and the way from the mark price to the price; never below nothing: a premium
/// that is received pays for nothing here, it is owed as long as the option is short. `None` beyond 28 digits.
pub(super) fn cost_usd(candidate: &Candidate, trade: &Trade) -> Option<Decimal> {
    let size = trade.quantity.abs();
    let bought_option = trade.instrument.is_option() && trade.quantity > Decimal::ZERO;
    let a_unit = match (bought_option, candidate.of.counts_dollars()) {
        (true, _) => trade.price,
        (false, true) => Decimal::ONE.over(candidate.of.mark)?.minus(Decimal::ONE.over(trade.price)?)?.abs(),
        (false, false) => trade.price.minus(candidate.of.mark)?.abs(),
    };
    a_unit.times(size)?.plus(trade.fee)?.times(candidate.of.paid_usd)
}

#[cfg(test)]
mod tests {
    use super::super::{Costs, candidates};
    use super::*;
    use crate::margin::Side;
    use crate::margin::venues::case::{account, marked, market, rules, with_options};
    use rust_decimal_macros::dec;

    fn cost(name: &str, side: Side, size: Decimal) -> Decimal {
        let market = with_options(
            market(&[("BTC", "60000")]),
            &[("BTC", "25DEC26", "60000")],
            &[("BTC_USDC-25DEC26-60000-C", 0.5)],
        );
        let market = marked(market, &[("BTC-PERPETUAL", "60000")]);
        let costs = Costs { fee_rate: dec!(0.0005), half_spread: dec!(0.01) };
        let all = candidates(&account(&[&format!("1 {name}")], &[]), &market, rules("reference"), costs, 1).unwrap();
        let of = &all.all[0];
        assert_eq!(of.of.instrument.to_string(), name);
        cost_usd(of, &of.terms(side).unwrap().trade(size, &of.of).unwrap()).unwrap()
    }

    #[test]
    fn straight_contracts_cost_fee_and_spread() {
        // 2 × 60,000 × 1 % + 2 × 60,600 × 0.05 %
        assert_eq!(cost("BTC-PERP", Side::Buy, dec!(2)), dec!(1260.6));
        assert_eq!(cost("BTC-PERP", Side::Sell, dec!(2)), dec!(1259.4));
        // 6,000 dollars: (1/59,400 − 1/60,000) × 6,000 × 60,000 + 6,000 / 59,400 × 0.05 % × 60,000
        let coin = cost("BTC-PERPETUAL", Side::Sell, dec!(6000));
        assert!((coin - dec!(63.636363)).abs() < dec!(0.00001), "{coin}");
    }

    #[test]
    fn a_bought_option_costs_its_premium_and_a_sold_one_what_selling_costs() {
        let (bought, sold) = (
            cost("BTC_USDC-25DEC26-60000-C", Side::Buy, dec!(1)),
            cost("BTC_USDC-25DEC26-60000-C", Side::Sell, dec!(1)),
        );
        // (bought − 30) / 1.01 and (sold − 30) / 0.01 are both the mark price
        let marks = ((bought - dec!(30)) / dec!(1.01), (sold - dec!(30)) / dec!(0.01));
        assert!((marks.0 - marks.1).abs() < dec!(0.000001), "{marks:?}");
        assert!(marks.0 > dec!(3000) && marks.0 < dec!(4500));
    }
}
