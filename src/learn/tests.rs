//! Each lesson concludes what holds under the rules that are shipped; its figures are arithmetic; its words type no number.

use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::margin::axes::Axis;
use crate::margin::{RuleSet, assess, axes, venues};
use crate::market::Shock;

fn lesson(id: &str) -> &'static Lesson {
    all().iter().find(|lesson| lesson.id == id).unwrap()
}

fn figures(id: &str) -> Figures {
    lesson(id).answer().unwrap().figures
}

fn number(id: &str, name: &str) -> Decimal {
    figures(id).number(name).unwrap_or_else(|| panic!("{id} has no {name}"))
}

#[test]
fn every_lesson_concludes_what_holds_under_the_rules_shipped() {
    for lesson in all() {
        let answer = lesson.answer().unwrap();
        assert!(answer.holds, "{}: {:?}", lesson.id, answer.figures);
    }
}

#[test]
fn every_lesson_has_all_its_words_and_their_figures() {
    let words = Words::english();
    for lesson in all() {
        let answer = lesson.answer().unwrap();
        let told = told(lesson, &answer, words, &Value::plain).unwrap();
        assert!(!told.title.is_empty() && told.steps.len() == lesson.steps.len(), "{}", lesson.id);
        let say = |judged| said(lesson, &answer, judged, words, &Value::plain).unwrap();
        match lesson.question {
            Question::Choice { options } => {
                for place in 0..options {
                    let judged = lesson.judge(&answer, Prediction::Choice(place));
                    assert_eq!(judged == Judged::Right, answer.correct == Correct::Choice(place));
                    say(judged);
                    say(Judged::Missed(place));
                }
                assert_eq!(lesson.judge(&answer, Prediction::Choice(options)), Judged::NoAnswer);
            }
            Question::Slider { min, max, step, close, .. } => {
                let Correct::Value(right) = answer.correct else { panic!("{}", lesson.id) };
                assert!(min < right && right < max && step > dec!(0) && step <= close, "{}: {right}", lesson.id);
                let high = lesson.judge(&answer, Prediction::Value(right + close + step));
                assert_eq!(high, Judged::TooHigh(close + step), "{}", lesson.id);
                let low = lesson.judge(&answer, Prediction::Value(right - close - step));
                assert_eq!(low, Judged::TooLow(close + step), "{}", lesson.id);
                assert_ne!(say(high), say(low));
                // some place of the slider is right
                let nearest = (right / step).round() * step;
                assert_eq!(lesson.judge(&answer, Prediction::Value(nearest)), Judged::Right, "{}", lesson.id);
            }
        }
        say(Judged::NoAnswer);
        assert!(!lesson.points.is_empty() && lesson.points.iter().all(|point| !point.key().is_empty()));
    }
    let ids = words.iter().filter_map(|(key, _)| key.strip_prefix("lesson.")?.split_once('.')).map(|(id, _)| id);
    for id in ids {
        assert!(all().iter().any(|lesson| lesson.id == id), "the copy has words for {id}, which is no lesson");
    }
}

/// A text without what it asks for.
fn without_figures(text: &str) -> String {
    let plain = |piece: &str| piece.split_once('}').map_or_else(|| piece.to_owned(), |(_, after)| format!("it{after}"));
    text.split('{').map(plain).collect()
}

#[test]
fn no_number_is_typed_and_no_sentence_is_long() {
    for (key, text) in Words::english().iter().filter(|(key, _)| !key.contains("formula")) {
        let plain = without_figures(text);
        assert!(!key.starts_with("lesson.") || !plain.contains(|c: char| c.is_ascii_digit()), "{key}: {text}");
        assert!(!plain.contains(['\'', '"', '—']), "{key}: {text}");
        for sentence in plain.split_inclusive(['.', '?', ':', ';']) {
            let words = sentence.split_whitespace().count();
            assert!(words <= 18, "{key}: {words} words in “{sentence}”");
        }
    }
}

#[test]
fn a_translation_has_to_ask_for_the_same_figures() {
    let english = Words::english();
    let as_json = |words: &mut dyn Iterator<Item = (&str, &str)>| {
        let all: serde_json::Map<_, _> = words.map(|(key, text)| (key.to_owned(), text.into())).collect();
        Words::read(&serde_json::Value::from(all).to_string()).unwrap()
    };
    assert_eq!(english.differences(&as_json(&mut english.iter())), Vec::<String>::new());
    let short = as_json(&mut english.iter().filter(|(key, _)| *key != "lesson.collar.why"));
    assert_eq!(english.differences(&short), ["“lesson.collar.why” is not translated"]);
}

