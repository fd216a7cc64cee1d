//! The account that a queue's mail goes by, opened.

use pronto_entity::{mail_account, organization};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::checked::vault_context;
use crate::{
    context::Context,
    error::{Error, Result},
    mail::Sender,
};

/// The queue's own account, else the organization's.
///
/// # Errors
/// A failure of the database.
pub(crate) async fn account_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    queue_id: Uuid,
) -> Result<Option<mail_account::Model>> {
    let either =
        Condition::any().add(mail_account::Column::QueueId.eq(queue_id)).add(mail_account::Column::QueueId.is_null());
    let mut rows = mail_account::Entity::find()
        .filter(mail_account::Column::OrganizationId.eq(organization_id))
        .filter(either)
        .all(database)
        .await?;
    // The own one first; databases do not agree on where nulls stand.
    rows.sort_by_key(|row| row.queue_id.is_none());
    Ok(rows.into_iter().next())
}

/// Who sends by an account.
///
/// # Errors
/// When the password was sealed under another key, or a failure of the database.
pub(crate) async fn sender(context: &Context, account: mail_account::Model) -> Result<Sender> {
    let login = match (account.user_name, account.password) {
        (Some(user), Some(sealed)) => {
            let place = vault_context(account.organization_id, account.id);
            let opened = context.vault.open(&place, &sealed).map_err(Error::internal)?;
            Some((user, String::from_utf8(opened).map_err(Error::internal)?))
        }
        _ => None,
    };
    let from_name = match account.from_name {
        Some(name) => name,
        None => {
            let organization = organization::Entity::find_by_id(account.organization_id).one(context.db()).await?;
            organization.ok_or_else(Error::not_found)?.name
        }
    };
    Ok(Sender {
        host: account.host,
        port: u16::try_from(account.port).unwrap_or_default(),
        security: account.security.0,
        login,
        from_address: account.from_address,
        from_name,
    })
}
