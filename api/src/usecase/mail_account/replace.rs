//! Replaces a mail account.

use futures_util::FutureExt;
use pronto_entity::{column::Word, mail_account};
use pronto_protocol::mail::{MailAccountRequest, MailAccountView};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::checked::{check_place, checked, vault_context};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
};

/// Replaces it, for an admin. Without a password the kept one stays, unless the server or the name is another: a password is
/// shown to nobody whom it was not given for.
///
/// # Errors
/// `not_found`, `invalid_fields`, `already_exists`.
pub async fn replace(
    context: &Context,
    admin: &Agent,
    account_id: Uuid,
    request: MailAccountRequest,
) -> Result<MailAccountView> {
    let mut request = checked(context, request)?;
    let organization_id = admin.organization_id();
    let place = vault_context(organization_id, account_id);
    let password = request.password.take().map(|password| context.vault.seal(&place, password.as_bytes()));
    context
        .ledger
        .commit(organization_id, move |transaction| write(transaction, account_id, request, password).boxed())
        .await
        .map(MailAccountView::from)
}

async fn write(
    transaction: &mut Transaction,
    account_id: Uuid,
    request: MailAccountRequest,
    password: Option<Vec<u8>>,
) -> Result<mail_account::Model> {
    let row = mail_account::Entity::find_by_id(account_id)
        .filter(mail_account::Column::OrganizationId.eq(transaction.organization_id()))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    check_place(transaction, request.queue_id, account_id).await?;
    let same = row.host == request.host && row.user_name == request.user;
    let kept = row.password.clone().filter(|_| same);
    let password = password.or(kept).filter(|_| request.user.is_some());
    if request.user.is_some() && password.is_none() {
        return Err(Error::field("password", "required", "For another server or name the password is needed again."));
    }
    let mut changed = row.into_active_model();
    changed.queue_id = Set(request.queue_id);
    changed.host = Set(request.host);
    changed.port = Set(i32::from(request.port));
    changed.security = Set(Word(request.security));
    changed.user_name = Set(request.user);
    changed.password = Set(password);
    changed.from_address = Set(request.from_address);
    changed.from_name = Set(request.from_name);
    Ok(changed.update(transaction.db()).await?)
}
