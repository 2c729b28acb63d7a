//! Links to a session: all of it comes back to the last digit, they are short, and no text does harm.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod any_book;
mod books;

use std::time::{Duration, Instant};

use cross_margin::book::{Account, Expiry, Holding, Instrument, Position, Time, Unknown};
use cross_margin::io::session::{
    self, LONGEST_LINK, LONGEST_TASK, LONGEST_TITLE, Move, Place, Scene, Session, SessionError, Shown, WhatIf,
};
use cross_margin::margin::{RuleSet, assess, venues};
use cross_margin::market::{Averages, PriceState, Prudence, Quote, VolQuote};
use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

const NOW: Time = Time(1_795_305_600_000); // 2026-11-22T00:00Z

/// What was live is imported when it comes back; what was worse stays so.
fn as_opened(mut session: Session) -> Session {
    let market = &mut session.market;
    let prices = market.index.values_mut().chain(market.marks.values_mut()).chain(market.forwards.values_mut());
    let states = prices.map(|quote| &mut quote.state);
    let vols = market.vols.values_mut().chain(market.vol_indices.values_mut()).map(|quote| &mut quote.state);
    for state in states.chain(vols) {
        if matches!(state, PriceState::Live | PriceState::Host) {
            *state = PriceState::Imported;
        }
    }
    session
}

/// Every digit and every bit, also those that compare as equal: 1.50 is not 1.5, −0 is not 0.
fn to_the_digit(session: &Session) -> String {
    let vols: Vec<u64> = session.market.vols.values().map(|quote| quote.vol.to_bits()).collect();
    let rates: Vec<u64> = session.market.rates.values().map(|rate| rate.to_bits()).collect();
    format!("{session:?} {vols:?} {rates:?}")
}

fn what_if() -> impl Strategy<Value = WhatIf> {
    let fraction = || prop::num::f64::NORMAL | prop::num::f64::ZERO;
    let one = (prop::option::of(any_book::asset()), fraction()).prop_map(|(asset, fraction)| Move { asset, fraction });
    (
        prop::collection::vec(one, 0..4),
        prop::option::of(fraction()),
        prop::option::of(fraction()),
        any_book::account().prop_map(|account| account.positions),
    )
        .prop_map(|(moves, vol, days, trades)| WhatIf { moves, vol, days, trades })
}

fn scene() -> impl Strategy<Value = Scene> {
    let place = prop_oneof![
        Just(Place::Calculator),
        ("[a-z-]{0,12}", 0..100_usize).prop_map(|(id, step)| Place::Lesson { id, step }),
        Just(Place::Explorer),
        (any::<u64>(), "[a-z]{0,8}", 1..=20_usize).prop_map(|(seed, level, count)| Place::Exercises {
            seed,
            level,
            count
        }),
    ];
    let shown = prop::sample::select(vec![Shown::Everything, Shown::Figures, Shown::Tables]);
    ("\\PC{0,200}", "\\PC{0,600}", shown, 0..16_u8, place).prop_map(|(title, task, shown, changes, place)| Scene {
        title,
        task,
        shown,
        changes,
        place,
    })
}

fn rules() -> impl Strategy<Value = Option<RuleSet>> {
    prop::option::of(prop::sample::select(venues::all().to_vec()))
}

