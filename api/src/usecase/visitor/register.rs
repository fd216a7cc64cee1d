//! Registers a browser or app installation as a visitor.

use std::net::IpAddr;

use futures_util::FutureExt;
use pronto_entity::{column::Word, organization, visitor};
use pronto_protocol::{
    Timestamp,
    organization::Locale,
    visitor::{RegisterVisitorRequest, VisitorTokenView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    auth::VisitorClaims,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// Registers a visitor who comes from an address. The token opens this visitor's own chats and nothing else.
///
/// # Errors
/// `not_found` when there is no such organization, `visitor_blocked` for an address that is blocked.
pub async fn register(context: &Context, ip: IpAddr, request: RegisterVisitorRequest) -> Result<VisitorTokenView> {
    let organization = organization::Entity::find()
        .filter(organization::Column::Slug.eq(request.organization))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    context.blocks.check(organization.id, None, ip).await?;
    let locale = request.locale;
    let row = context.ledger.commit(organization.id, move |transaction| add(transaction, ip, locale).boxed()).await?;
    token_of(context, &row)
}

/// A token of the visitor's present generation.
///
/// # Errors
/// `internal` when signing fails.
pub(super) fn token_of(context: &Context, row: &visitor::Model) -> Result<VisitorTokenView> {
    let exp = context.clock.now_ms() / 1000 + i64::from(context.config.visitor_token_days) * SECONDS_PER_DAY;
    let claims = VisitorClaims { sub: row.id, org: row.organization_id, generation: row.token_generation, exp };
    let token = context.tokens.sign(&claims)?;
    Ok(VisitorTokenView { visitor_id: row.id, token, expires_at: Timestamp::from_unix_ms(exp * 1000) })
}

async fn add(transaction: &mut Transaction, ip: IpAddr, locale: Option<Locale>) -> Result<visitor::Model> {
    let row = visitor::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        locale: Set(locale.map(Word)),
        ip: Set(ip.to_canonical().to_string()),
        blocked_at: Set(None),
        token_generation: Set(0),
        created_at: Set(transaction.now_ms()),
    };
    Ok(row.insert(transaction.db()).await?)
}
