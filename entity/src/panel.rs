//! Panels: pages of other systems beside the chat, with sealed secrets.

use pronto_protocol::{Timestamp, panel::PanelView};
use sea_orm::entity::prelude::*;

use crate::column::Json;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "panel")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its name.
    pub name: String,
    /// The address with its variables.
    pub url_template: String,
    /// Profiles whose agents are offered it; none = every agent.
    pub profile_ids: Option<Json<Vec<Uuid>>>,
    /// Whether it is offered at all.
    pub active: bool,
    /// The key of its signatures, sealed by the vault.
    pub secret: Vec<u8>,
    /// When the key was made.
    pub secret_at: i64,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for PanelView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            url_template: row.url_template,
            profile_ids: row.profile_ids.map(|ids| ids.0),
            active: row.active,
            secret_at: Timestamp::from_unix_ms(row.secret_at),
        }
    }
}
