//! What the engine answers, written as TypeScript that `src/embed/package/cross-margin.d.ts` has to describe field by field: a field
//! that one of the two has and the other has not, or has of another kind, stops the compiler (`tests/embed/types.test.mjs`).
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot read its own figures should stop")]

use std::fmt::Write;
use std::path::Path;

use cross_margin::book::Time;
use cross_margin::embed::element::{self, Given, Told};
use cross_margin::embed::engine::{
    Answer, Code, FORMATS, Request, assess, compare, liquidation, parse_book, preview, rule_sets, word,
};
use cross_margin::io::Sure;
use cross_margin::margin::axes::NoCrossing;
use cross_margin::margin::{self, Fidelity, LegKind, NoLiquidation, VolMove, WarningKind, venues};
use cross_margin::market::{PriceState, Prudence};
use serde::Serialize;
use serde_json::{Value, json};

/// 22 November 2026.
const NOW: Time = Time(1_795_305_600_000);

/// A book with something of every kind: a debt, spot, a coin as cover, what has settled, what is not known, too much of it.
fn mixed() -> Value {
    json!({
        "account": {
            "holdings": [
                { "asset": "USDC", "quantity": "9000000" }, { "asset": "BTC", "quantity": 2 }, { "asset": "ETH", "quantity": -3 },
                { "asset": "wstETH", "quantity": 1 }, { "asset": "NOPRICE", "quantity": 1, "colour": "red" },
            ],
            "positions": [
                { "instrument": "BTC-PERP", "quantity": "-400", "entry": "91200", "contract_size": "0.5" },
                { "instrument": "ETH-PERP", "quantity": 10 },
                { "instrument": "BTC-25DEC26-80000-P", "quantity": "-2", "entry": "0.0181" },
                { "instrument": "BTC-26MAR27", "quantity": "-75000", "entry": "95400" },
                { "instrument": "BTC-27DEC24-80000-P", "quantity": 1 },
                { "instrument": "NO SUCH THING", "quantity": 1, "entry": 3 },
                { "instrument": "SOL-PERP", "quantity": "many" },
            ],
        },
        "market": {
            "as_of": NOW.0,
            "index": { "BTC": "93812", "ETH": { "price": 3200, "source": "typed", "confidence": 2, "state": "manual" }, "USDC": 1 },
            "forwards": [{ "underlying": "BTC", "expiry": "26MAR27", "price": "95411" }],
            "vols": { "BTC-25DEC26-80000-P": 0.58 },
        },
    })
}

fn hedged() -> Value {
    serde_json::from_str(include_str!("../docs/examples/hedged.json")).unwrap()
}

fn small(positions: Value) -> Value {
    json!({
        "account": { "holdings": [{ "asset": "USDC", "quantity": 10_000 }], "positions": positions },
        "market": { "as_of": NOW.0, "index": { "BTC": 60_000, "USDC": 1 }, "vols": { "BTC-25DEC26-60000-C": 0.5 } },
    })
}

/// The question about a book, with further fields.
fn ask(book: &Value, more: Value) -> Request {
    let mut question = json!({ "account": book["account"], "market": book["market"] });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Request::from_json(&question.to_string()).unwrap()
}

/// TypeScript in the making.
struct Program {
    text: String,
    samples: usize,
}

impl Program {
    /// A value that has to be of a type.
    fn sample(&mut self, kind: &str, value: &impl Serialize) {
        let mut value = serde_json::to_value(value).unwrap();
        shorten(&mut value);
        writeln!(self.text, "export const sample{} = {value} satisfies {kind};", self.samples).unwrap();
        self.samples += 1;
    }

    fn answer<T: Serialize>(&mut self, kind: &str, answer: &Answer<T>, is_value: bool) {
        assert_eq!(matches!(answer, Answer::Value { .. }), is_value, "{kind}");
        self.sample(&format!("Answer<{kind}>"), answer);
    }

