//! What JavaScript hands over, as a tree; whatever it is.
//!
//! Read here and not by serde-wasm-bindgen, which would follow a cycle for ever, be stopped by a getter that throws, and
//! take every number for a float. A number becomes the shortest text that means it, so 0.1 is exactly a tenth. What JSON
//! has no word for stands in the tree by what it is, so that whoever reads the field says so with its path.

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

use super::{Code, Fault};
use crate::io::{MAX_BYTES, Tree};

/// Deeper than any book is nested.
const DEEPEST: usize = 64;
/// More values than the largest book with its prices has.
const MOST: usize = 1_000_000;

#[wasm_bindgen]
extern "C" {
    /// `Array.isArray`, which throws for a proxy that was revoked.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    /// `Object.keys`, which throws where a proxy does.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(value: &JsValue) -> Result<Array, JsValue>;
    /// `String`, which throws for what has no text.
    #[wasm_bindgen(catch, js_name = String)]
    fn text_of(value: &JsValue) -> Result<JsString, JsValue>;
}

/// A reading of something handed over.
pub(super) struct Handed {
    /// The objects around what is read, outermost first.
    around: Vec<JsValue>,
    /// How many more values, and bytes of text, are read.
    left: (usize, usize),
}

/// There is more than is read.
struct TooMuch;

impl Handed {
    /// The value as a tree.
    pub(super) fn tree(value: &JsValue) -> Result<Tree, Fault> {
        let mut handed = Self { around: Vec::new(), left: (MOST, MAX_BYTES) };
        handed.read(value).map_err(|TooMuch| {
            let message = format!("there are more than {MOST} values or {MAX_BYTES} bytes of text");
            Fault::new(Code::TooLarge, "", message, "a smaller book is right, or several questions")
        })
    }

    fn read(&mut self, value: &JsValue) -> Result<Tree, TooMuch> {
        self.left.0 = self.left.0.checked_sub(1).ok_or(TooMuch)?;
        if value.is_null() || value.is_undefined() {
            return Ok(Tree::Null);
        }
        if let Some(flag) = value.as_bool() {
            return Ok(Tree::Flag(flag));
        }
        if let Some(number) = value.as_f64() {
            return Ok(self.number(value, number));
        }
        if value.is_string() {
            return self.text(value.unchecked_ref::<JsString>()).map(Tree::Text);
        }
        if value.is_function() {
            return Ok(Tree::Other("a function"));
        }
        if value.is_symbol() {
            return Ok(Tree::Other("a symbol"));
        }
        if value.is_bigint() {
            return Ok(Tree::Other("a BigInt"));
        }
        self.object(value)
    }

    fn number(&self, value: &JsValue, number: f64) -> Tree {
        if number.is_nan() {
            return Tree::Other("NaN");
        }
        if number.is_infinite() {
            return Tree::Other("Infinity");
        }
        match text_of(value) {
            Ok(text) => Tree::Number(String::from(&text)),
            Err(_) => Tree::Other("a number without a text"),
        }
    }

    /// A text, if there is still place for it.
    fn text(&mut self, text: &JsString) -> Result<String, TooMuch> {
        // each of JavaScript's units is at least a byte: nothing long is copied to find that it is too long
        let units = usize::try_from(text.length()).map_err(|_| TooMuch)?;
        if units > self.left.1 {
            return Err(TooMuch);
        }
        let text = String::from(text);
        self.left.1 = self.left.1.checked_sub(text.len()).ok_or(TooMuch)?;
        Ok(text)
    }

    fn object(&mut self, value: &JsValue) -> Result<Tree, TooMuch> {
        if self.around.len() >= DEEPEST {
            return Ok(Tree::Other("nested too deep"));
        }
        if self.around.iter().any(|around| Object::is(around, value)) {
            return Ok(Tree::Other("an object within itself"));
        }
        let Ok(listed) = is_array(value) else { return Ok(Tree::Other("an object that cannot be read")) };
        self.around.push(value.clone());
        let tree = if listed { self.list(value.unchecked_ref()) } else { self.fields(value) };
        self.around.pop();
        tree
    }

    fn list(&mut self, list: &Array) -> Result<Tree, TooMuch> {
        let mut entries = Vec::new();
        // a list that is a proxy may say any length, and another each time
        let length = Reflect::get(list, &"length".into()).ok().and_then(|length| length.as_f64()).unwrap_or_default();
        if length > self.left.0 as f64 {
            return Err(TooMuch);
        }
        for place in 0..length as u32 {
            entries.push(match Reflect::get_u32(list, place) {
                Ok(entry) => self.read(&entry)?,
                Err(_) => Tree::Other("a value that cannot be read"),
            });
        }
        Ok(Tree::List(entries))
    }

    fn fields(&mut self, object: &JsValue) -> Result<Tree, TooMuch> {
        let Ok(keys) = keys(object) else { return Ok(Tree::Other("an object that cannot be read")) };
        let mut fields = Vec::new();
        for key in keys.iter() {
            let name = self.text(key.unchecked_ref())?;
            match Reflect::get(object, &key) {
                Ok(field) if field.is_undefined() => {}
                Ok(field) => fields.push((name, self.read(&field)?)),
                Err(_) => fields.push((name, Tree::Other("a value that cannot be read"))),
            }
        }
        Ok(Tree::Fields(fields))
    }
}