/// A book of 80 options, 10 futures and 10 perpetuals in three coins as one finds them on a venue, each with an entry, a
/// mark and, options, a volatility; `digits` gives the digits.
fn hundred_legs(digits: &mut impl FnMut(i64) -> i64) -> Session {
    let mut session = Session { rules: venues::reference().ok().cloned(), ..Session::default() };
    session.market.as_of = NOW;
    let coins = [("BTC", 93_812), ("ETH", 3_310), ("SOL", 214)];
    let dates = ["27NOV26", "4DEC26", "25DEC26", "29JAN27", "26MAR27", "25JUN27"];
    let live = |price: Decimal, ago: i64| Quote::new(price, "deribit", Time(NOW.0 - ago), PriceState::Live);
    for (coin, price) in coins {
        let mut index = live(Decimal::new(price * 100 + digits(100), 2), digits(3_000));
        index.confidence = Some(Decimal::new(digits(100_000), 4));
        let average = || Decimal::new(price * 10_000 + 4_321, 4);
        index.averages = Some(Averages { exponential: average(), time_weighted: average() });
        session.market.index.insert(coin.parse().unwrap(), index);
        for date in dates {
            let forward = live(Decimal::new(price * 10_000 + digits(100_000), 4), digits(3_000));
            session.market.forwards.insert((coin.parse().unwrap(), Expiry::parse(date).unwrap()), forward);
        }
    }
    session.market.index.insert("USDC".parse().unwrap(), live(dec!(0.9998), 700));
    for leg in 0..100_i64 {
        let (coin, price) = coins[digits(3) as usize];
        let date = dates[digits(6) as usize];
        let right = if digits(2) == 0 { "C" } else { "P" };
        let step = [1_000, 50, 5][coins.iter().position(|known| known.0 == coin).unwrap()];
        let strike = (price / step + digits(21) - 10).max(1) * step;
        let name = match leg % 10 {
            0 => format!("{coin}_USDC-{date}"),
            1 => format!("{coin}-PERP"),
            _ => format!("{coin}-{date}-{strike}-{right}"),
        };
        let instrument: Instrument = name.parse().unwrap();
        let quantity = Decimal::new(digits(2_000) - 1_000, 1);
        let (entry, mark) = if instrument.is_option() {
            // four digits as the venue quotes them, the mark with two more
            (Decimal::new(1 + digits(999), 4), Decimal::new(1 + digits(99_999), 6))
        } else {
            (Decimal::new(price * 100 + digits(10_000), 2), Decimal::new(price * 100 + digits(10_000), 2))
        };
        session.account.positions.push(Position::new(instrument.clone(), quantity, Some(entry)));
        session.market.marks.insert(instrument.clone(), live(mark, 0));
        if instrument.is_option() {
            let vol = (4_000 + digits(4_000)) as f64 / 10_000.0;
            let quote = VolQuote { vol, source: "deribit".into(), time: NOW, state: PriceState::Live };
            session.market.vols.insert(instrument, quote);
        }
    }
    for (asset, quantity) in [("USDC", dec!(1250000.55)), ("BTC", dec!(12.50000000)), ("wstETH", dec!(-3.2))] {
        session.account.holdings.push(Holding { asset: asset.parse().unwrap(), quantity });
    }
    session
}

/// Numbers without a pattern, the same at every run.
fn seeded(mut seed: u64) -> impl FnMut(i64) -> i64 {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as i64) % below
    }
}

#[test]
fn a_hundred_legs_fit_into_four_thousand_letters() {
    for seed in 1..=20 {
        let session = hundred_legs(&mut seeded(seed));
        let link = session::fragment(&session).unwrap();
        println!("100 legs of seed {seed}: {} letters", link.len());
        assert!(link.len() < 4_000, "{}", link.len());
        let (again, notices) = session::read(&link).unwrap();
        assert_eq!(notices, []);
        assert_eq!(to_the_digit(&again), to_the_digit(&as_opened(session)));
    }
}

#[test]
fn whoever_opens_it_sees_the_same_figures() {
    let session = hundred_legs(&mut seeded(7));
    let (again, _) = session::read(&session::fragment(&session).unwrap()).unwrap();
    let figures = |session: &Session| {
        let of = assess(&session.account, &session.market, session.rules.as_ref().unwrap());
        (of.initial_margin, of.maintenance_margin, of.equity, of.free_collateral)
    };
    assert_eq!(figures(&again), figures(&session));
}

