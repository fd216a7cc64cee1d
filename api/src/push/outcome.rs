//! What a provider made of a push, in the four ways that matter to the queue.

use std::time::Duration;

use crate::egress::Answer;

/// Least pause after a provider said "too many", when it does not say how long.
pub(super) const TOO_MANY_PAUSE: Duration = Duration::from_secs(60);
/// Longest pause taken from a provider's word.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 3600);

/// What became of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took it; that is not yet "delivered".
    Accepted {
        /// The provider's name for it.
        provider_id: Option<String>,
    },
    /// The token will never work again: stop using it, if it is still the device's token.
    TokenDead {
        /// When the provider learnt it, Unix milliseconds: a token registered later is not meant.
        since_ms: Option<i64>,
        /// The provider's word.
        reason: String,
    },
    /// May work later; the same delivery is sent again.
    TryLater {
        /// Least pause; the queue's own backoff when nothing.
        after: Option<Duration>,
        /// Who should pause.
        scope: Scope,
        /// The provider's word, or what broke.
        reason: String,
    },
    /// Will not work as it is; the token stays.
    Refused {
        /// Whose fault.
        fault: Fault,
        /// The provider's word.
        reason: String,
    },
}

/// Who pauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// This device's pushes.
    Device,
    /// Everything of this push app.
    Provider,
}

/// Why a push was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Credentials or settings at the provider: pause the app, keep its pushes, tell the operator.
    Config,
    /// What we sent is wrong: give this push up and raise an alarm.
    Bug,
    /// The push is too large: send ids only.
    TooLarge,
}

impl Outcome {
    pub(super) fn dead(reason: impl Into<String>) -> Self {
        Self::TokenDead { since_ms: None, reason: reason.into() }
    }

    pub(super) fn later(scope: Scope, after: Option<Duration>, reason: impl Into<String>) -> Self {
        Self::TryLater { after, scope, reason: reason.into() }
    }

    pub(super) fn config(reason: impl Into<String>) -> Self {
        Self::Refused { fault: Fault::Config, reason: reason.into() }
    }

    pub(super) fn bug(reason: impl Into<String>) -> Self {
        Self::Refused { fault: Fault::Bug, reason: reason.into() }
    }

    pub(super) fn too_large(reason: impl Into<String>) -> Self {
        Self::Refused { fault: Fault::TooLarge, reason: reason.into() }
    }
}

/// The pause an answer asks for, in seconds or as a date.
pub(super) fn retry_after(answer: &Answer, now_ms: i64) -> Option<Duration> {
    let text = answer.header("retry-after")?.trim();
    let pause = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = chrono::DateTime::parse_from_rfc2822(text).ok()?;
            Duration::from_millis(u64::try_from(until.timestamp_millis() - now_ms).unwrap_or_default())
        }
    };
    Some(pause.min(LONGEST_PAUSE))
}

/// A provider's word made safe to keep and to show: letters of code words only, and short.
pub(super) fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ')).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(text: &str) -> Answer {
        let mut headers = http::HeaderMap::new();
        headers.insert("retry-after", text.parse().expect("a header"));
        Answer { status: 503, headers, body: Vec::new(), truncated: false }
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        assert_eq!(retry_after(&asking("7"), 0), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&asking("Thu, 01 Jan 1970 00:01:00 GMT"), 0), Some(Duration::from_secs(60)));
        assert_eq!(retry_after(&asking("Thu, 01 Jan 1970 00:01:00 GMT"), 90_000), Some(Duration::ZERO));
        assert_eq!(retry_after(&asking("99999999999"), 0), Some(LONGEST_PAUSE));
        assert_eq!(retry_after(&asking("soon"), 0), None);
    }
}
