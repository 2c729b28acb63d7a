//! Addresses and keys as the browser keeps them:
//! `{"origins": {"chainlink": "https://…"}, "keys": {"pyth": "…"}, "discreet": false}`.
//! Keys are among them only where the user asked for it. None of it is in a link or an export.

use crate::json::{Json, field};
use crate::oracle::sources::Settings;

/// The most that is read of what was kept.
const LONGEST: usize = 10_000;

/// Settings from what was kept; what cannot be read is left out.
pub(super) fn read(text: &str) -> Settings {
    let list = |name: &str| -> Vec<(String, String)> {
        let parts = Json::read(text).ok().and_then(Json::fields).and_then(|fields| field(&fields, name)?.fields());
        let each = parts.unwrap_or_default().into_iter();
        each.filter_map(|(of, value)| Some((of.into_owned(), value.string()?.into_owned()))).collect()
    };
    if text.len() > LONGEST {
        return Settings::default();
    }
    let fields = Json::read(text).ok().and_then(Json::fields).unwrap_or_default();
    let discreet = field(&fields, "discreet").is_some_and(|of| of.written() == "true");
    Settings { origins: list("origins"), keys: list("keys"), discreet, silent: false }
}

/// What is kept of settings.
pub(super) fn text(settings: &Settings, with_keys: bool) -> String {
    let object = |list: &[(String, String)]| -> serde_json::Value {
        let each = list.iter().map(|(of, value)| (of.clone(), serde_json::Value::from(value.as_str())));
        serde_json::Value::Object(each.collect())
    };
    let keys = if with_keys { object(&settings.keys) } else { object(&[]) };
    let origins = object(&settings.origins);
    serde_json::json!({ "origins": origins, "keys": keys, "discreet": settings.discreet }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_keys_only_where_asked() {
        let settings = Settings {
            origins: vec![("chainlink".to_owned(), "https://a.example/\"x\"".to_owned())],
            keys: vec![("pyth".to_owned(), "secret".to_owned())],
            discreet: true,
            silent: false,
        };
        assert_eq!(read(&text(&settings, true)), settings);
        let without = text(&settings, false);
        assert!(!without.contains("secret"));
        assert_eq!(read(&without), Settings { keys: Vec::new(), ..settings });
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for odd in ["", "null", "[]", "{\"keys\":5}", "{\"keys\":{\"pyth\":5}}", &"x".repeat(20_000)] {
            assert_eq!(read(odd), Settings::default(), "{odd:.20}");
        }
    }
}