#[test]
fn only_the_prices_that_figures_rest_on_are_needed() {
    let session = hundred_legs(&mut seeded(3));
    let rules = session.rules.as_ref().unwrap();
    let account = Account { positions: session.account.positions[..4].to_vec(), ..session.account.clone() };
    let part = session::needed(&account, &session.market, Some(rules));
    assert!(part.vols.len() <= 4 && part.index.len() <= 4, "{} and {}", part.vols.len(), part.index.len());
    assert_eq!(assess(&account, &part, rules), assess(&account, &session.market, rules));
    // a strike without a volatility is read off the surface, which then is needed
    let mut thin = session.market.clone();
    let options: Vec<Instrument> = account.positions.iter().map(|row| row.instrument.clone()).collect();
    options.iter().filter(|i| i.is_option()).for_each(|i| {
        thin.vols.remove(i);
        thin.marks.remove(i);
    });
    let part = session::needed(&account, &thin, Some(rules));
    assert!(part.vols.len() > 4);
    assert_eq!(assess(&account, &part, rules), assess(&account, &thin, rules));
}

#[test]
fn changed_rules_come_back_whole() {
    for shipped in venues::all() {
        let title = format!("{}, mine", shipped.title);
        let mine = RuleSet { name: "own-mine".into(), title, ..shipped.clone() };
        let session = Session { rules: Some(mine), ..Session::default() };
        let link = session::fragment(&session).unwrap();
        println!("{}: {} letters", shipped.name, link.len());
        assert_eq!(session::read(&link).unwrap().0, session);
        let session = Session { rules: Some(shipped.clone()), ..Session::default() };
        let link = session::fragment(&session).unwrap();
        assert!(link.len() < 120, "{}", link.len());
        assert_eq!(session::read(&link).unwrap().0, session);
    }
}

#[test]
fn averages_volatility_indices_and_prudence_come_back() {
    let mut session = Session { name: Some("“Hedged” ₿".into()), ..Session::default() };
    session.market.prudence = Prudence::Strict;
    let vol = VolQuote { vol: 0.512, source: "deribit".into(), time: NOW, state: PriceState::Ageing };
    session.market.vol_indices.insert("BTC".parse().unwrap(), vol);
    let mut quote = Quote::new(dec!(93812.50), "three sources", NOW, PriceState::Diverging);
    quote.averages = Some(Averages { exponential: dec!(93800.10), time_weighted: dec!(93790) });
    session.market.index.insert("BTC".parse().unwrap(), quote);
    let (again, _) = session::read(&session::fragment(&session).unwrap()).unwrap();
    assert_eq!(to_the_digit(&again), to_the_digit(&session));
}

#[test]
fn a_book_too_long_for_a_link_says_how_long() {
    let mut digits = seeded(5);
    let mut session = Session::default();
    for _ in 0..3_000 {
        let quantity = Decimal::new(digits(i64::MAX), 9);
        session.account.positions.push(Position::new("BTC-PERP".parse().unwrap(), quantity, Some(quantity.abs())));
    }
    let Err(SessionError::Length(length)) = session::fragment(&session) else { unreachable!("it is too long") };
    assert!(length > LONGEST_LINK);
    assert!(SessionError::Length(length).to_string().contains(&length.to_string()));
}

