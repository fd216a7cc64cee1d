//! The things themselves, as they are now: the text each is found by, and what is shown of it.

use std::collections::{BTreeMap, HashMap};

use pronto_entity::{chat, message, note, whisper};
use pronto_protocol::search::SearchKind;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Something that can be found.
#[derive(Clone, Debug)]
pub struct Source {
    /// The chat it belongs to.
    pub chat_id: Option<Uuid>,
    /// The text it is found by.
    pub text: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// Its place in the chat's timeline.
    pub position: Option<i64>,
    /// When it was written, in Unix milliseconds.
    pub at_ms: i64,
    /// The event that last changed it.
    pub seq: i64,
}

/// What is shown of the chat that something belongs to.
#[derive(Clone, Debug)]
pub struct ChatSource {
    /// Its number.
    pub number: i64,
    /// The visitor's name, if given.
    pub visitor_name: Option<String>,
}

/// What a message is found by: its text and the names of its attachments.
#[must_use]
pub fn text_of_message<'a>(text: &str, attachments: impl Iterator<Item = &'a str>) -> String {
    let mut whole = text.to_owned();
    for name in attachments {
        if !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(name);
    }
    whole
}

/// What a chat is found by: its number, the visitor's name and phone number, the answers to the pre-chat fields.
#[must_use]
pub fn text_of_chat(
    number: u64,
    visitor_name: Option<&str>,
    visitor_phone: Option<&str>,
    fields: &BTreeMap<String, String>,
) -> String {
    let told = [visitor_name, visitor_phone];
    let answers = fields.values().map(String::as_str).filter(|answer| !told.contains(&Some(*answer)));
    let number = format!("#{number}");
    let parts: Vec<&str> = std::iter::once(number.as_str()).chain(told.into_iter().flatten()).chain(answers).collect();
    // What stands between is no part of a number, so that neighbours are not taken for one.
    parts.join(" · ")
}

/// What of these there is; deleted things are left out.
///
/// # Errors
/// A failure of the database.
pub async fn load<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    wanted: &[(SearchKind, Uuid)],
) -> Result<HashMap<Uuid, Source>, DbErr> {
    let mut found = HashMap::with_capacity(wanted.len());
    for kind in SearchKind::ALL {
        let ids: Vec<Uuid> = wanted.iter().filter(|(one, _)| one == kind).map(|(_, id)| *id).collect();
        if ids.is_empty() {
            continue;
        }
        match kind {
            SearchKind::Message => {
                let rows = message::Entity::find()
                    .filter(message::Column::OrganizationId.eq(organization_id))
                    .filter(message::Column::Id.is_in(ids))
                    .filter(message::Column::DeletedAt.is_null());
                found.extend(rows.all(database).await?.into_iter().map(|row| (row.id, row.into())));
            }
            SearchKind::Whisper => {
                let rows = whisper::Entity::find()
                    .filter(whisper::Column::OrganizationId.eq(organization_id))
                    .filter(whisper::Column::Id.is_in(ids))
                    .filter(whisper::Column::DeletedAt.is_null());
                found.extend(rows.all(database).await?.into_iter().map(|row| (row.id, row.into())));
            }
            SearchKind::Note => {
                let rows = note::Entity::find()
                    .filter(note::Column::OrganizationId.eq(organization_id))
                    .filter(note::Column::Id.is_in(ids))
                    .filter(note::Column::DeletedAt.is_null());
                found.extend(rows.all(database).await?.into_iter().map(|row| (row.id, row.into())));
            }
            SearchKind::Chat => {
                let rows = chat::Entity::find()
                    .filter(chat::Column::OrganizationId.eq(organization_id))
                    .filter(chat::Column::Id.is_in(ids));
                found.extend(rows.all(database).await?.into_iter().map(|row| (row.id, row.into())));
            }
        }
    }
    Ok(found)
}

