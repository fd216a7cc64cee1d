//! Adds an identity provider.

use futures_util::FutureExt;
use pronto_entity::{
    column::{Json, Word},
    identity_provider,
};
use pronto_protocol::identity_provider::{IdentityProviderRequest, IdentityProviderView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::{
    checked::{checked, vault_context},
    view::view,
};
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::agent::check_profile,
};

/// Adds one, for an admin; its secret is sealed and never shown again.
///
/// # Errors
/// `invalid_fields`.
pub async fn add(
    context: &Context,
    admin: &Agent,
    mut request: IdentityProviderRequest,
) -> Result<IdentityProviderView> {
    checked(context, &mut request)?;
    let secret = request.client_secret.take();
    let secret = secret.ok_or_else(|| Error::field("client_secret", "required", "The provider gave a secret."))?;
    let (organization_id, id) = (admin.organization_id(), chance::id(&context.clock));
    let sealed = context.vault.seal(&vault_context(organization_id, id), secret.as_bytes());
    let row = context
        .ledger
        .commit(organization_id, move |transaction| write(transaction, id, sealed, request).boxed())
        .await?;
    Ok(view(context, row))
}

async fn write(
    transaction: &mut Transaction,
    id: Uuid,
    sealed: Vec<u8>,
    request: IdentityProviderRequest,
) -> Result<identity_provider::Model> {
    if let Some(profile_id) = request.profile_id {
        check_profile(transaction, profile_id).await?;
    }
    let row = identity_provider::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        name: Set(request.name),
        issuer: Set(request.issuer),
        client_id: Set(request.client_id),
        client_secret: Set(sealed),
        email_domains: Set(Json(request.email_domains)),
        add_agents: Set(request.add_agents),
        role: Set(Word(request.role)),
        profile_id: Set(request.profile_id),
        redirect_uris: Set(Json(request.redirect_uris)),
        active: Set(request.active),
        created_at: Set(transaction.now_ms()),
    };
    transaction.note_made(id);
    Ok(row.insert(transaction.db()).await?)
}
