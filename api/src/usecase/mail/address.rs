//! The address that a visitor typed in a chat: the only one that its mail may go to.

use std::collections::BTreeMap;

use pronto_entity::{chat, queue};
use pronto_protocol::queue::{FieldKind, PreChatField};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{error::Result, usecase::text::check_email};

/// The first answer to a field that asks for an e-mail address.
///
/// # Errors
/// A failure of the database.
pub(super) async fn typed_address<C: ConnectionTrait>(database: &C, chat: &chat::Model) -> Result<Option<String>> {
    if chat.fields.0.is_empty() {
        return Ok(None);
    }
    let queue = queue::Entity::find_by_id(chat.queue_id)
        .filter(queue::Column::OrganizationId.eq(chat.organization_id))
        .one(database)
        .await?;
    Ok(queue.and_then(|queue| address_among(&queue.settings.0.pre_chat_fields, &chat.fields.0)))
}

fn address_among(fields: &[PreChatField], answers: &BTreeMap<String, String>) -> Option<String> {
    let asked = fields.iter().filter(|field| field.kind == FieldKind::Email);
    let typed = asked.filter_map(|field| answers.get(&field.key));
    // A field's kind may have been changed since: what is no address is not written to.
    typed.filter_map(|answer| check_email("email", answer).ok()).next()
}
