//! Messages: what visitor, agent or system says in a chat.

use pronto_protocol::{
    Timestamp,
    message::{MessageView, SenderView},
};
use pronto_protocol::{
    agent::Role,
    attachment::AttachmentView,
    message::{Notice, SenderKind},
};
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Place among messages and whispers.
    pub position: i64,
    /// Place among messages.
    pub number: i64,
    /// Who sent it.
    pub sender_kind: Word<SenderKind>,
    /// Agent or visitor; the nil id for the system.
    pub sender_id: Uuid,
    /// The sender's name at the time.
    pub sender_name: String,
    /// The agent's role at the time.
    pub sender_role: Option<Word<Role>>,
    /// The text.
    pub text: String,
    /// Its attachments.
    pub attachments: Option<Json<Vec<AttachmentView>>>,
    /// The message it quotes.
    pub quoted_id: Option<Uuid>,
    /// For system messages: what happened.
    pub notice: Option<Json<Notice>>,
    /// The sender's own id for it.
    pub client_id: Uuid,
    /// What the send asked for, to tell a repetition from a reuse.
    pub content_hash: Vec<u8>,
    /// When the server took it.
    pub sent_at: i64,
    /// When it was last edited.
    pub edited_at: Option<i64>,
    /// When it was deleted.
    pub deleted_at: Option<i64>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for MessageView {
    fn from(row: Model) -> Self {
        let from_system = row.sender_kind.0 == SenderKind::System;
        Self {
            id: row.id,
            chat_id: row.chat_id,
            position: row.position.unsigned_abs(),
            number: row.number.unsigned_abs(),
            sender: SenderView {
                kind: row.sender_kind.0,
                id: Some(row.sender_id).filter(|_| !from_system),
                name: row.sender_name,
                role: row.sender_role.map(|role| role.0),
            },
            text: row.text,
            attachments: row.attachments.map(|attachments| attachments.0).unwrap_or_default(),
            quoted_id: row.quoted_id,
            notice: row.notice.map(|notice| notice.0),
            client_id: Some(row.client_id).filter(|_| !from_system),
            sent_at: Timestamp::from_unix_ms(row.sent_at),
            edited_at: row.edited_at.map(Timestamp::from_unix_ms),
            deleted_at: row.deleted_at.map(Timestamp::from_unix_ms),
            seq: row.seq.unsigned_abs(),
        }
    }
}
