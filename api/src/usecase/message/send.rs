//! Sends a message: plain text takes the ledger's hot path; attachments and quotes are checked first.

use futures_util::FutureExt;
use pronto_entity::{attachment, message};
use pronto_protocol::{
    agent::Permission,
    attachment::AttachmentView,
    error::ErrorCode,
    message::{ATTACHMENTS_MOST, MessageView, SendMessageRequest, SenderKind},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::{Agent, Visitor},
    context::Context,
    error::{Error, Result},
    ledger::{SendText, TextSender, Transaction},
    policy,
    step::{NewMessage, add_message},
    usecase::text::{check_optional_text, content_hash},
};

/// Who sends.
#[derive(Clone, Copy, Debug)]
pub enum Author<'a> {
    /// An agent who is in the chat.
    Agent(&'a Agent),
    /// The chat's visitor.
    Visitor(Visitor),
}

/// Sends a message. The same `client_id` again gives the first result.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `reply_window_closed`, `client_id_reused`, `invalid_fields`, `forbidden`.
pub async fn send(
    context: &Context,
    author: Author<'_>,
    chat_id: Uuid,
    request: SendMessageRequest,
) -> Result<MessageView> {
    let text = check_optional_text("text", &request.text)?;
    if text.is_empty() && request.attachment_ids.is_empty() {
        return Err(Error::field("text", "required", "A message needs a text or an attachment."));
    }
    if request.attachment_ids.len() > ATTACHMENTS_MOST {
        return Err(Error::field("attachment_ids", "too_long", format!("At most {ATTACHMENTS_MOST} attachments.")));
    }
    let (organization_id, sender) = sender_of(context, author, chat_id).await?;
    let quoted = request.quoted_id.unwrap_or_default();
    let attachment_ids = request.attachment_ids.iter().map(|id| id.as_bytes().as_slice());
    let parts = [text.as_bytes(), quoted.as_bytes().as_slice()].into_iter().chain(attachment_ids);
    let content_hash = content_hash(parts);
    if request.attachment_ids.is_empty() && request.quoted_id.is_none() {
        let send = SendText { organization_id, chat_id, sender, client_id: request.client_id, text, content_hash };
        let sent = context.ledger.send_text(send).await;
        return match sent {
            Ok(message) => Ok((*message).clone()),
            Err(error) => Err(told_to(context, author, chat_id, error).await),
        };
    }
    if let Author::Agent(agent) = author
        && !request.attachment_ids.is_empty()
    {
        policy::need(&agent.card, Permission::Attach)?;
    }
    let new = NewMessage {
        chat_id,
        sender,
        text,
        attachments: Vec::new(),
        quoted_id: request.quoted_id,
        notice: None,
        client_id: request.client_id,
        content_hash,
    };
    let sent = context
        .ledger
        .commit(organization_id, move |transaction| send_checked(transaction, new, request.attachment_ids).boxed())
        .await;
    match sent {
        Ok(message) => Ok(message),
        Err(error) => Err(told_to(context, author, chat_id, error).await),
    }
}

/// The refusal as its author may hear it: that one has to join first is told of chats one may see, and of others nothing.
/// Asked only now, so that a send that is taken costs no read.
async fn told_to(context: &Context, author: Author<'_>, chat_id: Uuid, error: Error) -> Error {
    let Author::Agent(agent) = author else { return error };
    if error.code() != ErrorCode::NotParticipant {
        return error;
    }
    policy::see_chat(context.db(), agent, chat_id).await.err().unwrap_or(error)
}

/// A visitor's name is the chat's; an agent's comes with the session.
async fn sender_of(context: &Context, author: Author<'_>, chat_id: Uuid) -> Result<(Uuid, TextSender)> {
    Ok(match author {
        Author::Agent(agent) => (agent.organization_id(), agent.as_sender()),
        Author::Visitor(visitor) => {
            let name = context.visitor_names.of(context.db(), visitor, chat_id).await?;
            (visitor.organization_id, TextSender { kind: SenderKind::Visitor, id: visitor.id, name, role: None })
        }
    })
}

async fn send_checked(
    transaction: &mut Transaction,
    mut new: NewMessage,
    attachment_ids: Vec<Uuid>,
) -> Result<MessageView> {
    let chat = crate::step::load_chat(transaction, new.chat_id).await?;
    if let Some(earlier) = earlier(transaction, &new).await? {
        return if earlier.content_hash == new.content_hash {
            Ok(earlier.into())
        } else {
            Err(ErrorCode::ClientIdReused.into())
        };
    }
    check_sender(transaction, &chat, &new.sender).await?;
    if let Some(quoted_id) = new.quoted_id {
        let quoted = message::Entity::find_by_id(quoted_id)
            .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
            .filter(message::Column::ChatId.eq(new.chat_id))
            .one(transaction.db())
            .await?;
        quoted.ok_or_else(|| Error::field("quoted_id", "unknown", "There is no such message in this chat."))?;
    }
    let mut rows = Vec::with_capacity(attachment_ids.len());
    for attachment_id in attachment_ids {
        let row = policy::attachment_of(transaction.db(), transaction.organization_id(), new.chat_id, attachment_id)
            .await
            .ok()
            .filter(|row| row.uploader_id == new.sender.id && row.message_id.is_none());
        let refused =
            || Error::field("attachment_ids", "unknown", format!("{attachment_id} is not an unsent upload of yours."));
        rows.push(row.ok_or_else(refused)?);
    }
    new.attachments = rows.iter().cloned().map(AttachmentView::from).collect();
    let sent = add_message(transaction, new).await?;
    for row in rows {
        let mut row: attachment::ActiveModel = row.into_active_model();
        row.message_id = Set(Some(sent.id));
        row.update(transaction.db()).await?;
    }
    Ok(sent)
}

async fn earlier(transaction: &Transaction, new: &NewMessage) -> Result<Option<message::Model>> {
    let row = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(message::Column::ChatId.eq(new.chat_id))
        .filter(message::Column::SenderId.eq(new.sender.id))
        .filter(message::Column::ClientId.eq(new.client_id))
        .one(transaction.db())
        .await?;
    Ok(row)
}

/// The same rules as on the hot path.
async fn check_sender(transaction: &Transaction, chat: &pronto_entity::chat::Model, sender: &TextSender) -> Result<()> {
    use pronto_entity::participant;
    match sender.kind {
        SenderKind::Visitor if chat.visitor_id != sender.id => return Err(Error::not_found()),
        SenderKind::Agent => {
            let row = participant::Entity::find_by_id((chat.id, sender.id))
                .filter(participant::Column::OrganizationId.eq(transaction.organization_id()))
                .filter(participant::Column::LeftAt.is_null())
                .one(transaction.db())
                .await?;
            row.ok_or_else(|| Error::new(ErrorCode::NotParticipant))?;
        }
        _ => {}
    }
    if chat.state.0 == pronto_protocol::chat::ChatState::Closed {
        return Err(ErrorCode::ChatClosed.into());
    }
    if sender.kind == SenderKind::Agent && chat.reply_until.is_some_and(|until| until <= transaction.now_ms()) {
        return Err(ErrorCode::ReplyWindowClosed.into());
    }
    Ok(())
}
