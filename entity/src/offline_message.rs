//! Offline messages: left in the contact form of a queue.

use pronto_protocol::{
    Timestamp,
    offline::{OfflineMessageState, OfflineMessageView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "offline_message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The queue it was left in.
    pub queue_id: Uuid,
    /// The visitor who left it.
    pub visitor_id: Uuid,
    /// The name given.
    pub name: String,
    /// The e-mail address given.
    pub email: Option<String>,
    /// The phone number given.
    pub phone: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// Where it stands.
    pub state: Word<OfflineMessageState>,
    /// The agent who looks after it.
    pub assignee_id: Option<Uuid>,
    /// When the server took it.
    pub received_at: i64,
    /// The event that told of it: pushes find it by this.
    pub received_seq: i64,
    /// Who handled it.
    pub handled_by: Option<Uuid>,
    /// The name at the time.
    pub handled_by_name: Option<String>,
    /// When.
    pub handled_at: Option<i64>,
    /// What was done.
    pub handling_note: Option<String>,
    /// The visitor's id of the request.
    pub client_id: Uuid,
    /// What that request asked for.
    pub content_hash: Vec<u8>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for OfflineMessageView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            queue_id: row.queue_id,
            visitor_id: row.visitor_id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            subject: row.subject,
            text: row.text,
            state: row.state.0,
            assignee_id: row.assignee_id,
            received_at: Timestamp::from_unix_ms(row.received_at),
            handled_by: row.handled_by,
            handled_by_name: row.handled_by_name,
            handled_at: row.handled_at.map(Timestamp::from_unix_ms),
            handling_note: row.handling_note,
            seq: row.seq.unsigned_abs(),
        }
    }
}
