//! Lists WhatsApp numbers, oldest first.

use pronto_entity::whatsapp_account;
use pronto_protocol::{page::Page, whatsapp::WhatsappAccountView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::view::view;
use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// All numbers, for an admin; without secrets.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, admin: &Agent, params: &PageParams) -> Result<Page<WhatsappAccountView>> {
    let limit = params.limit()?;
    let mut query = whatsapp_account::Entity::find()
        .filter(whatsapp_account::Column::OrganizationId.eq(admin.organization_id()))
        .order_by_asc(whatsapp_account::Column::Id)
        .limit(limit + 1);
    if let Some(after) = params.after::<Uuid>()? {
        query = query.filter(whatsapp_account::Column::Id.gt(after));
    }
    let rows = query.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| row.id, |row| view(context, row)))
}
