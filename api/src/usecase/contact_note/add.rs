//! Writes a note about a contact.

use futures_util::FutureExt;
use pronto_entity::contact_note;
use pronto_protocol::{
    agent::Permission, contact::ContactNoteView, error::ErrorCode, event::Change, note::AddNoteRequest,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    usecase::{
        contact,
        text::{check_text, content_hash},
    },
};

/// Writes a note about a contact. The same `client_id` again gives the first result.
///
/// # Errors
/// `not_found`, `conflict` for a merged contact, `forbidden`, `client_id_reused`, `invalid_fields`.
pub async fn add(
    context: &Context,
    agent: &Agent,
    contact_id: Uuid,
    request: AddNoteRequest,
) -> Result<ContactNoteView> {
    policy::need(&agent.card, Permission::Whisper)?;
    let text = check_text("text", &request.text)?;
    let agent = agent.clone();
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            write(transaction, agent, contact_id, request.client_id, text).boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    contact_id: Uuid,
    client_id: Uuid,
    text: String,
) -> Result<ContactNoteView> {
    // Also of the contact: by the author's id alone another contact's note would be taken for this one.
    let content_hash = content_hash([contact_id.as_bytes().as_slice(), text.as_bytes()]);
    let earlier = contact_note::Entity::find()
        .filter(contact_note::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(contact_note::Column::AuthorId.eq(agent.id()))
        .filter(contact_note::Column::ClientId.eq(client_id))
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
    contact::find_whole(transaction.db(), transaction.organization_id(), contact_id).await?;
    let row = contact_note::ActiveModel {
        id: Set(transaction.id()),
        organization_id: Set(transaction.organization_id()),
        contact_id: Set(contact_id),
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
    let view: ContactNoteView = row.insert(transaction.db()).await?.into();
    transaction.emit(Change::ContactNoteAdded(view.clone()));
    Ok(view)
}
