//! Replaces a push app's name and credentials.

use futures_util::FutureExt;
use pronto_entity::{device, push_app};
use pronto_protocol::push::{PushAppRequest, PushAppView, PushCredentialsRequest, PushProvider};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    checked::{check_name_is_free, checked, sealed, vault_context},
    view::view,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    push::credentials::Credentials,
    usecase::{device::forget_token, text::check_name},
};

/// Replaces them, for an admin. The provider stays. Without a `private_key` browsers' key pair stays as well: their
/// subscriptions are bound to it. Tokens that belong to another topic than the new one are dead.
///
/// # Errors
/// `not_found`, `already_exists` for a name that is taken, `invalid_fields`.
pub async fn replace(
    context: &Context,
    admin: &Agent,
    push_app_id: Uuid,
    mut request: PushAppRequest,
) -> Result<PushAppView> {
    let name = check_name("name", &request.name)?;
    let organization_id = admin.organization_id();
    let row = push_app::Entity::find_by_id(push_app_id)
        .filter(push_app::Column::OrganizationId.eq(organization_id))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    if let PushCredentialsRequest::WebPush { private_key: private_key @ None, .. } = &mut request.credentials
        && row.provider.0 == PushProvider::WebPush
    {
        *private_key = Some(key_of(context, &row)?);
    }
    let (credentials, topic) = checked(context, &request.credentials)?;
    if credentials.provider() != row.provider.0 {
        let detail = format!("This app is for {}; add another for another provider.", row.provider.0);
        return Err(Error::field("credentials.provider", "out_of_range", detail));
    }
    let sealed = sealed(context, organization_id, push_app_id, &credentials)?;
    let replaced = Replaced { id: push_app_id, name, topic, sealed };
    let row = context.ledger.commit(organization_id, move |transaction| write(transaction, replaced).boxed()).await?;
    // What the old credentials met says nothing of the new ones.
    context.breakers.close(push_app_id);
    Ok(view(context, row))
}

struct Replaced {
    id: Uuid,
    name: String,
    topic: String,
    sealed: Vec<u8>,
}

async fn write(transaction: &mut Transaction, new: Replaced) -> Result<push_app::Model> {
    let organization_id = transaction.organization_id();
    let row = push_app::Entity::find_by_id(new.id)
        .filter(push_app::Column::OrganizationId.eq(organization_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_name_is_free(transaction, &new.name, new.id).await?;
    if row.topic != new.topic {
        let devices = device::Entity::find()
            .filter(device::Column::OrganizationId.eq(organization_id))
            .filter(device::Column::PushAppId.eq(new.id))
            .all(transaction.db())
            .await?;
        for device in devices {
            forget_token(transaction, device, "push_app_replaced").await?;
        }
    }
    let version = row.version + 1;
    let mut changed = row.into_active_model();
    changed.name = Set(new.name);
    changed.topic = Set(new.topic);
    changed.credentials = Set(new.sealed);
    changed.version = Set(version);
    changed.credentials_at = Set(transaction.now_ms());
    Ok(changed.update(transaction.db()).await?)
}

fn key_of(context: &Context, row: &push_app::Model) -> Result<String> {
    let json = context.vault.open(&vault_context(row.organization_id, row.id), &row.credentials);
    let credentials = serde_json::from_slice(&json.map_err(Error::internal)?).map_err(Error::internal)?;
    match credentials {
        Credentials::WebPush { private_key_pem, .. } => Ok(private_key_pem),
        _ => Err(Error::internal("sealed credentials are another provider's")),
    }
}
