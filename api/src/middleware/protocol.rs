//! Clients that are too old are told so, before they misread something.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use pronto_protocol::{error::ErrorCode, server::PROTOCOL_HEADER};

use crate::error::Error;

/// The oldest protocol version that is still understood.
pub const OLDEST_PROTOCOL: u32 = 1;

/// Refuses a client that names an older version. One that names none is not one of our apps, and is answered.
pub async fn refuse_outdated(request: Request, next: Next) -> Response {
    let named =
        request.headers().get(PROTOCOL_HEADER).map(|value| value.to_str().ok().and_then(|text| text.parse().ok()));
    match named {
        Some(Some(version)) if is_outdated(version) => Error::new(ErrorCode::UpgradeRequired).into_response(),
        Some(None) => Error::new(ErrorCode::BadRequest).detail("`x-pronto-protocol` holds a number.").into_response(),
        _ => next.run(request).await,
    }
}

/// Whether a client of this version could misread something.
#[must_use]
pub fn is_outdated(version: u32) -> bool {
    version < OLDEST_PROTOCOL
}
