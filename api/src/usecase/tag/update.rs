//! Renames a tag, or takes it out of use.

use futures_util::FutureExt;
use pronto_protocol::{
    event::Change,
    register::Register,
    tag::{TagView, UpdateTagRequest},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use uuid::Uuid;

use super::own::{find, refuse_second};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction, usecase::text::check_name};

/// Changes a tag; the caller is an admin. What is left out stays; the same again is no change.
///
/// # Errors
/// `not_found`, `invalid_fields`; `already_exists` when there is another of this name.
pub async fn update(context: &Context, admin: &Agent, tag_id: Uuid, request: UpdateTagRequest) -> Result<TagView> {
    let name = request.name.map(|name| check_name("name", &name)).transpose()?;
    let request = UpdateTagRequest { name, ..request };
    context.ledger.commit(admin.organization_id(), move |transaction| inner(transaction, tag_id, request).boxed()).await
}

async fn inner(transaction: &mut Transaction, tag_id: Uuid, request: UpdateTagRequest) -> Result<TagView> {
    let row = find(transaction, tag_id).await?;
    let name = request.name.unwrap_or_else(|| row.name.clone());
    let active = request.active.unwrap_or(row.active);
    if name == row.name && active == row.active {
        return Ok(row.into());
    }
    refuse_second(transaction, &name, Some(tag_id)).await?;
    let mut row = row.into_active_model();
    row.name = Set(name);
    row.active = Set(active);
    let row = row.update(transaction.db()).await?;
    transaction.emit(Change::RegisterChanged { register: Register::Tags });
    Ok(row.into())
}
