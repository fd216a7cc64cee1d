//! What push services answer (RFC 8030, and what Mozilla, Google, Apple and Microsoft make of it).

use super::super::outcome::{Outcome, Scope, TOO_MANY_PAUSE, retry_after};
use crate::egress::Answer;

/// The meaning of one answer. Pauses concern the device: each push service is another provider, and a browser's own
/// subscription must not be able to stop everyone's.
#[must_use]
pub fn classify(answer: &Answer, now_ms: i64) -> Outcome {
    let reason = format!("status {}", answer.status);
    let after = retry_after(answer, now_ms);
    match answer.status {
        200..=202 => {
            Outcome::Accepted { provider_id: answer.header("location").map(|text| text.chars().take(1024).collect()) }
        }
        404 | 410 => Outcome::dead(reason),
        413 => Outcome::too_large(reason),
        // 406 is how Windows' push service says "too many".
        406 | 429 => Outcome::later(Scope::Device, Some(after.unwrap_or(TOO_MANY_PAUSE)), reason),
        500..=599 => Outcome::later(Scope::Device, after, reason),
        _ => Outcome::bug(reason),
    }
}