    /// The words of an enumeration, which have to be those of a type.
    fn words(&mut self, kind: &str, words: &[impl Serialize]) {
        let words: Vec<String> = words.iter().map(|word| serde_json::to_string(word).unwrap()).collect();
        let place = self.samples;
        writeln!(self.text, "export const words{place}: Same<{}, {kind}> = true;", words.join(" | ")).unwrap();
        self.samples += 1;
    }
}

/// Leaves three of many numbers: one is typed as all are.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(list) => {
            if list.iter().all(Value::is_number) {
                list.truncate(3);
            }
            list.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}

/// Every variant of an enumeration; one that is missing here does not compile.
macro_rules! every {
    ($kind:ident: $($variant:ident),+) => {{
        let all = [$($kind::$variant),+];
        for one in &all {
            match one { $($kind::$variant => {})+ }
        }
        all
    }};
}

#[test]
fn what_the_engine_answers_is_written_for_the_compiler() {
    let text = "import type * as T from \"cross-margin\";\n\
        import type { Answer, Assessment, Comparison, Liquidations, ParsedBook, Preview, RuleSet } from \"cross-margin\";\n\
        import type { ErrorDetail, Result } from \"cross-margin/element\";\n\
        type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;\n\
        type Given<A> = Exclude<A, null>;\n";
    let mut program = Program { text: text.to_owned(), samples: 0 };
    let lost = small(json!([{ "instrument": "BTC-PERP", "quantity": 1, "entry": 90_000 }]));
    for book in [hedged(), mixed(), lost, small(json!([]))] {
        for rules in venues::all() {
            program.answer("Assessment", &assess(ask(&book, json!({ "rules": rules.name })), NOW), true);
        }
        program.answer("Comparison", &compare(ask(&book, json!({})), NOW), true);
    }
    previews(&mut program);
    liquidations(&mut program);
    texts(&mut program);
    program.sample("RuleSet[]", &rule_sets());
    for question in ["7", "{}", r#"{"account": {"holdings": []}, "rules": "nobody", "market": 7}"#] {
        program.answer("Assessment", &assess(Request::from_json(question).unwrap(), NOW), false);
    }
    elements(&mut program);
    enumerations(&mut program);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("embed-types");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("answers.ts"), program.text).unwrap();
}

/// What the element tells, and the faults it finds.
fn elements(program: &mut Program) {
    for book in [hedged(), mixed()] {
        let Answer::Value { value, .. } = element::portfolio(Given::Json(book.to_string()), NOW) else {
            panic!("a book was expected")
        };
        let rules = venues::reference().unwrap();
        let of = margin::assess(&value.account, &value.market, rules);
        let found = margin::liquidation(&value.account, &value.market, rules);
        program.sample("Result", &Told::new(&of, &found, rules, NOW));
    }
    let faults = [
        element::portfolio(Given::Text("s=1.AAAA".to_owned()), NOW).map(drop),
        element::portfolio(Given::Other("it is a function".to_owned()), NOW).map(drop),
        element::prices(Given::Json("[1]".to_owned()), NOW).map(drop),
        element::rules(Given::Text("nobody".to_owned())).map(drop),
    ];
    for fault in faults {
        let Answer::Faults(faults) = fault else { panic!("a fault was expected") };
        for fault in faults {
            let mut detail = serde_json::to_value(fault).unwrap();
            detail["version"] = json!(1);
            program.sample("ErrorDetail", &detail);
        }
    }
}

fn previews(program: &mut Program) {
    let long = small(json!([{ "instrument": "BTC-PERP", "quantity": 1, "entry": 60_000 }]));
    let short_of_margin = small(json!([{ "instrument": "BTC-PERP", "quantity": 2 }]));
    let trade = |quantity: f64| json!({ "instrument": "BTC-PERP", "quantity": quantity, "fee": 1 });
    for (book, trades) in [
        (&long, json!([trade(-0.5)])),
        (&long, json!([trade(5.0), trade(0.0)])),
        (&short_of_margin, json!([trade(-0.1)])),
        (
            &long,
            json!([{ "instrument": "BTC-25DEC26-60000-C", "quantity": 1 }, { "instrument": "XYZ-PERP", "quantity": 1, "price": 1 }]),
        ),
        (&mixed(), json!([])),
    ] {
        program.answer("Preview", &preview(ask(book, json!({ "trades": trades })), NOW), true);
    }
}

