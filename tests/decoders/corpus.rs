//! Good inputs to begin with: what is recorded, what the documents show, and what this program writes itself.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cross_margin::io::session::{self, Place, Scene, Session};
use cross_margin::io::{csv, json, rule_set, sample};
use cross_margin::margin::venues;
use cross_margin::oracle;
use miniz_oxide::inflate::decompress_to_vec;
use serde_json::Value;

use crate::each::NOW;

/// Longest seed, bytes: small ones are read often.
const LONGEST: usize = 3_000;
/// What is kept of a list in a seed.
const ROWS: usize = 2;
/// What is kept of an object.
const FIELDS: usize = 24;

/// Good inputs by what they are.
pub struct Corpus {
    named: Vec<(String, Vec<u8>)>,
}

impl Corpus {
    pub fn collect() -> Self {
        let mut all = Self { named: Vec::new() };
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for folder in ["tests/fixtures", "docs/examples"] {
            for path in files(&root.join(folder)) {
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                if let Ok(bytes) = fs::read(&path) {
                    all.add(&name, bytes);
                }
            }
        }
        for name in ["docs/import.md", "docs/rules.md"] {
            for block in blocks(&fs::read_to_string(root.join(name)).unwrap_or_default()) {
                all.add(name, block.into_bytes());
            }
        }
        all.written();
        all
    }

    /// What a decoder begins with: what is its own, else everything.
    pub fn of(&self, decoder: &str) -> Vec<&[u8]> {
        if let Some(source) = decoder.strip_prefix("prices/") {
            let file = format!("fixtures/oracle/{}", source.replace('-', "_"));
            return self
                .named
                .iter()
                .filter(|(name, _)| name.contains(&file))
                .map(|(_, bytes)| bytes.as_slice())
                .collect();
        }
        let kinds: &[&str] = match decoder {
            "import" => &["fixtures/accounts", "fixtures/books", "import.md", "written/book", "written/csv"],
            "csv" => &["written/csv", "import.md"],
            "quick" => &["written/line"],
            "book" => &["fixtures/books", "docs/examples", "written/book"],
            "answers" => &["fixtures/accounts"],
            "session" => &["fixtures/links", "written/link"],
            "session-parts" => &["written/parts"],
            "rule-set" => &["rules.md", "written/rules"],
            "parameters" => &["rules.md"],
            "order-book" => &["written/depth"],
            "derive-ask" => &["accounts/derive/get_margin", "written/derive"],
            _ => &[],
        };
        let own = |name: &str| kinds.is_empty() || kinds.iter().any(|kind| name.contains(kind));
        self.named.iter().filter(|(name, _)| own(name)).map(|(_, bytes)| bytes.as_slice()).collect()
    }

    pub fn all(&self) -> Vec<&[u8]> {
        self.named.iter().map(|(_, bytes)| bytes.as_slice()).collect()
    }

