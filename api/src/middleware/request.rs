//! Each request gets an id, one line in the log, and its count and time in the metrics.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use crate::{audit, chance, context::Context, language};

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The header that carries the request's id, both ways.
pub const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request being answered.
#[must_use]
pub fn current_id() -> Option<String> {
    REQUEST_ID.try_with(Clone::clone).ok()
}

/// Names, times and counts a request. The query is left out of the log: it may hold what people search for.
pub async fn trace(State(context): State<Context>, request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID_HEADER).and_then(|value| value.to_str().ok());
    let acceptable =
        |id: &&str| (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let id = given.filter(acceptable).map_or_else(|| chance::id(&context.clock).to_string(), str::to_owned);
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let started = Instant::now();
    let locale = language::of_headers(request.headers());
    let answer = language::speaking(locale, audit::in_request(next.run(request)));
    let mut response = REQUEST_ID.scope(id.clone(), answer).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    tracing::debug!(%method, path, status, took_ms = took.as_secs_f64() * 1000.0, request_id = id, "request");
    metrics::counter!("pronto_requests_total", "path" => path.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("pronto_request_seconds", "path" => path).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, value);
    }
    response
}
