//! Writes a note on a chat.

use futures_util::FutureExt;
use pronto_entity::note;
use pronto_protocol::{
    agent::Permission,
    error::ErrorCode,
    event::Change,
    note::{AddNoteRequest, NoteView},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::text::{check_text, content_hash},
};

/// Writes a note on a chat that the agent sees, open or closed. The same `client_id` again gives the first result.
///
/// # Errors
/// `not_found`, `forbidden`, `conflict` when the chat's content was erased, `client_id_reused`, `invalid_fields`.
pub async fn add(context: &Context, agent: &Agent, chat_id: Uuid, request: AddNoteRequest) -> Result<NoteView> {
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            write(transaction, agent, chat_id, request.client_id, text).boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    client_id: Uuid,
    text: String,
) -> Result<NoteView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    policy::need(&agent.card, Permission::Whisper)?;
    seen.kept()?;
    let content_hash = content_hash([text.as_bytes()]);
    let earlier = note::Entity::find()
        .filter(note::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(note::Column::ChatId.eq(chat_id))
        .filter(note::Column::AuthorId.eq(agent.id()))
        .filter(note::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    if let Some(earlier) = earlier {
        return match earlier {
            earlier if earlier.content_hash != content_hash => Err(ErrorCode::ClientIdReused.into()),
            // A note has no form in which it is told as deleted.
            earlier if earlier.deleted_at.is_some() => Err(Error::not_found()),
            earlier => Ok(earlier.into()),
        };
    }
    let row = note::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        chat_id: Set(chat_id),
        author_id: Set(agent.id()),
        author_name: Set(agent.card.name.clone()),
        text: Set(text),
        client_id: Set(client_id),
        content_hash: Set(content_hash),
        created_at: Set(transaction.now_ms()),
        edited_at: Set(None),
        deleted_at: Set(None),
        seq: Set(transaction.next_seq()),
    };
    let view: NoteView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::NoteAdded(view.clone()));
    Ok(view)
}
