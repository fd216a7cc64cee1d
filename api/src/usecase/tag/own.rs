//! A tag of the organization, and whether its word is free.

use pronto_entity::tag;
use pronto_protocol::error::ErrorCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    ledger::Transaction,
};

/// The tag's row.
///
/// # Errors
/// `not_found`.
pub(super) async fn find(transaction: &Transaction, tag_id: Uuid) -> Result<tag::Model> {
    tag::Entity::find_by_id(tag_id)
        .filter(tag::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)
}

/// Refuses a word that another tag has.
///
/// # Errors
/// `already_exists`.
pub(super) async fn refuse_second(transaction: &Transaction, name: &str, except: Option<Uuid>) -> Result<()> {
    let row = tag::Entity::find()
        .filter(tag::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(tag::Column::Name.eq(name))
        .one(transaction.db())
        .await?;
    if row.is_some_and(|row| Some(row.id) != except) {
        return Err(Error::new(ErrorCode::AlreadyExists).detail("There is a tag of this name."));
    }
    Ok(())
}
