//! Adds a promotion.

use futures_util::FutureExt;
use pronto_entity::promotion;
use pronto_protocol::{
    approach::{PromotionRequest, PromotionView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::check::{check, check_rows};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Adds it, for an admin.
///
/// # Errors
/// `already_exists` for a name that is taken, `invalid_fields`, `host_not_allowed`.
pub async fn add(context: &Context, admin: &Agent, request: PromotionRequest) -> Result<PromotionView> {
    let request = check(request)?;
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, request).boxed()).await
}

async fn write(transaction: &mut Transaction, request: PromotionRequest) -> Result<PromotionView> {
    let id = transaction.id();
    let url = check_rows(transaction, &request, id).await?;
    let row = promotion::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        name: Set(request.name),
        text: Set(request.text),
        url: Set(url),
        active: Set(request.active),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(id);
    transaction.emit(Change::RegisterChanged { register: Register::Promotions });
    Ok(row.into())
}
