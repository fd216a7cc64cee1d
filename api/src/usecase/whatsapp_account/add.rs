//! Adds a WhatsApp number.

use futures_util::FutureExt;
use pronto_entity::whatsapp_account;
use pronto_protocol::whatsapp::{WhatsappAccountRequest, WhatsappAccountView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::{
    checked::{Checked, check_place, checked},
    view::view,
};
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Adds a number, for an admin.
///
/// # Errors
/// `invalid_fields`, `already_exists`.
pub async fn add(context: &Context, admin: &Agent, request: WhatsappAccountRequest) -> Result<WhatsappAccountView> {
    let id = chance::id(&context.clock);
    let checked = checked(context, admin, id, request).await?;
    let row = context
        .ledger
        .commit(admin.organization_id(), move |transaction| write(transaction, id, checked).boxed())
        .await?;
    Ok(view(context, row))
}

async fn write(transaction: &mut Transaction, id: Uuid, new: Checked) -> Result<whatsapp_account::Model> {
    let Checked { request, access_token, app_secret, verify_token } = new;
    let needed = |field: &str| Error::field(field, "required", "A new number needs it.");
    check_place(transaction, &request, id).await?;
    transaction.note_made(id);
    let row = whatsapp_account::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        queue_id: Set(request.queue_id),
        phone: Set(request.phone),
        phone_number_id: Set(request.phone_number_id),
        business_account_id: Set(request.business_account_id),
        access_token: Set(access_token.ok_or_else(|| needed("access_token"))?),
        app_secret: Set(app_secret.ok_or_else(|| needed("app_secret"))?),
        verify_token: Set(verify_token.ok_or_else(|| needed("verify_token"))?),
        enabled: Set(request.enabled),
        since_seq: Set(transaction.next_seq() - 1),
        created_at: Set(transaction.now_ms()),
    };
    Ok(row.insert(transaction.db()).await?)
}