#[test]
fn a_conclusion_falls_with_the_rule_it_rests_on() {
    let shipped = venues::reference().unwrap().to_json();
    for (id, rule, other) in [
        ("isolated", r#""offset": 0.6"#, r#""offset": 0.0"#),
        ("calendar", r#""per_year": 0.05"#, r#""per_year": 0.0"#),
        ("size", r#""per_threshold": 0.01"#, r#""per_threshold": 0.0"#),
        ("oracles", r#""maintenance_factor": "0.8""#, r#""maintenance_factor": "0.5""#),
        ("collar", r#""short_option_minimum": 0.01"#, r#""short_option_minimum": 0.5"#),
    ] {
        let text = include_str!("../margin/venues/reference.json");
        assert!(text.contains(rule), "{rule}");
        let changed = RuleSet::from_json(&text.replace(rule, other)).unwrap();
        assert_ne!(changed.to_json(), shipped);
        assert!(!lesson(id).answer_under(&changed).unwrap().holds, "{id} under {other}");
    }
}

#[test]
fn two_accounts_or_one_by_hand() {
    // 15 % and 0.5 % of 100,000 each
    assert_eq!(number("isolated", "apart"), dec!(31000));
    // Bitcoin loses 15,000, of Ether's 15,000 six tenths count; basis of both
    assert_eq!(number("isolated", "unified"), dec!(15000) - dec!(9000) + dec!(1000));
    // 16,000 − (100,000 − P) = 0.124 · P
    let fall = dec!(1) - dec!(84000) / dec!(0.876) / dec!(100000);
    assert!((number("isolated", "fall_alone") - fall).abs() < dec!(0.0000001));
}

#[test]
fn a_hedge_and_a_collar_agree_on_the_book_they_share() {
    assert_eq!(number("hedge", "before"), dec!(15500));
    let (hedge, collar) = (figures("hedge"), figures("collar"));
    assert_eq!(hedge.number("after"), collar.number("protected"));
    let saved = hedge.number("before").unwrap() - hedge.number("after").unwrap();
    assert_eq!(hedge.number("saved"), Some(saved));
    let adds = collar.number("collar").unwrap() - collar.number("protected").unwrap();
    assert_eq!(collar.number("adds"), Some(adds));
    assert_eq!(lesson("collar").answer().unwrap().correct, Correct::Choice(2));
    assert_eq!(lesson("hedge").answer().unwrap().correct, Correct::Choice(1));
}

#[test]
fn a_delta_neutral_book_by_hand() {
    let of = figures("false-hedge");
    // at six times the price ten calls are worth 10 · (602,400 − 100,000), today some 5,900 each; the perpetuals gain
    // 5.4 · 500,000; what counts of it is 0.15 / 5
    assert_eq!((of.number("far"), of.number("covered")), (Some(dec!(5)), Some(dec!(0.54))));
    let scan = (dec!(10) * (dec!(502400) - dec!(5900)) - dec!(5.4) * dec!(500000)) * dec!(0.03);
    // the two forwards move apart by 0.5 %: 5.4 perpetuals, and calls with a delta of 5.42; and 1 % of ten calls
    let basis = dec!(5.4) * dec!(500) + dec!(5.42) * dec!(502);
    let hedged = of.number("hedged").unwrap();
    assert!((hedged - scan - basis - dec!(10000)).abs() < dec!(100), "{hedged} and {scan}");
}

#[test]
fn a_calendar_by_hand() {
    // both legs move with Bitcoin: 15 % of 10 · (103,000 − 100,400)
    assert_eq!(number("calendar", "scan"), dec!(3900));
    // December 0.5 % at least, June e^(0.05 · 212 / 365) − 1
    let june = libm::exp(0.05 * 212.0 / 365.0) - 1.0;
    let basis = 10.0 * (100_400.0 * 0.005 + 103_000.0 * june);
    assert!((crate::risk::to_f64(number("calendar", "basis")) - basis).abs() < 0.001);
}

#[test]
fn a_straddle_is_lost_where_equity_meets_maintenance() {
    let stage = lesson("straddle").stage().unwrap();
    let factor = crate::risk::to_f64(number("straddle", "times"));
    let there = stage.market.shocked(&Shock::Vol { factor }).unwrap();
    let of = assess(&stage.accounts[1], &there, venues::reference().unwrap());
    assert!((of.equity.total - of.maintenance_margin).abs() < dec!(0.01), "{of:?}");
    // equity is what it was before the trade
    assert_eq!(number("straddle", "equity").round_dp(6), dec!(20000));
}

#[test]
fn size_carry_depeg_and_a_wrong_print_by_hand() {
    // 20.5 % of 20 million; excess 18 million over 2, at 9 %
    assert_eq!(number("size", "one"), dec!(410000));
    assert_eq!(number("size", "ten"), dec!(4100000) + dec!(1620000));
    assert_eq!(number("size", "other"), dec!(20000000) * dec!(0.155));
    // covered: basis alone; staked: the whole of the short, and a haircut of a tenth
    assert_eq!((number("carry", "coin"), number("carry", "staked")), (dec!(600), dec!(18600)));
    assert_eq!(number("carry", "free_staked"), dec!(108000) - dec!(18600));
    // 432,000 · peg − 368,000 = 0.8 · 15 % · 368,000
    let slip = dec!(1) - (dec!(368000) + dec!(44160)) / dec!(432000);
    assert!((number("depeg", "slip") - slip).abs() < dec!(0.0000001));
    assert_eq!(lesson("depeg").answer().unwrap().correct, Correct::Choice(2));
    let path = {
        let stage = lesson("depeg").stage().unwrap();
        let eth = Axis::Price("ETH".parse().unwrap());
        axes::along(&stage.accounts[0], &stage.market, venues::reference().unwrap(), &axes::Outlook::default(), &eth)
    };
    assert_eq!(path.maintenance, [], "Ether alone never liquidates it");
    // 4 · 2,800 less 7 %, and 1,000 dollars; 15.5 % of 100,000 and four fifths of it
    assert_eq!(number("oracles", "equity_low"), dec!(4) * dec!(2800) * dec!(0.93) + dec!(1000));
    assert_eq!(number("oracles", "maintenance_low"), dec!(12400));
    // counted strictly the high print is worth no more than the average
    assert_eq!(number("oracles", "free_strict"), number("oracles", "free"));
}

#[test]
fn lessons_stand_in_their_order_and_are_quick() {
    let ids: Vec<&str> = all().iter().map(|lesson| lesson.id).collect();
    assert_eq!(
        ids,
        [
            "isolated",
            "hedge",
            "false-hedge",
            "collar",
            "calendar",
            "straddle",
            "size",
            "carry",
            "depeg",
            "cascade",
            "venues",
            "oracles"
        ]
    );
    // the cascade takes the most turns of all; the same seed, the same fall
    assert_eq!(figures("cascade"), figures("cascade"));
}
