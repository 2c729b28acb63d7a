//! The figures that a lesson points at: what they are called, and which explanation they open to.

use super::words::{fill, say, word};
use crate::app::explain::{Side, Topic};
use crate::learn::{Figures, Pointer};
use crate::margin::Assessment;
use crate::risk::LegKind;

/// What a figure is called on the button that points at it.
pub(super) fn name(pointer: Pointer) -> String {
    match pointer {
        Pointer::Liquidation(coin) => fill("learn.point.liquidation", Figures::default().with("coin", word(coin))),
        pointer => say(&format!("learn.point.{}", pointer.key())).to_owned(),
    }
}

/// The explanation that a figure opens to; none of what is a picture or a dialog of its own.
pub(super) fn topic(pointer: Pointer, of: &Assessment) -> Option<Topic> {
    Some(match pointer {
        Pointer::Unified | Pointer::Charges => Topic::Unified,
        Pointer::Apart => Topic::Apart,
        Pointer::Freed => Topic::Freed,
        Pointer::Equity => Topic::Equity,
        Pointer::Maintenance => Topic::Maintenance,
        Pointer::Free => Topic::Free,
        // the leg that came last is the one that the lesson is about
        Pointer::Legs => {
            let leg = of.legs.iter().rfind(|leg| leg.kind == LegKind::Position)?;
            Topic::Leg(leg.kind, leg.name.clone())
        }
        Pointer::Holdings => Topic::Holding(of.holdings.first()?.row),
        Pointer::Liquidation(coin) => Topic::Liquidation(coin.parse().ok()?, Side::Below),
        Pointer::Grid | Pointer::Axes | Pointer::Cascade | Pointer::Compare | Pointer::Prudence => return None,
    })
}

/// Where a figure stands in the calculator; none of a dialog alone. The styles mark it there.
pub(super) fn selector(pointer: Pointer) -> Option<String> {
    let part = |name: &str| format!("[data-testid=\"{name}\"]");
    Some(match pointer {
        Pointer::Charges => ".track".to_owned(),
        Pointer::Grid => part("grid"),
        Pointer::Legs => part("part"),
        Pointer::Holdings => part("counts-for"),
        Pointer::Liquidation(coin) => format!("[data-underlying=\"{coin}\"]"),
        Pointer::Axes | Pointer::Cascade => part("all-axes"),
        Pointer::Prudence => ".prudence".to_owned(),
        Pointer::Compare => return None,
        pointer => part(&pointer.key()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::explain::explain;
    use crate::learn::all;
    use crate::margin::{assess, liquidation, venues};

    #[test]
    fn whatever_a_lesson_points_at_has_a_name_and_where_it_opens_a_story() {
        for lesson in all() {
            let stage = lesson.stage().unwrap();
            let (account, rules) = (stage.accounts.last().unwrap(), venues::named(lesson.rules).unwrap());
            let of = assess(account, &stage.market, rules);
            let rails = liquidation(account, &stage.market, rules);
            for pointer in lesson.points {
                assert!(!name(*pointer).is_empty(), "{}: {pointer:?}", lesson.id);
                if let Some(topic) = topic(*pointer, &of) {
                    assert!(explain(&topic, &of, rules, &rails).is_some(), "{}: {topic:?}", lesson.id);
                }
            }
        }
        assert_eq!(name(Pointer::Liquidation("BTC")), "Liquidation of BTC");
    }

    #[test]
    fn whatever_a_lesson_points_at_is_marked_by_the_styles() {
        let styles = include_str!("../../../embed/element/element.css");
        for pointer in all().iter().flat_map(|lesson| lesson.points) {
            if let Some(selector) = selector(*pointer) {
                let rule = format!(".cm-root[data-point=\"{}\"] {selector}", pointer.key());
                assert!(styles.contains(&rule), "element.css has no rule for {rule}");
            }
        }
    }
}
