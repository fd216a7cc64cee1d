//! Webhooks: where an organization's events are posted to.

use pronto_protocol::{
    Timestamp,
    webhook::{WebhookDisabled, WebhookView},
};
use sea_orm::entity::prelude::*;

use crate::column::{Json, Word};

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The address.
    pub url: String,
    /// Types of events; empty = every type.
    pub kinds: Json<Vec<String>>,
    /// Whether whispers and notes are posted.
    pub internal: bool,
    /// The secret, sealed by the vault.
    pub secret: Vec<u8>,
    /// The secret before, sealed.
    pub previous_secret: Option<Vec<u8>>,
    /// Until when it signs as well.
    pub previous_secret_until: Option<i64>,
    /// Why nothing is posted.
    pub disabled: Option<Word<WebhookDisabled>>,
    /// Since when every try failed.
    pub failing_since: Option<i64>,
    /// Events up to here are none of its business.
    pub since_seq: i64,
    /// When it was registered.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for WebhookView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            url: row.url,
            kinds: row.kinds.0,
            internal: row.internal,
            active: row.disabled.is_none(),
            disabled: row.disabled.map(|word| word.0),
            failing_since: row.failing_since.map(Timestamp::from_unix_ms),
            previous_secret_until: row.previous_secret_until.map(Timestamp::from_unix_ms),
            created_at: Timestamp::from_unix_ms(row.created_at),
        }
    }
}