proptest! {
    #[test]
    fn a_session_comes_back_from_its_link(
        name in prop::option::of("\\PC{0,12}"),
        account in any_book::account_with_unknown(),
        market in any_book::market(),
        rules in rules(),
        what_if in what_if(),
        scene in prop::option::of(scene()),
    ) {
        let session = Session { name, account, market, rules, what_if, scene };
        let link = session::fragment(&session).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(session::is_fragment(&link) && !session::is_scene(&link));
        let as_scene = session::scene_fragment(&session).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(session::is_scene(&as_scene) && !session::is_fragment(&as_scene));
        for text in [as_scene, link.clone(), format!("#{link}"), format!(" https://example.org/app/?x=1#{link}\n"), link[2..].to_owned()] {
            let (again, notices) = session::read(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(&notices, &[]);
            prop_assert_eq!(to_the_digit(&again), to_the_digit(&as_opened(session.clone())));
        }
    }

    #[test]
    fn a_realistic_book_comes_back_and_its_figures_with_it(account in books::account(12)) {
        let (market, rules) = (books::market(), venues::reference().unwrap());
        let part = session::needed(&account, &market, Some(rules));
        let session = Session { account, market: part, rules: Some(rules.clone()), ..Session::default() };
        let link = session::fragment(&session).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let (again, _) = session::read(&link).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&again.account, &session.account);
        let (ours, theirs) = (assess(&session.account, &market, rules), assess(&again.account, &again.market, rules));
        prop_assert_eq!(ours.initial_margin, theirs.initial_margin);
        prop_assert_eq!(ours.equity, theirs.equity);
    }

    #[test]
    fn any_text_is_refused_in_words(text in "\\PC*|(s|scene)=[0-9]{0,3}\\.?[A-Za-z0-9_-]{0,80}") {
        let start = Instant::now();
        if let Err(error) = session::read(&text) {
            prop_assert!(error.to_string().contains("link") || error.to_string().contains("characters"));
        }
        prop_assert!(start.elapsed() < Duration::from_secs(1));
    }

    #[test]
    fn a_link_changed_anywhere_is_noticed(place in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_-]", cut in any::<bool>()) {
        let link = session::fragment(&hundred_legs(&mut seeded(2))).unwrap();
        let at = 4 + place.index(link.len() - 4);
        let spoilt = if cut { link[..at].to_owned() } else { format!("{}{letter}{}", &link[..at], &link[at + 1..]) };
        // a letter that only changes how it was packed does no harm
        match session::read(&spoilt) {
            Ok((again, _)) => prop_assert_eq!(again, session::read(&link).unwrap().0),
            Err(error) => prop_assert_eq!(error, SessionError::Broken),
        }
    }
}

/// A book with something of everything, as it was when the first links were made.
fn of_everything() -> Session {
    let quote = |price, source: &str, ago: i64, state| Quote::new(price, source, Time(NOW.0 - ago), state);
    let name = |name: &str| name.parse::<Instrument>().unwrap();
    let mut session = Session { name: Some("Hedged bitcoin".into()), ..Session::default() };
    let held = [("USDC", dec!(20000)), ("wstETH", dec!(3.20))];
    session.account.holdings =
        held.map(|(asset, quantity)| Holding { asset: asset.parse().unwrap(), quantity }).to_vec();
    session.account.positions = vec![
        Position::new(name("BTC-PERP"), dec!(1.5), Some(dec!(91200))),
        Position::new(name("BTC-25DEC26-80000-P"), dec!(2), Some(dec!(0.0181))),
        Position { contract_size: dec!(100), ..Position::new(name("BTC-26MAR27"), dec!(-750), Some(dec!(95400))) },
        Position::new(name("BTC/USDC"), dec!(0.25), None),
        Position::new(name("BTC-PERP"), dec!(-0.50), None),
    ];
    let unknown =
        |name: &str, entry, why: &str| Unknown { name: name.into(), quantity: dec!(-3.1), entry, why: why.into() };
    session.account.unknown = vec![unknown("BTC-FS-26SEP25_PERP", Some(dec!(12.5)), "a spread is no instrument here")];
    let market = &mut session.market;
    market.as_of = NOW;
    let mut btc = quote(dec!(93812.50), "median of 5", 900, PriceState::Imported);
    btc.confidence = Some(dec!(7.25));
    btc.averages = Some(Averages { exponential: dec!(93800.1), time_weighted: dec!(93790) });
    market.index.insert("BTC".parse().unwrap(), btc);
    market.index.insert("USDC".parse().unwrap(), quote(dec!(0.9998), "kraken", 700, PriceState::Imported));
    market.index.insert("wstETH".parse().unwrap(), quote(dec!(4012), "typed", 0, PriceState::Manual));
    market.marks.insert(name("BTC-PERP"), quote(dec!(93820), "hyperliquid", 250, PriceState::Ageing));
    let christmas = Expiry::parse("25DEC26").unwrap();
    market.forwards.insert(("BTC".parse().unwrap(), christmas), quote(dec!(94210.11), "deribit", 0, PriceState::Held));
    let vol = |vol| VolQuote { vol, source: "deribit".into(), time: NOW, state: PriceState::Sample };
    market.vols.insert(name("BTC-25DEC26-80000-P"), vol(0.5234));
    market.vol_indices.insert("BTC".parse().unwrap(), vol(1.0 / 3.0));
    market.rates.insert("USDC".parse().unwrap(), 0.041);
    market.prudence = Prudence::Conservative;
    let reference = venues::reference().unwrap();
    let json = reference.to_json().replace("\"least\": 0.005", "\"least\": 0.01");
    session.rules = Some(RuleSet::from_json(&json).unwrap());
    session.what_if = WhatIf {
        moves: vec![Move { asset: Some("BTC".parse().unwrap()), fraction: -0.25 }, Move { asset: None, fraction: 0.1 }],
        vol: Some(0.5),
        days: Some(7.0),
        trades: vec![Position::new(name("ETH-PERP"), dec!(-10), Some(dec!(3310)))],
    };
    session
}

