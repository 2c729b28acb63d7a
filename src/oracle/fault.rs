//! Why a source has no answer, in one plain sentence each.

use serde::Serialize;

use super::deribit;
use super::reading::ParseError;

/// Why a request brought no prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "fault", content = "detail")]
pub enum FetchFault {
    /// No answer in time.
    #[error("The source did not answer in time.")]
    Timeout,
    /// The browser says there is no network.
    #[error("This device is offline.")]
    Offline,
    /// The browser did not let the answer through; it does not say whether for CORS or for the network.
    #[error("The browser could not reach the source, or is not allowed to read its answer.")]
    Blocked,
    /// Asked too often.
    #[error("The source asks us to wait{}.", retry_after_s.map_or(String::new(), |s| format!(" {s} seconds")))]
    RateLimited {
        /// Seconds to wait, where the source says so.
        retry_after_s: Option<u32>,
    },
    /// It answers only who shows a key, or not this key.
    #[error("The source answers only with a key (HTTP {0}).")]
    KeyNeeded(u16),
    /// A connection that was open ended.
    #[error("The connection was closed by the source or on the way.")]
    Closed,
    /// An HTTP status that is not a success.
    #[error("The source answered with HTTP status {0}.")]
    Status(u16),
    /// An answer that cannot be read.
    #[error("The source sent something we cannot read: {0}.")]
    Changed(String),
}

impl FetchFault {
    /// What an HTTP status means; `None` for a success. `retry_after` is the header of that name.
    pub fn of_status(status: u16, retry_after: Option<&str>) -> Option<Self> {
        match status {
            200..=299 => None,
            429 => Some(Self::RateLimited { retry_after_s: retry_after.and_then(seconds) }),
            401 | 403 => Some(Self::KeyNeeded(status)),
            _ => Some(Self::Status(status)),
        }
    }

    /// In a word or two.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Timeout => "no answer",
            Self::Offline => "offline",
            Self::Blocked => "blocked by the browser",
            Self::RateLimited { .. } => "rate-limited",
            Self::KeyNeeded(_) => "key needed",
            Self::Closed => "closed",
            Self::Status(_) => "failing",
            Self::Changed(_) => "changed format",
        }
    }

    /// Whether it concerns the whole source, so that its other requests need not be tried now.
    pub fn is_of_whole_source(&self) -> bool {
        matches!(self, Self::Timeout | Self::Offline | Self::Blocked | Self::RateLimited { .. })
    }
}

impl From<ParseError> for FetchFault {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::TooMany => Self::RateLimited { retry_after_s: None },
            ParseError::Venue { code, .. } if code == deribit::TOO_MANY_REQUESTS => {
                Self::RateLimited { retry_after_s: None }
            }
            other => Self::Changed(other.to_string()),
        }
    }
}

/// `Retry-After` in seconds. Its other form, a date, would need a trusted clock and is taken as not given.
fn seconds(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_fault_unless_it_is_a_success() {
        assert_eq!(FetchFault::of_status(200, None), None);
        assert_eq!(FetchFault::of_status(503, Some("9")), Some(FetchFault::Status(503)));
        for (header, retry_after_s) in [
            (Some("7"), Some(7)),
            (Some(" 7 "), Some(7)),
            (Some("-7"), None),
            (Some("99999999999999"), None),
            (Some("Wed, 21 Oct 2026 07:28:00 GMT"), None),
            (None, None),
        ] {
            assert_eq!(FetchFault::of_status(429, header), Some(FetchFault::RateLimited { retry_after_s }));
        }
    }

    #[test]
    fn every_fault_is_one_sentence() {
        for fault in [
            FetchFault::Timeout,
            FetchFault::Offline,
            FetchFault::Blocked,
            FetchFault::RateLimited { retry_after_s: Some(7) },
            FetchFault::Status(503),
            FetchFault::KeyNeeded(401),
            FetchFault::Closed,
            ParseError::Empty.into(),
        ] {
            let sentence = fault.to_string();
            assert!(sentence.ends_with('.') && !sentence.contains('\n'));
        }
    }

    #[test]
    fn too_many_requests_is_a_wait_in_either_dress() {
        let refused = ParseError::Venue { code: 10_028, message: "too_many_requests".to_owned() };
        assert!(matches!(refused.into(), FetchFault::RateLimited { .. }));
        let other = ParseError::Venue { code: 11_050, message: "bad_request".to_owned() };
        assert!(matches!(other.into(), FetchFault::Changed(_)));
    }
}
