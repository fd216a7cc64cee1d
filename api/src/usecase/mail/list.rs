//! Lists mails, newest first, each with its fate.

use pronto_entity::{column::Word, mail};
use pronto_protocol::{
    mail::{MailState, MailView},
    page::Page,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::Result,
    page::{PageParams, page_of},
};

/// Which mails.
#[derive(Clone, Copy, Debug, Default)]
pub struct MailFilter {
    /// Those of one chat.
    pub chat_id: Option<Uuid>,
    /// Those that stand so.
    pub state: Option<MailState>,
}

/// The organization's mails, for an admin.
///
/// # Errors
/// `invalid_fields`, `invalid_cursor`.
pub async fn list(context: &Context, admin: &Agent, filter: MailFilter, page: &PageParams) -> Result<Page<MailView>> {
    let limit = page.limit()?;
    let mut found = mail::Entity::find()
        .filter(mail::Column::OrganizationId.eq(admin.organization_id()))
        .order_by_desc(mail::Column::CreatedAt)
        .order_by_desc(mail::Column::Id)
        .limit(limit + 1);
    if let Some(chat_id) = filter.chat_id {
        found = found.filter(mail::Column::ChatId.eq(chat_id));
    }
    if let Some(state) = filter.state {
        found = found.filter(mail::Column::State.eq(Word(state)));
    }
    if let Some((created_at, id)) = page.after::<(i64, Uuid)>()? {
        let same_time = Condition::all().add(mail::Column::CreatedAt.eq(created_at)).add(mail::Column::Id.lt(id));
        found = found.filter(Condition::any().add(mail::Column::CreatedAt.lt(created_at)).add(same_time));
    }
    let rows = found.all(context.db()).await?;
    Ok(page_of(rows, limit, |row| (row.created_at, row.id), MailView::from))
}
