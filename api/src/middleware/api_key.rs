//! The program behind a request: API keys, as extractors that name the scope.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use pronto_entity::api_key;
use pronto_protocol::{agent::Role, audit::ActorKind, error::ErrorCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{act, authenticate::bearer};
use crate::{
    auth::{
        Agent, Integration,
        integration::{Administrator, Allowed, Caller, Scoped},
    },
    context::Context,
    error::{Error, Result},
    policy, token, usecase,
};

/// A key's last use is written this often at most.
const TOUCH_MS: i64 = 60_000;

impl FromRequestParts<Context> for Integration {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        integration_of_key(context, bearer(parts)?).await
    }
}

/// The integration of a key. It is read anew each time, so that a revoked one is refused at once on every node.
async fn integration_of_key(context: &Context, key: &str) -> Result<Integration> {
    let row = api_key::Entity::find()
        .filter(api_key::Column::Hash.eq(token::hash(key).to_vec()))
        .one(context.db())
        .await?
        .filter(|row| row.revoked_at.is_none())
        .ok_or_else(|| Error::new(ErrorCode::Unauthenticated))?;
    let now_ms = context.clock.now_ms();
    if row.expires_at.is_some_and(|at| at <= now_ms) {
        return Err(ErrorCode::TokenExpired.into());
    }
    if row.last_used_at.is_none_or(|at| now_ms - at >= TOUCH_MS) {
        usecase::api_key::touch(context, row.organization_id, row.id).await?;
    }
    Ok(Integration { id: row.id, organization_id: row.organization_id, name: row.name, scopes: row.scopes.0 })
}

fn is_key(parts: &Parts) -> bool {
    bearer(parts).is_ok_and(|token| token.starts_with(usecase::api_key::PREFIX))
}

impl<S: Scoped> FromRequestParts<Context> for Allowed<S> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let integration = Integration::from_request_parts(parts, context).await?;
        integration.need(S::SCOPE)?;
        Ok(Self(integration, PhantomData))
    }
}

impl<S: Scoped> FromRequestParts<Context> for Caller<S> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        if is_key(parts) {
            return Ok(Self::Integration(Allowed::from_request_parts(parts, context).await?));
        }
        Ok(Self::Agent(Agent::from_request_parts(parts, context).await?))
    }
}

impl<S: Scoped> FromRequestParts<Context> for Administrator<S> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        if is_key(parts) {
            let Allowed(integration, scope) = Allowed::<S>::from_request_parts(parts, context).await?;
            let (id, organization_id) = (integration.id, integration.organization_id);
            act::begin_as(parts, context, organization_id, (ActorKind::Integration, id, None)).await;
            return Ok(Self { id, organization_id, reads_internal: integration.reads_internal(), scope });
        }
        let agent = Agent::from_request_parts(parts, context).await?;
        policy::need_role(&agent.card, Role::Admin)?;
        act::begin(parts, context, &agent).await;
        let (id, organization_id) = (agent.id(), agent.organization_id());
        Ok(Self { id, organization_id, reads_internal: true, scope: PhantomData })
    }
}
