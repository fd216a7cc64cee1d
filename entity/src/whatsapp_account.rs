//! WhatsApp numbers of an organization.

use sea_orm::entity::prelude::*;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "whatsapp_account")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The queue in which its chats start.
    pub queue_id: Uuid,
    /// The number as customers see it, in E.164.
    pub phone: String,
    /// The provider's id of the number.
    pub phone_number_id: String,
    /// The provider's id of the WhatsApp Business Account.
    pub business_account_id: String,
    /// The access token, sealed.
    pub access_token: Vec<u8>,
    /// The secret that signs webhooks, sealed.
    pub app_secret: Vec<u8>,
    /// The word that proves the callback URL, sealed.
    pub verify_token: Vec<u8>,
    /// Whether it takes and sends messages.
    pub enabled: bool,
    /// Events up to here came before it.
    pub since_seq: i64,
    /// When it was added.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
