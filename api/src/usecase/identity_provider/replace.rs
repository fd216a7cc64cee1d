//! Replaces an identity provider's entry.

use futures_util::FutureExt;
use pronto_entity::{
    column::{Json, Word},
    identity_provider,
};
use pronto_protocol::identity_provider::{IdentityProviderRequest, IdentityProviderView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    checked::{checked, vault_context},
    view::view,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    usecase::agent::check_profile,
};

/// Replaces it, for an admin; without a secret the one so far stays. Who signed in by it stays signed in.
///
/// # Errors
/// `not_found`, `invalid_fields`.
pub async fn replace(
    context: &Context,
    admin: &Agent,
    provider_id: Uuid,
    mut request: IdentityProviderRequest,
) -> Result<IdentityProviderView> {
    checked(context, &mut request)?;
    let organization_id = admin.organization_id();
    let place = vault_context(organization_id, provider_id);
    let sealed = request.client_secret.take().map(|secret| context.vault.seal(&place, secret.as_bytes()));
    let row = context
        .ledger
        .commit(organization_id, move |transaction| write(transaction, provider_id, sealed, request).boxed())
        .await?;
    Ok(view(context, row))
}

async fn write(
    transaction: &mut Transaction,
    provider_id: Uuid,
    sealed: Option<Vec<u8>>,
    request: IdentityProviderRequest,
) -> Result<identity_provider::Model> {
    let row = identity_provider::Entity::find_by_id(provider_id)
        .filter(identity_provider::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if let Some(profile_id) = request.profile_id {
        check_profile(transaction, profile_id).await?;
    }
    let mut changed = row.into_active_model();
    changed.name = Set(request.name);
    changed.issuer = Set(request.issuer);
    changed.client_id = Set(request.client_id);
    if let Some(sealed) = sealed {
        changed.client_secret = Set(sealed);
    }
    changed.email_domains = Set(Json(request.email_domains));
    changed.add_agents = Set(request.add_agents);
    changed.role = Set(Word(request.role));
    changed.profile_id = Set(request.profile_id);
    changed.redirect_uris = Set(Json(request.redirect_uris));
    changed.active = Set(request.active);
    Ok(changed.update(transaction.db()).await?)
}
