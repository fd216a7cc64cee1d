//! Sends a template into a chat: the one thing that reaches a customer who has been silent for 24 hours.

use futures_util::FutureExt;
use pronto_entity::{message, whatsapp_sender};
use pronto_protocol::{
    chat::ChatState,
    error::ErrorCode,
    message::MessageView,
    whatsapp::{SendWhatsappTemplateRequest, WhatsappTemplateView},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{
    delivery::{NewDelivery, add},
    list_templates::{account_of, templates_of},
};
use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    ledger::Transaction,
    policy,
    step::{NewMessage, add_message},
    usecase::text::{clean_line, content_hash},
};

/// Most characters of a value.
const VALUE_MOST_CHARS: usize = 500;

/// Sends it, as a message of the agent's with the text that the customer reads. The same `client_id` again gives the first
/// result.
///
/// # Errors
/// `not_found`, `not_participant`, `chat_closed`, `channel_unable`, `invalid_fields`, `client_id_reused`, `unavailable` and
/// `not_configured` with the provider's words.
pub async fn send_template(
    context: &Context,
    agent: &Agent,
    chat_id: Uuid,
    request: SendWhatsappTemplateRequest,
) -> Result<MessageView> {
    let seen = policy::see_chat(context.db(), agent, chat_id).await?;
    seen.present()?;
    seen.open()?;
    let account = account_of(context, &seen.chat).await?;
    let known = templates_of(context, &account).await?;
    let same = |one: &WhatsappTemplateView| one.name == request.name && one.language == request.language;
    let template = known.into_iter().find(same);
    let template = template.ok_or_else(|| Error::field("name", "unknown", "There is no such approved template."))?;
    let values: Vec<String> = request.values.iter().map(|value| clean_line(value)).collect();
    let fits = |value: &String| !value.is_empty() && value.chars().count() <= VALUE_MOST_CHARS;
    if values.len() != template.value_count as usize || !values.iter().all(fits) {
        let rule =
            format!("This template wants {} values of 1 to {VALUE_MOST_CHARS} characters.", template.value_count);
        return Err(Error::field("values", "out_of_range", rule));
    }
    let (agent, client_id) = (agent.clone(), request.client_id);
    context
        .ledger
        .commit(agent.organization_id(), move |transaction| {
            write(transaction, agent, chat_id, client_id, template, values).boxed()
        })
        .await
}

async fn write(
    transaction: &mut Transaction,
    agent: Agent,
    chat_id: Uuid,
    client_id: Uuid,
    template: WhatsappTemplateView,
    values: Vec<String>,
) -> Result<MessageView> {
    let seen = policy::see_chat(transaction.db(), &agent, chat_id).await?;
    let parts = [template.name.as_bytes(), template.language.as_bytes()];
    let hash = content_hash(parts.into_iter().chain(values.iter().map(String::as_bytes)));
    let earlier = message::Entity::find()
        .filter(message::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(message::Column::ChatId.eq(chat_id))
        .filter(message::Column::SenderId.eq(agent.id()))
        .filter(message::Column::ClientId.eq(client_id))
        .one(transaction.db())
        .await?;
    if let Some(earlier) = earlier {
        return if earlier.content_hash == hash { Ok(earlier.into()) } else { Err(ErrorCode::ClientIdReused.into()) };
    }
    seen.present()?;
    if seen.chat.state.0 == ChatState::Closed {
        return Err(ErrorCode::ChatClosed.into());
    }
    let account_id = seen.chat.whatsapp_account_id.ok_or_else(|| Error::new(ErrorCode::ChannelUnable))?;
    let sender = whatsapp_sender::Entity::find()
        .filter(whatsapp_sender::Column::OrganizationId.eq(transaction.organization_id()))
        .filter(whatsapp_sender::Column::VisitorId.eq(seen.chat.visitor_id))
        .one(transaction.db())
        .await?
        .ok_or_else(Error::not_found)?;
    let mut text = template.text;
    for (value, number) in values.iter().zip(1..) {
        text = text.replace(&format!("{{{{{number}}}}}"), value);
    }
    let parameters: Vec<_> = values.iter().map(|value| json!({"type": "text", "text": value})).collect();
    let mut body = json!({"name": template.name, "language": {"code": template.language}});
    if !parameters.is_empty() {
        body["components"] = json!([{"type": "body", "parameters": parameters}]);
    }
    let new = NewMessage {
        chat_id,
        sender: agent.as_sender(),
        text: text.clone(),
        attachments: Vec::new(),
        quoted_id: None,
        notice: None,
        client_id,
        content_hash: hash,
    };
    let sent = add_message(transaction, new).await?;
    // Queued here: the follower of the log finds this part of the message there already and leaves it.
    let delivery = NewDelivery {
        account_id,
        sender_id: sender.id,
        of: Some((chat_id, sent.id, sent.number.cast_signed())),
        part: 0,
        text,
        attachment_id: None,
        quoted_id: None,
        template: Some(body.to_string()),
    };
    add(transaction, delivery, sent.seq.cast_signed()).await?;
    Ok(sent)
}
