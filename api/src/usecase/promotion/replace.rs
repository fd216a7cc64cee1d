//! Replaces a promotion.

use futures_util::FutureExt;
use pronto_entity::promotion;
use pronto_protocol::{
    approach::{PromotionRequest, PromotionView},
    event::Change,
    register::Register,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::check::{check, check_rows};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Replaces it, for an admin; what was sent stays as it was.
///
/// # Errors
/// `not_found`, `already_exists` for a name that is taken, `invalid_fields`, `host_not_allowed`.
pub async fn replace(context: &Context, admin: &Agent, id: Uuid, request: PromotionRequest) -> Result<PromotionView> {
    let request = check(request)?;
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, id, request).boxed()).await
}

async fn write(transaction: &mut Transaction, id: Uuid, request: PromotionRequest) -> Result<PromotionView> {
    let row = promotion::Entity::find_by_id(id)
        .filter(promotion::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let url = check_rows(transaction, &request, id).await?;
    let before = PromotionView::from(row.clone());
    let mut changed = row.into_active_model();
    changed.name = Set(request.name);
    changed.text = Set(request.text);
    changed.url = Set(url);
    changed.active = Set(request.active);
    let after = PromotionView::from(changed.update(transaction.db()).await?);
    if after != before {
        transaction.note_changes(&before, &after);
        transaction.emit(Change::RegisterChanged { register: Register::Promotions });
    }
    Ok(after)
}