/// Links made by the first page that made any. They are read for ever: a change that breaks one breaks links that people
/// keep.
#[test]
fn links_of_version_1_are_read_for_ever() {
    let links = [
        (include_str!("fixtures/links/v1-everything.txt"), of_everything()),
        (include_str!("fixtures/links/v1-hundred-legs.txt"), as_opened(hundred_legs(&mut seeded(1)))),
        (include_str!("fixtures/links/v1-nothing.txt"), Session::default()),
    ];
    for (link, mut expected) in links {
        let (mut session, notices) = session::read(link).unwrap();
        // shipped parameters get newer dates, which is then said
        assert!(notices.iter().all(|notice| notice.message.contains("figures may differ")), "{notices:?}");
        let names = |session: &Session| session.rules.as_ref().map(|rules| rules.name.clone());
        assert_eq!(names(&session), names(&expected));
        if expected.rules.as_ref() == venues::reference().ok() {
            (session.rules, expected.rules) = (None, None);
        }
        assert_eq!(to_the_digit(&session), to_the_digit(&expected));
    }
}

/// Parts in the envelope of a link, as `docs/import.md` has it; written without our writer.
fn packed(parts: &[u8]) -> String {
    use base64::Engine;
    let check = parts.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let whole = [&check.to_be_bytes(), parts].concat();
    let deflated = miniz_oxide::deflate::compress_to_vec(&whole, 6);
    format!("s=1.{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(deflated))
}

/// A whole number as seven bits a byte.
fn whole(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push((value % 128) as u8 + 128);
        value /= 128;
    }
    bytes.push(value as u8);
    bytes
}

fn part(number: usize, content: &[u8]) -> Vec<u8> {
    [whole(number), whole(content.len()), content.to_vec()].concat()
}

/// One asset, BTC.
const BTC: &[u8] = &[1, 3, b'B', b'T', b'C'];
/// Half a BTC held: one row, asset 0, one digit after the point, 5.
const HALF: &[u8] = &[1, 0, 2, 5];

#[test]
fn what_a_newer_page_adds_is_passed_over_and_said() {
    let plain = [part(3, BTC), part(6, HALF)].concat();
    let (expected, notices) = session::read(&packed(&plain)).unwrap();
    assert_eq!(notices, []);
    assert_eq!(expected.account.holdings, [Holding { asset: "BTC".parse().unwrap(), quantity: dec!(0.5) }]);
    let newer = [
        [plain.clone(), part(9_999, b"whatever it is")].concat(),
        // a column after those of version 1
        [part(3, BTC), part(6, &[HALF, &[7, 7, 7]].concat())].concat(),
        [part(200, &[]), plain.clone()].concat(),
    ];
    for parts in newer {
        let (session, notices) = session::read(&packed(&parts)).unwrap();
        assert_eq!(session, expected);
        assert_eq!(notices.len(), 1);
        assert!(notices[0].message.contains("newer version"), "{}", notices[0].message);
    }
    let other_way = [plain, part(15, &[9, 1, 2])].concat();
    let (session, notices) = session::read(&packed(&other_way)).unwrap();
    assert_eq!((session.rules, notices.len()), (None, 1));
}