    /// Adds an input: whole where it is short, and with its lists cut short where it is JSON.
    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        for line in bytes.split(|&byte| byte == b'\n').filter(|_| bytes.len() > LONGEST || name.contains("oracle")) {
            if (2..=LONGEST).contains(&line.len())
                && serde_json::from_slice::<Value>(line).is_ok_and(|of| of.is_object())
            {
                self.named.push((name.to_owned(), line.to_vec()));
            }
        }
        let cut = serde_json::from_slice::<Value>(&bytes).ok().map(|mut json| {
            shorten(&mut json);
            json.to_string().into_bytes()
        });
        if let Some(cut) = cut.filter(|cut| cut.len() <= LONGEST && cut.len() < bytes.len()) {
            self.named.push((name.to_owned(), cut));
        }
        let mut bytes = bytes;
        bytes.truncate(LONGEST);
        self.named.push((name.to_owned(), bytes));
    }

    /// What this program writes.
    fn written(&mut self) {
        let account = sample::account(NOW);
        self.add("written/csv", csv::write(&account).into_bytes());
        self.add("written/csv", csv::template(NOW).into_bytes());
        let (market, rules) = (oracle::sample::market(NOW), venues::reference().ok().cloned());
        let file = json::BookFile { account: account.clone(), market: market.clone(), ..json::BookFile::default() };
        self.add("written/book", json::write(&file).into_bytes());
        let whole = Session { account: account.clone(), market: market.clone(), rules, ..Session::default() };
        let scene = Scene { title: "Two legs".into(), task: "Hedge it".into(), changes: 3, ..Scene::default() };
        let exercises = Place::Exercises { seed: 7, level: "easy".into(), count: 5 };
        let scenes = [Place::Calculator, Place::Lesson { id: "collar".into(), step: 1 }, exercises];
        let scenes = scenes.map(|place| Session { scene: Some(Scene { place, ..scene.clone() }), ..whole.clone() });
        let bare = Session { account, ..Session::default() };
        let links =
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/links")).into_iter().flatten();
        let links = links.flatten().filter_map(|entry| fs::read_to_string(entry.path()).ok());
        let made = [whole, bare].into_iter().chain(scenes).filter_map(|of| session::fragment(&of).ok());
        for link in links.chain(made).collect::<Vec<_>>() {
            let token = link.trim().rsplit("s=1.").next().unwrap_or_default();
            let packed = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
            let whole = decompress_to_vec(&packed).unwrap_or_default();
            self.named.push(("written/parts".to_owned(), whole.get(4..).unwrap_or_default().to_vec()));
            self.named.push(("written/link".to_owned(), link.into_bytes()));
        }
        for rules in venues::all() {
            self.named.push(("written/rules".to_owned(), rules.to_json().into_bytes()));
            self.named.extend(rule_set::fragment(rules).map(|link| ("written/rules".to_owned(), link.into_bytes())));
        }
        for line in [
            "-2 BTC-PERP @ 65000",
            "+5 BTC 25DEC26 80000 P @ 0.031",
            "short 3 ETH 28MAR27 4000 call",
            "sell 500 BTC 26MAR27 future",
            "2 ETH_USDC 28 MAR 27 4k put",
            "10k USDC; 0.5 wstETH",
            "buy 1.5 HYPE linear perp at 40",
            "ETH_USDC-26MAR27-3000-C 4 @ 101.5",
        ] {
            self.named.push(("written/line".to_owned(), line.as_bytes().to_vec()));
        }
        for answer in [
            r#"{"id":1,"jsonrpc":"2.0","result":{"subaccount_id":0,"is_valid_trade":true,"post_initial_margin":"110.25","post_maintenance_margin":"55"}}"#,
            r#"{"id":1,"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params","data":"market: unknown"}}"#,
        ] {
            self.named.push(("written/derive".to_owned(), answer.as_bytes().to_vec()));
        }
        for depth in [
            r#"{"lastUpdateId":1,"bids":[["59990.1","1.5"],["59980","2"]],"asks":[["60000","0.5"],["60010.5","3"]]}"#,
            r#"{"code":"0","data":[{"asks":[["60000","5","0","1"]],"bids":[["59990","7","0","2"]],"ts":"1"}]}"#,
            r#"{"retCode":0,"result":{"s":"BTCUSDT","b":[["59990","1"]],"a":[["60000","2"]]}}"#,
            r#"{"coin":"BTC","levels":[[{"px":"59990","sz":"1","n":3}],[{"px":"60000","sz":"2","n":1}]]}"#,
            "bid 59990 1.5\nask 60000 2\nask 60010 0.25",
            "bids\n59990 1.5\nasks\n60000 2",
        ] {
            self.named.push(("written/depth".to_owned(), depth.as_bytes().to_vec()));
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    all.sort();
    all.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The indented blocks of a document.
fn blocks(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in text.lines() {
        match line.strip_prefix("    ") {
            Some(line) => all.last_mut().into_iter().for_each(|block| *block += &format!("{line}\n")),
            None => all.push(String::new()),
        }
    }
    all.retain(|block| !block.is_empty());
    all
}

fn shorten(json: &mut Value) {
    match json {
        Value::Array(list) => {
            list.truncate(ROWS);
            list.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => {
            let more: Vec<String> = fields.keys().skip(FIELDS).cloned().collect();
            more.iter().for_each(|name| drop(fields.remove(name)));
            fields.values_mut().for_each(shorten);
        }
        _ => {}
    }
}
