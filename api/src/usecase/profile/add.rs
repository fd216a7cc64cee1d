//! Adds a profile.

use futures_util::FutureExt;
use pronto_entity::{column::Json, profile};
use pronto_protocol::agent::{ProfileRequest, ProfileView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::check::{chats, check, check_name_is_free};
use crate::{auth::Agent, context::Context, error::Result, ledger::Transaction};

/// Adds a profile, for an admin.
///
/// # Errors
/// `already_exists` for a name that is taken, `invalid_fields`.
pub async fn add(context: &Context, admin: &Agent, request: ProfileRequest) -> Result<ProfileView> {
    let request = check(request)?;
    context.ledger.commit(admin.organization_id(), move |transaction| write(transaction, request).boxed()).await
}

async fn write(transaction: &mut Transaction, request: ProfileRequest) -> Result<ProfileView> {
    check_name_is_free(transaction, &request.name, None).await?;
    let row = profile::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        name: Set(request.name),
        permissions: Set(Json(request.permissions)),
        min_chats: Set(chats(request.min_chats)),
        max_chats: Set(request.max_chats.map(chats)),
        created_at: Set(transaction.now_ms()),
    };
    let row = row.insert(transaction.db()).await?;
    transaction.note_made(row.id);
    Ok(row.into())
}