#[test]
fn rules_of_another_date_or_gone_are_said() {
    let rules = |name: &str, date: &str| {
        [&[0], &[name.len() as u8][..], name.as_bytes(), &[date.len() as u8], date.as_bytes()].concat()
    };
    let (session, notices) = session::read(&packed(&part(15, &rules("reference", "2001-01-01")))).unwrap();
    assert_eq!(session.rules.as_ref(), venues::reference().ok());
    assert!(notices[0].message.contains("2001-01-01"), "{notices:?}");
    let (session, notices) = session::read(&packed(&part(15, &rules("gone", "2026-01-01")))).unwrap();
    assert_eq!(session.rules, None);
    assert!(notices[0].message.contains("no rules of this name"), "{notices:?}");
}

/// Title “T”, task “Do”, tables alone, sizes and prices.
const SCENE: &[u8] = &[1, b'T', 2, b'D', b'o', 2, 3];

#[test]
fn a_scene_is_read_as_it_is_written_down() {
    let of = |place: &[u8]| session::read(&packed(&part(19, &[SCENE, place].concat()))).unwrap();
    let scene = |place| Some(Scene { title: "T".into(), task: "Do".into(), shown: Shown::Tables, changes: 3, place });
    assert_eq!(of(&[0]).0.scene, scene(Place::Calculator));
    assert_eq!(of(&[1, 2, b'h', b'i', 1]).0.scene, scene(Place::Lesson { id: "hi".into(), step: 1 }));
    assert_eq!(of(&[2]).0.scene, scene(Place::Explorer));
    let exercises = Place::Exercises { seed: 300, level: "easy".into(), count: 5 };
    assert_eq!(of(&[3, 172, 2, 4, b'e', b'a', b's', b'y', 5]).0.scene, scene(exercises));
    // a column after those of version 1, and a room of a later one
    let (newer, notices) = of(&[2, 7, 7]);
    assert_eq!((newer.scene, notices.len()), (scene(Place::Explorer), 1));
    let (newer, notices) = of(&[9, 1, 2, 3]);
    assert_eq!((newer.scene, notices.len()), (scene(Place::Calculator), 1));
    assert!(notices[0].message.contains("does not know"), "{notices:?}");
    // ways of showing, and changes, of a later one
    let (newer, notices) = session::read(&packed(&part(19, &[0, 0, 8, 16 + 5, 0]))).unwrap();
    assert_eq!(newer.scene, Some(Scene { changes: 5, ..Scene::default() }));
    assert_eq!(notices.len(), 2, "{notices:?}");
    assert_eq!(session::read("s=1.").unwrap_err(), session::read("scene=1.").unwrap_err());
}

#[test]
fn a_scene_that_cannot_be_says_what_would_be_right() {
    let scene = |title: usize, task: usize| Session {
        scene: Some(Scene { title: "ä".repeat(title), task: "ö".repeat(task), ..Scene::default() }),
        ..Session::default()
    };
    assert!(session::scene_fragment(&scene(LONGEST_TITLE, LONGEST_TASK)).is_ok());
    let said = |session: &Session| session::scene_fragment(session).unwrap_err().to_string();
    assert!(said(&scene(201, 0)).ends_with("200 characters or fewer are right"), "{}", said(&scene(201, 0)));
    assert!(said(&scene(0, 601)).starts_with("this link cannot be used: the task is ö"), "{}", said(&scene(0, 601)));
    let read = |place: &[u8]| session::read(&packed(&part(19, &[SCENE, place].concat()))).unwrap_err();
    for many in [0, 21] {
        let said = read(&[3, 1, 0, many]).to_string();
        assert!(said.ends_with(&format!("the number of exercises is {many}; 1 to 20 is right")), "{said}");
    }
    assert!(read(&[1, 1, b'x', 100]).to_string().contains("the step is 100; 0 to 99 is right"));
    for broken in [&[][..], &[1], &[1, 9, 9], &[3, 255, 255, 255], &[3, 1, 4, b'e']] {
        assert_eq!(read(broken), SessionError::Broken, "{broken:?}");
    }
    assert_eq!(session::read(&packed(&part(19, &[]))).unwrap_err(), SessionError::Broken);
    assert_eq!(session::read(&packed(&part(19, &[1, 0xff, 0, 0, 0, 0]))).unwrap_err(), SessionError::Broken);
    let foreign = session::read("https://example.org/#scene=").unwrap_err();
    assert_eq!(foreign, SessionError::Broken);
    assert!(SessionError::Foreign.to_string().contains("#scene=1."));
}

