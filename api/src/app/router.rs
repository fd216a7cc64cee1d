//! The whole router: API, pages, health, metrics, and what every request passes.

use std::time::Duration;

use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use pronto_protocol::error::ErrorCode;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
    set_header::SetResponseHeaderLayer,
};
use utoipa_swagger_ui::SwaggerUi;

use super::openapi;
use crate::{
    context::Context,
    error::Error,
    middleware::{act::Operations, deadline, peer, protocol, request},
    route,
};

/// Largest JSON body, in bytes; uploads have their own limit.
const BODY_MOST_BYTES: usize = 256 * 1024;

/// Every route of the server.
pub fn router(context: Context) -> Router {
    let (api, document) = route::router().split_for_parts();
    let api = api
        .route_layer(middleware::from_fn_with_state(context.clone(), peer::limit))
        .layer(DefaultBodyLimit::max(BODY_MOST_BYTES))
        .layer(Extension(Operations::of(&document)))
        .layer(middleware::from_fn(protocol::refuse_outdated))
        .layer(cors(&context));
    Router::new()
        .merge(api)
        .merge(route::page::router())
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(show_metrics))
        .route("/openapi.yaml", get(show_openapi))
        .merge(Router::from(SwaggerUi::new("/docs").url("/docs/openapi.json", openapi::document())))
        .fallback(async || Error::not_found())
        .method_not_allowed_fallback(async || Error::new(ErrorCode::MethodNotAllowed))
        .layer(CatchPanicLayer::custom(|_| Error::internal("a handler panicked").into_response()))
        .layer(middleware::from_fn_with_state(context.clone(), deadline::keep))
        .layer(middleware::from_fn_with_state(context.clone(), request::trace))
        .layer(header_layer(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header_layer(header::REFERRER_POLICY, "no-referrer"))
        .with_state(context)
}

fn header_layer(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Tokens travel in a header, never in a cookie, so another origin gains nothing it was not given.
fn cors(context: &Context) -> CorsLayer {
    let config = context.config.clone();
    let origins =
        AllowOrigin::predicate(move |origin, _| origin.to_str().is_ok_and(|origin| config.allows_origin(origin)));
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("x-file-name")])
        .expose_headers([request::REQUEST_ID_HEADER, header::RETRY_AFTER])
        .max_age(Duration::from_secs(600))
}

async fn healthz() -> &'static str {
    "ok"
}

/// Ready while the database answers and no drain has begun.
async fn readyz(State(context): State<Context>) -> Response {
    let statement = Statement::from_string(context.database.backend(), "SELECT 1");
    let answered = context.db().query_one_raw(statement).await.is_ok();
    let ready = answered && !context.draining.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": ready, "database": answered }))).into_response()
}

async fn show_metrics(State(context): State<Context>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], context.telemetry.render())
}

async fn show_openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/yaml")], openapi::yaml())
}
