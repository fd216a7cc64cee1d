//! Invitations to a chat, written beforehand.

use pronto_protocol::approach::InvitationView;
use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its name, for agents.
    pub name: String,
    /// What the visitor reads.
    pub text: String,
    /// The queue in which its chats start.
    pub queue_id: Uuid,
    /// Whether it can be sent.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for InvitationView {
    fn from(row: Model) -> Self {
        Self { id: row.id, name: row.name, text: row.text, queue_id: row.queue_id, active: row.active }
    }
}
