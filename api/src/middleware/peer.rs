//! The address a request really comes from, and the traffic limits per address.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use pronto_protocol::error::ErrorCode;

use crate::{
    context::Context,
    error::{Error, Result},
    limit::{LimitClass, address},
};

/// The door of what WhatsApp posts.
pub const SIGNED_PATH: &str = "/v1/whatsapp/{whatsapp_account_id}";

/// The client's address: the peer's, or what trusted proxies say.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl FromRequestParts<Context> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        Ok(Self(address::client(peer, forwarded, &context.config.trusted_proxies)))
    }
}

/// Refuses an address that asks too often. WhatsApp posts for all customers of an organization from few addresses: what it has
/// signed is not counted, and its door counts what is not.
pub async fn limit(State(context): State<Context>, peer: Peer, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    if path == Some(SIGNED_PATH) && request.method() == Method::POST {
        return next.run(request).await;
    }
    match check(&context, LimitClass::Request, &address::key(peer.0)) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Takes one from a limit.
///
/// # Errors
/// `rate_limited`, with how long to wait.
pub fn check(context: &Context, class: LimitClass, key: &str) -> Result<()> {
    context.limits.check(class, key).map_err(|wait| {
        Error::new(ErrorCode::RateLimited).retry_after(Duration::from_secs(wait.seconds)).detail(wait.to_string())
    })
}
