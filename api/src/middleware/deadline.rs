//! How long a request may take until its answer begins, and which may take as long as they need.

use std::time::Duration;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use pronto_protocol::error::ErrorCode;

use crate::{context::Context, error::Error};

/// Paths without a deadline. An upload takes as long as its sender's line needs, and is given up when nothing comes any more; the
/// others read, draw or hand over as much as there is.
const UNBOUNDED: [&str; 12] = [
    "/v1/audit/export",
    "/v1/audit/verify",
    "/v1/chats/{chat_id}/attachments",
    "/v1/chats/{chat_id}/transcript.pdf",
    "/v1/files/{attachment_id}/{variant}/{token}",
    "/v1/me/avatar",
    "/v1/people/export",
    "/v1/reports/chats",
    "/v1/reports/chats.csv",
    "/v1/reports/chats.html",
    "/v1/visitor/chats/{chat_id}/attachments",
    "/v1/visitor/chats/{chat_id}/transcript.pdf",
];

/// Gives up a request whose answer does not begin in time, with `timeout`. Its body is read within the same time.
pub async fn keep(State(context): State<Context>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    if path.is_some_and(|path| UNBOUNDED.contains(&path.as_str())) {
        return next.run(request).await;
    }
    let most_ms = context.config.request_timeout_ms;
    match tokio::time::timeout(Duration::from_millis(most_ms), next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            Error::new(ErrorCode::Timeout).detail(format!("There was no answer within {most_ms} ms.")).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_without_a_deadline_is_a_route() {
        let (_, document) = crate::route::router().split_for_parts();
        for path in UNBOUNDED {
            assert!(document.paths.paths.contains_key(path), "there is no route {path}");
        }
    }
}
