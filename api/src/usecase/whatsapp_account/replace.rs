//! Replaces a WhatsApp number's settings.

use futures_util::FutureExt;
use pronto_entity::whatsapp_account;
use pronto_protocol::whatsapp::{WhatsappAccountRequest, WhatsappAccountView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::{
    checked::{Checked, check_place, checked},
    view::view,
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Replaces it, for an admin. Secrets that are left out stay, unless the provider's id of the number is another: a token is
/// used for nothing that it was not given for.
///
/// # Errors
/// `not_found`, `invalid_fields`, `already_exists`.
pub async fn replace(
    context: &Context,
    admin: &Agent,
    account_id: Uuid,
    request: WhatsappAccountRequest,
) -> Result<WhatsappAccountView> {
    let checked = checked(context, admin, account_id, request).await?;
    let row = context
        .ledger
        .commit(admin.organization_id(), move |transaction| write(transaction, account_id, checked).boxed())
        .await?;
    Ok(view(context, row))
}

async fn write(transaction: &mut Transaction, account_id: Uuid, new: Checked) -> Result<whatsapp_account::Model> {
    let Checked { request, access_token, app_secret, verify_token } = new;
    let row = whatsapp_account::Entity::find_by_id(account_id)
        .filter(whatsapp_account::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_place(transaction, &request, account_id).await?;
    if row.phone_number_id != request.phone_number_id && access_token.is_none() {
        return Err(Error::field("access_token", "required", "For another number the token is needed again."));
    }
    let mut changed = row.into_active_model();
    changed.queue_id = Set(request.queue_id);
    changed.phone = Set(request.phone);
    changed.phone_number_id = Set(request.phone_number_id);
    changed.business_account_id = Set(request.business_account_id);
    changed.enabled = Set(request.enabled);
    if let Some(access_token) = access_token {
        changed.access_token = Set(access_token);
    }
    if let Some(app_secret) = app_secret {
        changed.app_secret = Set(app_secret);
    }
    if let Some(verify_token) = verify_token {
        changed.verify_token = Set(verify_token);
    }
    // What waited for a number that was off, or for a token that works.
    transaction.wake_workers();
    Ok(changed.update(transaction.db()).await?)
}
