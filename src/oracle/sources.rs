//! Which sources there are. A new one is a file beside this one, and a line in [`ALL`].
//!
//! The page's `<meta name="cm-kraken" content="https://…">`, and likewise for each source by its name, puts another
//! origin in the place of its own, for tests and for who hosts a proxy; the content `off` leaves a source out.

use super::source::{Source, Wanted};
use super::{bitstamp, chainlink, coinbase, defillama, deribit, dydx, host, hyperliquid, kraken, pyth};

/// All sources, in the order in which they are shown.
pub static ALL: &[&Source] = &[
    &hyperliquid::SOURCE,
    &dydx::SOURCE,
    &deribit::SOURCE,
    &coinbase::SOURCE,
    &kraken::SOURCE,
    &bitstamp::SOURCE,
    &chainlink::SOURCE,
    &pyth::SOURCE,
    &defillama::SOURCE,
    &hyperliquid::MIDS,
    &host::SOURCE,
];

/// What the user said about sources: addresses and a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Addresses in place of a source's own, by its name.
    pub origins: Vec<(String, String)>,
    /// Keys, by the name of the source.
    pub keys: Vec<(String, String)>,
    /// Whether no source is told what the book rests on: the same few assets are asked for whatever is in it.
    pub discreet: bool,
    /// Whether no source is asked for anything.
    pub silent: bool,
}

/// A source as it is asked: where, and with which key.
#[derive(Clone, Debug)]
pub struct Configured {
    /// Which.
    pub source: &'static Source,
    /// Where its API is.
    pub origin: String,
    /// Whether the origin is not the source's own.
    pub moved: bool,
    /// The user's key.
    pub key: Option<String>,
}

impl Configured {
    /// Whether it can be asked: one that needs a key has it, or goes through a proxy that may hold one.
    pub fn can_be_asked(&self) -> bool {
        !self.source.needs_key || self.key.is_some() || self.moved
    }
}

/// The source of a name.
pub fn named(name: &str) -> Option<&'static Source> {
    ALL.iter().copied().find(|source| source.name == name)
}

/// What is known of a source on screen: its title, or its name where there is none.
pub fn title(name: &str) -> &str {
    named(name).map_or(name, |source| source.title)
}

/// What is asked for where no source is to be told what the book rests on.
pub fn usual() -> Wanted {
    let assets = ["BTC", "ETH", "SOL", "USDC", "USDT"];
    Wanted { assets: assets.iter().filter_map(|name| name.parse().ok()).collect(), instruments: Vec::new() }
}

/// All sources at their own origins, for a book that wants nothing in particular.
pub fn all() -> Vec<Configured> {
    configured(|_| None, &Settings::default())
}

/// All sources with origins and keys put in place: by the user, else by `content`, which gives the content of a
/// `<meta>` by its name.
pub fn configured(content: impl Fn(&str) -> Option<String>, settings: &Settings) -> Vec<Configured> {
    let of = |list: &[(String, String)], name: &str| {
        list.iter().find(|(of, _)| of == name).map(|(_, value)| value.trim().to_owned()).filter(|v| !v.is_empty())
    };
    let mut all = Vec::new();
    if settings.silent {
        return all;
    }
    for &source in ALL {
        let given = content(&format!("cm-{}", source.name)).unwrap_or_default();
        let given = given.trim();
        if given == "off" {
            continue;
        }
        let set = of(&settings.origins, source.name).or_else(|| Some(given.to_owned()).filter(|g| !g.is_empty()));
        let moved = set.is_some();
        let origin = set.unwrap_or_else(|| source.origin.to_owned());
        let origin = origin.trim_end_matches('/').to_owned();
        all.push(Configured { source, origin, moved, key: of(&settings.keys, source.name) });
    }
    all
}

/// Every request that these sources are asked for this book, with the source's place in the list.
pub fn asks(sources: &[Configured], wanted: &Wanted) -> Vec<(usize, super::source::Ask)> {
    let each = sources.iter().enumerate();
    each.flat_map(|(place, of)| (of.source.asks)(wanted).into_iter().map(move |ask| (place, ask))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_or_a_user_can_put_an_origin_in_place_or_leave_a_source_out() {
        let none = Settings::default();
        let sources = configured(
            |name| match name {
                "cm-deribit" => Some(" http://localhost:9000/ ".to_owned()),
                _ => Some(String::new()),
            },
            &none,
        );
        let of = |name: &str| sources.iter().find(|of| of.source.name == name).map(|of| (of.origin.as_str(), of.moved));
        assert_eq!(of("hyperliquid"), Some(("https://api.hyperliquid.xyz", false)));
        assert_eq!(of("deribit"), Some(("http://localhost:9000", true)));
        assert!(configured(|_| Some("off".to_owned()), &none).is_empty());
        let mine = Settings {
            origins: vec![("deribit".to_owned(), "https://my.proxy/".to_owned())],
            keys: vec![("deribit".to_owned(), " secret ".to_owned())],
            discreet: false,
            silent: false,
        };
        let sources = configured(|_| None, &mine);
        let deribit = sources.iter().find(|of| of.source.name == "deribit").unwrap();
        assert_eq!(deribit.origin, "https://my.proxy");
        assert_eq!(deribit.key.as_deref(), Some("secret"));
    }

    #[test]
    fn names_are_unique() {
        for (place, source) in ALL.iter().enumerate() {
            assert!(ALL.iter().skip(place + 1).all(|other| other.name != source.name), "{}", source.name);
        }
    }
}
