//! Attachments: files uploaded to a chat.

use pronto_protocol::attachment::AttachmentView;
use pronto_protocol::message::SenderKind;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat.
    pub chat_id: Uuid,
    /// Visitor or agent.
    pub uploader_kind: Word<SenderKind>,
    /// Who.
    pub uploader_id: Uuid,
    /// The file's name, cleaned.
    pub name: String,
    /// What its bytes show.
    pub content_type: String,
    /// Its size.
    pub size_bytes: i64,
    /// Width of an image, in pixels.
    pub width: Option<i32>,
    /// Height of an image, in pixels.
    pub height: Option<i32>,
    /// Where the file is.
    pub blob_key: String,
    /// Where its thumbnail is.
    pub thumbnail_key: Option<String>,
    /// The thumbnail's type.
    pub thumbnail_type: Option<String>,
    /// When it was uploaded.
    pub created_at: i64,
    /// The message it was sent with.
    pub message_id: Option<Uuid>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for AttachmentView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            content_type: row.content_type,
            size_bytes: row.size_bytes.unsigned_abs(),
            width: row.width.map(i32::unsigned_abs),
            height: row.height.map(i32::unsigned_abs),
            has_thumbnail: row.thumbnail_key.is_some(),
        }
    }
}
