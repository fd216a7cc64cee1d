//! Exchanges a refresh token. The one presented stays good until its successor is first used, so that a lost answer costs
//! nothing; one that was retired and comes back has been stolen, and ends the session.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_entity::{device, refresh_token, session};
use pronto_protocol::{
    error::ErrorCode,
    session::{RefreshRequest, SessionEnd, TokensView},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

use super::{finish::finish, tokens::tokens};
use crate::{
    chance,
    context::Context,
    error::{Error, Result},
    hub::Hub,
    ledger::Transaction,
    token,
};

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Gives new tokens for a refresh token.
///
/// # Errors
/// `unauthenticated` for an unknown token, `session_revoked` for one of an ended session, `refresh_replayed` for a retired one.
pub async fn refresh(context: &Context, request: RefreshRequest, ip: IpAddr) -> Result<TokensView> {
    let presented = token::hash(&request.refresh_token).to_vec();
    // Whoever holds the token names its organization by it: 256 bits of chance are no one else's.
    let row = refresh_token::Entity::find_by_id(presented.clone()).one(context.db()).await?;
    let row = row.ok_or_else(|| Error::new(ErrorCode::Unauthenticated))?;
    let secret = chance::secret();
    let exchange = Exchange {
        presented,
        successor: token::hash(&secret).to_vec(),
        idle_ms: i64::from(context.config.refresh_idle_days) * DAY_MS,
        ip: ip.to_string(),
        hub: context.hub.clone(),
    };
    let outcome =
        context.ledger.commit(row.organization_id, move |transaction| take(transaction, exchange).boxed()).await?;
    match outcome {
        Outcome::Given(session) => {
            context.sessions.confirmed(session.id, session.confirmed_generation);
            tokens(context, &session, secret)
        }
        Outcome::Refused(code) => Err(code.into()),
    }
}

struct Exchange {
    presented: Vec<u8>,
    successor: Vec<u8>,
    idle_ms: i64,
    ip: String,
    hub: Hub,
}

/// A refusal is not an error inside the transaction: what it has ended must be kept.
enum Outcome {
    Given(session::Model),
    Refused(ErrorCode),
}

async fn take(transaction: &mut Transaction, exchange: Exchange) -> Result<Outcome> {
    let organization_id = transaction.organization_id();
    let now_ms = transaction.now_ms();
    let token = refresh_token::Entity::find_by_id(exchange.presented)
        .filter(refresh_token::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(|| Error::new(ErrorCode::Unauthenticated))?;
    let session = session::Entity::find_by_id(token.session_id)
        .filter(session::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(|| Error::new(ErrorCode::Unauthenticated))?;
    if session.ended_at.is_some() {
        return Ok(Outcome::Refused(ErrorCode::SessionRevoked));
    }
    if session.expires_at <= now_ms || session.last_seen_at + exchange.idle_ms <= now_ms {
        finish(transaction, &exchange.hub, session, SessionEnd::Expired).await?;
        return Ok(Outcome::Refused(ErrorCode::SessionRevoked));
    }
    if token.retired_at.is_some() {
        tracing::warn!(session_id = %session.id, agent_id = %session.agent_id, "a retired refresh token came back");
        finish(transaction, &exchange.hub, session, SessionEnd::RefreshReplayed).await?;
        return Ok(Outcome::Refused(ErrorCode::RefreshReplayed));
    }
    // Older ones, because this one has arrived; newer ones, because nobody used them and now there is another.
    refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::RetiredAt, Expr::value(now_ms))
        .filter(refresh_token::Column::OrganizationId.eq(organization_id))
        .filter(refresh_token::Column::SessionId.eq(session.id))
        .filter(refresh_token::Column::RetiredAt.is_null())
        .filter(refresh_token::Column::Generation.ne(token.generation))
        .exec(transaction.db())
        .await?;
    let generation = session.generation + 1;
    let successor = refresh_token::ActiveModel {
        hash: Set(exchange.successor),
        organization_id: Set(organization_id),
        session_id: Set(session.id),
        generation: Set(generation),
        retired_at: Set(None),
        created_at: Set(now_ms),
    };
    successor.insert(transaction.db()).await?;
    device::Entity::update_many()
        .col_expr(device::Column::LastSeenAt, Expr::value(now_ms))
        .col_expr(device::Column::Ip, Expr::value(exchange.ip.clone()))
        .filter(device::Column::OrganizationId.eq(organization_id))
        .filter(device::Column::Id.eq(session.device_id))
        .exec(transaction.db())
        .await?;
    let confirmed = session.confirmed_generation.max(token.generation);
    let mut row = session.into_active_model();
    row.generation = Set(generation);
    row.confirmed_generation = Set(confirmed);
    row.last_seen_at = Set(now_ms);
    row.ip = Set(exchange.ip);
    Ok(Outcome::Given(row.update(transaction.db()).await?))
}
