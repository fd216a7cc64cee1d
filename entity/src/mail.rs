//! Mails to visitors: the outbox, and what became of each.

use pronto_protocol::{
    Timestamp,
    mail::{MailKind, MailState, MailView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    /// Its id, which is its Message-ID too.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The chat it is about.
    pub chat_id: Uuid,
    /// The queue whose account sends it.
    pub queue_id: Uuid,
    /// What it brings.
    pub kind: Word<MailKind>,
    /// Whom it goes to.
    pub to_address: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// For replies: the last message number that the visitor had read or written.
    pub silence_number: i64,
    /// Where it stands.
    pub state: Word<MailState>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; nothing when that is over.
    pub due_at: Option<i64>,
    /// Why it is dead or was not sent.
    pub reason: Option<String>,
    /// What the mail server said last.
    pub words: Option<String>,
    /// When it was written.
    pub created_at: i64,
    /// When the mail server took it.
    pub sent_at: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for MailView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind.0,
            state: row.state.0,
            chat_id: row.chat_id,
            to: row.to_address,
            subject: row.subject,
            attempts: row.attempts.unsigned_abs(),
            reason: row.reason,
            words: row.words,
            created_at: Timestamp::from_unix_ms(row.created_at),
            due_at: row.due_at.map(Timestamp::from_unix_ms),
            sent_at: row.sent_at.map(Timestamp::from_unix_ms),
        }
    }
}
