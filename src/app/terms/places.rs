//! Which words on screen are terms, and where they stand.

use crate::app::explain::Topic;

/// What carries a word: headings, heads of columns and rows, names in lists of figures, the legend of the margin bar.
pub(super) const CARRIERS: &str =
    ":is(h2, h3, th, dt, .legend .dim):not(:is(button, a, label, summary, .room, [aria-hidden=true]) *)";

/// Words as they stand on screen, in small letters, and the terms they name.
const WORDS: [(&str, &str); 70] = [
    ("account", "account"),
    ("apart", "held-apart"),
    ("bankruptcy", "bankruptcy-price"),
    ("bankruptcy price", "bankruptcy-price"),
    ("basis", "basis"),
    ("binding scenario", "binding-scenario"),
    ("capital efficiency", "capital-efficiency"),
    ("cascade", "cascade"),
    ("charge", "charge"),
    ("collateral", "collateral"),
    ("counts for", "collateral"),
    ("deleveraging", "deleveraging"),
    ("delta", "delta"),
    ("entry", "entry-price"),
    ("equity", "equity"),
    ("expiry", "expiry"),
    ("exposure", "exposure"),
    ("far, up", "tail"),
    ("fidelity", "fidelity"),
    ("free", "free-collateral"),
    ("free collateral", "free-collateral"),
    ("freed by hedging", "hedge-benefit"),
    ("freed by netting", "hedge-benefit"),
    ("funding", "funding"),
    ("gamma", "gamma"),
    ("haircut", "haircut"),
    ("health", "health"),
    ("hedge benefit", "hedge-benefit"),
    ("held apart", "held-apart"),
    ("index price", "index-price"),
    ("initial", "initial-margin"),
    ("initial margin", "initial-margin"),
    ("instrument", "instrument"),
    ("insurance pays", "insurance-fund"),
    ("leg", "leg"),
    ("leverage", "leverage"),
    ("liquidation", "liquidation"),
    ("liquidation price", "liquidation-price"),
    ("maintenance", "maintenance-margin"),
    ("maintenance margin", "maintenance-margin"),
    ("margin ratio", "margin-ratio"),
    ("mark", "mark-price"),
    ("mark price", "mark-price"),
    ("market impact", "market-impact"),
    ("nearest liquidation", "liquidation-price"),
    ("net exposure", "net-exposure"),
    ("never more than apart", "credit"),
    ("option value", "option-value"),
    ("p&l", "unrealised-pnl"),
    ("part of margin", "part"),
    ("perpetual", "perpetual"),
    ("positions", "position"),
    ("price", "index-price"),
    ("rule", "rule-set"),
    ("rules", "rule-set"),
    ("scan range", "scan-range"),
    ("scan risk", "scan-risk"),
    ("short options", "short-option-minimum"),
    ("short-option minimum", "short-option-minimum"),
    ("size charge", "size-charge"),
    ("state", "price-state"),
    ("stress grid", "scenario"),
    ("theta", "theta"),
    ("underlying", "underlying"),
    ("unified", "unified-margin"),
    ("unified margin", "unified-margin"),
    ("unrealised", "unrealised-pnl"),
    ("utilisation", "utilisation"),
    ("vega", "vega"),
    ("volatility", "volatility"),
];

/// The term that words on screen name: all of them, or those before the first comma (`Delta, per 1 %`).
pub(crate) fn of_words(words: &str) -> Option<&'static str> {
    let words = words.trim().to_ascii_lowercase();
    let known = |words: &str| {
        let place = WORDS.binary_search_by(|(of, _)| (*of).cmp(words)).ok()?;
        WORDS.get(place).map(|(_, term)| *term)
    };
    known(&words).or_else(|| known(words.split(',').next()?.trim_end()))
}

/// The term of a figure that opens to what made it.
pub(crate) fn of_figure(topic: &Topic) -> &'static str {
    match topic {
        Topic::Unified => "unified-margin",
        Topic::Apart => "held-apart",
        Topic::Freed => "hedge-benefit",
        Topic::Equity => "equity",
        Topic::Maintenance => "maintenance-margin",
        Topic::Free => "free-collateral",
        Topic::Leg(..) => "part",
        Topic::Holding(_) => "haircut",
        Topic::Liquidation(..) => "liquidation-price",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::explain::Side;
    use crate::learn::glossary::named;
    use crate::risk::LegKind;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let all = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        all.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    /// The source of all views but this one.
    fn views() -> String {
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app");
        let files = sources(&app).into_iter().filter(|path| !path.ends_with("terms/places.rs"));
        files.filter_map(|path| fs::read_to_string(path).ok()).collect()
    }

    #[test]
    fn words_are_in_order_and_name_terms_of_the_glossary() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        for (words, term) in WORDS {
            assert!(named(term).is_some(), "“{words}” names {term}, which is no term");
            assert_eq!(words, words.to_ascii_lowercase());
        }
    }

    #[test]
    fn every_term_that_a_view_names_is_in_the_glossary() {
        let views = views();
        let named_terms = views.split("data-term=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for term in named_terms {
            assert!(named(term).is_some(), "data-term=“{term}” is no term");
        }
    }

    #[test]
    fn what_stands_on_the_first_screen_opens() {
        // as the views write them: headings, legend, heads of tables, sensitivities, grid
        for (words, term) in [
            ("Positions", "position"),
            ("Collateral", "collateral"),
            ("Liquidation", "liquidation"),
            ("Stress grid", "scenario"),
            ("Instrument", "instrument"),
            ("Entry", "entry-price"),
            ("Mark", "mark-price"),
            ("P&L", "unrealised-pnl"),
            ("Delta", "delta"),
            ("Apart", "held-apart"),
            ("Part of margin", "part"),
            ("Haircut", "haircut"),
            ("Counts for", "collateral"),
            ("maintenance", "maintenance-margin"),
            ("unified", "unified-margin"),
            ("held apart", "held-apart"),
            ("equity", "equity"),
            ("free", "free-collateral"),
            ("margin ratio", "margin-ratio"),
            ("Gamma, per 1 %", "gamma"),
            ("Vega, per vol point", "vega"),
            ("Theta, per day", "theta"),
            ("far, up", "tail"),
            ("Price, $", "index-price"),
            ("State", "price-state"),
        ] {
            assert_eq!(of_words(words), Some(term), "{words}");
            assert!(views().contains(&format!("\"{words}\"")), "no view writes “{words}”");
        }
        for words in ["Quantity", "", "Net", "Greeks", ",", "Delta hedged"] {
            assert_eq!(of_words(words), None, "{words}");
        }
    }

    #[test]
    fn every_figure_has_a_term() {
        let btc = "BTC".parse().unwrap();
        for topic in [
            Topic::Unified,
            Topic::Apart,
            Topic::Freed,
            Topic::Equity,
            Topic::Maintenance,
            Topic::Free,
            Topic::Leg(LegKind::Position, "BTC-PERP".to_owned()),
            Topic::Holding(0),
            Topic::Liquidation(btc, Side::Below),
        ] {
            assert!(named(of_figure(&topic)).is_some(), "{topic:?}");
        }
    }
}
