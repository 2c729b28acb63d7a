//! Reading what Derive answers.

use rust_decimal::Decimal;

use super::write::ID;
use crate::io::number::{self, DecimalMark, Spelling};
use crate::json::{Json, field};

/// Codes by which Derive says that it is asked too often: its own, and that of HTTP.
const TOO_OFTEN: [&str; 2] = ["-32000", "429"];
/// Longest message of Derive’s that is shown.
const LONGEST: usize = 200;

/// Derive’s margins: what is left after each, dollars, ≥ 0 when all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margins {
    /// After initial margin.
    pub initial: Decimal,
    /// After maintenance margin.
    pub maintenance: Decimal,
}

/// Why an answer has no margins.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Derive refused the question.
    #[error("Derive refused the question: {message} (code {code})")]
    Refused {
        /// Its code.
        code: String,
        /// Its words.
        message: String,
    },
    /// Asked too often.
    #[error("Derive asks us to wait: it is asked too often. Try again in a minute")]
    TooOften,
    /// Not what is documented.
    #[error("Derive’s answer has changed its form: {0}")]
    Changed(String),
}

/// Whether a message is the answer to the question, and not something that Derive says by itself.
pub fn is_answer(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let Some(fields) = Json::read(text).ok().and_then(Json::fields) else { return true };
    // an error before the question could be read has no id
    match field(&fields, "id") {
        Some(id) => id.text() == ID,
        None => field(&fields, "method").is_none(),
    }
}

/// Reads an answer.
///
/// # Errors
/// What Derive says against the question, or what is not as documented, named by its field.
pub fn answer(bytes: &[u8]) -> Result<Margins, AnswerError> {
    let changed = |what: &str| AnswerError::Changed(what.to_owned());
    let text = std::str::from_utf8(bytes).map_err(|_| changed("it is not text"))?;
    let json = Json::read(text).map_err(|error| changed(&error.to_string()))?;
    let fields = json.fields().ok_or_else(|| changed("it is no object"))?;
    if let Some(error) = field(&fields, "error") {
        return Err(refusal(error));
    }
    let result = field(&fields, "result").ok_or_else(|| changed("result is missing"))?;
    let result = result.fields().ok_or_else(|| changed("result is no object"))?;
    let figure = |name: &str| {
        let value = field(&result, name).ok_or_else(|| changed(&format!("{name} is missing")))?;
        let read = number::read(&value.text(), Spelling { mark: DecimalMark::Point, suffixes: false });
        read.map(|number| number.value).map_err(|error| changed(&format!("{name}: {error}")))
    };
    // nothing is changed in the account, so before and after are the same
    Ok(Margins { initial: figure("post_initial_margin")?, maintenance: figure("post_maintenance_margin")? })
}

fn refusal(error: Json<'_>) -> AnswerError {
    let fields = error.fields().unwrap_or_default();
    let said = |name: &str| field(&fields, name).map(|value| value.text().chars().take(LONGEST).collect::<String>());
    let code = said("code").unwrap_or_else(|| "none".to_owned());
    let message = said("message").unwrap_or_else(|| "it does not say why".to_owned());
    if TOO_OFTEN.contains(&code.as_str()) || message.to_ascii_lowercase().contains("rate limit") {
        return AnswerError::TooOften;
    }
    let message = match said("data") {
        Some(data) => format!("{message}: {data}"),
        None => message,
    };
    AnswerError::Refused { code, message }
}
