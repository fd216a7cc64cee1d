//! Says what the person says, in a chat that came in through the API.

use pronto_entity::{chat, column::Word};
use pronto_protocol::{
    chat::Channel,
    integration::SendVisitorMessageRequest,
    message::{MessageView, SendMessageRequest},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::{Integration, Visitor},
    context::Context,
    error::{Error, Result},
    usecase::message::{Author, send},
};

/// Sends a message of the chat's visitor. The same `client_id` again gives the first result.
///
/// # Errors
/// `not_found` for chats of other channels too, `chat_closed`, `client_id_reused`, `invalid_fields`.
pub async fn send_visitor_message(
    context: &Context,
    integration: &Integration,
    chat_id: Uuid,
    request: SendVisitorMessageRequest,
) -> Result<MessageView> {
    let organization_id = integration.organization_id;
    let chat = chat::Entity::find_by_id(chat_id)
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::Channel.eq(Word(Channel::Api)))
        .one(context.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let author = Author::Visitor(Visitor { id: chat.visitor_id, organization_id });
    let message = SendMessageRequest {
        client_id: request.client_id,
        text: request.text,
        attachment_ids: Vec::new(),
        quoted_id: None,
    };
    send(context, author, chat_id, message).await
}
