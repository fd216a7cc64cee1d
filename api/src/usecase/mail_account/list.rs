//! Lists mail accounts, oldest first.

use pronto_entity::mail_account;
use pronto_protocol::{mail::MailAccountView, page::Page};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// All accounts, for an admin; without passwords.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, admin: &Agent, params: &PageParams) -> Result<Page<MailAccountView>> {
    let limit = params.limit()?;
    let mut query = mail_account::Entity::find()
        .filter(mail_account::Column::OrganizationId.eq(admin.organization_id()))
        .order_by_asc(mail_account::Column::Id)
        .limit(limit + 1);
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(mail_account::Column::Id.gt(after));
    }
    let rows = query.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, MailAccountView::from))
}
