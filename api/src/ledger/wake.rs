//! A chat that was set aside comes back: to its agents at once, whoever brings it back.

use pronto_entity::{chat, job, participant};
use pronto_protocol::chat::ChatView;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// The job that brings chats back whose time has come; its subject is the chat.
pub const WAKE_JOB: &str = "chat.wake";

/// Brings a chat back to everybody who has set it aside, as of the event `seq`: its view for that event, or nothing when
/// nobody has.
///
/// # Errors
/// A failure of the database.
pub async fn wake<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    chat_id: Uuid,
    seq: i64,
) -> Result<Option<ChatView>> {
    let woken = participant::Entity::update_many()
        .col_expr(participant::Column::SnoozedUntil, Expr::value(Option::<i64>::None))
        .filter(participant::Column::OrganizationId.eq(organization_id))
        .filter(participant::Column::ChatId.eq(chat_id))
        .filter(participant::Column::SnoozedUntil.is_not_null())
        .exec(database)
        .await?;
    if woken.rows_affected == 0 {
        return Ok(None);
    }
    job::Entity::delete_many()
        .filter(job::Column::OrganizationId.eq(organization_id))
        .filter(job::Column::SubjectId.eq(chat_id))
        .filter(job::Column::Kind.eq(WAKE_JOB))
        .exec(database)
        .await?;
    let row = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .one(database)
        .await?;
    let mut row = row.ok_or_else(Error::not_found)?.into_active_model();
    row.seq = Set(seq);
    let row = row.update(database).await?;
    let participants = chat::participants_of(database, organization_id, chat_id).await?;
    Ok(Some(row.view(participants)))
}
