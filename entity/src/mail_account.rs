//! Mail accounts: how an organization or one of its queues sends mail.

use pronto_protocol::{
    Timestamp,
    mail::{MailAccountView, MailSecurity},
};
use sea_orm::entity::prelude::*;

use crate::column::Word;

/// The row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_account")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization.
    pub organization_id: Uuid,
    /// The queue it is for; nothing for all that have none of their own.
    pub queue_id: Option<Uuid>,
    /// The SMTP server.
    pub host: String,
    /// Its port.
    pub port: i32,
    /// How the connection is secured.
    pub security: Word<MailSecurity>,
    /// The name to sign in with.
    pub user_name: Option<String>,
    /// The password, sealed.
    pub password: Option<Vec<u8>>,
    /// The address that mails come from.
    pub from_address: String,
    /// The name beside it.
    pub from_name: Option<String>,
    /// When it was added.
    pub created_at: i64,
}

/// No relations are declared: finders name what they join.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Model> for MailAccountView {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            queue_id: row.queue_id,
            host: row.host,
            port: u16::try_from(row.port).unwrap_or_default(),
            security: row.security.0,
            user: row.user_name,
            has_password: row.password.is_some(),
            from_address: row.from_address,
            from_name: row.from_name,
            created_at: Timestamp::from_unix_ms(row.created_at),
        }
    }
}