#[test]
fn links_that_are_foreign_newer_cut_or_too_long_say_so() {
    let good = session::fragment(&hundred_legs(&mut seeded(1))).unwrap();
    let said = |text: &str| session::read(text).unwrap_err();
    for foreign in
        ["", "hello", "https://example.org/", "https://example.org/#book", "rules=1.abc", "s=x.abc", "1", "#"]
    {
        assert_eq!(said(foreign), SessionError::Foreign, "{foreign}");
    }
    assert_eq!(said(&good.replacen("1.", "2.", 1)), SessionError::Version("2".into()));
    assert_eq!(said(&format!("s={}.x", "9".repeat(300))), SessionError::Version("9".repeat(12)));
    for cut in [&good[..good.len() / 2], &good[..good.len() - 1], "s=1.", "s=1", "s=", "s=1.%%%", "s=1.AAAA"] {
        assert_eq!(said(cut), SessionError::Broken, "{cut}");
    }
    assert_eq!(said(&"s=1.".repeat(9_000)), SessionError::Length(36_000));
    for error in [SessionError::Foreign, SessionError::Broken, SessionError::Version("2".into())] {
        assert!(error.to_string().starts_with("this link"), "{error}");
    }
}

#[test]
fn hostile_links_are_refused_quickly() {
    let start = Instant::now();
    let many = |count: usize| [whole(count), vec![0; count * 3]].concat();
    let refused = |parts: &[u8]| session::read(&packed(parts)).unwrap_err();
    // sixteen megabytes of noughts in a link of sixteen thousand letters
    assert_eq!(refused(&vec![0; 16 << 20]), SessionError::Length(packed(&vec![0; 16 << 20]).len()));
    assert_eq!(refused(&vec![0; 4 << 20]), SessionError::Broken);
    // more rows than there are bytes, more than are read, places outside a table, a part twice, digits without an end
    assert_eq!(refused(&[part(3, BTC), part(6, &whole(usize::MAX))].concat()), SessionError::Broken);
    assert_eq!(refused(&[part(3, BTC), part(6, &many(10_001))].concat()), SessionError::Rows(10_001));
    assert_eq!(refused(&[part(3, BTC), part(6, &[1, 2, 2, 5])].concat()), SessionError::Broken);
    assert_eq!(refused(&[part(3, BTC), part(6, &[1, 1, 2, 5])].concat()), SessionError::Broken);
    assert_eq!(refused(&[part(3, BTC), part(3, BTC)].concat()), SessionError::Broken);
    assert_eq!(
        refused(&[part(3, BTC), part(6, &[&[1, 0, 2][..], &[255; 40]].concat())].concat()),
        SessionError::Broken
    );
    assert_eq!(refused(&part(3, &[1, 2, 0xff, 0xfe])), SessionError::Broken);
    assert_eq!(refused(&[0, 0, 0, 0]), SessionError::Broken);
    let script = session::read(&packed(&part(3, b"\x01\x08<script>"))).unwrap_err().to_string();
    assert!(script.contains("<script>") && script.contains("an asset is"), "{script}");
    assert!(matches!(refused(&part(15, b"\x01\x02{}")), SessionError::Rules(_)));
    // a price below zero: one index quote, sign in the lowest bit of the head
    let origins = part(5, &[1, 0, 1, 0, 0, 0]);
    let below = [part(3, BTC), origins, part(8, &[1, 0, 1, 3, 64, 64, 64, 0])].concat();
    let said = session::read(&packed(&below)).unwrap_err().to_string();
    assert!(said.contains("the price of BTC is -3"), "{said}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
