//! Cash such that equity comes out as the venue's.
//!
//! Where a text has balances alone, cash is what the venue says. Where it has positions too, cash and the gains of the
//! positions have to make the venue's equity: what does not is put right, and said.

use rust_decimal::Decimal;

use super::draft::Draft;
use super::gains::gains;
use crate::book::{Asset, Exact};
use crate::io::notice::NoticeKind;

/// How far apart two figures can be by the venue's own rounding, beside a billionth of them.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 7);
const BILLIONTH: Decimal = Decimal::from_parts(1, 0, 0, false, 9);

/// What a venue says is held, asset by asset.
#[derive(Default)]
pub(super) struct Cash {
    rows: Vec<Row>,
}

struct Row {
    path: String,
    symbol: String,
    /// The venue's balance, what is borrowed taken off; absent where it is not told.
    balance: Option<Decimal>,
    /// The balance with unrealised gains, and with the value of options where the venue counts it.
    equity: Option<Decimal>,
}

impl Cash {
    /// Takes a row in. Several rows of one asset are added; a sum that is too large is none.
    pub(super) fn add(&mut self, path: &str, symbol: &str, balance: Option<Decimal>, equity: Option<Decimal>) {
        if balance.is_none() && equity.is_none() {
            return;
        }
        let Some(row) = self.rows.iter_mut().find(|row| row.symbol == symbol) else {
            self.rows.push(Row { path: path.to_owned(), symbol: symbol.to_owned(), balance, equity });
            return;
        };
        let either = |one: Option<Decimal>, other: Option<Decimal>| one.or(other);
        let equity = match (row.equity, equity) {
            (None, None) => None,
            (before, more) => sum(either(before, row.balance), either(more, balance)),
        };
        row.balance = if row.balance.is_some() && balance.is_some() { sum(row.balance, balance) } else { None };
        row.equity = equity;
    }

    /// Makes the holdings, after the positions were taken in.
    pub(super) fn settle(self, draft: &mut Draft) {
        for row in self.rows {
            if let Some(quantity) = row.quantity(draft) {
                draft.hold(&row.path, &row.symbol, quantity);
            }
        }
    }
}

fn sum(one: Option<Decimal>, other: Option<Decimal>) -> Option<Decimal> {
    one?.plus(other?)
}

impl Row {
    fn quantity(&self, draft: &mut Draft) -> Option<Decimal> {
        let Self { path, symbol, balance, equity } = self;
        let told = |number: &Option<Decimal>| number.map(|number| number.to_string()).unwrap_or_default();
        let Some(equity) = *equity else {
            return *balance;
        };
        if draft.account.positions.is_empty() {
            let message = match balance {
                Some(balance) if balance == &equity => return Some(*balance),
                Some(_) => format!(
                    "the cash balance of {symbol} is taken; the venue’s equity of {equity} has gains of positions in it that the text does not show"
                ),
                None => format!("the text has the equity of {symbol}, gains in it, and no cash balance; that is taken"),
            };
            draft.say(NoticeKind::Info, path, &told(balance), message);
            return Some(balance.unwrap_or(equity));
        }
        let Ok(asset) = symbol.parse::<Asset>() else {
            return Some(balance.unwrap_or(equity));
        };
        let Some(quantity) = gains(draft, &asset).and_then(|gain| equity.minus(gain)) else {
            let message = format!("the equity of {symbol} less the gains of its positions has more than 28 digits");
            draft.say(NoticeKind::LeftOut, path, &equity.to_string(), message);
            return *balance;
        };
        if let Some(balance) = balance.filter(|balance| near(*balance, quantity, equity)) {
            return Some(balance);
        }
        let own = balance.map(|balance| format!("; its cash balance is {balance}")).unwrap_or_default();
        let message = format!("{symbol} is set to {quantity}, so that equity is {equity} as the venue reports it{own}");
        draft.say(NoticeKind::Info, path, &told(balance), message);
        Some(quantity)
    }
}

/// Whether two amounts differ by no more than rounding.
fn near(one: Decimal, other: Decimal, of: Decimal) -> bool {
    let allowed = ROUNDING.capped_plus(of.abs().capped_times(BILLIONTH));
    one.minus(other).is_some_and(|apart| apart.abs() <= allowed)
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::super::draft::PositionRow;
    use super::*;
    use crate::book::Time;

    fn draft(mark: Decimal) -> Draft {
        let mut draft = Draft::new("test", Time(1_795_305_600_000));
        let instrument = Ok("BTC_USDT-PERPETUAL".parse().unwrap());
        draft.position("", "", instrument, PositionRow::new(dec!(2), Some(dec!(100)), Some(mark)));
        draft
    }

    fn held(draft: &mut Draft, rows: &[(Option<Decimal>, Option<Decimal>)]) -> Option<Decimal> {
        let mut cash = Cash::default();
        for (balance, equity) in rows {
            cash.add("", "USDT", *balance, *equity);
        }
        cash.settle(draft);
        draft.account.holdings.first().map(|held| held.quantity)
    }

    #[test]
    fn cash_and_gains_are_the_equity() {
        // 2 · (110 − 100) = 20
        let held = |rows: &[_]| held(&mut draft(dec!(110)), rows);
        assert_eq!(held(&[(Some(dec!(80)), Some(dec!(100)))]), Some(dec!(80)));
        assert_eq!(held(&[(Some(dec!(80.00000003)), Some(dec!(100)))]), Some(dec!(80.00000003)));
        assert_eq!(held(&[(Some(dec!(70)), Some(dec!(100)))]), Some(dec!(80)));
        assert_eq!(held(&[(None, Some(dec!(100)))]), Some(dec!(80)));
        assert_eq!(held(&[(Some(dec!(70)), None)]), Some(dec!(70)));
        // two wallets: 70 + 30 of equity
        assert_eq!(held(&[(Some(dec!(50)), Some(dec!(70))), (Some(dec!(30)), None)]), Some(dec!(80)));
        assert_eq!(held(&[(None, None)]), None);
    }

    #[test]
    fn without_positions_cash_is_what_the_venue_says() {
        let mut empty = Draft::new("test", Time(0));
        assert_eq!(held(&mut empty, &[(Some(dec!(-5)), Some(dec!(7)))]), Some(dec!(-5)));
        assert!(empty.notices[0].message.contains("does not show"));
    }
}
