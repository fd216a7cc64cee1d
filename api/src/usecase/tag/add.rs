//! Adds a tag.

use futures_util::FutureExt;
use pronto_entity::tag;
use pronto_protocol::{
    event::Change,
    register::Register,
    tag::{AddTagRequest, TagView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::own::refuse_second;
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, usecase::text::check_name};

/// Adds a tag; the caller is an admin.
///
/// # Errors
/// `invalid_fields`; `already_exists` when there is one of this name.
pub async fn add(context: &Context, admin: &Agent, request: AddTagRequest) -> Result<TagView> {
    let name = check_name("name", &request.name)?;
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, name).boxed()).await
}

async fn inner(transaction: &mut Transaction, name: String) -> Result<TagView> {
    refuse_second(transaction, &name, None).await?;
    let row = tag::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        name: Set(name),
        active: Set(true),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::Tags });
    Ok(row.into())
}
