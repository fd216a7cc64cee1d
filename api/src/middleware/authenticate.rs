//! The person behind a request, as an extractor each: a route that names one is closed to everybody else.

use std::net::IpAddr;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use pronto_entity::visitor;
use pronto_protocol::{agent::Role, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{act, peer::Peer};
use crate::{
    auth::{Agent, Visitor, VisitorClaims, sessions::Passed},
    context::Context,
    error::{Error, Result},
    policy, usecase,
};

impl FromRequestParts<Context> for Agent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let peer = Peer::from_request_parts(parts, context).await.map_or(None, |peer| Some(peer.0));
        agent_of_token(context, bearer(parts)?, peer).await
    }
}

/// The agent of an access token, whichever door it came through.
///
/// # Errors
/// `unauthenticated`, `token_expired`, `session_revoked`, `second_factor_setup_required`.
pub async fn agent_of_token(context: &Context, token: &str, peer: Option<IpAddr>) -> Result<Agent> {
    passed_of_token(context, token, peer).await?.unless_enrolling()
}

async fn passed_of_token(context: &Context, token: &str, peer: Option<IpAddr>) -> Result<Passed> {
    let claims = context.tokens.verify_agent(token)?;
    let passed = context.sessions.pass(&claims).await?;
    if let Some(generation) = passed.confirm {
        usecase::session::confirm(context, &passed.agent, generation).await?;
    }
    if passed.touch {
        usecase::session::touch(context, &passed.agent, peer).await?;
    }
    Ok(passed)
}

/// An agent, also one who may do nothing but set up a second factor.
#[derive(Clone, Debug)]
pub struct Enrolling(pub Agent);

impl FromRequestParts<Context> for Enrolling {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let peer = Peer::from_request_parts(parts, context).await.map_or(None, |peer| Some(peer.0));
        Ok(Self(passed_of_token(context, bearer(parts)?, peer).await?.agent))
    }
}

/// An agent who is an admin. What an admin changes goes on record: see [`act`].
#[derive(Clone, Debug)]
pub struct Admin(pub Agent);

impl FromRequestParts<Context> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let agent = Agent::from_request_parts(parts, context).await?;
        policy::need_role(&agent.card, Role::Admin)?;
        act::begin(parts, context, &agent).await;
        Ok(Self(agent))
    }
}

impl FromRequestParts<Context> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let Peer(address) = Peer::from_request_parts(parts, context).await.unwrap_or_else(|never| match never {});
        visitor_of_token(context, bearer(parts)?, address).await
    }
}

/// The visitor of a token, whichever door it came through, unless the visitor or the address is blocked.
///
/// # Errors
/// `unauthenticated`, `token_expired`, `visitor_blocked`.
pub async fn visitor_of_token(context: &Context, token: &str, address: IpAddr) -> Result<Visitor> {
    let claims: VisitorClaims = context.tokens.verify(token)?;
    let row = visitor::Entity::find_by_id(claims.sub)
        .filter(visitor::Column::OrganizationId.eq(claims.org))
        .one(context.db())
        .await?
        .filter(|row| row.token_generation == claims.generation)
        .ok_or_else(|| Error::new(ErrorCode::Unauthenticated))?;
    if row.blocked_at.is_some() {
        return Err(ErrorCode::VisitorBlocked.into());
    }
    context.blocks.check(row.organization_id, Some(row.id), address).await?;
    Ok(Visitor { id: row.id, organization_id: row.organization_id })
}

pub(super) fn bearer(parts: &Parts) -> Result<&str> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")));
    token.map(str::trim).filter(|token| !token.is_empty()).ok_or_else(|| ErrorCode::Unauthenticated.into())
}
