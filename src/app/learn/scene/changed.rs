//! How the totals of a scene stand to those it was frozen with.

use super::super::super::format::{ABSENT, Toward, dollars, percent, signed};
use crate::book::Exact;
use crate::margin::Assessment;
use rust_decimal::Decimal;

/// A figure before, now, and what lies between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The key of its name.
    pub(crate) name: &'static str,
    /// When the scene was frozen.
    pub(crate) before: String,
    /// Now.
    pub(crate) now: String,
    /// What lies between, with its sign; nothing where both are the same.
    pub(crate) by: String,
}

/// A total of an account: its key, and which way it is rounded.
const TOTALS: [(&str, Toward); 6] = [
    ("scene.total.unified", Toward::Up),
    ("scene.total.apart", Toward::Up),
    ("scene.total.freed", Toward::Down),
    ("scene.total.equity", Toward::Down),
    ("scene.total.free", Toward::Down),
    ("scene.total.maintenance", Toward::Up),
];
const RATIO: &str = "scene.total.ratio";

/// Dollars, in the order of [`TOTALS`].
fn amounts(of: &Assessment) -> [Decimal; 6] {
    [of.initial_margin, of.held_apart, of.hedge_benefit, of.equity.total, of.free_collateral, of.maintenance_margin]
}

fn ratio(of: &Assessment) -> String {
    of.margin_ratio.map_or_else(|| ABSENT.to_owned(), |ratio| percent(ratio, 1, Toward::Up))
}

/// The totals of an account, each the key of its name and its figure.
pub(crate) fn totals(of: &Assessment) -> Vec<(&'static str, String)> {
    let amounts = TOTALS.into_iter().zip(amounts(of)).map(|((name, toward), amount)| (name, dollars(amount, toward)));
    amounts.chain([(RATIO, ratio(of))]).collect()
}

/// Less than this between two figures is the last digit of a price that was rounded, and no change.
const NOTHING: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

/// How the totals changed.
pub(crate) fn changes(before: &Assessment, now: &Assessment) -> Vec<Change> {
    let between = amounts(before).into_iter().zip(amounts(now)).map(|(before, now)| now.minus(before));
    let points = before.margin_ratio.zip(now.margin_ratio).and_then(|(before, now)| now.minus(before));
    let dollars = TOTALS.iter().zip(between).map(|((_, toward), by)| (by, by.map(|by| signed(by, *toward))));
    let ratio = points.map(|by| {
        let text = percent(by, 1, Toward::Up);
        if by > Decimal::ZERO { format!("+{text}") } else { text }
    });
    let both = totals(before).into_iter().zip(totals(now));
    both.zip(dollars.chain([(points, ratio)]))
        .map(|(((name, before), (_, now)), (by, text))| {
            let same = before == now || by.is_some_and(|by| by.abs() < NOTHING);
            Change {
                name,
                now: if same { before.clone() } else { now },
                before,
                by: if same { String::new() } else { text.unwrap_or_else(|| ABSENT.to_owned()) },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::all;
    use crate::margin::{assess, venues};

    #[test]
    fn changes_are_those_between_two_books() {
        let stage = all().iter().find(|lesson| lesson.id == "hedge").unwrap().stage().unwrap();
        let of = |step: usize| assess(&stage.accounts[step], &stage.market, venues::reference().unwrap());
        let (before, after) = (of(0), of(1));
        let found = changes(&before, &after);
        // 15.5 % of 100,000, in dollars, of which equity has 20,000
        assert_eq!((found[0].name, found[0].before.as_str()), ("scene.total.unified", "$15,500"));
        assert_eq!(found[3].before, "$20,000");
        // four fifths of it are maintenance: 12,400 of 20,000
        assert_eq!((found[6].name, found[6].before.as_str()), ("scene.total.ratio", "62 %"));
        assert!(found[0].by.starts_with('−') && found[6].by.starts_with('−'), "{found:?}");
        // equity stays where it was when a trade is made at its mark
        assert_eq!(found[3].by, "");
        assert!(changes(&after, &after).iter().all(|change| change.by.is_empty()));
        let nothing = assess(&Default::default(), &stage.market, venues::reference().unwrap());
        assert_eq!(changes(&before, &nothing)[6].now, ABSENT);
    }
}
