//! What the provider's refusals mean (developers.facebook.com, "Error codes" of the WhatsApp Cloud API).

use std::time::Duration;

use serde::Deserialize;

use super::body::Problem;
use crate::egress::{Answer, EgressError};

/// Most characters of the provider's words that are kept.
const WORDS_MOST_CHARS: usize = 300;

/// What can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Trying again later, when the provider has said how much later.
    Later(Option<Duration>),
    /// Nobody knows whether it arrived: a status may tell. Then trying again.
    Unknown,
    /// An admin has to mend the number's token or rights; then trying again.
    Admin,
    /// Nothing: it is refused for good.
    Nothing,
}

/// Why something did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What can be done.
    pub remedy: Remedy,
    /// The provider's number for it.
    pub code: Option<i32>,
    /// The provider's own words, or why none came.
    pub words: String,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error: Problem,
}

impl Failure {
    /// Refused for good, for a reason of our own.
    #[must_use]
    pub fn own(words: impl Into<String>) -> Self {
        Self { remedy: Remedy::Nothing, code: None, words: kept(&words.into()) }
    }

    /// What the provider posted of a message it had taken.
    #[must_use]
    pub fn of_problem(problem: &Problem) -> Self {
        Self { remedy: Remedy::Nothing, code: Some(problem.code), words: kept(&problem.words()) }
    }

    /// What an answer that is none of success means.
    #[must_use]
    pub fn of_answer(answer: &Answer) -> Self {
        let problem = serde_json::from_slice::<Refusal>(&answer.body).unwrap_or_default().error;
        let words = problem.words();
        let words = if words.is_empty() { format!("HTTP {}", answer.status) } else { words };
        let code = Some(problem.code).filter(|code| *code != 0);
        let wait = answer.header("retry-after").and_then(|value| value.parse().ok()).map(Duration::from_secs);
        Self { remedy: remedy(answer.status, problem.code, wait), code, words: kept(&words) }
    }

    /// What it means that none came.
    #[must_use]
    pub fn unanswered(error: EgressError) -> Self {
        let remedy = match error {
            EgressError::Forbidden => Remedy::Admin,
            EgressError::Timeout | EgressError::Unreachable => Remedy::Unknown,
        };
        Self { remedy, code: None, words: error.to_string() }
    }
}

/// The codes go first: the status is often 400 whatever the matter is.
fn remedy(status: u16, code: i32, wait: Option<Duration>) -> Remedy {
    match code {
        // Too many calls, too much load, something unknown on their side.
        1 | 2 | 4 | 80_007 | 130_429 | 131_000 | 131_016 | 131_056 | 131_057 | 133_004 | 133_016 => Remedy::Later(wait),
        // The token, its rights, the account or its payment.
        3 | 10 | 190 | 200..=299 | 368 | 131_005 | 131_031 | 131_042 | 131_045 | 133_010 => Remedy::Admin,
        _ => match status {
            401 | 403 => Remedy::Admin,
            408 | 429 | 500..=599 => Remedy::Later(wait),
            _ => Remedy::Nothing,
        },
    }
}

/// One line that a row and a screen can hold; PostgreSQL keeps no NUL.
fn kept(words: &str) -> String {
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(WORDS_MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: &serde_json::Value) -> Answer {
        Answer { status, headers: HeaderMap::new(), body: body.to_string().into_bytes(), truncated: false }
    }

    #[test]
    fn the_code_says_what_can_be_done_and_the_words_are_the_providers() {
        let refused = |code: i32, details: &str| {
            json!({"error": {"message": format!("(#{code}) Refused"), "type": "OAuthException", "code": code,
                "error_data": {"messaging_product": "whatsapp", "details": details}, "fbtrace_id": "A"}})
        };
        for (status, code, remedy) in [
            (400, 131_047, Remedy::Nothing),
            (400, 131_026, Remedy::Nothing),
            (400, 130_429, Remedy::Later(None)),
            (400, 131_056, Remedy::Later(None)),
            (500, 131_000, Remedy::Later(None)),
            (401, 190, Remedy::Admin),
            (403, 200, Remedy::Admin),
            (400, 100, Remedy::Nothing),
        ] {
            let failure = Failure::of_answer(&answer(status, &refused(code, "More of it.")));
            assert_eq!((failure.remedy, failure.code), (remedy, Some(code)), "{code}");
            assert_eq!(failure.words, format!("(#{code}) Refused – More of it."));
        }
        let bare = Failure::of_answer(&answer(503, &json!(null)));
        assert_eq!((bare.remedy, bare.code, bare.words.as_str()), (Remedy::Later(None), None, "HTTP 503"));
        assert_eq!(Failure::of_answer(&answer(404, &json!([]))).remedy, Remedy::Nothing);
    }

    #[test]
    fn words_are_one_short_line() {
        assert_eq!(Failure::own("a\0b\nc").words, "a b c");
        assert_eq!(Failure::own("x".repeat(1_000)).words.len(), WORDS_MOST_CHARS);
    }
}
