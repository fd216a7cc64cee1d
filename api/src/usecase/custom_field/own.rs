//! A custom field of the organization.

use pronto_entity::custom_field;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The field's row.
///
/// # Errors
/// `not_found`.
pub(super) async fn find(transaction: &Transaction, field_id: Uuid) -> Result<custom_field::Model> {
    custom_field::Entity::find_by_id(field_id)
        .filter(custom_field::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}