fn liquidations(program: &mut Program) {
    let options = small(json!([{ "instrument": "BTC-25DEC26-60000-C", "quantity": 1 }]));
    let long = small(json!([{ "instrument": "BTC-PERP", "quantity": 1, "entry": 60_000 }]));
    let lost = small(json!([{ "instrument": "BTC-PERP", "quantity": 1, "entry": 90_000 }]));
    for book in [hedged(), mixed(), options, long, lost, small(json!([]))] {
        program.answer("Liquidations", &liquidation(ask(&book, json!({ "axes": true })), NOW), true);
    }
    let venue = json!({ "rules": "deribit-portfolio", "axes": true });
    program.answer("Liquidations", &liquidation(ask(&hedged(), venue), NOW), true);
    program.answer("Liquidations", &liquidation(ask(&hedged(), json!({})), NOW), true);
}

fn texts(program: &mut Program) {
    let mixed = mixed().to_string();
    for text in ["BTC-PERP,1.5,91200\nUSDC,20000\nwhat,x", "-2 BTC-PERP @ 65000", mixed.as_str()] {
        program.answer("ParsedBook", &parse_book(text, None, NOW), true);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accounts");
    let mut waiting = vec![folder];
    let mut venues = 0;
    while let Some(place) = waiting.pop() {
        for entry in std::fs::read_dir(place).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let answer = parse_book(&text, None, NOW);
                if matches!(answer, Answer::Value { .. }) {
                    venues += 1;
                    program.sample("Answer<ParsedBook>", &answer);
                }
            }
        }
    }
    assert!(venues > 20, "{venues} recorded answers of venues were read");
    program.answer("ParsedBook", &parse_book(" ", None, NOW), false);
}

fn enumerations(program: &mut Program) {
    program.words(
        "T.PriceState",
        &every!(PriceState: Live, Host, Imported, Manual, Ageing, Diverging, Stale, Held, Sample),
    );
    program.words("T.Fidelity", &every!(Fidelity: VenueMatched, Documented, Approximate));
    program.words("T.VolMove", &every!(VolMove: Up, Same, Down));
    program.words("T.LegKind", &every!(LegKind: Position, Borrowed, Cover));
    let warnings = every!(WarningKind: Price, Derived, Expired, Collateral, Liquidatable, ShortOfInitial);
    program.words("T.Warning[\"kind\"]", &warnings);
    let none = every!(NoLiquidation: NoRequirement, LongOptionsOnly, SafeThroughout, LiquidatableThroughout);
    program.words("Given<T.LiquidationPrice[\"none\"]>", &none);
    let none = every!(NoCrossing: NothingMoves, NoRequirement, LongOptionsOnly, SafeThroughout, LiquidatableThroughout);
    program.words("Given<T.Path[\"none\"]>", &none);
    let prudence = every!(Prudence: Middle, Conservative, Strict);
    program.words("Exclude<T.Market[\"prudence\"], undefined>", &prudence);
    let sure = every!(Sure: Guess, Likely, Certain).map(Sure::word);
    program.words("T.ParsedBook[\"sure\"]", &sure);
    let formats = FORMATS.map(word);
    program.words("T.BookFormat", &formats);
    let codes = every!(Code: WrongType, Missing, WrongValue, NotJson, TooLarge, NewerVersion, UnknownRules, WrongRules,
        NoBook, OtherFormat, NotFetched);
    program.words("Exclude<T.FaultCode, \"internal\">", &codes);
}
