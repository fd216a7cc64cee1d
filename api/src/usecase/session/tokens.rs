//! The tokens that a sign-in or refresh gives.

use pronto_entity::session;
use pronto_protocol::{Timestamp, session::TokensView};

use crate::{auth::AgentClaims, context::Context, error::Result};

/// An access token of the session's present generation beside its refresh token. It never outlives the session.
///
/// # Errors
/// `internal` when signing fails.
pub(super) fn tokens(context: &Context, session: &session::Model, refresh_token: String) -> Result<TokensView> {
    let life_seconds = i64::from(context.config.access_token_seconds);
    let exp = (context.clock.now_ms() / 1000 + life_seconds).min(session.expires_at / 1000);
    let claims = AgentClaims {
        sub: session.agent_id,
        org: session.organization_id,
        sid: session.id,
        did: session.device_id,
        generation: session.generation,
        exp,
    };
    Ok(TokensView {
        access_token: context.tokens.sign(&claims)?,
        access_expires_at: Timestamp::from_unix_ms(exp * 1000),
        refresh_token,
        session_id: session.id,
        device_id: session.device_id,
        agent_id: session.agent_id,
        organization_id: session.organization_id,
    })
}
