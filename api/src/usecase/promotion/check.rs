//! What a promotion may hold.

use pronto_entity::promotion;
use pronto_protocol::{approach::PromotionRequest, error::ErrorCode, limit::APPROACH_MOST_CHARS};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
    usecase::{
        approach::allowed_address,
        text::{check_name, check_short_text},
    },
};

/// The request in its one form.
///
/// # Errors
/// `invalid_fields`.
pub(super) fn check(mut request: PromotionRequest) -> Result<PromotionRequest> {
    request.name = check_name("name", &request.name)?;
    let text = check_short_text("text", &request.text, APPROACH_MOST_CHARS)?;
    request.text = text.ok_or_else(|| Error::field("text", "required", "The text is empty."))?;
    Ok(request)
}

/// Refuses a name that another has; gives the address if its host is allowed.
///
/// # Errors
/// `already_exists`, `invalid_fields`, `host_not_allowed`.
pub(super) async fn check_rows(transaction: &Transaction, request: &PromotionRequest, own_id: Uuid) -> Result<String> {
    let same = promotion::Entity::find()
        .filter(promotion::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(promotion::Column::Name.eq(&request.name))
        .filter(promotion::Column::Id.ne(own_id))
        .one(transaction.db())
        .await?;
    if same.is_some() {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("A promotion with this name exists already."));
    }
    allowed_address(transaction, &request.url).await
}
