//! Tickets: lasting matters of contacts.

use pronto_protocol::{
    Timestamp,
    ticket::{TicketPriority, TicketState, TicketView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its number in the organization.
    pub number: i64,
    /// Whose it is.
    pub contact_id: Uuid,
    /// What it is about, in one line.
    pub subject: String,
    /// What it is about, at length.
    pub description: String,
    /// Where it stands.
    pub state: Word<TicketState>,
    /// How pressing it is.
    pub priority: Word<TicketPriority>,
    /// Who works on it.
    pub assignee_id: Option<Uuid>,
    /// When it should be solved.
    pub due_at: Option<i64>,
    /// Who opened it.
    pub opened_by_id: Uuid,
    /// That agent's id of the request.
    pub client_id: Uuid,
    /// What the request asked for.
    pub content_hash: Vec<u8>,
    /// When it was opened.
    pub opened_at: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The ticket as agents read it.
    #[must_use]
    pub fn view(self, anonymous: bool, chat_ids: Vec<Uuid>) -> TicketView {
        TicketView {
            id: self.id,
            number: self.number.unsigned_abs(),
            subject: self.subject,
            description: self.description,
            state: self.state.0,
            priority: self.priority.0,
            contact_id: self.contact_id,
            anonymous,
            assignee_id: self.assignee_id,
            due_at: self.due_at.map(Timestamp::from_unix_ms),
            chat_ids,
            opened_by_id: self.opened_by_id,
            opened_at: Timestamp::from_unix_ms(self.opened_at),
            updated_at: Timestamp::from_unix_ms(self.updated_at),
            closed_at: self.closed_at.map(Timestamp::from_unix_ms),
            seq: self.seq.unsigned_abs(),
        }
    }
}
