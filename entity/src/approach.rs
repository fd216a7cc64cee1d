//! Approaches: what agents sent to browsing visitors, kept as the record of who asked whom to go where.

use pronto_protocol::{
    Timestamp,
    approach::{ApproachKind, ApproachState, ApproachView},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "approach")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// What it is.
    pub kind: Word<ApproachKind>,
    /// The visit.
    pub visit_id: Uuid,
    /// The visitor.
    pub visitor_id: Uuid,
    /// Who sent it.
    pub agent_id: Uuid,
    /// The sender's name at the time.
    pub agent_name: String,
    /// What the visitor reads.
    pub text: String,
    /// Where it leads.
    pub url: Option<String>,
    /// The queue in which an invitation's chat starts.
    pub queue_id: Option<Uuid>,
    /// Where it stands; whether it has expired is told by the time.
    pub state: Word<ApproachState>,
    /// The chat that it started.
    pub chat_id: Option<Uuid>,
    /// When it was sent.
    pub sent_at: i64,
    /// When it was answered.
    pub answered_at: Option<i64>,
    /// Until when it can be answered.
    pub expires_at: i64,
    /// The event that last changed it.
    pub seq: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether it can still be answered.
    #[must_use]
    pub fn is_open(&self, now_ms: i64) -> bool {
        matches!(self.state.0, ApproachState::Sent | ApproachState::Shown) && self.expires_at > now_ms
    }

    /// As agents read it now.
    #[must_use]
    pub fn view(self, now_ms: i64) -> ApproachView {
        let open = self.is_open(now_ms);
        let state = match self.state.0 {
            ApproachState::Sent | ApproachState::Shown if !open => ApproachState::Expired,
            state => state,
        };
        ApproachView {
            id: self.id,
            kind: self.kind.0,
            visit_id: self.visit_id,
            visitor_id: self.visitor_id,
            agent_id: self.agent_id,
            agent_name: self.agent_name,
            text: self.text,
            url: self.url,
            state,
            chat_id: self.chat_id,
            sent_at: Timestamp::from_unix_ms(self.sent_at),
            answered_at: self.answered_at.map(Timestamp::from_unix_ms),
            expires_at: Timestamp::from_unix_ms(self.expires_at),
            seq: self.seq.unsigned_abs(),
        }
    }
}
