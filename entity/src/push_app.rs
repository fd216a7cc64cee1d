//! Push apps: whom we push for, with sealed credentials.

use pronto_protocol::push::PushProvider;
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "push_app")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Its name.
    pub name: String,
    /// The provider.
    pub provider: Word<PushProvider>,
    /// Bundle id, package or VAPID public key.
    pub topic: String,
    /// Credentials as JSON, sealed by the vault.
    pub credentials: Vec<u8>,
    /// Raised with each change of credentials.
    pub version: i64,
    /// When the credentials were set.
    pub credentials_at: i64,
    /// When it was made.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
