//! Answers: JSON when all is well, a problem otherwise, and the network's own failures put into words.

use std::time::Duration;

use pronto_protocol::error::{ErrorCode, Problem};
use reqwest::{Response, StatusCode, header};

use crate::client::ClientError;

/// Largest answer read, in bytes: far above any page the server gives.
const ANSWER_MOST_BYTES: usize = 32 * 1024 * 1024;

/// The body of a good answer.
pub(crate) async fn read(answer: Result<Response, reqwest::Error>, timeout: Duration) -> Result<Vec<u8>, ClientError> {
    let answer = answer.map_err(|error| failure(&error, timeout))?;
    let (status, retry_after_ms) = (answer.status(), retry_after_ms(&answer));
    let body = bytes(answer, timeout).await?;
    if status.is_success() {
        return Ok(body);
    }
    Err(refusal(status, retry_after_ms, &body))
}

async fn bytes(mut answer: Response, timeout: Duration) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure(&error, timeout))? {
        if body.len() + chunk.len() > ANSWER_MOST_BYTES {
            return Err(ClientError::bad_payload("the answer is too large"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A refusal; something that is not our problem document came from between us and the server.
pub(crate) fn refusal(status: StatusCode, retry_after_ms: Option<u64>, body: &[u8]) -> ClientError {
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        let (code, status) = (ErrorCode::Unknown, status.as_u16());
        return ClientError::Api {
            code,
            status,
            detail: "no problem document".into(),
            retry_after_ms,
            fields: Vec::new(),
        };
    };
    of_problem(Problem { status: status.as_u16(), ..problem }, retry_after_ms)
}

/// A refusal in our words, whichever way it came.
pub(crate) fn of_problem(problem: Problem, retry_after_ms: Option<u64>) -> ClientError {
    let detail = problem.detail.unwrap_or(problem.title);
    match (problem.code, problem.status) {
        (
            code @ (ErrorCode::Unauthenticated
            | ErrorCode::TokenExpired
            | ErrorCode::SessionRevoked
            | ErrorCode::RefreshReplayed),
            _,
        ) => ClientError::Unauthenticated { code },
        (ErrorCode::SecondFactorRequired, _) => {
            ClientError::SecondFactorRequired { challenge: problem.challenge.unwrap_or_default() }
        }
        (ErrorCode::UpgradeRequired, _) => ClientError::UpgradeRequired,
        (code, 409) => ClientError::Conflict { code, detail },
        (code, status) => ClientError::Api { code, status, detail, retry_after_ms, fields: problem.fields },
    }
}

fn retry_after_ms(answer: &Response) -> Option<u64> {
    let seconds: u64 = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1000))
}

/// The network's failure in our words, with its innermost cause, which is the telling one.
pub(crate) fn failure(error: &reqwest::Error, timeout: Duration) -> ClientError {
    if error.is_timeout() {
        return ClientError::Timeout { after_ms: u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX) };
    }
    if error.is_builder() {
        return ClientError::internal(error);
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    ClientError::offline(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str, status: u16) -> ClientError {
        let body =
            format!(r#"{{"type":"about:blank","status":{status},"code":"{code}","title":"t","retryable":false}}"#);
        refusal(StatusCode::from_u16(status).expect("a status"), None, body.as_bytes())
    }

    #[test]
    fn problems_become_what_an_app_acts_on() {
        assert_eq!(problem("session_revoked", 401), ClientError::Unauthenticated { code: ErrorCode::SessionRevoked });
        assert_eq!(problem("wrong_credentials", 401).code(), Some(ErrorCode::WrongCredentials));
        assert!(matches!(problem("wrong_credentials", 401), ClientError::Api { .. }));
        assert!(matches!(problem("offer_taken", 409), ClientError::Conflict { code: ErrorCode::OfferTaken, .. }));
        assert_eq!(problem("upgrade_required", 426), ClientError::UpgradeRequired);
        assert_eq!(problem("from_the_future", 400).code(), Some(ErrorCode::Unknown));
    }

    #[test]
    fn only_what_may_pass_by_itself_is_retried() {
        assert!(problem("rate_limited", 429).is_retryable());
        assert!(problem("unavailable", 503).is_retryable());
        assert!(!problem("not_configured", 409).is_retryable());
        assert!(!problem("invalid_fields", 422).is_retryable());
        assert!(!problem("chat_closed", 409).is_retryable());
        let page = refusal(StatusCode::BAD_GATEWAY, Some(2000), b"<html>");
        assert!(page.is_retryable() && page.retry_after_ms() == Some(2000));
    }
}
