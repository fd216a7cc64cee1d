//! Merges of contacts, with what each has moved.

use pronto_protocol::{
    Timestamp,
    contact::ContactView,
    merge::{ContactMergeView, MovedView},
};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_merge")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The contact that stands for both.
    pub into_id: Uuid,
    /// The contact that was merged.
    pub from_id: Uuid,
    /// What moved.
    pub moved: Json<Moved>,
    /// Who merged them.
    pub merged_by_id: Uuid,
    /// That agent's name at the time.
    pub merged_by_name: String,
    /// When they were merged.
    pub merged_at: i64,
    /// When it was undone.
    pub undone_at: Option<i64>,
    /// The event that last changed it.
    pub seq: i64,
}

/// What a merge has moved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Identities.
    pub identity_ids: Vec<Uuid>,
    /// Chats.
    pub chat_ids: Vec<Uuid>,
    /// Tickets.
    pub ticket_ids: Vec<Uuid>,
    /// Notes.
    pub note_ids: Vec<Uuid>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The merge as agents read it, with both contacts.
    #[must_use]
    pub fn view(self, into: ContactView, from: ContactView) -> ContactMergeView {
        let count = |ids: &[Uuid]| u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let moved = self.moved.0;
        ContactMergeView {
            id: self.id,
            into,
            from,
            moved: MovedView {
                identity_count: count(&moved.identity_ids),
                chat_count: count(&moved.chat_ids),
                ticket_count: count(&moved.ticket_ids),
                note_count: count(&moved.note_ids),
            },
            merged_by_id: self.merged_by_id,
            merged_by_name: self.merged_by_name,
            merged_at: Timestamp::from_unix_ms(self.merged_at),
            undone_at: self.undone_at.map(Timestamp::from_unix_ms),
            seq: self.seq.unsigned_abs(),
        }
    }
}
