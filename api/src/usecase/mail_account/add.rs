//! Adds a mail account.

use futures_util::FutureExt;
use pronto_entity::{column::Word, mail_account};
use pronto_protocol::mail::{MailAccountRequest, MailAccountView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::checked::{check_place, checked, vault_context};
use crate::{
    auth::Agent,
    chance,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Adds a mail account, for an admin: one for the organization, and one for each queue.
///
/// # Errors
/// `invalid_fields`, `already_exists`.
pub async fn add(context: &Context, admin: &Agent, request: MailAccountRequest) -> Result<MailAccountView> {
    let mut request = checked(context, request)?;
    if request.user.is_some() && request.password.is_none() {
        return Err(Error::field("password", "required", "A name needs a password."));
    }
    let organization_id = admin.organization_id();
    let id = chance::id(&context.clock);
    let place = vault_context(organization_id, id);
    let password = request.password.take().map(|password| context.vault.seal(&place, password.as_bytes()));
    context
        .ledger
        .commit(organization_id, move |transaction| write(transaction, id, request, password).boxed())
        .await
        .map(MailAccountView::from)
}

async fn write(
    transaction: &mut Transaction,
    id: Uuid,
    request: MailAccountRequest,
    password: Option<Vec<u8>>,
) -> Result<mail_account::Model> {
    check_place(transaction, request.queue_id, id).await?;
    let row = mail_account::ActiveModel {
        id: Set(id),
        organization_id: Set(transaction.organization_id()),
        queue_id: Set(request.queue_id),
        host: Set(request.host),
        port: Set(i32::from(request.port)),
        security: Set(Word(request.security)),
        user_name: Set(request.user),
        password: Set(password),
        from_address: Set(request.from_address),
        from_name: Set(request.from_name),
        created_at: Set(transaction.now_ms()),
    };
    Ok(row.insert(transaction.db()).await?)
}
