//! What Google's answers mean (firebase.google.com, "FCM error codes").

use serde::Deserialize;
use serde_json::Value;

use super::super::outcome::{Outcome, Scope, TOO_MANY_PAUSE, retry_after, word};
use crate::egress::Answer;

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: Failure,
}

#[derive(Default, Deserialize)]
struct Failure {
    #[serde(default)]
    status: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    details: Vec<Value>,
}

impl Failure {
    fn of(answer: &Answer) -> Self {
        serde_json::from_slice::<Body>(&answer.body).unwrap_or_default().error
    }

    fn detail(&self, kind: &str) -> Option<&Value> {
        self.details.iter().find(|detail| detail["@type"].as_str().is_some_and(|name| name.ends_with(kind)))
    }

    /// FCM's own code where there is one, else the general status.
    fn code(&self) -> String {
        let own = self.detail(".FcmError").and_then(|detail| detail["errorCode"].as_str());
        word(own.unwrap_or(&self.status))
    }

    /// Whether the payload is at fault and not the token. The code is the same for both; the details tell.
    fn blames_payload(&self) -> bool {
        let violations = self.detail(".BadRequest").map(|detail| &detail["fieldViolations"]);
        match violations.and_then(Value::as_array) {
            Some(violations) => {
                violations.iter().any(|violation| violation["field"] != "message.token") || violations.is_empty()
            }
            None => self.detail(".BadRequest").is_some() || self.detail(".FcmError").is_none(),
        }
    }

    /// Whether the limit reached is that of one device and not the project's.
    fn concerns_device(&self) -> bool {
        let quota = self.detail(".QuotaFailure").map(Value::to_string).unwrap_or_default();
        format!("{} {quota}", self.message).to_ascii_lowercase().contains("device")
    }
}

/// Whether the access token was not accepted, so that a new one could help.
#[must_use]
pub fn wants_new_token(answer: &Answer) -> bool {
    answer.status == 401 && Failure::of(answer).code() != "THIRD_PARTY_AUTH_ERROR"
}

/// The meaning of one answer to a message.
#[must_use]
pub fn classify(answer: &Answer, now_ms: i64) -> Outcome {
    if answer.status == 200 {
        let name = serde_json::from_slice::<Value>(&answer.body)
            .ok()
            .and_then(|body| body["name"].as_str().map(str::to_owned));
        return Outcome::Accepted { provider_id: name };
    }
    let failure = Failure::of(answer);
    let code = failure.code();
    let reason = if code.is_empty() { format!("status {}", answer.status) } else { code };
    let after = retry_after(answer, now_ms);
    match (answer.status, reason.as_str()) {
        (400, "INVALID_ARGUMENT") if failure.message.contains("too big") => Outcome::too_large(reason),
        (400, "INVALID_ARGUMENT") if !failure.blames_payload() => Outcome::dead(reason),
        (403, "SENDER_ID_MISMATCH") | (404, "UNREGISTERED") => Outcome::dead(reason),
        // A refused signature or account, an API that is off, a project that does not exist: the tokens are good.
        (401 | 403 | 404, _) => Outcome::config(reason),
        (429, _) => {
            let scope = if failure.concerns_device() { Scope::Device } else { Scope::Provider };
            Outcome::later(scope, Some(after.unwrap_or(TOO_MANY_PAUSE)), reason)
        }
        (503, _) => Outcome::later(Scope::Provider, after, reason),
        (500..=599, _) => Outcome::later(Scope::Device, after, reason),
        _ => Outcome::bug(reason),
    }
}

/// The meaning of a refusal by the token endpoint: nothing there says anything about a device.
#[must_use]
pub fn classify_grant(answer: &Answer, now_ms: i64) -> Outcome {
    let code = serde_json::from_slice::<Value>(&answer.body).ok().and_then(|body| body["error"].as_str().map(word));
    let reason = format!("oauth {}", code.unwrap_or_else(|| answer.status.to_string()));
    let after = retry_after(answer, now_ms);
    match answer.status {
        429 => Outcome::later(Scope::Provider, Some(after.unwrap_or(TOO_MANY_PAUSE)), reason),
        500..=599 => Outcome::later(Scope::Provider, after, reason),
        _ => Outcome::config(reason),
    }
}
