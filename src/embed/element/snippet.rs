//! The lines that put the calculator into somebody's page.

/// How it is put there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    /// The element, by a script.
    #[default]
    Element,
    /// A frame, for pages that take no script from elsewhere into themselves.
    Frame,
    /// The element, out of the npm package.
    Package,
}

/// The book that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// None; the reader brings one.
    #[default]
    Nothing,
    /// The book in a token.
    Token(String),
    /// The book at an address.
    Address(String),
}

/// What is wanted. An empty text is what the element does by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// How it is put there.
    pub how: How,
    /// Where the files are, with a slash at its end.
    pub base: String,
    /// The book that is shown.
    pub shown: Shown,
    /// `full`, `compact`, `preview` or `teach`.
    pub mode: String,
    /// Short name of a rule set.
    pub rules: String,
    /// `auto`, `light` or `dark`.
    pub theme: String,
    /// `auto`, `manual` or `off`.
    pub prices: String,
    /// Whether the reader can change nothing.
    pub readonly: bool,
    /// The name under which the browser keeps what is done.
    pub keys: String,
}

impl Wish {
    /// The attributes of the element, in their order; those that say what it does anyway are not among them.
    pub fn attributes(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        let mut put = |name, value: &str, anyway: &str| {
            if !value.trim().is_empty() && value != anyway {
                all.push((name, value.trim().to_owned()));
            }
        };
        match &self.shown {
            Shown::Nothing => {}
            Shown::Token(token) => put("portfolio", token, ""),
            Shown::Address(address) => put("src", address, ""),
        }
        put("mode", &self.mode, "full");
        put("rules", &self.rules, "reference");
        put("theme", &self.theme, "auto");
        put("prices", &self.prices, "auto");
        put("storage-key", &self.keys, "");
        if self.readonly {
            all.push(("readonly", String::new()));
        }
        all
    }

    /// The lines.
    pub fn snippet(&self) -> String {
        match self.how {
            How::Element => {
                let script =
                    format!("<script type=\"module\" src=\"{}cross-margin-element.js\"></script>", marked(&self.base));
                format!("{script}\n{}", self.element())
            }
            How::Package => format!(
                "npm install cross-margin\n\n// once, in a script; its files have to be served as they are\nimport \"cross-margin/element\";\n\n{}",
                self.element()
            ),
            How::Frame => {
                let settings: Vec<_> = self.attributes().iter().map(|(name, value)| setting(name, value)).collect();
                format!(
                    "<div id=\"calculator\"></div>\n<script type=\"module\">\n  import {{ frame }} from \"{}cross-margin-frame.js\";\n  \
                     frame(document.getElementById(\"calculator\"), {{ {} }});\n</script>",
                    self.base,
                    settings.join(", ")
                )
            }
        }
    }

    fn element(&self) -> String {
        let attribute = |(name, value): &(&'static str, String)| match value.as_str() {
            "" => format!(" {name}"),
            value => format!(" {name}=\"{}\"", marked(value)),
        };
        let attributes: String = self.attributes().iter().map(attribute).collect();
        format!("<cross-margin{attributes}></cross-margin>")
    }
}

/// An attribute as a setting of the frame.
fn setting(name: &str, value: &str) -> String {
    match name {
        "readonly" => "readonly: true".to_owned(),
        "storage-key" => format!("storageKey: {}", quoted(value)),
        name => format!("{name}: {}", quoted(value)),
    }
}

/// A text of JavaScript's within a script of a page: nothing in it ends the script.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('<', "\\u003c")
}

/// A text as the value of an attribute.
fn marked(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish { base: "https://example.org/app/".to_owned(), ..Wish::default() }
    }

    #[test]
    fn what_the_element_does_anyway_is_not_said() {
        let wish = Wish {
            mode: "full".into(),
            theme: "auto".into(),
            prices: "auto".into(),
            rules: "reference".into(),
            ..wish()
        };
        assert_eq!(
            wish.snippet(),
            "<script type=\"module\" src=\"https://example.org/app/cross-margin-element.js\"></script>\n<cross-margin></cross-margin>"
        );
    }

    #[test]
    fn every_wish_is_an_attribute() {
        let wish = Wish {
            shown: Shown::Token("s=1.AB".into()),
            mode: "compact".into(),
            rules: "deribit-portfolio".into(),
            theme: "dark".into(),
            prices: "off".into(),
            readonly: true,
            keys: "desk".into(),
            ..wish()
        };
        let element = "<cross-margin portfolio=\"s=1.AB\" mode=\"compact\" rules=\"deribit-portfolio\" theme=\"dark\" prices=\"off\" \
                       storage-key=\"desk\" readonly></cross-margin>";
        assert!(wish.snippet().ends_with(element), "{}", wish.snippet());
        let framed = Wish { how: How::Frame, ..wish }.snippet();
        assert!(framed.contains("storageKey: \"desk\", readonly: true"), "{framed}");
    }

    #[test]
    fn nothing_that_is_typed_leaves_its_place() {
        let typed = "\"></cross-margin><script>alert(1)</script>&";
        let wish = Wish { shown: Shown::Address(typed.into()), ..wish() };
        let element = wish.snippet();
        assert_eq!(element.matches("<script").count(), 1, "{element}");
        assert!(element.contains("&quot;>&lt;/cross-margin>&lt;script>"), "{element}");
        let framed = Wish { how: How::Frame, ..wish }.snippet();
        assert_eq!(framed.matches("</script>").count(), 1, "{framed}");
    }
}
