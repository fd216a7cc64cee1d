//! Devices: phones and browsers that sessions live on.

use pronto_protocol::{
    device::{Platform, PushEnvironment, PushState},
    organization::Locale,
    push::PushPrivacy,
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// Whose it is.
    pub agent_id: Uuid,
    /// What it runs.
    pub platform: Word<Platform>,
    /// Its name.
    pub name: String,
    /// Version of the app.
    pub app_version: Option<String>,
    /// Language of its pushes.
    pub locale: Option<Word<Locale>>,
    /// Address last used.
    pub ip: String,
    /// When it first signed in.
    pub created_at: i64,
    /// When it was last used.
    pub last_seen_at: i64,
    /// The app its token belongs to.
    pub push_app_id: Option<Uuid>,
    /// The provider's token.
    pub push_token: Option<String>,
    /// Its SHA-256: one live row per token.
    pub push_token_hash: Option<Vec<u8>>,
    /// The provider's world.
    pub push_environment: Word<PushEnvironment>,
    /// P-256 public key, 65 bytes.
    pub public_key: Option<Vec<u8>>,
    /// 16 bytes that go with it.
    pub auth_secret: Option<Vec<u8>>,
    /// What pushes tell; null = as the organization says.
    pub push_privacy: Option<Word<PushPrivacy>>,
    /// Whether it can be pushed to.
    pub push_state: Word<PushState>,
    /// Why not.
    pub push_reason: Option<String>,
    /// When the token was registered.
    pub push_token_at: Option<i64>,
    /// When a push was last accepted.
    pub push_accepted_at: Option<i64>,
    /// When the device last reported a push.
    pub push_received_at: Option<i64>,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
