//! The files of cases that are part of the program.

/// A file of cases that is part of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vectors {
    /// Name without its ending: `derive-pm2`. Its first word says whose cases they are.
    pub stem: &'static str,
    /// Name on screen.
    pub title: &'static str,
    /// The JSON.
    pub text: &'static str,
}

macro_rules! files {
    ($($stem:literal: $title:literal,)*) => {
        &[$(Vectors {
            stem: $stem,
            title: $title,
            text: include_str!(concat!("../../../tests/vectors/", $stem, ".json")),
        }),*]
    };
}

/// All of them, by name.
pub fn shipped() -> &'static [Vectors] {
    files! {
        "binance": "Binance",
        "books": "Whole books, through every part of the engine",
        "bybit": "Bybit",
        "deribit": "Deribit",
        "derive-auction": "Derive, liquidation auction",
        "derive-pm1": "Derive, portfolio margin 1",
        "derive-pm2": "Derive, portfolio margin 2",
        "derive-sm": "Derive, standard margin",
        "drift": "Drift v2",
        "dydx": "dYdX v4",
        "hyperliquid": "Hyperliquid",
        "mango": "Mango v4",
        "misc": "Vertex, Nado, Paradex, Synthetix, GMX",
        "okx": "OKX",
        "options": "Option values",
        "span-tims-regt": "SPAN, TIMS, Reg T",
        "volatility": "Volatility forecasts",
    }
}

/// The text of the one with this stem.
pub(crate) fn text_of(stem: &str) -> Option<&'static str> {
    shipped().iter().find(|file| file.stem == stem).map(|file| file.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<_> = files.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
        files.sort_unstable();
        assert_eq!(shipped().iter().map(|file| file.stem).collect::<Vec<_>>(), files);
    }
}
