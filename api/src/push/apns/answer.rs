//! What Apple's answers mean (developer.apple.com, "Handling error responses from APNs").

use std::time::Duration;

use serde::Deserialize;

use super::super::outcome::{Outcome, Scope, TOO_MANY_PAUSE, retry_after, word};
use crate::egress::Answer;

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    reason: String,
    timestamp: Option<i64>,
}

fn body(answer: &Answer) -> Body {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// Apple's word for what went wrong; empty when there is none. Kept as text, because Apple adds words without notice.
#[must_use]
pub fn reason(answer: &Answer) -> String {
    word(&body(answer).reason)
}

/// Whether a new signature, and nothing else, could help.
#[must_use]
pub fn wants_new_signature(status: u16, reason: &str) -> bool {
    status == 403 && reason == "ExpiredProviderToken"
}

/// Whether the connection is of no more use, though it still stands.
#[must_use]
pub fn wants_new_connection(reason: &str) -> bool {
    matches!(reason, "IdleTimeout" | "Shutdown" | "UnrelatedKeyIdInToken" | "TooManyProviderTokenUpdates")
}

/// The meaning of one answer.
#[must_use]
pub fn classify(answer: &Answer, now_ms: i64) -> Outcome {
    if answer.status == 200 {
        return Outcome::Accepted { provider_id: answer.header("apns-id").map(str::to_owned) };
    }
    let Body { reason, timestamp } = body(answer);
    let named = word(&reason);
    let reason = if named.is_empty() { format!("status {}", answer.status) } else { named };
    let after = retry_after(answer, now_ms);
    let too_many = Some(after.unwrap_or_default().max(TOO_MANY_PAUSE));
    match (answer.status, reason.as_str()) {
        (400, "BadDeviceToken" | "DeviceTokenNotForTopic") => Outcome::dead(reason),
        (400, "TopicDisallowed" | "BadTopic" | "MissingTopic") => Outcome::config(reason),
        (400, "IdleTimeout") => Outcome::later(Scope::Device, Some(Duration::ZERO), reason),
        (403, "UnrelatedKeyIdInToken") => Outcome::later(Scope::Device, Some(Duration::ZERO), reason),
        (
            403,
            "ExpiredProviderToken" // again after a renewal, or fresh: the clocks differ
            | "InvalidProviderToken"
            | "MissingProviderToken"
            | "BadCertificate"
            | "BadCertificateEnvironment"
            | "Forbidden"
            | "BadEnvironmentKeyIdInToken"
            | "BadEnvironmentKeyInToken", // documented with "Id", sent without
        ) => Outcome::config(reason),
        (410, _) => Outcome::TokenDead { since_ms: timestamp, reason },
        (413, _) => Outcome::too_large(reason),
        (429, "TooManyProviderTokenUpdates") => Outcome::later(Scope::Provider, too_many, reason),
        (429, _) => Outcome::later(Scope::Device, too_many, reason),
        (503, "Shutdown") => Outcome::later(Scope::Device, after, reason),
        (503, _) => Outcome::later(Scope::Provider, after, reason),
        (500..=599, _) => Outcome::later(Scope::Device, after, reason),
        _ => Outcome::bug(reason),
    }
}
