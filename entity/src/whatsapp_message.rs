//! What came in by WhatsApp: each message once by the provider's id, and the files that have still to be fetched.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "whatsapp_message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The number it came to.
    pub account_id: Uuid,
    /// Who sent it.
    pub sender_id: Uuid,
    /// The provider's id.
    pub wamid: String,
    /// The chat it went into.
    pub chat_id: Option<Uuid>,
    /// The message it became; nothing for what became none.
    pub message_id: Option<Uuid>,
    /// The provider's id of its file.
    pub media_id: Option<String>,
    /// The name under which the file is kept.
    pub file_name: Option<String>,
    /// What was written with the file.
    pub caption: Option<String>,
    /// Tries to fetch the file.
    pub attempts: i32,
    /// When the file is fetched; nothing when there is none or that is over.
    pub due_at: Option<i64>,
    /// When it came in.
    pub received_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
