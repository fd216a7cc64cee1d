//! Lock-screen actions: one call without a session, within the few seconds that the system gives.

use std::time::Duration;

use pronto_protocol::push::{ActionOutcomeView, PerformActionRequest, PushAction};
use tokio::time::Instant;

use crate::client::{ClientError, Http, Options, backoff::Backoff};

/// Performs an action with the push's own token. A lost answer is tried again until the deadline: the server takes the same
/// action twice as one.
///
/// # Errors
/// [`ClientError::Conflict`] when the chat was taken by another or the offer is over; [`ClientError::Api`] with
/// `action_token_invalid`; [`ClientError::Offline`] or [`ClientError::Timeout`] when the server could not be told in time.
pub async fn perform_action(
    server_url: &str,
    action_token: &str,
    action: PushAction,
    options: Options,
) -> Result<ActionOutcomeView, ClientError> {
    let deadline = Instant::now() + options.action_timeout;
    let mut backoff = Backoff::new(options.backoff_first.min(Duration::from_millis(250)), Duration::from_secs(1));
    let http = Http::anonymous(server_url, options)?;
    let request = PerformActionRequest { action_token: action_token.to_owned(), action };
    let mut last = ClientError::Timeout { after_ms: 0 };
    loop {
        match tokio::time::timeout_at(deadline, http.post("v1/push/actions", &request)).await {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) if error.is_retryable() => last = error,
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(timed_out(&http, last)),
        }
        let wait = last.retry_after_ms().map_or_else(|| backoff.wait(), Duration::from_millis);
        if Instant::now() + wait >= deadline {
            return Err(last);
        }
        tokio::time::sleep(wait).await;
    }
}

fn timed_out(http: &Http, last: ClientError) -> ClientError {
    match last {
        ClientError::Timeout { .. } => ClientError::Timeout {
            after_ms: u64::try_from(http.options().action_timeout.as_millis()).unwrap_or(u64::MAX),
        },
        other => other,
    }
}
