//! What goes out by WhatsApp: each part of a message, and what became of it.

use pronto_protocol::whatsapp::WhatsappDeliveryState;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "whatsapp_delivery")]
pub struct Model {
    /// Its id, which the provider repeats in each status.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The number it goes out by.
    pub account_id: Uuid,
    /// Whom it goes to.
    pub sender_id: Uuid,
    /// The chat; nothing for what is told without one.
    pub chat_id: Option<Uuid>,
    /// The message it is a part of.
    pub message_id: Option<Uuid>,
    /// The message's number.
    pub number: i64,
    /// Which part of the message.
    pub part: i32,
    /// Its place among all that goes to this person: the lower, the earlier.
    pub place: i64,
    /// The text, or what is written with the file.
    pub text: String,
    /// The file.
    pub attachment_id: Option<Uuid>,
    /// The message it quotes.
    pub quoted_id: Option<Uuid>,
    /// The template, as the provider takes it.
    pub template: Option<String>,
    /// Where it stands.
    pub state: Word<WhatsappDeliveryState>,
    /// Tries so far.
    pub attempts: i32,
    /// When it is tried next; nothing when that is over.
    pub due_at: Option<i64>,
    /// When it is given up.
    pub expires_at: i64,
    /// Whether the agents were told that it has to wait.
    pub delay_told: bool,
    /// The provider's id of it.
    pub wamid: Option<String>,
    /// The provider's number for what went wrong.
    pub code: Option<i32>,
    /// The provider's words for it, or ours.
    pub words: Option<String>,
    /// When it was written.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