/// The rows of a kind after this id, by rising id, deleted ones among them with what is left of their text.
///
/// # Errors
/// A failure of the database.
pub async fn rows_after<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    kind: SearchKind,
    after: Uuid,
    most: u64,
) -> Result<Vec<(Uuid, Source)>, DbErr> {
    let rows = match kind {
        SearchKind::Message => {
            let rows = message::Entity::find()
                .filter(message::Column::OrganizationId.eq(organization_id))
                .filter(message::Column::Id.gt(after))
                .order_by_asc(message::Column::Id)
                .limit(most);
            rows.all(database).await?.into_iter().map(|row| (row.id, row.into())).collect()
        }
        SearchKind::Whisper => {
            let rows = whisper::Entity::find()
                .filter(whisper::Column::OrganizationId.eq(organization_id))
                .filter(whisper::Column::Id.gt(after))
                .order_by_asc(whisper::Column::Id)
                .limit(most);
            rows.all(database).await?.into_iter().map(|row| (row.id, row.into())).collect()
        }
        SearchKind::Note => {
            let rows = note::Entity::find()
                .filter(note::Column::OrganizationId.eq(organization_id))
                .filter(note::Column::Id.gt(after))
                .order_by_asc(note::Column::Id)
                .limit(most);
            rows.all(database).await?.into_iter().map(|row| (row.id, row.into())).collect()
        }
        SearchKind::Chat => {
            let rows = chat::Entity::find()
                .filter(chat::Column::OrganizationId.eq(organization_id))
                .filter(chat::Column::Id.gt(after))
                .order_by_asc(chat::Column::Id)
                .limit(most);
            rows.all(database).await?.into_iter().map(|row| (row.id, row.into())).collect()
        }
    };
    Ok(rows)
}

/// The chats that things belong to.
///
/// # Errors
/// A failure of the database.
pub async fn chats_of<C: ConnectionTrait>(
    database: &C,
    organization_id: Uuid,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, ChatSource>, DbErr> {
    let rows: Vec<(Uuid, i64, Option<String>)> = chat::Entity::find()
        .select_only()
        .columns([chat::Column::Id, chat::Column::Number, chat::Column::VisitorName])
        .filter(chat::Column::OrganizationId.eq(organization_id))
        .filter(chat::Column::Id.is_in(ids))
        .into_tuple()
        .all(database)
        .await?;
    let shown = rows.into_iter().map(|(id, number, visitor_name)| (id, ChatSource { number, visitor_name }));
    Ok(shown.collect())
}

impl From<message::Model> for Source {
    fn from(row: message::Model) -> Self {
        let attachments = row.attachments.map(|attachments| attachments.0).unwrap_or_default();
        let names = attachments.iter().map(|attachment| attachment.name.as_str());
        Self {
            chat_id: Some(row.chat_id),
            text: text_of_message(&row.text, names),
            author: Some(row.sender_name).filter(|name| !name.is_empty()),
            position: Some(row.position),
            at_ms: row.sent_at,
            seq: row.seq,
        }
    }
}

impl From<whisper::Model> for Source {
    fn from(row: whisper::Model) -> Self {
        Self {
            chat_id: Some(row.chat_id),
            text: row.text,
            author: Some(row.sender_name),
            position: Some(row.position),
            at_ms: row.sent_at,
            seq: row.seq,
        }
    }
}

impl From<note::Model> for Source {
    fn from(row: note::Model) -> Self {
        Self {
            chat_id: Some(row.chat_id),
            text: row.text,
            author: Some(row.author_name),
            position: None,
            at_ms: row.created_at,
            seq: row.seq,
        }
    }
}

impl From<chat::Model> for Source {
    fn from(row: chat::Model) -> Self {
        Self {
            chat_id: Some(row.id),
            text: text_of_chat(
                row.number.unsigned_abs(),
                row.visitor_name.as_deref(),
                row.visitor_phone.as_deref(),
                &row.fields.0,
            ),
            author: None,
            position: None,
            at_ms: row.started_at,
            seq: row.seq,
        }
    }
}
